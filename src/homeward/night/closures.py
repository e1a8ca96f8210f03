"""What is shut or changed that the map does not know of, and what that does to a night.

Letters used for shapes: T the 24 slots, S segments, V venues.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, Texts, Tiny
from homeward.night import closing
from homeward.night.night import SLOTS, Night
from homeward.streets.network import DARK, Streets
from homeward.tables import Venues

__all__ = ["EVERY_KIND", "Closures", "Window", "closed", "gates_open", "in_hours", "lamps_off"]

EVERY_KIND = "all"
"""Stands for every kind that shuts when venues are closed by law."""

CYCLE = 48
"""Half-hours in a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Half-hours of the day from slot `begin` on, `length` of them: 0 is never, 48 always.

    Slots are counted from 18:00; 24 to 47 are those of the day.
    """

    begin: int
    length: int

    def slots(self) -> Bools:
        """Which slots of the night lie in it, shape (T,)."""
        return (np.arange(SLOTS) - self.begin) % CYCLE < self.length


@dataclass(frozen=True, kw_only=True)
class Closures:
    """What is shut or changed that the map does not know of.

    Attributes
    ----------
    venues_closed
        Whether every pub, bar, nightclub, restaurant, theatre, cinema, social club and
        gathering is closed by law; stations and stops stay.
    closed_venues, closed_stations
        Names of single venues, and of stations and stops, that are shut, in any letter case.
    closed_kinds
        Kinds of venue of which all are shut.
    close_at
        By kind, the slot at whose start the last of its venues shut. Those that shut sooner
        stay as they are.
    close_later
        By kind, how many slots later (below zero: earlier) its venues shut.
    gates
        When ways with gates are open, None as on the map.
    lights_off
        When lamps are off, None as on the map; `dark_kinds` on which kinds of street
        (numbers of `Kind`), all where empty.

    In `close_at` and `close_later` the kind ``all`` stands for every kind that shuts by law
    and is not named itself.
    """

    venues_closed: bool = False
    closed_venues: tuple[str, ...] = ()
    closed_stations: tuple[str, ...] = ()
    closed_kinds: tuple[str, ...] = ()
    close_at: Mapping[str, int] = field(default_factory=dict)
    close_later: Mapping[str, int] = field(default_factory=dict)
    gates: Window | None = None
    lights_off: Window | None = None
    dark_kinds: tuple[int, ...] = ()


def closed(venues: Venues, closures: Closures) -> Bools:
    """Which venues do not open at all, shape (V,).

    Raises
    ------
    InputError
        If a name is not that of a venue, or of a station, of this map.
    """
    stops = closing.releases(venues.kind)
    shut = _named(venues.name, closures.closed_venues, "closed_venues")
    names = np.where(stops, venues.name, "")
    shut |= _named(names, closures.closed_stations, "closed_stations")
    shut |= np.isin(venues.kind, list(closures.closed_kinds))
    if closures.venues_closed:
        shut |= np.isin(venues.kind, closing.SHUT_BY_LAW)
    return shut


def _named(names: Texts, wanted: tuple[str, ...], field_name: str) -> Bools:
    folded = [each.casefold() for each in names.tolist()]
    missing = [each for each in wanted if not each or each.casefold() not in folded]
    if missing:
        things = "stations or stops" if field_name == "closed_stations" else "venues"
        raise InputError(
            f"`{field_name}` must name {things} of this map; {len(missing)} of {len(wanted)} "
            f"are not on it (first: {missing[0]!r}{_nearest(missing[0], names)}). Check the "
            "spelling."
        )
    shut = {each.casefold() for each in wanted}
    return np.array([each in shut for each in folded], dtype=np.bool_)


def _nearest(name: str, names: Texts) -> str:
    """The name on the map that is most like one that is not."""
    folded = {each.casefold(): each for each in names.tolist() if each}
    close = difflib.get_close_matches(name.casefold(), folded, n=1)
    return f"; did you mean {folded[close[0]]!r}?" if close else ""


def in_hours(venues: Venues, hours: "Hours", closures: Closures) -> None:
    """Move opening and closing in place, as `close_later` and `close_at` say; shapes (V, T)."""
    for kind, slots in _by_kind(closures.close_later, venues.kind):
        _change(hours, np.flatnonzero(venues.kind == kind), _later(slots))
    for kind, slot in _by_kind(closures.close_at, venues.kind):
        _change(hours, np.flatnonzero(venues.kind == kind), _by(slot))


Hours = tuple[Floats, Floats]
"""Chance of being open, and of closing, in each slot: shapes (V, T)."""


def _change(hours: Hours, rows: Ints, moved: Callable[[Floats, Floats], Hours]) -> None:
    is_open, closes = hours
    opened, shut = moved(is_open[rows], closes[rows])
    # Nobody leaves at a closing time before which the venue was not open at all.
    before = np.cumsum(opened, axis=1) - opened
    is_open[rows], closes[rows] = opened, np.where(before > 0, shut, 0.0)


def _later(slots: int) -> Callable[[Floats, Floats], Hours]:
    return lambda is_open, closes: (_open_later(is_open, slots), _closing_later(closes, slots))


def _by(slot: int) -> Callable[[Floats, Floats], Hours]:
    """Shut by the start of a slot at the latest."""

    def moved(is_open: Floats, closes: Floats) -> Hours:
        opened, shut = is_open.copy(), closes.copy()
        opened[:, slot:] = 0.0
        shut[:, slot] = closes[:, slot:].sum(axis=1)
        shut[:, slot + 1 :] = 0.0
        return opened, shut

    return moved


def _by_kind(changes: Mapping[str, int], kinds: Texts) -> list[tuple[str, int]]:
    """Each kind that the map has with its change, ``all`` spelt out."""
    whole = changes.get(EVERY_KIND)
    rest: Iterable[str] = () if whole is None else closing.SHUT_BY_LAW
    spelt = dict.fromkeys(rest, whole or 0) | {k: v for k, v in changes.items() if k != EVERY_KIND}
    return sorted((kind, change) for kind, change in spelt.items() if kind in kinds)


def _open_later(is_open: Floats, slots: int) -> Floats:
    """Open as long as in any of the slots before, or in all of those to come."""
    moved = is_open.copy()
    for step in range(1, abs(slots) + 1):
        if slots > 0:
            moved[:, step:] = np.maximum(moved[:, step:], is_open[:, :-step])
        else:
            moved[:, :-step] = np.minimum(moved[:, :-step], is_open[:, step:])
            moved[:, -step:] = 0.0
    return moved


def _closing_later(closes: Floats, slots: int) -> Floats:
    """Shares of closing moved on; what would come after the night comes in its last slot."""
    moved = np.zeros_like(closes)
    for slot in range(SLOTS):
        to = min(slot + slots, SLOTS - 1)
        if to >= 0:
            moved[:, to] += closes[:, slot]
    return moved


def gates_open(streets: Streets, passable: Bools, closures: Closures) -> Bools:
    """Where people can walk, with ways behind gates open when `gates` says, shape (S, T)."""
    if closures.gates is None:
        return passable
    return np.where((streets.gate_rule > 0)[:, None], closures.gates.slots()[None, :], passable)


def lamps_off(streets: Streets, lit: Tiny, night: Night, closures: Closures) -> Tiny:
    """Light with lamps off when `lights_off` says, shape (S, T); daylight stays."""
    if closures.lights_off is None:
        return lit
    slots = closures.lights_off.slots() & night.dark
    there = np.ones(streets.segments, dtype=np.bool_)
    if closures.dark_kinds:
        there = np.isin(streets.kind, closures.dark_kinds)
    return np.where(there[:, None] & slots[None, :], DARK, lit).astype(np.int8)
