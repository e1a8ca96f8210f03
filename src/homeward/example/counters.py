"""Pedestrian counters: 36 places, four weeks, counted with the errors that counters make.

Letters used for shapes: K counters, Q sorts of walk, D days, H the 24 hours.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from homeward.example.crimes import Built
from homeward.example.flows import Walks
from homeward.kit.arrays import Bools, Floats, Ints, Texts, freeze
from homeward.kit.rng import stream

__all__ = ["FIRST_DAY", "WEEKS", "Counters", "count"]

FIRST_DAY: Final = date(2024, 11, 4)
WEEKS: Final = 4
_BUSY: Final = (
    ("High Street north", 30, 110),
    ("High Street south", -120, -210),
    ("Market Street", 210, -25),
    ("Wharf Street", -330, -258),
    ("Station Road", 110, 270),
    ("Old Bridge", -180, -450),
    ("New Bridge", 1055, -500),
    ("Westmoor Road", -800, -140),
)
"""Where a town puts its first counters: name, and metres east and north."""
_DRAWN: Final = (6, 10, 12)
"""Counters on main roads of the centre, on those farther out, and on side streets."""
_CENTRE_M: Final = 600.0
_TOWN_M: Final = 2000.0
_NIGHT_SPREAD, _OWN_SPREAD, _HOUR_SPREAD = 0.035, 0.043, 0.03
"""Variances of what multiplies a mean: of the night everywhere, of it at one counter, of an hour.

As wide as at the eight counters of Leeds in 2013-2015, from 18:00 to 06:00 (our reading of the
council's open counts): one night's total strays by 28% from what its weekday and season have,
and two counters stray together with a correlation of 0.45.
"""
NIGHT_ENDS: Final = 6
"""Who goes home after midnight went out on the day before."""
_BROKEN: Final = ((3, 9, 14), (6, 17, 2))
"""Counter, day and first hour of two gaps, each to the end of that day."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Counters:
    """Counters: where they are, true means by weekday and hour, and what they counted.

    `mean` has shape (Q, K, 7, H); `people` has shape (K, D, H), -1 while broken.
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


def count(built: Built, walks: Walks, seed: int, *, turn: int = 0) -> Counters:
    """Counts drawn from the true walks: of those who walk home, and of all others who pass.

    Parameters
    ----------
    built
        The town.
    walks
        True walks.
    seed
        The run's seed.
    turn
        Another turn has the same counters and means, counted with other errors.

    Returns
    -------
    Counters
        Poisson counts round the true mean of each hour times what nights, counters and hours
        stray by, with two gaps.
    """
    segment = np.concatenate([_busy(built), _drawn(built, seed)])
    mean = np.stack([_day(walks, segment, weekday) for weekday in range(7)], axis=2)
    expected = np.tile(mean.sum(axis=0), (1, WEEKS, 1))
    rng = stream(seed, "example", "counts", turn)
    people = rng.poisson(expected * _strayed(expected.shape, rng)).astype(np.int64)
    for counter, day, hour in _BROKEN:
        people[counter, day, hour:] = -1
    name = [each[0] for each in _BUSY]
    name += [f"{built.names[each]} ({k})" for k, each in enumerate(segment, 1) if k > len(name)]
    return Counters(name=np.array(name), segment=segment, mean=mean, people=people)


def _busy(built: Built) -> Ints:
    """The main road nearest to each place drawn by hand."""
    middle, roads = built.layout.middle_xy_m, built.layout.block < 0
    gaps_m = [np.where(roads, np.hypot(*(middle - (x, y)).T), np.inf) for _, x, y in _BUSY]
    return np.asarray(np.argmin(gaps_m, axis=1), dtype=np.int64)


def _drawn(built: Built, seed: int) -> Ints:
    """Named streets drawn by lot, whoever walks there."""
    rng = stream(seed, "example", "counters")
    gap_m = np.hypot(*built.layout.middle_xy_m.T)
    road, near = built.layout.block < 0, gap_m < _CENTRE_M
    free: Bools = (built.names != "") & (gap_m < _TOWN_M)
    free[_busy(built)] = False
    sorts = (road & near, road & ~near, ~road & (built.layout.kind == "residential"))
    picked = [
        np.sort(rng.choice(np.flatnonzero(free & sort), number, replace=False))
        for sort, number in zip(sorts, _DRAWN, strict=True)
    ]
    return np.concatenate(picked).astype(np.int64)


def _day(walks: Walks, segment: Ints, weekday: int) -> Floats:
    """Means by hour of one day, shape (Q, K, H): its first hours are the night before's."""
    before = walks.by_hour(segment, (weekday - 1) % 7)
    of_day = walks.by_hour(segment, weekday)
    return np.concatenate([before[..., :NIGHT_ENDS], of_day[..., NIGHT_ENDS:]], axis=-1)


def _strayed(shape: tuple[int, ...], rng: np.random.Generator) -> Floats:
    """What each hour's mean is multiplied by, shape (K, D, H); of mean 1."""
    counters, days, hours = shape
    night = _gamma(rng, _NIGHT_SPREAD, (1, days + 1)) * _gamma(
        rng, _OWN_SPREAD, (counters, days + 1)
    )
    by_hour = np.repeat(night, hours, axis=1)[:, hours - NIGHT_ENDS :][:, : days * hours]
    return by_hour.reshape(shape) * _gamma(rng, _HOUR_SPREAD, shape)


def _gamma(rng: np.random.Generator, spread: float, shape: tuple[int, ...]) -> Floats:
    return rng.gamma(1 / spread, spread, shape)
