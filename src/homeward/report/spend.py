"""What a plan costs in each financial year and who pays it, for the tables that show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

__all__ = ["YearCost", "all_years", "by_year", "financial_year", "in_pence", "whole_life"]

POT = "whole life"
"""Kind of the one budget that pays for buying and running together."""


def whole_life(plan: Mapping[str, Any]) -> bool:
    """Whether one budget pays for whole lives, discounted, and not each year for itself."""
    return bool(plan["budgets"][0]["kind"] == POT)


@dataclass(frozen=True, kw_only=True)
class YearCost:
    """Pence of one financial year: what is bought, run and held back, and who pays for it.

    What neither `match_pence` nor `grant_pence` covers falls to the host.
    """

    year: str
    capital_pence: int
    running_pence: int
    contingency_pence: int
    match_pence: int
    grant_pence: int

    @property
    def total_pence(self) -> int:
        """All three together."""
        return self.capital_pence + self.running_pence + self.contingency_pence

    @property
    def host_pence(self) -> int:
        """Left to the host: running costs that no budget pays."""
        return self.total_pence - self.match_pence - self.grant_pence

    @property
    def capital_gbp(self) -> float:
        """Pounds to buy."""
        return self.capital_pence / 100

    @property
    def running_gbp(self) -> float:
        """Pounds to run."""
        return self.running_pence / 100

    @property
    def sums_gbp(self) -> tuple[float, ...]:
        """Pounds: to buy, to run, held back, total, match, asked of the fund, left to the host."""
        pence = (
            self.capital_pence,
            self.running_pence,
            self.contingency_pence,
            self.total_pence,
            self.match_pence,
            self.grant_pence,
            self.host_pence,
        )
        return tuple(each / 100 for each in pence)


def financial_year(begins: int) -> str:
    """A financial year (from April) by the calendar year it begins in.

    Examples
    --------
    >>> financial_year(2019), financial_year(1999)
    ('2019/20', '1999/00')
    """
    return f"{begins}/{(begins + 1) % 100:02d}"


def in_pence(pounds: float) -> int:
    """Pounds of ``plan.json`` as the whole pence they were written from."""
    return round(pounds * 100)


def by_year(plan: Mapping[str, Any]) -> tuple[YearCost, ...]:
    """A row for each financial year of the horizon, not discounted.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    tuple of YearCost
        Buying falls in the years of the capital budgets, as they pay for it, or in the first
        year where there is one pot; running in every year from the first. Things bought anew
        within the horizon are in an option's whole-life cost only. With budgets by year and
        kind, match and grant are theirs, to the penny, and running costs of years without a
        revenue budget fall to the host; with one pot its terms are put on every year.
    """
    years = [row["year"] for row in plan["budgets"]]
    last = max(min(years) + plan["horizon_years"] - 1, *years)
    of_year = _of_pot if whole_life(plan) else _of_rows
    return tuple(of_year(plan, year) for year in range(min(years), last + 1))


def all_years(rows: Sequence[YearCost]) -> YearCost:
    """All years together."""
    return YearCost(
        year="All years",
        capital_pence=sum(row.capital_pence for row in rows),
        running_pence=sum(row.running_pence for row in rows),
        contingency_pence=sum(row.contingency_pence for row in rows),
        match_pence=sum(row.match_pence for row in rows),
        grant_pence=sum(row.grant_pence for row in rows),
    )


def _of_rows(plan: Mapping[str, Any], year: int) -> YearCost:
    """One year by its own budgets."""
    mine = [row for row in plan["budgets"] if row["year"] == year]
    bought = [row for row in mine if row["kind"] == "capital"]
    return YearCost(
        year=financial_year(year),
        capital_pence=_sum(bought, "spent_gbp"),
        running_pence=_sum(plan["options"], "yearly_gbp"),
        contingency_pence=_sum(mine, "contingency_gbp"),
        match_pence=_sum(mine, "match_gbp"),
        grant_pence=_sum(mine, "grant_gbp"),
    )


def _of_pot(plan: Mapping[str, Any], year: int) -> YearCost:
    """One year where one pot pays for everything: its match is a share of every year."""
    pot = plan["budgets"][0]
    first = year == pot["year"]
    capital = _sum(plan["options"], "capital_gbp") if first else 0
    held = in_pence(pot["contingency_gbp"]) if first else 0
    running = _sum(plan["options"], "yearly_gbp")
    total = capital + running + held
    match = ceil(total * Fraction(str(plan["limits"]["match_share"])))
    return YearCost(
        year=financial_year(year),
        capital_pence=capital,
        running_pence=running,
        contingency_pence=held,
        match_pence=match,
        grant_pence=total - match,
    )


def _sum(rows: Sequence[Mapping[str, Any]], key: str) -> int:
    return sum(in_pence(row[key]) for row in rows)
