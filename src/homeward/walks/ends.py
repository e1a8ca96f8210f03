"""Where walks may end, and how much there is at each end."""

import numpy as np

from homeward.kit.arrays import Floats, Ints, Texts
from homeward.streets.network import Streets
from homeward.tables import Ends
from homeward.walks.doors import doors
from homeward.walks.homes import Homes

__all__ = ["END_KINDS", "HOME", "NOT_FROM_STOPS", "rows"]

END_KINDS = ("home", "station", "stop", "rank", "car_park", "hotel")
HOME = 0
NOT_FROM_STOPS = ("station", "stop", "rank")
"""Kinds at which nobody who leaves a station or stop on foot ends."""


def rows(streets: Streets, ends: Ends, homes: Homes) -> tuple[Ints, Floats, Ints]:
    """Places where walks may end: (node, kind, extra mm, gateway), weight; merged, in order.

    Returns the keys, shape (E, 4), the weights within kinds, shape (E,), and the number of
    ends of an unknown kind, shape ().
    """
    kind, strange = _kind_numbers(ends.kind)
    node = doors(streets, ends.xy_m)
    nothing = np.zeros(len(kind), dtype=np.int64)
    keys = np.concatenate(
        [
            np.column_stack([kind, node, nothing, nothing]),
            np.column_stack(
                [
                    np.full(len(homes.node), HOME),
                    homes.node,
                    np.rint(homes.extra_m * 1000).astype(np.int64),
                    homes.gateway,
                ]
            ),
        ]
    ).astype(np.int64)
    weight = np.concatenate([ends.size, homes.residents])
    kept = (keys[:, 0] >= 0) & (weight > 0)
    merged, total = _merged(keys[kept], weight[kept])
    return merged, total, strange


def _kind_numbers(kinds: Texts) -> tuple[Ints, Ints]:
    """Position of each kind in END_KINDS, -1 where unknown; and how many are unknown."""
    number = np.full(len(kinds), -1, dtype=np.int64)
    for k, name in enumerate(END_KINDS):
        number[kinds == name] = k
    return number, np.asarray((number < 0).sum(), dtype=np.int64)


def _merged(keys: Ints, weight: Floats) -> tuple[Ints, Floats]:
    """One row per key, in key order; weights summed smallest first, so row order is nothing."""
    order = np.lexsort((weight, keys[:, 3], keys[:, 2], keys[:, 1], keys[:, 0]))
    unique, at = np.unique(keys[order], axis=0, return_inverse=True)
    total = np.bincount(at.ravel(), weight[order], len(unique))
    return unique, total.astype(np.float64)
