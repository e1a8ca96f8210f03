"""A night as it might be: read from a few lines of TOML that say what is shut or changed."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from homeward.errors import InputError
from homeward.measures.figures import Table, only, table
from homeward.night import closing
from homeward.night.closures import CYCLE, EVERY_KIND, Closures, Window
from homeward.night.night import SLOTS
from homeward.streets.network import Kind

__all__ = ["Scenario", "scenario_from"]

FILE = "The scenario"
TOP = ("title", "streets", "gates", "stations", "venues", "lights")
VENUES = ("closed", "closed_by_law", "reopen", "close_at", "close_later")
T = TypeVar("T")
CLOCK = re.compile(r"^([01]?\d|2[0-4]):(00|30)$")
SLOT_MINUTES = 30
WORDS = {"always": CYCLE, "never": 0}
STREET_KINDS: Mapping[str, int] = {each.label: int(each) for each in Kind}


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What is different on a night as it might be.

    Attributes
    ----------
    title
        What the reader calls it.
    streets_closed
        Ids of segments, and names of streets of which every piece is shut.
    reopen
        By kind of venue, the date on which it opens again: before that, all of it is shut.
    closures
        Everything else.
    """

    title: str = ""
    streets_closed: tuple[str, ...] = ()
    reopen: Mapping[str, date] = field(default_factory=dict)
    closures: Closures = field(default_factory=Closures)

    def kinds_shut(self, day: date) -> tuple[str, ...]:
        """Kinds of venue that are not yet open again on a date."""
        dates = dict(self.reopen)
        rest = dates.pop(EVERY_KIND, None)
        spelt = dict.fromkeys(closing.SHUT_BY_LAW, rest) if rest else {}
        return tuple(kind for kind, opens in sorted((spelt | dates).items()) if opens > day)


def scenario_from(text: str) -> Scenario:
    """The scenario that a TOML text describes; every table in it may be left out.

    Parameters
    ----------
    text
        TOML with `title` and the tables `streets`, `gates`, `stations`, `venues`, `lights`.

    Returns
    -------
    Scenario
        An empty text changes nothing.

    Raises
    ------
    InputError
        If it is not TOML, or a key, a kind, a clock time or a date in it is not one.

    Examples
    --------
    >>> made = scenario_from('venues.close_at.pub = "22:00"')
    >>> made.closures.close_at
    {'pub': 8}
    """
    given = only(_parsed(text), TOP, FILE)
    rooms = {name: table(given, name, FILE) for name in TOP[1:]}
    only(rooms["streets"], ("closed",), "Its table `streets`")
    only(rooms["stations"], ("closed",), "Its table `stations`")
    venues = only(rooms["venues"], VENUES, "Its table `venues`")
    return Scenario(
        title=_title(given),
        streets_closed=_names(rooms["streets"], "closed", "streets"),
        reopen=_by_kind(venues, "reopen", _date),
        closures=Closures(
            venues_closed=_flag(venues, "closed_by_law"),
            closed_venues=_names(venues, "closed", "venues"),
            closed_stations=_names(rooms["stations"], "closed", "stations"),
            close_at=_by_kind(venues, "close_at", _last_slot),
            close_later=_by_kind(venues, "close_later", _slots),
            gates=_gates(rooms["gates"]),
            lights_off=_lights(rooms["lights"]),
            dark_kinds=_dark_kinds(rooms["lights"]),
        ),
    )


def _parsed(text: str) -> Table:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise InputError(
            f"A scenario must be TOML; it cannot be read: {fault}. Correct that line."
        ) from fault


def _title(given: Table) -> str:
    title = given.get("title", "")
    if not isinstance(title, str):
        raise InputError(f"{FILE} needs text under `title`; got {title!r}.")
    return title.strip()


def _names(given: Table, key: str, where: str) -> tuple[str, ...]:
    names = given.get(key, [])
    if not isinstance(names, list) or not all(isinstance(n, str) and n.strip() for n in names):
        raise InputError(
            f"`{where}.{key}` in the scenario must be a list of names, such as "
            f'["Old Bridge"]; got {names!r}.'
        )
    return tuple(dict.fromkeys(name.strip() for name in names))


def _flag(given: Table, key: str) -> bool:
    flag = given.get(key, False)
    if not isinstance(flag, bool):
        raise InputError(f"`venues.{key}` in the scenario must be true or false; got {flag!r}.")
    return flag


def _by_kind(venues: Table, key: str, read: Callable[[Any, str], T]) -> dict[str, T]:
    """A table by kind of venue; ``all`` is every kind that shuts by law."""
    where = f"`venues.{key}` in the scenario"
    rows = only(table(venues, key, where), (EVERY_KIND, *closing.SHUT_BY_LAW), where)
    return {kind: read(value, f"`venues.{key}.{kind}`") for kind, value in rows.items()}


def _date(given: Any, where: str) -> date:  # noqa: ANN401 - whatever TOML holds
    if not isinstance(given, date) or hasattr(given, "hour"):
        raise InputError(f"{where} in the scenario must be a date, as 2021-05-17; got {given!r}.")
    return given


def _slots(given: Any, where: str) -> int:  # noqa: ANN401 - whatever TOML holds
    """Minutes as slots."""
    whole = isinstance(given, int) and not isinstance(given, bool) and given % SLOT_MINUTES == 0
    if not whole or abs(given) >= SLOTS * SLOT_MINUTES:
        raise InputError(
            f"{where} in the scenario must be minutes in steps of {SLOT_MINUTES}, less than twelve "
            f"hours, such as 60 or -30; got {given!r}."
        )
    return int(given // SLOT_MINUTES)


def _last_slot(given: Any, where: str) -> int:  # noqa: ANN401 - whatever TOML holds
    slot = _slot(given, where)
    if slot >= SLOTS:
        raise InputError(f"{where} in the scenario must lie in the night, from 18:00 to 05:30.")
    return slot


def _slot(given: Any, where: str) -> int:  # noqa: ANN401 - whatever TOML holds
    """Half-hours from 18:00 to a clock time, 0 to 47."""
    clock = CLOCK.match(given) if isinstance(given, str) else None
    if clock is None:
        raise InputError(
            f"{where} in the scenario must be a clock time on the half-hour, such as "
            f'"22:30"; got {given!r}.'
        )
    return ((int(clock[1]) - 18) * 2 + int(clock[2]) // SLOT_MINUTES) % CYCLE


def _window(given: Any, where: str) -> Window:  # noqa: ANN401 - whatever TOML holds
    ends = given.split("-") if isinstance(given, str) else []
    if len(ends) != 2:
        raise InputError(
            f'{where} in the scenario must be two clock times, such as "00:00-05:00"; '
            f"got {given!r}."
        )
    begin, end = (_slot(each.strip(), where) for each in ends)
    return Window(begin=begin, length=(end - begin) % CYCLE or CYCLE)


def _gates(gates: Table) -> Window | None:
    """When gates are open: `always`, `never` or hours."""
    given = only(gates, ("open",), "Its table `gates`").get("open")
    if isinstance(given, str) and given in WORDS:
        return Window(begin=0, length=WORDS[given])
    return None if given is None else _window(given, "`gates.open`")


def _lights(lights: Table) -> Window | None:
    given = only(lights, ("off", "kinds"), "Its table `lights`").get("off")
    if given is None and "kinds" in lights:
        raise InputError('`lights.kinds` in the scenario needs `lights.off` too, as "00:00-05:00".')
    return None if given is None else _window(given, "`lights.off`")


def _dark_kinds(lights: Table) -> tuple[int, ...]:
    names = _names(lights, "kinds", "lights")
    lost = [name for name in names if name not in STREET_KINDS]
    if lost:
        raise InputError(
            f"`lights.kinds` in the scenario must be kinds of street, of "
            f"{', '.join(STREET_KINDS)}; got {lost[0]!r}."
        )
    return tuple(STREET_KINDS[name] for name in names)
