"""How many offences a year each snap area has: a gamma for each area and group.

Letters used for shapes: A areas, G offence groups, F forces, N crime rows.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.kit.rng import stream
from homeward.measures import GROUPS, Values
from homeward.rates.smoothing import fit_gamma
from homeward.records.areas import SnapAreas
from homeward.records.groups import groups_of, used_rows
from homeward.records.observed import Observed, month_text
from homeward.tables import UNLOCATED, Crimes

__all__ = ["Rates", "estimate"]

PRIOR_ROWS = 20.0
"""Rows that the share unlocated of all groups counts for in each group's own (declared)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Rates:
    """Offences a year recorded in each snap area, by group, with what is not known of them.

    Any model that gives a gamma for each area and group can stand in its place.

    Attributes
    ----------
    shape, scale
        The gamma of each rate before rows without a place are added, shapes (A, G); scale
        in offences a year.
    force
        Position of each area's force, shape (A,).
    unlocated, placed
        Offences without and with a place, by force and group, shapes (F, G).
    count
        Offences counted, shape (A, G); `years` over how many years, shape (A,).
    months
        The months used, since year 0, of all forces together.
    notes
        What was assumed, in sentences.
    """

    shape: Floats
    scale: Floats
    force: Ints
    unlocated: Ints
    placed: Ints
    count: Ints
    years: Floats
    months: Ints
    notes: tuple[str, ...]

    def __post_init__(self) -> None:
        freeze(self)

    @cached_property
    def mean(self) -> Floats:
        """Expected offences a year, rows without a place shared out, shape (A, G)."""
        lost, kept = self._beta
        uplift = (lost + kept - 1.0) / (kept - 1.0)
        return self.shape * self.scale * uplift[self.force]

    def world(self, seed: int, world: int) -> Floats:
        """One joint draw of the rates, offences a year, shape (A, G).

        The streams are ``rate.<group>`` and ``unlocated.<group>`` of room ``rates``: each
        group has the same numbers whatever else is drawn, and in whatever order.
        """
        lost, kept = self._beta
        drawn = np.empty_like(self.shape)
        for g, group in enumerate(GROUPS):
            gammas = stream(seed, "rates", f"rate.{group}", world).standard_gamma(self.shape[:, g])
            share = stream(seed, "rates", f"unlocated.{group}", world).beta(lost[:, g], kept[:, g])
            drawn[:, g] = gammas * self.scale[:, g] / (1.0 - share)[self.force]
        return drawn

    @cached_property
    def _beta(self) -> tuple[Floats, Floats]:
        """Parameters of the share of rows without a place, shapes (F, G)."""
        lost, kept = self.unlocated.sum(axis=1), self.placed.sum(axis=1)
        share = ((lost + 0.5) / (lost + kept + 1.0))[:, None]
        a = self.unlocated + PRIOR_ROWS * share
        b = np.maximum(2.0, self.placed + PRIOR_ROWS * (1.0 - share))
        return a, b


def estimate(areas: SnapAreas, observed: Observed, crimes: Crimes, values: Values) -> Rates:
    """Estimate each snap area's yearly rate of each group from the months that count.

    Parameters
    ----------
    areas
        The snap areas, A of them.
    observed
        Which months were given for which force.
    crimes
        The recorded offences, N rows.
    values
        Central values of the assumptions: ``risk.pandemic.first_month``,
        ``risk.pandemic.last_month`` and ``risk.pandemic.fewest_months``.

    Returns
    -------
    Rates
        Shapes (A, G).

    Notes
    -----
    Rate ~ Gamma(k, m) by group, count ~ Poisson(rate x years); k and m are learnt from all
    areas (`fit_gamma`), so that an area with few offences is drawn towards the town's mean.
    Every area weighs the same whatever its length: a map point stands for about as many
    addresses as another. Streets that no point stands for had no record of any type and
    enter with a count of zero. Months of the pandemic are left out when enough others were
    given. A month that was not given adds neither offences nor time. Offences without a
    place are added by dividing by one minus their share, which widens every rate.
    """
    chosen, notes = _chosen_months(observed, values)
    row_force = observed.positions(crimes.force)
    group = used_rows(crimes)
    kept = _in_months(observed, chosen, row_force, crimes.month)
    count = _sums(areas.row, group, crimes.count, kept, len(areas))
    pair_force = observed.month_force[chosen]
    months = np.bincount(pair_force, minlength=len(observed.forces))
    years = months[areas.force] / 12.0
    shape, scale, thin = _posteriors(count, years)
    lost, placed = _located(crimes, row_force, kept, len(observed.forces))
    return Rates(
        shape=shape,
        scale=scale,
        force=areas.force,
        unlocated=lost,
        placed=placed,
        count=count,
        years=years,
        months=np.unique(observed.month[chosen]),
        notes=(*notes, *thin, *_stranded(areas)),
    )


def _chosen_months(observed: Observed, values: Values) -> tuple[Bools, tuple[str, ...]]:
    """Which given (force, month) pairs count, and what to say of it."""
    first = int(values["risk.pandemic.first_month"])
    last = int(values["risk.pandemic.last_month"])
    usual = (observed.month < first) | (observed.month > last)
    chosen = np.ones(len(observed.month), dtype=np.bool_)
    notes = []
    for force in np.unique(observed.month_force).tolist():
        own = observed.month_force == force
        left, all_of_it = int((own & usual).sum()), int(own.sum())
        if left == all_of_it:
            continue
        name = observed.forces[force]
        span = f"{month_text(first)} to {month_text(last)}"
        if left >= values["risk.pandemic.fewest_months"]:
            chosen &= ~own | usual
            notes.append(
                f"{name}: rates rest on the {left} of {all_of_it} months given that lie outside "
                f"the pandemic's limits ({span})."
            )
        else:
            notes.append(
                f"{name}: {all_of_it - left} of {all_of_it} months given lie within the "
                f"pandemic's limits ({span}); too few others were given to leave them out."
            )
    return chosen, tuple(notes)


def _in_months(observed: Observed, chosen: Bools, row_force: Ints, month: Ints) -> Bools:
    """Whether each crime row is of a force and month that count."""
    forces = max(1, len(observed.forces))
    pairs = observed.month[chosen] * forces + observed.month_force[chosen]
    return np.isin(month * forces + row_force, pairs) & (row_force >= 0)


def _sums(row: Ints, group: Ints, count: Ints, kept: Bools, areas: int) -> Ints:
    """Offences by area and group, shape (A, G)."""
    sums = np.zeros((areas, len(GROUPS)), dtype=np.int64)
    used = kept & (row >= 0) & (group >= 0)
    np.add.at(sums, (row[used], group[used]), count[used])
    return sums


def _located(crimes: Crimes, force: Ints, kept: Bools, forces: int) -> tuple[Ints, Ints]:
    """Offences without and with a place, by force and group, shapes (F, G)."""
    group = groups_of(crimes.type)
    lost = kept & (crimes.state == UNLOCATED)
    placed = kept & (crimes.state != UNLOCATED)
    return (
        _sums(force, group, crimes.count, lost, forces),
        _sums(force, group, crimes.count, placed, forces),
    )


def _posteriors(count: Ints, years: Floats) -> tuple[Floats, Floats, tuple[str, ...]]:
    """Shape and scale of each rate given its count, shapes (A, G), and what to say."""
    shape = np.empty(count.shape)
    scale = np.empty(count.shape)
    notes = []
    for g, group in enumerate(GROUPS):
        prior = fit_gamma(count[:, g], years)
        inverse = prior.shape / max(prior.mean, 1e-12)
        shape[:, g] = prior.shape + count[:, g]
        scale[:, g] = 1.0 / (inverse + years)
        if not prior.learnt:
            notes.append(
                f"Too few offences or places to learn how {group.replace('_', ' ')} spreads over "
                "the town; a wide spread was taken."
            )
    return shape, scale, tuple(notes)


def _stranded(areas: SnapAreas) -> tuple[str, ...]:
    """What to say of offences whose point no observed street belongs to."""
    if not areas.stranded:
        return ()
    return (
        f"{areas.stranded:,} located offences of all types lie at points that stand for no "
        "observed street, and are left out.",
    )
