"""A bid's sections of the place: its area and its problem."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx.document import Document as Paper

from homeward.report.disclosure import ENOUGH, FEW
from homeward.report.findings import Findings
from homeward.report.formats import assumed, counted, ends, gbp, rough, share
from homeward.report.paper import add_chart, add_table, add_to_write, first_rows, say
from homeward.report.people import felt_said
from homeward.report.plain import plain
from homeward.report.words import HARM_COSTS, harm_said
from homeward.report.zones import zone_tables

__all__ = ["add_area", "add_problem"]

WEIGHTS = {
    "Part": 2.8,
    "Share of its group": 1.8,
    "Pounds an offence": 2.0,
    "Prices of": 1.7,
    "Method": 1.8,
    "Source": 6.5,
}
"""Columns of the table of pounds an offence, with their widths in centimetres."""


def add_area(paper: Paper, findings: Findings) -> None:
    """Section 2: where it is, and what is proposed by area.

    Parameters
    ----------
    paper
        The bid.
    findings
        The plan and its layers.
    """
    town = findings.plan["town"]
    west, south, east, north = town["bbox"]
    paper.add_heading("2. The area", 1)
    say(
        paper,
        f"{town['name']}: {rough(town['length_km'])} km of streets and paths that can be walked, "
        f"{counted(town['venues'], 'venue')} open in the evening, between {west:.4f} and "
        f"{east:.4f} degrees of longitude and {south:.4f} and {north:.4f} of latitude.",
    )
    add_to_write(paper, "why this area is eligible, with the fund's own benchmarks of crime")
    for table in zone_tables(findings):
        paper.add_heading(plain(f"{table.title}: what is proposed"), 3)
        rows = [
            (row.code, row.name, row.options, gbp(row.capital_gbp), gbp(row.yearly_gbp))
            for row in table.rows
        ]
        header = {"Code": 3.0, "Name": 5.2, "Places": 2.0, "To buy": 3.2, "To run, a year": 3.2}
        add_table(paper, header, first_rows(paper, rows))
    if not_told := _zones_not_told(findings):
        say(paper, *not_told)


def _zones_not_told(findings: Findings) -> list[str]:
    """Which tables by area are not there, and what would make them."""
    said = []
    if findings.town.zones is None:
        said.append(
            "There is no table by ward: no file that says where the wards lie was given. Run the "
            "plan again with --areas and the wards' outlines."
        )
    if findings.town.people is None:
        said.append(
            "There is no table by census area (LSOA): no census was given. Run the plan again "
            "with --people."
        )
    return said if findings.plan["options"] else []


def add_problem(paper: Paper, plan: Mapping[str, Any], charts: Path) -> None:
    """Section 3: what was recorded, what is felt, and how light the streets are.

    Parameters
    ----------
    paper
        The bid.
    plan
        The content of ``plan.json``.
    charts
        Folder of the charts as PNG.
    """
    paper.add_heading("3. The problem", 1)
    if plan["town"]["observed"] == 0:
        say(paper, "No crime file covers these streets: recorded harm is not known, not nought.")
    else:
        _recorded(paper, plan)
    add_chart(paper, charts, "months", "Offences recorded by month; a table is in the report.")
    say(
        paper,
        f"On {felt_said(plan, 'before', 'women')} of the distance that women walk after dark, and "
        f"{felt_said(plan, 'before', 'men')} of men's, walkers are expected to feel unsafe. About "
        f"{ends(plan['walks']['people']['walking']['a_year']['all'])} people are expected to walk "
        "home there at night in a year. In brackets stand the ends of the 95% intervals, and how "
        "much of that spread would go if every mere assumption were known.",
    )
    add_chart(paper, charts, "light", "Shares of the streets' length by what is known of light.")
    add_to_write(paper, "what residents, businesses and the police there say the problem is")


def _recorded(paper: Paper, plan: Mapping[str, Any]) -> None:
    harm, months = plan["harm"], plan["town"]["months_observed"]
    say(
        paper,
        f"Offences in public at night against people on foot are estimated from the police's "
        f"records of {len(months)} months, {months[0]} to {months[-1]}. For each kind: what was "
        "recorded at all hours, and what is expected in a year, with its 95% interval and how much "
        "of its spread is assumed.",
    )
    header = {"Offence": 6.0, "Recorded in all": 3.6, "Expected a year": 3.4, "Interval": 3.6}
    rows = [
        (
            offence["label"],
            FEW if offence["recorded"] is None else f"{offence['recorded']:,}",
            rough(offence["expected"]),
            f"{rough(offence['low'])} to {rough(offence['high'])} "
            f"({assumed(offence['assumed_share'])} assumed)",
        )
        for offence in harm["offences"]
    ]
    add_table(paper, header, rows)
    say(
        paper,
        f"Weighed by what such offences {HARM_COSTS}, that is {_pounds(harm)} a year; the next "
        "table says what for each, and where that was read. "
        f"Offences by area, at any hour and in any place, where {ENOUGH} or more were recorded, "
        "are in plan.gpkg and areas.topojson; they are not known by street.",
    )
    _add_weights(paper, plan)


def _add_weights(paper: Paper, plan: Mapping[str, Any]) -> None:
    """What one offence is weighed at, in pounds, and where that was read."""
    paper.add_heading("What one offence is weighed at", 3)
    say(paper, f"{harm_said(plan)} Each price is in the prices it was read in.")
    add_table(paper, WEIGHTS, (_weight(row) for row in plan["harm"]["weights"]))


def _weight(row: Mapping[str, Any]) -> tuple[object, ...]:
    year = row["year"] or "year not known"
    return (
        row["part"],
        share(row["share"]),
        gbp(row["gbp"]),
        row["prices"],
        row["method"],
        f"{row['source']} ({year}; {row['grade']})",
    )


def _pounds(harm: Mapping[str, Any]) -> str:
    low, high = rough(harm["low_gbp"]), rough(harm["high_gbp"])
    part = assumed(harm["assumed_share"])
    return f"£{rough(harm['expected_gbp'])} (£{low} to £{high}; {part} assumed)"
