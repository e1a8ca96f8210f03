"""The workbook: every table of a plan, as values that no spreadsheet runs or follows."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from homeward.report.cells import FIGURE, TEXT, every_format, format_of
from homeward.report.columns import Sheet
from homeward.report.sheets import sheets_of

__all__ = ["CREATED", "write_workbook"]

CREATED = datetime(2000, 1, 1)
"""Stands for the time of writing, so that the same plan gives the same bytes."""

SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": False,
}

LONGEST = 32_767
"""Characters that a cell can hold (Microsoft, Excel specifications and limits)."""


def write_workbook(path: Path, plan: Mapping[str, Any]) -> None:
    """``plan.xlsx``: every table of a plan, a sheet each.

    Parameters
    ----------
    path
        The file to make.
    plan
        The content of ``plan.json``.

    Notes
    -----
    Cells hold values only: no formula, no link. A text that begins like a formula stays text.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # noqa: PLC0415

    with Workbook(path, SAFE) as book:
        book.set_properties({"title": "Homeward plan", "created": CREATED})
        looks = {shown: book.add_format({"num_format": shown}) for shown in every_format()}
        wrapped = book.add_format({"num_format": TEXT, "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for sheet in sheets_of(plan):
            _write(book.add_worksheet(sheet.name), sheet, looks | {TEXT: wrapped}, head)


def _write(page: Any, sheet: Sheet, looks: Mapping[str, Any], head: Any) -> None:  # noqa: ANN401
    """Headers that stay in view, then the rows."""
    page.freeze_panes(1, 1)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, column.header, head)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for at, column in enumerate(sheet.columns):
            value, shown = row[column.key], row.get("shown", FIGURE)
            shown = shown if column.shown == FIGURE else column.shown
            _cell(page, (last, at), value, looks[format_of(value, shown)])
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _cell(page: Any, at: tuple[int, int], value: object, look: Any) -> None:  # noqa: ANN401
    """One value by its own kind; what is not known stays blank."""
    if value is None:
        page.write_blank(*at, None, look)
    elif isinstance(value, bool):
        page.write_boolean(*at, value, look)
    elif isinstance(value, (int, float)):
        page.write_number(*at, value, look)
    elif isinstance(value, date):
        page.write_datetime(*at, value, look)
    else:
        page.write_string(*at, _text(value), look)


def _text(value: object) -> str:
    """A text that XML and a cell can hold; a file name that is not text becomes an escape."""
    whole = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return whole[:LONGEST]
