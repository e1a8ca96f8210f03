"""How many offences a year each snap area has: the rate model for one town.

Letters used for shapes: A areas, M months, G offence groups, F forces, N crime rows.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.kit.rng import stream
from homeward.measures import GROUP_LABELS, GROUPS, Values
from homeward.rates.design import HALF_YEAR_MONTHS, Options
from homeward.rates.ground import Ground
from homeward.rates.model import Blend, blend
from homeward.rates.spreads import Learn, Spreads, spreads_of
from homeward.records import Observed, Panel, SnapAreas, groups_of, month_text, panel
from homeward.tables import UNLOCATED, Crimes

__all__ = ["Rates", "estimate"]

FEW_OFFENCES = 30
FEW_MONTHS = 12
"""With fewer of a group, or fewer months, it is said that intervals are wide (declared)."""

YEAR_MONTHS = 12


@dataclass(frozen=True, eq=False, kw_only=True)
class Rates:
    """Offences a year recorded in each snap area, by group, with what is not known of them.

    Attributes
    ----------
    fitted
        The rate model, before rows without a place are added.
    force
        Position of each area's force, shape (A,).
    unlocated, placed
        Offences without and with a place, by force and group, shapes (F, G).
    prior_rows
        Rows that the share without a place of all groups counts for in each group's own.
    count
        Offences counted, shape (A, G); `years` over how many years, shape (A,).
    months
        The months used, since year 0, of all forces together.
    notes
        What was assumed, in sentences.
    """

    fitted: Blend
    force: Ints
    unlocated: Ints
    placed: Ints
    prior_rows: float
    count: Ints
    years: Floats
    months: Ints
    notes: tuple[str, ...]
    _drawn: dict[tuple[int, int], Floats] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        freeze(self)

    @cached_property
    def mean(self) -> Floats:
        """Expected offences in a year to come, rows without a place shared out, (A, G)."""
        lost, kept = self._beta
        uplift = (lost + kept - 1.0) / (kept - 1.0)
        return YEAR_MONTHS * self.fitted.monthly * uplift[self.force]

    def world(self, seed: int, world: int) -> Floats:
        """One joint draw of the rates of a year to come, offences a year, shape (A, G).

        Areas go together as far as the counts leave their levels, covariates and neighbours
        unknown, and as two new half-years move a group everywhere. Streams are of room
        ``rates``, keyed by what they are for: the numbers are the same in whatever order. A draw
        is kept once it is made: many questions are asked of one world.
        """
        if (seed, world) not in self._drawn:
            drawn = self._world(seed, world)
            drawn.flags.writeable = False
            self._drawn[seed, world] = drawn
        return self._drawn[seed, world]

    def _world(self, seed: int, world: int) -> Floats:
        lost, kept = self._beta
        fitted = self.fitted.at(world)
        halves = fitted.half_years(seed, world, YEAR_MONTHS // HALF_YEAR_MONTHS)
        level = YEAR_MONTHS * np.exp(halves).mean(axis=0)
        drawn = np.exp(fitted.log_rate_in_world(seed, world)) * level
        for g, group in enumerate(GROUPS):
            share = stream(seed, "rates", f"unlocated.{group}", world).beta(lost[:, g], kept[:, g])
            drawn[:, g] /= (1.0 - share)[self.force]
        return np.asarray(drawn)

    def learn(self, _panel: Panel, _ground: Ground, _values: Values) -> Spreads:
        """These rates' own likeliest spreads and half-life, whatever the counts."""
        likeliest, life = self.fitted.hyper, self.fitted.options.half_life_months
        return Spreads(likeliest=likeliest, nodes=(likeliest,), half_life_months=life)

    @cached_property
    def _beta(self) -> tuple[Floats, Floats]:
        """Parameters of the share of rows without a place, shapes (F, G)."""
        lost, kept = self.unlocated.sum(axis=1), self.placed.sum(axis=1)
        share = ((lost + 0.5) / (lost + kept + 1.0))[:, None]
        a = self.unlocated + self.prior_rows * share
        b = np.maximum(2.0, self.placed + self.prior_rows * (1.0 - share))
        return a, b


def estimate(
    areas: SnapAreas,
    observed: Observed,
    crimes: Crimes,
    *,
    ground: Ground,
    values: Values,
    learn: Learn = spreads_of,
) -> Rates:
    """Estimate each snap area's yearly rate of each group from all months that were given.

    Parameters
    ----------
    areas
        The snap areas, A of them.
    observed
        Which months were given for which force.
    crimes
        The recorded offences, N rows.
    ground
        The areas' streets and neighbours.
    values
        Central values of the assumptions: the rows ``rates.*``, and
        ``risk.pandemic.first_month`` and ``risk.pandemic.last_month``.
    learn
        How spreads and the half-life are learnt from the counts, or taken over (`Rates.learn`).

    Returns
    -------
    Rates
        Shapes (A, G): rates outside the pandemic.

    Notes
    -----
    The model is that of `fit`, at all spreads that are likely (`blend`). They are learnt with
    all months alike; how fast the past fades is then chosen on the last six months
    (`best_half_life`). Every area weighs
    the same whatever its length, which is a covariate: a map point stands for about as many
    addresses as another. Streets that no point stands for had no record of any type and
    enter with counts of zero. Months of the pandemic tell of places and not of levels. A
    month that was not given adds neither offences nor time. Offences without a place are
    added by dividing by one minus their share, which widens every rate.
    """
    counted = panel(areas, observed, crimes, values)
    row_force = observed.positions(crimes.force)
    kept = _given(observed, row_force, crimes.month)
    lost, placed = _located(crimes, row_force, kept, len(observed.forces))
    return Rates(
        fitted=_fitted(counted, ground, values, learn(counted, ground, values)),
        force=areas.force,
        unlocated=lost,
        placed=placed,
        prior_rows=values["rates.unlocated_rows"],
        count=counted.count.sum(axis=1),
        years=counted.seen.sum(axis=1) / YEAR_MONTHS,
        months=counted.month,
        notes=(*_regime_notes(counted), *_thin_notes(counted), *_stranded(areas)),
    )


def _fitted(counted: Panel, ground: Ground, values: Values, spreads: Spreads) -> Blend:
    """Fits at all spreads that are likely, with the half-life that forecasts best."""
    options = Options(values=values, half_life_months=spreads.half_life_months)
    return blend(counted, ground, options=options, hyper=spreads.likeliest, nodes=spreads.nodes)


def _given(observed: Observed, row_force: Ints, month: Ints) -> Bools:
    """Whether each crime row is of a force and month that were given."""
    forces = max(1, len(observed.forces))
    pairs = observed.month * forces + observed.month_force
    return np.isin(month * forces + row_force, pairs) & (row_force >= 0)


def _located(crimes: Crimes, force: Ints, kept: Bools, forces: int) -> tuple[Ints, Ints]:
    """Offences without and with a place, by force and group, shapes (F, G)."""
    group = groups_of(crimes.type)
    lost = crimes.state == UNLOCATED
    tables = [np.zeros((forces, len(GROUPS)), dtype=np.int64) for _ in range(2)]
    for table, mine in zip(tables, (lost, ~lost), strict=True):
        used = kept & mine & (group >= 0)
        np.add.at(table, (force[used], group[used]), crimes.count[used])
    return tables[0], tables[1]


def _regime_notes(counted: Panel) -> tuple[str, ...]:
    """What is said of months within the pandemic's limits."""
    within = counted.month[counted.regime]
    if not len(within):
        return ()
    span = f"{month_text(int(within[0]))} to {month_text(int(within[-1]))}"
    if len(within) == len(counted.month):
        return (
            f"All {len(within)} months given lie within the pandemic's limits ({span}); what "
            "rates are outside them can hardly be told from these, and intervals are wide.",
        )
    return (
        f"{len(within)} of {len(counted.month)} months given lie within the pandemic's limits "
        f"({span}). They tell where offences are; how many there are outside the limits is "
        "told by the other months.",
    )


def _thin_notes(counted: Panel) -> tuple[str, ...]:
    """What is said where there is little to learn from."""
    notes = []
    if len(counted.month) < FEW_MONTHS:
        notes.append(
            f"Crimes were given for {len(counted.month)} months only, so rates rest much on "
            "declared spreads and their intervals are wide."
        )
    for group, total in zip(GROUPS, counted.count.sum(axis=(0, 1)).tolist(), strict=True):
        if total < FEW_OFFENCES:
            notes.append(
                f"Only {total} of {GROUP_LABELS[group]} were recorded on observed streets, too "
                "few to learn how it spreads over the town; its intervals are wide."
            )
    return tuple(notes)


def _stranded(areas: SnapAreas) -> tuple[str, ...]:
    """What to say of offences whose point no observed street belongs to."""
    if not areas.stranded:
        return ()
    return (
        f"{areas.stranded:,} located offences of all types lie at points that stand for no "
        "observed street, and are left out.",
    )
