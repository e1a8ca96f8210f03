"""Snap areas: the streets for which one point of police.uk stands.

Letters used for shapes: S segments, C nodes, P snap points, A areas, N crime rows.
"""

import heapq
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import shapely

from homeward.kit.arrays import Bools, Floats, Geometries, Ints, freeze
from homeward.measures import Values
from homeward.records.declared import metres
from homeward.records.observed import Observed
from homeward.streets.network import Streets
from homeward.tables import LOCATED, Crimes

__all__ = ["SnapAreas", "snap_areas"]

GRID_M = 0.5
"""Points nearer to each other than this are one point: records repeat them to six decimals."""

Joins: TypeAlias = tuple[Ints, Ints, Ints, Ints]

_FAR_MM = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False, kw_only=True)
class SnapAreas:
    """Where recorded counts live: groups of segments, each with one count.

    Attributes
    ----------
    point_xy_m
        The snap point of each area, shape (A, 2); nan for the areas of streets that no
        point stands for.
    area
        Area of each segment, -1 where it is not observed, shape (S,).
    row
        Area of each crime row, -1 where it has none, shape (N,).
    force
        Position in `Observed.forces` of the force whose months count, shape (A,).
    length_m
        Length of the streets of each area, shape (A,).
    stranded
        Located offences whose point stands for no observed street.

    Notes
    -----
    Areas with a point come first, in order of x then y; then the areas without, one for
    each force and cell (`Observed.cell`): their streets had no record of any kind.
    """

    point_xy_m: Floats
    area: Ints
    row: Ints
    force: Ints
    length_m: Floats
    stranded: int

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.force)

    @property
    def elsewhere(self) -> Bools:
        """Whether each area is one of streets that no point stands for, shape (A,)."""
        return np.isnan(self.point_xy_m[:, 0])


def snap_areas(
    streets: Streets, crimes: Crimes, observed: Observed, *, values: Values | None = None
) -> SnapAreas:
    """Give each observed segment to the snap point nearest to its middle along streets.

    Parameters
    ----------
    streets
        The network, S segments.
    crimes
        Recorded offences of every type, N rows; all located ones show where points are.
    observed
        Which segments are seen, and whose they are.
    values
        The assumptions (``records.reach_m``, ``records.beside_m``); none: as they are shipped.

    Returns
    -------
    SnapAreas
        Every seen segment has an area; no other has.

    Raises
    ------
    InputError
        If one of those is not above 0.

    Notes
    -----
    Dijkstra's method from all points at once, in whole millimetres, with ties to the lower
    point. police.uk moves each offence to the nearest of its points; which addresses a
    point stands for is not published, so this is a guess, and the nearest point by street
    is the one nobody has to climb a wall for. A point that is nearest to no street's middle
    (on a long lane, or close to another point) takes the street it stands on if no point has
    that, and else shares its area.
    """
    points, row_point = _snap_points(crimes)
    reach_m, beside_m = (metres(values, f"records.{name}") for name in ("reach_m", "beside_m"))
    joins = _joins(streets, points, reach_m, beside_m)
    near = _point_of_segment(streets, joins, int(reach_m * 1000))
    point = np.where(observed.seen, near, -1)
    owner = _settled(point, joins, observed.seen, len(points))
    used = np.unique(point[point >= 0])
    pools = np.stack([observed.force, observed.cell], axis=1)[observed.seen & (point < 0)]
    pools, pool = np.unique(pools, axis=0, return_inverse=True)
    area_of_point = np.full(len(points) + 1, -1, dtype=np.int64)
    area_of_point[used] = np.arange(len(used))
    area = area_of_point[point]
    area[observed.seen & (point < 0)] = len(used) + pool.reshape(-1)
    row = area_of_point[owner[row_point]]
    lost = (row_point >= 0) & (row < 0)
    nowhere = np.full((len(pools), 2), np.nan)
    return SnapAreas(
        point_xy_m=np.concatenate([points[used], nowhere]),
        area=area,
        row=row,
        force=np.concatenate([_forces_of(area, len(used), observed), pools[:, 0]]),
        length_m=_lengths(streets, area, len(used) + len(pools)),
        stranded=int(crimes.count[lost].sum()),
    )


def _snap_points(crimes: Crimes) -> tuple[Floats, Ints]:
    """Distinct located points in order of x then y, and the point of each row (-1 none)."""
    row_point = np.full(len(crimes), -1, dtype=np.int64)
    located = crimes.state == LOCATED
    grid = np.round(crimes.xy_m[located] / GRID_M).astype(np.int64).reshape(-1, 2)
    cells, cell = np.unique(grid, axis=0, return_inverse=True)
    row_point[located] = cell.reshape(-1)
    return cells * GRID_M, row_point


def _lengths(streets: Streets, area: Ints, areas: int) -> Floats:
    """Metres of street in each area."""
    total_mm = np.zeros(areas, dtype=np.int64)
    np.add.at(total_mm, area[area >= 0], streets.length_mm[area >= 0])
    return total_mm / 1000.0


def _forces_of(area: Ints, pointed: int, observed: Observed) -> Ints:
    """The force of most segments of each area with a point; ties to the first force."""
    chosen = (area >= 0) & (area < pointed)
    forces = max(1, len(observed.forces))
    pairs = area[chosen] * forces + observed.force[chosen]
    counts = np.bincount(pairs, minlength=pointed * forces).reshape(pointed, forces)
    return np.asarray(counts.argmax(axis=1), dtype=np.int64)


def _settled(point: Ints, joins: Joins, seen: Bools, points: int) -> Ints:
    """The point whose area each point's rows go to, and in the end -1; `point` is filled in."""
    owner = np.arange(points + 1, dtype=np.int64)
    owner[-1] = -1
    nearest_first = np.lexsort((joins[1], joins[2], joins[0]))
    held = set(point.tolist())
    for each in nearest_first.tolist():
        here, segment = int(joins[0][each]), int(joins[1][each])
        if here in held or not seen[segment]:
            continue
        if point[segment] < 0:
            point[segment] = here
        owner[here] = point[segment]
        held.add(here)
    return owner


def _point_of_segment(streets: Streets, joins: Joins, reach_mm: int) -> Ints:
    """The point nearest to each segment's middle by street, -1 beyond reach, shape (S,)."""
    point, segment, off_mm, along_mm = joins
    length = streets.length_mm[segment]
    ends = streets.ends[segment]
    nodes = np.concatenate([ends[:, 0], ends[:, 1]])
    starts_mm = np.concatenate([off_mm + along_mm, off_mm + length - along_mm])
    starts = (nodes, starts_mm, np.tile(point, 2))
    node_mm, node_point = _spread(streets, starts, reach_mm)
    half = streets.length_mm // 2
    labels = [
        (node_mm[streets.ends[:, 0]] + half, node_point[streets.ends[:, 0]]),
        (node_mm[streets.ends[:, 1]] + half, node_point[streets.ends[:, 1]]),
        _direct(streets, point, segment, off_mm + np.abs(along_mm - half[segment])),
    ]
    return _nearest(labels, reach_mm)


def _joins(streets: Streets, points: Floats, reach_m: float, beside_m: float) -> Joins:
    """Where points join streets: point, segment, millimetres off it and along it.

    A point joins every street that is little farther off than its nearest: a road drawn as
    several lines is one street.
    """
    if not len(points) or not streets.segments:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none, none
    lines = _lines(streets)
    places = shapely.points(points)
    tree = shapely.STRtree(lines)
    first, near = tree.query_nearest(places, max_distance=reach_m, all_matches=False)
    reach = np.zeros(len(points))
    reach[first] = shapely.distance(places[first], lines[near]) + beside_m
    within = reach > 0
    point, segment = tree.query(places[within], predicate="dwithin", distance=reach[within])
    point = np.flatnonzero(within)[point]
    off = shapely.distance(places[point], lines[segment])
    share = shapely.line_locate_point(lines[segment], places[point], normalized=True)
    along = np.round(share * streets.length_mm[segment]).astype(np.int64)
    return point, segment.astype(np.int64), np.round(off * 1000).astype(np.int64), along


def _lines(streets: Streets) -> Geometries:
    """Each segment's drawn line."""
    which = np.repeat(np.arange(streets.segments), np.diff(streets.shape_start))
    return np.asarray(shapely.linestrings(streets.shape_xy_m, indices=which), dtype=object)


def _spread(streets: Streets, starts: tuple[Ints, Ints, Ints], reach_mm: int) -> tuple[Ints, Ints]:
    """Millimetres from the nearest point to each node, and that point; -1 beyond reach.

    `starts` are nodes, how far each is from a point, and the point.
    """
    nodes, start_mm, point = starts
    start, head, segment = (each.tolist() for each in streets.neighbours)
    length = streets.length_mm.tolist()
    far = np.full(streets.nodes, _FAR_MM // 4, dtype=np.int64)
    whose = np.full(streets.nodes, -1, dtype=np.int64)
    heap = list(zip(start_mm.tolist(), point.tolist(), nodes.tolist(), strict=True))
    heapq.heapify(heap)
    while heap and heap[0][0] <= reach_mm:
        so_far, source, here = heapq.heappop(heap)
        if whose[here] >= 0:
            continue  # a nearer point, or a lower one as near, has it
        far[here], whose[here] = so_far, source
        for arc in range(start[here], start[here + 1]):
            if whose[head[arc]] < 0:
                heapq.heappush(heap, (so_far + length[segment[arc]], source, head[arc]))
    return far, whose


def _direct(streets: Streets, point: Ints, segment: Ints, metres: Ints) -> tuple[Ints, Ints]:
    """The nearest point that stands on each segment itself, ties to the lower."""
    far = np.full(streets.segments, _FAR_MM // 4, dtype=np.int64)
    whose = np.full(streets.segments, -1, dtype=np.int64)
    order = np.lexsort((-point, -metres))
    far[segment[order]], whose[segment[order]] = metres[order], point[order]
    return far, whose


def _nearest(labels: list[tuple[Ints, Ints]], reach_mm: int) -> Ints:
    """The point with the fewest millimetres of several, ties to the lower, -1 beyond reach."""
    far = np.stack([each for each, _ in labels])
    point = np.stack([each for _, each in labels])
    best = far.min(axis=0)
    tied = np.where((far == best) & (point >= 0), point, _FAR_MM)
    chosen = tied.min(axis=0)
    return np.where((best <= reach_mm) & (chosen < _FAR_MM), chosen, -1)
