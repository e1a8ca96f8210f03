"""Loops over the network's flat arrays."""

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.kit.jit import kernel

MOST_NEAR = 8
"""Roads are looked for among so many points, the nearest."""


Counts: TypeAlias = npt.NDArray[np.int32]


class Grid(NamedTuple):
    """Some points by square cells as wide as `reach`: bucket b has ``point[start[b]:]``.

    `xy` are all points, `point` the numbers of those in the grid. The buckets are a square of
    `width` by `width`, a power of two and at least 4, laid again and again over the plane: so
    the cells round a place have buckets of their own, and neighbours lie close in memory.
    """

    xy: Floats
    reach: float
    width: int
    start: Counts
    point: Counts


class Outlines(NamedTuple):
    """Entrances of squares: square q has those from ``start[q]``; `walked` metres along it.

    `length` is that of the whole outline, by square.
    """

    start: Ints
    walked: Floats
    length: Floats


class Lines(NamedTuple):
    """Points of lines, and for each point along them the one before it."""

    xy: Floats
    before: Counts


class Crossings(NamedTuple):
    """Lines that may cross a square, the shorter first: its number, entrances and metres."""

    square: Ints
    a: Ints
    b: Ints
    metres: Floats


@kernel
def middles(start: Ints, xy: Floats) -> Floats:
    """Half-way point along each line, shape (len(start) - 1, 2)."""
    found = np.zeros((len(start) - 1, 2))
    for line in range(len(start) - 1):
        total = 0.0
        for k in range(start[line], start[line + 1] - 1):
            total += np.hypot(xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1])
        left = total / 2
        found[line] = xy[start[line]]
        for k in range(start[line], start[line + 1] - 1):
            step = np.hypot(xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1])
            if step > 0 and left <= step:
                share = left / step
                found[line, 0] = xy[k, 0] + share * (xy[k + 1, 0] - xy[k, 0])
                found[line, 1] = xy[k, 1] + share * (xy[k + 1, 1] - xy[k, 1])
                break
            left -= step
    return found


@kernel
def walked(start: Ints, xy: Floats) -> Floats:
    """Metres to each point along all lines, one after another, shape (len(xy),)."""
    found = np.zeros(len(xy))
    total = 0.0
    for line in range(len(start) - 1):
        found[start[line]] = total
        for k in range(start[line] + 1, start[line + 1]):
            total += np.hypot(xy[k, 0] - xy[k - 1, 0], xy[k, 1] - xy[k - 1, 1])
            found[k] = total
    return found


@kernel
def middles_of_pieces(
    start: Ints, xy: Floats, walked: Floats, first: Ints
) -> tuple[Floats, Counts, Ints]:
    """Middle of each of a line's equal pieces, the point of the line before it, and the line.

    Line i has the pieces from ``first[i]`` on; `walked` are metres along all lines.
    """
    middle = np.empty((first[-1], 2))
    before = np.empty(first[-1], dtype=np.int32)
    of_line = np.empty(first[-1], dtype=np.int64)
    for line in range(len(start) - 1):
        k = start[line]
        toward, step = direction(xy, k), between(xy, k)
        begin, length = walked[k], walked[start[line + 1] - 1] - walked[k]
        for piece in range(first[line], first[line + 1]):
            share = (piece - first[line] + 0.5) / (first[line + 1] - first[line])
            target = begin + share * length
            moved = k
            while k < start[line + 1] - 2 and walked[k + 1] <= target:
                k += 1
            if moved != k:
                toward, step = direction(xy, k), between(xy, k)
            beyond = min(target - walked[k], step)
            middle[piece, 0] = xy[k, 0] + toward[0] * beyond
            middle[piece, 1] = xy[k, 1] + toward[1] * beyond
            before[piece] = k
            of_line[piece] = line
    return middle, before, of_line


@kernel
def between(xy: Floats, k: int) -> float:
    """Metres from one point of a line to the next."""
    metres: float = np.hypot(xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1])
    return metres


@kernel
def direction(xy: Floats, k: int) -> tuple[float, float]:
    """Unit direction from one point of a line to the next."""
    across, up = xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1]
    step = max(np.hypot(across, up), 1e-9)
    return across / step, up / step


@kernel
def directions(xy: Floats, points: Counts) -> Floats:
    """Unit directions from some points of lines to the next, shape (len(points), 2)."""
    found = np.empty((len(points), 2))
    for k in range(len(points)):
        found[k, 0], found[k, 1] = direction(xy, points[k])
    return found


@kernel
def cell(metres: float, reach: float) -> int:
    """The column or row of cells that a coordinate lies in."""
    return int(np.floor(metres / reach))


@kernel
def bucket(column: int, row: int, width: int) -> int:
    """The bucket that a cell belongs to."""
    return (row & (width - 1)) * width + (column & (width - 1))


@kernel
def by_cell(grid: Grid, segment: Ints, chosen: Bools) -> None:
    """Fill a grid's `point` and its `start` (zeros, one more than there are buckets).

    The points of chosen segments are put into it; `segment` is that of each point.
    """
    start = grid.start
    for k in range(len(segment)):
        if chosen[segment[k]]:
            x, y = cell(grid.xy[k, 0], grid.reach), cell(grid.xy[k, 1], grid.reach)
            start[bucket(x, y, grid.width)] += 1
    for b in range(len(start) - 1):
        start[b + 1] += start[b]
    for k in range(len(segment) - 1, -1, -1):
        if chosen[segment[k]]:
            x, y = cell(grid.xy[k, 0], grid.reach), cell(grid.xy[k, 1], grid.reach)
            start[bucket(x, y, grid.width)] -= 1
            grid.point[start[bucket(x, y, grid.width)]] = k


@kernel
def nearest(grid: Grid, x: float, y: float, found: Ints, metres: Floats) -> int:
    """The points nearest to a place and within reach of it, the nearest first; how many.

    Of two equally far the lower number comes first.
    """
    count = 0
    column, row = cell(x, grid.reach), cell(y, grid.reach)
    for c in range(column - 1, column + 2):
        for r in range(row - 1, row + 2):
            b = bucket(c, r, grid.width)
            for at in range(grid.start[b], grid.start[b + 1]):
                k = grid.point[at]
                across, up = grid.xy[k, 0] - x, grid.xy[k, 1] - y
                far = np.sqrt(across * across + up * up)
                if far >= grid.reach:
                    continue
                place = count
                while place > 0 and (
                    far < metres[place - 1] or (far == metres[place - 1] and k < found[place - 1])
                ):
                    place -= 1
                if place == len(found):
                    continue
                count = min(count + 1, len(found))
                for later in range(count - 1, place, -1):
                    found[later], metres[later] = found[later - 1], metres[later - 1]
                found[place], metres[place] = k, far
    return count


@kernel
def roads_near(grid: Grid, lines: Lines, asked: Ints, free: Bools, least: float) -> Ints:
    """For each point asked about the nearest of the grid's that runs its way, -1 none.

    One point runs another's way if the cosine of the angle between their lines is at least
    `least`, or if the point asked about is `free`.
    """
    answer = np.full(len(asked), -1, dtype=np.int64)
    found = np.empty(MOST_NEAR, dtype=np.int64)
    metres = np.empty(MOST_NEAR)
    for i in range(len(asked)):
        k = asked[i]
        for at in range(nearest(grid, grid.xy[k, 0], grid.xy[k, 1], found, metres)):
            road = found[at]
            mine = direction(lines.xy, lines.before[k])
            other = direction(lines.xy, lines.before[road])
            if free[i] or abs(mine[0] * other[0] + mine[1] * other[1]) >= least:
                answer[i] = road
                break
    return answer


@kernel
def near_walls(grid: Grid, ring_start: Ints, xy: Floats, spacing: float) -> Bools:
    """Which points of a grid have a point of a wall within reach.

    Rings are looked at from points at most `spacing` apart along them.
    """
    near = np.zeros(len(grid.xy), dtype=np.bool_)
    for ring in range(len(ring_start) - 1):
        for k in range(ring_start[ring], ring_start[ring + 1] - 1):
            ahead_x, ahead_y = xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1]
            parts = max(1, int(np.ceil(np.hypot(ahead_x, ahead_y) / spacing)))
            for part in range(parts):
                share = part / parts
                mark_near(grid, xy[k, 0] + share * ahead_x, xy[k, 1] + share * ahead_y, near)
    return near


@kernel
def mark_near(grid: Grid, x: float, y: float, near: Bools) -> None:
    """Mark the points of a grid within reach of a place."""
    column, row = cell(x, grid.reach), cell(y, grid.reach)
    for c in range(column - 1, column + 2):
        for r in range(row - 1, row + 2):
            b = bucket(c, r, grid.width)
            for at in range(grid.start[b], grid.start[b + 1]):
                k = grid.point[at]
                if not near[k]:
                    across, up = grid.xy[k, 0] - x, grid.xy[k, 1] - y
                    near[k] = np.sqrt(across * across + up * up) < grid.reach


@kernel
def round_walk(outlines: Outlines, square: int, a: int, b: int) -> float:
    """Metres between two entrances along a square's outline, the shorter way round."""
    first = outlines.start[square]
    ahead: float = abs(outlines.walked[first + a] - outlines.walked[first + b])
    rest: float = outlines.length[square] - ahead
    return min(ahead, rest)


@kernel
def worth_a_look(outlines: Outlines, lines: Crossings, worth_it: float) -> Bools:
    """Which lines are worth drawing if no other were."""
    found = np.empty(len(lines.square), dtype=np.bool_)
    for k in range(len(found)):
        walk = round_walk(outlines, lines.square[k], lines.a[k], lines.b[k])
        found[k] = walk > worth_it * lines.metres[k]
    return found


@kernel
def spanner(outlines: Outlines, lines: Crossings, worth_it: float) -> Bools:
    """Which lines are worth drawing across squares, taken from the shortest on.

    One is where the walk without it, round the outline and along the lines drawn so far, is
    longer by the factor `worth_it`.
    """
    drawn = np.zeros(len(lines.square), dtype=np.bool_)
    at = 0
    while at < len(lines.square):
        square = lines.square[at]
        count = outlines.start[square + 1] - outlines.start[square]
        walk = np.empty((count, count))
        for i in range(count):
            for j in range(count):
                walk[i, j] = round_walk(outlines, square, i, j)
        while at < len(lines.square) and lines.square[at] == square:
            a, b, metres = lines.a[at], lines.b[at], lines.metres[at]
            if walk[a, b] > worth_it * metres:
                drawn[at] = True
                shorten(walk, a, b, metres)
            at += 1
    return drawn


@kernel
def shorten(walk: Floats, a: int, b: int, metres: float) -> None:
    """Let walks between entrances use a line that joins two of them."""
    before = walk.copy()
    for i in range(len(walk)):
        for j in range(len(walk)):
            one_way = before[i, a] + metres + before[b, j]
            other_way = before[i, b] + metres + before[a, j]
            walk[i, j] = min(before[i, j], one_way, other_way)
