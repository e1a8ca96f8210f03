"""The problem profile: offences against walkers by month, with missing months left open."""

from typing import Any

import numpy as np

from homeward.kit.arrays import Ints
from homeward.measures import GROUP_LABELS, GROUPS
from homeward.records import groups_of, month_text
from homeward.study.about import Known

__all__ = ["profile_block"]


def profile_block(known: Known) -> dict[str, Any]:
    """Recorded offences on the map by month and group; null where no month was published.

    A month counts as published when every force that covers observed streets gave its file.
    """
    months = _months(known)
    published = [_published(known, month) for month in months]
    return {
        "months": [month_text(month) for month in months],
        "counts": [_counts(known, row, months, published) for row in range(len(GROUPS))],
        "note": (
            "Offences recorded on this map, at any hour and to anyone, by month; a month that "
            "was not published is left open, never zero."
        ),
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
    by_month = _by_month(known, group, months)
    return {
        "group": GROUPS[group],
        "label": GROUP_LABELS[GROUPS[group]],
        "counts": [
            int(count) if given else None
            for count, given in zip(by_month.tolist(), published, strict=True)
        ],
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
