"""A scenario held against one town: which streets and stations it means, and in what words."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Ints
from homeward.night import Closures, Scenario, Window, scenario_from
from homeward.read import read_text
from homeward.streets import Kind, Streets
from homeward.study.built import Built
from homeward.study.words import listed

__all__ = ["Held", "held", "scenario_at", "told"]

NOTHING = Scenario()


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
    """What a scenario makes of a town: its tables, the segments shut, and what else is shut."""

    built: Built
    shut: Ints
    closures: Closures


def held(built: Built, scenario: Scenario | None, day: date) -> Held:
    """The scenario as it stands on one date.

    Raises
    ------
    InputError
        If it names a street that is not on this map.
    """
    made = NOTHING if scenario is None else scenario
    closures = dataclasses.replace(made.closures, closed_kinds=made.kinds_shut(day))
    return Held(
        built=_without_stations(built, closures.closed_stations),
        shut=_shut(built.streets, made.streets_closed),
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


def told(scenario: Scenario, day: date) -> tuple[str, ...]:
    """What a scenario says, in sentences for people to read; a date is judged on `day`."""
    return tuple(_told(scenario, day)) or ("Nothing is changed.",)


def _told(scenario: Scenario, day: date) -> Iterator[str]:
    closures = scenario.closures
    if scenario.streets_closed:
        yield f"Shut to walkers: {listed(scenario.streets_closed)}."
    if closures.gates is not None:
        yield f"Ways behind gates are open {_window(closures.gates)}."
    if closures.closed_stations:
        yield f"Shut: {listed(closures.closed_stations)}; nobody leaves there or walks there."
    if closures.closed_venues:
        yield f"Shut: {listed(closures.closed_venues)}."
    if closures.venues_closed:
        yield "All venues are shut by law; stations and stops are open."
    yield from _opening(scenario, day)
    yield from _closing(closures)
    if closures.lights_off is not None:
        where = listed(tuple(_kinds(Kind(kind).label) for kind in closures.dark_kinds))
        yield f"Lamps are off {_window(closures.lights_off)}{f' on {where}' if where else ''}."


def _opening(scenario: Scenario, day: date) -> Iterator[str]:
    for kind, opens in sorted(scenario.reopen.items()):
        state = "still shut" if opens > day else "open again"
        yield f"{_kinds(kind).capitalize()} reopen on {opens}: on this night they are {state}."


def _closing(closures: Closures) -> Iterator[str]:
    for kind, slot in sorted(closures.close_at.items()):
        yield f"{_kinds(kind).capitalize()} shut by {_clock(slot)}."
    for kind, slots in sorted(closures.close_later.items()):
        way = "later" if slots > 0 else "earlier"
        yield f"{_kinds(kind).capitalize()} shut {abs(slots) * 30} minutes {way}."


def _kinds(kind: str) -> str:
    """A kind in words, more than one of it."""
    plain = "venues of every other kind" if kind == "all" else kind.replace("_", " ")
    return plain if kind in {"all", "footway"} or plain.endswith("s") else f"{plain}s"


def _window(window: Window) -> str:
    if window.length == 0:
        return "never"
    if window.length == 48:
        return "all night"
    return f"from {_clock(window.begin)} to {_clock(window.begin + window.length)}"


def _clock(slot: int) -> str:
    minutes = (18 * 60 + 30 * slot) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
