"""The street plan: main roads, the blocks between them filled, and one numbered network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from homeward.example.curves import cut
from homeward.example.greens import Green, green
from homeward.example.lattice import STYLES, Door, Piece, fill
from homeward.example.plan import QUARTERS, Bones, bones
from homeward.kit.arrays import Bools, Floats, Geometries, Ints, Texts, freeze
from homeward.kit.rng import stream

__all__ = ["Layout", "lay_out"]

_SLIVER_M2: Final = 4000.0
_SAME_JUNCTION_M: Final = 17.0
_TUNNEL_HALF_M: Final = 14.0
_STEPS_WITHIN_M: Final = 38.0
_ROADS: Final = ("residential", "alley", "campus")
_GREENS: Final = ("park", "common", "cemetery")
Splits = dict[int, list[tuple[float, tuple[float, float]]]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Layout:
    """The made-up town's streets, C nodes and S segments.

    `kind` is this generator's own word for a segment; segments of one `way` stand in the order
    of its course, and ways of one `street` share a name. `block` is the block a segment lies in
    (-1 for main roads), `style` and `quarter` say what each block is.
    """

    node_xy_m: Floats
    ends: Ints
    lines: Geometries
    kind: Texts
    way: Ints
    street: Ints
    block: Ints
    main: Texts
    blocks: tuple[shapely.Polygon, ...]
    style: Texts
    quarter: Texts
    greens: tuple[Green, ...]
    bones: Bones

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def length_m(self) -> Floats:
        """Length of each segment, metres."""
        return np.asarray(shapely.length(self.lines))

    @property
    def middle_xy_m(self) -> Floats:
        """Half-way point of each segment, shape (S, 2)."""
        half = shapely.line_interpolate_point(self.lines, 0.5, normalized=True)
        return np.asarray(shapely.get_coordinates(half))


def lay_out(seed: int) -> Layout:
    """The street plan of one seed.

    Parameters
    ----------
    seed
        The run's seed.

    Returns
    -------
    Layout
        One connected network in metres east and north of the market cross.
    """
    plan = bones(stream(seed, "example", "bones"))
    mains = [each.line for each in plan.mains]
    blocks = _blocks(plan)
    what = [_what(plan, block) for block in blocks]
    splits = _crossings(plan)
    pieces: list[Piece] = []
    greens: list[Green] = []
    for number, (block, (style, name)) in enumerate(zip(blocks, what, strict=True)):
        rng = stream(seed, "example", "streets", number)
        if style in _GREENS:
            made, inner, doors = green(number, block, (style, name), mains, rng)
            greens.append(made)
        else:
            inner, doors = fill(number, block, STYLES[style], mains, rng)
        pieces += [*inner, *_hung(doors, plan, splits)]
    pieces += _main_pieces(plan, splits)
    return _numbered(pieces, plan, blocks, what, tuple(greens))


def _blocks(plan: Bones) -> list[shapely.Polygon]:
    """Land between main roads, railway, river and the town's edge, west to east."""
    lines = [each.line for each in plan.mains]
    drawn = shapely.union_all([*lines, plan.rail, plan.outline.exterior], grid_size=0.5)
    faces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(drawn))))
    edge = plan.outline.buffer(2.0)
    land = [
        face
        for face in faces
        if face.area > _SLIVER_M2
        and edge.contains(face)
        and not plan.river.intersects(face.representative_point())
        and face.difference(plan.river).area > 0.8 * face.area
    ]
    return sorted(land, key=lambda face: tuple(face.centroid.coords[0]))


def _what(plan: Bones, block: shapely.Polygon) -> tuple[str, str]:
    """Style and name of a block: the centre inside the ring road, else the drawn quarter."""
    if plan.ring.contains(block.representative_point()):
        return "centre", "Town Centre"
    gaps = [block.distance(shapely.Point(x, y)) for _, x, y, _ in QUARTERS]
    style, _, _, name = QUARTERS[int(np.argmin(gaps))]
    return style, name


def _crossings(plan: Bones) -> Splits:
    """Where main roads meet each other, and where bridges and the underpass begin and end."""
    splits: Splits = {number: [] for number in range(len(plan.mains))}
    lines = [each.line for each in plan.mains]
    for a in range(len(lines)):
        for b in range(a + 1, len(lines)):
            for xy in _meetings(lines[a], lines[b]):
                _split(splits, lines, a, xy)
                _split(splits, lines, b, xy)
    for number, each in enumerate(plan.mains):
        if each.kind == "greenway" and each.line.intersects(plan.rail):
            middle = each.line.project(shapely.intersection(each.line, plan.rail).centroid)
            for along_m in (middle - _TUNNEL_HALF_M, middle + _TUNNEL_HALF_M):
                _split(splits, lines, number, each.line.interpolate(along_m).coords[0])
    return splits


def _meetings(a: shapely.LineString, b: shapely.LineString) -> list[tuple[float, float]]:
    """Points where two lines cross, or where an end of one rests on the other."""
    found = [
        point.coords[0] for point in shapely.get_parts(a.intersection(b)) if not point.is_empty
    ]
    for line, other in ((a, b), (b, a)):
        ends = (line.coords[0], line.coords[-1])
        found += [end for end in ends if other.distance(shapely.Point(end)) < 1.0]
    distinct: list[tuple[float, float]] = []
    for xy in found:
        if all(np.hypot(xy[0] - x, xy[1] - y) > 2.0 for x, y in distinct):
            distinct.append((round(xy[0], 2), round(xy[1], 2)))
    return distinct


def _split(
    splits: Splits, lines: Sequence[shapely.LineString], number: int, xy: tuple[float, float]
) -> None:
    along_m = lines[number].project(shapely.Point(xy))
    splits[number].append((along_m, (round(xy[0], 2), round(xy[1], 2))))


def _hung(doors: Sequence[Door], plan: Bones, splits: Splits) -> list[Piece]:
    """Doors hung on their main roads, at an existing junction where one is near."""
    pieces, used = [], set()
    for door in doors:
        near = [
            each for each in splits[door.main] if abs(each[0] - door.along_m) < _SAME_JUNCTION_M
        ]
        if near:
            xy = min(near, key=lambda each: abs(each[0] - door.along_m))[1]
        else:
            here = plan.mains[door.main].line.interpolate(door.along_m).coords[0]
            xy = (round(here[0], 2), round(here[1], 2))
            splits[door.main].append((door.along_m, xy))
        if xy not in used:
            used.add(xy)
            old = door.piece
            line = np.vstack([old.xy_m[:1], [xy]])
            kind = _way_onto(plan.mains[door.main].kind, old.kind, line)
            pieces.append(
                Piece(xy_m=line, kind=kind, row=old.row, order=old.order, block=old.block)
            )
    return pieces


def _way_onto(main: str, kind: str, line: Floats) -> str:
    """What a door is: no road runs on to a footpath, and short ways down to the river are steps."""
    if kind not in _ROADS or main not in ("riverside", "greenway"):
        return kind
    short = float(np.hypot(*(line[1] - line[0]))) < _STEPS_WITHIN_M
    return "steps" if short and main == "riverside" else "path"


def _main_pieces(plan: Bones, splits: Splits) -> list[Piece]:
    """Main roads cut at every junction; pieces over the river and under the railway known."""
    pieces = []
    for number, each in enumerate(plan.mains):
        cuts = cut(each.line, splits[number])
        for order, xy in enumerate(cuts):
            line = shapely.LineString(xy)
            kind = each.kind
            if each.kind != "riverside" and line.intersects(plan.river):
                kind = f"{each.kind} bridge"
            if each.kind == "greenway" and line.intersects(plan.rail):
                kind = "underpass"
            row = (-1, number, 0, int(kind != each.kind))
            pieces.append(Piece(xy_m=xy, kind=kind, row=row, order=float(order), block=-1))
    return pieces


def _numbered(
    pieces: Sequence[Piece],
    plan: Bones,
    blocks: Sequence[shapely.Polygon],
    what: Sequence[tuple[str, str]],
    greens: tuple[Green, ...],
) -> Layout:
    """One network: equal end points are one node, and only what hangs together is kept."""
    tips = np.array([[each.xy_m[0], each.xy_m[-1]] for each in pieces]).reshape(-1, 2)
    node_xy, node = np.unique(np.round(tips, 2), axis=0, return_inverse=True)
    ends = node.reshape(-1, 2).astype(np.int64)
    keep = _largest(ends, len(node_xy)) & (ends[:, 0] != ends[:, 1])
    order = [k for k in _row_order(pieces) if keep[k]]
    used, packed = np.unique(ends[order], return_inverse=True)
    kept = [pieces[k] for k in order]
    mains = [plan.mains[each.row[1]].name if each.block < 0 else "" for each in kept]
    return Layout(
        node_xy_m=node_xy[used],
        ends=packed.reshape(-1, 2).astype(np.int64),
        lines=np.array([shapely.LineString(np.round(each.xy_m, 2)) for each in kept], dtype=object),
        kind=np.array([each.kind for each in kept]),
        way=_ways(kept, packed.reshape(-1, 2)),
        street=_streets(kept),
        block=np.array([each.block for each in kept]),
        main=np.array(mains),
        blocks=tuple(blocks),
        style=np.array([each[0] for each in what]),
        quarter=np.array([each[1] for each in what]),
        greens=greens,
        bones=plan,
    )


def _largest(ends: Ints, size: int) -> Bools:
    joined = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    label = connected_components(joined.tocsr(), directed=False)[1]
    return np.asarray(label[ends[:, 0]] == np.argmax(np.bincount(label)))


def _row_order(pieces: Sequence[Piece]) -> list[int]:
    return sorted(range(len(pieces)), key=lambda k: (pieces[k].row, pieces[k].order))


def _streets(pieces: Sequence[Piece]) -> Ints:
    """Street number of each piece: pieces of one row, whatever their kind."""
    rows = {row: k for k, row in enumerate(dict.fromkeys(each.row[:3] for each in pieces))}
    return np.array([rows[each.row[:3]] for each in pieces], dtype=np.int64)


_LONGEST_WAY: Final = 7


def _ways(pieces: Sequence[Piece], ends: Ints) -> Ints:
    """Way number of each piece: unbroken runs of one row and kind, at most seven pieces long."""
    way = np.zeros(len(pieces), dtype=np.int64)
    number, run, free = 0, 1, set(ends[0].tolist())
    for k in range(1, len(pieces)):
        before, here, tips = pieces[k - 1], pieces[k], set(ends[k].tolist())
        met = free & tips if (before.row, before.kind) == (here.row, here.kind) else set()
        run = run + 1 if met and run < _LONGEST_WAY else 1
        number += run == 1
        free = tips - met if run > 1 else tips
        way[k] = number
    return way
