"""What the walks of a year and of one night come to, in whole quanta.

Letters used for shapes: S segments, T the 24 slots; the two ways people choose (DIRECT,
CAUTIOUS); light (0 dark, 1 daylight).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures.assumption import Values

__all__ = ["CAUTIOUS", "DIRECT", "QUANTA_PER_WALKER", "SEXES", "Flows", "walking_parts"]

DIRECT, CAUTIOUS = 0, 1
SEXES = ("women", "men")
ALL = slice(None)
QUANTA_PER_WALKER = 1 << 32
"""One walker in quanta: 2**24 for where they go, times 2**8 for how many leave."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Flows:
    """Walks over each segment if everyone who leaves a venue walked, by way of choosing.

    Attributes
    ----------
    year
        Walkers a year over each segment if all were direct (0) or cautious (1), in quanta,
        shape (2, 2, S, T): way of choosing, light, segment, slot.
    tonight
        The same for the drawn night alone, shape (2, S, T).
    leaving_year, leaving_tonight
        Walkers who set out a year, quanta, shape (2, T): light, slot; and on the drawn
        night, shape (T,).
    lost_year
        Of `leaving_year`, those with no end in reach, summed (quanta).
    cut_year
        Walkers a year, quanta, whose walk ends at a gateway on the map's edge.
    lit_low, lit_high
        Walkers a year, quanta, shape (2,) by way of choosing, whose every segment is lit:
        with all unknown light taken as dark, and as lit.
    dark_walks
        Walkers whose walk is judged so, shape (2,): the dark-hour walks that reach an end.
    """

    year: Ints
    tonight: Ints
    leaving_year: Ints
    leaving_tonight: Ints
    lost_year: int
    cut_year: int
    lit_low: Ints
    lit_high: Ints
    dark_walks: Ints

    def __post_init__(self) -> None:
        freeze(self)

    @cached_property
    def by_band(self) -> Floats:
        """Walkers a year if all chose one way, shape (2, 2, S, 4): way, light, segment, band."""
        quanta = self.year.reshape(*self.year.shape[:3], 4, -1).sum(axis=4)
        walkers: Floats = np.divide(quanta, QUANTA_PER_WALKER, order="C")
        return walkers

    def actual(self, values: Values, sex: str, rows: Ints | slice = ALL) -> Floats:
        """Expected walkers of one sex a year, shape (2, rows, 4): light, segment, band.

        After dark some stay in or ride (``walks.after_dark.<sex>``), and of those who walk
        some take the cautious way (``walks.cautious.<sex>``).
        """
        walkers = self._mixed(self.by_band[:, :, rows], values[f"walks.cautious.{sex}"])
        walkers *= _people(values, sex)
        walkers[0] *= values[f"walks.after_dark.{sex}"]
        return walkers

    def everyone(self, values: Values) -> Floats:
        """Expected walkers of both sexes a year, shape (S, 4): `actual` added up."""
        part = walking_parts(values)
        total: Floats = np.zeros(self.by_band.shape[2:])
        for way, light in np.ndindex(2, 2):
            total += part[way, light] * self.by_band[way, light]
        return total

    def desired(self, values: Values, sex: str, rows: Ints | slice = ALL) -> Floats:
        """Walkers a year if nobody stayed in or took a detour out of fear, as `actual`."""
        walkers: Floats = self.by_band[DIRECT][:, rows] * _people(values, sex)
        return walkers

    def actual_tonight(self, values: Values, sex: str, dark: Bools) -> Floats:
        """Expected walkers of one sex on the drawn night, shape (S, T); `dark` by slot."""
        tonight: Floats = np.divide(self.tonight, QUANTA_PER_WALKER, order="C")
        walkers = self._mixed(tonight, values[f"walks.cautious.{sex}"])
        walkers *= _people(values, sex)
        walkers[:, dark] *= values[f"walks.after_dark.{sex}"]
        return walkers

    def desired_tonight(self, values: Values, sex: str) -> Floats:
        """Walkers of one sex on the drawn night if nobody feared the dark, shape (S, T)."""
        walkers: Floats = np.divide(self.tonight[DIRECT], QUANTA_PER_WALKER, order="C")
        walkers *= _people(values, sex)
        return walkers

    @staticmethod
    def _mixed(walkers: Floats, cautious: float) -> Floats:
        mixed: Floats = walkers[DIRECT] + cautious * (walkers[CAUTIOUS] - walkers[DIRECT])
        return mixed


def walking_parts(values: Values) -> Floats:
    """Of the people who set out, those who walk by each way in each light, shape (2, 2)."""
    part = np.zeros((2, 2))
    for sex in SEXES:
        out = _people(values, sex) * np.array([values[f"walks.after_dark.{sex}"], 1.0])
        cautious = values[f"walks.cautious.{sex}"]
        part[DIRECT] += (1.0 - cautious) * out
        part[CAUTIOUS] += cautious * out
    return part


def _people(values: Values, sex: str) -> float:
    women = values["walks.share_women"]
    return values["walks.fill"] * (women if sex == "women" else 1.0 - women)
