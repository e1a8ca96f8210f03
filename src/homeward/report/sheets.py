"""The sheets of a workbook: what each of a plan's tables has for columns and rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from homeward.report.cells import (
    DATE,
    FIGURE,
    PLACE,
    POINTS,
    POUNDS,
    SHARE,
    TENTHS,
    TEXT,
    THOUSANDTHS,
    WHOLE,
    YEAR,
    gain_format,
)
from homeward.report.columns import (
    ASSUMED,
    ASSUMED_TEXT,
    HIGH_END,
    HIGH_TEXT,
    LOW_END,
    LOW_TEXT,
    Column,
    Sheet,
)
from homeward.report.fair import who_gains
from homeward.report.files import file_said
from homeward.report.people import people_sheet
from homeward.report.sheets_money import ends_of_looking, money_sheets, unit_costs_sheet
from homeward.report.spend import whole_life

__all__ = ["sheets_of"]


def sheets_of(plan: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """Every table of a plan.

    Parameters
    ----------
    plan
        The content of ``plan.json``.
    """
    unit = plan["averted_fixed_flow"]["unit"]
    return (
        Sheet(name="Summary", columns=SUMMARY, rows=_summary(plan)),
        Sheet(name="People", columns=PEOPLE, rows=_people(plan)),
        Sheet(name="Plan", columns=_plan_columns(unit), rows=plan["options"]),
        *money_sheets(plan),
        Sheet(name="Curve", columns=_curve_columns(unit), rows=plan["curve"]),
        Sheet(name="Rounds", columns=_rounds_columns(unit), rows=plan["rounds"]["rows"]),
        Sheet(name="Who gains", columns=_fair_columns(unit), rows=who_gains(plan["fair"])),
        Sheet(name="Measures", columns=MEASURES, rows=plan["measures"]),
        unit_costs_sheet(plan),
        Sheet(name="Effects", columns=EFFECTS, rows=plan["effects"]),
        Sheet(name="Sensitivity", columns=_sensitivity_columns(unit), rows=plan["sensitivity"]),
        Sheet(name="Worth knowing", columns=_knowing_columns(unit), rows=_knowing(plan)),
        Sheet(name="Survey", columns=SURVEY, rows=_to_look_at(plan)),
        Sheet(name="Assumptions", columns=ASSUMPTIONS, rows=_declared(plan)),
        Sheet(name="Inputs", columns=INPUTS, rows=_inputs(plan)),
        Sheet(name="Notes", columns=NOTES, rows=[{"note": note} for note in plan["notes"]]),
    )


SUMMARY = (
    Column(header="Figure", key="figure", width=60),
    Column(header="Value", key="value", shown=FIGURE, width=20),
    Column(header="Unit", key="unit", width=40),
)

PEOPLE = (
    Column(header="Figure", key="figure", width=60),
    Column(header="Value", key="value", shown=FIGURE, width=16),
    Column(header=LOW_END, key="low", shown=FIGURE, width=16),
    Column(header=HIGH_END, key="high", shown=FIGURE, width=16),
    Column(header=ASSUMED, key="assumed_share", shown=SHARE, width=16),
    Column(header="Unit", key="unit", width=40),
)


def _people(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Walks and felt risk: shares in per cent, people and kilometres whole."""
    for row in people_sheet(plan):
        yield asdict(row) | {"shown": POINTS if row.unit.startswith("share") else WHOLE}


def _summary(plan: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The plan's main figures, a row each."""
    fixed, rerouted = plan["averted_fixed_flow"], plan["averted_rerouted"]
    capital, yearly, gain = plan["capital_gbp"], plan["yearly_gbp"], plan["fair"]
    pounds = "pounds, whole lives, discounted" if whole_life(plan) else "pounds, not discounted"
    rows = (
        ("Town", plan["town"]["name"], ""),
        ("Night drawn", date.fromisoformat(plan["night"]), "date"),
        ("Aim", plan["aim"], ""),
        ("Budget", plan["budget_gbp"], pounds),
        ("Spent", plan["spent_gbp"], pounds),
        ("Held back", plan["limits"]["contingency_gbp"], pounds),
        ("Match", plan["limits"]["match_gbp"], pounds),
        ("Asked of the fund", plan["limits"]["grant_gbp"], pounds),
        ("To buy, as quoted", capital["quoted"], "pounds, not discounted"),
        (f"To buy, with overruns, {LOW_TEXT}", capital["low"], "pounds, not discounted"),
        (f"To buy, with overruns, {HIGH_TEXT}", capital["high"], "pounds, not discounted"),
        ("To run for a year, as quoted", yearly["quoted"], "pounds, not discounted"),
        (f"To run for a year, {LOW_TEXT}", yearly["low"], "pounds, not discounted"),
        (f"To run for a year, {HIGH_TEXT}", yearly["high"], "pounds, not discounted"),
        ("Options bought", len(plan["options"]), "options"),
        ("Averted at today's flows", fixed["value"], fixed["unit"]),
        (f"Averted at today's flows, {LOW_TEXT}", gain["gain_low"], fixed["unit"]),
        (f"Averted at today's flows, {HIGH_TEXT}", gain["gain_high"], fixed["unit"]),
        ("The most that any plan could avert at today's flows", fixed["bound"], fixed["unit"]),
        ("Averted once people choose their ways anew, expected", rerouted["expected"], _of(plan)),
        ("The same, low end of the 95% interval", rerouted["low"], _of(plan)),
        ("The same, high end of the 95% interval", rerouted["high"], _of(plan)),
        ("The same, how much of its spread is assumed", rerouted["assumed_share"], "share"),
        ("Horizon", plan["horizon_years"], "years"),
        ("Prices of", plan["price_year"], "year"),
        ("Written by Homeward", plan["homeward"], "version"),
    )
    return [
        {"figure": figure, "value": value, "unit": unit, "shown": _summed(value, unit)}
        for figure, value, unit in rows
    ]


def _summed(value: object, unit: str) -> str:
    """How a figure of the summary is shown, by its unit."""
    if isinstance(value, date):
        return DATE
    if isinstance(value, str):
        return TEXT
    return {"options": WHOLE, "years": YEAR, "year": YEAR}.get(unit) or gain_format(unit)


def _of(plan: Mapping[str, Any]) -> str:
    return str(plan["averted_rerouted"]["unit"])


def _plan_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column(header="Id", key="id", width=34),
        Column(header="Measure", key="measure", width=16),
        Column(header="What", key="label", width=34),
        Column(header="Street", key="street", width=26),
        Column(header="Where", key="place", width=32),
        Column(header="Longitude, degrees", key="lon", shown=PLACE),
        Column(header="Latitude, degrees", key="lat", shown=PLACE),
        Column(header="Units", key="units", shown=TENTHS, width=8),
        Column(header="Unit", key="unit", width=12),
        Column(header="Survey its light first", key="survey_first", width=10),
        Column(header="Capital, £", key="capital_gbp", shown=POUNDS),
        Column(header="Running, £ a year", key="yearly_gbp", shown=POUNDS),
        Column(header="Whole life, £", key="whole_life_gbp", shown=POUNDS),
        Column(header=f"Averted at today's flows, {unit}", key="averted", shown=gain_format(unit)),
        Column(header=f"Averted, {LOW_TEXT}", key="averted_low", shown=gain_format(unit)),
        Column(header=f"Averted, {HIGH_TEXT}", key="averted_high", shown=gain_format(unit)),
        Column(header="Walkers there at night, a year", key="walkers_a_year", shown=WHOLE),
        Column(header=f"Walkers, {LOW_TEXT}", key="walkers_a_year_low", shown=WHOLE),
        Column(header=f"Walkers, {HIGH_TEXT}", key="walkers_a_year_high", shown=WHOLE),
        Column(header="Share of redrawn plans that hold it", key="chosen_in", shown=SHARE),
        Column(header="Evidence", key="evidence", width=44),
        Column(header="Why here", key="why", width=60),
    )


def _curve_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column(header="Budget, £", key="budget_gbp", shown=POUNDS, width=18),
        Column(
            header=f"Averted at today's flows, {unit}",
            key="averted",
            shown=gain_format(unit),
            width=24,
        ),
        Column(header=LOW_END, key="averted_low", shown=gain_format(unit), width=18),
        Column(header=HIGH_END, key="averted_high", shown=gain_format(unit), width=18),
        Column(header=ASSUMED, key="averted_assumed_share", shown=SHARE, width=16),
        Column(
            header=f"The most any plan could, {unit}",
            key="bound",
            shown=gain_format(unit),
            width=24,
        ),
    )


def _rounds_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column(header="Round", key="round", shown=WHOLE, width=10),
        Column(header="Places", key="options", shown=WHOLE, width=10),
        Column(header="Not in the round before", key="added", shown=WHOLE),
        Column(header="Spent, £", key="spent_gbp", shown=POUNDS, width=18),
        Column(
            header=f"If people kept today's ways, {unit}", key="fixed_flow", shown=gain_format(unit)
        ),
        Column(header=f"Today's ways: {LOW_TEXT}", key="fixed_flow_low", shown=gain_format(unit)),
        Column(header=f"Today's ways: {HIGH_TEXT}", key="fixed_flow_high", shown=gain_format(unit)),
        Column(header=f"Today's ways: {ASSUMED_TEXT}", key="fixed_flow_assumed_share", shown=SHARE),
        Column(header=f"Once they choose anew, {unit}", key="rerouted", shown=gain_format(unit)),
        Column(header=f"New ways: {LOW_TEXT}", key="rerouted_low", shown=gain_format(unit)),
        Column(header=f"New ways: {HIGH_TEXT}", key="rerouted_high", shown=gain_format(unit)),
        Column(header=f"New ways: {ASSUMED_TEXT}", key="rerouted_assumed_share", shown=SHARE),
        Column(header="Kept as the plan", key="kept", width=12),
    )


def _fair_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column(header="By", key="by", width=26),
        Column(header="Code", key="code", width=14),
        Column(header="Where, or who", key="name", width=40),
        Column(header="Options", key="options", shown=WHOLE, width=10),
        Column(header="Spent, £", key="spent_gbp", shown=POUNDS, width=18),
        Column(
            header=f"Gained at today's flows, {unit}", key="gain", shown=gain_format(unit), width=24
        ),
        Column(header=LOW_END, key="gain_low", shown=gain_format(unit), width=18),
        Column(header=HIGH_END, key="gain_high", shown=gain_format(unit), width=18),
        Column(header=ASSUMED, key="gain_assumed_share", shown=SHARE, width=16),
        Column(header="Of all gained", key="gain_share", shown=SHARE, width=16),
        Column(header=f"Of all gained, {LOW_TEXT}", key="gain_share_low", shown=SHARE, width=16),
        Column(header=f"Of all gained, {HIGH_TEXT}", key="gain_share_high", shown=SHARE, width=16),
    )


MEASURES = (
    Column(header="Measure", key="measure", width=24),
    Column(header="What", key="label", width=44),
    Column(header="What became of it", key="state", width=18),
    Column(header="Places it could go to", key="options", shown=WHOLE),
    Column(header="Places chosen", key="chosen", shown=WHOLE),
    Column(header="Unit", key="unit", width=14),
    Column(
        header="Whole-life price of one unit at which it would be chosen, at mean effects, £",
        key="price_to_be_chosen_gbp",
        shown=POUNDS,
        width=20,
    ),
    Column(header="In words", key="line", width=80),
)


def _sensitivity_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column(header="Name", key="name", width=36),
        Column(header="What it is", key="text", width=60),
        Column(header="Low end", key="low", shown=FIGURE),
        Column(header="High end", key="high", shown=FIGURE),
        Column(header="Unit of the ends", key="unit", width=16),
        Column(
            header=f"Averted at its low end, {unit}",
            key="at_low",
            shown=gain_format(unit),
            width=18,
        ),
        Column(
            header=f"Averted at its high end, {unit}",
            key="at_high",
            shown=gain_format(unit),
            width=18,
        ),
        Column(header="Grade", key="grade"),
        Column(header="Source", key="source", width=60),
    )


SURVEY = (
    Column(header="Street", key="street", width=30),
    Column(header="Id", key="id", width=34),
    Column(header="Longitude, degrees", key="lon", shown=PLACE),
    Column(header="Latitude, degrees", key="lat", shown=PLACE),
    Column(header="Unknown light, km", key="length_km", shown=THOUSANDTHS),
    Column(header="Cost of looking, £", key="cost_gbp", shown=POUNDS),
    Column(header="Cost of looking, low end, £", key="cost_low_gbp", shown=POUNDS),
    Column(header="Cost of looking, high end, £", key="cost_high_gbp", shown=POUNDS),
    Column(header="In the plan now", key="in_plan", width=10),
)


def _knowing_columns(unit: str) -> tuple[Column, ...]:
    return (
        Column(header="Not known", key="what", width=54),
        Column(
            header=f"Knowing it averts more: expected, {unit}",
            key="expected",
            shown=gain_format(unit),
        ),
        Column(header=LOW_END, key="low", shown=gain_format(unit)),
        Column(header=HIGH_END, key="high", shown=gain_format(unit)),
        Column(header="Share of draws that change the plan", key="changes", shown=SHARE),
        Column(header="What would tell", key="tells", width=54),
        Column(header="Cost of that, £ (blank: no price was read)", key="cost_gbp", shown=POUNDS),
        Column(header="Cost, low end, £", key="cost_low_gbp", shown=POUNDS),
        Column(header="Cost, high end, £", key="cost_high_gbp", shown=POUNDS),
    )


def _knowing(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """What knowing each group of unknowns is worth."""
    return [
        {**row, **row["gain"], **ends_of_looking(plan["survey"], row["cost_gbp"])}
        for row in plan["value_of_information"]["rows"]
    ]


def _to_look_at(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Streets to look at, with the ends of what that costs."""
    survey = plan["survey"]
    return [row | ends_of_looking(survey, row["cost_gbp"]) for row in survey["rows"]]


EFFECTS = (
    Column(header="Measure", key="label", width=44),
    Column(header="Acts on", key="acts_on_label", width=26),
    Column(header="Ratio", key="ratio", shown=FIGURE),
    Column(header="Low end", key="low", shown=FIGURE),
    Column(header="High end", key="high", shown=FIGURE),
    Column(header="Unit", key="unit", width=24),
    Column(header="In the plan", key="in_plan", width=10),
    Column(header="Grade", key="grade"),
    Column(header="Source", key="source", width=60),
    Column(header="Year", key="year", shown=YEAR, width=10),
    Column(header="Link", key="link", width=44),
    Column(header="Note", key="note", width=60),
)


def _declared(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Every assumption; one that is not drawn has no ends."""
    for row in plan["assumptions"]:
        yield row | ({"low": None, "high": None} if row["drawn"] == "not drawn" else {})


ASSUMPTIONS = (
    Column(header="Name", key="name", width=36),
    Column(header="What it is", key="text", width=60),
    Column(header="Value", key="value", shown=FIGURE),
    Column(header="Low end (blank: not drawn)", key="low", shown=FIGURE),
    Column(header="High end (blank: not drawn)", key="high", shown=FIGURE),
    Column(header="How it is drawn", key="drawn", width=24),
    Column(header="Unit", key="unit", width=24),
    Column(header="Grade", key="grade"),
    Column(header="Source", key="source", width=80),
)


def _inputs(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Files that were read, without the way to their owner's folders."""
    return (row | {"path": file_said(row["path"])} for row in plan["inputs"])


INPUTS = (
    Column(header="File", key="path", width=70),
    Column(header="SHA-256", key="sha256", width=70),
    Column(header="Rows read", key="rows", shown=WHOLE),
    Column(header="Rows rejected", key="rejected", shown=WHOLE),
)

NOTES = (Column(header="Note", key="note", width=120),)
