"""Ways cut into nodes and segments, in an order that does not depend on the file's.

Letters used for shapes: R points of all ways, C nodes, S segments.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, freeze, ragged_positions
from homeward.streets.squares import Outlines, chords, is_square
from homeward.tables import Ways

__all__ = ["Graph", "hilbert", "of_ways", "parts"]

SAME_PLACE_M = 0.0006
"""Points of a way closer than this are one point: lengths are kept to the millimetre."""

HILBERT_BITS = 16


@dataclass(frozen=True, eq=False, kw_only=True)
class Graph:
    """Nodes and segments, without anything that is known about them.

    `way` is each segment's row in the table of ways; `across` marks the straight lines that
    were added across squares. The rest is as in `Streets`.
    """

    node_id: Ints
    node_xy_m: Floats
    ends: Ints
    length_mm: Ints
    way: Ints
    across: Bools
    shape_start: Ints
    shape_xy_m: Floats
    contracted: int

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def segments(self) -> int:
        """Number of segments, S."""
        return len(self.length_mm)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Points:
    """All points of all ways; `row` counts ways in canonical order, `way` is their table row."""

    row: Ints
    way: Ints
    node: Ints
    xy_m: Floats
    node_id: Ints
    place_m: Floats
    contracted: int


def of_ways(ways: Ways, stops: Ints) -> Graph:
    """Cut ways into segments at their ends, at shared nodes and at stops.

    Parameters
    ----------
    ways
        The walkable ways.
    stops
        OpenStreetMap ids of barrier nodes that carry a rule of their own.

    Returns
    -------
    Graph
        Nodes in Hilbert order; segments in order of their lower node, way and ends.

    Raises
    ------
    InputError
        If no way has two points in different places.
    """
    points = _merged(_points(ways))
    if not len(points.row):
        raise InputError(
            "A map needs at least one walkable way with two points; none was found. "
            "Check that the map covers streets, not only boundaries or buildings."
        )
    breaks = _breaks(points, stops)
    first, last = _pieces(points, breaks)
    breaks[_middles_of_loops(points, ways, first, last)] = True
    first, last = _once(points, ways, *_pieces(points, breaks))
    across = _across(points, ways, first, last)
    return _assemble(points, ways, first, last, across)


def hilbert(xy_m: Floats) -> Ints:
    """Place of each point along a Hilbert curve over the points' own extent.

    Parameters
    ----------
    xy_m
        Positions, metres, shape (C, 2).

    Returns
    -------
    Ints
        Distance along the curve on a grid of 2**16 by 2**16 cells, shape (C,).

    Notes
    -----
    The bitwise method of [1]_, on all points at once.

    References
    ----------
    .. [1] J. Skilling (2004), Programming the Hilbert curve, AIP Conference Proceedings
       707, 381-387. https://doi.org/10.1063/1.1751381

    Examples
    --------
    >>> hilbert(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])).argsort()
    array([0, 1, 2, 3])
    """
    low = xy_m.min(axis=0)
    side = max(float((xy_m.max(axis=0) - low).max()), 1e-9)
    cells = (1 << HILBERT_BITS) - 1
    x, y = np.rint((xy_m - low).T / side * cells).astype(np.int64)
    along = np.zeros(len(x), dtype=np.int64)
    for bit in range(HILBERT_BITS - 1, -1, -1):
        half = 1 << bit
        right, upper = (x & half) > 0, (y & half) > 0
        along += half * half * ((3 * right) ^ upper)
        flip = ~upper & right
        x, y = np.where(flip, cells - x, x), np.where(flip, cells - y, y)
        x, y = np.where(upper, x, y), np.where(upper, y, x)
    return along


def parts(graph: Graph) -> Ints:
    """The part of the network each node belongs to, numbered from 0, shape (C,)."""
    count = len(graph.node_id)
    ones = np.ones(graph.segments)
    links = sparse.coo_array((ones, (graph.ends[:, 0], graph.ends[:, 1])), shape=(count, count))
    return np.asarray(csgraph.connected_components(links, directed=False)[1], dtype=np.int64)


def _points(ways: Ways) -> _Points:
    """Points of all ways, the ways in order of their ids, nodes numbered from 0."""
    count = np.diff(ways.start)
    rows = np.flatnonzero(count >= 2)
    second = ways.node_id[ways.start[rows] + 1]
    keys = (count[rows], second, ways.node_id[ways.start[rows]], ways.way_id[rows])
    rows = rows[np.lexsort(keys)]
    at = ragged_positions(ways.start, rows)
    node_id, where, node = np.unique(ways.node_id[at], return_index=True, return_inverse=True)
    return _Points(
        row=np.repeat(np.arange(len(rows), dtype=np.int64), count[rows]),
        way=rows,
        node=node.astype(np.int64),
        xy_m=ways.xy_m[at],
        node_id=node_id,
        place_m=ways.xy_m[at][where],
        contracted=0,
    )


def _merged(points: _Points) -> _Points:
    """Neighbouring points in one place become one point, kept under the lowest id."""
    step = np.hypot(*np.diff(points.xy_m, axis=0).T)
    near = (step < SAME_PLACE_M) & (np.diff(points.row) == 0)
    a, b = points.node[:-1][near], points.node[1:][near]
    count = len(points.node_id)
    links = sparse.coo_array((np.ones(len(a)), (a, b)), shape=(count, count))
    _, label = csgraph.connected_components(links, directed=False)
    _, lowest = np.unique(label, return_index=True)
    node = lowest.astype(np.int64)[label][points.node]
    repeat = (np.diff(node) == 0) & (np.diff(points.row) == 0)
    keep = np.concatenate([[True], ~repeat])[: len(node)]
    alone = np.bincount(points.row[keep])[points.row] < 2 if len(node) else keep
    keep &= ~alone
    return replace(
        points,
        row=points.row[keep],
        node=node[keep],
        xy_m=points.place_m[node[keep]],
        contracted=int((a != b).sum()),
    )


def _breaks(points: _Points, stops: Ints) -> Bools:
    """Whether a segment ends at each point."""
    uses = np.bincount(points.node, minlength=len(points.node_id))
    junction = (uses > 1) | np.isin(points.node_id, stops)
    turn = np.diff(points.row) != 0
    edge = np.concatenate([[True], turn]) | np.concatenate([turn, [True]])
    ends = np.zeros(len(points.node_id), dtype=bool)
    ends[points.node[edge]] = True
    return np.asarray(junction[points.node] | ends[points.node])


def _pieces(points: _Points, breaks: Bools) -> tuple[Ints, Ints]:
    """First and last point of each piece between breaks of one way."""
    at = np.flatnonzero(breaks)
    same = points.row[at[:-1]] == points.row[at[1:]]
    return at[:-1][same], at[1:][same]


def _pair_number(points: _Points, ways: Ways, first: Ints, last: Ints) -> Ints:
    """A number shared by the pieces of one way that join the same two nodes."""
    ends = np.sort(np.column_stack([points.node[first], points.node[last]]), axis=1)
    keys = (ends[:, 1], ends[:, 0], ways.way_id[points.way[points.row[first]]])
    order = np.lexsort(keys)
    new = np.any([np.diff(key[order]) != 0 for key in keys], axis=0)
    number = np.zeros(len(first), dtype=np.int64)
    number[order[1:]] = np.cumsum(new)
    return number


def _middles_of_loops(points: _Points, ways: Ways, first: Ints, last: Ints) -> Ints:
    """Middle points of pieces that would share an id, or return to where they began."""
    number = _pair_number(points, ways, first, last)
    twin = np.bincount(number)[number] > 1
    loop = points.node[first] == points.node[last]
    split = (twin | loop) & (last - first > 1)
    return np.asarray((first[split] + last[split]) // 2, dtype=np.int64)


def _once(points: _Points, ways: Ways, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Pieces without those straight ones that a way walks a second time."""
    straight = last - first == 1
    number = np.where(straight, _pair_number(points, ways, first, last), -1 - np.arange(len(first)))
    keep = np.sort(np.unique(number, return_index=True)[1])
    return first[keep], last[keep]


def _across(points: _Points, ways: Ways, first: Ints, last: Ints) -> Ints:
    """Straight lines across squares, between places where other ways meet them.

    Rows of way (in canonical order), node and node.
    """
    square = np.array([is_square(ways.tags[way]) for way in points.way.tolist()], dtype=np.bool_)
    at = np.flatnonzero(square[points.row])
    count = len(points.node_id)
    asked = np.zeros(count, dtype=np.bool_)
    asked[points.node[at]] = True
    near = np.flatnonzero(asked[points.node])
    visits = np.unique(points.row[near] * count + points.node[near])
    uses = np.bincount(visits % count, minlength=count)
    row, start = np.unique(points.row[at], return_index=True)
    mine = np.flatnonzero(square[points.row[first]])
    number = np.searchsorted(row, points.row[first[mine]])
    outlines = Outlines(
        row=row,
        start=np.append(start, len(at)),
        node=points.node[at],
        xy_m=points.xy_m[at],
        shared=uses[points.node[at]] > 1,
        sides=np.column_stack([number, points.node[first[mine]], points.node[last[mine]]]),
    )
    return chords(outlines)


def _assemble(points: _Points, ways: Ways, first: Ints, last: Ints, extra: Ints) -> Graph:
    """Number nodes and segments for good and gather their lines."""
    row = np.concatenate([points.row[first], extra[:, 0]])
    old_ends = np.concatenate(
        [np.column_stack([points.node[first], points.node[last]]), extra[:, 1:]]
    )
    start, xy = _lines(points, first, last, extra)
    used, ends = np.unique(old_ends, return_inverse=True)
    node_id, place = points.node_id[used], points.place_m[used]
    order = np.lexsort((node_id, hilbert(place)))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    ends = number[ends.reshape(-1, 2)]
    way = points.way[row]
    ids = node_id[order][ends]
    rank = np.lexsort((ids[:, 1], ids[:, 0], ways.way_id[way], ends.min(axis=1)))
    return Graph(
        node_id=node_id[order],
        node_xy_m=place[order],
        ends=ends[rank],
        length_mm=_length_mm(start, xy)[rank],
        way=way[rank],
        across=(np.arange(len(row)) >= len(first))[rank],
        shape_start=np.concatenate([[0], np.cumsum(np.diff(start)[rank])]).astype(np.int64),
        shape_xy_m=xy[ragged_positions(start, rank)],
        contracted=points.contracted,
    )


def _lines(points: _Points, first: Ints, last: Ints, extra: Ints) -> tuple[Ints, Floats]:
    """Drawn lines of pieces, then of the straight lines across squares."""
    counts = np.concatenate([last - first + 1, np.full(len(extra), 2, dtype=np.int64)])
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    along = np.arange(start[len(first)]) - np.repeat(start[: len(first)] - first, last - first + 1)
    straight = points.place_m[extra[:, 1:].ravel()]
    return start, np.concatenate([points.xy_m[along], straight])


def _length_mm(start: Ints, xy_m: Floats) -> Ints:
    """Length of each line, whole millimetres."""
    step = np.concatenate([np.hypot(*np.diff(xy_m, axis=0).T), [0.0]])
    step[start[1:] - 1] = 0.0  # from the end of one line to the beginning of the next
    whole = np.rint(np.add.reduceat(step, start[:-1]) * 1000)
    return np.asarray(np.maximum(whole, 1), dtype=np.int64)
