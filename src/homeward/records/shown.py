"""Areas as they may be shown: never so few streets that a figure is a street's own.

Letters used for shapes: S segments, A snap areas, E pairs of neighbours.
"""

import heapq

import numpy as np

from homeward.kit.arrays import Ints
from homeward.records.areas import SnapAreas
from homeward.streets.network import Streets

__all__ = ["LEAST_SEGMENTS", "merged", "shown_areas", "touching"]

LEAST_SEGMENTS = 3
"""Fewest segments to which a figure that is shown may belong (declared; decision 25)."""


def shown_areas(streets: Streets, areas: SnapAreas) -> Ints:
    """The shown area of each snap area, -1 where there are too few streets to tell apart.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        Its snap areas, A of them.

    Returns
    -------
    Ints
        Numbers from 0 in the order of each one's first snap area, shape (A,); every one that is
        named has `LEAST_SEGMENTS` segments or more.
    """
    inside = areas.area[areas.area >= 0]
    segments = np.bincount(inside, minlength=len(areas))
    return merged(segments, touching(streets, areas), LEAST_SEGMENTS)


def merged(segments: Ints, pairs: Ints, least: int) -> Ints:
    """Join areas that are too small to what lies next to them.

    Parameters
    ----------
    segments
        How many segments each area has, shape (A,).
    pairs
        Areas that touch, shape (E, 2).
    least
        Fewest segments that an area may have.

    Returns
    -------
    Ints
        The joined area of each, from 0, shape (A,); -1 where all that hangs together is too
        small.

    Notes
    -----
    The smallest area goes first, and joins the smallest that it touches: so as little as can be
    is lost. Of areas alike, the lower number.
    """
    size, into, beside = segments.tolist(), list(range(len(segments))), _beside(segments, pairs)
    small = [(count, area) for area, count in enumerate(size) if count < least]
    heapq.heapify(small)
    while small:
        count, area = heapq.heappop(small)
        if into[area] != area or count != size[area] or not beside[area]:
            continue  # it has grown or gone meanwhile, or touches nothing
        other = min(beside[area], key=lambda each: (size[each], each))
        into[area] = other
        size[other] += count
        _hand_over(beside, area, other)
        if size[other] < least:
            heapq.heappush(small, (size[other], other))
    return _numbered(into, [count >= least for count in size])


def _beside(segments: Ints, pairs: Ints) -> list[set[int]]:
    """The areas that each touches."""
    beside: list[set[int]] = [set() for _ in segments]
    for one, other in pairs.tolist():
        beside[one].add(other)
        beside[other].add(one)
    return beside


def _hand_over(beside: list[set[int]], area: int, other: int) -> None:
    """What an area touched, the one it joins touches now."""
    for each in beside[area]:
        beside[each].discard(area)
        if each != other:
            beside[each].add(other)
            beside[other].add(each)
    beside[area].clear()


def _numbered(into: list[int], enough: list[bool]) -> Ints:
    """Each area's last owner, numbered in the order in which they first come."""
    numbers: dict[int, int] = {}
    found = np.full(len(into), -1, dtype=np.int64)
    for area in range(len(into)):
        owner = area
        while into[owner] != owner:
            owner = into[owner]
        if enough[owner]:
            found[area] = numbers.setdefault(owner, len(numbers))
    return found


def touching(streets: Streets, areas: SnapAreas) -> Ints:
    """Areas with segments that meet at a node.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        Its snap areas, A of them.

    Returns
    -------
    Ints
        Pairs, the lower number first, each pair once, in order, shape (E, 2).
    """
    segment = np.flatnonzero(areas.area >= 0)
    node = streets.ends[segment].reshape(-1)
    pairs = np.unique(np.stack([node, np.repeat(areas.area[segment], 2)], axis=1), axis=0)
    found = [np.zeros((0, 2), dtype=np.int64)]
    for ahead in range(1, _most_at_one_node(pairs[:, 0])):
        same = pairs[ahead:, 0] == pairs[:-ahead, 0]
        found.append(np.stack([pairs[:-ahead, 1][same], pairs[ahead:, 1][same]], axis=1))
    return np.unique(np.concatenate(found), axis=0)


def _most_at_one_node(node: Ints) -> int:
    return int(np.bincount(node).max(initial=0)) if len(node) else 0
