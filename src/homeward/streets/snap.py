"""The nodes and segments near a place."""

import numpy as np
import shapely
from scipy import spatial

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints
from homeward.streets.network import Streets

__all__ = ["nearest_nodes", "nearest_segments", "segments_within"]


def nearest_nodes(streets: Streets, xy_m: Floats) -> tuple[Ints, Floats]:
    """The nearest node to each point.

    Parameters
    ----------
    streets
        The network.
    xy_m
        Points, metres of the town's projection, shape (P, 2).

    Returns
    -------
    tuple
        Node numbers and metres to them, shape (P,); the lower number on a tie.

    Raises
    ------
    InputError
        If a point is not a pair of finite numbers.
    """
    points = _checked(xy_m)
    if not len(points):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    many = min(4, streets.nodes)
    tree = spatial.cKDTree(streets.node_xy_m)
    found = tree.query(points, k=list(range(1, many + 1)))
    metres, node = (np.asarray(each) for each in found)
    tied = np.where(metres == metres[:, :1], node, streets.nodes)
    return tied.min(axis=1).astype(np.int64), np.asarray(metres[:, 0], dtype=np.float64)


def nearest_segments(streets: Streets, xy_m: Floats) -> tuple[Ints, Floats]:
    """The nearest segment to each point.

    Parameters
    ----------
    streets
        The network.
    xy_m
        Points, metres, shape (P, 2).

    Returns
    -------
    tuple
        Segment numbers and metres to their drawn lines, shape (P,); the lower number on
        a tie.

    Raises
    ------
    InputError
        If a point is not a pair of finite numbers.
    """
    points = shapely.points(_checked(xy_m))
    if not len(points):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    pairs, metres = streets.tree.query_nearest(points, return_distance=True, all_matches=True)
    order = np.lexsort((pairs[1], pairs[0]))
    first = order[np.unique(pairs[0][order], return_index=True)[1]]
    return pairs[1][first].astype(np.int64), np.asarray(metres[first], dtype=np.float64)


def segments_within(streets: Streets, xy_m: Floats, within_m: float) -> tuple[Ints, Ints]:
    """The segments within a distance of each point.

    Parameters
    ----------
    streets
        The network.
    xy_m
        Points, metres, shape (P, 2).
    within_m
        Distance as the crow flies, metres.

    Returns
    -------
    tuple
        ``(start, segment)``: point p has segments ``segment[start[p]:start[p + 1]]``, in
        order of number; shapes (P + 1,) and (K,).

    Raises
    ------
    InputError
        If a point is not a pair of finite numbers.
    """
    points = shapely.points(_checked(xy_m))
    start = np.zeros(len(points) + 1, dtype=np.int64)
    if not len(points):
        return start, np.zeros(0, dtype=np.int64)
    point, segment = streets.tree.query(points, predicate="dwithin", distance=within_m)
    np.cumsum(np.bincount(point, minlength=len(points)), out=start[1:])
    return start, segment[np.lexsort((segment, point))].astype(np.int64)


def _checked(xy_m: Floats) -> Floats:
    """Points as an array of shape (P, 2)."""
    points = np.asarray(xy_m, dtype=np.float64).reshape(-1, 2)
    bad = np.flatnonzero(~np.isfinite(points).all(axis=1))
    if len(bad):
        raise InputError(
            f"Points need finite coordinates in metres; {len(bad)} of {len(points)} have none "
            f"(first: point {bad[0]}). Drop rows without a location first."
        )
    return points
