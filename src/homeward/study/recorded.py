"""Recorded offences by area, as every file shows them: at any hour and in any place.

Letters used for shapes: S segments, W worlds, A snap areas, G offence groups.
"""

import numpy as np

from homeward.kit.arrays import Floats
from homeward.measures import GROUPS
from homeward.report import Areas
from homeward.study.aftermath import HIGH, LOW
from homeward.study.danger import Danger

__all__ = ["recorded_areas"]


def recorded_areas(danger: Danger, drawn: Floats) -> Areas:
    """Offences recorded a year in each area, with their interval.

    Parameters
    ----------
    danger
        The areas of S segments, and their expected rates.
    drawn
        Joint draws of those rates, shape (W, A, G).
    """
    segments = danger.streets.segments
    if danger.areas is None or danger.rates is None:
        return Areas(
            of_segment=np.full(segments, -1, dtype=np.int64),
            groups=GROUPS,
            recorded=np.zeros((0, len(GROUPS)), dtype=np.int64),
            offences=np.zeros((3, 0, len(GROUPS))),
            town=np.zeros((3, len(GROUPS))),
        )
    return Areas(
        of_segment=danger.areas.area,
        groups=GROUPS,
        recorded=danger.rates.count,
        offences=_with_ends(danger.rates.mean, drawn),
        town=_with_ends(danger.rates.mean.sum(axis=0), drawn.sum(axis=1)),
    )


def _with_ends(mean: Floats, drawn: Floats) -> Floats:
    """Expected figures, and the ends of their 95% interval, which holds them."""
    low, high = np.percentile(drawn, [LOW, HIGH], axis=0)
    return np.stack([mean, np.minimum(low, mean), np.maximum(high, mean)])
