"""A scenario held against one town: which streets and stations it means, and in what words."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Ints
from homeward.night import EVERY_KIND, Closures, Scenario, Window, scenario_from
from homeward.read import read_text
from homeward.report.words import joined
from homeward.streets import Kind, Streets
from homeward.study.built import Built

__all__ = ["Held", "scenario_at", "scenario_block", "told"]


def scenario_at(path: Path | None) -> Scenario | None:
    """The scenario of a file, None without one.

    Raises
    ------
    InputError
        If the file cannot be read, or something in it is not what it must be.
    """
    if path is None:
        return None
    try:
        return scenario_from(read_text(path))
    except InputError as fault:
        raise InputError(f"{path}: {fault}") from fault


@dataclass(frozen=True, eq=False, kw_only=True)
class Held:
    """A town as it stands: its tables and streets, the segments shut, and what else is."""

    built: Built
    shut: Ints
    closures: Closures

    @classmethod
    def of(cls, built: Built, shut: Ints) -> "Held":
        """A town as the map has it, but for segments that are shut."""
        return cls(built=built, shut=shut, closures=Closures())

    def under(self, scenario: Scenario | None, day: date) -> "Held":
        """The same with a scenario as it stands on one date; itself if nothing changes.

        Raises
        ------
        InputError
            If the scenario names a street that is not on this map.
        """
        if scenario is None:
            return self
        kinds = scenario.kinds_shut(day)
        closures = dataclasses.replace(scenario.closures, closed_kinds=kinds)
        if closures == Closures() and not scenario.streets_closed:
            return self
        return Held(
            built=_without_stations(self.built, closures.closed_stations),
            shut=np.union1d(self.shut, _shut(self.built.streets, scenario.streets_closed)),
            closures=closures,
        )


def _without_stations(built: Built, names: tuple[str, ...]) -> Built:
    """A town in which nobody walks to the stations and stops that are shut."""
    if not names:
        return built
    ends, gone = built.town.ends, {name.casefold() for name in names}
    kept = np.array(
        [
            kind not in ("station", "stop") or name.casefold() not in gone
            for kind, name in zip(ends.kind.tolist(), ends.name.tolist(), strict=True)
        ],
        dtype=np.bool_,
    )
    parts = {each.name: getattr(ends, each.name)[kept] for each in dataclasses.fields(ends)}
    town = dataclasses.replace(built.town, ends=dataclasses.replace(ends, **parts))
    return dataclasses.replace(built, town=town)


def _shut(streets: Streets, wanted: tuple[str, ...]) -> Ints:
    """Segments of these ids, and every piece of the streets of these names."""
    names = np.array([each.casefold() for each in streets.names.tolist()], dtype=np.str_)
    found = np.zeros(streets.segments, dtype=np.bool_)
    for each in wanted:
        mine = (streets.ids == each) | (names == each.casefold())[streets.name]
        if not mine.any():
            raise InputError(
                f"`streets.closed` in the scenario must name streets or ids of this map; "
                f"{each!r} is not on it. Ids stand in segments.parquet."
            )
        found |= mine
    return np.flatnonzero(found).astype(np.int64)


def scenario_block(scenario: Scenario | None, day: date) -> dict[str, Any] | None:
    """The contract's ``scenario``: its title and what it says; None without one."""
    if scenario is None:
        return None
    return {"title": scenario.title, "says": list(told(scenario, day))}


def told(scenario: Scenario, day: date) -> tuple[str, ...]:
    """What a scenario says, in sentences for people to read; a date is judged on `day`."""
    return tuple(_told(scenario, day)) or ("Nothing is changed.",)


def _told(scenario: Scenario, day: date) -> Iterator[str]:
    closures = scenario.closures
    if scenario.streets_closed:
        yield f"Shut to walkers: {joined(list(scenario.streets_closed))}."
    if closures.gates is not None:
        yield f"Ways behind gates are {_gates(closures.gates)}."
    if closures.closed_stations:
        yield f"Shut: {joined(list(closures.closed_stations))}; nobody leaves there or walks there."
    if closures.closed_venues:
        yield f"Shut: {joined(list(closures.closed_venues))}."
    if closures.venues_closed:
        yield "All venues are shut by law; stations and stops are open."
    yield from _opening(scenario, day)
    yield from _closing(closures)
    if closures.lights_off is not None:
        where = ", ".join(Kind(kind).label for kind in closures.dark_kinds)
        of_kind = f" on streets of these kinds: {where}" if where else ""
        yield f"Lamps are off {_window(closures.lights_off)}{of_kind}."


def _opening(scenario: Scenario, day: date) -> Iterator[str]:
    for kind, opens in sorted(scenario.reopen.items()):
        state = "still shut" if opens > day else "open again"
        who = _kinds(kind, alone=len(scenario.reopen) == 1)
        yield f"{who} reopen on {opens}: on this night they are {state}."


def _closing(closures: Closures) -> Iterator[str]:
    for kind, slot in sorted(closures.close_at.items()):
        who = _kinds(kind, alone=len(closures.close_at) == 1)
        yield f"{who} shut by {_clock(slot)}."
    for kind, slots in sorted(closures.close_later.items()):
        way = "later" if slots > 0 else "earlier"
        who = _kinds(kind, alone=len(closures.close_later) == 1)
        yield f"{who} shut {abs(slots) * 30} minutes {way}."


def _kinds(kind: str, *, alone: bool) -> str:
    """A kind in words, more than one of it, to begin a sentence with."""
    if kind == EVERY_KIND:
        return "All venues" if alone else "Venues of every other kind"
    return f"{kind.replace('_', ' ').capitalize()}s"


def _gates(window: Window) -> str:
    if window.length == 0:
        return "shut all night"
    return "open all night" if window.slots().all() else f"open {_window(window)}"


def _window(window: Window) -> str:
    return f"from {_clock(window.begin)} to {_clock(window.begin + window.length)}"


def _clock(slot: int) -> str:
    minutes = (18 * 60 + 30 * slot) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
