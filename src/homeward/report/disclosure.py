"""What may be shown of recorded offences, from five upwards, and where the rest goes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from homeward.kit.arrays import Bools, Ints
from homeward.records import Tally, month_text, tally
from homeward.report.findings import Areas, Findings
from homeward.report.tables_out import write_rows
from homeward.tables import Town

__all__ = [
    "ENOUGH",
    "FEW",
    "HELD",
    "area_columns",
    "held_back",
    "is_open",
    "shown_count",
    "write_restricted",
    "write_restricted_months",
]

ENOUGH = 5
"""Fewest recorded offences for which an area's figure is shown (design, section 15)."""

FEW = f"fewer than {ENOUGH}"

HELD = "held back"
"""Said of a month whose count is not shown: it is under five, or hides one that is."""

UNTOLD = "not known, or too few streets to tell apart"
"""Said of streets that are in no area."""

FIGURES = ("expected", "low", "high")

WARNING = """RESTRICTED

The crime records given to Homeward carry times of day, so they are not the police's open data.
The tables in this folder hold every count, also those under five: areas.csv by area, where a
plan was made, and months.csv by kind of offence and month. Keep to the agreement under which the
records were lent to you; do not publish this folder or send it on.

The files beside this folder show offences by area and by month, only where five or more were
recorded, and never by the hour. They are meant for the public.
"""


def is_open(town: Town) -> bool:
    """Whether the crime records are open data, as far as their form tells.

    Parameters
    ----------
    town
        The town with its crimes.

    Returns
    -------
    bool
        False as soon as one record bears a time: the police's open data tell the month alone.
        True where no crimes were given.
    """
    return town.crimes is None or bool(np.isnat(town.crimes.begin).all())


def area_columns(areas: Areas) -> dict[str, Any]:
    """What is shown of each area, and last of streets that are in none.

    Parameters
    ----------
    areas
        Recorded offences by area, A areas of G groups.

    Returns
    -------
    dict
        Columns of length A, or one more where streets are in no area, whose `area_id` is -1:
        `area_id`, and for each group how many were `recorded`, a masked whole number; where it is
        masked, ``why_null`` in words; and offences a year (expected, low, high), at any hour and
        in any place, NaN where fewer than five were recorded.
    """
    many = len(areas.recorded)
    others = 1 if many and (areas.of_segment < 0).any() else 0
    columns: dict[str, Any] = {"area_id": np.append(np.arange(many), [-1] * others).astype(int)}
    for row, group in enumerate(areas.groups):
        enough = areas.recorded[:, row] >= ENOUGH
        columns |= _counts(group, areas.recorded[:, row], enough, others)
        for part, name in enumerate(FIGURES):
            figures = np.where(enough, areas.offences[part, :, row].round(2), np.nan)
            columns[f"{group}_{name}_a_year"] = np.append(figures, [np.nan] * others)
    return columns


def _counts(group: str, recorded: Ints, enough: Bools, others: int) -> dict[str, Any]:
    """The counts that are shown, and why the others are not: texts and numbers apart."""
    # What lies under a mask can still be read, so nothing that is held back is put there.
    counts = np.append(np.where(enough, recorded, 0), np.zeros(others, dtype=np.int64))
    few = np.append(~enough, np.ones(others, dtype=np.bool_))
    why = np.where(np.arange(len(counts)) < len(recorded), FEW, UNTOLD).astype(object)
    return {
        f"{group}_recorded": np.ma.array(counts, mask=few),
        f"{group}_why_null": np.ma.array(why, mask=~few),
    }


def held_back(counts: Ints, also: Bools | None = None) -> Bools:
    """Which of a row of counts are not shown where the records are not open.

    Parameters
    ----------
    counts
        Recorded offences of one kind in each of N months, shape (N,).
    also
        Months that must not be shown for another reason, shape (N,).

    Returns
    -------
    Bools
        True for a count of 1 to 4, and where there is one, for the smallest of five or more, the
        earliest of those alike: so the whole, less all that is shown, is no month's count.

    Examples
    --------
    >>> held_back(np.array([9, 0, 3, 7, 7])).tolist()
    [False, False, True, True, False]
    >>> held_back(np.array([9, 0, 5])).any()
    np.False_
    """
    held = (counts > 0) & (counts < ENOUGH)
    held = held if also is None else held | also
    rest = np.flatnonzero(~held & (counts >= ENOUGH))
    if held.any() and len(rest):
        held[rest[np.argmin(counts[rest])]] = True
    return held


def shown_count(count: int, town: Town) -> int | None:
    """A count of the whole town as it may be shown: None for 1 to 4 of records not open."""
    return count if is_open(town) or not 0 < count < ENOUGH else None


def write_restricted(folder: Path, findings: Findings) -> None:
    """``restricted/``: every count, with a warning; only where the records are not open.

    Parameters
    ----------
    folder
        The folder of results; nothing is written where `is_open`.
    findings
        The plan and its layers.
    """
    if is_open(findings.town):
        return
    write_restricted_months(folder, findings.town)
    header = ("area_id", "group", "recorded", *(f"{name}_a_year" for name in FIGURES))
    write_rows(folder / "restricted" / "areas.csv", header, _by_area(findings.areas))


def write_restricted_months(folder: Path, town: Town) -> None:
    """``restricted/`` with the counts by month alone; only where the records are not open.

    Parameters
    ----------
    folder
        The folder of results; nothing is written where `is_open`.
    town
        The town with its crimes.
    """
    if town.crimes is None or is_open(town):
        return
    kept = folder / "restricted"
    kept.mkdir()
    (kept / "READ-FIRST.txt").write_text(WARNING, encoding="utf-8", newline="\n")
    header = ("type", "month", "what became of them", "recorded")
    write_rows(kept / "months.csv", header, _by_month(tally(town.crimes)))


def _by_month(counted: Tally) -> Iterator[tuple[object, ...]]:
    """Each kind of offence and month, with what became of its records."""
    months = map(month_text, counted.month.tolist())
    columns = (counted.type.tolist(), months, counted.fate.tolist(), counted.count.tolist())
    return zip(*columns, strict=True)


def _by_area(areas: Areas) -> Iterator[list[Any]]:
    """Each area and group with its figures."""
    for area in range(len(areas.recorded)):
        for row, group in enumerate(areas.groups):
            figures = areas.offences[:, area, row].round(2).tolist()
            yield [area, group, int(areas.recorded[area, row]), *figures]
