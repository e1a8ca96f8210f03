"""Recorded harm of one town: where it is observed, its rates, and its draws.

Letters used for shapes: S segments, G offence groups, B bands.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import GROUPS, Assumptions, Values
from homeward.rates import Learn, Rates, estimate, ground_of, spreads_of
from homeward.records import Observed, SnapAreas, observe, snap_areas
from homeward.risk import (
    BANDS,
    Hours,
    Recorded,
    follows,
    harm_expected,
    harm_world,
    hours_of,
    timed_values,
    timed_values_in_world,
)
from homeward.streets import Streets
from homeward.study.built import Built
from homeward.study.case import walkers
from homeward.study.year import Year

__all__ = ["Danger", "danger_of", "followed"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Danger:
    """What recorded crime says of a town; without a crime file `areas` and `rates` are None.

    `hours` is what dated records say of the hour: then they, over the profile as `declared`, say
    when in the night offences happen.
    """

    declared: Assumptions
    streets: Streets
    observed: Observed
    areas: SnapAreas | None
    rates: Rates | None
    hours: Hours | None

    def harm(self, year: Year, values: Values) -> Floats:
        """Expected offences a year against walkers at night, shape (S, G, B)."""
        recorded = self._recorded(year, values)
        if recorded is None:
            return self._none
        return followed(year, values, harm_expected(recorded, self._timed(values)))

    def harm_in_world(self, year: Year, values: Values, seed: int, world: int) -> Floats:
        """One joint draw of the same: rates, shares, and the world's own values."""
        recorded = self._recorded(year, values)
        if recorded is None:
            return self._none
        if self.hours is not None:
            values = timed_values_in_world(
                self.hours, values, self.declared, seed=seed, world=world
            )
        drawn = harm_world(recorded, values, seed=seed, world=world)
        return followed(year, values, drawn)

    def rates_in_worlds(self, seed: int, worlds: int) -> Floats:
        """Recorded offences a year of each area in every world, (W, A, G); no area if unknown."""
        if self.rates is None:
            return np.zeros((worlds, 0, len(GROUPS)))
        return np.array([self.rates.world(seed, world) for world in range(worlds)])

    @property
    def _none(self) -> Floats:
        return np.zeros((self.streets.segments, len(GROUPS), len(BANDS)))

    def _timed(self, values: Values) -> Values:
        return values if self.hours is None else timed_values(self.hours, values, self.declared)

    def _recorded(self, year: Year, values: Values) -> Recorded | None:
        if self.areas is None or self.rates is None:
            return None
        exposure = exposure_m(self.streets, year.usual or year, values)
        return Recorded(streets=self.streets, areas=self.areas, rates=self.rates, exposure=exposure)


def exposure_m(streets: Streets, year: Year, values: Values) -> Floats:
    """Walker-metres a year at night on each segment, shape (S,)."""
    total: Floats = walkers(year, values).sum(axis=1) * streets.length_m
    return total


def followed(year: Year, values: Values, harm: Floats) -> Floats:
    """Harm of the usual year as it follows people into a scenario's, shape (S, G, B)."""
    if year.usual is None:
        return harm
    moved = follows(walkers(year.usual, values), walkers(year, values), values)
    under: Floats = harm * moved[:, None, :]
    return under


def danger_of(
    built: Built,
    declared: Assumptions,
    months: Ints | None = None,
    learn: Learn = spreads_of,
) -> Danger:
    """Observed streets, snap areas and rates of a built town, at the assumptions' centre.

    With `months` the rates rest on those alone, as if no other had been given; streets observed
    and snap areas are still those of all months. How spreads and the half-life are learnt is
    `learn`.
    """
    town, streets, values = built.town, built.streets, declared.central()
    observed = observe(streets, town, values=values)
    if town.crimes is None or not observed.seen.any():
        return Danger(
            declared=declared,
            streets=streets,
            observed=observed,
            areas=None,
            rates=None,
            hours=None,
        )
    areas = snap_areas(streets, town.crimes, observed, values=values)
    return Danger(
        declared=declared,
        streets=streets,
        observed=observed,
        areas=areas,
        rates=estimate(
            areas,
            _in(observed, months),
            town.crimes,
            ground=ground_of(streets, areas, town.venues, values=values),
            values=values,
            learn=learn,
        ),
        hours=hours_of(town.crimes),
    )


def _in(observed: Observed, months: Ints | None) -> Observed:
    """What was given, of some months alone."""
    if months is None:
        return observed
    kept = np.isin(observed.month, months)
    return dataclasses.replace(
        observed, month=observed.month[kept], month_force=observed.month_force[kept]
    )
