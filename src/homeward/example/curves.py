"""Curves through drawn points, and cutting lines where others meet them."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from scipy.interpolate import CubicSpline

from homeward.kit.arrays import Floats

__all__ = ["cut", "joined", "smooth"]

_STEP_M = 22.0
_JOIN_WITHIN_M = 48.0


def smooth(points: Floats, *, closed: bool = False) -> Floats:
    """A curve through points, a vertex about every 22 m."""
    drawn = np.vstack([points, points[:1]]) if closed else points
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(drawn, axis=0).T))])
    curve = CubicSpline(along, drawn, bc_type="periodic" if closed else "natural")
    steps = max(3, int(along[-1] / _STEP_M))
    return np.round(curve(np.linspace(0.0, along[-1], steps + 1)), 2)


def joined(points: Floats, laid: Sequence[shapely.LineString]) -> Floats:
    """The points with each end moved onto a line already laid, if one is near."""
    moved = points.copy()
    for end in (0, -1):
        here = shapely.Point(points[end])
        gaps = [line.distance(here) for line in laid]
        if gaps and min(gaps) < _JOIN_WITHIN_M:
            line = laid[int(np.argmin(gaps))]
            moved[end] = line.interpolate(line.project(here)).coords[0]
    return moved


def cut(
    line: shapely.LineString, splits: Sequence[tuple[float, tuple[float, float]]]
) -> list[Floats]:
    """Pieces of a line between splits, each a distance along it and the exact point there."""
    xy = np.asarray(line.coords, dtype=np.float64)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    marks = [(0.0, (xy[0, 0], xy[0, 1])), *sorted(splits), (along[-1], (xy[-1, 0], xy[-1, 1]))]
    pieces = []
    for (near, first), (far, last) in pairwise(marks):
        if far - near > 1.0:
            between = xy[(along > near + 1.5) & (along < far - 1.5)]
            pieces.append(np.vstack([first, between, last]))
    return pieces
