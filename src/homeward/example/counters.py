"""Pedestrian counters: eight places, four weeks, counted with the errors counters make."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from homeward.example.flows import Walks
from homeward.example.layout import Layout
from homeward.kit.arrays import Floats, Ints, Texts, freeze
from homeward.kit.rng import stream

__all__ = ["FIRST_DAY", "WEEKS", "Counters", "count"]

FIRST_DAY: Final = date(2024, 11, 4)
WEEKS: Final = 4
_PLACES: Final = (
    ("High Street north", 30, 110),
    ("High Street south", -120, -210),
    ("Market Street", 210, -25),
    ("Wharf Street", -330, -258),
    ("Station Road", 110, 270),
    ("Old Bridge", -180, -450),
    ("New Bridge", 1055, -500),
    ("Westmoor Road", -800, -140),
)
_SPREAD: Final = 0.012
NIGHT_ENDS: Final = 6
"""Who goes home after midnight went out on the day before."""
_BROKEN: Final = ((3, 9, 14), (6, 17, 2))
"""Counter, day and first hour of two gaps, each to the end of that day."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Counters:
    """Counters (K): where they are, true means by weekday and hour, and what they counted.

    `mean` has shape (K, 7, 24); `people` has shape (K, days, 24), -1 while broken.
    """

    name: Texts
    segment: Ints
    mean: Floats
    people: Ints

    def __post_init__(self) -> None:
        freeze(self)

    def days(self) -> list[date]:
        """Days counted, in order."""
        return [FIRST_DAY + timedelta(days=k) for k in range(7 * WEEKS)]


def count(layout: Layout, walks: Walks, seed: int) -> Counters:
    """Counts at eight counters, drawn from the true walks.

    Parameters
    ----------
    layout
        The street plan.
    walks
        True walks.
    seed
        The run's seed.

    Returns
    -------
    Counters
        Gamma-Poisson counts round the true mean of each hour, with two gaps.
    """
    rng = stream(seed, "example", "counters")
    middle = layout.middle_xy_m
    roads = layout.block < 0
    segment = np.array(
        [
            int(np.argmin(np.where(roads, np.hypot(*(middle - (x, y)).T), np.inf)))
            for _, x, y in _PLACES
        ]
    )
    mean = np.stack([_day(walks, segment, weekday) for weekday in range(7)], axis=1)
    expected = np.tile(mean, (1, WEEKS, 1))
    people = rng.poisson(expected * rng.gamma(1 / _SPREAD, _SPREAD, expected.shape)).astype(
        np.int64
    )
    for counter, day, hour in _BROKEN:
        people[counter, day, hour:] = -1
    return Counters(
        name=np.array([each[0] for each in _PLACES]), segment=segment, mean=mean, people=people
    )


def _day(walks: Walks, segment: Ints, weekday: int) -> Floats:
    """Mean by hour of one day, shape (K, 24): its first hours are the night before's."""
    before = walks.by_hour(segment, (weekday - 1) % 7)
    of_day = walks.by_hour(segment, weekday)
    return np.concatenate([before[:, :NIGHT_ENDS], of_day[:, NIGHT_ENDS:]], axis=1)
