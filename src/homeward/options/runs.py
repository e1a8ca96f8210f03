"""Runs: touching segments of one street, cut short enough to be chosen one by one."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from homeward.kit.arrays import Bools, Ints
from homeward.streets.network import Streets

__all__ = ["joined_if_short", "runs", "touching", "whole_paths"]

Key = tuple[int, int]
Neighbours = dict[int, list[int]]


def runs(streets: Streets, chosen: Bools, kind: Ints, longest_m: float) -> list[Ints]:
    """Part the chosen segments into runs along one street.

    Parameters
    ----------
    streets
        The network, with S segments.
    chosen
        Which segments to part, shape (S,).
    kind
        Segments of different kinds never share a run, shape (S,).
    longest_m
        A run grows until the next segment would make it longer.

    Returns
    -------
    list of Ints
        Segments of each run in ascending order; runs in order of their first segment. Each
        chosen segment is in exactly one run.

    Notes
    -----
    A street is a name, or a way where there is none. A run begins at a loose end of what is
    left of its street and grows breadth first, so it stays in one piece.
    """
    street = np.where(streets.name > 0, streets.name, -1 - streets.way_id)
    keys = {s: (int(kind[s]), int(street[s])) for s in np.flatnonzero(chosen).tolist()}
    near = touching(streets, keys)
    pieces = [
        piece for part in _parts(near) for piece in _cut(part, near, streets.length_mm, longest_m)
    ]
    return sorted((np.array(sorted(piece), dtype=np.int64) for piece in pieces), key=_first)


def whole_paths(streets: Streets, chosen: Bools, kind: Ints) -> list[Ints]:
    """Part the chosen segments into paths from end to end.

    Parameters
    ----------
    streets, chosen, kind
        As for `runs`.

    Returns
    -------
    list of Ints
        Segments of each path in ascending order; paths in order of their first segment. Each
        chosen segment is in exactly one.

    Notes
    -----
    A path is one street, uncut, straight on where it meets others, so it leads through an open
    space; and where the map changes its name or way at a place that nothing else leads to, it
    goes on to the next junction.
    """
    pieces = [each.tolist() for each in runs(streets, chosen, kind, np.inf)]
    owner = {segment: at for at, piece in enumerate(pieces) for segment in piece}
    for here, there in _joints(streets, chosen, kind):
        into, gone = sorted((owner[here], owner[there]))
        if into != gone:
            owner.update(dict.fromkeys(pieces[gone], into))
            pieces[into] += pieces[gone]
            pieces[gone] = []
    whole = (np.array(sorted(piece), dtype=np.int64) for piece in pieces if piece)
    return sorted(whole, key=_first)


def _joints(streets: Streets, chosen: Bools, kind: Ints) -> list[tuple[int, int]]:
    """Pairs of chosen segments of one kind that meet where nothing else does, by node."""
    start, _, segment = streets.neighbours
    nodes = np.flatnonzero(np.diff(start) == 2)
    pairs = segment[start[nodes, None] + np.arange(2)]
    both = chosen[pairs].all(axis=1) & (kind[pairs[:, 0]] == kind[pairs[:, 1]])
    return [(here, there) for here, there in pairs[both].tolist()]


def touching(streets: Streets, keys: dict[int, Key]) -> Neighbours:
    """For each segment the others of the same key that share a node with it, in order."""
    at: dict[tuple[int, Key], list[int]] = {}
    for segment, key in keys.items():
        for node in set(streets.ends[segment].tolist()):
            at.setdefault((node, key), []).append(segment)
    near: dict[int, set[int]] = {segment: set() for segment in keys}
    for group in at.values():
        for segment in group:
            near[segment].update(group)
    return {segment: sorted(others - {segment}) for segment, others in near.items()}


def _parts(near: Neighbours) -> list[list[int]]:
    """Connected parts, each in the order found from its lowest segment."""
    left = set(near)
    return [_grown(segment, near, left) for segment in sorted(near) if segment in left]


def _grown(begin: int, near: Neighbours, left: set[int]) -> list[int]:
    """Segments of those left that are reached from one, nearest first; taken out of them."""
    left.remove(begin)
    order, queue = [begin], deque([begin])
    while queue:
        for other in near[queue.popleft()]:
            if other in left:
                left.remove(other)
                order.append(other)
                queue.append(other)
    return order


def _cut(
    part: Sequence[int], near: Neighbours, length_mm: Ints, longest_m: float
) -> list[list[int]]:
    """Pieces of one connected part, each connected."""
    left = set(part)
    pieces = []
    while left:
        begin = min(left, key=lambda s: (sum(o in left for o in near[s]), s))
        piece: list[int] = []
        length_so_far_mm = 0
        for segment in _grown(begin, near, set(left)):
            length_so_far_mm += int(length_mm[segment])
            if piece and length_so_far_mm > longest_m * 1000:
                break
            piece.append(segment)
        left.difference_update(piece)
        pieces.append(piece)
    return pieces


def joined_if_short(
    streets: Streets, pieces: Sequence[Ints], kind: Ints, shortest_m: float
) -> list[Ints]:
    """Join runs that are too short to a touching run of the same kind, or drop them.

    A short run joins the shortest run it touches, the one with the lower first segment of
    equals; what is still too short in the end is left out.
    """
    keys = {int(s): (int(kind[s]), 0) for each in pieces for s in each}
    near = touching(streets, keys)
    runs_now = {int(each[0]): [int(s) for s in each] for each in pieces}
    owner = {segment: first for first, run in runs_now.items() for segment in run}
    for first in sorted(runs_now):
        if _metres(streets, runs_now[first]) < shortest_m:
            _join(streets, first, (near, runs_now, owner))
    long = [run for run in runs_now.values() if run and _metres(streets, run) >= shortest_m]
    return sorted((np.array(sorted(each), dtype=np.int64) for each in long), key=_first)


def _join(
    streets: Streets, first: int, state: tuple[Neighbours, dict[int, list[int]], dict[int, int]]
) -> None:
    """Move one run's segments into the shortest run it touches, if any."""
    near, runs_now, owner = state
    others = {owner[o] for s in runs_now[first] for o in near[s]} - {first}
    if others:
        into = min(others, key=lambda o: (_metres(streets, runs_now[o]), o))
        owner.update(dict.fromkeys(runs_now[first], into))
        runs_now[into] += runs_now[first]
        runs_now[first] = []


def _metres(streets: Streets, piece: Sequence[int]) -> float:
    """Length of a run, by whole millimetres."""
    return int(streets.length_mm[piece].sum()) / 1000.0 if piece else 0.0


def _first(piece: Ints) -> int:
    """Its lowest segment."""
    return int(piece[0])
