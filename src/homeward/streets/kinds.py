"""What each segment is to a walker: its kind, from its way's tags and what lies around it."""

from collections.abc import Mapping, Sequence

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, Tiny
from homeward.streets.network import Kind
from homeward.streets.squares import PLATFORM_KEYS, is_square

__all__ = ["ALLEY_REACH_M", "CROSSING", "PATH", "decided", "is_path_like", "of_tags", "of_ways"]

PATH, CROSSING = -1, -2
"""Kinds not settled by tags: a path of some sort, and a footway mapped across a road."""

MOST = 0.5
"""A segment is what more than half of it is (assumption)."""

ALLEY_REACH_M = 8.0
"""An alley has buildings this near on its left and on its right (assumption)."""

MAIN = frozenset({"trunk", "primary", "secondary", "tertiary", "motorway"})
STREETS = frozenset({"residential", "living_street", "unclassified", "road", "busway"})
SIDEWALKS = frozenset({"sidewalk", "traffic_island", "link", "access_aisle"})
FOOT = frozenset(
    {"footway", "path", "pedestrian", "steps", "cycleway", "bridleway", "track"}
    | {"corridor", "platform", "crossing", "elevator"}
)
ASKED = (
    "highway",
    "area",
    *PLATFORM_KEYS[1:],
    *("service", "tunnel", "footway", "bridge", "covered"),
)
"""The keys that a kind depends on."""

NOT_A_BRIDGE = frozenset({"", "no"})


def of_tags(tags: Mapping[str, str]) -> int:
    """The kind that a way's tags settle.

    Parameters
    ----------
    tags
        The way's tags.

    Returns
    -------
    int
        A `Kind`, or PATH or CROSSING where its surroundings must decide.

    Notes
    -----
    Pedestrian streets are residential streets unless mapped as areas: squares. A tunnel or a
    bridge counts where it is for walkers; a road's keeps the road's kind.

    Examples
    --------
    >>> Kind(of_tags({"highway": "footway", "tunnel": "yes"})).label
    'underpass'
    >>> of_tags({"highway": "path"}) == PATH
    True
    """
    highway = tags.get("highway", "platform").removesuffix("_link")
    if is_square(tags):
        return Kind.SQUARE
    if highway in FOOT:
        return _of_walk(tags, highway)
    if highway in MAIN:
        return Kind.MAIN_ROAD
    if highway == "service":
        return Kind.ALLEY if tags.get("service") == "alley" else Kind.SERVICE
    return Kind.RESIDENTIAL if highway in STREETS else PATH


def of_ways(tags: Sequence[Mapping[str, str]]) -> Ints:
    """What `of_tags` gives for each way, worked out once for ways that are tagged alike."""
    told = [tuple(map(each.get, ASKED)) for each in tags]
    first = dict(zip(told, tags, strict=True))
    known = {values: of_tags(each) for values, each in first.items()}
    return np.array([known[values] for values in told], dtype=np.int64)


def _of_walk(tags: Mapping[str, str], highway: str) -> int:
    """The kind of a way made for walking."""
    tunnel = tags.get("tunnel", "")
    footway = tags.get("footway", "")
    rules = (
        (tunnel in ("yes", "culvert"), int(Kind.UNDERPASS)),
        (highway in ("steps", "elevator"), int(Kind.STEPS)),
        (tags.get("bridge", "") not in NOT_A_BRIDGE, int(Kind.BRIDGE)),
        (footway == "crossing" or highway == "crossing", CROSSING),
        (footway in SIDEWALKS or highway == "platform", int(Kind.FOOTWAY)),
        (footway == "alley" or tunnel == "building_passage", int(Kind.ALLEY)),
        (highway == "corridor" or tags.get("covered") == "yes", int(Kind.ALLEY)),
        (highway == "pedestrian", int(Kind.RESIDENTIAL)),
    )
    return next((kind for holds, kind in rules if holds), PATH)


def is_path_like(kind: Tiny) -> Bools:
    """Whether segments are for walkers and not for cars, shape (S,)."""
    roads = (Kind.MAIN_ROAD, Kind.RESIDENTIAL, Kind.SERVICE)
    return ~np.isin(kind, roads)


def decided(by_tags: Ints, in_park: Bools, beside: Ints, walled: Floats) -> Tiny:
    """Settle the kinds that tags leave open.

    Parameters
    ----------
    by_tags
        What `of_tags` gives, shape (S,).
    in_park
        Whether each segment lies in an open space.
    beside
        The road each path runs beside, -1 none.
    walled
        Share of each segment with buildings on both sides.

    Returns
    -------
    Tiny
        `Kind` of each segment, shape (S,).
    """
    open_ended = by_tags == PATH
    cases: Sequence[tuple[Bools, int]] = (
        (by_tags == CROSSING, Kind.FOOTWAY),
        (open_ended & in_park, Kind.PARK_PATH),
        (open_ended & (beside >= 0), Kind.FOOTWAY),
        (open_ended & (walled > MOST), Kind.ALLEY),
        (open_ended, Kind.OPEN_PATH),
    )
    chosen = np.select([where for where, _ in cases], [kind for _, kind in cases], by_tags)
    return chosen.astype(np.int8)
