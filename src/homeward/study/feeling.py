"""How sure the shares who would feel unsafe are on each street, by day, in the dark and with light.

Letters used for shapes: W worlds, S segments, U surroundings that differ, X the two sexes.
"""

import numpy as np

from homeward.kit.arrays import Floats
from homeward.risk.felt import Felt, felt_where, surroundings
from homeward.study.aftermath import HIGH, LOW
from homeward.study.worlds import Setting

__all__ = ["felt_by_light"]

AT_ONCE = 1 << 11
"""Surroundings whose worlds are held at one time: 20 MB for 200 worlds."""


def felt_by_light(setting: Setting, worlds: int) -> Floats:
    """Low and high ends of the shares who would feel unsafe, by light and sex.

    Parameters
    ----------
    setting
        The plan and what it rests on.
    worlds
        How many.

    Returns
    -------
    Floats
        Ends of the 95% intervals before the plan, by day, after dark without light and with it,
        shape (2, 3, S, X); each interval holds the share at central values.

    Notes
    -----
    Streets with the same around them have the same shares in every world. Thousands of streets
    have a few hundred surroundings, and only those are worked out.
    """
    year = setting.case.before
    there, which = surroundings(setting.case.streets, year.near_open, year.reports).distinct()
    drawn = [setting.values(world) for world in range(worlds)]
    central, found = setting.assumptions.central(), np.zeros((2, 3, len(there), 2))
    for start in range(0, len(there), AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        here = there.at(rows)
        shares = np.array([_by_light(felt_where(here, values)) for values in drawn])
        centre = _by_light(felt_where(here, central))
        low, high = np.percentile(shares, [LOW, HIGH], axis=0)
        found[:, :, rows] = np.minimum(low, centre), np.maximum(high, centre)
    return found[:, :, which]


def _by_light(shares: Felt) -> Floats:
    """Shares by day, after dark without light and with it, shape (3, U, X)."""
    return np.stack([shares.p_day, shares.p_dark, shares.p_lit])
