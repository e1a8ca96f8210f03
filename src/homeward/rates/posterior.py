"""The Gaussian that stands for what is known of all terms once the counts are seen.

Letters used for shapes: A areas, R spells, G groups, P covariates, J effects of a group,
F = G x J. The terms are: `smooth` of each area (A,), `own` of each area and group (A, G),
`effects` of each group (G, J).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse.linalg import SuperLU

from homeward.kit.arrays import Floats
from homeward.rates import _kernels
from homeward.rates.design import Design, Prior
from homeward.rates.field import inverse_diagonal, log_determinant, solved
from homeward.rates.sums import Sums, sums

__all__ = [
    "Curvature",
    "Terms",
    "curvature",
    "log_joint",
    "log_rates",
    "mode",
    "recentred",
    "start",
]

STEPS = 60
CLOSE = 1e-9
"""Newton's method stops when no term moves by more than this, or after so many steps."""

RECENTRINGS = 6
HALVINGS = 12
LONGEST = 3.0
"""No log rate moves farther than this in one step."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Terms:
    """Values of all terms: `smooth` (A,), `own` (A, G), `effects` (G, J), log rates."""

    smooth: Floats
    own: Floats
    effects: Floats

    def moved(self, step: "Terms", share: float) -> "Terms":
        """These terms and a share of a step."""
        return Terms(
            smooth=self.smooth + share * step.smooth,
            own=self.own + share * step.own,
            effects=self.effects + share * step.effects,
        )

    @property
    def largest(self) -> float:
        """The largest absolute value among all terms."""
        every = (self.smooth, self.own, self.effects)
        return max(float(np.abs(each).max(initial=0.0)) for each in every)


@dataclass(frozen=True, eq=False, kw_only=True)
class Curvature:
    """The precision of all terms, taken apart: own terms first, then the smooth, then effects.

    Attributes
    ----------
    within
        Covariance of an area's own terms when all others are known, shape (A, G, G).
    curve, local
        Curvature of the likelihood by an area's log rate, shape (A, G), and between it and
        its group's effects, shape (A, G, J).
    seen
        What the counts add to the precision of each smooth term, shape (A,).
    smooth
        Factors of the smooth terms' precision with own terms summed out.
    carried
        What one unit of each effect takes away from the smooth terms, shape (A, F).
    effects
        Precision of the effects with all others summed out, shape (F, F).
    """

    within: Floats
    curve: Floats
    local: Floats
    seen: Floats
    smooth: SuperLU
    carried: Floats
    effects: Floats

    @cached_property
    def covariance(self) -> Floats:
        """Of the effects, shape (F, F)."""
        inverse = np.linalg.inv(self.effects)
        return np.asarray(0.5 * (inverse + inverse.T))

    @cached_property
    def smooth_variance(self) -> Floats:
        """Of each smooth term when the effects are known, shape (A,)."""
        return inverse_diagonal(self.smooth)

    @cached_property
    def log_determinant(self) -> float:
        """Of the whole precision."""
        own = -np.linalg.slogdet(self.within)[1].sum()
        return float(own + log_determinant(self.smooth) + np.linalg.slogdet(self.effects)[1])

    def variance(self, design: Design, months: Floats) -> Floats:
        """Variance of each area's log rate under given shares of the effects of months.

        `months` has shape (K,): level 1, and how far each half-year and the pandemic act.
        The answer has shape (A, G).
        """
        held = 1.0 - np.einsum("agh,ah->ag", self.within, self.curve)
        rows = self._rows(design, months) - held[:, :, None] * self.carried[:, None, :]
        spread = np.einsum("agi,ij->agj", rows, self.covariance)
        own = np.einsum("agg->ag", self.within)
        smooth = held**2 * self.smooth_variance[:, None]
        return np.asarray(own + smooth + np.einsum("agj,agj->ag", spread, rows))

    def _rows(self, design: Design, months: Floats) -> Floats:
        """How an area's log rate moves with each effect, own terms following, (A, G, F)."""
        areas, groups, effects = self.local.shape
        rows = -np.einsum("agh,ahj->aghj", self.within, self.local)
        own = np.concatenate(
            [design.covariates, np.broadcast_to(months, (areas, len(months)))], axis=1
        )
        for g in range(groups):
            rows[:, g, g, :] += own
        return np.asarray(rows.reshape(areas, groups, groups * effects))


def start(design: Design, prior: Prior) -> Terms:
    """All terms at their prior means."""
    return Terms(
        smooth=np.zeros(design.areas),
        own=np.zeros((design.areas, design.groups)),
        effects=prior.mean.copy(),
    )


def log_rates(design: Design, terms: Terms) -> tuple[Floats, Floats]:
    """Log rates a month by place, shape (A, G), and the effects of months, shape (R, G)."""
    many = design.covariates.shape[1]
    place = np.einsum("ap,gp->ag", design.covariates, terms.effects[:, :many])
    months = np.einsum("rk,gk->rg", design.basis, terms.effects[:, many:])
    return design.offset + place + terms.smooth[:, None] + terms.own, months


def mode(
    design: Design, prior: Prior, size: Floats, begin: Terms, *, close: float = CLOSE
) -> tuple[Terms, Curvature]:
    """The likeliest terms and the curvature there, by Newton's method with halved steps."""
    terms, here = begin, sums(design, *log_rates(design, begin), size)
    for _ in range(STEPS):
        bent = curvature(design, prior, here)
        step = _step(bent, _slopes(design, prior, here, terms))
        terms, here = _climbed(design, prior, size, (terms, step, here))
        if step.largest < close:
            break
    return terms, bent


def recentred(design: Design, prior: Prior, size: Floats, begin: Terms) -> tuple[Terms, Curvature]:
    """The Gaussian nearest to the posterior, from its mode, in a fixed number of steps.

    Slopes and curvatures are those expected over each log rate's own uncertainty, so that the
    totals that the Gaussian expects are those that were counted; at the mode they are above.
    """
    terms, usual = begin, _usual_month(design)
    bent = curvature(design, prior, sums(design, *log_rates(design, terms), size))
    variance = bent.variance(design, usual)
    for _ in range(RECENTRINGS):
        variance = 0.5 * (variance + bent.variance(design, usual))  # else it swings
        here = sums(design, *log_rates(design, terms), size, variance)
        bent = curvature(design, prior, here)
        step = _step(bent, _slopes(design, prior, here, terms))
        terms = terms.moved(step, min(1.0, LONGEST / max(step.largest, 1e-12)))
    return terms, bent


def _usual_month(design: Design) -> Floats:
    """How far each effect acts in the average month that was seen, shape (K,)."""
    weight = design.weight.sum(axis=0)
    return np.asarray(weight @ design.basis / max(float(weight.sum()), 1e-12))


def log_joint(design: Design, prior: Prior, terms: Terms, here: Sums) -> float:
    """Log likelihood and log prior of terms, without the prior's constants."""
    smooth = prior.smooth * float(terms.smooth @ (design.field.precision @ terms.smooth))
    own = float((terms.own @ prior.between * terms.own).sum())
    effects = float((prior.effects * (terms.effects - prior.mean) ** 2).sum())
    return here.value - 0.5 * (smooth + own + effects)


def curvature(design: Design, prior: Prior, here: Sums) -> Curvature:
    """Take the precision apart by summing out own terms, then smooth ones."""
    within: Floats = np.asarray(
        np.linalg.inv(_diagonal(here.curve) + prior.between), dtype=np.float64
    )
    local: Floats = np.concatenate(
        [here.curve[:, :, None] * design.covariates[:, None, :], here.curve_mixed], axis=2
    )
    held = 1.0 - np.einsum("agh,ah->ag", within, here.curve)
    seen = np.maximum((here.curve * held).sum(axis=1), 0.0)
    factors = design.field.with_counts(prior.smooth, seen)
    across = (local * held[:, :, None]).reshape(design.areas, -1)
    carried = solved(factors, across)
    block = _kernels.folded(design.covariates, within, local, here.curve_effects)
    effects = block.reshape(carried.shape[1], -1) + np.diag(prior.effects.reshape(-1))
    effects -= _kernels.products(across, np.ascontiguousarray(carried))
    return Curvature(
        within=within,
        curve=here.curve,
        local=local,
        seen=seen,
        smooth=factors,
        carried=carried,
        effects=0.5 * (effects + effects.T),
    )


def _diagonal(curve: Floats) -> Floats:
    """Diagonal matrices, shape (A, G, G)."""
    return np.asarray(curve[:, :, None] * np.eye(curve.shape[1]))


def _slopes(design: Design, prior: Prior, here: Sums, terms: Terms) -> Terms:
    """Slope of the log posterior by each term."""
    smooth = here.slope.sum(axis=1) - prior.smooth * (design.field.precision @ terms.smooth)
    own = here.slope - np.einsum("gh,ah->ag", prior.between, terms.own)
    by_place = np.einsum("ag,ap->gp", here.slope, design.covariates)
    effects = np.concatenate([by_place, here.slope_effects], axis=1)
    return Terms(
        smooth=np.asarray(smooth),
        own=own,
        effects=effects - prior.effects * (terms.effects - prior.mean),
    )


def _step(bent: Curvature, slope: Terms) -> Terms:
    """The precision's inverse times a slope."""
    inner = np.einsum("agh,ah->ag", bent.within, slope.own)
    smooth = slope.smooth - (bent.curve * inner).sum(axis=1)
    effects = slope.effects - np.einsum("agj,ag->gj", bent.local, inner)
    flat = effects.reshape(-1) - np.einsum("ai,a->i", bent.carried, smooth)
    moved = np.linalg.solve(bent.effects, flat)
    along = bent.smooth.solve(smooth) - np.einsum("ai,i->a", bent.carried, moved)
    by_group = moved.reshape(slope.effects.shape)
    rest = slope.own - bent.curve * along[:, None] - np.einsum("agj,gj->ag", bent.local, by_group)
    return Terms(smooth=along, own=np.einsum("agh,ah->ag", bent.within, rest), effects=by_group)


def _climbed(
    design: Design, prior: Prior, size: Floats, at: tuple[Terms, Terms, Sums]
) -> tuple[Terms, Sums]:
    """The farthest of halved steps that does not go down, and the sums there."""
    terms, step, here = at
    value = log_joint(design, prior, terms, here)
    share = min(1.0, LONGEST / max(step.largest, 1e-12))
    for _ in range(HALVINGS):
        ahead = terms.moved(step, share)
        there = sums(design, *log_rates(design, ahead), size)
        if log_joint(design, prior, ahead, there) >= value - 1e-9 * abs(value):
            return ahead, there
        share *= 0.5
    return terms, here
