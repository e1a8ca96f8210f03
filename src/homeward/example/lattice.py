"""Filling one block between main roads with streets: a bent, thinned lattice.

A style sets how far apart streets lie, how bent they are and how many are kept: a tree of
culs-de-sac, or rows of terraces with back alleys between them. Letters used for shapes: I by J
lattice points, E edges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from homeward.kit.arrays import Bools, Floats, Ints

__all__ = ["STYLES", "Door", "Piece", "Style", "fill"]

_LEAST_CROSSING_SINE: Final = 0.45
_WAVE_M: Final = 780.0
_ON_ROAD_M: Final = 1.5
_REACH_STEPS: Final = 1.8
_LEAST_REACH_M: Final = 70.0


@dataclass(frozen=True, kw_only=True)
class Style:
    """How a quarter's streets lie.

    `along_m` and `across_m` are the spacing of lattice points; every other row is an alley
    where `alleys` is set. `keep` is the share of streets kept beyond what joins them up,
    `doors` the share of meetings with main roads kept, `paths` the share of streets left out
    that a footpath stands for.
    """

    along_m: float
    across_m: float
    bend_m: float
    keep: float
    doors: float
    paths: float = 0.0
    alleys: bool = False
    kind: str = "residential"


STYLES: Final = {
    "centre": Style(along_m=76, across_m=55, bend_m=30, keep=0.72, doors=0.85, paths=0.25),
    "terrace": Style(along_m=102, across_m=28, bend_m=26, keep=0.95, doors=0.9, alleys=True),
    "suburb": Style(along_m=86, across_m=62, bend_m=50, keep=0.62, doors=0.6, paths=0.12),
    "estate": Style(along_m=60, across_m=53, bend_m=34, keep=0.16, doors=0.3, paths=0.22),
    "campus": Style(along_m=86, across_m=70, bend_m=16, keep=0.8, doors=0.8, kind="campus"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Piece:
    """A stretch of street before junctions are numbered; pieces of one `row` make one street."""

    xy_m: Floats
    kind: str
    row: tuple[int, ...]
    order: float
    block: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Door:
    """A piece that ends on a main road: which one, and how far along it."""

    piece: Piece
    main: int
    along_m: float


@dataclass(frozen=True, eq=False, kw_only=True)
class _Grid:
    u_m: Floats
    v_m: Floats
    middle: Floats
    turn: Floats
    wave: Floats
    bend_m: float

    def at(self, i: Floats, j: Floats) -> Floats:
        """Where fractional lattice positions lie, shape (..., 2)."""
        u = np.interp(i, np.arange(len(self.u_m)), self.u_m)
        v = np.interp(j, np.arange(len(self.v_m)), self.v_m)
        flat = np.stack([u, v], axis=-1) @ self.turn + self.middle
        x, y = flat[..., 0] / _WAVE_M, flat[..., 1] / _WAVE_M
        east = np.sin(2 * np.pi * y + self.wave[0]) + 0.35 * np.sin(4.4 * np.pi * x + self.wave[1])
        north = np.sin(2 * np.pi * x + self.wave[2]) + 0.35 * np.sin(3.8 * np.pi * y + self.wave[3])
        return np.asarray(np.round(flat + self.bend_m * np.stack([east, north], axis=-1), 2))


def fill(
    number: int,
    block: shapely.Polygon,
    style: Style,
    mains: Sequence[shapely.LineString],
    rng: np.random.Generator,
) -> tuple[list[Piece], list[Door]]:
    """Streets inside a block, and the doors by which they meet the main roads round it.

    Parameters
    ----------
    number
        The block's number, kept on every piece.
    block
        Its outline, metres.
    style
        How its streets lie.
    mains
        Lines of all main roads; edges of the block that are not near one are never met.
    rng
        The block's own random numbers.

    Returns
    -------
    tuple
        Pieces between lattice points, and doors (pieces from a point to a main road).
    """
    grid = _grid(block, style, rng)
    shape = (len(grid.u_m), len(grid.v_m))
    ij = np.indices(shape).reshape(2, -1).T.astype(np.float64)
    xy = grid.at(ij[:, 0], ij[:, 1])
    inside = _well_inside(block, xy, max(20.0, 0.36 * min(style.along_m, style.across_m)))
    ends = _edges(shape)
    lines = _drawn(grid, ij, ends)
    fits = inside[ends].all(axis=1) & shapely.covers(
        block.buffer(-12.0), shapely.linestrings(lines)
    )
    kept, path = _thinned(ends, fits, ij, style, rng)
    pieces = [
        _piece(lines[e], ij[ends[e]], style, number, path=bool(path[e]))
        for e in np.flatnonzero(kept | path)
    ]
    used = np.zeros(len(xy), dtype=bool)
    used[ends[kept].ravel()] = True
    outward = [pair for pair in (*ends, *ends[:, ::-1]) if used[pair[0]] and not inside[pair[1]]]
    doors = [_door(xy[pair], ij[pair], style, number, (block, mains)) for pair in outward]
    group = _groups(ends[kept], len(xy))
    found = [(door, int(group[pair[0]])) for door, pair in zip(doors, outward, strict=True)]
    return pieces, _opened(found, style.doors, rng)


def _grid(block: shapely.Polygon, style: Style, rng: np.random.Generator) -> _Grid:
    """A lattice over the block, along the long side of its box."""
    corners = np.asarray(shapely.oriented_envelope(block).exterior.coords)[:3]
    sides = np.diff(corners, axis=0)
    lengths = np.hypot(*sides.T)
    long = sides[int(np.argmax(lengths))] / lengths.max()
    turn = np.array([long, [-long[1], long[0]]])
    reach_m = 0.5 * float(np.hypot(*lengths)) + 3 * style.bend_m
    return _Grid(
        u_m=_ticks(reach_m, style.along_m, rng),
        v_m=_ticks(reach_m, style.across_m, rng),
        middle=corners[[0, 2]].mean(axis=0),
        turn=turn,
        wave=rng.uniform(0.0, 2 * np.pi, 4),
        bend_m=style.bend_m,
    )


def _ticks(reach_m: float, step_m: float, rng: np.random.Generator) -> Floats:
    count = int(np.ceil(reach_m / step_m))
    wobble = rng.uniform(-0.16, 0.16, 2 * count + 1) if step_m > 40 else np.zeros(2 * count + 1)
    return (np.arange(-count, count + 1) + wobble) * step_m


def _well_inside(block: shapely.Polygon, xy: Floats, clear_m: float) -> Bools:
    core = block.buffer(-clear_m)
    shapely.prepare(core)
    return np.asarray(shapely.contains_xy(core, xy[:, 0], xy[:, 1]))


def _edges(shape: tuple[int, int]) -> Ints:
    """Pairs of lattice points next to each other, rows first, shape (E, 2)."""
    index = np.arange(shape[0] * shape[1]).reshape(shape)
    rows = np.column_stack([index[:-1].ravel(), index[1:].ravel()])
    columns = np.column_stack([index[:, :-1].ravel(), index[:, 1:].ravel()])
    return np.vstack([rows, columns])


def _drawn(grid: _Grid, ij: Floats, ends: Ints) -> Floats:
    """Each edge as four points, shape (E, 4, 2)."""
    first, last = ij[ends[:, 0]], ij[ends[:, 1]]
    part = np.linspace(0.0, 1.0, 4)[None, :, None]
    between = first[:, None] + part * (last - first)[:, None]
    return grid.at(between[..., 0], between[..., 1])


def _thinned(
    ends: Ints, fits: Bools, ij: Floats, style: Style, rng: np.random.Generator
) -> tuple[Bools, Bools]:
    """Which edges are streets, and which of those left out are footpaths."""
    weight = rng.uniform(1.0, 2.0, len(ends))
    alley = _is_alley(ij[ends], style)
    weight[alley] += 5.0
    size = len(ij)
    at = np.flatnonzero(fits)
    tree = minimum_spanning_tree(
        coo_array((weight[at], (ends[at, 0], ends[at, 1])), shape=(size, size)).tocsr()
    ).tocoo()
    in_tree = np.isin(ends[:, 0] * size + ends[:, 1], tree.row.astype(np.int64) * size + tree.col)
    kept = fits & (in_tree | (rng.random(len(ends)) < style.keep))
    path = fits & ~kept & ~alley & (rng.random(len(ends)) < style.paths)
    return kept, path


def _is_alley(ij: Floats, style: Style) -> Bools:
    """Whether edges (E, 2, 2) run along an alley row."""
    along_row = ij[:, 0, 1] == ij[:, 1, 1]
    return np.asarray(along_row & (ij[:, 0, 1] % 2 == 1) & style.alleys)


def _piece(xy: Floats, ij: Floats, style: Style, number: int, *, path: bool) -> Piece:
    along_row = int(ij[0, 1] == ij[1, 1])
    kind = "alley" if _is_alley(ij[None], style)[0] else style.kind
    row = (number, along_row, int(ij[0, 1] if along_row else ij[0, 0]), int(path))
    order = float(ij[:, 0].mean() if along_row else ij[:, 1].mean())
    return Piece(xy_m=xy, kind="path" if path else kind, row=row, order=order, block=number)


def _door(
    xy: Floats,
    ij: Floats,
    style: Style,
    number: int,
    around: tuple[shapely.Polygon, Sequence[shapely.LineString]],
) -> Door | None:
    """The way from a lattice point on to the main road ahead, if it meets one well."""
    block, mains = around
    hit = _ahead(xy, block)
    if hit is None:
        return None
    gaps = shapely.distance(hit, np.asarray(mains, dtype=object))
    main = int(np.argmin(gaps))
    along_m = float(mains[main].project(hit))
    sine = _crossing_sine(mains[main], along_m, xy[1] - xy[0])
    if gaps[main] > _ON_ROAD_M or sine < _LEAST_CROSSING_SINE:
        return None
    piece = _piece(np.array([xy[0], hit.coords[0]]), ij, style, number, path=False)
    return Door(piece=piece, main=main, along_m=along_m)


def _ahead(xy: Floats, block: shapely.Polygon) -> shapely.Point | None:
    """Where one leaves the block going from the first point towards the second."""
    run = xy[1] - xy[0]
    step_m = float(np.hypot(*run))
    reach_m = max(_REACH_STEPS * step_m, _LEAST_REACH_M)
    hits = shapely.LineString([xy[0], xy[0] + run / step_m * reach_m]).intersection(block.exterior)
    if hits.is_empty:
        return None
    return shapely.Point(shapely.shortest_line(shapely.Point(xy[0]), hits).coords[1])


def _crossing_sine(main: shapely.LineString, along_m: float, ahead: Floats) -> float:
    near, far = (np.asarray(main.interpolate(along_m + d).coords[0]) for d in (-4.0, 4.0))
    run = far - near
    cross = run[0] * ahead[1] - run[1] * ahead[0]
    return float(abs(cross) / (np.hypot(*run) * np.hypot(*ahead)))


def _groups(ends: Ints, size: int) -> Ints:
    joined = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    return np.asarray(connected_components(joined.tocsr(), directed=False)[1], dtype=np.int64)


def _opened(
    doors: list[tuple[Door | None, int]], share: float, rng: np.random.Generator
) -> list[Door]:
    """The doors kept: a share of all, and the first three of every joined-up group."""
    seen: dict[int, int] = {}
    kept = []
    for at in rng.permutation(len(doors)).tolist():
        door, group = doors[at]
        if door is not None:
            seen[group] = seen.get(group, 0) + 1
            if seen[group] <= 3 or rng.random() < share:
                kept.append(door)
    return kept
