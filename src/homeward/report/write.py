"""All files of one plan, written together or not at all."""

import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from homeward.errors import InputError
from homeward.report.findings import Findings
from homeward.report.folder import filled
from homeward.report.layers import write_geopackage
from homeward.report.page import page
from homeward.report.tables_out import (
    write_csv,
    write_json,
    write_parquet,
    write_rejects,
    write_text,
)

__all__ = ["SCHEMAS", "schema", "write"]

SCHEMAS = ("look", "manifest", "plan")


def write(folder: Path, findings: Findings) -> None:
    """Write every file of a plan into a folder, its manifest last.

    Parameters
    ----------
    folder
        Where; made if it is not there. Files of an earlier plan are replaced.
    findings
        The plan and the layers it stands on.

    Raises
    ------
    InputError
        If `folder` is a file, or cannot be made or written in.
    OSError
        If the disk is full or fails. Whatever stops the writing, nothing is left half-written.

    Notes
    -----
    The same findings give the same bytes, in every file.
    """
    with filled(folder) as work:
        write_json(work / "plan.json", findings.plan)
        write_csv(work / "plan.csv", findings.plan)
        write_parquet(work / "segments.parquet", findings)
        write_geopackage(work / "plan.gpkg", findings)
        if findings.town.rejects:
            write_rejects(work / "rejects.csv", findings.town.rejects)
        write_text(work / "report.html", page(findings))


def schema(name: str) -> Mapping[str, Any]:
    """The JSON schema of a file that Homeward writes.

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
