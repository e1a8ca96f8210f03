"""Recorded offences from police.uk's files, from timed records, and from counts on points."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import numpy as np
import shapely
from scipy.spatial import cKDTree

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Floats, Geometries, Ints
from homeward.read._crime_files import Batch, read_batch
from homeward.read._files import Part, parts
from homeward.read.book import Book
from homeward.read.forces import TRANSPORT, district_of_lsoa, force_of_district, is_territorial
from homeward.read.frame import Frame
from homeward.read.sniff import texts
from homeward.tables import (
    IN_PRISON,
    LOCATED,
    OFF_MAP,
    OTHER_FORCE,
    UNLOCATED,
    Crimes,
    People,
)

__all__ = ["read_crimes"]

STREET = re.compile(r"-street\.(csv|geojson)(\.gz|\.bz2)?$", re.IGNORECASE)
"""Files of street-level crime; outcomes and stop-and-search files lie in the same folders."""

TABLES = re.compile(r"\.(csv|tsv|txt)(\.gz|\.bz2)?$", re.IGNORECASE)


PRISON, CAR_PARK = "on or near prison", "on or near parking area"
"""What police.uk calls its points at prisons; some are named for the car park at the gate."""

AT_THE_GATE_M = 150.0
"""How far from a prison's grounds its car park may lie: as far as a point stands for."""

NO_TRANSPORT = (
    "British Transport Police's records are in no other force's files and were not given: offences "
    "at railway stations are missing."
)


@dataclass(frozen=True, kw_only=True)
class _Haul:
    """Good rows of all files, as they come in; `repeats` are how many each file lost."""

    batches: list[Batch] = field(default_factory=list)
    seen_files: set[str] = field(default_factory=set)
    seen_rows: set[bytes] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    repeats: list[int] = field(default_factory=list)


def read_crimes(
    paths: Iterable[Path],
    frame: Frame,
    people: People | None,
    prisons: Geometries,
    columns: Mapping[str, str],
    book: Book,
) -> Crimes:
    """Read recorded offences and say of each row whether it can be used.

    Parameters
    ----------
    paths
        Files, folders (to their depths) and zips. In a folder or zip only files named
        ``...-street.csv`` or ``...-street.geojson`` count, unless `columns` is given.
    frame
        The town's metres and box.
    people
        Residents with their force, if given: tells the force of a place whose district's name
        does not.
    prisons
        The grounds of prisons on the map, polygons in the town's metres.
    columns
        For timed records: which column holds lon, lat, date, time, until, type, force.
    book
        Where files, bad rows and notes are written.

    Returns
    -------
    Crimes
        In one canonical order, whatever the order of rows and files. ``xy_m`` is ``nan`` for
        unlocated rows.

    Raises
    ------
    SourceError
        If a file cannot be read, no file is a crime file, or over 5% of a file's rows are bad.

    Notes
    -----
    A row that equals another in every column, ID included, is dropped: it is the same record
    twice. A row *without* an ID never is: police.uk publishes antisocial behaviour without IDs,
    snapped and by month, so that separate incidents look alike. Several offences may share an
    ID and differ elsewhere; they are kept. The same bytes given twice, packed or not, are read
    once.

    A record "on or near Prison" is kept apart: its point stands for the prison, and for no
    public street. So is one "on or near Parking Area" within 150 m of a prison's grounds: some
    prisons' points are named for the car park at the gate.

    Transport police have no territory: their rows on the map are located rows, in whichever
    district they lie. Rows without a force are taken for the local one's.
    """
    haul = _Haul()
    for path in paths:
        _read_path(Path(path), frame, columns, book, haul)
    if repeats := sum(haul.repeats):
        book.note(f"{repeats:,} crime rows that repeat another in every column were dropped.")
    forces = {force for batch in haul.batches for force, _ in batch.supplied}
    if TRANSPORT not in forces and any(is_territorial(each) for each in forces):
        book.note(NO_TRANSPORT)
    return _table(haul.batches, frame, people, prisons)


def _read_path(
    path: Path, frame: Frame, columns: Mapping[str, str], book: Book, haul: _Haul
) -> None:
    """Read all that one argument stands for, and write its files into the book."""
    per_file: dict[Path, list[int]] = {}
    for part in _chosen(path, any_table=bool(columns)):
        rows = per_file.setdefault(part.path, [0, 0])
        content = part.content_sha256()
        if content in haul.seen_files:
            book.note(f"{part.label} repeats a crime file that was read before; it counts once.")
            continue
        haul.seen_files.add(content)
        _warn_of_twin(part, book, haul)
        batch, tally = read_batch(part, frame, columns, book)
        tally.check()
        haul.batches.append(_without_repeats(batch, haul))
        rows[0] += tally.rows
        rows[1] += len(tally.bad)
    for file, (rows_read, rejected) in per_file.items():
        book.file(file, rows_read, rejected)


def _chosen(path: Path, *, any_table: bool) -> list[Part]:
    """The crime files that a path stands for."""
    found = parts(path)
    if len(found) == 1 and not found[0].member and not path.is_dir():
        return found
    wanted = [each for each in found if STREET.search(each.name)]
    if not wanted and any_table:
        wanted = [each for each in found if TABLES.search(each.name)]
    if not wanted:
        names = ", ".join(each.name for each in found[:3]) or "nothing"
        raise SourceError(
            f"{path} must hold files named like 2020-01-city-of-london-street.csv; "
            f"it holds {names}."
        )
    return wanted


def _warn_of_twin(part: Part, book: Book, haul: _Haul) -> None:
    """Say so if two files of one name differ: perhaps two downloads of the same month."""
    name = PurePosixPath(part.name.lower()).name.removesuffix(".gz").removesuffix(".bz2")
    if STREET.search(name) and name in haul.names:
        book.note(
            f"{part.label} and {haul.names[name]} have one name and differ; both were read. If "
            "they are two downloads of one month, give one of them."
        )
    haul.names.setdefault(name, part.label)


def _without_repeats(batch: Batch, haul: _Haul) -> Batch:
    """The rows whose record was not seen before."""
    keep = []
    for row, digest in enumerate(batch.digest):
        if not digest or digest not in haul.seen_rows:
            keep.append(row)
        if digest:
            haul.seen_rows.add(digest)
    haul.repeats.append(len(batch.digest) - len(keep))
    return batch if len(keep) == len(batch.digest) else _rows(batch, keep)


def _rows(batch: Batch, keep: Sequence[int]) -> Batch:
    """Some rows of a batch."""

    def some(column: Sequence[str]) -> list[str]:
        return [column[i] for i in keep]

    rows = np.array(keep, dtype=np.int64)
    return Batch(
        xy_m=batch.xy_m[rows],
        missing=batch.missing[rows],
        place=some(batch.place),
        month=batch.month[rows],
        type=some(batch.type),
        force=some(batch.force),
        lsoa=some(batch.lsoa),
        lsoa_name=some(batch.lsoa_name),
        count=batch.count[rows],
        begin=batch.begin[rows],
        finish=batch.finish[rows],
        digest=[batch.digest[i] for i in keep],
        supplied=batch.supplied,
    )


def _table(
    batches: Sequence[Batch], frame: Frame, people: People | None, prisons: Geometries
) -> Crimes:
    """All rows as one table in canonical order."""
    xy = np.concatenate([np.zeros((0, 2)), *(each.xy_m for each in batches)])
    missing = _stacked(batches, "missing", np.bool_)
    force, kind, lsoa, name = (
        _joined(batches, each) for each in ("force", "type", "lsoa", "lsoa_name")
    )
    state = np.where(missing, UNLOCATED, np.where(frame.on_map(xy), LOCATED, OFF_MAP)).astype(
        np.int8
    )
    here = np.flatnonzero(state == LOCATED)
    state[here[_strays(here, xy, (force, lsoa, name), people)]] = OTHER_FORCE
    state[_in_prison(_joined(batches, "place"), xy, prisons) & (state == LOCATED)] = IN_PRISON
    pairs = sorted(set[tuple[str, int]]().union(*(each.supplied for each in batches)))
    unsorted = Crimes(
        xy_m=xy,
        month=_stacked(batches, "month", np.int64),
        type=texts(kind),
        force=texts(force),
        lsoa=texts(lsoa),
        count=_stacked(batches, "count", np.int64),
        begin=_stacked(batches, "begin", "datetime64[m]"),
        finish=_stacked(batches, "finish", "datetime64[m]"),
        state=state,
        supplied_force=texts([each for each, _ in pairs]),
        supplied_month=np.array([each for _, each in pairs], dtype=np.int64),
    )
    return _in_order(unsorted, (_ranks(lsoa), _ranks(kind), _ranks(force)))


ROW_FIELDS = ("xy_m", "month", "type", "force", "lsoa", "count", "begin", "finish", "state")


def _in_order(crimes: Crimes, ranks: tuple[Ints, Ints, Ints]) -> Crimes:
    """The same rows by month, force, type, area, place, time and count."""
    last = (crimes.state, crimes.count, crimes.finish, crimes.begin)
    order = np.lexsort((*last, crimes.xy_m[:, 1], crimes.xy_m[:, 0], *ranks, crimes.month))
    return replace(crimes, **{name: getattr(crimes, name)[order] for name in ROW_FIELDS})


def _in_prison(place: Sequence[str], xy_m: Floats, prisons: Geometries) -> Bools:
    """Which rows lie on a point that stands for a prison."""
    named = np.array([each.strip().casefold() for each in place], dtype=np.str_)
    parked = np.flatnonzero((named == CAR_PARK) & np.isfinite(xy_m).all(axis=1))
    inside: Bools = named == PRISON
    near = shapely.dwithin(shapely.points(xy_m[parked])[:, None], prisons[None], AT_THE_GATE_M)
    inside[parked] = near.any(axis=1)
    return inside


def _strays(
    rows: Ints, xy_m: Floats, columns: tuple[list[str], list[str], list[str]], people: People | None
) -> Bools:
    """Which of these rows lie in a district of another force than the one that recorded them."""
    force, lsoa, name = ([column[i] for i in rows] for column in columns)
    areas = {each: district_of_lsoa(each) for each in set(name)}
    by_district = dict(zip(areas, force_of_district(areas.values()).tolist(), strict=True))
    local = [by_district[each] for each in name]
    if people is not None and len(people.code):
        local = _by_people(local, lsoa, xy_m[rows], people)
    pairs = zip(force, local, strict=True)
    return np.array([bool(a and b) and a not in {b, TRANSPORT} for a, b in pairs], dtype=bool)


def _by_people(local: list[str], lsoa: list[str], xy_m: Floats, people: People) -> list[str]:
    """Fill in forces by the census area's code, and else by the nearest residents.

    Codes before 2023 are those of 2011 and names those of districts since merged, so that
    neither need be known today.
    """
    by_code = dict(zip(people.code.tolist(), people.force.tolist(), strict=True))
    filled = [known or by_code.get(code, "") for known, code in zip(local, lsoa, strict=True)]
    open_rows = [i for i, each in enumerate(filled) if not each]
    _, nearest = cKDTree(people.xy_m).query(xy_m[open_rows].reshape(-1, 2))
    for i, point in zip(open_rows, np.atleast_1d(nearest), strict=True):
        filled[i] = str(people.force[point])
    return filled


def _joined(batches: Iterable[Batch], name: str) -> list[str]:
    return [text for batch in batches for text in getattr(batch, name)]


def _stacked(batches: Iterable[Batch], name: str, dtype: object) -> np.ndarray:
    none = np.zeros(0, dtype=dtype)  # type: ignore[call-overload]
    return np.concatenate([none, *(getattr(each, name) for each in batches)])


def _ranks(column: Sequence[str]) -> Ints:
    """Each text's place in the alphabet of the column."""
    place = {text: i for i, text in enumerate(sorted(set(column)))}
    return np.array([place[each] for each in column], dtype=np.int64)
