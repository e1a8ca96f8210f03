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
from homeward.tables import InputFile

__all__ = ["Places", "options_named", "places_of"]

LISTS = (".csv", ".txt", ".gz")
"""Endings of files that list ids; anything else holds polygons."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Places:
    """Where limits apply: streets that are shut, to be left alone, or open to spending.

    `shut` are segment numbers; `avoid` and `inside` masks of segments, (S,); `must_ids` and
    `avoid_ids` option ids as listed. `excluded` is the polygon in which lamps on a segment would
    stand, -1 none, (S,); `polygons` each one's name and the reason. `files` are those read for
    this, and the request's other small ones.
    """

    shut: Ints
    avoid: Bools
    inside: Bools
    must_ids: tuple[str, ...]
    avoid_ids: tuple[str, ...]
    excluded: Ints
    polygons: tuple[tuple[str, str], ...]
    files: tuple[InputFile, ...] = ()


def places_of(request: Request, built: Built) -> Places:
    """Read the request's lists and polygons.

    Raises
    ------
    InputError
        If a list names a street that is not on this map.
    """
    streets, book = built.streets, read.Book()
    avoided = (*_listed(request.avoid, book), *request.asked.avoid_ids)
    segment_ids = set(streets.ids.tolist())
    avoid = np.zeros(streets.segments, dtype=np.bool_)
    if request.avoid is not None:
        avoid |= _within(request.avoid, built, book)
    avoid |= np.isin(streets.ids, [each for each in avoided if each in segment_ids])
    excluded, polygons = _excluded(request.asked.exclude, built, book)
    return Places(
        shut=_shut(request.closed, built, book),
        avoid=avoid,
        inside=_inside(request.area, built, book),
        must_ids=(*_musts(request.must, book), *request.asked.must_ids),
        avoid_ids=tuple(each for each in avoided if each not in segment_ids),
        excluded=excluded,
        polygons=polygons,
        files=(*book.inputs, *_texts(request)),
    )


def _texts(request: Request) -> list[InputFile]:
    """The request's own figures, limits and shortlist; a row is a line that is not empty."""
    book = read.Book()
    for path in (request.own_figures, request.asked.limits_file, request.mine):
        if path is not None:
            book.file(path, sum(1 for line in path.read_bytes().splitlines() if line.strip()), 0)
    return book.inputs


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


def _listed(path: Path | None, book: read.Book) -> tuple[str, ...]:
    if path is None or not _is_list(path):
        return ()
    ids = read.read_ids(path)
    book.file(path, len(ids), 0)
    return ids


def _within(path: Path, built: Built, book: read.Book) -> Bools:
    """Segments whose middle lies in the file's polygons; none when it is a list."""
    if _is_list(path):
        return np.zeros(built.streets.segments, dtype=np.bool_)
    zones = read.read_zones(path, read.Frame(place=built.town.place), book)
    whole = shapely.union_all(zones.shapes.geometries)
    shapely.prepare(whole)
    middle = built.streets.middle_xy_m
    found: Bools = np.asarray(shapely.contains_xy(whole, middle[:, 0], middle[:, 1]), dtype=bool)
    return found


def _musts(path: Path | None, book: read.Book) -> tuple[str, ...]:
    if path is not None and not _is_list(path):
        raise InputError(
            f"`--must` takes a list of option ids, one a row, as .csv or .txt; got {path.name!r}. "
            "Ids stand in plan.csv."
        )
    return _listed(path, book)


def _shut(path: Path | None, built: Built, book: read.Book) -> Ints:
    if path is None:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(_streets_of(path, built, "--closed", book)).astype(np.int64)


def _inside(path: Path | None, built: Built, book: read.Book) -> Bools:
    if path is None:
        return np.ones(built.streets.segments, dtype=np.bool_)
    inside = _streets_of(path, built, "--area", book)
    if not inside.any():
        raise InputError(
            f"`--area` must hold the middle of at least one street of this map; {path.name!r} "
            "holds none. Check that it is in longitude and latitude, and of this town."
        )
    return inside


def _streets_of(path: Path, built: Built, flag: str, book: read.Book) -> Bools:
    """Streets that a file lists by id, or whose middle lies in its polygons."""
    if _is_list(path):
        return options_named(_listed(path, book), built.streets.ids, flag)
    return _within(path, built, book)


def _excluded(
    paths: tuple[Path, ...], built: Built, book: read.Book
) -> tuple[Ints, tuple[tuple[str, str], ...]]:
    """The polygon that each segment's line runs into, the first of several; their names."""
    streets = built.streets
    found = np.full(streets.segments, -1, dtype=np.int64)
    polygons: list[tuple[str, str]] = []
    for path in paths:
        given = read.read_excluded(path, read.Frame(place=built.town.place), book)
        for shape, name, why in zip(
            given.shapes.geometries, given.name.tolist(), given.why.tolist(), strict=True
        ):
            inside = streets.tree.query(shape, predicate="intersects")
            found[inside[found[inside] < 0]] = len(polygons)
            polygons.append((name or path.stem, why or "no reason is given"))
    return found, tuple(polygons)
