"""The walkable network: nodes, segments, and the rules that hold on each segment.

Letters used for shapes: C nodes, S segments.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import shapely

from homeward.kit.arrays import Bools, Floats, Geometries, Ints, Texts, Tiny, freeze
from homeward.streets import _kernels

__all__ = ["DARK", "LIT", "UNKNOWN", "Kind", "Streets"]

DARK, LIT, UNKNOWN = 0, 1, 2
"""Whether a segment's lamps light it when they are on: no, yes, not known."""


class Kind(IntEnum):
    """What a segment is; published in lower case with spaces (``"park path"``)."""

    MAIN_ROAD = 0
    RESIDENTIAL = 1
    SERVICE = 2
    ALLEY = 3
    FOOTWAY = 4
    OPEN_PATH = 5
    PARK_PATH = 6
    STEPS = 7
    UNDERPASS = 8
    BRIDGE = 9
    SQUARE = 10

    @property
    def label(self) -> str:
        """The kind in words."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, eq=False, kw_only=True)
class Streets:
    """A walkable network in flat arrays.

    Attributes
    ----------
    node_id, node_xy_m
        OpenStreetMap id and position of each node, shapes (C,) and (C, 2). Nodes stand in
        an order of place (a Hilbert curve), so that neighbours are near in memory.
    ends
        The two nodes of each segment, as drawn, shape (S, 2).
    length_mm
        Length of each segment, whole millimetres, at least 1.
    kind
        `Kind` of each segment.
    in_park
        Whether it lies in a park, cemetery or other open space, by polygon.
    way_id
        The OpenStreetMap way it belongs to.
    name
        Position of its street name in `names`; ``names[0]`` is ``""``.
    shape_start, shape_xy_m
        Its drawn line: points ``shape_start[s]`` to ``shape_start[s + 1]``.
    lit
        DARK, LIT or UNKNOWN when its lamps are on.
    lit_reason
        Position in `reasons` of why, one sentence each.
    lit_rule
        Position in `rules` of the opening-hours text that says when its lamps are on;
        ``rules[0]`` is ``""``: all dark hours.
    gate_rule
        Position in `rules` of when it can be walked; 0: always, ``"off"``: never.
    p_lit
        Probability that its lamps light it: 1 where lit, 0 where dark, a prior else.
    lamps
        Lamps that stand along it.
    old_lamps
        Of those, lamps known not to be LED.
    frontage
        Share of its length with a building within 15 m.
    zone
        Position of the zone (`Town.zones`) it lies in, -1 none.
    notes
        Plain sentences about what was left out or assumed while building.
    """

    node_id: Ints
    node_xy_m: Floats
    ends: Ints
    length_mm: Ints
    kind: Tiny
    in_park: Bools
    way_id: Ints
    name: Ints
    names: Texts
    shape_start: Ints
    shape_xy_m: Floats
    lit: Tiny
    lit_reason: Ints
    reasons: Texts
    lit_rule: Ints
    gate_rule: Ints
    rules: Texts
    p_lit: Floats
    lamps: Ints
    old_lamps: Ints
    frontage: Floats
    zone: Ints
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def nodes(self) -> int:
        """Number of nodes, C."""
        return len(self.node_id)

    @property
    def segments(self) -> int:
        """Number of segments, S."""
        return len(self.length_mm)

    @cached_property
    def length_m(self) -> Floats:
        """Length of each segment, metres."""
        return self.length_mm / 1000.0

    @cached_property
    def middle_xy_m(self) -> Floats:
        """Half-way point of each segment's drawn line, shape (S, 2)."""
        return _kernels.middles(self.shape_start, self.shape_xy_m)

    @cached_property
    def lines(self) -> Geometries:
        """Each segment's drawn line, shape (S,)."""
        which = np.repeat(np.arange(self.segments), np.diff(self.shape_start))
        return np.asarray(shapely.linestrings(self.shape_xy_m, indices=which), dtype=object)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the drawn lines, for questions of nearness."""
        return shapely.STRtree(self.lines)

    @cached_property
    def neighbours(self) -> tuple[Ints, Ints, Ints]:
        """Arcs out of each node: ``(start, node, segment)``, in order of segment."""
        tail = self.ends.T.ravel()
        head = self.ends[:, ::-1].T.ravel()
        segment = np.tile(np.arange(self.segments, dtype=np.int64), 2)
        order = np.lexsort((segment, tail))
        counts = np.bincount(tail, minlength=self.nodes)
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return start, head[order], segment[order]

    @cached_property
    def ids(self) -> Texts:
        """Published ids: ``way/first node-last node``, shape (S,)."""
        first, last = self.node_id[self.ends[:, 0]], self.node_id[self.ends[:, 1]]
        rows = zip(self.way_id.tolist(), first.tolist(), last.tolist(), strict=True)
        return np.array([f"{way}/{a}-{b}" for way, a, b in rows], dtype=np.str_)

    def share_of_length(self, chosen: Bools) -> float:
        """Share of all length that the chosen segments make up, 0 to 1."""
        return float(self.length_mm[chosen].sum() / max(1, self.length_mm.sum()))
