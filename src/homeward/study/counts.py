"""Counts of people held against the town's walks: their hourly shape, and the fit to them.

Letters used for shapes: N counts, K counters, S segments, T the 24 slots.
"""

import dataclasses
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np

from homeward import walks
from homeward.errors import HomewardError, InputError, NoPlanError
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import Assumptions, Values
from homeward.measures.assumption import Assumption
from homeward.night import Night
from homeward.night import of_date as night_of_date
from homeward.streets import nearest_segments, shifted
from homeward.study.built import Built
from homeward.study.request import Request
from homeward.study.scenario import Held
from homeward.study.year import conditions_on
from homeward.tables import Counts
from homeward.walks import SEXES, Counted, Fit, fit_to_counts

__all__ = ["Calibrated", "calibrate", "counts_block"]

NEAR_M = 50.0
"""A counter farther than this from every street counts no street of this map."""

EVENING, MORNING = 18, 6
HOURS = 12
WEEKDAY_OF_EPOCH = 3
"""1 January 1970 was a Thursday; Monday is 0."""
FRIDAY, SATURDAY = 4, 5
FILL = "walks.fill"

NOT_GIVEN = "These numbers are not fitted to counts of people."


@dataclass(frozen=True, eq=False, kw_only=True)
class Calibrated:
    """The assumptions after the fit, what was fitted, and the same in a sentence.

    `fit` is None where none was made; `why` then says why, and is empty where no counts were
    given. `counters` names the counters used, in the order of the fit.
    """

    assumptions: Assumptions
    fit: Fit | None
    counters: tuple[str, ...]
    why: str

    @property
    def sentence(self) -> str:
        """Whether flows are fitted to counts, in a sentence."""
        if self.fit is not None and not self.why:
            return _fitted(self.fit, len(self.counters))
        return NOT_GIVEN if not self.why else f"Flows are not fitted to the counts: {self.why}."

    def block(self) -> dict[str, Any] | None:
        """The fit as plain values; None where none was made."""
        fit = self.fit
        if fit is None:
            return None
        return {
            "used": not self.why,
            "scale": round(fit.scale, 4),
            "low": round(fit.low, 4),
            "high": _finite(fit.high, 4),
            "background": fit.background.round(2).tolist(),
            "background_low": fit.background_ends[0].round(2).tolist(),
            "background_high": fit.background_ends[1].round(2).tolist(),
            "dispersion": round(fit.dispersion, 2),
            "held_out_error": round(fit.held_out, 4),
            "held_out_error_without_walks": round(fit.held_out_without, 4),
            "counters": [
                {
                    "name": name,
                    "counted": round(float(fit.counted[at]), 2),
                    "foretold": round(float(fit.foretold[at]), 2),
                    "foretold_low": round(float(fit.foretold_ends[0, at]), 2),
                    "foretold_high": round(float(fit.foretold_ends[1, at]), 2),
                }
                for at, name in enumerate(self.counters)
            ],
        }


def _finite(figure: float, digits: int) -> float | None:
    """A rounded figure; None where it is infinite."""
    return round(figure, digits) if np.isfinite(figure) else None


def _fitted(fit: Fit, counters: int) -> str:
    return (
        f"Flows are calibrated to counts at {counters} places: {fit.scale:.2g} times what the map "
        f"and the assumptions alone say (95% interval {fit.low:.2g} to {fit.high:.2g}). Each "
        f"counter left out in turn was foretold with a mean error of {fit.held_out:.0%} of the "
        f"people counted, against {fit.held_out_without:.0%} without the walks."
    )


def calibrate(
    built: Built, request: Request, assumptions: Assumptions, *, strict: bool = False
) -> Calibrated:
    """Fit how full venues are to the town's counts of people, if they can tell.

    Parameters
    ----------
    built
        The town, with its counts.
    request
        How many threads to use, and what to tell.
    assumptions
        What is declared; ``walks.fill`` is what the fit replaces.
    strict
        Raise where the counts cannot tell, rather than say why and go on.

    Raises
    ------
    NoPlanError
        With `strict`, where flows cannot be fitted here.
    """
    why, made = _why_not(built), None
    if built.town.counts is not None and not why:
        request.tell("Holding walks against counts of people")
        counters, counted = _counted(built, request, assumptions.central())
        why = _too_little(counted)
        made = None if why else (counters, fit_to_counts(counted))
        if made is not None and not made[1].tells:
            why = "a counter left out is foretold no better with the walks than without them"
    if strict and (why or made is None):
        raise _refused(built, why)
    if made is None:
        return Calibrated(assumptions=assumptions, fit=None, counters=(), why=why)
    counters, fit = made
    return Calibrated(
        assumptions=assumptions if why else _scaled(assumptions, fit, len(counters)),
        fit=fit,
        counters=counters,
        why=why,
    )


def _refused(built: Built, why: str) -> HomewardError:
    if built.town.counts is None:
        return InputError("Walks are fitted to counts of people; give them with `--counts`.")
    return NoPlanError(f"cannot calibrate: {why}")


def _why_not(built: Built) -> str:
    """Why flows cannot be fitted here, ``""`` where they can."""
    town = built.town
    if town.counts is None:
        return ""
    missing = []
    if not len(town.venues.kind):
        missing.append("venues")
    if town.people is None and not len(town.buildings.kind):
        missing.append("homes")
    return f"no {' or '.join(missing)} on this map" if missing else ""


def _too_little(counted: Counted) -> str:
    counters = len(np.unique(counted.counter))
    if counters < walks.LEAST_COUNTERS:
        return (
            f"{counters or 'no'} counter{'' if counters == 1 else 's'} with counts at night "
            f"within {NEAR_M:.0f} m of a street; {walks.LEAST_COUNTERS} are needed"
        )
    if not counted.flow.any():
        return "no walker is expected at any counter"
    return "" if counted.people.any() else "nobody was counted at night"


def _scaled(assumptions: Assumptions, fit: Fit, counters: int) -> Assumptions:
    """The assumptions with how full venues are as the counts have it."""
    old = assumptions.by_name[FILL]
    new = Assumption(
        name=FILL,
        text=f"{old.text}, fitted to counts",
        unit=old.unit,
        shape="lognormal",
        low=old.central * fit.low,
        central=old.central * fit.scale,
        high=old.central * fit.high,
        grade="measured",
        source=f"Fitted to your counts of people at {counters} places",
    )
    return Assumptions(MappingProxyType({**assumptions.by_name, FILL: new}))


@dataclass(frozen=True, eq=False, kw_only=True)
class _AtNight:
    """Counts between 18:00 and 06:00: counter, night's date, hour from 18:00, people; (N,)."""

    counter: Ints
    night: np.ndarray
    hour: Ints
    people: Floats


def _at_night(counts: Counts, counter: Ints) -> _AtNight:
    """The night's counts of the counters that are 0 or more in `counter`, (N,)."""
    day = counts.hour.astype("datetime64[D]")
    clock = (counts.hour - day).astype("timedelta64[h]").astype(np.int64)
    early = clock < MORNING
    kept = (counter >= 0) & (early | (clock >= EVENING))
    return _AtNight(
        counter=counter[kept],
        night=(day - early.astype("timedelta64[D]"))[kept],
        hour=((clock - EVENING) % 24)[kept],
        people=counts.people[kept].astype(np.float64),
    )


def _counted(built: Built, request: Request, values: Values) -> tuple[tuple[str, ...], Counted]:
    """Names of the counters near a street, and their counts beside the flows."""
    counts = built.town.counts
    if counts is None:
        raise ValueError
    segment, gap_m = nearest_segments(built.streets, counts.xy_m)[:2]
    names, number = np.unique(np.where(gap_m <= NEAR_M, counts.name, ""), return_inverse=True)
    at_night = _at_night(counts, np.where(names[number] == "", -1, number))
    used, counter = np.unique(at_night.counter, return_inverse=True)
    place = np.array([segment[np.flatnonzero(number == each)[0]] for each in used.tolist()])
    kinds = _kinds(built, at_night.night)
    rows = []
    for nights in kinds.values():
        there = np.isin(at_night.night, nights)
        flow = _hourly(built, request, values, _middle(nights), place.astype(np.int64))
        rows.append(_cells(at_night, counter.astype(np.int64), there, flow))
    return tuple(names[used].tolist()), _joined(rows)


def _kinds(built: Built, nights: np.ndarray) -> dict[str, np.ndarray]:
    """The nights counted, by the kind of night that they are."""
    kinds: dict[str, list[Any]] = {}
    for night in np.unique(nights):
        kind = night_of_date(night.astype(date), built.town.place).kind
        kinds.setdefault(kind, []).append(night)
    return {kind: np.array(each) for kind, each in sorted(kinds.items())}


def _middle(nights: np.ndarray) -> date:
    """The night in the middle of some of one kind."""
    found: date = nights[len(nights) // 2].astype(date)
    return found


def _hourly(built: Built, request: Request, values: Values, day: date, segment: Ints) -> Floats:
    """Walkers an hour expected at some segments on one night, shape (K, 12)."""
    night = night_of_date(day, built.town.place)
    held = conditions_on(night, Held.of(built, np.zeros(0, dtype=np.int64)))
    streets, p_lit = built.streets, shifted(built.streets.p_lit, values["streets.unlit_shift"])
    demand = walks.demand(streets, built.town, (held,), held, values)
    flows = walks.flows(streets, demand, (held,), held, p_lit, values, threads=request.threads)
    both = [flows.actual_tonight(values, sex, night.dark)[segment] for sex in SEXES]
    hourly = np.zeros((len(segment), HOURS))
    for slot, hour in enumerate(_hours(night)):
        hourly[:, hour] += np.sum(both, axis=0)[:, slot]
    return hourly


def _hours(night: Night) -> list[int]:
    """The clock hour of each slot, counted from 18:00."""
    return [min((each.hour - EVENING) % 24, HOURS - 1) for each in night.begins]


def _cells(at_night: _AtNight, counter: Ints, there: Bools, flow: Floats) -> Counted:
    """Mean counts of each counter and hour on nights of one kind, beside the flow."""
    cell = counter[there] * HOURS + at_night.hour[there]
    times = np.bincount(cell, minlength=flow.size).astype(np.float64)
    people = np.bincount(cell, weights=at_night.people[there], minlength=flow.size)
    seen = np.flatnonzero(times)
    return Counted(
        counter=seen // HOURS,
        hour=seen % HOURS,
        flow=flow.ravel()[seen],
        people=people[seen] / times[seen],
        times=times[seen],
    )


def _joined(rows: list[Counted]) -> Counted:
    names = [each.name for each in dataclasses.fields(Counted)]
    parts = {name: [getattr(row, name) for row in rows] for name in names}
    return Counted(**{name: np.concatenate(part) for name, part in parts.items()})


def counts_block(built: Built, calibrated: Calibrated) -> dict[str, Any] | None:
    """What the counts say by hour of the day, and the fit; None without counts."""
    counts = built.town.counts
    if counts is None:
        return None
    day = counts.hour.astype("datetime64[D]")
    clock = (counts.hour - day).astype("timedelta64[h]").astype(np.int64)
    weekday = (day.astype(np.int64) + WEEKDAY_OF_EPOCH) % 7
    weekend = (weekday == FRIDAY) | (weekday == SATURDAY)
    names, number = np.unique(counts.name, return_inverse=True)
    return {
        "counters": [
            {
                "name": str(name),
                "hours": int((number == row).sum()),
                "from": str(day[number == row].min()),
                "to": str(day[number == row].max()),
            }
            for row, name in enumerate(names.tolist())
        ],
        "by_hour": [
            {
                "hour": f"{hour:02d}:00",
                "sunday_to_thursday": _mean(counts.people[(clock == hour) & ~weekend]),
                "friday_and_saturday": _mean(counts.people[(clock == hour) & weekend]),
            }
            for hour in range(24)
        ],
        "unit": "people an hour, mean over counters",
        "calibrated": calibrated.sentence,
        "fit": calibrated.block(),
    }


def _mean(people: Ints) -> float | None:
    return round(float(people.mean()), 1) if len(people) else None
