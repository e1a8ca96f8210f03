"""Ways without steps: which streets can be reached on wheels, as far as the map tells.

Letters used for shapes: S segments, C nodes.
"""

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from homeward.kit.arrays import Bools, Ints
from homeward.streets import Kind, Streets

__all__ = ["STEP_FREE_KINDS", "main_nodes", "step_free"]

STEP_FREE_KINDS = ("step-free", "steps", "only by steps", "apart")
"""What a street is: in reach without steps; itself steps; in reach only by steps; or apart from
the rest of the network on this map, with steps or without."""


def step_free(streets: Streets) -> Ints:
    """What each street is, as a position in `STEP_FREE_KINDS`, shape (S,)."""
    steps = streets.kind == Kind.STEPS
    with_steps, without = (main_nodes(streets, each) for each in (np.ones_like(steps), ~steps))
    joined, free = (nodes[streets.ends].all(axis=1) for nodes in (with_steps, without))
    found = np.where(free, 0, 2)
    found[steps] = 1
    found[~joined] = 3
    return found.astype(np.int64)


def main_nodes(streets: Streets, open_: Bools) -> Bools:
    """Nodes of the longest connected part of the streets that are open, shape (C,)."""
    ends, length = streets.ends[open_], streets.length_mm[open_]
    joined = sparse.coo_array(
        (np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(streets.nodes, streets.nodes)
    )
    part = csgraph.connected_components(joined, directed=False)[1]
    size = np.bincount(part[ends[:, 0]], length, minlength=int(part.max(initial=0)) + 1)
    found: Bools = part == int(np.argmax(size))
    return found
