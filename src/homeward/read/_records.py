"""One road for points and shapes, whatever file they came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Floats, Geometries, Texts
from homeward.read._coords import placed
from homeward.read._files import Part, only_part, parts, plain_name
from homeward.read._gdal import read_layer
from homeward.read._geojson import LONLAT, Properties, read_geojson
from homeward.read._tally import Tally
from homeward.read.book import Book
from homeward.read.frame import Frame
from homeward.read.sniff import Ask, numbers, plain, read_table, texts

__all__ = ["Records", "Shaped", "read_points", "read_shapes", "with_shapes"]

NEAR_M = 100.0
"""Lamps, cameras and venues are kept this far beyond the map: their light reaches in."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Records:
    """Points of one file with their texts by role; N rows.

    `left_out` counts rows without coordinates; `tally` writes down the bad ones, and its
    numbers of rows are those of `row`.
    """

    tally: Tally
    columns: Mapping[str, Sequence[str]]
    xy_m: Floats
    row: Sequence[int]
    left_out: int

    def __len__(self) -> int:
        return len(self.row)

    def text(self, role: str) -> Texts:
        """A role's texts, shape (N,); ``""`` if the file has no such column."""
        return texts(self.columns.get(role, [""] * len(self)))

    def number(self, role: str) -> Floats:
        """A role's numbers, shape (N,); ``nan`` if there is none."""
        return numbers(self.columns.get(role, [""] * len(self)))

    def where(self, keep: Bools) -> "Records":
        """The rows where `keep` is true."""
        kept = np.flatnonzero(keep).tolist()
        return replace(
            self,
            columns={role: [each[i] for i in kept] for role, each in self.columns.items()},
            xy_m=self.xy_m[keep],
            row=[self.row[i] for i in kept],
        )

    def drop_bad(self, bad: Bools, reason: str) -> "Records":
        """Write down the rows where `bad` is true, and go on without them."""
        for i in np.flatnonzero(bad).tolist():
            self.tally.add(self.tally.lines[self.row[i]], reason)
        return self.where(~bad)

    def near_map(self, frame: Frame, book: Book, what: str, margin_m: float = NEAR_M) -> "Records":
        """The rows on the map or `margin_m` from it; the rest are counted in a note."""
        near = frame.on_map(self.xy_m, margin_m)
        away, name = int((~near).sum()), self.tally.part.label
        if self.left_out:
            book.note(f"{self.left_out:,} {what} of {name} have no coordinates and are left out.")
        if away and not near.any():
            book.note(f"None of the {away:,} {what} of {name} lies on the map.")
        elif away:
            book.note(f"{away:,} {what} of {name} lie off the map and are left out.")
        return self.where(near)


@dataclass(frozen=True, eq=False, kw_only=True)
class Shaped:
    """Shapes of one file in local metres, with their texts by role."""

    tally: Tally
    columns: Mapping[str, Sequence[str]]
    geometries: Geometries


def with_shapes(path: Path) -> bool:
    """Whether a file's name says that it holds geometries rather than a table of text."""
    name = plain_name(path.name)
    if name.endswith((".geojson", ".json", ".gpkg", ".shp")):
        return True
    return name.endswith(".zip") and any(
        plain_name(each.name).endswith((".shp", ".geojson")) for each in parts(path)
    )


def read_points(path: Path, ask: Ask, frame: Frame, book: Book) -> Records:
    """Points of a CSV, GeoJSON, GeoPackage or shapefile, bad rows written down.

    Raises
    ------
    SourceError
        If the file cannot be read, lacks a column, or its coordinates are swapped.
    """
    path = Path(path)
    if with_shapes(path):
        return _points_of(read_shapes(path, ask, frame, book))
    part = only_part(path, ".csv", ".tsv", ".txt")
    sheet = read_table(part, ask)
    tally = Tally.of(book, part, sheet)
    where = placed(part.label, sheet.columns, frame)
    book.note(where.note)
    tally.reject(where.bad, "coordinates that are no place")
    fine = ~where.missing & ~where.bad
    whole = Records(
        tally=tally,
        columns=sheet.columns,
        xy_m=where.xy_m,
        row=range(len(sheet)),
        left_out=int(where.missing.sum()),
    )
    return whole.where(fine)


def _points_of(shaped: Shaped) -> Records:
    """A point for each shape: itself, or a point inside."""
    xy = shapely.get_coordinates(shapely.point_on_surface(shaped.geometries))
    count = len(shaped.geometries)
    return Records(
        tally=shaped.tally, columns=shaped.columns, xy_m=xy, row=range(count), left_out=0
    )


def read_shapes(path: Path, ask: Ask, frame: Frame, book: Book) -> Shaped:
    """Geometries of a GeoJSON, GeoPackage or shapefile in local metres.

    Raises
    ------
    SourceError
        If the file cannot be read, lacks a property, or has an unknown coordinate system.
    """
    part, geometries, properties, crs = _layer(Path(path))
    columns = _columns(part.label, properties, ask)
    local = _local(part.label, geometries, crs, frame)
    sound = np.array([_sound(each) for each in local], dtype=bool)
    kept = np.flatnonzero(sound).tolist()
    # A feature's place in the file stands for its line.
    tally = Tally(book=book, part=part, lines=[i + 1 for i in kept], rows=len(local))
    for i in np.flatnonzero(~sound).tolist():
        tally.add(i + 1, "a feature without a usable geometry")
    named = {role: [each[i] for i in kept] for role, each in columns.items()}
    return Shaped(tally=tally, columns=named, geometries=local[sound])


def _layer(path: Path) -> tuple[Part, Geometries, Properties, str]:
    """What a file of geometries holds, read by our own hand where we can."""
    if not path.exists():
        raise SourceError(f"There is no file or folder {path}; check its name.")
    if plain_name(path.name).endswith(("json", ".zip")) and not _holds_shapefile(path):
        part = only_part(path, ".geojson", ".json")
        return part, *read_geojson(part)
    return Part(path=path), *read_layer(path)


def _holds_shapefile(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and any(
        each.name.lower().endswith(".shp") for each in parts(path)
    )


def _sound(geometry: shapely.Geometry | None) -> bool:
    if geometry is None or geometry.is_empty:
        return False
    return bool(np.isfinite(shapely.get_coordinates(geometry)).all())


def _columns(label: str, properties: Properties, ask: Ask) -> dict[str, list[str]]:
    """Properties by role."""
    names = {plain(name): name for each in properties for name in each}
    columns: dict[str, list[str]] = {}
    for role, synonyms in ask.columns.items():
        if name := next((names[each] for each in synonyms if each in names), None):
            columns[role] = [each.get(name, "") for each in properties]
    if lacking := [ask.columns[each][0] for each in ask.needed if each not in columns]:
        found = ", ".join(f"'{each}'" for each in sorted(names.values())[:20])
        raise SourceError(f"{label} must have a property '{lacking[0]}'; it has {found or 'none'}.")
    return columns


def _local(label: str, geometries: Geometries, crs: str, frame: Frame) -> Geometries:
    """Geometries in local metres; degrees that look like grid references are taken as such."""
    flat = shapely.get_coordinates(geometries)
    if crs == LONLAT and len(flat) and float(np.mean(np.abs(flat).max(axis=1) > 1000)) > 0.5:
        crs = "EPSG:27700"
    try:
        system = CRS.from_user_input(crs)
    except CRSError as fault:
        raise SourceError(f"{label} names a coordinate system that is not known: {crs}.") from fault
    to_degrees = Transformer.from_crs(system, "OGC:CRS84", always_xy=True)

    def moved(xy: Floats) -> Floats:
        return frame.to_local(*to_degrees.transform(xy[:, 0], xy[:, 1]))

    return np.asarray(shapely.transform(geometries, moved), dtype=object)
