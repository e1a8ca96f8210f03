"""What lies around each segment: parks, buildings, roads beside it, lamps and zones.

Shares along a segment are taken at points at most five metres apart, each standing for an
equal piece of it.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from homeward.kit.arrays import Bools, Floats, Geometries, Ints, freeze, ragged_positions
from homeward.streets import _kernels
from homeward.streets.graph import Graph
from homeward.tables import Lamps, Shapes

__all__ = [
    "FRONTAGE_M",
    "Samples",
    "along",
    "both_sides",
    "frontage",
    "inside",
    "lamps_by",
    "roads_beside",
    "share",
    "smallest_around",
]

SPACING_M = 5.0
"""Points along a segment are at most this far apart."""

FRONTAGE_M = 15.0
"""A building this near fronts the street (design of this program; assumption)."""

WALL_SPACING_M = 2.5
"""Points along outlines of buildings; overstates a distance of 15 m by at most 0.05 m."""

BESIDE_M = 12.0
"""A path this near a road's centre line, and parallel, runs beside it (assumption)."""

PARALLEL_COSINE = float(np.cos(np.radians(30)))
"""Two lines within 30 degrees of each other are parallel (assumption)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Samples:
    """Points along segments: segment s has points ``start[s]`` to ``start[s + 1]``.

    `lines` are the points of all segments' lines, `before` the one before each point along.
    """

    start: Ints
    segment: Ints
    xy_m: Floats
    lines: Floats
    before: _kernels.Counts

    def __post_init__(self) -> None:
        freeze(self)

    def toward(self, at: Ints) -> Floats:
        """Unit direction of the segment at some of the points, shape (len(at), 2)."""
        return _kernels.directions(self.lines, self.before[at])


def along(shape_start: Ints, shape_xy_m: Floats) -> Samples:
    """Points along each line, at the middles of equal pieces of at most five metres.

    Parameters
    ----------
    shape_start, shape_xy_m
        Lines in flat arrays, as in `Streets`.

    Returns
    -------
    Samples
        At least one point for each line.
    """
    walked = _kernels.walked(shape_start, shape_xy_m)
    length = walked[shape_start[1:] - 1] - walked[shape_start[:-1]]
    count = np.maximum(1, np.ceil(length / SPACING_M)).astype(np.int64)
    start = np.concatenate([[0], np.cumsum(count)])
    xy, before, line = _kernels.middles_of_pieces(shape_start, shape_xy_m, walked, start)
    return Samples(start=start, segment=line, xy_m=xy, lines=shape_xy_m, before=before)


def share(samples: Samples, at: Bools) -> Floats:
    """Share of each segment's points at which something holds, shape (S,)."""
    hits = np.bincount(samples.segment[at], minlength=len(samples.start) - 1)
    return np.asarray(hits / np.diff(samples.start), dtype=np.float64)


def inside(samples: Samples, shapes: Geometries) -> tuple[Ints, Ints]:
    """Which points lie in which polygons.

    Parameters
    ----------
    samples
        Points along segments.
    shapes
        Polygons; they are prepared for many questions.

    Returns
    -------
    tuple
        Point and polygon of each pair, in order of polygon, then point.
    """
    if not len(shapes):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    shapely.prepare(shapes)
    low = np.minimum.reduceat(samples.xy_m, samples.start[:-1])
    high = np.maximum.reduceat(samples.xy_m, samples.start[:-1])
    tree = shapely.STRtree(shapely.box(*low.T, *high.T))
    polygon, segment = tree.query(shapes)
    order = np.lexsort((segment, polygon))
    polygon, segment = polygon[order], segment[order]
    point = ragged_positions(samples.start, segment)
    which = np.repeat(polygon, np.diff(samples.start)[segment])
    within = shapely.contains_xy(shapes[which], *samples.xy_m[point].T)
    return point[within], which[within]


def smallest_around(samples: Samples, shapes: Geometries, least_share: float) -> Ints:
    """Smallest polygon that holds at least a share of each segment, -1 where none does."""
    found = np.full(len(samples.start) - 1, -1, dtype=np.int64)
    point, polygon = inside(samples, shapes)
    if not len(point):
        return found
    count = len(shapes)
    pair, hits = np.unique(samples.segment[point] * count + polygon, return_counts=True)
    segment, polygon = pair // count, pair % count
    enough = hits >= least_share * np.diff(samples.start)[segment]
    segment, polygon = segment[enough], polygon[enough]
    order = np.lexsort((-polygon, -shapely.area(shapes)[polygon]))
    found[segment[order]] = polygon[order]  # the last written is the smallest
    return found


def frontage(samples: Samples, buildings: Shapes) -> Floats:
    """Share of each segment with a building's wall within 15 m, shape (S,)."""
    if not len(buildings):
        return np.zeros(len(samples.start) - 1)
    grid = _grid(samples, np.ones(len(samples.start) - 1, dtype=np.bool_), FRONTAGE_M)
    near = _kernels.near_walls(grid, buildings.ring_start, buildings.xy_m, WALL_SPACING_M)
    return share(samples, near)


def both_sides(samples: Samples, buildings: Shapes, chosen: Bools, reach_m: float) -> Floats:
    """Share of each chosen segment with buildings to its left and right; 0 elsewhere."""
    at = np.flatnonzero(chosen[samples.segment])
    if not len(at) or not len(buildings):
        return np.zeros(len(chosen))
    across = samples.toward(at)[:, ::-1] * (-1.0, 1.0) * reach_m
    tree = shapely.STRtree(buildings.geometries)
    built = np.ones(len(at), dtype=bool)
    for side in (-1.0, 1.0):
        feelers = np.stack([samples.xy_m[at], samples.xy_m[at] + side * across], axis=1)
        met = np.unique(tree.query(shapely.linestrings(feelers), predicate="intersects")[0])
        built &= np.isin(np.arange(len(at)), met)
    walled = np.zeros(len(samples.segment), dtype=bool)
    walled[at[built]] = True
    return share(samples, walled)


def roads_beside(samples: Samples, paths: Bools, roads: Bools, *, any_way: Bools) -> Ints:
    """The road that each path runs beside, -1 where it runs alone.

    Parameters
    ----------
    samples
        Points along segments.
    paths, roads
        Which segments are asked about, and which count as roads; shape (S,).
    any_way
        Paths for which the road need not be parallel: those mapped as crossings.

    Returns
    -------
    Ints
        The road within 12 m of at least half of the path's points, shape (S,): the one near
        most of them, the lower number on a tie.
    """
    asked = np.flatnonzero(paths[samples.segment])
    if not len(asked) or not roads.any():
        return np.full(len(paths), -1, dtype=np.int64)
    grid = _grid(samples, roads, float(np.hypot(BESIDE_M, SPACING_M / 2)))
    lines = _kernels.Lines(samples.lines, samples.before)
    free = any_way[samples.segment[asked]]
    road = _kernels.roads_near(grid, lines, asked, free, PARALLEL_COSINE)
    hit = road >= 0
    return _most_common(samples, samples.segment[asked[hit]], samples.segment[road[hit]])


def _most_common(samples: Samples, path: Ints, road: Ints) -> Ints:
    """The road named most often by each path's points, if at least half name one."""
    count = len(samples.start) - 1
    pair, hits = np.unique(path * count + road, return_counts=True)
    order = np.lexsort((-(pair % count), hits))
    found = np.full(count, -1, dtype=np.int64)
    found[(pair // count)[order]] = (pair % count)[order]  # the last written has most
    named = np.bincount(path, minlength=count)
    return np.where(2 * named >= np.diff(samples.start), found, -1)


def lamps_by(graph: Graph, lamps: Lamps, within_m: float) -> tuple[Ints, Ints, Floats]:
    """Pairs of lamp and segment within reach of each other, and the metres between."""
    points = shapely.points(lamps.xy_m)
    if not len(points):
        none = np.zeros(0, dtype=np.int64)
        return none, none, np.zeros(0)
    lines = shapely.linestrings(
        graph.shape_xy_m,
        indices=np.repeat(np.arange(graph.segments), np.diff(graph.shape_start)),
    )
    lamp, segment = shapely.STRtree(lines).query(points, predicate="dwithin", distance=within_m)
    metres = shapely.distance(points[lamp], lines[segment])
    order = np.lexsort((segment, metres, lamp))
    return lamp[order], segment[order], np.asarray(metres[order], dtype=np.float64)


def _grid(samples: Samples, chosen: Bools, reach_m: float) -> _kernels.Grid:
    """The points of chosen segments by cells, about one bucket a point."""
    count = int(np.diff(samples.start)[chosen].sum())
    width = 1 << max(2, count.bit_length() // 2)
    grid = _kernels.Grid(
        xy=samples.xy_m,
        reach=reach_m,
        width=width,
        start=np.zeros(width * width + 1, dtype=np.int32),
        point=np.zeros(count, dtype=np.int32),
    )
    _kernels.by_cell(grid, samples.segment, chosen)
    return grid
