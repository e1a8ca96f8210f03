"""Options on whole ways: clearing growth, gating alleys, park hours."""

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import Measure
from homeward.options.draft import Draft
from homeward.options.ground import Ground, in_bands
from homeward.options.runs import runs
from homeward.streets.network import Kind

__all__ = ["clearance_drafts", "gate_drafts", "park_hours_drafts"]

OVERGROWN = (Kind.OPEN_PATH, Kind.PARK_PATH, Kind.ALLEY)
"""Kinds of segment where growth hides who is there."""


def clearance_drafts(ground: Ground, measure: Measure) -> list[Draft]:
    """Cutting back along one segment of an open path, a park path or an alley."""
    streets = ground.streets
    chosen = np.isin(streets.kind, OVERGROWN) & ground.allowed
    pieces = np.flatnonzero(chosen).astype(np.int64)[:, None]
    return [
        _draft(
            ground, piece, int(streets.length_mm[piece].sum()) / 1000.0, in_bands(measure, piece)
        )
        for piece in pieces
    ]


def gate_drafts(ground: Ground, measure: Measure) -> list[Draft]:
    """Shutting one alley: a gate at each place where it meets another way."""
    streets = ground.streets
    chosen = (streets.kind == Kind.ALLEY) & ground.allowed
    return [
        _draft(ground, piece, _mouths(ground, piece), in_bands(measure, piece), moves=True)
        for piece in _whole_ways(ground, chosen, np.zeros(streets.segments, dtype=np.int64))
    ]


def park_hours_drafts(ground: Ground, measure: Measure) -> list[Draft]:
    """Keeping one gated park open: it works in the hours in which it is shut now."""
    chosen = (ground.streets.gate_rule != 0) & ground.allowed
    shut = ground.hours.shut
    return [
        _draft(ground, piece, 1.0, in_bands(measure, piece) * shut[piece], moves=True)
        for piece in _whole_ways(ground, chosen, ground.streets.gate_rule)
        if shut[piece].any()
    ]


def _whole_ways(ground: Ground, chosen: Bools, kind: Ints) -> list[Ints]:
    """Touching segments of one way or name, and one kind, uncut."""
    return runs(ground.streets, chosen, kind, np.inf)


def _mouths(ground: Ground, piece: Ints) -> float:
    """Nodes of an alley that lead elsewhere; at least 1."""
    ends = ground.streets.ends
    own = np.bincount(ends[piece].ravel(), minlength=ground.streets.nodes)
    every = np.bincount(ends.ravel(), minlength=ground.streets.nodes)
    return max(1.0, float(np.count_nonzero((own > 0) & (every > own))))


def _draft(
    ground: Ground, piece: Ints, units: float, strength: Floats, *, moves: bool = False
) -> Draft:
    """One option on one way."""
    streets = ground.streets
    longest = piece[int(np.argmax(streets.length_mm[piece]))]
    return Draft(
        place=str(streets.ids[piece[0]]),
        units=units,
        xy_m=streets.middle_xy_m[longest],
        segment=piece,
        strength=strength,
        lights=np.zeros(len(piece), dtype=np.bool_),
        moves=moves,
    )
