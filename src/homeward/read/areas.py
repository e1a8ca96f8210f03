"""Zones the user reports by: wards, census areas, any polygons."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Floats, Geometries, Texts
from homeward.read._records import Shaped, read_shapes
from homeward.read.book import Book
from homeward.read.forces import district_of_lsoa, force_of_district, normal_force
from homeward.read.frame import Frame
from homeward.read.sniff import Ask, numbers, texts
from homeward.tables import Shapes, Zones

__all__ = ["read_zones"]

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
        "district": ("lad22nm", "lad23nm", "lad21nm", "ladnm", "ladname", "district", "borough"),
        "force": ("force", "policeforce", "pfanm", "pfaname"),
    },
    place=False,
)


def read_zones(path: Path, frame: Frame, book: Book) -> Zones:
    """Read the polygons that results are reported by.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage or shapefile (also zipped) with, where present, code, name,
        residents, deprivation, district and force.
    frame
        The town's metres and box.
    book
        Where the file, bad rows and notes are written.

    Returns
    -------
    Zones
        Polygons that touch the map's box, in order of code and name; ``residents`` and
        ``deprivation`` ``nan`` where not given.

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
    return Zones(
        shapes=Shapes.of(shaped.geometries[rows][order]),
        code=code[order],
        name=name[order],
        force=_forces(column("force"), column("district"), name.tolist())[order],
        residents=_figures(column("residents"))[order],
        deprivation=_figures(column("deprivation"))[order],
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


def _forces(force: list[str], district: list[str], name: list[str]) -> Texts:
    """The force as given, or as the district or the area's name tells it."""
    areas = [a or district_of_lsoa(b) or b for a, b in zip(district, name, strict=True)]
    told = force_of_district(areas).tolist()
    return texts([normal_force(a) if a else b for a, b in zip(force, told, strict=True)])
