"""A workbook's sheets about money: by year, by budget, floors and caps, and of one unit."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeward.report.cells import FIGURE, POUNDS, YEAR, gain_format
from homeward.report.columns import Column, Sheet
from homeward.report.spend import all_years, by_year

__all__ = ["ends_of_looking", "money_sheets", "unit_costs_sheet"]

SUMS = {
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
    Column(header="Financial year (from April)", key="year", width=16),
    *(Column(header=text, key=key, shown=POUNDS, width=18) for key, text in SUMS.items()),
)

BUDGETS = (
    Column(header="Year it begins in", key="year", shown=YEAR, width=12),
    Column(header="Kind", key="kind"),
    Column(header="Budget, £", key="gbp", shown=POUNDS, width=18),
    Column(header="Held back, £", key="contingency_gbp", shown=POUNDS, width=18),
    Column(header="Spent, £", key="spent_gbp", shown=POUNDS, width=18),
    Column(header="Match, £", key="match_gbp", shown=POUNDS, width=18),
    Column(header="Asked of the fund, £", key="grant_gbp", shown=POUNDS, width=18),
)

LIMITS = (
    Column(header="Limit", key="name", width=44),
    Column(header="Unit", key="unit"),
    Column(header="At least", key="at_least", shown=FIGURE, width=18),
    Column(header="At most", key="at_most", shown=FIGURE, width=18),
    Column(header="Reached", key="reached", shown=FIGURE, width=18),
)

UNIT_COSTS = (
    Column(header="Measure", key="measure", width=24),
    Column(header="Unit", key="unit", width=14),
    Column(header="What for", key="what", width=18),
    Column(header="One unit, £, without overruns", key="gbp", shown=POUNDS, width=18),
    Column(header="Low end, £ (blank: no interval)", key="low_gbp", shown=POUNDS, width=18),
    Column(header="High end, £ (blank: no interval)", key="high_gbp", shown=POUNDS, width=18),
    Column(header="Read in prices of", key="price_year", shown=YEAR, width=14),
    Column(header="Grade", key="grade", width=14),
    Column(header="Source", key="source", width=80),
)


def money_sheets(plan: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """Costs by financial year, what each budget holds and pays, and floors and caps.

    Parameters
    ----------
    plan
        The content of ``plan.json``.
    """
    return (
        Sheet(name="Costs", columns=COSTS, rows=_costs(plan)),
        Sheet(name="Budgets", columns=BUDGETS, rows=plan["budgets"]),
        Sheet(name="Limits", columns=LIMITS, rows=_limits(plan)),
    )


def _costs(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """A row a year, then all of them together; values, since a workbook here runs nothing."""
    years = by_year(plan)
    for each in (*years, all_years(years)):
        yield {"year": each.year, **dict(zip(SUMS, each.sums_gbp, strict=True))}


def _limits(plan: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Floors and caps, in pounds and pence or in units."""
    for row in plan["limits"]["rows"]:
        yield row | {"shown": gain_format(row["unit"])}


def unit_costs_sheet(plan: Mapping[str, Any]) -> Sheet:
    """What one unit of each measure costs, to buy and to run.

    Parameters
    ----------
    plan
        The content of ``plan.json``.
    """
    rows = (row | _drawn_ends(cost) for row in plan["measures"] for cost in row["costs"])
    return Sheet(name="Unit costs", columns=UNIT_COSTS, rows=rows)


def _drawn_ends(cost: Mapping[str, Any]) -> Mapping[str, Any]:
    """A price as it is, its ends blank where none were read."""
    exact = cost["low_gbp"] == cost["high_gbp"]
    return {**cost, **({"low_gbp": None, "high_gbp": None} if exact else {})}


def ends_of_looking(survey: Mapping[str, float], cost_gbp: float | None) -> dict[str, float | None]:
    """The ends of what looking costs at a part of a survey's streets, in pounds and pence.

    Parameters
    ----------
    survey
        What looking at all streets of unknown light costs, with its ends.
    cost_gbp
        What the part costs; None where no price was read.

    Returns
    -------
    dict
        ``cost_low_gbp`` and ``cost_high_gbp``: the interval is of the price of a kilometre, so
        that of a part is in the same proportion.
    """
    names = ("cost_low_gbp", "cost_high_gbp")
    if cost_gbp is None or not survey["cost_gbp"]:
        return dict.fromkeys(names, cost_gbp)
    return {name: round(cost_gbp * survey[name] / survey["cost_gbp"], 2) for name in names}
