"""What a workbook's sheet is made of: its columns, their headers and how they are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from homeward.report.cells import TEXT
from homeward.report.formats import upper_first

__all__ = [
    "ASSUMED",
    "ASSUMED_TEXT",
    "HIGH_END",
    "HIGH_TEXT",
    "LOW_END",
    "LOW_TEXT",
    "Column",
    "Sheet",
]

LOW_TEXT, HIGH_TEXT = "low end of 95% of draws", "high end of 95% of draws"
LOW_END, HIGH_END = upper_first(LOW_TEXT), upper_first(HIGH_TEXT)
ASSUMED_TEXT = "of that spread, assumed"
ASSUMED = upper_first(ASSUMED_TEXT)
"""Headers of an interval and of what rests on assumptions, alone or after other words."""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column's header, with its unit, the key of its values, how it is shown, and its width.

    A row of several units says itself how its figures are shown, under the key `shown`.
    """

    header: str
    key: str
    shown: str = TEXT
    width: int = 14


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table: its columns, and its rows by key."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Mapping[str, Any]]
