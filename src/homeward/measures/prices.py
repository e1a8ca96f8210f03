"""Pounds of one year in pounds of another, by the GDP deflator."""

from functools import cache

from homeward.errors import InputError
from homeward.measures import figures

__all__ = ["PRICE_YEARS", "price_factor"]


@cache
def _deflator() -> dict[int, float]:
    """Index of each calendar year, 2024 = 100."""
    rows = figures.shipped("prices.toml")["deflator"]["value"]
    return {int(year): float(value) for year, value in rows.items()}


PRICE_YEARS = (2010, 2024)
"""First and last year that the shipped deflator knows."""

APRIL_TO_DECEMBER = 0.75
"""Share of a financial year (from April) that lies in the calendar year it begins in."""


def price_factor(prices: int | str, year: int) -> float:
    """What one pound of `prices` is in pounds of `year`.

    Parameters
    ----------
    prices
        A calendar year (``2016``), or a financial year as text (``"2015/16"``).
    year
        The calendar year whose prices are wanted.

    Returns
    -------
    float
        Ratio of the two years' GDP deflators.

    Raises
    ------
    InputError
        If either year is outside `PRICE_YEARS`.

    Notes
    -----
    A financial year is three quarters of the calendar year it begins in and one quarter of
    the next: the deflators of financial years themselves were not read.

    Examples
    --------
    >>> round(price_factor("2015/16", 2024), 3)
    1.325
    """
    return _index(year) / _index_of(prices)


def _index_of(prices: int | str) -> float:
    """Deflator of a calendar or a financial year."""
    if isinstance(prices, int):
        return _index(prices)
    first, _, second = prices.partition("/")
    if not (first.isdigit() and second.isdigit() and (int(first) + 1) % 100 == int(second)):
        raise InputError(
            f'A price year must be such as 2016 or "2015/16"; got {prices!r}. Correct it.'
        )
    begins = int(first)
    share = APRIL_TO_DECEMBER
    return share * _index(begins) + (1 - share) * _index(begins + 1)


def _index(year: int) -> float:
    """Deflator of a calendar year."""
    known = _deflator()
    if year not in known:
        raise InputError(
            f"A price year must be from {PRICE_YEARS[0]} to {PRICE_YEARS[1]}, the years of the "
            f"shipped GDP deflator; got {year}. Give the figure in prices of one of these years."
        )
    return known[year]
