"""Two lists of the same kind of thing made one: the map's, and a file's."""

import re
from datetime import datetime, time, timedelta

import numpy as np
from scipy.spatial import KDTree

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.tables import Cameras, Gatherings, Lamps, Venues

__all__ = ["merge_cameras", "merge_lamps", "merge_venues", "with_gatherings"]

SAME_LAMP_M = 15.0
"""A mapped lamp or camera this near to a listed one is the same (assumption: half the
usual spacing of street lamps)."""

SAME_VENUE_M = 30.0
"""A listed venue this near to a mapped one may be the same (assumption: a wide frontage)."""

COMMON_WORDS = frozenset({"the", "a", "public", "house", "pub", "bar", "ltd", "limited", "and"})
"""Words that do not tell one venue's name from another's."""


def merge_lamps(mapped: Lamps, listed: Lamps) -> Lamps:
    """The listed lamps, and the mapped ones that are not within 15 m of a listed one.

    Parameters
    ----------
    mapped
        Lamps of the map.
    listed
        Lamps of the user's file.

    Returns
    -------
    Lamps
        Mapped lamps first, listed ones after them, from south-west to north-east.
    """
    old = np.flatnonzero(~_near(mapped.xy_m, listed.xy_m, SAME_LAMP_M))
    new = np.lexsort((listed.led, listed.hours, listed.xy_m[:, 1], listed.xy_m[:, 0]))
    return Lamps(
        xy_m=np.concatenate((mapped.xy_m[old], listed.xy_m[new])),
        hours=np.concatenate((mapped.hours[old], listed.hours[new])),
        lux=np.concatenate((mapped.lux[old], listed.lux[new])),
        led=np.concatenate((mapped.led[old], listed.led[new])),
        source=np.concatenate((mapped.source[old], listed.source[new])),
    )


def merge_cameras(mapped: Cameras, listed: Cameras) -> Cameras:
    """The listed cameras, and the mapped ones that are not within 15 m of a listed one.

    Parameters
    ----------
    mapped
        Cameras of the map.
    listed
        Cameras of the user's file.

    Returns
    -------
    Cameras
        Mapped cameras first, listed ones after them, from south-west to north-east.
    """
    old = np.flatnonzero(~_near(mapped.xy_m, listed.xy_m, SAME_LAMP_M))
    new = np.lexsort((listed.source, listed.xy_m[:, 1], listed.xy_m[:, 0]))
    return Cameras(
        xy_m=np.concatenate((mapped.xy_m[old], listed.xy_m[new])),
        source=np.concatenate((mapped.source[old], listed.source[new])),
    )


def merge_venues(mapped: Venues, listed: Venues) -> Venues:
    """The mapped venues, and the listed ones that are not among them.

    Parameters
    ----------
    mapped
        Venues of the map.
    listed
        Venues of the user's file.

    Returns
    -------
    Venues
        Mapped venues first, with hours, capacity and floor area from the list where the map
        has none; other listed ones after them, from south-west to north-east.

    Notes
    -----
    A listed venue within 30 m of a mapped one is the same if their names agree (articles and
    words such as *public house* apart), or if their kinds agree and a name is missing or
    holds the other.
    """
    new = np.lexsort((listed.name, listed.kind, listed.xy_m[:, 1], listed.xy_m[:, 0]))
    twin = np.array([_twin(mapped, listed, int(row)) for row in new], dtype=np.int64)
    filled = _filled(mapped, listed, twin[twin >= 0], new[twin >= 0])
    return _stacked(filled, listed, new[twin < 0])


def _near(xy_m: Floats, others_m: Floats, within_m: float) -> Bools:
    """Whether each point has another within a distance."""
    if not (len(xy_m) and len(others_m)):
        return np.zeros(len(xy_m), dtype=np.bool_)
    metres, _ = KDTree(others_m).query(xy_m, distance_upper_bound=within_m)
    return np.isfinite(metres)


def _twin(mapped: Venues, listed: Venues, row: int) -> int:
    """The nearest mapped venue that a listed one is, -1 if there is none."""
    if not len(mapped.kind):
        return -1
    away_m = np.hypot(*(mapped.xy_m - listed.xy_m[row]).T)
    near = np.flatnonzero(away_m <= SAME_VENUE_M)
    for i in near[np.argsort(away_m[near], kind="stable")]:
        kinds_agree = mapped.kind[i] == listed.kind[row]
        if _same_name(str(mapped.name[i]), str(listed.name[row]), kinds_agree=kinds_agree):
            return int(i)
    return -1


def _same_name(one: str, other: str, *, kinds_agree: bool) -> bool:
    """Whether two names near each other are one venue's."""
    ours, theirs = _words(one), _words(other)
    if ours and ours == theirs:
        return True
    return kinds_agree and (ours <= theirs or theirs <= ours)


def _words(name: str) -> frozenset[str]:
    """The words that tell a name from others."""
    plain = name.casefold().replace("'", "").replace("’", "").replace("&", " and ")
    words = frozenset(re.findall(r"\w+", plain))
    return words - COMMON_WORDS or words


def _filled(mapped: Venues, listed: Venues, twin: Ints, row: Ints) -> Venues:
    """Mapped venues with what only the list knows of them."""
    hours = mapped.hours.astype(object)
    capacity, floor_m2 = mapped.capacity.copy(), mapped.floor_area_m2.copy()
    for i, k in zip(twin, row, strict=True):
        hours[i] = hours[i] or listed.hours[k]
        capacity[i] = listed.capacity[k] if np.isnan(capacity[i]) else capacity[i]
        floor_m2[i] = listed.floor_area_m2[k] if np.isnan(floor_m2[i]) else floor_m2[i]
    return Venues(
        xy_m=mapped.xy_m,
        kind=mapped.kind,
        name=mapped.name,
        hours=hours.astype(np.str_),
        capacity=capacity,
        floor_area_m2=floor_m2,
        source=mapped.source,
    )


def _stacked(mapped: Venues, listed: Venues, new: Ints) -> Venues:
    """Mapped venues with some listed ones after them."""
    return Venues(
        xy_m=np.concatenate((mapped.xy_m, listed.xy_m[new])),
        kind=np.concatenate((mapped.kind, listed.kind[new])),
        name=np.concatenate((mapped.name, listed.name[new])),
        hours=np.concatenate((mapped.hours, listed.hours[new])),
        capacity=np.concatenate((mapped.capacity, listed.capacity[new])),
        floor_area_m2=np.concatenate((mapped.floor_area_m2, listed.floor_area_m2[new])),
        source=np.concatenate((mapped.source, listed.source[new])),
    )


def with_gatherings(venues: Venues, gatherings: Gatherings) -> Venues:
    """The venues and, after them, events as venues that are open on one date alone.

    Parameters
    ----------
    venues
        The town's venues.
    gatherings
        Events, whose attendance becomes a capacity and whose end the closing time of their
        date; an event that ends before noon belongs to the night before.

    Returns
    -------
    Venues
        Kind ``gathering`` for each event.
    """
    count = len(gatherings.name)
    events = Venues(
        xy_m=gatherings.xy_m,
        kind=np.full(count, "gathering"),
        name=gatherings.name,
        hours=np.array([_event_hours(each) for each in gatherings.finish], dtype=np.str_),
        capacity=gatherings.attendance,
        floor_area_m2=np.full(count, np.nan),
        source=np.full(count, "listed"),
    )
    return _stacked(venues, events, np.arange(count, dtype=np.int64))


def _event_hours(finish: np.datetime64) -> str:
    """Opening hours, from noon to the end, of one date."""
    end: datetime = finish.astype("datetime64[m]").item()
    day = (end - timedelta(hours=12)).date()
    minutes = int((end - datetime.combine(day, time())).total_seconds()) // 60
    return f"{day:%Y %b %d} 12:00-{minutes // 60:02d}:{minutes % 60:02d}"
