"""The known truth: offences against walkers, by segment and hour, and where all others happen.

An intensity per metre that is a sum of hot spots, each with its own hour, and powers of
footfall: on purpose not the form of the model that is to recover it. Letters used for shapes:
S segments, H the 24 hours.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from homeward.example.flows import SORTS, Walks, bell
from homeward.example.lamps import DARK, PART_NIGHT, Light
from homeward.example.layout import Layout
from homeward.kit.arrays import Bools, Floats, freeze

__all__ = ["DARK_RATIO", "TYPES", "Kind", "Rates", "dark_hours", "rates"]

DARK_RATIO: Final = 1.25
"""Intensity on an unlit metre after dark over what it would be lit. Invented."""


class Kind(NamedTuple):
    """A police.uk category: offences a year, and the shares in public and against walkers.

    `place` says where the rest happen: homes, shops, venues or streets.
    """

    name: str
    group: str
    per_year: float
    public: float
    walker: float
    place: str


TYPES: Final = (
    Kind("Robbery", "theft", 98, 0.9, 0.9, "shops"),
    Kind("Theft from the person", "theft", 322, 0.62, 0.85, "venues"),
    Kind("Violence and sexual offences", "violence", 2600, 0.34, 0.55, "homes"),
    Kind("Anti-social behaviour", "other", 1480, 0.7, 0.0, "homes"),
    Kind("Shoplifting", "other", 860, 0.0, 0.0, "shops"),
    Kind("Criminal damage and arson", "other", 610, 0.45, 0.0, "homes"),
    Kind("Public order", "other", 690, 0.6, 0.0, "venues"),
    Kind("Other theft", "other", 560, 0.3, 0.0, "homes"),
    Kind("Vehicle crime", "other", 390, 1.0, 0.0, "homes"),
    Kind("Burglary", "other", 330, 0.0, 0.0, "homes"),
    Kind("Drugs", "other", 210, 0.7, 0.0, "homes"),
    Kind("Bicycle theft", "other", 150, 0.7, 0.0, "homes"),
    Kind("Other crime", "other", 150, 0.3, 0.0, "homes"),
    Kind("Possession of weapons", "other", 60, 0.6, 0.0, "homes"),
)  # fmt: skip
"""All invented, of a size that a town of 60,000 might have."""


class _HotSpot(NamedTuple):
    """A place that draws offences: where, how far, how much of each group, and when."""

    what: str
    x_m: float
    y_m: float
    reach_m: float
    theft: float
    violence: float
    peak_hour: float
    narrowness: float


_HOT_SPOTS: Final = (
    _HotSpot("clubs", -300, -260, 110, 2.6, 3.4, 2.3, 5.0),
    _HotSpot("market", 60, 40, 130, 2.2, 1.2, 15.5, 1.5),
    _HotSpot("station", 230, 395, 90, 2.4, 1.3, 20.5, 1.2),
    _HotSpot("bridge end", -190, -540, 70, 2.1, 1.6, 0.8, 3.0),
    _HotSpot("underpass", -315, 470, 80, 2.8, 1.2, 23.4, 2.0),
    _HotSpot("north parade", 640, 900, 120, 0.9, 1.4, 21.0, 1.5),
    _HotSpot("west gate", -560, -330, 110, 1.6, 1.5, 1.6, 3.0),
    _HotSpot("south parade", -140, -1250, 130, 0.8, 1.5, 20.0, 1.2),
)  # fmt: skip
_GROUPS: Final = ("theft", "violence")
_LATE_POWER: Final = {"theft": 0.62, "violence": 0.55}
_DAY_POWER: Final = {"theft": 0.5, "violence": 0.35}
_LATE_WEIGHT: Final = {"theft": 0.011, "violence": 0.012}
_DAY_WEIGHT: Final = {"theft": 0.004, "violence": 0.006}
_SWITCHED_ON_AGAIN: Final = 6
_SUN_UP_HOURS: Final = (7, 18)


@dataclass(frozen=True, eq=False, kw_only=True)
class Rates:
    """Offences a year against walkers in public, by group, shape (S, H) each."""

    theft: Floats
    violence: Floats

    def __post_init__(self) -> None:
        freeze(self)


def rates(layout: Layout, light: Light, walks: Walks) -> Rates:
    """True rates of both groups.

    Parameters
    ----------
    layout
        The street plan.
    light
        True light; unlit metres weigh more after dark.
    walks
        True walks.

    Returns
    -------
    Rates
        Each sums to the group's offences a year, times the shares in public and against walkers.
    """
    theft, violence = (_of_group(group, layout, light, walks) for group in _GROUPS)
    return Rates(theft=theft, violence=violence)


def _of_group(group: str, layout: Layout, light: Light, walks: Walks) -> Floats:
    middle = layout.middle_xy_m
    per_metre = _footfall_part(group, walks)
    for spot in _HOT_SPOTS:
        gap_m = np.hypot(*(middle - (spot.x_m, spot.y_m)).T)
        height = getattr(spot, group) * np.exp(-0.5 * (gap_m / spot.reach_m) ** 2)
        per_metre += height[:, None] * bell(spot.peak_hour, spot.narrowness)
    per_metre *= np.where(dark_hours(light), DARK_RATIO, 1.0)
    whole = per_metre * layout.length_m[:, None]
    total = sum(kind.per_year * kind.public * kind.walker for kind in TYPES if kind.group == group)
    return np.asarray(whole / whole.sum() * total)


def _footfall_part(group: str, walks: Walks) -> Floats:
    """Intensity per metre that follows people: late walkers, and walkers by day."""
    late = walks.per_day[[SORTS.index(each) for each in ("meal", "pub", "late")]].sum(axis=0)
    day = walks.per_day[[SORTS.index(each) for each in ("train", "shopping")]].sum(axis=0)
    by_night = _LATE_WEIGHT[group] * (late + 0.2) ** _LATE_POWER[group]
    by_day = _DAY_WEIGHT[group] * (day + 0.5) ** _DAY_POWER[group]
    return np.asarray(by_night[:, None] * bell(0.6, 2.6) + by_day[:, None] * bell(16.0, 0.9))


def dark_hours(light: Light) -> Bools:
    """Whether each segment is dark in each hour of an average night, shape (S, H)."""
    hour = np.arange(24)
    night = (hour < _SUN_UP_HOURS[0]) | (hour >= _SUN_UP_HOURS[1])
    switched_off = hour < _SWITCHED_ON_AGAIN
    always, after_midnight = light.state == DARK, light.state == PART_NIGHT
    return np.asarray((always[:, None] & night) | (after_midnight[:, None] & switched_off))
