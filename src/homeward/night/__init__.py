"""What holds at an hour: darkness, who is open, which lamps are on, which gates are shut.

`of_date` and `year_of` make nights; `conditions` says what holds on one of them.
"""

from homeward.night.calendar import of_date, year_of
from homeward.night.closures import EVERY_KIND, Closures, Window
from homeward.night.conditions import conditions
from homeward.night.night import BAND_LABELS, BAND_OF_SLOT, SLOTS, Conditions, Night
from homeward.night.scenario import Scenario, scenario_from

__all__ = [
    "BAND_LABELS",
    "BAND_OF_SLOT",
    "EVERY_KIND",
    "SLOTS",
    "Closures",
    "Conditions",
    "Night",
    "Scenario",
    "Window",
    "conditions",
    "of_date",
    "scenario_from",
    "year_of",
]
