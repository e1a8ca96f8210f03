"""A bid's section of costs: by financial year with match, and of one unit of what is bought."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx.document import Document as Paper

from homeward.report.formats import counted, gbp, pence, pounds_pence
from homeward.report.money import said_of_match, terms_said
from homeward.report.paper import add_chart, add_points, add_table, add_to_write, say
from homeward.report.spend import YearCost, all_years, by_year, whole_life

__all__ = ["add_costs"]

UNIT_COSTS = {
    "Measure": 2.8,
    "Unit": 1.5,
    "What for": 1.7,
    "Pounds a unit": 2.6,
    "Read in prices of": 1.5,
    "Grade": 1.7,
    "Source": 4.8,
}
"""Columns of the table of unit costs, with their widths in centimetres."""


def add_costs(paper: Paper, plan: Mapping[str, Any], charts: Path) -> None:
    """Section 9: what each year costs and who pays it, and what one unit costs.

    Parameters
    ----------
    paper
        The bid.
    plan
        The content of ``plan.json``.
    charts
        Folder of the charts as PNG.
    """
    paper.add_heading("9. Costs by financial year, with match", 1)
    say(
        paper,
        f"In prices of {plan['price_year']}, not discounted. {_whole(plan)} {said_of_match(plan)}",
    )
    years = by_year(plan)
    names = ("To buy", "To run", "Held back", "Total", "Match", "Asked of the fund", "Left to you")
    header = {"Year from April": 2.3, **dict.fromkeys(names, 2.05)}
    add_table(paper, header, (_year(each) for each in (*years, all_years(years))))
    add_points(paper, terms_said(plan))
    add_chart(paper, charts, "costs", "Cost by financial year, as in the table above.")
    _add_unit_costs(paper, plan)
    add_to_write(paper, "who pays the match and the running costs once the fund's years end")


def _whole(plan: Mapping[str, Any]) -> str:
    """What is spent of the budget, in the budget's own count."""
    spent, budget = gbp(plan["spent_gbp"]), gbp(plan["budget_gbp"])
    if not whole_life(plan):
        return f"The budgets pay {spent} of the {budget} that they hold."
    years = counted(plan["horizon_years"], "year")
    return (
        f"The plan's whole-life cost, discounted over {years}, is {spent} of a budget of {budget}."
    )


def _year(cost: YearCost) -> tuple[str, ...]:
    return (cost.year, *(pounds_pence(each) for each in cost.sums_gbp))


def _add_unit_costs(paper: Paper, plan: Mapping[str, Any]) -> None:
    """What one unit of each measure bought costs, the ends of that, and where it was read."""
    bought = [row for row in plan["measures"] if row["chosen"]]
    rows = [_unit_cost(row, cost) for row in bought for cost in row["costs"]]
    if not rows:
        return
    paper.add_heading("What one unit costs", 3)
    say(
        paper,
        f"Of what is bought, in prices of {plan['price_year']}. In brackets stand the ends between "
        "which the price may lie, where more than one was read. The sums above take the middle "
        "figure, and no overrun.",
    )
    add_table(paper, UNIT_COSTS, rows)


def _unit_cost(measure: Mapping[str, Any], cost: Mapping[str, Any]) -> tuple[object, ...]:
    low, high = pence(cost["low_gbp"]), pence(cost["high_gbp"])
    between = f" ({low} to {high})" if cost["low_gbp"] < cost["high_gbp"] else ""
    return (
        measure["label"],
        measure["unit"],
        cost["what"],
        f"{pence(cost['gbp'])}{between}",
        cost["price_year"],
        cost["grade"],
        cost["source"],
    )
