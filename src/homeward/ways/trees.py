"""Trees of ways home from many nodes, a batch at a time, so that memory stays small."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Int32s, Ints
from homeward.ways import _kernels
from homeward.ways._kernels import (
    BLOCK_BITS,
    EMPTY,
    FAR,
    FULL,
    NODE_BITS,
    Ends,
    Network,
    Searches,
    Trees,
    Work,
)

__all__ = [
    "Batch",
    "Ends",
    "Network",
    "Searches",
    "Trees",
    "arcs",
    "batches",
    "drawn",
    "network_of",
    "places",
]


class Batch(NamedTuple):
    """Trees found together: the first `found`; kept only until the next batch."""

    trees: Trees
    found: int


def network_of(neighbours: tuple[Ints, Ints, Ints]) -> Network:
    """Arcs out of each node, in the numbers that kernels want."""
    start, _, segment = neighbours
    return Network(start.astype(np.int32), segment.astype(np.int32))


def arcs(neighbours: tuple[Ints, Ints, Ints], cost_mm: Ints | Int32s) -> Ints:
    """What each arc costs and where it leads, from the cost of each segment, -1 where shut."""
    _, head, segment = neighbours
    along: Ints = cost_mm.astype(np.int64)[segment]
    return np.where(along < 0, -1, (along << NODE_BITS) | head)


def places(node: Ints, nodes: int) -> tuple[Int32s, Int32s]:
    """Ends at each node, as (start, end)."""
    start = np.zeros(nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(node, minlength=nodes), out=start[1:])
    return start, np.argsort(node, kind="stable").astype(np.int32)


def batches(
    network: Network,
    ends: Ends,
    searches: Searches,
    per_mm: float = np.inf,
    turns: Iterable[tuple[int, int]] = (),
) -> Iterator[Batch]:
    """Trees of all searches that are asked for, origin by origin, cost by cost.

    A direct cost (bounded by the reach of `ends`) shares out who ends where; the costs that
    follow it lead to the same ends. With `per_mm` below infinity each row is reached by
    every efficient link, not by one. Of many `turns` (first origin, and one past the last)
    each is taken when the one before is done; without any, all origins are one.

    Raises
    ------
    InputError
        If a spread finds more ways than can be counted.
    """
    work = _work_for(network, ends)
    trees = _trees_for(network, spread=per_mm < np.inf)
    for first, last in turns or ((0, len(searches.node)),):
        work.at[:] = first, 0, 0
        while work.at[0] < last:
            found = _kernels.more(network, ends, searches, last, per_mm, work, trees)
            if found < 0:
                raise InputError(
                    "More near-shortest ways were found than can be counted: "
                    f"`walks.spread_per_m` is {per_mm * 1000:.3g} a metre; make it larger, or "
                    "let everyone take one way."
                )
            yield Batch(trees, found)


def drawn(network: Network, ends: Ends, searches: Searches) -> Iterator[tuple[Int32s, Floats]]:
    """Ends in reach of each origin by the first cost, and how much each draws."""
    work = _work_for(network, ends)
    for node, stop in zip(searches.node.tolist(), searches.stop.tolist(), strict=True):
        yield _kernels.drawn_from(network, ends, searches.arc[0], node, stop, work)


def _work_for(network: Network, ends: Ends) -> Work:
    """Fresh arrays for searches."""
    nodes, many = len(network.start) - 1, len(ends.node)
    return Work(
        heap=np.full(len(network.segment) + 8, EMPTY, dtype=np.int64),
        best=np.full(nodes, FAR, dtype=np.int64),
        up=np.empty(nodes, dtype=np.int32),
        via=np.empty(nodes, dtype=np.int32),
        order=np.empty(nodes, dtype=np.int32),
        place=np.empty(nodes, dtype=np.int32),
        mass=np.zeros(nodes, dtype=np.int64),
        hit=np.empty(nodes, dtype=np.int32),
        pull=np.empty(many, dtype=np.float64),
        near=np.empty(many + 1, dtype=np.int32),
        block=np.zeros((many >> BLOCK_BITS) + 1, dtype=np.int8),
        odds=np.empty(nodes, dtype=np.float64),
        at=np.zeros(3, dtype=np.int64),
    )


def _trees_for(network: Network, *, spread: bool) -> Trees:
    """Fresh arrays for a batch, with room for the tree that overfills it."""
    rows = FULL + len(network.start) - 1
    links = 2 * FULL + len(network.segment) if spread else 0
    origin, cost, hits, cut = np.zeros((4, FULL + 1), dtype=np.int64)
    return Trees(
        first=np.zeros(FULL + 2, dtype=np.int64),
        origin=origin,
        cost=cost,
        hits=hits,
        cut=cut,
        node=np.empty(rows, dtype=np.int32),
        up=np.empty(rows, dtype=np.int32),
        via=np.empty(rows, dtype=np.int32),
        mass=np.empty(rows, dtype=np.int64),
        link=np.zeros(rows + 1 if spread else 1, dtype=np.int32),
        link_up=np.empty(links, dtype=np.int32),
        link_via=np.empty(links, dtype=np.int32),
        link_share=np.empty(links, dtype=np.float64),
    )
