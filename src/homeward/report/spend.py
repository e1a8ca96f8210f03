"""What a plan costs in each financial year, for the tables and charts that show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["MATCH", "YearCost", "by_year", "financial_year"]

MATCH = 0.5
"""Share of a bid that the bidder had to match in rounds 4 and 5 of the Safer Streets Fund
(Home Office prospectuses, 2022 and 2023)."""


@dataclass(frozen=True, kw_only=True)
class YearCost:
    """Pounds of one financial year: what is bought, and what it costs to run."""

    year: str
    capital_gbp: float
    running_gbp: float

    @property
    def total_gbp(self) -> float:
        """Both together."""
        return self.capital_gbp + self.running_gbp


def financial_year(begins: int) -> str:
    """A financial year (from April) by the calendar year it begins in.

    Examples
    --------
    >>> financial_year(2019), financial_year(1999)
    ('2019/20', '1999/00')
    """
    return f"{begins}/{(begins + 1) % 100:02d}"


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
        within the horizon are in an option's whole-life cost only.
    """
    first = min(row["year"] for row in plan["budgets"])
    last = max(first + plan["horizon_years"] - 1, *(row["year"] for row in plan["budgets"]))
    running = round(sum(option["yearly_gbp"] for option in plan["options"]), 2)
    return tuple(
        YearCost(
            year=financial_year(year),
            capital_gbp=_bought(plan, year, first),
            running_gbp=running,
        )
        for year in range(first, last + 1)
    )


def _bought(plan: Mapping[str, Any], year: int, first: int) -> float:
    rows = [row for row in plan["budgets"] if row["kind"] == "capital"]
    if rows:
        return float(sum(row["spent_gbp"] for row in rows if row["year"] == year))
    capital = round(sum(option["capital_gbp"] for option in plan["options"]), 2)
    return capital if year == first else 0.0
