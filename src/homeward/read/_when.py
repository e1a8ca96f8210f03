"""Dates and times as people write them."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np

from homeward.kit.arrays import Ints
from homeward.tables import Times

__all__ = ["NO_MONTH", "clocks", "months", "times"]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:[:.](?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?"
)
_ZONE = r"\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?"
_REST = rf"(?:[t,\s]\s*{_CLOCK}{_ZONE})?"
_ISO = re.compile(
    rf"(?P<year>\d{{4}})[-/.](?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}}){_REST}", re.IGNORECASE
)
_PARTS = re.compile(
    rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<year>\d{{4}}){_REST}", re.IGNORECASE
)
_NAMED = re.compile(
    rf"(?:[a-z]{{3,9}},?\s+)?(?P<b>\d{{1,2}})(?:[snrt][tdh])?[-\s](?P<name>[a-z]{{3}})[a-z]*\.?[-\s,]+"
    rf"(?P<year>\d{{4}}){_REST}",
    re.IGNORECASE,
)
_CLOCK_ONLY = re.compile(_CLOCK, re.IGNORECASE)
_CLOCK_PLAIN = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})")
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")

NO_MONTH = -1
"""Stands for a month that could not be read."""


def months(column: Sequence[str]) -> Ints:
    """Months since year 0 of texts such as ``2020-02``; -1 where it is none.

    Examples
    --------
    >>> months(["2020-02", "2020-13"])
    array([24241,    -1])
    """
    known = {each: _month(each) for each in set(column)}
    return np.array([known[each] for each in column], dtype=np.int64)


def _month(text: str) -> int:
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found["month"]) <= 12 or int(found["year"]) < 1900:
        return NO_MONTH
    return int(found["year"]) * 12 + int(found["month"]) - 1


def times(column: Sequence[str], zone: str, tell: Callable[[str], None]) -> Times:
    """Local times of dates, with or without a clock, as people write them.

    Parameters
    ----------
    column
        Texts, N of them, of one file: ISO, 31/12/2020, 12/31/2020, 31 Dec 2020, with or without
        a time of day and an offset.
    zone
        The local time zone, into which times with an offset are turned.
    tell
        Called with a sentence if day and month cannot be told apart.

    Returns
    -------
    Times
        Minutes, shape (N,); ``NaT`` where a text is no time. Without a clock: midnight.

    Notes
    -----
    One order of day and month holds for the whole file: month first only if some second number
    is above 12 and no first number is.
    """
    unique = sorted(set(column))
    day_first = _day_first(unique, tell)
    known = {each: _time(each, zone, day_first=day_first) for each in unique}
    return np.array([known[each] for each in column], dtype="datetime64[m]")


def _day_first(unique: Sequence[str], tell: Callable[[str], None]) -> bool:
    """Whether dates such as 03/04/2020 mean April."""
    found = [each for each in map(_PARTS.fullmatch, unique) if each]
    first = any(int(each["a"]) > 12 for each in found)
    second = any(int(each["b"]) > 12 for each in found)
    if found and first == second:
        both = "orders of day and month are mixed" if first else "day and month look alike"
        tell(f"the {both} in dates such as {found[0].group()}; the day was taken to come first")
    return first or not second


def _time(text: str, zone: str, *, day_first: bool) -> np.datetime64:
    """One time, NaT where the text is none."""
    for pattern in (_ISO, _PARTS, _NAMED):
        if found := pattern.fullmatch(text):
            break
    else:
        return np.datetime64("NaT", "m")
    try:
        month, day = _month_and_day(found, day_first=day_first)
        moment = datetime(int(found["year"]), month, day)
        return np.datetime64(_local(moment, found, zone), "m")
    except (ValueError, OverflowError):
        return np.datetime64("NaT", "m")


def _month_and_day(found: re.Match[str], *, day_first: bool) -> tuple[int, int]:
    if "name" in found.groupdict():
        return MONTHS.index(found["name"].lower()) + 1, int(found["b"])
    a, b = int(found["a"]), int(found["b"])
    if found.re is _PARTS and day_first:
        return b, a
    return a, b


def _local(day: datetime, found: re.Match[str], zone: str) -> datetime:
    """The moment in local time, without its zone."""
    if not found["hour"]:
        return day
    moment = day + timedelta(minutes=_minutes(found))
    if not found["zone"]:
        return moment
    return (
        moment.replace(tzinfo=_offset(found["zone"]))
        .astimezone(ZoneInfo(zone))
        .replace(tzinfo=None)
    )


def _offset(text: str) -> timezone:
    if not text[-1].isdigit():
        return UTC
    away = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-away if text[0] == "-" else away)


def _minutes(found: re.Match[str]) -> int:
    """Minutes after midnight; 24:00 is the end of the day."""
    groups = found.groupdict()
    hour, minute = int(groups["hour"]), int(groups["minute"] or 0)
    if groups.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if groups["half"][0].lower() == "p" else 0)
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise ValueError(minute)
    return hour * 60 + minute


def clocks(column: Sequence[str]) -> Ints:
    """Minutes after midnight of texts such as ``23:30``, ``2330``, ``11 pm``, ``23``; else -1.

    Examples
    --------
    >>> clocks(["23:30", "2330", "11 pm", "7", "late"])
    array([1410, 1410, 1380,  420,   -1])
    """
    known = {each: _clock(each) for each in set(column)}
    return np.array([known[each] for each in column], dtype=np.int64)


def _clock(text: str) -> int:
    found = _CLOCK_PLAIN.fullmatch(text) if len(text) in {3, 4} else None
    found = found or _CLOCK_ONLY.fullmatch(text.strip())
    if found is None:
        return -1
    try:
        return _minutes(found)
    except ValueError:
        return -1
