"""Loops over the network's flat arrays."""

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.kit.jit import kernel


@kernel
def middles(start: Ints, xy: Floats) -> Floats:
    """Half-way point along each line, shape (len(start) - 1, 2)."""
    found = np.zeros((len(start) - 1, 2))
    for line in range(len(start) - 1):
        total = 0.0
        for k in range(start[line], start[line + 1] - 1):
            total += np.hypot(xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1])
        left = total / 2
        found[line] = xy[start[line]]
        for k in range(start[line], start[line + 1] - 1):
            step = np.hypot(xy[k + 1, 0] - xy[k, 0], xy[k + 1, 1] - xy[k, 1])
            if step > 0 and left <= step:
                share = left / step
                found[line, 0] = xy[k, 0] + share * (xy[k + 1, 0] - xy[k, 0])
                found[line, 1] = xy[k, 1] + share * (xy[k + 1, 1] - xy[k, 1])
                break
            left -= step
    return found
