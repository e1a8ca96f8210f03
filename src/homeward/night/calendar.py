"""Nights by their date: their slots, their darkness, and the nine that stand for a year."""

import math
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import numpy as np
from astral import Observer
from astral.sun import elevation

from homeward.errors import InputError
from homeward.kit.arrays import Bools
from homeward.night.night import SLOTS, Night
from homeward.tables import Place

__all__ = ["centre_degrees", "of_date", "year_of", "zone_of"]

EVENING = time(18, 0)
SLOT = timedelta(minutes=30)
CIVIL_TWILIGHT_DEG = -6.0
"""Altitude of the sun's centre at the end of civil twilight, by definition."""
YEAR_DAYS = 365
SEASONS = ("winter", "equinox", "summer")
SEASON_WEIGHTS = (1, 2, 1)
"""Quarters of the year: a quarter within 45 days of a solstice each, half round the equinoxes."""
DAYS = (("Sunday-Thursday", 2, 261), ("Friday", 4, 52), ("Saturday", 5, 52))
"""Kind of day, the weekday that stands for it (Monday is 0) and how many there are a year."""
NORTHERN = {"winter": (12, 21), "equinox": (3, 20), "summer": (6, 21)}
SOUTHERN = {"winter": (6, 21), "equinox": (3, 20), "summer": (12, 21)}
"""Month and day of the solstice or equinox that stands for each season."""


def of_date(day: date, place: Place) -> Night:
    """The night that begins on a date, standing for itself alone.

    Parameters
    ----------
    day
        The local date on which the night begins.
    place
        Gives clock, calendar and position. A country or subdivision whose public holidays
        are not known has none.

    Returns
    -------
    Night
        24 elapsed half-hours from 18:00 local time. A slot is dark when the sun is more
        than 6 degrees below the horizon at its middle; that is defined in polar lands too.

    Raises
    ------
    InputError
        If the place's time zone is not known.

    Examples
    --------
    >>> city = Place(name="City", bbox=(-0.1, 51.5, 0.0, 51.6), crs="", country="GB",
    ...              timezone="Europe/London", subdivision="ENG")
    >>> night = of_date(date(2020, 2, 8), city)
    >>> night.kind, night.labels[11], bool(night.dark.all())
    ('Saturday, equinox', '23:30+00:00', True)
    """
    begins = _slots(day, zone_of(place))
    return Night(
        date=day,
        kind=f"{_day_kind(day)}, {_season(day, place)}",
        weight=1,
        begins=begins,
        dark=_dark(begins, place),
        holiday=_is_holiday(day, place),
    )


def year_of(day: date, place: Place) -> tuple[Night, ...]:
    """Nine nights that stand for the year round a date.

    Parameters
    ----------
    day
        Seasons are taken from the twelve months round this date.
    place
        Gives clock, calendar and position.

    Returns
    -------
    tuple of Night
        {Sunday-Thursday, Friday, Saturday} x {winter, equinox, summer}, in that order, with
        whole weights that sum to 365. Each is the weekday nearest to the solstice or
        equinox that is not a public holiday; a Wednesday stands for Sunday to Thursday.

    Raises
    ------
    InputError
        If the place's time zone is not known.
    """
    anchors = NORTHERN if centre_degrees(place)[0] >= 0 else SOUTHERN
    nights = []
    for label, weekday, count in DAYS:
        for season, weight in zip(SEASONS, _shared(count), strict=True):
            near = _nearest_year(day, *anchors[season])
            found = of_date(_plain_day(near, weekday, place), place)
            nights.append(_standing_for(found, f"{label}, {season}", weight))
    return tuple(nights)


def zone_of(place: Place) -> ZoneInfo:
    """The place's clock."""
    try:
        return ZoneInfo(place.timezone)
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise InputError(
            f"`place.timezone` must be a name of the IANA time zone database; "
            f"got {place.timezone!r}. Give one such as 'Europe/London'."
        ) from fault


def centre_degrees(place: Place) -> tuple[float, float]:
    """Latitude and longitude of the middle of the map, degrees."""
    west, south, east, north = place.bbox
    return (south + north) / 2, (west + east) / 2


def _slots(day: date, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Elapsed half-hours: counted in UTC, so that a clock change moves labels only."""
    first = datetime.combine(day, EVENING, tzinfo=zone).astimezone(UTC)
    return tuple((first + k * SLOT).astimezone(zone) for k in range(SLOTS))


def _dark(begins: tuple[datetime, ...], place: Place) -> Bools:
    latitude, longitude = centre_degrees(place)
    here = Observer(latitude, longitude)
    middles = [each.astimezone(UTC) + SLOT / 2 for each in begins]
    altitudes = [elevation(here, each, with_refraction=False) for each in middles]
    return np.array(altitudes) < CIVIL_TWILIGHT_DEG


def _is_holiday(day: date, place: Place) -> bool:
    for subdivision in (place.subdivision or None, None):
        try:
            known = holidays.country_holidays(place.country, subdiv=subdivision)
        except NotImplementedError:
            continue
        return day in known
    return False


def _day_kind(day: date) -> str:
    return {4: "Friday", 5: "Saturday"}.get(day.weekday(), "Sunday-Thursday")


def _season(day: date, place: Place) -> str:
    """By the quarter of the sun's year in which the date lies."""
    since_december_solstice = day.timetuple().tm_yday - 355
    height = math.cos(2 * math.pi * since_december_solstice / YEAR_DAYS)
    height *= 1 if centre_degrees(place)[0] >= 0 else -1
    if abs(height) < math.sqrt(0.5):
        return "equinox"
    return "winter" if height > 0 else "summer"


def _shared(count: int) -> list[int]:
    """A count shared over the seasons in whole nights, by largest remainders."""
    total = sum(SEASON_WEIGHTS)
    whole = [count * weight // total for weight in SEASON_WEIGHTS]
    left = [count * weight % total for weight in SEASON_WEIGHTS]
    order = sorted(range(len(whole)), key=lambda k: (-left[k], k))
    for k in order[: count - sum(whole)]:
        whole[k] += 1
    return whole


def _nearest_year(day: date, month: int, of_month: int) -> date:
    """The given day of the year, in the year that brings it nearest to a date."""
    choices = [date(day.year + k, month, of_month) for k in (-1, 0, 1)]
    return min(choices, key=lambda each: (abs(each - day), each))


def _plain_day(near: date, weekday: int, place: Place) -> date:
    """The nearest such weekday that is not a public holiday, within four weeks."""
    days = [near + timedelta(days=k) for k in range(-28, 29)]
    same = [each for each in days if each.weekday() == weekday]
    same.sort(key=lambda each: (abs(each - near), each))
    return next((each for each in same if not _is_holiday(each, place)), same[0])


def _standing_for(night: Night, kind: str, weight: int) -> Night:
    return Night(
        date=night.date,
        kind=kind,
        weight=weight,
        begins=night.begins,
        dark=night.dark,
        holiday=night.holiday,
    )
