"""What a place on the street is called: its own name, or the named street it lies off or near."""

import numpy as np
from scipy.spatial import cKDTree

from homeward.kit.arrays import Ints
from homeward.streets.network import Streets

__all__ = ["place_name", "street_name"]

NEAR_M = 200.0
"""A named street farther than this from a nameless one says nothing of where it is."""


def street_name(streets: Streets, segments: Ints) -> str:
    """The name that most of the length of some segments carries.

    Parameters
    ----------
    streets
        The network.
    segments
        Positions of the segments, at least one.

    Returns
    -------
    str
        ``""`` where none of them has a name.
    """
    length = np.bincount(
        streets.name[segments], weights=streets.length_mm[segments], minlength=len(streets.names)
    )
    length[0] = 0.0
    return str(streets.names[int(np.argmax(length))]) if length.max() > 0 else ""


def place_name(streets: Streets, segments: Ints) -> str:
    """Words by which a person would find some segments.

    Parameters
    ----------
    streets
        The network.
    segments
        Positions of the segments, at least one.

    Returns
    -------
    str
        Their name; else "unnamed, off" a named street that they meet, "unnamed, near" the
        nearest one within 200 m, or "unnamed".
    """
    own = street_name(streets, segments)
    if own:
        return own
    named = np.flatnonzero(streets.name > 0)
    if not named.size:
        return "unnamed"
    nodes = np.unique(streets.ends[named])
    mine = np.unique(streets.ends[segments])
    found = cKDTree(streets.node_xy_m[nodes]).query(streets.node_xy_m[mine])
    away, nearest = np.asarray(found[0]), np.asarray(found[1])
    if away.min() > NEAR_M:
        return "unnamed"
    there = nodes[nearest[int(np.argmin(away))]]
    touching = named[(streets.ends[named] == there).any(axis=1)]
    return f"unnamed, {'off' if away.min() == 0 else 'near'} {street_name(streets, touching)}"
