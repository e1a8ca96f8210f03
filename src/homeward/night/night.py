"""A night: 24 elapsed half-hours from 18:00 local time, and what holds in each of them.

Letters used for shapes: T the 24 slots, S segments, V venues, B the four bands.
"""

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, Tiny, freeze

__all__ = ["BAND_LABELS", "BAND_OF_SLOT", "SLOTS", "Conditions", "Night"]

SLOTS = 24
BAND_LABELS = ("18:00-20:59", "21:00-23:59", "00:00-02:59", "03:00-05:59")
BAND_OF_SLOT: Ints = np.repeat(np.arange(4, dtype=np.int64), 6)
"""Band of each slot: quarters of the night, the finest timing the evidence gives."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Night:
    """One night, named by the date on which it begins.

    `kind` is such as ``"Saturday, winter"``; `weight` the nights a year it stands for
    (whole); `begins` the aware local start of each slot (elapsed half-hours, so a clock
    change moves the labels and not the count); `dark` whether the sun is below civil
    twilight at the slot's middle; `holiday` whether the date is a public holiday.
    """

    date: date
    kind: str
    weight: int
    begins: tuple[datetime, ...]
    dark: Bools
    holiday: bool

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def labels(self) -> tuple[str, ...]:
        """Local start of each slot with its offset, such as ``23:30+00:00``."""
        return tuple(f"{each:%H:%M}{each.isoformat()[-6:]}" for each in self.begins)


@dataclass(frozen=True, eq=False, kw_only=True)
class Conditions:
    """What holds in each slot of one night.

    Attributes
    ----------
    night
        The night these hold on.
    lit
        DARK, LIT or UNKNOWN, shape (S, T). A daylight slot counts as LIT.
    passable
        Whether each segment can be walked, shape (S, T).
    venue_open
        Probability that each venue is open at the start of each slot, shape (V, T): 0 or 1
        where its hours are known.
    closing
        Probability that each venue closes in each slot, shape (V, T); rows sum to 1, or 0
        where it does not open, or never closes (stations).
    """

    night: Night
    lit: Tiny
    passable: Bools
    venue_open: Floats
    closing: Floats

    def __post_init__(self) -> None:
        freeze(self)
