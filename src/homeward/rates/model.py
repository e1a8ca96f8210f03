"""The rate model: fit it to a panel, draw from it, forecast with it.

Letters used for shapes: A areas, M months, G groups, D draws, F effects.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, freeze
from homeward.kit.rng import stream
from homeward.rates.design import (
    HALF_YEAR_MONTHS,
    Design,
    Hyper,
    Options,
    Prior,
    design_of,
    prior_of,
)
from homeward.rates.ground import Ground
from homeward.rates.learn import learnt
from homeward.rates.posterior import Curvature, Terms, mode, recentred, start
from homeward.rates.unsure import likely
from homeward.records import Panel

__all__ = ["Blend", "Fit", "Forecast", "blend", "fit", "predict"]

ROOM = "rates"


@dataclass(frozen=True, eq=False, kw_only=True)
class Forecast:
    """Predictive distribution of offences over some months to come.

    Given draw d, the total of area a and group g is negative binomial with mean
    ``mean[d, a, g]``, shape (D, A, G), and size ``size[g]``, shape (G,); areas are then
    independent. What areas share (levels, half-years, neighbours) is in the draws.
    """

    mean: Floats
    size: Floats

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Fit:
    """What the counts have taught: a Gaussian for all terms, given the spreads in `hyper`."""

    design: Design
    options: Options
    hyper: Hyper
    prior: Prior
    terms: Terms
    bent: Curvature

    def at(self, _world: int) -> "Fit":
        """The fit that a world is drawn from: itself, since the spreads are given."""
        return self

    @property
    def level_month(self) -> Floats:
        """Effects of a month of no known half-year outside the pandemic, shape (K,)."""
        only_level = np.zeros(self.design.basis.shape[1])
        only_level[0] = 1.0
        return only_level

    @cached_property
    def log_rate(self) -> Floats:
        """Mean log rate a month outside the pandemic, half-years at nought, shape (A, G)."""
        return self.log_rates(self.terms)

    @cached_property
    def variance(self) -> Floats:
        """Its variance, shape (A, G)."""
        return self.bent.variance(self.design, self.level_month)

    @cached_property
    def monthly(self) -> Floats:
        """Expected offences in a month to come outside the pandemic, shape (A, G)."""
        spread = self.variance + self.hyper.half_year**2
        return np.asarray(np.exp(self.log_rate + 0.5 * spread))

    def regime(self, terms: Terms) -> Floats:
        """What the pandemic adds to each group's log rate, shape (G,); 0 if never seen."""
        seen = self.design.basis.shape[1] > 1 + len(self.design.fade)
        return terms.effects[:, -1] if seen else np.zeros(self.design.groups)

    def drawn(self, seed: int, world: int) -> Terms:
        """One joint draw of all terms."""
        normal = {name: _normal(seed, name, world, shape) for name, shape in self._shapes.items()}
        effects = (self._root @ normal["effects"]).reshape(self.terms.effects.shape)
        noise = np.sqrt(self.prior.smooth) * self.design.field.noise(
            normal["pairs"], normal["singles"]
        )
        noise += np.sqrt(self.bent.seen) * normal["seen"]
        smooth = self.bent.smooth.solve(noise) - self.bent.carried @ effects.reshape(-1)
        rest = -self.bent.curve * smooth[:, None]
        rest -= np.einsum("agj,gj->ag", self.bent.local, effects)
        own = np.einsum("agh,ah->ag", self.bent.within, rest)
        own += np.einsum("agh,ah->ag", self._own_root, normal["own"])
        return self.terms.moved(Terms(smooth=smooth, own=own, effects=effects), 1.0)

    def log_rate_in_world(self, seed: int, world: int) -> Floats:
        """Log rate a month of one joint draw, half-years at nought, shape (A, G)."""
        return self.log_rates(self.drawn(seed, world))

    def half_years(self, seed: int, world: int, many: int) -> Floats:
        """New half-years' effects on each group's log rate, shape (many, G)."""
        drawn = _normal(seed, "half_year", world, (many, self.design.groups))
        return self.hyper.half_year * drawn

    def log_rates(self, terms: Terms) -> Floats:
        """Log rates a month of given terms, outside the pandemic, half-years at nought."""
        many = self.design.covariates.shape[1]
        place = np.einsum("ap,gp->ag", self.design.covariates, terms.effects[:, :many])
        level = terms.effects[:, many]
        return np.asarray(self.design.offset + place + level + terms.smooth[:, None] + terms.own)

    @cached_property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        areas, groups = self.design.areas, self.design.groups
        return {
            "effects": (groups * self.design.effects,),
            "pairs": (len(self.design.field.edges),),
            "singles": (areas,),
            "seen": (areas,),
            "own": (areas, groups),
        }

    @cached_property
    def _root(self) -> Floats:
        return np.asarray(np.linalg.cholesky(self.bent.covariance), dtype=np.float64)

    @cached_property
    def _own_root(self) -> Floats:
        return np.asarray(np.linalg.cholesky(self.bent.within), dtype=np.float64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Blend:
    """Fits at several spreads, each for an equal part of the chance.

    `likeliest` has the spreads of highest marginal likelihood; `fits`, K of them, stand for
    all that are likely, and every world is drawn from one of them.
    """

    likeliest: Fit
    fits: tuple[Fit, ...]

    @property
    def hyper(self) -> Hyper:
        """The likeliest spreads and sizes."""
        return self.likeliest.hyper

    @property
    def options(self) -> Options:
        """Which terms there are."""
        return self.likeliest.options

    def at(self, world: int) -> Fit:
        """The fit that a world is drawn from."""
        return self.fits[world % len(self.fits)]

    @cached_property
    def log_rate(self) -> Floats:
        """Mean log rate a month outside the pandemic, half-years at nought, shape (A, G)."""
        return np.asarray(np.mean([each.log_rate for each in self.fits], axis=0))

    @cached_property
    def variance(self) -> Floats:
        """Its variance, shape (A, G): within each fit, and between them."""
        within = np.mean([each.variance for each in self.fits], axis=0)
        return np.asarray(within + np.var([each.log_rate for each in self.fits], axis=0))

    @cached_property
    def monthly(self) -> Floats:
        """Expected offences in a month to come outside the pandemic, shape (A, G)."""
        return np.asarray(np.mean([each.monthly for each in self.fits], axis=0))


def fit(
    panel: Panel,
    ground: Ground,
    *,
    options: Options | None = None,
    offset: Floats | None = None,
    hyper: Hyper | None = None,
) -> Fit:
    """Fit the rate model to recorded counts.

    Parameters
    ----------
    panel
        Counts by area, month and group, and what was seen.
    ground
        The areas' streets and neighbours.
    options
        Which terms there are; None takes all of them, all months alike.
    offset
        Log rate a month taken as given, shape (A, G), for a rival surface; None takes none.
    hyper
        Spreads and dispersion; None learns them.

    Returns
    -------
    Fit
        Deterministic: the same panel gives the same numbers.

    Raises
    ------
    InputError
        If no month is given or shapes disagree.

    Notes
    -----
    Counts of area a, month m and group g are negative binomial; the log of their mean is
    the offset, a level of the group, covariates of the area, a smooth term and an
    unstructured one that all groups share, an unstructured term of the group's own, an
    effect of the half-year on the group (half-years are counted back from the last month)
    and, in months of the pandemic, what it changed in the group. A month's log likelihood
    counts for ``0.5 ** (age / half_life)``, and so does what a half-year says of the level.

    The posterior is taken as the Gaussian nearest to it [1]_, found from the mode; spreads
    are those of highest Laplace marginal likelihood.

    References
    ----------
    .. [1] M. Opper and C. Archambeau (2009), The variational Gaussian approximation
       revisited, Neural Computation 21, 786-792. https://doi.org/10.1162/neco.2008.08-07-592
    """
    _check(panel, ground)
    chosen = options or Options()
    design = design_of(panel, ground, chosen, offset)
    spreads = learnt(design, chosen) if hyper is None else hyper
    return _fitted(design, chosen, spreads)


def blend(
    panel: Panel,
    ground: Ground,
    *,
    options: Options | None = None,
    hyper: Hyper,
    nodes: tuple[Hyper, ...] | None = None,
) -> Blend:
    """Fit the rate model at all spreads that are likely, not at the likeliest alone.

    Parameters
    ----------
    panel, ground, options
        As for `fit`.
    hyper
        The likeliest spreads.
    nodes
        Others that stand for all that are likely; None asks the counts for them.

    Returns
    -------
    Blend
        Deterministic: the same panel gives the same numbers.

    Raises
    ------
    InputError
        If no month is given or shapes disagree.

    Notes
    -----
    What the counts say of the spreads is asked with all months alike, as when they are learnt.
    """
    _check(panel, ground)
    chosen = options or Options()
    alike = replace(chosen, half_life_months=float("inf"))
    every = likely(design_of(panel, ground, alike), alike, hyper) if nodes is None else nodes
    design = design_of(panel, ground, chosen)
    likeliest = _fitted(design, chosen, hyper)
    fits = tuple(
        likeliest if each == hyper else _fitted(design, chosen, each, likeliest.terms)
        for each in every
    )
    return Blend(likeliest=likeliest, fits=fits)


def _check(panel: Panel, ground: Ground) -> None:
    if not len(panel.month) or not len(ground):
        raise InputError(
            f"A fit needs at least one area and one month; got {len(ground)} areas and "
            f"{len(panel.month)} months. Give crime files that cover the map."
        )


def _fitted(design: Design, options: Options, hyper: Hyper, begin: Terms | None = None) -> Fit:
    prior, size = prior_of(design, hyper, options), np.array(hyper.size)
    likeliest, _ = mode(design, prior, size, begin or start(design, prior))
    terms, bent = recentred(design, prior, size, likeliest)
    return Fit(design=design, options=options, hyper=hyper, prior=prior, terms=terms, bent=bent)


def predict(
    fitted: Fit | Blend, months: int, *, seed: int, draws: int = 400, regime: float = 0.0
) -> Forecast:
    """Forecast the offences of the next months together.

    Parameters
    ----------
    fitted
        A fit to the months before, or fits at several spreads.
    months
        How many months.
    seed
        Key of the streams; draw d is world d.
    draws
        How many draws, D.
    regime
        Share of those months that lie within the pandemic's limits.

    Returns
    -------
    Forecast
        Shape (D, A, G): in each draw all terms, and a new effect for each half-year.
    """
    means = [_month_sums(fitted, months, regime, (seed, draw)) for draw in range(draws)]
    return Forecast(mean=np.stack(means), size=months * np.array(fitted.hyper.size))


def _month_sums(every: Fit | Blend, months: int, regime: float, key: tuple[int, int]) -> Floats:
    """Expected offences over the months in one draw, shape (A, G)."""
    fitted = every.at(key[1])
    terms = fitted.drawn(*key)
    halves = -(-months // HALF_YEAR_MONTHS)
    long = np.minimum(HALF_YEAR_MONTHS, months - HALF_YEAR_MONTHS * np.arange(halves))
    level = np.einsum("h,hg->g", long, np.exp(fitted.half_years(*key, halves)))
    mixed = (1.0 - regime) + regime * np.exp(fitted.regime(terms))
    return np.asarray(np.exp(fitted.log_rates(terms)) * level * mixed)


def _normal(seed: int, quantity: str, world: int, shape: tuple[int, ...]) -> Floats:
    return stream(seed, ROOM, quantity, world).standard_normal(shape)
