"""Risk: recorded harm to walkers at night, and how safe a street feels; never one number.

Rates live at snap areas and reach streets by drawn shares; what is not observed is left out.
"""

from homeward.risk.detect import DESIGN, smallest_fall
from homeward.risk.felt import Felt, felt, setting_weights
from homeward.risk.harm import (
    assumed_shares,
    central_shares,
    drawn_shares,
    follows,
    harm,
    night_factors,
)
from homeward.risk.hours import Hours, hours_of
from homeward.risk.profile import BANDS, timed_values, timed_values_in_world
from homeward.risk.worlds import Recorded, harm_expected, harm_world, harm_worlds

__all__ = [
    "BANDS",
    "DESIGN",
    "Felt",
    "Hours",
    "Recorded",
    "assumed_shares",
    "central_shares",
    "drawn_shares",
    "felt",
    "follows",
    "harm",
    "harm_expected",
    "harm_world",
    "harm_worlds",
    "hours_of",
    "night_factors",
    "setting_weights",
    "smallest_fall",
    "timed_values",
    "timed_values_in_world",
]
