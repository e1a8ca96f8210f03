"""Recorded offences by month, by year and by season, and why some of them are not told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeward.report.disclosure import HELD
from homeward.report.formats import figure, rough

__all__ = [
    "MonthRow",
    "PeriodRow",
    "by_month_of_year",
    "by_year",
    "missing_months",
    "month_by_month",
]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

MISSING = "missing"
"""Said of a month of which no file was given."""


@dataclass(frozen=True, kw_only=True)
class PeriodRow:
    """A year, or a month of every year: months supplied and missing, offences a month in words."""

    period: str
    supplied: int
    missing: int
    a_month: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MonthRow:
    """One month and what is told of each offence group in it, in words."""

    month: str
    counts: tuple[str, ...]


def by_year(profile: Mapping[str, Any]) -> tuple[PeriodRow, ...]:
    """The trend: recorded offences a month in each year, over the months supplied.

    Parameters
    ----------
    profile
        ``plan.json``'s `profile`; a month that is missing or held back is None there.

    Returns
    -------
    tuple of PeriodRow
        One for each year.
    """
    years = sorted({month[:4] for month in profile["months"]})
    return tuple(
        _period(profile, year, [month[:4] == year for month in profile["months"]]) for year in years
    )


def by_month_of_year(profile: Mapping[str, Any]) -> tuple[PeriodRow, ...]:
    """The season: recorded offences in each month of the year, over the years supplied.

    Parameters
    ----------
    profile
        ``plan.json``'s `profile`; a month that is missing or held back is None there.

    Returns
    -------
    tuple of PeriodRow
        One for each month of the year that lies in the span.
    """
    numbers = [int(month[5:]) for month in profile["months"]]
    return tuple(
        _period(profile, name, [number == wanted for number in numbers])
        for wanted, name in enumerate(MONTHS, 1)
        if wanted in numbers
    )


def _period(profile: Mapping[str, Any], name: str, mine: Sequence[bool]) -> PeriodRow:
    within = [at for at, inside in enumerate(mine) if inside]
    missing = missing_months(profile)
    supplied = [at for at in within if profile["months"][at] not in missing]
    return PeriodRow(
        period=name,
        supplied=len(supplied),
        missing=len(within) - len(supplied),
        a_month=tuple(_a_month(group["counts"], supplied) for group in profile["counts"]),
    )


def _a_month(counts: Sequence[int | None], supplied: Sequence[int]) -> str:
    """The mean of some months; it would give away one that is held back, and is so with it."""
    told = [count for count in (counts[at] for at in supplied) if count is not None]
    if len(told) < len(supplied):
        return HELD
    return rough(sum(told) / len(told)) if told else MISSING


def month_by_month(profile: Mapping[str, Any]) -> tuple[MonthRow, ...]:
    """Recorded offences of each group in each month, or why they are not told.

    Parameters
    ----------
    profile
        ``plan.json``'s `profile`.

    Returns
    -------
    tuple of MonthRow
        One for each month.
    """
    missing = missing_months(profile)
    rows = zip(profile["months"], *(group["counts"] for group in profile["counts"]), strict=True)
    return tuple(
        MonthRow(month=month, counts=tuple(_told(count, month in missing) for count in counts))
        for month, *counts in rows
    )


def _told(count: int | None, missing: bool) -> str:  # noqa: FBT001 - one of two words
    if count is None:
        return MISSING if missing else HELD
    return figure(count)


def missing_months(profile: Mapping[str, Any]) -> frozenset[str]:
    """Months of which no file was given; a month that is held back was given.

    Parameters
    ----------
    profile
        ``plan.json``'s `profile`.
    """
    return frozenset(
        month
        for group in profile["counts"]
        for month, count in zip(profile["months"], group["counts"], strict=True)
        if count is None and month not in group["held_back"]
    )
