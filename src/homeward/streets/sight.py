"""What a camera sees: lengths of street in its range that no building hides.

Letters used for shapes: E eyes, K pairs of an eye and a segment.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy import spatial

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Geometries, Ints, freeze
from homeward.streets.network import Streets
from homeward.streets.surroundings import Samples, along
from homeward.tables import Shapes

__all__ = ["Views", "views"]

SHRINK_M = 1.5
"""Footprints are drawn in by this much: a camera stands off its wall, and outlines on the map
are rough (assumption)."""

THIN_SHRINK_M = 0.2
"""For buildings thinner than twice that, which would vanish."""

CLEAR_M = 1.5
"""A line of sight begins this far from the eye, outside the wall it hangs on (assumption)."""

BATCH = 2_000
"""Eyes asked at a time: bounds memory, changes no result."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Views:
    """Eye e sees segments ``segment[start[e]:start[e + 1]]``, a `share` of the length of each."""

    start: Ints
    segment: Ints
    share: Floats

    def __post_init__(self) -> None:
        freeze(self)


def views(streets: Streets, buildings: Shapes, eyes_xy_m: Floats, range_m: float) -> Views:
    """What eyes at given points see along streets within range, cut by buildings.

    Parameters
    ----------
    streets
        The network.
    buildings
        Footprints that hide what lies behind them.
    eyes_xy_m
        Where the eyes are, metres, shape (E, 2).
    range_m
        How far they see, metres, more than 0.

    Returns
    -------
    Views
        Segments seen by each eye in order of number, with the share of each one's length,
        above 0 and at most 1.

    Raises
    ------
    InputError
        If the range is not a positive number, or an eye has no finite place.

    Notes
    -----
    Each segment is looked at in the middles of equal pieces of at most five metres; a piece
    is seen if the straight line to its middle meets no footprint. Heights are not
    considered: every building is taller than a camera.
    """
    eyes = np.asarray(eyes_xy_m, dtype=np.float64).reshape(-1, 2)
    if not (np.isfinite(range_m) and range_m > 0 and np.isfinite(eyes).all()):
        raise InputError(
            f"Views need a range of more than 0 m and eyes with finite places; got {range_m} m "
            f"and {int((~np.isfinite(eyes).all(axis=1)).sum())} eyes without a place."
        )
    samples = along(streets.shape_start, streets.shape_xy_m)
    points = spatial.cKDTree(samples.xy_m)
    walls = shapely.STRtree(_walls(buildings, eyes, range_m))
    parts = [
        _seen(eyes, first, samples, _near(points, eyes[first : first + BATCH], range_m), walls)
        for first in range(0, len(eyes), BATCH)
    ]
    return _counted(len(eyes), samples, parts)


def _near(points: spatial.cKDTree, eyes: Floats, range_m: float) -> npt.NDArray[np.object_]:
    """Numbers of the points within range of each eye, a list each."""
    return np.asarray(points.query_ball_point(eyes, range_m, return_sorted=True), dtype=object)


def _seen(
    eyes: Floats,
    first: int,
    samples: Samples,
    near: npt.NDArray[np.object_],
    walls: shapely.STRtree,
) -> tuple[Ints, Ints]:
    """Pairs of eye and point in clear sight, for the eyes from a first one on."""
    counts = [len(each) for each in near]
    eye = np.repeat(np.arange(first, first + len(near), dtype=np.int64), counts)
    point = np.concatenate([np.asarray(each, dtype=np.int64) for each in near])
    clear = _clear(eyes[eye], samples.xy_m[point], walls)
    return eye[clear], point[clear]


def _walls(buildings: Shapes, eyes: Floats, range_m: float) -> Geometries:
    """Footprints in range of any eye, drawn in."""
    shapes = buildings.geometries
    if not len(shapes) or not len(eyes):
        return np.zeros(0, dtype=object)
    tree = shapely.STRtree(shapes)
    near = np.unique(tree.query(shapely.points(eyes), predicate="dwithin", distance=range_m)[1])
    drawn_in = shapely.buffer(shapes[near], -SHRINK_M, join_style="mitre")
    gone = shapely.is_empty(drawn_in)
    drawn_in[gone] = shapely.buffer(shapes[near][gone], -THIN_SHRINK_M, join_style="mitre")
    return np.asarray(drawn_in, dtype=object)


def _clear(eye: Floats, point: Floats, walls: shapely.STRtree) -> Bools:
    """Whether the straight line from each eye to each point meets no wall."""
    ahead = point - eye
    metres = np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    begin = eye + ahead / metres * np.minimum(CLEAR_M, metres)
    lines = shapely.linestrings(np.stack([begin, point], axis=1))
    hidden, _ = walls.query(lines, predicate="intersects")
    clear = np.ones(len(eye), dtype=bool)
    clear[hidden] = False
    return clear


def _counted(eyes: int, samples: Samples, parts: list[tuple[Ints, Ints]]) -> Views:
    """Share of each segment's points seen by each eye."""
    none = np.zeros(0, dtype=np.int64)
    eye = np.concatenate([none, *(each for each, _ in parts)])
    point = np.concatenate([none, *(each for _, each in parts)])
    count = len(samples.start) - 1
    pair, hits = np.unique(eye * count + samples.segment[point], return_counts=True)
    segment = pair % count
    start = np.searchsorted(pair // count, np.arange(eyes + 1)).astype(np.int64)
    return Views(start=start, segment=segment, share=hits / np.diff(samples.start)[segment])
