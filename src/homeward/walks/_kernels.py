"""Loops over trees of ways home: what they pass, which are lit, what is dark on them."""

from typing import NamedTuple

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, Tiny
from homeward.kit.jit import kernel
from homeward.ways.trees import Ends, Trees

UNIT = np.int64(1 << 24)


class Walkers(NamedTuple):
    """Walkers by origin: of cost q in columns and under lights ``start[q]:start[q + 1]``.

    Entry c of the columns is added to column ``column[c]``; those before `year` of them
    are of the year. Entry j of the lights is judged by row ``lit_row[j]``.
    """

    column_start: Ints
    column: Ints
    in_year: Bools
    column_weight: Ints
    lit_start: Ints
    lit_row: Ints
    lit_weight: Ints


class Table(NamedTuple):
    """Walkers over each segment: from the origin `at`, by kind of end, from whom `most` come."""

    at: Ints
    mine: Floats
    by_kind: Floats
    who: Ints
    most: Floats


class Book(NamedTuple):
    """Sets of dark segments: (larger than, by segment, code); quanta by way; where they stand."""

    sets: Ints
    quanta: Ints
    table: Ints
    known: Ints


@kernel
def gather(trees: Trees, t: int, flow: Ints) -> None:
    """Units that pass each row of a tree on their way home, in `flow`."""
    first, last = trees.first[t], trees.first[t + 1]
    flow[first:last] = trees.mass[first:last]
    for r in range(last - 1, first, -1):
        flow[trees.up[r]] += flow[r]


@kernel
def add_tree(trees: Trees, t: int, column: Ints, weight: Ints, flow: Ints, total: Ints) -> None:
    """Add what passes along a tree to each segment's columns."""
    gather(trees, t, flow)
    for r in range(trees.first[t] + 1, trees.first[t + 1]):
        if flow[r] > 0:
            row = total[trees.via[r]]
            for c in range(len(column)):
                row[column[c]] += flow[r] * weight[c]


@kernel
def add_links(trees: Trees, t: int, column: Ints, weight: Ints, flow: Ints, total: Ints) -> None:
    """The same where each row is reached by several links, split by running rounding."""
    first, last = trees.first[t], trees.first[t + 1]
    flow[first:last] = trees.mass[first:last]
    for r in range(last - 1, first, -1):
        given = 0
        for link in range(trees.link[r], trees.link[r + 1] if flow[r] > 0 else 0):
            part = int(np.rint(flow[r] * trees.link_share[link])) - given
            given += part
            flow[trees.link_up[link]] += part
            row = total[trees.link_via[link]]
            for c in range(len(column)):
                row[column[c]] += part * weight[c]


@kernel
def lit_tree(trees: Trees, t: int, lit: Tiny, mark: Floats) -> tuple[int, int]:
    """Units whose every segment is lit: unknown light taken as dark, and as lit."""
    low = 0
    high = 0
    first = trees.first[t]
    for r in range(first, trees.first[t + 1]):
        here = 2.0
        if r > first:
            light = lit[trees.via[r]]
            here = min(2.0 if light == 1 else (1.0 if light == 2 else 0.0), mark[trees.up[r]])
        mark[r] = here
        if here == 2.0:
            low += trees.mass[r]
        if here >= 1.0:
            high += trees.mass[r]
    return low, high


@kernel
def lit_links(trees: Trees, t: int, lit: Tiny, unknown: float, mark: Floats) -> int:
    """The same over links, rounded at each end; unknown light counts as so much lit."""
    units = 0
    first = trees.first[t]
    mark[first] = 1.0
    for r in range(first, trees.first[t + 1]):
        if r > first:
            mark[r] = 0.0
            before = 0.0
            for link in range(trees.link[r], trees.link[r + 1]):
                share = trees.link_share[link] - before
                before = trees.link_share[link]
                light = lit[trees.link_via[link]]
                passed = 1.0 if light == 1 else (unknown if light == 2 else 0.0)
                mark[r] += share * passed * mark[trees.link_up[link]]
        units += int(np.rint(trees.mass[r] * min(1.0, mark[r])))
    return units


@kernel
def add(
    trees: Trees, count: int, walkers: Walkers, direct: Bools, lit: Tiny, total: Ints, sums: Ints
) -> None:
    """Add a batch to quanta by segment and column; (lost, cut, low, high, judged by way)."""
    rows = trees.first[count]
    flow = np.empty(rows, dtype=np.int64)
    mark = np.empty(rows, dtype=np.float64)
    spread = len(trees.link) > 1
    most = len(walkers.column)
    column = np.empty(most, dtype=np.int64)
    weight = np.empty(most, dtype=np.int64)
    for t in range(count):
        o, q, hits = trees.origin[t], trees.cost[t], trees.hits[t]
        columns = 0
        year = 0
        for c in range(walkers.column_start[q], walkers.column_start[q + 1]):
            if walkers.column_weight[o, c] > 0:
                column[columns] = walkers.column[c]
                weight[columns] = walkers.column_weight[o, c]
                if walkers.in_year[c]:
                    year += weight[columns]
                columns += 1
        sums[0] += UNIT * year if hits == 0 else 0
        sums[1] += trees.cut[t] * year
        if spread:
            add_links(trees, t, column[:columns], weight[:columns], flow, total)
        else:
            add_tree(trees, t, column[:columns], weight[:columns], flow, total)
        way = 0 if direct[q] else 1
        for j in range(walkers.lit_start[q], walkers.lit_start[q + 1]):
            people = walkers.lit_weight[o, j]
            if people > 0 and hits > 0:
                light = lit[walkers.lit_row[j]]
                if spread:
                    low = lit_links(trees, t, light, 0.0, mark)
                    high = lit_links(trees, t, light, 1.0, mark)
                else:
                    low, high = lit_tree(trees, t, light, mark)
                sums[2 + way] += low * people
                sums[4 + way] += high * people
                sums[6 + way] += UNIT * people


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
def larger(book: Book, known: int) -> Book:
    """The same book with twice the room."""
    sets = np.full((2 * known, 3), -1, dtype=np.int64)
    quanta = np.zeros((2 * known, 2), dtype=np.int64)
    sets[:known] = book.sets[:known]
    quanta[:known] = book.quanta[:known]
    return Book(sets, quanta, table_of(sets[:, 2], known, 4 * known), book.known)


@kernel
def add_dark(
    trees: Trees, count: int, walkers: Walkers, direct: Bools, dark: Bools, code: Ints, book: Book
) -> Book:
    """Book the dark segments on the walks of a batch; the book, or a larger one."""
    rows = trees.first[count]
    flow = np.empty(rows, dtype=np.int64)
    mark = np.zeros(rows, dtype=np.int64)
    known = book.known[0]
    for t in range(count):
        o, q = trees.origin[t], trees.cost[t]
        first = trees.first[t]
        gather(trees, t, flow)
        for j in range(walkers.lit_start[q], walkers.lit_start[q + 1]):
            people = walkers.lit_weight[o, j]
            if people == 0 or trees.hits[t] == 0:
                continue
            for r in range(first, trees.first[t + 1]):
                mine = 0 if r == first else mark[trees.up[r]]
                row = trees.via[r]
                if r > first and flow[r] > 0 and dark[walkers.lit_row[j], row]:
                    wanted = book.sets[mine, 2] + code[row]
                    place = place_of(wanted, book.sets[:, 2], book.table)
                    if book.table[place] < 0:
                        book.table[place] = known
                        book.sets[known, 0] = mine
                        book.sets[known, 1] = row
                        book.sets[known, 2] = wanted
                        known += 1
                    mine = book.table[place]
                    if known == len(book.sets):
                        book = larger(book, known)
                mark[r] = mine
                book.quanta[mine, 0 if direct[q] else 1] += trees.mass[r] * people
    book.known[0] = known
    return book


@kernel
def members(sets: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Segments of the chosen sets as (start, segment)."""
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
    return start, found


@kernel
def split_ends(trees: Trees, t: int, stop: int, ends: Ends, length: Ints, apart: Ints) -> None:
    """Units that end at each node of a direct tree by kind, gateways last, in `apart`."""
    first, last = trees.first[t], trees.first[t + 1]
    share, farthest = ends.share[stop], ends.decay.shape[1]
    gateways = len(share)
    inside = np.zeros(gateways)
    far = np.zeros(last - first, dtype=np.int64)
    for r in range(first, last):
        if r > first:
            far[r - first] = far[trees.up[r] - first] + length[trees.via[r]]
        node = trees.node[r]
        apart[node] = 0
        for e in ends.at[ends.at_start[node] : ends.at_start[node + 1]]:
            if (far[r - first] + ends.extra[e] + 500) // 1000 < farthest:
                inside[ends.kind[e]] += ends.weight[e]
    for r in range(first, last):
        node, mass = trees.node[r], trees.mass[r]
        total = 0.0
        for turn in range(2 if mass > 0 else 0):
            so_far = 0.0
            given = 0
            for e in ends.at[ends.at_start[node] : ends.at_start[node + 1]]:
                kind = ends.kind[e]
                metres = (far[r - first] + ends.extra[e] + 500) // 1000
                if metres >= farthest or share[kind] <= 0:
                    continue
                pull = share[kind] * ends.weight[e] * ends.times[e] / inside[kind]
                so_far += pull * ends.decay[min(kind, 1), metres]
                if turn == 1:
                    part = int(np.rint(mass * (so_far / total))) - given
                    given += part
                    apart[node, gateways if ends.gateway[e] else kind] += part
            total = so_far


@kernel
def add_users(
    trees: Trees,
    count: int,
    stop: Ints,
    ends: Ends,
    length: Ints,
    direct: Bools,
    chosen: Bools,
    apart: Ints,
    units: Ints,
) -> None:
    """Add units of walks that use a chosen segment, by origin, cost and kind of end."""
    used = np.zeros(trees.first[count], dtype=np.bool_)
    for t in range(count):
        o, q, first = trees.origin[t], trees.cost[t], trees.first[t]
        if direct[q]:
            split_ends(trees, t, stop[o], ends, length, apart)
        for r in range(first + 1, trees.first[t + 1]):
            used[r] = used[trees.up[r]] or chosen[trees.via[r]]
            if used[r] and trees.mass[r] > 0:
                units[o, q] += apart[trees.node[r]]


@kernel
def rank(o: int, mine: Floats, who: Ints, most: Floats) -> None:
    """Put an origin among those that send most walkers over each segment; clear `mine`."""
    for row in np.flatnonzero(mine):
        value = mine[row]
        mine[row] = 0.0
        place = most.shape[1]
        while place > 0 and value > most[row, place - 1]:
            place -= 1
        for later in range(most.shape[1] - 1, place, -1):
            most[row, later] = most[row, later - 1]
            who[row, later] = who[row, later - 1]
        if place < most.shape[1]:
            most[row, place] = value
            who[row, place] = o


@kernel
def add_shares(
    trees: Trees,
    count: int,
    stop: Ints,
    ends: Ends,
    length: Ints,
    direct: Bools,
    worth: Floats,
    apart: Ints,
    table: Table,
) -> None:
    """Add walkers over each segment by kind of end, and the origins that send most."""
    kinds = apart.shape[1]
    flow = np.zeros((trees.first[count], kinds), dtype=np.int64)
    for t in range(count):
        o, q, first, last = trees.origin[t], trees.cost[t], trees.first[t], trees.first[t + 1]
        if o != table.at[0]:
            rank(table.at[0], table.mine, table.who, table.most)
            table.at[0] = o
        if direct[q]:
            split_ends(trees, t, stop[o], ends, length, apart)
        for r in range(last - 1, first, -1):
            row = trees.via[r]
            for k in range(kinds):
                if trees.mass[r] > 0:
                    flow[r, k] += apart[trees.node[r], k]
                if flow[r, k] > 0:
                    if trees.up[r] > first:
                        flow[trees.up[r], k] += flow[r, k]
                    walkers = flow[r, k] * worth[o, q]
                    table.mine[row] += walkers
                    table.by_kind[row, k] += walkers
