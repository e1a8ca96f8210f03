"""One option before it joins the others in flat arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import Measure, price_factor, unit_cost_gbp
from homeward.measures.assumption import Values
from homeward.night import BAND_LABELS
from homeward.options.option import Options

__all__ = ["Draft", "pack"]

NIGHTS_A_YEAR = 365
SURVEY_PRICES = 2018
"""Price year of ``light.survey_gbp_per_km``."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Draft:
    """One measure at one place.

    `place` is the segment id or node id it is named by, `xy_m` where it is drawn, shape
    (2,); `segment` its links, in order, and `strength` and `lights` go with them, shapes
    (k, B) and (k,); `survey_m` the length whose light must be surveyed first.
    """

    place: str
    units: float
    xy_m: Floats
    segment: Ints
    strength: Floats
    lights: Bools
    survey_m: float = 0.0
    moves: bool = False


def pack(
    drafts: Mapping[str, Sequence[Draft]],
    measures: Sequence[Measure],
    values: Values,
    price_year: int,
) -> Options:
    """All drafts as one table, in the order of the measures and, within one, as they came."""
    rows = [(m, each) for m, one in enumerate(measures) for each in drafts[one.key]]
    flat = [each for _, each in rows]
    sizes = [len(each.segment) for each in flat]
    cost = np.array(
        [_cost_pence(measures[m], each, values, price_year) for m, each in rows], dtype=np.int64
    ).reshape(-1, 2)
    no_strength = np.zeros((0, len(BAND_LABELS)))
    return Options(
        id=np.array([f"{measures[m].key}@{each.place}" for m, each in rows], dtype=np.str_),
        measure=np.array([m for m, _ in rows], dtype=np.int64),
        measures=tuple(each.key for each in measures),
        units=np.array([each.units for each in flat], dtype=np.float64),
        xy_m=np.array([each.xy_m for each in flat], dtype=np.float64).reshape(-1, 2),
        capital_pence=cost[:, 0],
        yearly_pence=cost[:, 1],
        survey=np.array([each.survey_m > 0 for each in flat], dtype=np.bool_),
        start=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        segment=np.concatenate([np.zeros(0, dtype=np.int64), *(each.segment for each in flat)]),
        strength=np.concatenate([no_strength, *(each.strength for each in flat)]),
        lights=np.concatenate([np.zeros(0, dtype=np.bool_), *(each.lights for each in flat)]),
        moves=np.array([each.moves for each in flat], dtype=np.bool_),
    )


def _cost_pence(measure: Measure, draft: Draft, values: Values, price_year: int) -> tuple[int, int]:
    """Capital with its survey, and yearly cost, whole pence of `price_year`."""
    times = NIGHTS_A_YEAR if measure.rule == "patrol" else 1
    capital_gbp = draft.units * unit_cost_gbp(measure.capital, price_year)
    yearly_gbp = draft.units * unit_cost_gbp(measure.yearly, price_year) * times
    per_km = values["light.survey_gbp_per_km"] * price_factor(SURVEY_PRICES, price_year)
    return (
        _pence(capital_gbp + per_km * draft.survey_m / 1000.0),
        _pence(yearly_gbp),
    )


def _pence(gbp: float) -> int:
    """Whole pence, halves up."""
    return int(np.floor(gbp * 100 + 0.5))
