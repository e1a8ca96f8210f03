"""Who pays for the plan, and what it had to keep to: the page ``money``, from ``plan.json``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from math import ceil, floor
from typing import Any

from homeward.report.formats import assumed, counted, gbp, pounds_pence, rough, share
from homeward.report.spend import YearCost, all_years, by_year, financial_year, in_pence, whole_life

__all__ = [
    "amount",
    "budget_years",
    "capital_range",
    "money_page",
    "overruns",
    "renewals_said",
    "said_of_match",
    "terms_said",
]


APRIL = 4
"""In which a financial year begins."""


def money_page(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows besides ``plan.json`` itself.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    dict
        `years`, a row for each financial year, or for several that are alike, and one of all;
        `match`, what is asked of others; `terms`, sentences; `rows`, floors and caps in words.
    """
    years = by_year(plan)
    return {
        "years": (*_alike(years), all_years(years)),
        "match": said_of_match(plan),
        "terms": terms_said(plan),
        "rows": [_row(row) for row in plan["limits"]["rows"]],
    }


def _alike(years: Sequence[YearCost]) -> list[YearCost]:
    """One row for years on end with the same sums."""
    rows = []
    for _, group in groupby(years, key=lambda each: each.sums_gbp):
        first, *more = group
        span = f"{first.year} to {more[-1].year}, each" if more else first.year
        rows.append(replace(first, year=span))
    return rows


def said_of_match(plan: Mapping[str, Any]) -> str:
    """What is asked of others than the fund, in a sentence or two."""
    limits = plan["limits"]
    if not limits["match_share"]:
        return (
            "No match (money from others than the fund) was asked for, so all of it is asked of "
            "the fund. Rounds 4 and 5 of the Safer Streets Fund (Home Office, 2022 and 2023) "
            "asked for 50%: run the plan again with --match 50%."
        )
    said = f"Others than the fund pay {share(limits['match_share'])} or more of every sum"
    if whole_life(plan):
        return (
            f"{said}. Over the whole life, discounted, that is {gbp(limits['match_gbp'])}, and "
            f"{gbp(limits['grant_gbp'])} is asked of the fund; sums by year are not discounted."
        )
    return (
        f"{said}, to the penny: {gbp(limits['match_gbp'])} in all, and "
        f"{gbp(limits['grant_gbp'])} is asked of the fund."
    )


def terms_said(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """Contingency, the cap on a bid, who pays when the fund's years end, and buying anew."""
    limits, said = plan["limits"], [_begins_said(plan)] if whole_life(plan) else []
    if drawn := capital_range(plan):
        said.append(
            "To buy is as quoted, at central prices; with overruns and price ends 95% of draws "
            f"lie from {drawn} ({assumed(plan['capital_gbp']['assumed_share'])} of that spread "
            f"assumed).{_kept(plan)}"
        )
    said.extend(_may_run_short(plan))
    if limits["contingency_gbp"]:
        part = share(limits["contingency_share"])
        said.append(
            f"{gbp(limits['contingency_gbp'])}, {part} of the budget, is held back for what cannot "
            "be foreseen. The plan spends none of it."
        )
    together, pot = all_years(by_year(plan)), whole_life(plan)
    if limits["cap_per_bid_gbp"] is not None:
        said.append(
            f"One bid may ask for {gbp(limits['cap_per_bid_gbp'])} at most; this one asks for "
            f"{gbp(together.grant_pence / 100)}{', not discounted' if pot else ''}."
        )
    if pot and together.total_pence > in_pence(plan["budget_gbp"]):
        said.append(
            f"As they will be billed, the years come to {gbp(together.total_pence / 100)}, which "
            f"is more than the budget of {gbp(plan['budget_gbp'])}: one budget pays for whole "
            "lives, discounted. To keep to cash year by year, give budgets by year and kind."
        )
    left = together.host_pence
    if left:
        said.append(
            f"No budget pays {gbp(left / 100)} of the running costs over "
            f"{counted(plan['horizon_years'], 'year')}: they fall to whoever keeps what is bought."
        )
    return (*said, *renewals_said(plan))


def _kept(plan: Mapping[str, Any]) -> str:
    """Between which ends a year's running costs lie; "" where nothing leaves them open."""
    told = plan["yearly_gbp"]
    if told["low"] == told["high"]:
        return ""
    return f" To run for a year, from £{rough(told['low'])} to £{rough(told['high'])}."


def capital_range(plan: Mapping[str, Any]) -> str:
    """Between which ends 95% of draws of the cost to buy lie; "" where nothing is bought."""
    told = plan["capital_gbp"]
    return f"£{rough(told['low'])} to £{rough(told['high'])}" if told["quoted"] else ""


def _may_run_short(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What the budgets hold for buying, where overruns may take it past that."""
    how = overruns(plan)
    if not how:
        return ()
    told, held = plan["capital_gbp"], gbp(_to_buy_from(plan))
    lead = (
        f"Once running costs are paid as quoted, the budget leaves {held} for buying"
        if whole_life(plan)
        else f"For buying the budgets hold {held}"
    )
    back = ", with what is held back" if plan["limits"]["contingency_gbp"] else ""
    cost = f"£{rough(told['expected'])}" if how == "expected" else f"up to £{rough(told['high'])}"
    verb = "is expected to" if how == "expected" else "may"
    return (
        f"{lead}{back}. With overruns it {verb} cost {cost}, so the money {verb} run short: "
        "settle first who would pay the rest, or what would not be bought.",
    )


def overruns(plan: Mapping[str, Any]) -> str:
    """Whether the cost to buy, with overruns, is more than the budgets hold for it.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    str
        ``expected`` where its mean over all draws is more, ``may`` where the upper end of its
        95% interval is, and nothing where neither is.
    """
    told, held = plan["capital_gbp"], _to_buy_from(plan)
    if told["expected"] > held:
        return "expected"
    return "may" if told["high"] > held else ""


def _to_buy_from(plan: Mapping[str, Any]) -> float:
    """Pounds for buying, contingency included: of one pot, what else it pays for comes first."""
    if whole_life(plan):
        besides = plan["spent_gbp"] - plan["capital_gbp"]["quoted"]
        return float(plan["budget_gbp"] - besides)
    return float(sum(row["gbp"] for row in plan["budgets"] if row["kind"] == "capital"))


def budget_years(plan: Mapping[str, Any]) -> str:
    """The financial years for which budgets were given, as a phrase."""
    years = sorted({int(row["year"]) for row in plan["budgets"]})
    first, *more = [financial_year(year) for year in years]
    if len(more) > 1 and years[-1] - years[0] == len(more):
        return f"{first} to {more[-1]}"
    return " and ".join([", ".join([first, *more[:-1]]), more[-1]]) if more else first


def _begins_said(plan: Mapping[str, Any]) -> str:
    """From when the years of one pot are counted, and how to have them counted otherwise."""
    first, (year, month, _) = plan["budgets"][0]["year"], map(int, plan["night"].split("-"))
    after = ", the first after the night drawn" if first == year + (month >= APRIL) else ""
    return (
        "Everything is taken to be bought at the start of the financial year "
        f"{financial_year(first)}{after}, on 1 April {first}. To have it bought in another, give "
        f"budgets by year and kind, such as --budget {first + 1}:capital=300000."
    )


def renewals_said(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What the table by year leaves out: what is bought anew within the years counted."""
    said = (
        _renewal(plan, measure)
        for measure in plan["measures"]
        if measure["chosen"] and _to_buy_pence(plan, measure["measure"])
    )
    return tuple(sentence for sentence in said if sentence)


def _to_buy_pence(plan: Mapping[str, Any], measure: str) -> int:
    mine = (row for row in plan["options"] if row["measure"] == measure)
    return sum(in_pence(row["capital_gbp"]) for row in mine)


def _renewal(plan: Mapping[str, Any], measure: Mapping[str, Any]) -> str:
    """When one measure is bought anew, and for how much; "" where it lasts."""
    life, horizon = measure["life_years"], plan["horizon_years"]
    lead = f"Not in the table by year: {measure['label']}, bought anew"
    if life is None:
        return (
            f"{lead} when worn out. How long that takes is not known here, so every figure counts "
            "one purchase alone; give `life_years` in your own figures."
        )
    first, at = _first_year(plan), ceil(horizon / life)
    years = [financial_year(first + floor(life * each)) for each in range(1, at)]
    if not years:
        return ""
    each = "" if len(years) == 1 else " each time"
    return (
        f"{lead} every {rough(life)} years ({', '.join(years)}), for "
        f"{gbp(_to_buy_pence(plan, measure['measure']) / 100)}{each}. The cost over the whole "
        "life counts it, discounted."
    )


def _first_year(plan: Mapping[str, Any]) -> int:
    """The year in which buying begins."""
    kinds = ("capital", "whole life")
    return min(int(row["year"]) for row in plan["budgets"] if row["kind"] in kinds)


def amount(unit: str, number: float) -> str:
    """A floor, a cap or what was reached, in its unit."""
    return pounds_pence(number) if unit == "pounds" else rough(number)


def _row(row: Mapping[str, Any]) -> dict[str, str]:
    """One floor or cap in words."""
    unit, floor = row["unit"], row["at_most"] is None
    limit = row["at_least"] if floor else row["at_most"]
    return {
        "what": row["name"][:1].upper() + row["name"][1:],
        "limit": f"at {'least' if floor else 'most'} {amount(unit, limit)}",
        "reached": amount(unit, row["reached"]),
    }
