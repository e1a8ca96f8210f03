"""From what was typed on the command line to a request."""

import shlex
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from homeward.errors import InputError
from homeward.night import Closures
from homeward.read import Sources, cache, read_text
from homeward.study.asked import Asked, Terms, pence_from, rule_from, share_from
from homeward.study.limits_file import merged, typed_from
from homeward.study.request import DEFAULT_NIGHT, POT, Request, aims_from, first_april, money_from
from homeward.study.scenario import scenario_at

__all__ = ["request_from"]

UNSAID = ("out", "pdf", "json_out", "quiet", "trace", "map_file", "threads", "log")
"""What ``command`` in plan.json leaves out: it does not change the plan."""

FIRST_YEAR, LAST_YEAR = 2000, 2099
"""Years whose clocks, calendars and sun are known well enough."""

NOT_GIVEN: Mapping[str, Any] = {
    "aim": "harm",
    "minimum_run": 40.0,
    "horizon_years": 10,
    "seed": 1,
}


def request_from(
    given: Mapping[str, Any],
    *,
    tell: Callable[[str], None],
    words: tuple[str, ...] = ("homeward", "plan"),
) -> Request:
    """The request for what was typed, by the names of the commands' parameters.

    Raises
    ------
    InputError
        If a date, an amount, an aim or a pair is not one.
    """
    typed = given
    given = _with_file(given)
    night = _night(given.get("night"))
    return Request(
        map_path=given.get("map_file"),
        sources=_sources(given, tell),
        night=night,
        money=money_from(given.get("budget") or [], first_april(night or DEFAULT_NIGHT)),
        aims=aims_from(given.get("aim", "harm")),
        own_figures=given.get("measures"),
        area=given.get("area"),
        must=given.get("must"),
        avoid=given.get("avoid"),
        closed=given.get("closed"),
        backtest=given.get("backtest"),
        against=given.get("against"),
        mine=given.get("mine"),
        closures=Closures(venues_closed=bool(given.get("venues_closed"))),
        scenario=scenario_at(given.get("scenario")),
        segments=tuple(given.get("segment") or ()),
        calibrate=bool(given.get("calibrate")),
        what_if=scenario_at(given.get("what_if")),
        at_least=_units("--at-least", given.get("at_least")),
        at_most=_units("--at-most", given.get("at_most")),
        minimum_run_m=given.get("minimum_run", 40.0),
        asked=_asked(given),
        horizon_years=given.get("horizon_years", 10),
        seed=given.get("seed", 1),
        threads=given.get("threads", 2),
        cache=cache.default_folder(),
        command=_command(typed, words),
        tell=tell,
    )


def _with_file(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was typed, with what the file of limits says."""
    path = given.get("limits")
    if path is None:
        return given
    return merged(given, typed_from(read_text(path), path.parent))


def _asked(given: Mapping[str, Any]) -> Asked:
    """The limits besides the budget and units by measure."""
    floors, caps = given.get("floor") or (), given.get("cap") or ()
    everyone = given.get("everyone") or ("0%" if given.get("leave_no_area_behind") else None)
    return Asked(
        rules=(
            *(rule_from(text, floor=True) for text in floors),
            *(rule_from(text, floor=False) for text in caps),
        ),
        terms=_terms(given),
        everyone=None if everyone is None else share_from(everyone, "leave_no_area_behind"),
        exclude=tuple(given.get("exclude") or ()),
        bundles=given.get("bundle", ()),
        whole_paths=bool(given.get("whole_paths")),
        must_ids=tuple(given.get("must_ids") or ()),
        avoid_ids=tuple(given.get("avoid_ids") or ()),
        limits_file=given.get("limits"),
    )


def _terms(given: Mapping[str, Any]) -> Terms:
    """The fund's terms."""
    cap = given.get("cap_per_bid")
    return Terms(
        match=share_from(given.get("match") or "0%", "--match"),
        found=dict(_found(text) for text in given.get("match_found") or ()),
        contingency=share_from(given.get("contingency") or "0%", "--contingency"),
        cap_pence=None if cap is None else pence_from(cap, "--cap-per-bid"),
    )


def _found(text: str) -> tuple[tuple[int, str], int]:
    """Match that was found for one row of the budget."""
    row = POT.match(text)
    if row is None:
        raise InputError(
            f"`match_found` takes amounts by year and kind, such as '2026:capital' = 150000; got "
            f"{text!r}."
        )
    return (int(row["year"]), row["kind"]), pence_from(row["gbp"], "match_found")


def _sources(given: Mapping[str, Any], tell: Callable[[str], None]) -> Sources:
    return Sources(
        crimes=tuple(given.get("crimes") or ()),
        lights=given.get("lights"),
        cameras=given.get("cameras"),
        people=given.get("people"),
        venues=given.get("venues"),
        areas=given.get("areas"),
        counts=given.get("counts"),
        reports=given.get("reports"),
        gathering=given.get("gathering"),
        crime_columns=_pairs("--crime-column", given.get("crime_column")),
        tolerate=bool(given.get("tolerate")),
        tell=tell,
    )


def _night(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        night = date.fromisoformat(text)
    except ValueError:
        night = date.min
    if not FIRST_YEAR <= night.year <= LAST_YEAR:
        raise InputError(
            f"`--night` must be a date such as 2020-02-08, the day it begins, from {FIRST_YEAR} "
            f"to {LAST_YEAR}; got {text!r}."
        )
    return night


def _pairs(flag: str, texts: list[str] | None) -> dict[str, str]:
    found = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise InputError(f"`{flag}` takes NAME=VALUE; got {text!r}.")
        found[name.strip()] = value.strip()
    return found


def _units(flag: str, texts: list[str] | None) -> dict[str, float]:
    pairs = _pairs(flag, texts)
    try:
        units = {name: float(value) for name, value in pairs.items()}
    except ValueError:
        given = ", ".join(texts or [])
        raise InputError(
            f"`{flag}` takes MEASURE=UNITS with a number of units; got {given!r}."
        ) from None
    if any(not 0 <= value < float("inf") for value in units.values()):
        raise InputError(f"`{flag}` takes a number of units of zero or more.")
    return units


def _command(given: Mapping[str, Any], opening: tuple[str, ...]) -> str:
    """The command as it can be typed again, without what does not change the plan."""
    words = list(opening)
    if given.get("map_file") is not None:
        words.append(str(given["map_file"]))
    for name, value in sorted(given.items()):
        if name not in UNSAID and _said(name, value):
            words.extend(_words(f"--{name.replace('_', '-')}", value))
    return shlex.join(words)


def _said(name: str, value: Any) -> bool:  # noqa: ANN401 - whatever was typed
    """Whether an option was typed with anything but what it is when left out."""
    nothing = value is None or value is False or value in ([], ())
    return not nothing and NOT_GIVEN.get(name) != value


def _words(flag: str, value: Any) -> list[str]:  # noqa: ANN401 - whatever was typed
    if value is True:
        return [flag]
    each = value if isinstance(value, list | tuple) else [value]
    return [word for one in each for word in (flag, str(one))]
