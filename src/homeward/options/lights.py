"""Lighting options: new lamps, longer hours, LED. At most one of them reaches a segment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import LIGHT_RULES, Measure
from homeward.measures.assumption import Values
from homeward.options.draft import Draft
from homeward.options.ground import Ground
from homeward.options.runs import joined_if_short, runs, whole_paths
from homeward.streets.network import LIT, UNKNOWN, Kind, Streets

__all__ = ["Spacing", "light_drafts", "lighting", "spacing_of"]

LONGEST_RUN_M = 200.0
"""Declared: longer streets are parted, so that the money can go to their worst part."""

ENOUGH_LAMPS, ENOUGH_M = 30, 1000.0
"""Declared: what it takes to measure lamp spacing in the town itself."""

RANK = {"lamp_run": 0, "all_night": 1, "led": 2}
"""Which lighting rule takes a segment that several could have."""

PATHS = (Kind.ALLEY, Kind.OPEN_PATH, Kind.PARK_PATH, Kind.STEPS, Kind.UNDERPASS)
"""Ways that nobody leaves half-way: no use lighting a part of one."""

WHOLE, APART = 4, 8
"""Marks of segments that no run shares with others, beside the three states of light."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """Metres of street to a lamp, and a sentence that says where that comes from."""

    metres: float
    said: str


def spacing_of(streets: Streets, values: Values) -> Spacing:
    """Spacing on this town's lit streets, else the declared one.

    Only lit segments with two lamps or more tell: on others a lamp may have been missed or
    stand for the next street. The median is over lamps.
    """
    tells = (streets.lit == LIT) & (streets.lamps >= 2)
    lamps, length_m = streets.lamps[tells], streets.length_m[tells]
    if lamps.sum() < ENOUGH_LAMPS or length_m.sum() < ENOUGH_M:
        metres = values["light.lamp_spacing_m"]
        return Spacing(
            metres=metres,
            said=f"A lamp every {metres:.1f} m is assumed: too few lamps are known in this town.",
        )
    each = length_m / lamps
    order = np.argsort(each, kind="stable")
    middle = np.searchsorted(np.cumsum(lamps[order]), lamps.sum() / 2)
    metres = float(each[order][middle])
    return Spacing(
        metres=metres,
        said=f"A lamp every {metres:.1f} m, the median of {int(lamps.sum()):,} lamps on "
        f"{length_m.sum() / 1000:.1f} km of this town's lit streets.",
    )


def lighting(ground: Ground, measures: Sequence[Measure]) -> dict[str, Bools]:
    """The segments that each lighting measure may have, by key; no segment is in two."""
    lights = [each for each in measures if each.rule in LIGHT_RULES and not each.missing]
    lights.sort(key=lambda each: RANK[each.rule])
    taken = ~ground.allowed
    shares = {}
    for each in lights:
        shares[each.key] = _wants(ground, each.rule) & ~taken
        taken = taken | shares[each.key]
    return shares


def _wants(ground: Ground, rule: str) -> Bools:
    """Segments that a lighting rule is for."""
    streets, hours = ground.streets, ground.hours
    has_lamps: Bools = streets.lit == LIT
    wanted: Mapping[str, Bools] = {
        "lamp_run": ~has_lamps & (hours.unlit + hours.unknown > 0).any(axis=1),
        "all_night": has_lamps & (hours.unlit > 0).any(axis=1),
        "led": has_lamps & (streets.old_lamps > 0),
    }
    return wanted[rule]


def light_drafts(ground: Ground, measure: Measure, mine: Bools, spacing: Spacing) -> list[Draft]:
    """Options of one lighting measure on the segments it may have."""
    paths = _paths(ground)
    kind = np.where(paths, WHOLE, ground.streets.lit.astype(np.int64))
    if ground.choices.apart is not None:
        kind = kind + APART * ground.choices.apart
    pieces = runs(ground.streets, mine & ~paths, kind, LONGEST_RUN_M)
    pieces += whole_paths(ground.streets, mine & paths, kind)
    if measure.rule == "lamp_run":
        shortest_m = ground.choices.minimum_run_m
        pieces = joined_if_short(ground.streets, pieces, kind, shortest_m)
    return [_draft(ground, measure, piece, spacing) for piece in pieces]


def _paths(ground: Ground) -> Bools:
    """Segments that are lit as parts of whole paths, shape (S,)."""
    if not ground.choices.whole_paths:
        return np.zeros(ground.streets.segments, dtype=np.bool_)
    return np.isin(ground.streets.kind, PATHS)


def _draft(ground: Ground, measure: Measure, piece: Ints, spacing: Spacing) -> Draft:
    """One run as an option."""
    streets = ground.streets
    length_m = streets.length_mm[piece].sum() / 1000.0
    unknown = streets.lit[piece] == UNKNOWN
    longest = piece[int(np.argmax(streets.length_mm[piece]))]
    return Draft(
        place=str(streets.ids[piece[0]]),
        units=_units(streets, measure.rule, piece, length_m / spacing.metres),
        xy_m=streets.middle_xy_m[longest],
        segment=piece,
        strength=_strength(ground, measure.rule, piece),
        lights=np.full(len(piece), measure.rule != "led"),
        survey_m=float(streets.length_mm[piece[unknown]].sum()) / 1000.0,
    )


def _units(streets: Streets, rule: str, piece: Ints, by_spacing: float) -> float:
    """Lamps to buy, or to change."""
    known = {"lamp_run": 0, "all_night": streets.lamps, "led": streets.old_lamps}[rule]
    there = int(np.sum(np.asarray(known)[piece])) if rule != "lamp_run" else 0
    return float(there or max(1, int(np.floor(by_spacing + 0.5))))


def _strength(ground: Ground, rule: str, piece: Ints) -> Floats:
    """Share of each band in which the run is dark now (for LED: in which it is lit)."""
    hours = ground.hours
    if rule == "led":
        return hours.lit[piece]
    dark_if_unknown = (1.0 - ground.streets.p_lit[piece])[:, None]
    strength: Floats = hours.unlit[piece] + hours.unknown[piece] * dark_if_unknown
    return strength
