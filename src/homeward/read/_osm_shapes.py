"""Areas on the map as polygons: closed ways and multipolygons, in local metres."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely

from homeward.kit.arrays import Bools, Floats, Geometries, Ints
from homeward.read._osm_raw import RawMap, RawRelation, RawWays
from homeward.read._osm_tags import area_kind, end_kind, is_prison, venue_kind
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
    rings = np.flatnonzero(raw.ways.closed & (np.diff(raw.ways.start) >= 4)).tolist()
    closed = raw.ways.take([row for row in rings if _of_interest(raw.ways.tags[row])])
    joined = [each for each in raw.relations if _of_interest(each.tags)]
    shapes = [*_rings(closed, frame), *_multipolygons(joined, raw, frame)]
    things = [(1, key, tags) for key, tags in zip(closed.id.tolist(), closed.tags, strict=True)]
    things += [(2, each.id, each.tags) for each in joined]
    pairs = zip(things, shapes, strict=True)
    areas = [Area(*thing, shape) for thing, shape in pairs if not shape.is_empty]
    return areas, len(things) - len(areas)


def _of_interest(tags: dict[str, str]) -> bool:
    """Whether an area with these tags means something here."""
    if tags.get("area") == "no":
        return False
    asked = (is_building, area_kind, is_prison, venue_kind, end_kind)
    return any(each(tags) for each in asked)


def _rings(ways: RawWays, frame: Frame) -> Geometries:
    """A polygon for each closed way; empty where too few of its nodes are in the file."""
    xy = frame.to_local(*ways.lonlat[ways.spot].T)
    row = ways.way
    known = np.isfinite(xy[:, 0])
    whole = _whole(row[known], known[ways.start[:-1]], len(ways))
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
    row_of = raw.members.row_of
    rows = [row_of[key] for key in sorted(set(relation.ways)) if key in row_of]
    ways = raw.members.take(rows)
    xy = frame.to_local(*ways.lonlat[ways.spot].T)
    parts = [xy[a:b] for a, b in pairwise(ways.start.tolist())]
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
