"""Risk: recorded harm to walkers at night, and how safe a street feels; never one number.

Rates live at snap areas and reach streets by drawn shares; what is not observed is left out.
"""

from homeward.risk.areas import SnapAreas, snap_areas
from homeward.risk.detect import DESIGN, smallest_fall
from homeward.risk.felt import Felt, felt, setting_weights
from homeward.risk.groups import EXCLUDED, GROUP_TYPES, UNKNOWN_TYPE, Tally, groups_of, tally
from homeward.risk.harm import (
    assumed_shares,
    central_shares,
    drawn_shares,
    follows,
    harm,
    night_factors,
)
from homeward.risk.observed import Observed, month_text, observe
from homeward.risk.profile import BANDS, profile_from_times, timed_values
from homeward.risk.rates import Rates, rates
from homeward.risk.smoothing import assuncao_rates, fit_gamma, marshall_rates
from homeward.risk.worlds import Recorded, harm_expected, harm_world, harm_worlds

__all__ = [
    "BANDS",
    "DESIGN",
    "EXCLUDED",
    "GROUP_TYPES",
    "UNKNOWN_TYPE",
    "Felt",
    "Observed",
    "Rates",
    "Recorded",
    "SnapAreas",
    "Tally",
    "assumed_shares",
    "assuncao_rates",
    "central_shares",
    "drawn_shares",
    "felt",
    "fit_gamma",
    "follows",
    "groups_of",
    "harm",
    "harm_expected",
    "harm_world",
    "harm_worlds",
    "marshall_rates",
    "month_text",
    "night_factors",
    "observe",
    "profile_from_times",
    "rates",
    "setting_weights",
    "smallest_fall",
    "snap_areas",
    "tally",
    "timed_values",
]
