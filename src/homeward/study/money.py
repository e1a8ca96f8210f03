"""What options cost each budget row, in whole pence, rounded once at the discounted total."""

import dataclasses
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Ints
from homeward.measures import Measure, Values, whole_life_factors
from homeward.options import Options
from homeward.study.asked import Terms
from homeward.study.request import Money

__all__ = [
    "ONE_POT",
    "budget_lines",
    "cost_rows",
    "held_back",
    "matched",
    "room_under_cap",
    "spread",
    "usable",
    "whole_life_pence",
]

ONE_POT = "the budget"
"""Name of the one budget row that pays for whole lives."""


def whole_life_pence(
    options: Options, measures: Sequence[Measure], horizon_years: int, values: Values
) -> Ints:
    """Capital, renewals and running costs over the horizon, discounted, shape (I,).

    What is left in the ground at the horizon is not taken off: it pays no bill.
    """
    rate = values["money.discount_rate"]
    capital = np.array([_purchases(each.life_years, horizon_years, rate) for each in measures])
    yearly = whole_life_factors(math.nan, horizon_years, rate)[1]
    total = options.capital_pence * capital[options.measure] + options.yearly_pence * yearly
    rounded: Ints = np.rint(total).astype(np.int64)
    return rounded


def _purchases(life_years: float, horizon_years: int, rate: float) -> float:
    """Present value of buying for one pound now and at the end of each life."""
    if math.isnan(life_years) or life_years <= 0:
        return 1.0
    times = math.ceil(horizon_years / life_years)
    return math.fsum((1 + rate) ** -(life_years * each) for each in range(times))


def cost_rows(
    options: Options, rows: Sequence[Money], whole_life: Ints
) -> tuple[Ints, Ints, tuple[str, ...]]:
    """Cost of each option to each budget row, what each row holds, and the rows' names.

    Capital rows of several years are one pot, since an option is bought once, in any of
    them; each revenue row pays the running cost of its own year.
    """
    if rows[0].kind == "whole life":
        return whole_life[None, :], np.array([rows[0].pence]), (ONE_POT,)
    capital = [row for row in rows if row.kind == "capital"]
    revenue = [row for row in rows if row.kind == "revenue"]
    costs = [options.capital_pence, *(options.yearly_pence for _ in revenue)]
    held = [sum(row.pence for row in capital), *(row.pence for row in revenue)]
    names = ("the capital budget", *(f"the revenue budget of {row.year}" for row in revenue))
    return np.array(costs), np.array(held, dtype=np.int64), names


def spread(rows: Sequence[Money], spent_pence: Ints) -> list[int]:
    """What each budget row pays: capital rows are used up one after the other."""
    if rows[0].kind == "whole life":
        return [int(spent_pence[0])]
    left = int(spent_pence[0])
    revenue = iter(spent_pence[1:].tolist())
    paid = []
    for row in rows:
        share = min(left, row.pence) if row.kind == "capital" else next(revenue)
        left -= share if row.kind == "capital" else 0
        paid.append(share)
    return paid


def held_back(row: Money, terms: Terms) -> int:
    """Contingency of a budget row, whole pence, rounded up."""
    return math.ceil(row.pence * terms.contingency)


def matched(pence: int, terms: Terms) -> int:
    """What others than the fund must pay of a sum, whole pence, rounded up.

    So the fund pays at most its share.
    """
    return math.ceil(pence * terms.match)


def usable(rows: Sequence[Money], terms: Terms) -> tuple[Money, ...]:
    """What may be planned with: each row less its contingency, as far as its match goes.

    Raises
    ------
    InputError
        If match was found for a row that is not in the budget, or does not even cover that
        row's contingency.
    """
    lost = set(terms.found) - {(row.year, row.kind) for row in rows}
    if lost:
        year, kind = min(lost)
        raise InputError(
            f"`match_found` names {year}:{kind}, and the budget has no such row. Give both by the "
            "same years and kinds."
        )
    return tuple(dataclasses.replace(row, pence=_usable(row, terms)) for row in rows)


def _usable(row: Money, terms: Terms) -> int:
    held, found = held_back(row, terms), terms.found.get((row.year, row.kind))
    if found is None or not terms.match:
        return row.pence - held
    room = math.floor(found / terms.match) - held
    if room < 0:
        raise InputError(
            f"The match found for {row.year}:{row.kind}, £{found / 100:,.2f}, must cover at least "
            f"its part of the contingency of £{held / 100:,.2f}. Find more, or hold less back."
        )
    return min(row.pence - held, room)


def room_under_cap(rows: Sequence[Money], terms: Terms) -> int | None:
    """The most that can be spent in all under the cap on one bid, pence; None: no cap.

    The fund's part of what is spent and of the contingency stays at or under the cap.
    """
    if terms.cap_pence is None:
        return None
    whole = math.floor(terms.cap_pence / (1 - terms.match))
    held = sum(held_back(row, terms) for row in rows)
    if whole < held:
        raise InputError(
            f"`--cap-per-bid` must pay at least the fund's part of the contingency of "
            f"£{held / 100:,.2f}; it is £{terms.cap_pence / 100:,.2f}. Hold less back."
        )
    return whole - held


def budget_lines(rows: Sequence[Money], terms: Terms, spent_pence: Ints) -> list[dict[str, Any]]:
    """The contract's ``budgets``: each row with what it pays, and who pays that.

    `spent_gbp` and `contingency_gbp` together are `match_gbp` and `grant_gbp` together, to
    the penny.
    """
    paid = spread(usable(rows, terms), spent_pence)
    return [_budget_line(row, terms, pence) for row, pence in zip(rows, paid, strict=True)]


def _budget_line(row: Money, terms: Terms, spent: int) -> dict[str, Any]:
    held = held_back(row, terms)
    match = matched(spent + held, terms)
    return {
        "year": row.year,
        "kind": row.kind,
        "gbp": row.pence / 100,
        "spent_gbp": spent / 100,
        "contingency_gbp": held / 100,
        "match_gbp": match / 100,
        "grant_gbp": (spent + held - match) / 100,
    }
