"""The year of one town: its nights, what holds in them, and who walks where."""

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from homeward import night as nights_room
from homeward import streets as streets_room
from homeward import walks
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import Values
from homeward.night import Conditions
from homeward.options.hours import Hours, hours_of
from homeward.streets import Streets
from homeward.study.built import Built
from homeward.study.request import DEFAULT_NIGHT, Request
from homeward.study.scenario import Held
from homeward.tables import Crimes, Reports
from homeward.walks import Demand, Flows

__all__ = [
    "NEAR_OPEN_M",
    "Change",
    "Year",
    "conditions_on",
    "drawn_night",
    "night_of",
    "nights_like",
    "walked",
    "year_of",
]

YEAR_DAYS = 365

NEAR_OPEN_M = 50.0
"""How near an open venue counts as company (design: open venues within 50 m)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Year:
    """The representative nights of a year and the drawn night, with the walks on them.

    `p_lit` is the probability that each segment's lamps light it, (S,); `near_open` the
    share of dark slots in which a venue is open within 50 m, (S,); `reports` the public's
    reports within 50 m, (S,). Under a scenario `usual` is the year without it, in which the
    crimes on record happened.
    """

    nights: tuple[Conditions, ...]
    tonight: Conditions
    demand: Demand
    p_lit: Floats
    flows: Flows
    near_open: Floats = field(default_factory=lambda: np.zeros(0))
    reports: Floats = field(default_factory=lambda: np.zeros(0))
    usual: "Year | None" = None

    @cached_property
    def hours(self) -> Hours:
        """How much of each band is dark, lit or shut over the year."""
        return hours_of(self.nights)

    @property
    def lit_share(self) -> Floats:
        """Chance that each street is lit in the dark slots of each band, shape (S, B)."""
        lit = self.hours.lit + self.hours.unknown * self.p_lit[:, None]
        return np.divide(lit, self.hours.dark, out=np.zeros_like(lit), where=self.hours.dark > 0)


def night_of(request: Request, crimes: Crimes | None) -> date:
    """The night to draw: as asked, or the second Saturday of the last month with crimes."""
    if request.night is not None:
        return request.night
    if crimes is None or not len(crimes.supplied_month):
        return DEFAULT_NIGHT
    year, month = divmod(int(crimes.supplied_month.max()), 12)
    first = date(year, month + 1, 1)
    return first.replace(day=8 + (5 - first.weekday()) % 7)


def year_of(built: Built, request: Request, values: Values, shut: Ints) -> Year:
    """Nights, conditions, demand and flows of the town as it is; `shut` segments are closed.

    The request's scenario holds on every night; then `usual` is the same year without it.
    """
    day = night_of(request, built.town.crimes)
    nights = nights_room.year_of(day, built.town.place)
    as_is = Held.of(built, shut)
    with_it = as_is.under(request.scenario, day)
    if request.what_if is not None:  # a name it has wrong is said before the long work
        drawn_night(as_is.under(request.what_if, day), request)
    year = _year(nights, with_it, request, values)
    if with_it is as_is:
        return year
    return dataclasses.replace(year, usual=_year(nights, as_is, request, values))


def nights_like(there: Held, request: Request, values: Values) -> Year:
    """A year of 365 nights like the drawn one, in a town as a scenario leaves it."""
    town = there.built.town
    drawn = nights_room.of_date(night_of(request, town.crimes), town.place)
    tonight = drawn_night(there, request)
    alike = dataclasses.replace(tonight, night=dataclasses.replace(drawn, weight=YEAR_DAYS))
    return _walks((alike,), tonight, there, request, values)


def _year(
    nights: tuple[nights_room.Night, ...], there: Held, request: Request, values: Values
) -> Year:
    request.tell("Setting out the nights of the year")
    usual = tuple(conditions_on(each, there) for each in nights)
    return _walks(usual, drawn_night(there, request), there, request, values)


def _walks(
    nights: tuple[Conditions, ...],
    tonight: Conditions,
    there: Held,
    request: Request,
    values: Values,
) -> Year:
    """The walks on these nights and the drawn one."""
    request.tell("Working out who walks where")
    town, streets = there.built.town, there.built.streets
    demand = walks.demand(streets, town, nights, tonight, values)
    p_lit = streets_room.shifted(streets.p_lit, values["streets.unlit_shift"])
    flows = walks.flows(streets, demand, nights, tonight, p_lit, values, threads=request.threads)
    return Year(
        nights=nights,
        tonight=tonight,
        demand=demand,
        p_lit=p_lit,
        flows=flows,
        near_open=_near_open(streets, town.venues.xy_m, nights),
        reports=_reports(streets, town.reports),
    )


def drawn_night(there: Held, request: Request) -> Conditions:
    """What holds on the drawn night, with what the request shuts on it alone."""
    town = there.built.town
    drawn = nights_room.of_date(night_of(request, town.crimes), town.place)
    alone = request.closures
    closures = dataclasses.replace(
        there.closures,
        venues_closed=there.closures.venues_closed or alone.venues_closed,
        closed_venues=(*there.closures.closed_venues, *alone.closed_venues),
    )
    return conditions_on(drawn, dataclasses.replace(there, closures=closures))


def conditions_on(night: nights_room.Night, there: Held) -> Conditions:
    """What holds on one night in a town as it stands."""
    town, streets = there.built.town, there.built.streets
    found = nights_room.conditions(night, streets, town.venues, town.place, there.closures)
    return _closed(found, there.shut)


def _closed(conditions: Conditions, shut: Ints) -> Conditions:
    if not len(shut):
        return conditions
    passable = conditions.passable.copy()
    passable[shut] = False
    return dataclasses.replace(conditions, passable=passable)


def _reports(streets: Streets, reports: Reports | None) -> Floats:
    """Reports by the public within 50 m of each segment, shape (S,)."""
    if reports is None:
        return np.zeros(streets.segments)
    _, segment = streets_room.segments_within(streets, reports.xy_m, NEAR_OPEN_M)
    return np.bincount(segment, minlength=streets.segments).astype(np.float64)


def _near_open(streets: Streets, venues_xy_m: Floats, nights: tuple[Conditions, ...]) -> Floats:
    """Share of dark slots of the year with an open venue within 50 m, shape (S,)."""
    start, segment = streets_room.segments_within(streets, venues_xy_m, NEAR_OPEN_M)
    venue = np.repeat(np.arange(len(start) - 1), np.diff(start))
    shut = np.zeros(streets.segments)
    slots = 0.0
    for each in nights:
        for slot in np.flatnonzero(each.night.dark):
            all_shut = np.ones(streets.segments)
            np.multiply.at(all_shut, segment, 1.0 - each.venue_open[venue, slot])
            shut += each.night.weight * all_shut
            slots += each.night.weight
    return 1.0 - shut / max(slots, 1.0)


@dataclass(frozen=True, eq=False, kw_only=True)
class Change:
    """What a plan does: streets lit all night, (S,); shut and opened in slots, (S, T)."""

    lit: Bools
    shut: Bools
    opened: Bools


def walked(built: Built, year: Year, change: Change, request: Request, values: Values) -> Year:
    """The same year after a change, with everyone's ways found anew."""
    nights = tuple(_changed(each, change) for each in year.nights)
    tonight = _changed(year.tonight, change)
    p_lit = np.where(change.lit, 1.0, year.p_lit)
    flows = walks.flows(
        built.streets, year.demand, nights, tonight, p_lit, values, threads=request.threads
    )
    return dataclasses.replace(year, nights=nights, tonight=tonight, p_lit=p_lit, flows=flows)


def _changed(conditions: Conditions, change: Change) -> Conditions:
    lit = conditions.lit.copy()
    lit[change.lit] = streets_room.LIT
    passable = (conditions.passable | change.opened) & ~change.shut
    return dataclasses.replace(conditions, lit=lit, passable=passable)
