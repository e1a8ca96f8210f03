"""All files of one plan, written together or not at all."""

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from homeward.errors import InputError
from homeward.report.bid import write_bid
from homeward.report.charts import write_pngs
from homeward.report.disclosure import write_restricted
from homeward.report.findings import Findings
from homeward.report.folder import filled
from homeward.report.layers import write_geopackage
from homeward.report.page import page
from homeward.report.pdf import for_print
from homeward.report.printer import Printer
from homeward.report.tables_out import (
    write_csv,
    write_json,
    write_parquet,
    write_rejects,
    write_survey,
    write_text,
)
from homeward.report.topology import write_areas
from homeward.report.xlsx import write_workbook

__all__ = ["SCHEMAS", "schema", "write"]

SCHEMAS = ("backtest", "limits", "look", "manifest", "plan")


def write(folder: Path, findings: Findings, *, printer: Printer | None = None) -> None:
    """Write every file of a plan into a folder, its manifest last.

    Parameters
    ----------
    folder
        Where; made if it is not there. Files of an earlier plan are replaced.
    findings
        The plan and the layers it stands on.
    printer
        What makes ``report.pdf`` beside the rest; None leaves it out.

    Raises
    ------
    InputError
        If `folder` is a file, or cannot be made or written in.
    OSError
        If the disk is full or fails.
    RuntimeError
        If the printer fails. Whatever stops the writing, nothing is left half-written.

    Notes
    -----
    The same findings give the same bytes, in every file.
    """
    with filled(folder) as work:
        write_json(work / "plan.json", findings.plan)  # which finds a number that is none
        html = page(findings)
        printed = printer.begin(for_print(html)) if printer else None
        write_text(work / "report.html", html)
        _write_data(work, findings)
        _write_office(work, findings)
        write_restricted(work, findings)
        if printed:
            (work / "report.pdf").write_bytes(printed())


def _write_data(work: Path, findings: Findings) -> None:
    """Files for other programs, beside ``plan.json``."""
    write_geopackage(work / "plan.gpkg", findings)
    write_areas(work / "areas.topojson", findings)
    write_parquet(work / "segments.parquet", findings)
    write_csv(work / "plan.csv", findings.plan)
    if findings.plan["survey"]["rows"]:
        write_survey(work / "survey.csv", findings.plan)
    if findings.town.rejects:
        write_rejects(work / "rejects.csv", findings.town.rejects)


def _write_office(work: Path, findings: Findings) -> None:
    """Files to calculate and to write with; the bid takes its pictures from the charts."""
    write_workbook(work / "plan.xlsx", findings.plan)
    write_pngs(work / "charts", findings.plan)
    write_bid(work / "bid.docx", findings, charts=work / "charts")


def schema(name: str) -> Mapping[str, Any]:
    """The JSON schema of a file that Homeward writes, or reads as TOML (``limits``).

    Parameters
    ----------
    name
        One of `SCHEMAS`.

    Returns
    -------
    Mapping
        A JSON schema, draft 2020-12.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in SCHEMAS:
        raise InputError(f"There is a schema for {', '.join(SCHEMAS)}; got {name!r}.")
    path = resources.files("homeward.report") / "schemas" / f"{name}.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
