"""How a workbook shows its figures: a format for each kind, and one for each unit."""

from collections.abc import Iterable
from math import floor, log10

__all__ = [
    "DATE",
    "FIGURE",
    "PLACE",
    "POINTS",
    "POUNDS",
    "SHARE",
    "TENTHS",
    "TEXT",
    "THOUSANDTHS",
    "WHOLE",
    "YEAR",
    "every_format",
    "format_of",
    "gain_format",
]

POUNDS, SHARE, WHOLE, TEXT, PLACE = ("#,##0.00;[Red]-#,##0.00", "0%", "#,##0", "@", "0.000000")
TENTHS, THOUSANDTHS, YEAR, POINTS = "#,##0.0", "#,##0.000", "0", "0.0%"
DATE = "yyyy-mm-dd"
"""How columns are shown; units stand in the headers."""

FIGURE = "four figures"
"""No format: figures of many units in one column, each shown to four significant figures."""

FIGURES, MOST_DECIMALS = 4, 9


def every_format() -> Iterable[str]:
    """Every way in which a number or a date is shown."""
    named = (POUNDS, SHARE, WHOLE, PLACE, TENTHS, THOUSANDTHS, YEAR, POINTS, DATE)
    return tuple(dict.fromkeys([*named, *map(_decimals, range(MOST_DECIMALS + 1))]))


def _decimals(count: int) -> str:
    return f"#,##0.{'0' * count}" if count else WHOLE


def format_of(value: object, shown: str) -> str:
    """How a cell is shown: by its column, or to four significant figures."""
    if shown != FIGURE:
        return shown
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return TEXT
    before = floor(log10(abs(value))) + 1 if value else 1
    return _decimals(min(max(FIGURES - before, 0), MOST_DECIMALS))


def gain_format(unit: str) -> str:
    """How a plan's figures are shown: pence, tenths of walks and kilometres, parts of a mix."""
    if unit.startswith("pounds"):
        return POUNDS
    return TENTHS if unit.startswith(("kilometres", "walks")) else FIGURE
