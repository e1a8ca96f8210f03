"""How much of each band of the night is dark, lit or shut, over the year."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.night import BAND_LABELS, SLOTS, Conditions
from homeward.streets.network import DARK, LIT, UNKNOWN

__all__ = ["Hours", "hours_of"]

BANDS = len(BAND_LABELS)


@dataclass(frozen=True, eq=False, kw_only=True)
class Hours:
    """Shares of each band's slots over the year, nights weighted, 0 to 1.

    Attributes
    ----------
    dark
        Slots after dark, shape (B,).
    unlit, lit, unknown
        Slots after dark in which each segment is dark, lit, or its light is not known;
        they add up to `dark`, shape (S, B).
    shut
        Slots in which each segment cannot be walked, shape (S, B).
    """

    dark: Floats
    unlit: Floats
    lit: Floats
    unknown: Floats
    shut: Floats

    def __post_init__(self) -> None:
        freeze(self)


def hours_of(nights: Sequence[Conditions]) -> Hours:
    """Sum the conditions of a year's nights by band."""
    slots = sum(each.night.weight for each in nights) * (SLOTS // BANDS)
    dark = sum(_by_band(each.night.dark[None, :]) * each.night.weight for each in nights)
    light = {state: _light(nights, state) / slots for state in (DARK, LIT, UNKNOWN)}
    shut = sum(_by_band(~each.passable) * each.night.weight for each in nights)
    return Hours(
        dark=np.asarray(dark)[0] / slots,
        unlit=light[DARK],
        lit=light[LIT],
        unknown=light[UNKNOWN],
        shut=np.asarray(shut) / slots,
    )


def _light(nights: Sequence[Conditions], state: int) -> Ints:
    """Slots a year after dark in which each segment's light is so, shape (S, B)."""
    parts = (_by_band((each.lit == state) & each.night.dark) * each.night.weight for each in nights)
    return np.asarray(sum(parts), dtype=np.int64)


def _by_band(slots: Bools) -> Ints:
    """Number of slots of each band that hold, shape (rows, B)."""
    in_band = slots.reshape(len(slots), BANDS, SLOTS // BANDS)
    return np.asarray(in_band.sum(axis=2), dtype=np.int64)
