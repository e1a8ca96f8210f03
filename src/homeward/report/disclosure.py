"""What may be shown of recorded offences: by area, from five upwards, and where the rest goes."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from homeward.kit.arrays import Bools, Ints
from homeward.report.findings import Areas, Findings
from homeward.tables import Town

__all__ = ["ENOUGH", "FEW", "area_columns", "is_open", "write_restricted"]

ENOUGH = 5
"""Fewest recorded offences for which an area's figure is shown (design, section 15)."""

FEW = f"fewer than {ENOUGH}"

UNTOLD = "not known, or too few streets to tell apart"
"""Said of streets that are in no area."""

FIGURES = ("expected", "low", "high")

WARNING = """RESTRICTED

The crime records given to Homeward carry times of day, so they are not the police's open data.
The table areas.csv in this folder holds every area's counts, also those under five. Keep to the
agreement under which the records were lent to you; do not publish this folder or send it on.

The files beside this folder show offences by area, only where five or more were recorded, and
never by the hour. They are meant for the public.
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


def write_restricted(folder: Path, findings: Findings) -> None:
    """``restricted/``: every area's counts, with a warning; only where the records are not open.

    Parameters
    ----------
    folder
        The folder of results; nothing is written where `is_open`.
    findings
        The plan and its layers.
    """
    if is_open(findings.town):
        return
    kept = folder / "restricted"
    kept.mkdir()
    (kept / "READ-FIRST.txt").write_text(WARNING, encoding="utf-8", newline="\n")
    with (kept / "areas.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(_full(findings.areas))


def _full(areas: Areas) -> Iterator[list[Any]]:
    """A header, then each area and group with its figures."""
    yield ["area_id", "group", "recorded", *(f"{name}_a_year" for name in FIGURES)]
    for area in range(len(areas.recorded)):
        for row, group in enumerate(areas.groups):
            figures = areas.offences[:, area, row].round(2).tolist()
            yield [area, group, int(areas.recorded[area, row]), *figures]
