"""Lists and polygons that say which streets and options a limit is about."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from homeward import read
from homeward.errors import InputError
from homeward.kit.arrays import Bools, Ints, Texts
from homeward.study.built import Built
from homeward.study.request import Request

__all__ = ["Places", "options_named", "places_of"]

LISTS = (".csv", ".txt", ".gz")
"""Endings of files that list ids; anything else holds polygons."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Places:
    """Where limits apply: streets that are shut, to be left alone, or open to spending.

    `shut` are segment numbers; `avoid` and `inside` masks of segments, (S,); `must_ids` and
    `avoid_ids` option ids as listed. `excluded` is the polygon in which lamps on a segment would
    stand, -1 none, (S,); `polygons` each one's name and the reason.
    """

    shut: Ints
    avoid: Bools
    inside: Bools
    must_ids: tuple[str, ...]
    avoid_ids: tuple[str, ...]
    excluded: Ints
    polygons: tuple[tuple[str, str], ...]


def places_of(request: Request, built: Built) -> Places:
    """Read the request's lists and polygons.

    Raises
    ------
    InputError
        If a list names a street that is not on this map.
    """
    streets = built.streets
    avoided = (*_listed(request.avoid), *request.asked.avoid_ids)
    segment_ids = set(streets.ids.tolist())
    avoid = _within(request.avoid, built) if request.avoid else np.zeros(streets.segments, bool)
    avoid |= np.isin(streets.ids, [each for each in avoided if each in segment_ids])
    excluded, polygons = _excluded(request.asked.exclude, built)
    return Places(
        shut=_shut(request.closed, built),
        avoid=avoid,
        inside=_inside(request.area, built),
        must_ids=(*_musts(request.must), *request.asked.must_ids),
        avoid_ids=tuple(each for each in avoided if each not in segment_ids),
        excluded=excluded,
        polygons=polygons,
    )


def options_named(ids: tuple[str, ...], known: Texts, flag: str) -> Bools:
    """Which options a list names.

    Raises
    ------
    InputError
        If it names one that is not on offer here.
    """
    lost = sorted(set(ids) - set(known.tolist()))
    if lost:
        raise InputError(
            f"`{flag}` names {len(lost)} of {len(ids)} options or streets that are not here "
            f"(first: {lost[0]!r}). Ids stand in plan.csv and segments.parquet."
        )
    return np.isin(known, list(ids))


def _is_list(path: Path) -> bool:
    return path.suffix.lower() in LISTS


def _listed(path: Path | None) -> tuple[str, ...]:
    return read.read_ids(path) if path is not None and _is_list(path) else ()


def _within(path: Path, built: Built) -> Bools:
    """Segments whose middle lies in the file's polygons; none when it is a list."""
    if _is_list(path):
        return np.zeros(built.streets.segments, dtype=np.bool_)
    zones = read.read_zones(path, read.Frame(place=built.town.place), read.Book())
    whole = shapely.union_all(zones.shapes.geometries)
    shapely.prepare(whole)
    middle = built.streets.middle_xy_m
    found: Bools = np.asarray(shapely.contains_xy(whole, middle[:, 0], middle[:, 1]), dtype=bool)
    return found


def _musts(path: Path | None) -> tuple[str, ...]:
    if path is not None and not _is_list(path):
        raise InputError(
            f"`--must` takes a list of option ids, one a row, as .csv or .txt; got {path.name!r}. "
            "Ids stand in plan.csv."
        )
    return _listed(path)


def _shut(path: Path | None, built: Built) -> Ints:
    if path is None:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(_streets_of(path, built, "--closed")).astype(np.int64)


def _inside(path: Path | None, built: Built) -> Bools:
    if path is None:
        return np.ones(built.streets.segments, dtype=np.bool_)
    inside = _streets_of(path, built, "--area")
    if not inside.any():
        raise InputError(
            f"`--area` must hold the middle of at least one street of this map; {path.name!r} "
            "holds none. Check that it is in longitude and latitude, and of this town."
        )
    return inside


def _streets_of(path: Path, built: Built, flag: str) -> Bools:
    """Streets that a file lists by id, or whose middle lies in its polygons."""
    if _is_list(path):
        return options_named(_listed(path), built.streets.ids, flag)
    return _within(path, built)


def _excluded(paths: tuple[Path, ...], built: Built) -> tuple[Ints, tuple[tuple[str, str], ...]]:
    """The polygon that each segment's line runs into, the first of several; their names."""
    streets = built.streets
    found = np.full(streets.segments, -1, dtype=np.int64)
    polygons: list[tuple[str, str]] = []
    for path in paths:
        given = read.read_excluded(path, read.Frame(place=built.town.place), read.Book())
        for shape, name, why in zip(
            given.shapes.geometries, given.name.tolist(), given.why.tolist(), strict=True
        ):
            inside = streets.tree.query(shape, predicate="intersects")
            found[inside[found[inside] < 0]] = len(polygons)
            polygons.append((name or path.stem, why or "no reason is given"))
    return found, tuple(polygons)
