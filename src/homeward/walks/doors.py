"""The node at which people step out of a place, or into it."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.streets import nearest_nodes
from homeward.streets.network import Streets

__all__ = ["doors"]

DOOR_M = 100.0
"""A place by a walled-off scrap of the map opens on the town if it is so near: declared."""


def doors(streets: Streets, xy_m: Floats) -> Ints:
    """Node of each place, shape (P,).

    The nearest node; but where that lies off the largest piece of streets that never shut,
    the nearest node of that piece, if it is within `DOOR_M` of the place.
    """
    if not len(xy_m):
        return np.zeros(0, dtype=np.int64)
    node = nearest_nodes(streets, xy_m)[0].copy()
    town = _largest_piece(streets)
    astray = np.flatnonzero(~town[node])
    if len(astray):
        choices = np.flatnonzero(town)
        found = cKDTree(streets.node_xy_m[choices]).query(xy_m[astray])
        gap, at = np.asarray(found[0]), np.asarray(found[1])
        near = gap <= DOOR_M
        node[astray[near]] = choices[at[near]]
    return node


def _largest_piece(streets: Streets) -> Bools:
    """Nodes of the largest piece joined by segments that are always open, shape (C,)."""
    ends = streets.ends[streets.gate_rule == 0]
    joined = coo_array(
        (np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(streets.nodes, streets.nodes)
    )
    piece = connected_components(joined, directed=False)[1]
    return np.asarray(piece == np.bincount(piece).argmax())
