"""Squares and platforms: mapped as areas, walked along their outline and straight across."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import shapely

from homeward.kit.arrays import Bools, Floats, Ints

__all__ = ["Chord", "Outline", "chords", "is_square"]

Chord = tuple[int, int, int]
"""A straight line across: way, and the two nodes it joins."""

MOST_ENTRANCES = 8
"""Of a square's entrances, at most this many are joined across (28 lines)."""

WORTH_IT = 1.2
"""A line across is drawn where the walk without it is longer by more than a fifth (assumption):
enough for walkers, and it keeps lines across from swelling the length of streets."""

OUTLINE_SLACK_M = 0.05
"""A line may run along the outline: points on it are rounded to about a centimetre."""

PLATFORMS = (("highway", "platform"), ("railway", "platform"), ("public_transport", "platform"))


@dataclass(frozen=True, eq=False, kw_only=True)
class Outline:
    """One square: its points in order, which are shared with other ways, and its segments."""

    row: int
    node: Ints
    xy_m: Floats
    shared: Bools
    sides: Ints


def is_square(tags: Mapping[str, str]) -> bool:
    """Whether a closed way with these tags is an area and not a round walk.

    Parameters
    ----------
    tags
        The way's tags.

    Returns
    -------
    bool
        True for ``area=yes`` and for platforms not tagged ``area=no``.
    """
    area = tags.get("area", "")
    platform = any(tags.get(key) == value for key, value in PLATFORMS)
    return area == "yes" or (platform and area != "no")


def chords(outline: Outline) -> list[Chord]:
    """Straight lines between a square's entrances that stay inside it.

    Parameters
    ----------
    outline
        The square, closed or not; an outline that is not closed has no inside.

    Returns
    -------
    list
        ``(row, node, node)``, the lower node first; none that double a side.

    Notes
    -----
    The greedy spanner of [1]_: from the shortest line on, each is kept where the way round
    and along the lines kept so far is longer by more than a fifth.

    References
    ----------
    .. [1] I. Althofer et al. (1993), On sparse spanners of weighted graphs, Discrete and
       Computational Geometry 9, 81-100. https://doi.org/10.1007/BF02189308
    """
    if outline.node[0] != outline.node[-1] or len(outline.node) < 4:
        return []
    ground = shapely.Polygon(outline.xy_m)
    at = _entrances(outline)
    if not ground.is_valid or len(at) < 2:
        return []
    sides = {frozenset(side) for side in outline.sides.tolist()}
    pairs = list(combinations(range(len(at)), 2))
    lines = shapely.linestrings([outline.xy_m[at[[a, b]]] for a, b in pairs])
    inside = shapely.covers(ground.buffer(OUTLINE_SLACK_M), lines)
    walk = _round_walks(outline, at)
    found: list[Chord] = []
    for k in np.argsort(shapely.length(lines), kind="stable").tolist():
        (a, b), metres = pairs[k], float(lines[k].length)
        ends = sorted(outline.node[at[[a, b]]].tolist())
        if inside[k] and walk[a, b] > WORTH_IT * metres and frozenset(ends) not in sides:
            found.append((outline.row, ends[0], ends[1]))
            over = walk[:, a][:, None] + metres + walk[b]
            walk = np.minimum(walk, np.minimum(over, over.T))
    return found


def _round_walks(outline: Outline, at: Ints) -> Floats:
    """Metres between entrances along the outline, the shorter way round."""
    walked = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(outline.xy_m, axis=0).T))])
    ahead = np.abs(walked[at][:, None] - walked[at])
    return np.asarray(np.minimum(ahead, walked[-1] - ahead), dtype=np.float64)


def _entrances(outline: Outline) -> Ints:
    """Points where other ways meet the outline, by node id; spread evenly where many."""
    at = np.flatnonzero(outline.shared[:-1])
    if len(at) > MOST_ENTRANCES:
        at = np.roll(at, -int(outline.node[at].argmin()))
        at = at[np.linspace(0, len(at), MOST_ENTRANCES, endpoint=False).astype(np.int64)]
    return np.asarray(at[np.argsort(outline.node[at], kind="stable")], dtype=np.int64)
