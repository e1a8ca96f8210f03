"""Ways home from each origin: shortest trees, who ends where, near-shortest links."""

from typing import NamedTuple

import numpy as np

from homeward.kit.arrays import Bools, Floats, Int32s, Ints, Tiny
from homeward.kit.jit import kernel

FAR = np.int64(1 << 62)
EMPTY = np.int64((1 << 63) - 1)
NODE_BITS = np.int64(24)
NODE_MASK = np.int64((1 << 24) - 1)
UNIT = np.int64(1 << 24)
FULL = 1 << 15
"""Rows after which a batch is full; it is finished with the search under way."""
BLOCK_BITS = 6
"""Ends are looked through in blocks of so many (as a power of two)."""
MOST_ODDS = 1e300


class Network(NamedTuple):
    """Arcs out of each node, in order of segment; to where is told by the cost of each."""

    start: Int32s
    segment: Int32s


class Ends(NamedTuple):
    """Where walks may end; `share` is by (from a stop or not, kind), kind 0 is homes.

    ``at[at_start[node]:at_start[node + 1]]`` are the ends at a node.
    """

    node: Int32s
    weight: Floats
    times: Floats
    extra: Int32s
    kind: Tiny
    gateway: Bools
    decay: Floats
    share: Floats
    at_start: Int32s
    at: Int32s


class Searches(NamedTuple):
    """From which nodes to search, and which of the costs: `asked` is by origin and cost.

    `arc` is by cost and arc: whole millimetres times 2^24, plus the node it leads to; or
    negative where it is shut.
    """

    node: Ints
    stop: Ints
    asked: Bools
    arc: Ints
    direct: Bools


class Work(NamedTuple):
    """Arrays for one search, used again for the next; `at` is where the last batch stopped."""

    heap: Ints
    best: Ints
    up: Int32s
    via: Int32s
    order: Int32s
    place: Int32s
    mass: Ints
    hit: Int32s
    pull: Floats
    near: Int32s
    block: Tiny
    odds: Floats
    at: Ints


class Trees(NamedTuple):
    """A batch of trees: tree t holds rows ``first[t]:first[t + 1]``, parents before children.

    By tree: the origin, the cost, nodes at which walks end, units that end at a gateway. By
    row: the node, the row before it on the way, the segment between, units that end there.
    With a spread, row r is reached by links ``link[r]:link[r + 1]``, each with the row it
    comes from, its segment, and the share of the walkers who came by it or one before it.
    """

    first: Ints
    origin: Ints
    cost: Ints
    hits: Ints
    cut: Ints
    node: Int32s
    up: Int32s
    via: Int32s
    mass: Ints
    link: Int32s
    link_up: Int32s
    link_via: Int32s
    link_share: Floats


@kernel
def push(heap: Ints, size: int, key: int) -> int:
    """Put a key on a heap of four branches; its new size."""
    k = size
    while k > 0:
        above = (k - 1) >> 2
        if heap[above] <= key:
            break
        heap[k] = heap[above]
        k = above
    heap[k] = key
    return size + 1


@kernel
def drop_first(heap: Ints, size: int) -> int:
    """Take the smallest key off the heap; its new size. Beyond it all is EMPTY."""
    size -= 1
    last = heap[size]
    heap[size] = EMPTY
    k = 0
    child = 1
    while child < size:
        # The least of four without a branch that cannot be foretold.
        left = int(heap[child + 1] < heap[child])
        right = int(heap[child + 3] < heap[child + 2]) + 2
        low = min(heap[child], heap[child + 1])
        high = min(heap[child + 2], heap[child + 3])
        least = min(low, high)
        if least >= last:
            break
        heap[k] = least
        k = child + left + (right - left) * int(high < low)
        child = 4 * k + 1
    heap[k] = last
    return size


@kernel
def grow(network: Network, arc: Ints, origin: int, bound: int, left: int, work: Work) -> int:
    """Shortest tree, parents first, ties to the lower segment; stops when `left` are met.

    A node with one way in is settled as soon as it is reached: it never sees the heap.
    """
    start, segment = network
    heap, best, up, via, order = work.heap, work.best, work.up, work.via, work.order
    best[origin] = 0
    up[origin] = origin
    via[origin] = -1
    size = push(heap, 0, origin)
    settled = 0
    while size > 0 and left != 0:
        key = heap[0]
        size = drop_first(heap, size)
        here = key & NODE_MASK
        if key >> NODE_BITS > best[here]:
            continue
        order[settled] = here
        settled += 1
        if work.mass[here] > 0:
            left -= 1
        for k in range(start[here], start[here + 1]):
            onward = key - here + arc[k]  # millimetres so far and on, and where to
            there = onward & NODE_MASK
            far = onward >> NODE_BITS
            if arc[k] < 0 or far > bound:
                continue
            if far < best[there]:
                best[there] = far
                up[there] = here
                via[there] = segment[k]
                if start[there + 1] - start[there] > 1:
                    size = push(heap, size, onward)
                else:
                    order[settled] = there
                    settled += 1
                    if work.mass[there] > 0:
                        left -= 1
            elif far == best[there] and segment[k] < via[there]:
                up[there] = here
                via[there] = segment[k]
    for k in range(size):  # reached and not settled: forgotten
        there = heap[k] & NODE_MASK
        if heap[k] >> NODE_BITS == best[there]:
            best[there] = FAR
        heap[k] = EMPTY
    return settled


@kernel
def touched(ends: Ends, settled: int, work: Work) -> tuple[int, int]:
    """Mark the blocks of ends that have an end at a settled node; the first and last."""
    low = len(work.block)
    high = -1
    for k in range(settled):
        node = work.order[k]
        for j in range(ends.at_start[node], ends.at_start[node + 1]):
            block = ends.at[j] >> BLOCK_BITS
            work.block[block] = 1
            low = min(low, block)
            high = max(high, block)
    return low, high


@kernel
def pulls(ends: Ends, from_stop: int, settled: int, work: Work) -> int:
    """Ends in reach, in rising order in `near`; how much each draws in `pull`; their number."""
    share = ends.share[from_stop]
    inside = np.zeros(len(share))
    beyond = ends.decay.shape[1]
    low, high = touched(ends, settled, work)
    count = 0
    for block in range(low, high + 1):
        if work.block[block] == 0:
            continue
        work.block[block] = 0
        for e in range(block << BLOCK_BITS, min((block + 1) << BLOCK_BITS, len(ends.node))):
            far = work.best[ends.node[e]]
            kind = ends.kind[e]
            if far == FAR or share[kind] <= 0:
                continue
            metres = (far + ends.extra[e] + 500) // 1000
            if metres < beyond:
                inside[kind] += ends.weight[e]
                work.pull[count] = ends.decay[min(kind, 1), metres]
                work.near[count] = e
                count += 1
    for k in range(count):
        e = work.near[k]
        kind = ends.kind[e]
        work.pull[k] *= share[kind] * (ends.weight[e] / inside[kind])
    return count


@kernel
def share_out(ends: Ends, from_stop: int, settled: int, work: Work) -> tuple[int, int]:
    """Share one unit among the ends in reach, by running rounding; nodes hit, units cut."""
    count = pulls(ends, from_stop, settled, work)
    total = 0.0
    for k in range(count):
        total += work.pull[k] * ends.times[work.near[k]]
        work.pull[k] = total
    hits = 0
    cut = 0
    given = 0
    for k in range(count if total > 0 else 0):
        part = int(np.rint(UNIT * (work.pull[k] / total))) - given
        given += part
        if part > 0:
            e = work.near[k]
            node = ends.node[e]
            if work.mass[node] == 0:
                work.hit[hits] = node
                hits += 1
            work.mass[node] += part
            if ends.gateway[e]:
                cut += part
    return hits, cut


@kernel
def drawn_from(
    network: Network, ends: Ends, arc: Ints, origin: int, from_stop: int, work: Work
) -> tuple[Int32s, Floats]:
    """Ends in reach of one node, and how much each draws."""
    reach = (ends.decay.shape[1] - 1) * 1000
    settled = grow(network, arc, origin, reach, -1, work)
    count = pulls(ends, from_stop, settled, work)
    for k in range(settled):
        work.best[work.order[k]] = FAR
    return work.near[:count].copy(), work.pull[:count].copy()


@kernel
def forget(work: Work, hits: int) -> int:
    """Clear the ends of the last share-out; none are left."""
    for k in range(hits):
        work.mass[work.hit[k]] = 0
    return 0


@kernel
def keep(settled: int, trees: Trees, t: int, work: Work) -> None:
    """Write the tree just grown into the batch, and forget it."""
    row = trees.first[t]
    for k in range(settled):
        node = work.order[k]
        work.place[node] = row
        trees.node[row] = node
        trees.up[row] = work.place[work.up[node]]
        trees.via[row] = work.via[node]
        trees.mass[row] = work.mass[node]
        work.best[node] = FAR
        row += 1
    trees.first[t + 1] = row


@kernel
def link_up(
    network: Network, arc: Ints, settled: int, per_mm: float, trees: Trees, t: int, work: Work
) -> bool:
    """Write links from nodes nearer the origin, by Dial's odds; whether they can be counted."""
    start, segment = network
    best, odds = work.best, work.odds
    count = trees.link[trees.first[t]]
    most = 1.0
    for k in range(settled):
        here = work.order[k]
        row = trees.first[t] + k
        work.place[here] = row
        total = 1.0 if k == 0 else 0.0
        first = count
        for a in range(start[here], start[here + 1]):
            before = arc[a] & NODE_MASK
            if arc[a] < 0 or best[before] >= best[here]:
                continue
            longer = best[before] + (arc[a] >> NODE_BITS) - best[here]
            chance = odds[before]
            if longer > 0:
                chance *= np.exp(-per_mm * longer)
            if chance > 0.0:
                total += chance
                trees.link_up[count] = work.place[before]
                trees.link_via[count] = segment[a]
                trees.link_share[count] = total
                count += 1
        for link in range(first, count):
            trees.link_share[link] /= total
        odds[here] = total
        most = max(most, total)
        trees.link[row + 1] = count
    return most < MOST_ODDS


@kernel
def more(
    network: Network,
    ends: Ends,
    searches: Searches,
    last: int,
    per_mm: float,
    work: Work,
    trees: Trees,
) -> int:
    """Search on until the batch is full or origin `last` is met; trees found.

    With `per_mm` below infinity, links too; -1 where a spread has too many ways to count.
    """
    reach = (ends.decay.shape[1] - 1) * 1000
    spread = per_mm < np.inf
    origin, q, hits = work.at
    t = 0
    while origin < last and trees.first[t] < FULL and t < FULL:
        if spread and trees.link[trees.first[t]] >= 2 * FULL:
            break
        if searches.direct[q]:  # a new state of gates: the ends are shared out anew
            hits = forget(work, hits)
        if searches.asked[origin, q] and (searches.direct[q] or hits > 0):
            node = searches.node[origin]
            cut = 0
            if searches.direct[q]:
                settled = grow(network, searches.arc[q], node, reach, -1, work)
                hits, cut = share_out(ends, searches.stop[origin], settled, work)
            else:
                settled = grow(network, searches.arc[q], node, int(FAR), hits, work)
            if spread and not link_up(network, searches.arc[q], settled, per_mm, trees, t, work):
                return -1
            trees.origin[t] = origin
            trees.cost[t] = q
            trees.hits[t] = hits
            trees.cut[t] = cut
            keep(settled, trees, t, work)
            t += 1
        q += 1
        if q == len(searches.direct):
            origin += 1
            q = 0
            hits = forget(work, hits)
    work.at[:] = origin, q, hits
    return t
