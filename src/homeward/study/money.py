"""What options cost each budget row, in whole pence, rounded once at the discounted total."""

import math
from collections.abc import Sequence

import numpy as np

from homeward.kit.arrays import Ints
from homeward.measures import Measure, Values, whole_life_factors
from homeward.options import Options
from homeward.study.request import Money

__all__ = ["ONE_POT", "cost_rows", "spread", "whole_life_pence"]

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
