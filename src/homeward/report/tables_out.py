"""Flat files of a plan: JSON, CSV and Parquet."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from homeward.kit.arrays import Floats, Ints
from homeward.report.findings import Findings
from homeward.report.shapes import lonlat_of, segment_lines
from homeward.streets import Kind
from homeward.tables import Reject

__all__ = [
    "OPTION_TYPES",
    "segment_columns",
    "walker_columns",
    "write_csv",
    "write_json",
    "write_look_survey",
    "write_parquet",
    "write_rejects",
    "write_rows",
    "write_survey",
    "write_text",
]

LIGHT_WORDS = ("dark", "lit", "unknown")

FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Signs, also in their wide forms, with which a spreadsheet takes a text for a formula."""
CONTROL = ("\t", "\r", "\n", "\x00")
"""Signs that some spreadsheets skip before they look for one of those."""

OPTION_TYPES: Mapping[str, type] = {
    "id": str,
    "measure": str,
    "label": str,
    "street": str,
    "place": str,
    "lon": float,
    "lat": float,
    "units": float,
    "unit": str,
    "survey_first": bool,
    "capital_gbp": float,
    "yearly_gbp": float,
    "whole_life_gbp": float,
    "averted": float,
    "averted_low": float,
    "averted_high": float,
    "walkers_a_year": float,
    "walkers_a_year_low": float,
    "walkers_a_year_high": float,
    "chosen_in": float,
    "evidence": str,
    "why": str,
}
"""What tables say of a chosen option, in order, and the kind of each value."""


def write_text(path: Path, text: str) -> None:
    """UTF-8 with plain line ends; a file name that is not text is written as an escape."""
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")


def write_json(path: Path, plan: Mapping[str, Any]) -> None:
    """``plan.json``: keys in the contract's order, one way of writing each number."""
    write_text(path, json.dumps(plan, ensure_ascii=False, allow_nan=False, indent=1) + "\n")


def write_csv(path: Path, plan: Mapping[str, Any]) -> None:
    """``plan.csv``: a row per chosen option, UTF-8 with a mark so that Excel reads it right."""
    rows = ([option[name] for name in OPTION_TYPES] for option in plan["options"])
    header = [*OPTION_TYPES, "averted_unit"]
    unit = plan["averted_fixed_flow"]["unit"]
    write_rows(path, header, ([*row, unit] for row in rows))


SURVEY = ("street", "id", "lon", "lat", "length_km", "cost_gbp", "in_plan", "segments")
"""What the list of streets to look at says of each place."""


def write_survey(path: Path, plan: Mapping[str, Any]) -> None:
    """``survey.csv``: streets to look at before buying, in the order of their names."""
    rows = ({**row, "segments": " ".join(row["segments"])} for row in plan["survey"]["rows"])
    write_rows(path, SURVEY, ([row[name] for name in SURVEY] for row in rows))


LOOK_SURVEY = (
    *("street", "length_km", "walkers_a_year", "walkers_a_year_low", "walkers_a_year_high"),
    *("cost_gbp", "cost_low_gbp", "cost_high_gbp"),
)
"""What the list of streets to look at says of each before there is a plan."""


def write_look_survey(path: Path, survey: Mapping[str, Any]) -> None:
    """``survey.csv`` of a look: named streets of unknown light, in the order of their names."""
    rows = ([row[name] for name in LOOK_SURVEY] for row in survey["rows"])
    write_rows(path, LOOK_SURVEY, rows)


def write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    """``rejects.csv``: a row per bad row of the inputs."""
    rows = ([each.file, each.line, each.reason] for each in rejects)
    write_rows(path, ["file", "line", "reason"], rows)


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table as CSV that Excel reads right, and of which no spreadsheet runs a cell."""
    with path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(header)
        writer.writerows([_plain(cell) for cell in row] for row in rows)


def _plain(cell: object) -> object:
    """A cell no spreadsheet will run: text that begins like a formula gets an apostrophe."""
    if not isinstance(cell, str):
        return cell
    risky = cell.startswith(CONTROL) or cell.lstrip().startswith(FORMULA)
    return "'" + cell if risky else cell


def segment_columns(findings: Findings) -> dict[str, Any]:
    """What is published of each segment: its walks, light and felt risk, and never its harm.

    Parameters
    ----------
    findings
        The plan and its layers, with S segments.

    Returns
    -------
    dict
        Columns of length S. `light` is dark, lit or unknown; `p_lit`, `frontage` and the
        `unsafe` columns are shares; `observed` says whether the police there supplied their
        files; walkers and `unsafe` shares have the ends of their 95% intervals beside them;
        `area_id` is the row of the layer `areas`, -1 none; `lon` and `lat` are its middle.
    """
    streets = findings.streets
    kinds = np.array([kind.label for kind in Kind])
    middle = lonlat_of(findings.town.place.crs, streets.middle_xy_m)
    return {
        "id": streets.ids,
        "name": streets.names[streets.name],
        "kind": kinds[streets.kind],
        "length_m": streets.length_m,
        "in_park": streets.in_park,
        "light": np.array(LIGHT_WORDS)[streets.lit],
        "light_reason": streets.reasons[streets.lit_reason],
        "p_lit": np.round(streets.p_lit, 4),
        "frontage": np.round(streets.frontage, 4),
        **walker_columns(findings, np.arange(streets.segments)),
        **felt_columns(findings),
        "observed": findings.seen,
        "area_id": findings.areas.of_segment,
        "lon": np.round(middle[:, 0], 7),
        "lat": np.round(middle[:, 1], 7),
    }


def walker_columns(findings: Findings, rows: Ints) -> dict[str, Floats]:
    """Walkers of some segments a year and on the drawn night, and those who would walk then."""
    return {
        **_ends("walkers_a_year", findings.walkers_year[:, rows], 1),
        **_ends("walkers_tonight", findings.walkers_tonight[:, rows], 3),
        **_ends("desired_tonight", findings.desired_tonight[:, rows], 3),
    }


def felt_columns(findings: Findings) -> dict[str, Floats]:
    """Shares of women and of men who would feel unsafe on each street, with their intervals."""
    told = np.concatenate([findings.felt[None], findings.felt_interval])
    return {
        name: column
        for sex, each in enumerate(("women", "men"))
        for name, column in _ends(f"unsafe_{each}", told[:, :, sex], 4).items()
    }


def _ends(name: str, told: Floats, digits: int) -> dict[str, Floats]:
    """A figure and the ends of its interval, from shape (3, n), as columns."""
    ends = zip(("", "_low", "_high"), told, strict=True)
    return {f"{name}{end}": np.round(each, digits) for end, each in ends}


def write_parquet(path: Path, findings: Findings) -> None:
    """``segments.parquet``: GeoParquet 1.1, lines in longitude and latitude as WKB.

    References
    ----------
    .. [1] Open Geospatial Consortium, GeoParquet 1.1.0. https://geoparquet.org/releases/v1.1.0/
       No `crs` there means OGC:CRS84.
    """
    lines = segment_lines(findings.streets, findings.town.place.crs)
    wkb = pa.array([line.wkb for line in lines], pa.binary())
    table = pa.table({**segment_columns(findings), "geometry": wkb})
    geometry = {
        "encoding": "WKB",
        "geometry_types": ["LineString"],
        "bbox": list(_bounds(findings)),
    }
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": geometry}}
    named = table.replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(named, path, compression="zstd")


def _bounds(findings: Findings) -> tuple[float, ...]:
    """West, south, east, north of all drawn lines, degrees."""
    lonlat = np.round(lonlat_of(findings.town.place.crs, findings.streets.shape_xy_m), 7)
    return (*lonlat.min(axis=0).tolist(), *lonlat.max(axis=0).tolist())
