"""Small tables for the page, worked out from the plan and its layers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.report.disclosure import ENOUGH, FEW
from homeward.report.findings import Findings
from homeward.streets import DARK, LIT, UNKNOWN, Kind, Streets

__all__ = [
    "GRADES",
    "AreaRow",
    "Figure",
    "Grade",
    "KindRow",
    "area_rows",
    "grades",
    "half_of_areas",
    "kind_rows",
    "ratio",
    "resting_on",
]

GRADES = ("your figure", "assumption", "derived", "secondary", "published", "measured")
"""The least tested first, after the reader's own."""

AREA_CLASSES = ((0, 0, "none recorded"), (1, ENOUGH - 1, FEW), (ENOUGH, 19, f"{ENOUGH} to 19"))
"""Recorded offences, from and to, in words; the last class is all above."""


@dataclass(frozen=True, kw_only=True)
class KindRow:
    """One kind of street: length, and what is known of its light."""

    kind: str
    length_km: float
    lit: float
    dark: float
    unknown: float


@dataclass(frozen=True, kw_only=True)
class AreaRow:
    """Areas with so many recorded offences: how many, and their street length."""

    recorded: str
    areas: int
    length_km: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A declared figure with its number in the report, to which links lead."""

    number: int
    row: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Grade:
    """All declared figures of one grade, and their share of all figures."""

    grade: str
    share: float
    figures: tuple[Figure, ...]


def kind_rows(findings: Findings) -> tuple[KindRow, ...]:
    """Each kind of street that the town has, with shares by length.

    Parameters
    ----------
    findings
        The plan and its layers.

    Returns
    -------
    tuple of KindRow
        In the order of `Kind`.
    """
    streets = findings.streets
    return tuple(_kind_row(findings, kind) for kind in Kind if bool((streets.kind == kind).any()))


def _kind_row(findings: Findings, kind: Kind) -> KindRow:
    streets = findings.streets
    length = np.where(streets.kind == kind, streets.length_mm, 0)
    total = max(int(length.sum()), 1)
    lit, dark, unknown = (
        int(length[streets.lit == state].sum()) / total for state in (LIT, DARK, UNKNOWN)
    )
    return KindRow(
        kind=kind.label,
        length_km=int(length.sum()) / 1e6,
        lit=lit,
        dark=dark,
        unknown=unknown,
    )


def area_rows(findings: Findings) -> tuple[AreaRow, ...]:
    """How many areas have how many recorded offences; no area is named.

    Parameters
    ----------
    findings
        The plan and its layers, with A areas.

    Returns
    -------
    tuple of AreaRow
        From none recorded upwards.
    """
    recorded = findings.areas.recorded.sum(axis=1)
    length = _area_mm(findings.streets, findings)
    classes = (*AREA_CLASSES, (20, np.inf, "20 or more"))
    held = [(recorded >= low) & (recorded <= high) for low, high, _ in classes]
    return tuple(
        AreaRow(recorded=words, areas=int(mine.sum()), length_km=int(length[mine].sum()) / 1e6)
        for (_, _, words), mine in zip(classes, held, strict=True)
    )


def _area_mm(streets: Streets, findings: Findings) -> np.ndarray[Any, Any]:
    """Street length of each area, millimetres, shape (A,)."""
    areas = findings.areas
    inside = areas.of_segment >= 0
    length = np.zeros(len(areas.recorded), dtype=np.int64)
    np.add.at(length, areas.of_segment[inside], streets.length_mm[inside])
    return length


def half_of_areas(findings: Findings) -> tuple[float, float] | None:
    """The smallest share of areas, and of their length, that holds half the recorded offences.

    Parameters
    ----------
    findings
        The plan and its layers.

    Returns
    -------
    tuple of float or None
        Share of areas and share of their street length; None where fewer than 5 are recorded.
    """
    recorded = findings.areas.recorded.sum(axis=1)
    if recorded.sum() < ENOUGH:
        return None
    order = np.argsort(-recorded, kind="stable")
    count = int(np.searchsorted(np.cumsum(recorded[order]), recorded.sum() / 2)) + 1
    length = _area_mm(findings.streets, findings)
    return count / len(order), int(length[order[:count]].sum()) / max(int(length.sum()), 1)


def grades(plan: Mapping[str, Any]) -> tuple[Grade, ...]:
    """Declared figures by grade, each with the number it keeps throughout the report.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    tuple of Grade
        In the order of `GRADES`, then any other.
    """
    figures = [Figure(number=at, row=row) for at, row in enumerate(plan["assumptions"], 1)]
    names = dict.fromkeys([*GRADES, *(each.row["grade"] for each in figures)])
    held = {name: tuple(each for each in figures if each.row["grade"] == name) for name in names}
    return tuple(
        Grade(grade=name, share=len(mine) / len(figures), figures=mine)
        for name, mine in held.items()
        if mine
    )


def resting_on(plan: Mapping[str, Any], *rooms: str) -> tuple[Figure, ...]:
    """The declared figures whose names begin with one of these, for links to their rows."""
    return tuple(
        Figure(number=at, row=row)
        for at, row in enumerate(plan["assumptions"], 1)
        if row["name"].startswith(rooms)
    )


def ratio(of: float) -> str:
    """An effect's ratio, with two decimals and more where the source has them.

    Examples
    --------
    >>> ratio(0.86), ratio(1.0), ratio(0.8646)
    ('0.86', '1.00', '0.8646')
    """
    return max(f"{of:.2f}", f"{of:.6g}", key=len)
