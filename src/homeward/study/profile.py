"""The problem profile: offences against walkers by month, with missing months left open."""

from typing import Any

import numpy as np

from homeward.kit.arrays import Ints
from homeward.measures import GROUP_LABELS, GROUPS
from homeward.records import groups_of, month_text
from homeward.report.disclosure import HELD, held_back, is_open
from homeward.study.about import Known

__all__ = ["profile_block"]

COUNTED = (
    "Offences recorded on this map, at any hour and to anyone, by month; a month that "
    "was not published is left open, never zero."
)

UNTOLD = (
    f" Said to be {HELD}: a month with one to four records of a kind, and with it the month that "
    "has the next fewest of that kind, because the records are not open data. A year or a season "
    "with such a month in it is not told either."
)


def profile_block(known: Known) -> dict[str, Any]:
    """Recorded offences on the map by month and group; null where no month was published.

    A month counts as published when every force that covers observed streets gave its file. Where
    the records are not open, a count that is held back is null too, and its month is listed.
    """
    months = _months(known)
    published = [_published(known, month) for month in months]
    rows = [_counts(known, row, months, published) for row in range(len(GROUPS))]
    return {
        "months": [month_text(month) for month in months],
        "counts": rows,
        "note": COUNTED + (UNTOLD if any(row["held_back"] for row in rows) else ""),
    }


def _months(known: Known) -> list[int]:
    """All months from the first to the last given for a force that covers these streets."""
    given = [known.observed.months(force) for force in _forces(known)]
    every = np.concatenate([np.zeros(0, dtype=np.int64), *given])
    return list(range(int(every.min()), int(every.max()) + 1)) if len(every) else []


def _forces(known: Known) -> list[int]:
    return [int(force) for force in np.unique(known.observed.force[known.observed.seen])]


def _published(known: Known, month: int) -> bool:
    return all(month in known.observed.months(force) for force in _forces(known))


def _counts(known: Known, group: int, months: list[int], published: list[bool]) -> dict[str, Any]:
    by_month, given = _by_month(known, group, months), np.array(published, dtype=np.bool_)
    held = held_back(np.where(given, by_month, 0)) & (not is_open(known.built.town))
    return {
        "group": GROUPS[group],
        "label": GROUP_LABELS[GROUPS[group]],
        "counts": [
            count if shown else None
            for count, shown in zip(by_month.tolist(), (given & ~held).tolist(), strict=True)
        ],
        "held_back": [month_text(months[at]) for at in np.flatnonzero(held)],
    }


def _by_month(known: Known, group: int, months: list[int]) -> Ints:
    counted = known.tally
    if counted is None or not months:
        return np.zeros(len(months), dtype=np.int64)
    mine = (counted.fate == "used") & (groups_of(counted.type) == group)
    inside = mine & (counted.month >= months[0]) & (counted.month <= months[-1])
    totals = np.zeros(len(months), dtype=np.int64)
    np.add.at(totals, counted.month[inside] - months[0], counted.count[inside])
    return totals
