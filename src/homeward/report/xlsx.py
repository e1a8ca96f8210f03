"""The workbook: every table of a plan, as values that no spreadsheet runs or follows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from homeward.report.fair import who_gains
from homeward.report.formats import upper_first
from homeward.report.people import people_sheet
from homeward.report.spend import all_years, by_year, whole_life

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

POUNDS, SHARE, NUMBER, WHOLE, TEXT, PLACE = (
    "#,##0.00;[Red]-#,##0.00",
    "0%",
    "General",
    "#,##0",
    "@",
    "0.000000",
)
"""How columns are shown; units stand in the headers."""

LONGEST = 32_767
"""Characters that a cell can hold (Microsoft, Excel specifications and limits)."""


@dataclass(frozen=True, kw_only=True)
class _Column:
    """A column's header, with its unit, the key of its values, how it is shown, and its width."""

    header: str
    key: str
    shown: str = TEXT
    width: int = 14


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """One table: its columns, and its rows by key."""

    name: str
    columns: tuple[_Column, ...]
    rows: Iterable[Mapping[str, Any]]


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
        looks = {shown: book.add_format({"num_format": shown}) for shown in _LOOKS}
        wrapped = book.add_format({"num_format": TEXT, "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for sheet in _sheets(plan):
            _write(book.add_worksheet(sheet.name), sheet, looks | {TEXT: wrapped}, head)


_LOOKS = (POUNDS, SHARE, NUMBER, WHOLE, PLACE)


def _write(page: Any, sheet: _Sheet, looks: Mapping[str, Any], head: Any) -> None:  # noqa: ANN401
    """Headers that stay in view, then the rows."""
    page.freeze_panes(1, 1)
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, column.header, head)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        for at, column in enumerate(sheet.columns):
            _cell(page, (last, at), row[column.key], looks[column.shown])
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
    else:
        page.write_string(*at, _text(value), look)


def _text(value: object) -> str:
    """A text that XML and a cell can hold; a file name that is not text becomes an escape."""
    whole = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return whole[:LONGEST]


def _sheets(plan: Mapping[str, Any]) -> tuple[_Sheet, ...]:
    unit = plan["averted_fixed_flow"]["unit"]
    return (
        _Sheet(name="Summary", columns=SUMMARY, rows=_summary(plan)),
        _Sheet(name="People", columns=PEOPLE, rows=map(asdict, people_sheet(plan))),
        _Sheet(name="Plan", columns=_plan_columns(unit), rows=plan["options"]),
        _Sheet(name="Costs", columns=COSTS, rows=_costs(plan)),
        _Sheet(name="Budgets", columns=BUDGETS, rows=plan["budgets"]),
        _Sheet(name="Limits", columns=LIMITS, rows=plan["limits"]["rows"]),
        _Sheet(name="Curve", columns=_curve_columns(unit), rows=plan["curve"]),
        _Sheet(name="Rounds", columns=_rounds_columns(unit), rows=plan["rounds"]["rows"]),
        _Sheet(name="Who gains", columns=_fair_columns(unit), rows=who_gains(plan["fair"])),
        _Sheet(name="Measures", columns=MEASURES, rows=plan["measures"]),
        _Sheet(name="Sensitivity", columns=_sensitivity_columns(unit), rows=plan["sensitivity"]),
        _Sheet(name="Worth knowing", columns=_knowing_columns(unit), rows=_knowing(plan)),
        _Sheet(name="Survey", columns=SURVEY, rows=plan["survey"]["rows"]),
        _Sheet(name="Assumptions", columns=ASSUMPTIONS, rows=plan["assumptions"]),
        _Sheet(name="Inputs", columns=INPUTS, rows=plan["inputs"]),
        _Sheet(name="Notes", columns=NOTES, rows=[{"note": note} for note in plan["notes"]]),
    )


LOW_TEXT, HIGH_TEXT = "low end of 95% of draws", "high end of 95% of draws"
LOW_END, HIGH_END = upper_first(LOW_TEXT), upper_first(HIGH_TEXT)

SUMMARY = (
    _Column(header="Figure", key="figure", width=60),
    _Column(header="Value", key="value", shown=NUMBER, width=20),
    _Column(header="Unit", key="unit", width=40),
)


PEOPLE = (
    _Column(header="Figure", key="figure", width=60),
    _Column(header="Value", key="value", shown=NUMBER, width=16),
    _Column(header=LOW_END, key="low", shown=NUMBER, width=16),
    _Column(header=HIGH_END, key="high", shown=NUMBER, width=16),
    _Column(header="Of that spread, assumed", key="assumed_share", shown=SHARE, width=16),
    _Column(header="Unit", key="unit", width=40),
)


def _summary(plan: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The plan's main figures, a row each."""
    fixed, rerouted = plan["averted_fixed_flow"], plan["averted_rerouted"]
    pounds = "pounds, whole lives, discounted" if whole_life(plan) else "pounds, not discounted"
    rows = (
        ("Town", plan["town"]["name"], ""),
        ("Night drawn", plan["night"], ""),
        ("Aim", plan["aim"], ""),
        ("Budget", plan["budget_gbp"], pounds),
        ("Spent", plan["spent_gbp"], pounds),
        ("Held back", plan["limits"]["contingency_gbp"], pounds),
        ("Match", plan["limits"]["match_gbp"], pounds),
        ("Asked of the fund", plan["limits"]["grant_gbp"], pounds),
        ("Options bought", len(plan["options"]), "options"),
        ("Averted at today's flows", fixed["value"], fixed["unit"]),
        ("The most that any plan could avert at today's flows", fixed["bound"], fixed["unit"]),
        ("Averted once people choose their ways anew, expected", rerouted["expected"], _of(plan)),
        ("The same, low end of the 95% interval", rerouted["low"], _of(plan)),
        ("The same, high end of the 95% interval", rerouted["high"], _of(plan)),
        ("The same, how much of its spread is assumed", rerouted["assumed_share"], "share"),
        ("Horizon", plan["horizon_years"], "years"),
        ("Prices of", plan["price_year"], "year"),
        ("Written by Homeward", plan["homeward"], "version"),
    )
    return [{"figure": figure, "value": value, "unit": unit} for figure, value, unit in rows]


def _of(plan: Mapping[str, Any]) -> str:
    return str(plan["averted_rerouted"]["unit"])


def _plan_columns(unit: str) -> tuple[_Column, ...]:
    return (
        _Column(header="Id", key="id", width=34),
        _Column(header="Measure", key="measure", width=16),
        _Column(header="What", key="label", width=34),
        _Column(header="Street", key="street", width=26),
        _Column(header="Where", key="place", width=32),
        _Column(header="Longitude, degrees", key="lon", shown=PLACE),
        _Column(header="Latitude, degrees", key="lat", shown=PLACE),
        _Column(header="Units", key="units", shown=NUMBER, width=8),
        _Column(header="Unit", key="unit", width=12),
        _Column(header="Survey its light first", key="survey_first", width=10),
        _Column(header="Capital, £", key="capital_gbp", shown=POUNDS),
        _Column(header="Running, £ a year", key="yearly_gbp", shown=POUNDS),
        _Column(header="Whole life, £", key="whole_life_gbp", shown=POUNDS),
        _Column(header=f"Averted at today's flows, {unit}", key="averted", shown=NUMBER),
        _Column(header="Averted, low end of 95% of draws", key="averted_low", shown=NUMBER),
        _Column(header="Averted, high end of 95% of draws", key="averted_high", shown=NUMBER),
        _Column(header="Walkers there at night, a year", key="walkers_a_year", shown=NUMBER),
        _Column(header="Walkers, low end of 95% of draws", key="walkers_a_year_low", shown=NUMBER),
        _Column(
            header="Walkers, high end of 95% of draws", key="walkers_a_year_high", shown=NUMBER
        ),
        _Column(header="Share of redrawn plans that hold it", key="chosen_in", shown=SHARE),
        _Column(header="Evidence", key="evidence", width=44),
        _Column(header="Why here", key="why", width=60),
    )


_COSTS = {
    "capital": "Capital, £, not discounted",
    "running": "Running, £, not discounted",
    "contingency": "Held back, £, not discounted",
    "total": "Total, £, not discounted",
    "match": "Match, £, not discounted",
    "grant": "Asked of the fund, £, not discounted",
    "host": "Left to the host, £, not discounted",
}
"""Sums of a year in the order of `YearCost.sums_gbp`."""

COSTS = (
    _Column(header="Financial year (from April)", key="year", width=16),
    *(_Column(header=text, key=key, shown=POUNDS, width=18) for key, text in _COSTS.items()),
)


def _costs(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """A row a year, then all of them together; values, since a workbook here runs nothing."""
    years = by_year(plan)
    for each in (*years, all_years(years)):
        yield {"year": each.year, **dict(zip(_COSTS, each.sums_gbp, strict=True))}


BUDGETS = (
    _Column(header="Year it begins in", key="year", shown=NUMBER, width=12),
    _Column(header="Kind", key="kind"),
    _Column(header="Budget, £", key="gbp", shown=POUNDS, width=18),
    _Column(header="Held back, £", key="contingency_gbp", shown=POUNDS, width=18),
    _Column(header="Spent, £", key="spent_gbp", shown=POUNDS, width=18),
    _Column(header="Match, £", key="match_gbp", shown=POUNDS, width=18),
    _Column(header="Asked of the fund, £", key="grant_gbp", shown=POUNDS, width=18),
)

LIMITS = (
    _Column(header="Limit", key="name", width=44),
    _Column(header="Unit", key="unit"),
    _Column(header="At least", key="at_least", shown=NUMBER, width=18),
    _Column(header="At most", key="at_most", shown=NUMBER, width=18),
    _Column(header="Reached", key="reached", shown=NUMBER, width=18),
)


def _curve_columns(unit: str) -> tuple[_Column, ...]:
    return (
        _Column(header="Budget, £", key="budget_gbp", shown=POUNDS, width=18),
        _Column(header=f"Averted at today's flows, {unit}", key="averted", shown=NUMBER, width=24),
        _Column(header=LOW_END, key="averted_low", shown=NUMBER, width=18),
        _Column(header=HIGH_END, key="averted_high", shown=NUMBER, width=18),
        _Column(header=f"The most any plan could, {unit}", key="bound", shown=NUMBER, width=24),
    )


def _rounds_columns(unit: str) -> tuple[_Column, ...]:
    return (
        _Column(header="Round", key="round", shown=WHOLE, width=10),
        _Column(header="Places", key="options", shown=WHOLE, width=10),
        _Column(header="Not in the round before", key="added", shown=WHOLE),
        _Column(header="Spent, £", key="spent_gbp", shown=POUNDS, width=18),
        _Column(header=f"If people kept today's ways, {unit}", key="fixed_flow", shown=NUMBER),
        _Column(header=f"Today's ways: {LOW_TEXT}", key="fixed_flow_low", shown=NUMBER),
        _Column(header=f"Today's ways: {HIGH_TEXT}", key="fixed_flow_high", shown=NUMBER),
        _Column(header=f"Once they choose anew, {unit}", key="rerouted", shown=NUMBER),
        _Column(header=f"New ways: {LOW_TEXT}", key="rerouted_low", shown=NUMBER),
        _Column(header=f"New ways: {HIGH_TEXT}", key="rerouted_high", shown=NUMBER),
        _Column(header="Kept as the plan", key="kept", width=12),
    )


def _fair_columns(unit: str) -> tuple[_Column, ...]:
    return (
        _Column(header="By", key="by", width=26),
        _Column(header="Code", key="code", width=14),
        _Column(header="Where, or who", key="name", width=40),
        _Column(header="Options", key="options", shown=WHOLE, width=10),
        _Column(header="Spent, £", key="spent_gbp", shown=POUNDS, width=18),
        _Column(header=f"Gained at today's flows, {unit}", key="gain", shown=NUMBER, width=24),
        _Column(header=LOW_END, key="gain_low", shown=NUMBER, width=18),
        _Column(header=HIGH_END, key="gain_high", shown=NUMBER, width=18),
    )


MEASURES = (
    _Column(header="Measure", key="measure", width=24),
    _Column(header="What", key="label", width=44),
    _Column(header="What became of it", key="state", width=18),
    _Column(header="Places it could go to", key="options", shown=WHOLE),
    _Column(header="Places chosen", key="chosen", shown=WHOLE),
    _Column(header="Unit", key="unit", width=14),
    _Column(
        header="Whole-life price of one unit at which it would be chosen, £",
        key="price_to_be_chosen_gbp",
        shown=POUNDS,
        width=20,
    ),
    _Column(header="In words", key="line", width=80),
)


def _sensitivity_columns(unit: str) -> tuple[_Column, ...]:
    return (
        _Column(header="Name", key="name", width=36),
        _Column(header="What it is", key="text", width=60),
        _Column(header="Low end", key="low", shown=NUMBER),
        _Column(header="High end", key="high", shown=NUMBER),
        _Column(header="Unit of the ends", key="unit", width=16),
        _Column(header=f"Averted at its low end, {unit}", key="at_low", shown=NUMBER, width=18),
        _Column(header=f"Averted at its high end, {unit}", key="at_high", shown=NUMBER, width=18),
        _Column(header="Grade", key="grade"),
        _Column(header="Source", key="source", width=60),
    )


SURVEY = (
    _Column(header="Street", key="street", width=30),
    _Column(header="Id", key="id", width=34),
    _Column(header="Longitude, degrees", key="lon", shown=PLACE),
    _Column(header="Latitude, degrees", key="lat", shown=PLACE),
    _Column(header="Unknown light, km", key="length_km", shown=NUMBER),
    _Column(header="Cost of looking, £", key="cost_gbp", shown=POUNDS),
    _Column(header="In the plan now", key="in_plan", width=10),
)


def _knowing_columns(unit: str) -> tuple[_Column, ...]:
    return (
        _Column(header="Not known", key="what", width=54),
        _Column(header=f"Knowing it averts more: expected, {unit}", key="expected", shown=NUMBER),
        _Column(header=LOW_END, key="low", shown=NUMBER),
        _Column(header=HIGH_END, key="high", shown=NUMBER),
        _Column(header="Share of draws that change the plan", key="changes", shown=SHARE),
        _Column(header="What would tell", key="tells", width=54),
        _Column(header="Cost of that, £ (blank: no price was read)", key="cost_gbp", shown=POUNDS),
    )


def _knowing(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """What knowing each group of unknowns is worth."""
    return [{**row, **row["gain"]} for row in plan["value_of_information"]["rows"]]


ASSUMPTIONS = (
    _Column(header="Name", key="name", width=36),
    _Column(header="What it is", key="text", width=60),
    _Column(header="Value", key="value", shown=NUMBER),
    _Column(header="Low end", key="low", shown=NUMBER),
    _Column(header="High end", key="high", shown=NUMBER),
    _Column(header="Unit", key="unit", width=24),
    _Column(header="Grade", key="grade"),
    _Column(header="Source", key="source", width=80),
)

INPUTS = (
    _Column(header="File", key="path", width=70),
    _Column(header="SHA-256", key="sha256", width=70),
    _Column(header="Rows read", key="rows", shown=WHOLE),
    _Column(header="Rows rejected", key="rejected", shown=WHOLE),
)

NOTES = (_Column(header="Note", key="note", width=120),)
