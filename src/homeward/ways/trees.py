"""Trees of ways home from many nodes, a batch at a time, so that memory stays small."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Int32s, Ints
from homeward.ways import _kernels
from homeward.ways._kernels import Ends, Network, Searches, Trees

__all__ = ["Batch", "Ends", "Network", "Searches", "Trees", "arcs", "batches", "places"]


class Batch(NamedTuple):
    """Trees found together: the first `found`; kept only until the next batch."""

    trees: Trees
    found: int


def arcs(neighbours: tuple[Ints, Ints, Ints]) -> Network:
    """Arcs out of each node, in the numbers that kernels want."""
    start, head, segment = (each.astype(np.int32) for each in neighbours)
    return Network(start, head, segment)


def places(node: Ints, nodes: int) -> tuple[Int32s, Int32s]:
    """Ends at each node, as (start, end)."""
    start = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(node, minlength=nodes), out=start[1:])
    return start, np.argsort(node, kind="stable").astype(np.int32)


def batches(
    network: Network, ends: Ends, searches: Searches, per_mm: float = np.inf
) -> Iterator[Batch]:
    """Trees of all searches that are asked for, origin by origin, cost by cost.

    A direct cost (bounded by the reach of `ends`) shares out who ends where; the costs that
    follow it lead to the same ends. With `per_mm` below infinity each row is reached by
    every efficient link, not by one.

    Raises
    ------
    InputError
        If a spread finds more ways than can be counted.
    """
    nodes, links = len(network.start) - 1, len(network.head)
    work = _kernels.work_for(nodes, links, len(ends.node))
    trees = _kernels.trees_for(nodes, links if per_mm < np.inf else 0)
    while work.at[0] < len(searches.node):
        found = _kernels.more(network, ends, searches, per_mm, work, trees)
        if found < 0:
            raise InputError(
                "So small a spread finds more near-shortest ways than can be counted; "
                f"`walks.spread_per_m` is {per_mm * 1000:.3g} a metre: make it larger."
            )
        yield Batch(trees, found)
