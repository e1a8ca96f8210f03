"""Squares and platforms: mapped as areas, walked along their outline and straight across."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import shapely

from homeward.kit.arrays import Bools, Floats, Ints, ragged_positions
from homeward.streets import _kernels

__all__ = ["Outlines", "chords", "is_square"]

MOST_ENTRANCES = 8
"""Of a square's entrances, at most this many are joined across (28 lines)."""

WORTH_IT = 1.2
"""A line across is drawn where the walk without it is longer by more than a fifth (assumption):
enough for walkers, and it keeps lines across from swelling the length of streets."""

OUTLINE_SLACK_M = 0.05
"""A line may run along the outline: points on it are rounded to about a centimetre."""

PLATFORM_KEYS = ("highway", "railway", "public_transport")


@dataclass(frozen=True, eq=False, kw_only=True)
class Outlines:
    """Squares: number q has points ``start[q]:start[q + 1]`` in order and is way `row`.

    `shared` marks points that other ways meet; `sides` are rows of square, node and node, one
    for each segment of an outline.
    """

    row: Ints
    start: Ints
    node: Ints
    xy_m: Floats
    shared: Bools
    sides: Ints


def is_square(tags: Mapping[str, str]) -> bool:
    """Whether a closed way with these tags is an area and not a round walk.

    Parameters
    ----------
    tags
        The way's tags.

    Returns
    -------
    bool
        True for ``area=yes`` and for platforms not tagged ``area=no``.
    """
    area = tags.get("area")
    if area in ("yes", "no"):
        return area == "yes"
    highway, railway, transport = PLATFORM_KEYS
    return "platform" in (tags.get(highway), tags.get(railway), tags.get(transport))


def chords(outlines: Outlines) -> Ints:
    """Straight lines between squares' entrances that stay inside them.

    Parameters
    ----------
    outlines
        Squares, closed or not; an outline that is not closed has no inside.

    Returns
    -------
    Ints
        Rows of way, node and node, the lower node first; none that double a side.

    Notes
    -----
    The greedy spanner of [1]_: from the shortest line on, each is kept where the way round
    and along the lines kept so far is longer by more than a fifth.

    References
    ----------
    .. [1] I. Althofer et al. (1993), On sparse spanners of weighted graphs, Discrete and
       Computational Geometry 9, 81-100. https://doi.org/10.1007/BF02189308
    """
    at, start = _entrances(outlines)
    square, a, b = _pairs(start)
    ends = np.column_stack([at[a], at[b]])
    ahead = outlines.xy_m[ends[:, 1]] - outlines.xy_m[ends[:, 0]]
    metres = np.sqrt((ahead * ahead).sum(axis=1))
    lines = _kernels.Crossings(square, a - start[square], b - start[square], metres)
    walks = _round(outlines, at, start)
    free = np.flatnonzero(_kernels.worth_a_look(walks, lines, WORTH_IT))
    free = free[~_along_side(outlines, square[free], ends[free])]
    free = free[_inside(outlines, square[free], ends[free])]
    free = free[np.lexsort((metres[free], square[free]))]
    chosen = _kernels.Crossings(square[free], lines.a[free], lines.b[free], metres[free])
    drawn = free[_kernels.spanner(walks, chosen, WORTH_IT)]
    nodes = np.sort(outlines.node[ends[drawn]], axis=1)
    return np.column_stack([outlines.row[square[drawn]], nodes])


def _round(outlines: Outlines, at: Ints, start: Ints) -> _kernels.Outlines:
    """How far along its outline each entrance stands, and how long the outlines are."""
    walked = _kernels.walked(outlines.start, outlines.xy_m)
    begin = walked[outlines.start[:-1]]
    length = walked[outlines.start[1:] - 1] - begin
    return _kernels.Outlines(start, walked[at] - np.repeat(begin, np.diff(start)), length)


def _entrances(outlines: Outlines) -> tuple[Ints, Ints]:
    """Points where other ways meet each closed outline, and where each square's begin."""
    found = []
    for first, end in pairwise(outlines.start.tolist()):
        closed = end - first >= 4 and outlines.node[first] == outlines.node[end - 1]
        own = slice(first, end - 1 if closed else first)
        found.append(first + _spread(outlines.shared[own], outlines.node[own]))
    start = np.concatenate([[0], np.cumsum([len(each) for each in found])]).astype(np.int64)
    return np.concatenate([np.zeros(0, dtype=np.int64), *found]), start


def _spread(shared: Bools, node: Ints) -> Ints:
    """Entrances of one square by node id; spread evenly where many."""
    at = np.flatnonzero(shared)
    if len(at) > MOST_ENTRANCES:
        at = np.roll(at, -int(node[at].argmin()))
        at = at[np.linspace(0, len(at), MOST_ENTRANCES, endpoint=False).astype(np.int64)]
    return np.asarray(at[np.argsort(node[at], kind="stable")], dtype=np.int64)


def _pairs(start: Ints) -> tuple[Ints, Ints, Ints]:
    """Every two entrances of each square: the square and the two, the lower first."""
    found = [
        (square, a, b)
        for square, (first, end) in enumerate(pairwise(start.tolist()))
        for a, b in combinations(range(first, end), 2)
    ]
    square, a, b = np.array(found, dtype=np.int64).reshape(-1, 3).T
    return square, a, b


def _inside(outlines: Outlines, square: Ints, ends: Ints) -> Bools:
    """Whether the line between each two points stays inside its square."""
    if not len(square):
        return np.zeros(0, dtype=np.bool_)
    asked, number = np.unique(square, return_inverse=True)
    at = ragged_positions(outlines.start, asked)
    which = np.repeat(np.arange(len(asked)), np.diff(outlines.start)[asked])
    ground = shapely.polygons(shapely.linearrings(outlines.xy_m[at], indices=which))
    whole = shapely.is_valid(ground)
    room = shapely.buffer(ground, OUTLINE_SLACK_M)
    shapely.prepare(room)
    lines = shapely.linestrings(outlines.xy_m[ends])
    return np.asarray(whole[number] & shapely.covers(room[number], lines))


def _along_side(outlines: Outlines, square: Ints, ends: Ints) -> Bools:
    """Whether the line between each two points doubles a side of its square."""
    sides = {(at, *sorted(nodes)) for at, *nodes in outlines.sides.tolist()}
    nodes = np.sort(outlines.node[ends], axis=1)
    rows = zip(square.tolist(), *nodes.T.tolist(), strict=True)
    return np.array([row in sides for row in rows], dtype=np.bool_)
