"""Zones the user reports by: wards, census areas, any polygons."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Floats, Geometries, Texts, freeze
from homeward.read._records import Shaped, read_shapes
from homeward.read.book import Book
from homeward.read.forces import district_of_lsoa, force_of_district, normal_force
from homeward.read.frame import Frame
from homeward.read.sniff import Ask, numbers, plain, texts
from homeward.tables import Shapes, Zones

__all__ = ["AGE_BANDS", "Excluded", "read_excluded", "read_zones"]

AGE_BANDS = ("0 to 15", "16 to 34", "35 to 54", "55 to 74", "75 and over")
"""Ages that areas may tell the residents of, in columns such as ``aged 16 to 34``."""

ASK = Ask(
    columns={
        "code": (
            "lsoa21cd",
            "lsoa11cd",
            "wd23cd",
            "wd22cd",
            "wd21cd",
            "wardcode",
            "geographycode",
            "areacode",
            "code",
            "gsscode",
            "id",
            "fid",
        ),
        "name": (
            "lsoa21nm",
            "lsoa11nm",
            "wd23nm",
            "wd22nm",
            "wd21nm",
            "wardname",
            "name",
            "areaname",
        ),
        "residents": (
            "residents",
            "population",
            "usualresidents",
            "totalpopulation",
            "people",
            "total",
        ),
        "deprivation": (
            "deprivation",
            "imddecile",
            "imdrank",
            "imdscore",
            "imd",
            "deprived",
            "indexofmultipledeprivation",
        ),
        "decile": (
            "decile",
            "imddecile",
            "imd2019decile",
            "imd2025decile",
            "deprivationdecile",
            "indexofmultipledeprivationdecile",
        ),
        "women": ("women", "females", "female", "sharewomen", "womenshare"),
        **{f"aged {band}": (f"aged{plain(band)}", f"age{plain(band)}") for band in AGE_BANDS},
        "district": ("lad22nm", "lad23nm", "lad21nm", "ladnm", "ladname", "district", "borough"),
        "force": ("force", "policeforce", "pfanm", "pfaname"),
    },
    place=False,
)

ASK_EXCLUDED = Ask(
    columns={
        "name": ("name", "sitename", "title", "id"),
        "why": ("why", "reason", "kind", "type", "designation"),
    },
    place=False,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Excluded:
    """Polygons where no lamp may stand, each with its name and the reason, Z of them."""

    shapes: Shapes
    name: Texts
    why: Texts

    def __post_init__(self) -> None:
        freeze(self)


def read_excluded(path: Path, frame: Frame, book: Book) -> Excluded:
    """Read the polygons where no lamp may stand.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage or shapefile (also zipped) with, where present, name and reason.
    frame
        The town's metres and box.
    book
        Where the file, bad rows and notes are written.

    Returns
    -------
    Excluded
        All of them, in the file's order; ``""`` where no name or reason is given.

    Raises
    ------
    SourceError
        If the file cannot be read, holds no polygon, or over 5% of its features are bad.
    """
    shaped = _areal(read_shapes(path, ASK_EXCLUDED, frame, book), book)
    blank = [""] * len(shaped.geometries)
    return Excluded(
        shapes=Shapes.of(shaped.geometries),
        name=texts(shaped.columns.get("name", blank)),
        why=texts(shaped.columns.get("why", blank)),
    )


def read_zones(path: Path, frame: Frame, book: Book) -> Zones:
    """Read the polygons that results are reported by.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage or shapefile (also zipped) with, where present, code, name,
        residents, deprivation, its decile, women, ages, district and force.
    frame
        The town's metres and box.
    book
        Where the file, bad rows and notes are written.

    Returns
    -------
    Zones
        Polygons that touch the map's box, in order of code and name; figures are ``nan`` where
        not given. Women and ages may be given as counts of residents or as shares.

    Raises
    ------
    SourceError
        If the file cannot be read, holds no polygon, or over 5% of its features are bad.
    """
    shaped = _areal(read_shapes(path, ASK, frame, book), book)
    touching = _touches(shaped.geometries, frame)
    if not touching.any():
        count, label = len(touching), shaped.tally.part.label
        book.note(f"None of the {count:,} areas of {label} touches the map.")
    return _table(shaped, np.flatnonzero(touching).tolist())


def _areal(shaped: Shaped, book: Book) -> Shaped:
    """The polygons among the shapes, mended where they cross themselves."""
    label = shaped.tally.part.label
    areal = np.asarray(shapely.get_dimensions(shaped.geometries) == 2, dtype=bool)
    shaped.tally.reject(~areal, "no polygon")
    if not areal.any():
        raise SourceError(f"{label} must hold polygons; none of its features is one.")
    shaped.tally.close()
    geometries = shaped.geometries[areal].copy()
    broken = ~shapely.is_valid(geometries)
    if broken.any():
        book.note(f"{int(broken.sum()):,} polygons of {label} cross themselves and were mended.")
    geometries[broken] = [_polygons(shapely.make_valid(each)) for each in geometries[broken]]
    kept = np.flatnonzero(areal).tolist()
    columns = {role: [each[i] for i in kept] for role, each in shaped.columns.items()}
    return replace(shaped, columns=columns, geometries=geometries)


def _table(shaped: Shaped, rows: list[int]) -> Zones:
    """Some of the shapes as zones, in order of code and name."""

    def column(role: str) -> list[str]:
        given = shaped.columns.get(role)
        return [given[i] for i in rows] if given else [""] * len(rows)

    code, name = texts(column("code")), texts(column("name"))
    order = np.lexsort((name, code))
    residents = _figures(column("residents"))
    ages = [_shares(column(f"aged {band}"), residents)[order] for band in AGE_BANDS]
    return Zones(
        shapes=Shapes.of(shaped.geometries[rows][order]),
        code=code[order],
        name=name[order],
        force=_forces(column("force"), column("district"), name.tolist())[order],
        residents=residents[order],
        deprivation=_figures(column("deprivation"))[order],
        decile=_deciles(column("decile"))[order],
        women=_shares(column("women"), residents)[order],
        age_bands=AGE_BANDS,
        ages=np.stack(ages, axis=1),
    )


def _polygons(geometry: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a mended shape, without the lines and points that mending leaves over."""
    pieces = shapely.get_parts(geometry)
    return shapely.union_all(pieces[shapely.get_dimensions(pieces) == 2])


def _touches(geometries: Geometries, frame: Frame) -> Bools:
    """Whether each shape touches the map's box."""
    west, south, east, north = frame.place.bbox
    corners = frame.to_local([west, east, east, west], [south, south, north, north])
    return np.asarray(shapely.intersects(geometries, shapely.Polygon(corners)), dtype=bool)


def _figures(column: list[str]) -> Floats:
    """Figures of zero or more, ``nan`` where there is none."""
    found = numbers(column)
    return np.where(found >= 0, found, np.nan)


def _deciles(column: list[str]) -> Floats:
    """Whole numbers from 1 to 10, ``nan`` where there is none."""
    found = _figures(column)
    return np.where(np.isin(found, np.arange(1, 11)), found, np.nan)


def _shares(column: list[str], residents: Floats) -> Floats:
    """Shares of residents: as given up to 1, else counts over residents; ``nan`` if unknown."""
    found = _figures(column)
    if np.nanmax(found, initial=0.0) <= 1:
        return found
    with np.errstate(divide="ignore", invalid="ignore"):
        share = found / residents
    return np.where(share <= 1, share, np.nan)


def _forces(force: list[str], district: list[str], name: list[str]) -> Texts:
    """The force as given, or as the district or the area's name tells it."""
    areas = [a or district_of_lsoa(b) or b for a, b in zip(district, name, strict=True)]
    told = force_of_district(areas).tolist()
    return texts([normal_force(a) if a else b for a, b in zip(force, told, strict=True)])
