"""What is known of a town before any money is spent, as one short page."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from homeward.report.direction import isolated
from homeward.report.disclosure import FEW, HELD, write_restricted_months
from homeward.report.folder import filled
from homeward.report.page import environment, template
from homeward.report.tables_out import write_json, write_look_survey, write_text
from homeward.tables import Town

__all__ = ["MonthRow", "look_page", "month_rows", "write_look"]

REJECTS_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class MonthRow:
    """One month: its crime rows on the map, and the forces whose file for it was not given.

    `rows` is None where they are held back, because the records are not open.
    """

    month: str
    rows: int | None
    missing: tuple[str, ...]


def write_look(folder: Path, found: Mapping[str, Any], *, town: Town) -> None:
    """Write ``look.html``, ``look.json`` and, where there are any, the streets to survey.

    Into a folder, the manifest last; the streets are ``survey.csv``. Counts that are not shown,
    of crime records that are not open, go to ``restricted/``.

    Parameters
    ----------
    folder
        Where; made if it is not there.
    found
        What `homeward look` tells, with its survey list.
    town
        The town with its crimes.

    Raises
    ------
    InputError
        If `folder` is a file, or cannot be made or written in.
    OSError
        If the disk is full or fails; nothing is left half-written.
    """
    with filled(folder) as work:
        write_json(work / "look.json", found)
        write_text(work / "look.html", look_page(found))
        if found["survey"]["rows"]:
            write_look_survey(work / "survey.csv", found["survey"])
        write_restricted_months(work, town)


def look_page(found: Mapping[str, Any]) -> str:
    """The page as HTML text.

    Parameters
    ----------
    found
        What `homeward look` tells, with its survey list.

    Returns
    -------
    str
        One document that loads nothing; every text in it that came from a file is escaped.
    """
    made = environment().get_template("look.html.j2")
    text = made.render(
        found=found,
        town=found["town"],
        survey=found["survey"],
        months=month_rows(found),
        closing=tuple(each for each in found["closing"] if each["venues"] > 0),
        rejects=found["rejects"][:REJECTS_SHOWN],
        made_up=found["made_up"],
        few=FEW,
        held=HELD,
        style=Markup(template("report.css")),  # noqa: S704 - our own file
    )
    return isolated(text)


def month_rows(found: Mapping[str, Any]) -> tuple[MonthRow, ...]:
    """Every month from the first to the last supplied; a missing file is named, never nought.

    Parameters
    ----------
    found
        What `homeward look` tells.

    Returns
    -------
    tuple of MonthRow
        In the order of time.
    """
    counted = {each["month"]: each["rows"] for each in found["crimes_by_month"]}
    gaps = [(each["month"], each["force"]) for each in found["town"]["months_missing"]]
    months = {*found["town"]["months_observed"], *(month for month, _ in gaps)}
    return tuple(
        MonthRow(
            month=month,
            rows=counted.get(month, 0),
            missing=tuple(force for gap, force in gaps if gap == month),
        )
        for month in sorted(months)
    )
