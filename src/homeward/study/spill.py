"""What a plan does to the streets next to those it reaches: spill-over, of either sign.

Letters used for shapes: S segments, R reached segments, N segments beside them, P pairs
(beside, reached) that share a node, G offence groups, B bands.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints, ragged_positions
from homeward.streets import Streets

__all__ = ["Beside", "beside", "spilt"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Beside:
    """Segments that share a node with a reached one.

    `near` are their numbers, (N,); pair p says that ``near[near_of[p]]`` touches segment
    ``reached[p]``, (P,).
    """

    near: Ints
    near_of: Ints
    reached: Ints


def beside(streets: Streets, reached: Ints) -> Beside:
    """The segments beside those reached, and which of them each touches."""
    start, _, segment = streets.neighbours
    source = np.repeat(reached, 2)
    nodes = streets.ends[reached].ravel()
    touching = segment[ragged_positions(start, nodes)]
    from_reached = np.repeat(source, np.diff(start)[nodes])
    outside = ~np.isin(touching, reached)
    near, near_of = np.unique(touching[outside], return_inverse=True)
    return Beside(near=near, near_of=near_of.astype(np.int64), reached=from_reached[outside])


def spilt(left: Floats, there: Beside, spill: float) -> Floats:
    """Share left of harm once spill-over is counted, shape (S, G, B).

    Parameters
    ----------
    left
        Share left on each segment without it, shape (S, G, B).
    there
        The segments beside those reached.
    spill
        Fall beside a reached street over the fall on it: above 0 the benefit spreads, below
        0 harm moves next door.

    Returns
    -------
    Floats
        `left`, with the segments beside changed by `spill` times the largest fall they touch.
    """
    if spill == 0 or not len(there.near):
        return left
    fall = np.zeros((len(there.near), *left.shape[1:]))
    np.maximum.at(fall, there.near_of, 1.0 - left[there.reached])
    changed = left.copy()
    changed[there.near] = np.maximum(0.0, 1.0 - spill * fall)
    return changed
