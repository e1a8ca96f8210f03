"""Loops over walks: shortest trees, where people end, what they pass on the way."""

from typing import NamedTuple

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, Tiny
from homeward.kit.jit import kernel

FAR = np.int64(1 << 62)
NODE_BITS = np.int64(24)
NODE_MASK = np.int64((1 << 24) - 1)
UNIT = np.int64(1 << 24)
YEAR_COLUMNS = 48
ALL_COLUMNS = 144
FIRST_SETS = 1 << 12


class Network(NamedTuple):
    """Arcs out of each node."""

    start: Ints
    head: Ints
    segment: Ints


class Ends(NamedTuple):
    """Where walks may end; `share` is by (from a stop or not, kind), kind 0 is homes."""

    node: Ints
    weight: Floats
    extra: Ints
    kind: Ints
    gateway: Bools
    decay: Floats
    share: Floats


class Costs(NamedTuple):
    """Distinct costs of the streets, and which columns and lights each stands for."""

    cost: Ints
    direct: Bools
    column_start: Ints
    column_target: Ints
    column_weight: Ints
    lit_start: Ints
    lit_row: Ints
    lit_weight: Ints


class Work(NamedTuple):
    """Arrays for one search, used again for the next."""

    heap: Ints
    best: Ints
    up: Ints
    via: Ints
    order: Ints
    mass: Ints
    flow: Ints
    mark: Ints
    hit: Ints
    pull: Floats
    near: Ints


@kernel
def made(network: Network, ends: Ends) -> Work:
    """Fresh arrays for searches."""
    nodes = len(network.start) - 1
    return Work(
        np.empty(len(network.head) + 2, dtype=np.int64),
        np.full(nodes, FAR, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(len(ends.node)),
        np.zeros(len(ends.node), dtype=np.int64),
    )


@kernel
def push(heap: Ints, size: int, key: int) -> int:
    """Put a key on a binary heap; its new size."""
    k = size
    while k > 0:
        above = (k - 1) >> 1
        if heap[above] <= key:
            break
        heap[k] = heap[above]
        k = above
    heap[k] = key
    return size + 1


@kernel
def drop_first(heap: Ints, size: int) -> int:
    """Take the smallest key off a binary heap; its new size."""
    size -= 1
    last = heap[size]
    k = 0
    child = 1
    while child < size:
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= last:
            break
        heap[k] = heap[child]
        k = child
        child = 2 * k + 1
    heap[k] = last
    return size


@kernel
def grow(network: Network, cost: Ints, origin: int, bound: int, left: int, work: Work) -> int:
    """Shortest tree in settle order, ties to the lower segment; stops when `left` are met."""
    start, head, segment = network
    heap, best, up, via = work.heap, work.best, work.up, work.via
    best[origin] = 0
    via[origin] = -1
    size = push(heap, 0, origin)
    settled = 0
    while size > 0 and left != 0:
        key = heap[0]
        size = drop_first(heap, size)
        so_far = key >> NODE_BITS
        here = key & NODE_MASK
        if so_far > best[here]:
            continue
        work.order[settled] = here
        settled += 1
        if work.mass[here] > 0:
            left -= 1
        for k in range(start[here], start[here + 1]):
            there = head[k]
            onward = so_far + cost[k]
            if cost[k] < 0 or onward > bound:
                continue
            if onward < best[there]:
                best[there] = onward
                up[there] = here
                via[there] = segment[k]
                size = push(heap, size, (onward << NODE_BITS) | there)
            elif onward == best[there] and segment[k] < via[there]:
                up[there] = here
                via[there] = segment[k]
    for k in range(size):  # reached and not settled: forgotten
        there = heap[k] & NODE_MASK
        if heap[k] >> NODE_BITS == best[there]:
            best[there] = FAR
    return settled


@kernel
def share_out(ends: Ends, from_stop: int, work: Work) -> tuple[int, int]:
    """Share one unit among the ends in reach, by running rounding; nodes hit, units cut."""
    share = ends.share[from_stop]
    inside = np.zeros(len(share))
    count = 0
    for e in range(len(ends.node)):
        so_far = work.best[ends.node[e]]
        if so_far == FAR or share[ends.kind[e]] <= 0:
            continue
        metres = (so_far + ends.extra[e] + 500) // 1000
        if metres < ends.decay.shape[1]:
            inside[ends.kind[e]] += ends.weight[e]
            work.pull[count] = ends.decay[min(ends.kind[e], 1), metres]
            work.near[count] = e
            count += 1
    total = 0.0
    for k in range(count):
        e = work.near[k]
        kind = ends.kind[e]
        total += share[kind] * (ends.weight[e] / inside[kind]) * work.pull[k]
        work.pull[k] = total
    hits = 0
    cut = 0
    given = 0
    for k in range(count):
        e = work.near[k]
        part = int(np.rint(UNIT * (work.pull[k] / total))) - given
        given += part
        if part > 0:
            node = ends.node[e]
            if work.mass[node] == 0:
                work.hit[hits] = node
                hits += 1
            work.mass[node] += part
            if ends.gateway[e]:
                cut += part
    return hits, cut


@kernel
def forget(work: Work, hits: int) -> int:
    """Clear the ends of the last share-out; none are left."""
    for k in range(hits):
        work.mass[work.hit[k]] = 0
    return 0


@kernel
def search(
    network: Network,
    ends: Ends,
    costs: Costs,
    q: int,
    at: tuple[int, int],
    hits: int,
    work: Work,
) -> tuple[int, int, int]:
    """The tree of one cost, and for a direct one the ends: settled, hits, units cut."""
    reach = (ends.decay.shape[1] - 1) * 1000
    origin, stop = at
    if not costs.direct[q]:
        return grow(network, costs.cost[q], origin, int(FAR), hits, work), hits, 0
    settled = grow(network, costs.cost[q], origin, reach, -1, work)
    hits, cut = share_out(ends, stop, work)
    return settled, hits, cut


@kernel
def gather(settled: int, work: Work) -> None:
    """Units that pass each node on their way home, in `flow`."""
    for k in range(settled - 1, 0, -1):
        node = work.order[k]
        work.flow[node] += work.mass[node]
        work.flow[work.up[node]] += work.flow[node]


@kernel
def clear(settled: int, work: Work) -> None:
    """Forget a tree and what passes along it."""
    for k in range(settled):
        work.best[work.order[k]] = FAR
        work.flow[work.order[k]] = 0


@kernel
def lit_all_the_way(settled: int, lit: Tiny, work: Work) -> tuple[int, int]:
    """Units whose every segment is lit: unknown light taken as dark, and as lit."""
    order, mark, mass = work.order, work.mark, work.mass
    mark[order[0]] = 2
    low = mass[order[0]]
    high = mass[order[0]]
    for k in range(1, settled):
        node = order[k]
        light = lit[work.via[node]]
        here = 2 if light == 1 else (1 if light == 2 else 0)
        mark[node] = min(here, mark[work.up[node]])
        if mark[node] == 2:
            low += mass[node]
        if mark[node] >= 1:
            high += mass[node]
    return low, high


@kernel
def flows(
    network: Network, ends: Ends, costs: Costs, lit: Tiny, node: Ints, stop: Ints, segments: int
) -> tuple[Ints, Ints]:
    """Quanta by segment and column from origins; (lost, cut, low, high, judged by way)."""
    total = np.zeros((segments, ALL_COLUMNS), dtype=np.int64)
    sums = np.zeros(8, dtype=np.int64)
    work = made(network, ends)
    target = np.zeros(ALL_COLUMNS, dtype=np.int64)
    weight = np.zeros(ALL_COLUMNS, dtype=np.int64)
    for o in range(len(node)):
        hits = 0
        for q in range(len(costs.direct)):
            if costs.direct[q]:  # a new state of gates: the ends are shared out anew
                hits = forget(work, hits)
            columns = 0
            year = 0
            for c in range(costs.column_start[q], costs.column_start[q + 1]):
                if costs.column_weight[o, c] > 0:
                    target[columns] = costs.column_target[c]
                    weight[columns] = costs.column_weight[o, c]
                    if target[columns] < YEAR_COLUMNS:
                        year += weight[columns]
                    columns += 1
            if columns == 0 or (not costs.direct[q] and hits == 0):
                continue
            settled, hits, cut = search(network, ends, costs, q, (node[o], stop[o]), hits, work)
            sums[0] += UNIT * year if hits == 0 else 0
            sums[1] += cut * year
            gather(settled, work)
            for k in range(1, settled):
                through = work.flow[work.order[k]]
                if through > 0:
                    row = work.via[work.order[k]]
                    for c in range(columns):
                        total[row, target[c]] += through * weight[c]
            way = 0 if costs.direct[q] else 1
            for j in range(costs.lit_start[q], costs.lit_start[q + 1]):
                walkers = costs.lit_weight[o, j]
                if walkers > 0 and hits > 0:
                    low, high = lit_all_the_way(settled, lit[costs.lit_row[j]], work)
                    sums[2 + way] += low * walkers
                    sums[4 + way] += high * walkers
                    sums[6 + way] += UNIT * walkers
            clear(settled, work)
        forget(work, hits)
    return total, sums


@kernel
def place_of(wanted: int, codes: Ints, table: Ints) -> int:
    """Where the set of a code stands in the table, or the free place for it."""
    place = wanted & (len(table) - 1)
    while table[place] >= 0 and codes[table[place]] != wanted:
        place = (place + 1) & (len(table) - 1)
    return place


@kernel
def table_of(codes: Ints, count: int, size: int) -> Ints:
    """A table of the given size (a power of two) that finds sets by their codes."""
    table = np.full(size, -1, dtype=np.int64)
    for k in range(count):
        table[place_of(codes[k], codes, table)] = k
    return table


@kernel
def dark_sets(
    network: Network, ends: Ends, costs: Costs, dark: Bools, code: Ints, node: Ints, stop: Ints
) -> tuple[Ints, Ints]:
    """Sets of dark segments on walks: (larger than, by segment, code); quanta by way."""
    work = made(network, ends)
    sets = np.full((FIRST_SETS, 3), -1, dtype=np.int64)
    quanta = np.zeros((FIRST_SETS, 2), dtype=np.int64)
    sets[0, 2] = 0
    table = table_of(sets[:, 2], 1, 2 * FIRST_SETS)
    count = 1
    for o in range(len(node)):
        hits = 0
        for q in range(len(costs.direct)):
            if costs.direct[q]:
                hits = forget(work, hits)
            walkers = costs.lit_weight[o, costs.lit_start[q] : costs.lit_start[q + 1]].sum()
            if walkers == 0 or (not costs.direct[q] and hits == 0):
                continue
            settled, hits, _ = search(network, ends, costs, q, (node[o], stop[o]), hits, work)
            gather(settled, work)
            for j in range(costs.lit_start[q], costs.lit_start[q + 1]):
                walkers = costs.lit_weight[o, j]
                if walkers == 0 or hits == 0:
                    continue
                for k in range(settled):
                    here = work.order[k]
                    mine = 0 if k == 0 else work.mark[work.up[here]]
                    row = work.via[here]
                    if k > 0 and work.flow[here] > 0 and dark[costs.lit_row[j], row]:
                        wanted = sets[mine, 2] + code[row]
                        place = place_of(wanted, sets[:, 2], table)
                        if table[place] < 0:
                            table[place] = count
                            sets[count, 0] = mine
                            sets[count, 1] = row
                            sets[count, 2] = wanted
                            count += 1
                        mine = table[place]
                        if count == len(sets):
                            sets = np.concatenate((sets, np.full_like(sets, -1)))
                            quanta = np.concatenate((quanta, np.zeros_like(quanta)))
                            table = table_of(sets[:, 2], count, 4 * count)
                    work.mark[here] = mine
                    quanta[mine, 0 if costs.direct[q] else 1] += work.mass[here] * walkers
            clear(settled, work)
        forget(work, hits)
    return sets[:count], quanta[:count]


@kernel
def members(sets: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Segments of the chosen sets as (start, segment), each set in rising order."""
    start = np.zeros(len(chosen) + 1, dtype=np.int64)
    for k in range(len(chosen)):
        here = chosen[k]
        start[k + 1] = start[k]
        while here > 0:
            start[k + 1] += 1
            here = sets[here, 0]
    found = np.empty(start[-1], dtype=np.int64)
    for k in range(len(chosen)):
        here = chosen[k]
        for place in range(start[k], start[k + 1]):
            found[place] = sets[here, 1]
            here = sets[here, 0]
        found[start[k] : start[k + 1]].sort()
    return start, found
