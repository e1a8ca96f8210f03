"""The rate model's pieces: what is given, what is declared, what is learnt.

Letters used for shapes: A areas, M months, R spells (the months of one half-year within the
pandemic or without it), G groups, P covariates, H half-years, E pairs of neighbours;
K = 1 + H (+ 1 where months of the pandemic are among them) effects of months; J = P + K
effects of a group.
"""

from dataclasses import dataclass, field

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures import Values
from homeward.rates.field import Field, field_of
from homeward.rates.ground import Ground
from homeward.records import Panel
from homeward.records.declared import shipped

__all__ = ["HALF_YEAR_MONTHS", "Design", "Hyper", "Options", "Prior", "design_of", "prior_of"]

HALF_YEAR_MONTHS = 6
"""A half-year, by its name."""

OFF = 1e-3
"""Standard deviation of a term that is switched off: nought, but with an inverse."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """Which terms the model has, and how fast the past fades.

    Attributes
    ----------
    half_life_months
        Age at which a month counts for half; infinite for all alike.
    covariates, smooth, common, own
        Whether areas differ by their streets, by a smooth term, by an unstructured term that
        all groups share, and by one of each group's own.
    level_mean
        Prior mean of each group's log rate a month, G of them; none takes the mean seen.
    values
        Central values of the assumptions, whose rows ``rates.*`` are the priors.
    """

    half_life_months: float = float("inf")
    covariates: bool = True
    smooth: bool = True
    common: bool = True
    own: bool = True
    level_mean: tuple[float, ...] | None = None
    values: Values = field(default_factory=shipped, repr=False)


@dataclass(frozen=True, kw_only=True)
class Hyper:
    """Spreads and dispersion, learnt or given.

    Attributes
    ----------
    smooth, common
        Standard deviations, log rate, of the smooth term and of the unstructured term that
        all groups share.
    own
        Standard deviation of each group's own unstructured term, G of them.
    half_year
        Standard deviation of the effect of a half-year on a group.
    covariates
        Standard deviation of what a fact of an area's streets does to a group, log rate for
        each standard deviation of the fact.
    size
        Negative binomial size of each group: variance = mean + mean^2 / size in one area
        and month, G of them.
    """

    smooth: float
    common: float
    own: tuple[float, ...]
    half_year: float
    covariates: float
    size: tuple[float, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """All that the fit is given.

    Attributes
    ----------
    count, weight
        Offences, shape (A, R, G), and months, shape (A, R), of each spell, each month by
        what it counts for. All months of a spell have one mean, so that nothing else of
        the counts tells of it.
    tally
        What cells with each count, from 0 up, count for, by group, shape (most + 1, G).
    offset
        Log rate a month taken as given, shape (A, G).
    covariates
        Shape (A, P).
    basis
        Which effects act in each spell: level, its half-year, the pandemic, shape (R, K).
    fade
        What each half-year counts for, the last first, shape (H,).
    field
        The smooth term's precision.
    level_mean
        Prior mean of each group's level, shape (G,).
    """

    count: Floats
    weight: Floats
    tally: Floats
    offset: Floats
    covariates: Floats
    basis: Floats
    fade: Floats
    field: Field
    level_mean: Floats

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def areas(self) -> int:
        """Number of areas, A."""
        return len(self.count)

    @property
    def groups(self) -> int:
        """Number of groups, G."""
        return int(self.count.shape[2])

    @property
    def effects(self) -> int:
        """Effects of one group, J."""
        return int(self.covariates.shape[1] + self.basis.shape[1])


@dataclass(frozen=True, eq=False, kw_only=True)
class Prior:
    """Precisions that a `Hyper` stands for.

    `smooth` of the smooth term, `between` of an area's unstructured terms (G, G), `effects`
    of the effects of each group, shape (G, J), and their means.
    """

    smooth: float
    between: Floats
    effects: Floats
    mean: Floats

    def __post_init__(self) -> None:
        freeze(self)


def design_of(
    panel: Panel, ground: Ground, options: Options, offset: Floats | None = None
) -> Design:
    """Arrange counts, covariates and neighbours for the fit."""
    areas, months, groups = panel.count.shape
    _check(panel, ground, offset)
    given = np.zeros((areas, groups)) if offset is None else np.asarray(offset, dtype=np.float64)
    age = (panel.month[-1] if months else 0) - panel.month
    fade = 0.5 ** (age / options.half_life_months)
    block = age // HALF_YEAR_MONTHS
    basis, spell = np.unique(_basis(block, panel.regime), axis=0, return_inverse=True)
    counted = panel.count.astype(np.float64) * (panel.seen * fade)[:, :, None]
    return Design(
        count=_by_spell(counted, spell, len(basis)),
        weight=_by_spell(panel.seen * fade, spell, len(basis)),
        tally=_tally(panel, fade),
        offset=given,
        covariates=ground.covariates if options.covariates else np.zeros((areas, 0)),
        basis=basis,
        fade=0.5 ** (np.unique(block) * HALF_YEAR_MONTHS / options.half_life_months),
        field=field_of(areas, ground.edges, nearness=options.values["rates.nearness"]),
        level_mean=_levels(panel, given, options),
    )


def _check(panel: Panel, ground: Ground, offset: Floats | None) -> None:
    areas, _, groups = panel.count.shape
    if len(ground) != areas:
        raise InputError(
            f"The panel has {areas} areas and the ground {len(ground)}; both must be of the "
            "same snap areas."
        )
    if offset is not None and (offset.shape != (areas, groups) or not np.isfinite(offset).all()):
        raise InputError(
            f"`offset` must be finite log rates of shape ({areas}, {groups}); got shape "
            f"{offset.shape}. Give a rate of zero a small floor before taking its logarithm."
        )


def _by_spell(monthly: Floats, spell: Ints, spells: int) -> Floats:
    """Sums over the months of each spell; months stand on the second axis."""
    totals = np.zeros((len(monthly), spells, *monthly.shape[2:]))
    for month, each in enumerate(spell.reshape(-1).tolist()):
        totals[:, each] += monthly[:, month]
    return totals


def _tally(panel: Panel, fade: Floats) -> Floats:
    """What cells with each count, from 0 up, count for, shape (most + 1, G)."""
    groups = panel.count.shape[2]
    found = np.zeros((int(panel.count.max(initial=0)) + 1, groups))
    weight = np.broadcast_to((panel.seen * fade)[:, :, None], panel.count.shape)
    which = np.broadcast_to(np.arange(groups), panel.count.shape)
    np.add.at(found, (panel.count, which), weight)
    return found


def _basis(block: Ints, regime: Bools) -> Floats:
    """Indicator columns: level, each half-year that has months, the pandemic if any."""
    halves = np.unique(block)
    columns = [np.ones(len(block)), *(block == each for each in halves.tolist())]
    if regime.any():
        columns.append(regime)
    return np.stack(columns, axis=1).astype(np.float64)


def _levels(panel: Panel, offset: Floats, options: Options) -> Floats:
    """Prior mean of each group's level: the given one, else that of all counts seen."""
    if options.level_mean is not None:
        return np.array(options.level_mean)
    expected = (panel.seen.sum(axis=1)[:, None] * np.exp(offset)).sum(axis=0)
    total = panel.count.sum(axis=(0, 1))
    return np.asarray(np.log((total + 0.5) / np.maximum(expected, 1e-9)))


def prior_of(design: Design, hyper: Hyper, options: Options) -> Prior:
    """Precisions of all terms; a term switched off is held at nought."""
    smooth = hyper.smooth if options.smooth else OFF
    common = hyper.common if options.common else 0.0
    own = np.array(hyper.own) if options.own else np.full(design.groups, OFF)
    covariance = np.diag(own**2) + common**2
    level, pandemic = (options.values[f"rates.{name}_sd"] ** -2.0 for name in ("level", "pandemic"))
    halves, covariates = len(design.fade), design.covariates.shape[1]
    months = np.concatenate([[level], design.fade / hyper.half_year**2])
    regime = np.full(design.basis.shape[1] - 1 - halves, pandemic)
    one = np.concatenate([np.full(covariates, hyper.covariates**-2.0), months, regime])
    mean = np.zeros((design.groups, design.effects))
    mean[:, covariates] = design.level_mean
    return Prior(
        smooth=smooth**-2.0,
        between=np.asarray(np.linalg.inv(covariance), dtype=np.float64),
        effects=np.tile(one, (design.groups, 1)),
        mean=mean,
    )
