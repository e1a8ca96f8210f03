"""How long a street feels to a cautious walker."""

import numpy as np

from homeward.kit.arrays import Bools, Floats, ragged_positions
from homeward.measures.assumption import Values
from homeward.night.night import Conditions
from homeward.streets.network import DARK, UNKNOWN, Kind, Streets
from homeward.walks.demand import Demand

__all__ = ["block_of_slot", "lonely", "perceived"]

BLOCK_STARTS = (0, 6, 10, 14, 19)
"""Blocks 18-21, 21-23, 23-01, 01-03:30 and 03:30-06 in which who is open counts as one."""
BLOCK_MIDDLES = (3, 8, 12, 16, 21)
OPEN_ENOUGH = 0.5
"""A venue keeps a street from being lonely when it is at least as likely open as not."""


def block_of_slot(slot: int) -> int:
    """The block of the night in which a slot lies, 0 to 4."""
    return int(np.searchsorted(BLOCK_STARTS, slot, side="right")) - 1


def lonely(
    streets: Streets, demand: Demand, conditions: Conditions, slot: int, values: Values
) -> Bools:
    """Segments with hardly a frontage and no open venue near by, shape (S,).

    Who is open is judged in the middle of the slot's block of the night.
    """
    middle = BLOCK_MIDDLES[block_of_slot(slot)]
    is_open = np.flatnonzero(conditions.venue_open[:, middle] >= OPEN_ENOUGH)
    watched = np.zeros(streets.segments, dtype=np.bool_)
    watched[demand.near_segment[ragged_positions(demand.near_start, is_open)]] = True
    return (streets.frontage < values["walks.lonely_frontage"]) & ~watched


def perceived(
    streets: Streets,
    demand: Demand,
    conditions: Conditions,
    slot: int,
    p_lit: Floats,
    values: Values,
) -> Floats:
    """Length of each segment as a cautious walker counts it, metres, shape (S,).

    Parameters
    ----------
    streets
        The network, with S segments.
    demand
        Says which segments each venue is near.
    conditions
        What holds on the night.
    slot
        Which slot, 0 to 23.
    p_lit
        Probability that each segment is lit, used where its light is not known.
    values
        The ``walks.times`` assumptions.

    Returns
    -------
    Floats
        The length times a factor for each of: dark, park, alley, underpass, lonely; the
        expected factor where light is not known. By day, the length itself.
    """
    if not conditions.night.dark[slot]:
        return streets.length_m.copy()
    lit = conditions.lit[:, slot]
    p_dark = np.where(lit == UNKNOWN, 1.0 - p_lit, np.where(lit == DARK, 1.0, 0.0))
    factor = 1.0 + p_dark * (values["walks.times.dark"] - 1.0)
    park = streets.in_park | np.isin(streets.kind, (Kind.PARK_PATH, Kind.OPEN_PATH))
    factor[park] *= values["walks.times.park"]
    factor[streets.kind == Kind.ALLEY] *= values["walks.times.alley"]
    factor[streets.kind == Kind.UNDERPASS] *= values["walks.times.underpass"]
    alone = lonely(streets, demand, conditions, slot, values)
    factor[alone] *= values["walks.times.lonely"]
    return np.asarray(streets.length_m * factor)
