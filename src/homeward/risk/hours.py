"""Which hours each dated record leaves open, and which records say nothing of the hour.

Letters used for shapes: G offence groups, P patterns of hours, N crime rows, and 5 parts of a
day: 06:00 to 17:59, then the four bands.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures import GROUPS
from homeward.records.groups import used_rows
from homeward.tables import Crimes

__all__ = ["Hours", "hours_of"]

DAY_MIN = 1440
LONGEST_MIN = DAY_MIN - 2
"""A longer span covers the day: 00:00 to 23:59 is how a day without a time is written.

It is how clocks and calendars are made, not a figure about the world, so it is no assumption.
"""

BAND_STARTS_MIN = (18 * 60, 21 * 60, 0, 3 * 60)
BAND_MIN = 180
PART_MIN = np.array([720, BAND_MIN, BAND_MIN, BAND_MIN, BAND_MIN])
"""Minutes of the day from 06:00 to 17:59, and of each band."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Hours:
    """What dated records say of the hour, by group.

    `known` counts offences that lie in one part of the day, (G, 5). The others are ranges over
    several: pattern p stands for `count[p]` offences of `group[p]` and covers the share
    `covered[p]` of each part, (P, 5). `dated` is how many offences have a date of their own,
    `untold` how many of them say nothing of the hour.
    """

    known: Floats
    group: Ints
    covered: Floats
    count: Ints
    dated: int
    untold: int

    def __post_init__(self) -> None:
        freeze(self)


def hours_of(crimes: Crimes) -> Hours:
    """What dated records say of the hour.

    Parameters
    ----------
    crimes
        Offences; those that count as harm and have a `begin` (local time) are used, with
        `finish` where the time is only known to lie between two.

    Returns
    -------
    Hours
        A record says nothing of the hour if it spans about a day or more, as one with a date
        alone does, or is stamped midnight sharp: that is how a missing time is written.
    """
    group = used_rows(crimes)
    dated = (group >= 0) & ~np.isnat(crimes.begin)
    minutes, told = _minutes_in_parts(crimes)
    rows = np.flatnonzero(dated & told)
    in_one = (minutes[rows] > 0).sum(axis=1) == 1
    known = np.zeros((len(GROUPS), len(PART_MIN)))
    sure, ranges = rows[in_one], rows[~in_one]
    np.add.at(known, (group[sure], minutes[sure].argmax(axis=1)), crimes.count[sure])
    keys = np.column_stack([group[ranges], minutes[ranges]])
    patterns, back = np.unique(keys, axis=0, return_inverse=True)
    count = np.zeros(len(patterns), dtype=np.int64)
    np.add.at(count, back.reshape(-1), crimes.count[ranges])
    return Hours(
        known=known,
        group=patterns[:, 0],
        covered=patterns[:, 1:] / PART_MIN,
        count=count,
        dated=int(crimes.count[dated].sum()),
        untold=int(crimes.count[dated & ~told].sum()),
    )


def _minutes_in_parts(crimes: Crimes) -> tuple[Ints, Bools]:
    """Minutes of each part of the day that a record covers, (N, 5), and if it tells the hour."""
    begin = _minutes(crimes.begin)
    finish = np.where(np.isnat(crimes.finish), begin, _minutes(crimes.finish))
    span = finish - begin
    sharp = (span == 0) & (begin % DAY_MIN == 0)
    told = (span >= 0) & (span <= LONGEST_MIN) & ~sharp
    end = begin + np.clip(span, 1, DAY_MIN)
    return _until(end) - _until(begin), told


def _minutes(times: np.ndarray) -> Ints:
    """Minutes since 1970 of local times; 0 for those not known."""
    minutes = times.astype("datetime64[m]").astype(np.int64)
    return np.where(np.isnat(times), 0, minutes)


def _until(minute: Ints) -> Ints:
    """Minutes of each part of the day from 1970 until a minute, shape (N, 5)."""
    day, rest = np.divmod(minute[:, None], DAY_MIN)
    bands = day * BAND_MIN + np.clip(rest - np.array(BAND_STARTS_MIN), 0, BAND_MIN)
    return np.column_stack([minute - bands.sum(axis=1), bands])
