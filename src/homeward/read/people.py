"""Residents: census tables with centroids, one table with coordinates, or polygons with counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from homeward.errors import SourceError
from homeward.kit.arrays import Texts
from homeward.read._coords import placed
from homeward.read._files import Part, parts, plain_name
from homeward.read._records import Records, read_points, with_shapes
from homeward.read._tally import Tally
from homeward.read.book import Book
from homeward.read.forces import district_of_lsoa, force_of_district, normal_force
from homeward.read.frame import Frame
from homeward.read.sniff import PAIRS, Ask, Sheet, read_table, texts
from homeward.tables import People

__all__ = ["lsoa_2021", "read_people"]

BEYOND_M = 5_000.0
"""People this far beyond the map are kept: gateways stand for them (assumption: a walk home is
at most 3 km, design section 6)."""

CODES = ("lsoa21cd", "oa21cd", "msoa21cd", "geographycode", "lsoa11cd", "areacode", "lsoacode")

ASK = Ask(
    columns={
        "code": (*CODES, "code", "geocode", "featurecode", "datazone", "id"),
        "residents": (
            "residencetypetotalmeasuresvalue",
            "residents",
            "population",
            "usualresidents",
            "allusualresidents",
            "allpeople",
            "totalpopulation",
            "total",
            "count",
            "people",
            "persons",
            "pop",
            "obsvalue",
            "observation",
        ),
        "name": ("lsoa21nm", "lsoa11nm", "geography", "lsoaname", "areaname", "name"),
        "district": ("lad22nm", "lad23nm", "lad21nm", "ladnm", "ladname", "district"),
        "force": ("force", "policeforce", "pfanm", "pfaname"),
    },
    place=False,
)

LOOK_UP = Ask(
    columns={
        "old": ("lsoa11cd",),
        "code": ("lsoa21cd",),
        "name": ("lsoa21nm",),
        "district": ("lad22nm", "lad23nm", "lad21nm"),
    },
    needed=("old", "code"),
    place=False,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Table:
    """One file of a census folder and what its columns make of it."""

    part: Part
    sheet: Sheet
    tally: Tally

    @property
    def placed(self) -> bool:
        return any(a in self.sheet.columns and b in self.sheet.columns for a, b in PAIRS)

    @property
    def counted(self) -> bool:
        return "residents" in self.sheet.columns


def read_people(path: Path, frame: Frame, book: Book) -> People:
    """Read where people live.

    Parameters
    ----------
    path
        A folder or zip with a file of centroids, one of counts and, if at hand, a look-up from
        2011 to 2021 areas with districts (told by their columns, not their names); or one CSV
        with coordinates and counts; or polygons with a count.
    frame
        The town's metres and box.
    book
        Where files, bad rows and notes are written.

    Returns
    -------
    People
        Points on the map and up to 5 km beyond it, in order of code.

    Raises
    ------
    SourceError
        If no file has coordinates or none has counts, or codes do not match.
    """
    path = Path(path)
    if not path.is_dir() and (with_shapes(path) or len(parts(path)) == 1):
        return _of_records(_single(path, frame, book), frame, book)
    return _of_records(_joined(path, frame, book), frame, book)


def lsoa_2021(path: Path) -> dict[str, str]:
    """The 2021 code of each 2011 census area (LSOA).

    Parameters
    ----------
    path
        The look-up, or a folder or zip that holds it.

    Returns
    -------
    dict[str, str]
        2011 codes to 2021 codes; an area that was split stands for the first of its parts.
        Empty if no file there is such a look-up.
    """
    for part in _tables_at(Path(path)):
        sheet = read_table(part, replace(LOOK_UP, needed=()))
        if "old" in sheet.columns and "code" in sheet.columns:
            pairs = sorted(zip(sheet.columns["old"], sheet.columns["code"], strict=True))
            return dict(reversed(pairs))
    return {}


def _single(path: Path, frame: Frame, book: Book) -> Records:
    """People of one file that has all: places and counts."""
    ask = replace(ASK, needed=("residents",), place=True)
    return read_points(path, ask, frame, book)


def _tables_at(path: Path) -> list[Part]:
    found = [
        each for each in parts(path) if plain_name(each.name).endswith((".csv", ".tsv", ".txt"))
    ]
    if not found:
        raise SourceError(f"{path} must hold CSV files of centroids and counts; it holds none.")
    return found


def _joined(path: Path, frame: Frame, book: Book) -> Records:
    """Centroids with the counts and districts that other files have for their codes."""
    sheets = [(part, read_table(part, ASK)) for part in _tables_at(path)]
    tables = [
        _Table(part=part, sheet=sheet, tally=Tally.of(book, part, sheet))
        for part, sheet in sheets
        if "code" in sheet.columns
    ]
    points = next((each for each in tables if each.placed), None)
    counts = next((each for each in tables if each.counted and each is not points), points)
    if points is None or counts is None or not counts.counted:
        what = "coordinates" if points is None else "counts of residents"
        raise SourceError(f"{path} must hold a table of census codes with {what}; none has them.")
    return _with_counts(points, counts, tables, frame, book)


def _with_counts(
    points: _Table, counts: _Table, tables: Sequence[_Table], frame: Frame, book: Book
) -> Records:
    """Put residents, names and districts to the centroids by their codes."""
    where = placed(points.part.label, points.sheet.columns, frame)
    book.note(where.note)
    points.tally.reject(where.bad, "coordinates that are no place")
    residents = _by_code([counts], "residents")
    codes = points.sheet.columns["code"]
    matched = sum(each in residents for each in codes)
    if matched < len(codes) / 2:
        raise SourceError(
            f"{counts.part.label} must count the areas of {points.part.label}; only {matched:,} of "
            f"{len(codes):,} codes are in both. Give tables of one census."
        )
    columns = {"code": codes, "residents": [residents.get(each, "") for each in codes]}
    for role in ("name", "district", "force"):
        known = _by_code(tables, role)
        columns[role] = [known.get(each, "") for each in codes]
    for table in tables:
        if table is not points:
            table.tally.close()
    whole = Records(
        tally=points.tally,
        columns=columns,
        xy_m=where.xy_m,
        row=range(len(codes)),
        left_out=int(where.missing.sum()),
    )
    return whole.where(~where.missing & ~where.bad)


def _by_code(tables: Sequence[_Table], role: str) -> Mapping[str, str]:
    """What the tables say of each code."""
    found: dict[str, str] = {}
    for table in tables:
        if role in table.sheet.columns:
            found.update(zip(table.sheet.columns["code"], table.sheet.columns[role], strict=True))
    return found


def _of_records(records: Records, frame: Frame, book: Book) -> People:
    """The table of people near the map."""
    near = records.near_map(frame, book, "census areas", BEYOND_M)
    residents = near.number("residents")
    fine = near.drop_bad(~(residents >= 0), "no count of residents")
    fine.tally.close()
    order = np.lexsort((*fine.xy_m.T, fine.text("code")))
    district = _districts(fine)[order]
    return People(
        xy_m=fine.xy_m[order],
        residents=fine.number("residents")[order],
        code=fine.text("code")[order],
        district=district,
        force=_forces(fine.text("force")[order], district),
    )


def _districts(records: Records) -> Texts:
    """The district as given, or as the area's name tells it."""
    given = records.text("district").tolist()
    names = records.text("name").tolist()
    return texts([a or district_of_lsoa(b) for a, b in zip(given, names, strict=True)])


def _forces(given: Texts, district: Texts) -> Texts:
    """The force as given, or as the district tells it."""
    told = force_of_district(district.tolist()).tolist()
    pairs = zip(given.tolist(), told, strict=True)
    return texts([normal_force(a) if a else b for a, b in pairs])
