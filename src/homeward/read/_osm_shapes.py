"""Areas on the map as polygons: closed ways and multipolygons, in local metres."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from homeward.kit.arrays import Bools, Floats, Geometries, Ints
from homeward.read._osm_raw import RawMap, RawRelation, RawWay, lines_of
from homeward.read._osm_tags import area_kind, end_kind, venue_kind
from homeward.read.frame import Frame

__all__ = ["Area", "areas_of", "is_building"]


class Area(NamedTuple):
    """An area of interest; `rank` is 1 for a way and 2 for a relation."""

    rank: int
    id: int
    tags: dict[str, str]
    shape: shapely.Geometry


def is_building(tags: dict[str, str]) -> bool:
    """Whether the tags are those of a building."""
    return tags.get("building", "no") != "no"


def areas_of(raw: RawMap, frame: Frame) -> tuple[list[Area], int]:
    """The areas a map holds, in order of type and id.

    Parameters
    ----------
    raw
        The map as it stands in the file.
    frame
        The town's metres.

    Returns
    -------
    areas
        Buildings, open spaces, and venues and ends drawn as areas.
    broken
        How many could not be closed, mostly because the map's edge cuts them.
    """
    closed = [way for way in raw.ways if _is_ring(way) and _of_interest(way.tags)]
    joined = [each for each in raw.relations if _of_interest(each.tags)]
    shapes = [*_rings(closed, frame), *_multipolygons(joined, raw, frame)]
    things: list[tuple[int, RawWay | RawRelation]] = [(1, way) for way in closed]
    things += [(2, each) for each in joined]
    pairs = zip(things, shapes, strict=True)
    areas = [Area(rank, t.id, t.tags, s) for (rank, t), s in pairs if not s.is_empty]
    return areas, len(things) - len(areas)


def _is_ring(way: RawWay) -> bool:
    """Whether a way ends where it begins."""
    return len(way.points) >= 4 and way.points[0][0] == way.points[-1][0]


def _of_interest(tags: dict[str, str]) -> bool:
    """Whether an area with these tags means something here."""
    if tags.get("area") == "no":
        return False
    return bool(is_building(tags) or area_kind(tags) or venue_kind(tags) or end_kind(tags))


def _rings(ways: Sequence[RawWay], frame: Frame) -> Geometries:
    """A polygon for each closed way; empty where too few of its nodes are in the file."""
    lines = lines_of(ways)
    xy = frame.to_local(*lines.lonlat.T)
    row = np.repeat(np.arange(len(ways)), np.diff(lines.start))
    known = np.isfinite(xy[:, 0])
    whole = _whole(row[known], known[lines.start[:-1]], len(ways))
    used = known & whole[row]
    shapes = np.full(len(ways), shapely.Polygon(), dtype=object)
    if whole.any():
        number = np.cumsum(whole) - 1
        shapes[whole] = shapely.polygons(_linear_rings(xy[used], number[row[used]]))
    return _mended(shapes)


def _whole(row: Ints, begun: Bools, rows: int) -> Bools:
    """Which rings have their first node and at least four known points."""
    return begun & (np.bincount(row, minlength=rows) >= 4)


def _linear_rings(xy_m: Floats, row: Ints) -> Geometries:
    """Rings from points and the ring each belongs to."""
    return np.asarray(shapely.linearrings(xy_m, indices=row), dtype=object)


def _multipolygons(
    relations: Sequence[RawRelation], raw: RawMap, frame: Frame
) -> list[shapely.Geometry]:
    """A polygon or multipolygon for each relation; empty where its rings do not close."""
    return list(_mended(np.array([_built(each, raw, frame) for each in relations], object)))


def _built(relation: RawRelation, raw: RawMap, frame: Frame) -> shapely.Geometry:
    """The area between a relation's rings, inner rings left out."""
    ways = [raw.members[key] for key in sorted(set(relation.ways)) if key in raw.members]
    lines = lines_of(ways)
    xy = frame.to_local(*lines.lonlat.T)
    parts = [xy[a:b] for a, b in zip(lines.start[:-1], lines.start[1:], strict=True)]
    drawn = [part[np.isfinite(part[:, 0])] for part in parts]
    strings = [shapely.LineString(part) for part in drawn if len(part) >= 2]
    return shapely.build_area(shapely.MultiLineString(strings))


def _mended(shapes: Geometries) -> Geometries:
    """Shapes with crossings resolved, polygons only."""
    bad = ~shapely.is_valid(shapes) if len(shapes) else np.zeros(0, dtype=np.bool_)
    for i in np.flatnonzero(bad):
        shapes[i] = _polygons_of(shapely.make_valid(shapes[i]))
    return shapes


def _polygons_of(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a shape, stray lines and points left out."""
    parts = shapely.get_parts(shape)
    flat = shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])
    return shapely.MultiPolygon(list(flat)) if len(flat) else shapely.Polygon()
