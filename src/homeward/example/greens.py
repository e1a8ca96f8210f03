"""Parks, commons and cemeteries: gates on the roads round them, and paths within."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from homeward.example.lattice import Door, Piece
from homeward.kit.arrays import Floats

__all__ = ["Green", "green"]

_HEDGE_M = 9.0
_GATE_EVERY_M = 260.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Green:
    """An open space: its outline, what it is, and where its gates stand."""

    name: str
    kind: str
    outline: shapely.Polygon
    gates_xy_m: Floats


def green(
    number: int,
    block: shapely.Polygon,
    what: tuple[str, str],
    mains: Sequence[shapely.LineString],
    rng: np.random.Generator,
) -> tuple[Green, list[Piece], list[Door]]:
    """One open space filling a block.

    Parameters
    ----------
    number
        The block's number.
    block
        Its outline, metres.
    what
        Kind (park, common, cemetery) and name.
    mains
        Lines of all main roads; gates open on to those.
    rng
        The block's own random numbers.

    Returns
    -------
    tuple
        The open space, its paths, and its doors (from a gate to the road outside).
    """
    kind, name = what
    outline = _largest(block.buffer(-_HEDGE_M))
    around = outline.exterior
    count = max(3, round(around.length / _GATE_EVERY_M))
    places = (np.arange(count) + rng.uniform(-0.2, 0.2, count)) / count * around.length
    gates, doors = [], []
    for place in places.tolist():
        gate = np.round(np.asarray(around.interpolate(place).coords[0]), 2)
        door = _way_out(gate, mains, (number, kind))
        if door is not None:
            gates.append(gate)
            doors.append(door)
    standing = np.array(gates)
    made = Green(name=name, kind=kind, outline=outline, gates_xy_m=standing)
    return made, _paths(outline, standing, number, kind), doors


def _way_out(
    gate: Floats, mains: Sequence[shapely.LineString], what: tuple[int, str]
) -> Door | None:
    number, kind = what
    gaps = shapely.distance(shapely.Point(gate), np.asarray(mains, dtype=object))
    main = int(np.argmin(gaps))
    if gaps[main] > 2.5 * _HEDGE_M:
        return None
    along_m = float(mains[main].project(shapely.Point(gate)))
    there = np.asarray(mains[main].interpolate(along_m).coords[0])
    row = (number, 9, round(along_m), main)
    piece = Piece(
        xy_m=np.array([gate, there]), kind=f"{kind} path", row=row, order=0.0, block=number
    )
    return Door(piece=piece, main=main, along_m=along_m)


def _paths(outline: shapely.Polygon, gates: Floats, number: int, kind: str) -> list[Piece]:
    """A loop within, a spoke from every gate to it, and two ways across."""
    loop = _loop(outline)
    at = sorted(float(loop.project(shapely.Point(gate))) for gate in gates)
    ring = np.round([loop.interpolate(d).coords[0] for d in at], 2)
    order = [float(loop.project(shapely.Point(gate))) for gate in gates]
    meets = [ring[at.index(d)] for d in order]
    spokes = [np.array([gate, meet]) for gate, meet in zip(gates, meets, strict=True)]
    middle = np.round(np.asarray(outline.centroid.coords[0]), 2)
    across = [np.array([meet, middle]) for meet in ring[:: max(1, len(ring) // 4)]]
    rounds = [_arc(loop, a, b) for a, b in zip(at, [*at[1:], at[0] + loop.length], strict=True)]
    drawn = [(0, rounds), (1, spokes), (2, across)]
    return [
        Piece(
            xy_m=xy,
            kind=f"{kind} path",
            row=(number, 10 + group, k if group else 0, 0),
            order=float(k),
            block=number,
        )
        for group, lines in drawn
        for k, xy in enumerate(lines)
    ]


def _loop(outline: shapely.Polygon) -> shapely.LineString:
    """A rounded line inside the outline, about two thirds of the way out from the middle."""
    inset = outline.buffer(-0.2 * float(np.sqrt(outline.area)))
    return shapely.LineString(_largest(inset.buffer(-25.0).buffer(25.0)).exterior.coords)


def _largest(shape: shapely.Geometry) -> shapely.Polygon:
    parts = shapely.get_parts(shape)
    return parts[int(np.argmax(shapely.area(parts)))]


def _arc(loop: shapely.LineString, start: float, end: float) -> Floats:
    steps = np.linspace(start, end, max(2, int((end - start) / 20.0) + 1)) % loop.length
    return np.round([loop.interpolate(d).coords[0] for d in steps.tolist()], 2)
