"""Which streets of unknown light are worth looking at, and what that costs."""

from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import Assumptions, Values, price_factor
from homeward.options.draft import SURVEY_PRICES
from homeward.streets import UNKNOWN, Streets
from homeward.study.built import Built
from homeward.study.request import Request
from homeward.study.stakes import felt_km
from homeward.study.year import year_of

__all__ = ["MOST_LISTED", "survey_block", "survey_gbp_per_km", "survey_list"]

COSTS = ("cost_gbp", "cost_low_gbp", "cost_high_gbp")
"""What looking costs in the block: at the centre, and at the ends of the price's interval."""

WALKERS = ("walkers_a_year", "walkers_a_year_low", "walkers_a_year_high")
"""Walkers in a row: at the centre, and at the ends of the interval of how full venues are."""

MOST_LISTED = 40
"""Streets on the list: about what a few evenings' walking can look at."""


def survey_list(built: Built, request: Request, declared: Assumptions) -> dict[str, Any]:
    """Named streets of unknown light on which most people would walk after dark, by name.

    Parameters
    ----------
    built
        The town and its network.
    request
        The drawn night, and how many threads to use.
    declared
        The assumptions, as after a fit to counts.

    Returns
    -------
    dict
        Segments, kilometres and pounds for all unknown light, and `rows`: at most `MOST_LISTED`
        streets with their length of unknown light, the walkers a year they would have there
        after dark if nobody feared it (mean along that length), and the cost of looking. The
        ends of walkers are those of the 95% interval of how full venues are: nothing else that
        is drawn moves them, unless ways are found anew. Those of costs are of the price.
    """
    streets = built.streets
    unknown = np.flatnonzero(streets.lit == UNKNOWN)
    walked_km = _walked_km(built, request, declared.central())
    return survey_block(streets, declared, _rows(streets, unknown, walked_km, declared))


def survey_block(
    streets: Streets, declared: Assumptions, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """What it would cost to find out which streets of unknown light are lit, and a list of some."""
    price = declared.by_name["light.survey_gbp_per_km"]
    length_km = float(streets.length_mm[streets.lit == UNKNOWN].sum()) / 1e6
    year, per_km = round(declared.central()["money.price_year"]), survey_gbp_per_km(declared)
    return {
        "streets": int((streets.lit == UNKNOWN).sum()),
        "length_km": round(length_km, 3),
        **dict(zip(COSTS, (round(length_km * each, 2) for each in per_km), strict=True)),
        "note": f"{price.text}; {price.unit}, here in prices of {year}; {price.source}",
        "rows": rows,
    }


def survey_gbp_per_km(declared: Assumptions) -> tuple[float, float, float]:
    """Pounds to find out whether a kilometre of street is lit, in the plan's prices.

    At its centre, and at the ends of its interval.
    """
    price, year = declared.by_name["light.survey_gbp_per_km"], declared.central()
    factor = price_factor(SURVEY_PRICES, round(year["money.price_year"]))
    return price.central * factor, price.low * factor, price.high * factor


def _walked_km(built: Built, request: Request, values: Values) -> Floats:
    """Kilometres a year people would walk on each segment after dark without fear, (S,)."""
    year = year_of(built, request, values, np.zeros(0, dtype=np.int64))
    total: Floats = felt_km(built.streets, year, values).sum(axis=(1, 2))
    return total


def _rows(
    streets: Streets, unknown: Ints, walked_km: Floats, declared: Assumptions
) -> list[dict[str, Any]]:
    name = streets.name[unknown]
    size = len(streets.names)
    length_mm = np.bincount(name, weights=streets.length_mm[unknown], minlength=size)
    walked = np.bincount(name, weights=walked_km[unknown], minlength=size)
    named = np.flatnonzero((length_mm > 0) & (streets.names != ""))
    walkers = walked[named] / (length_mm[named] / 1e6)
    most = np.argsort(-walkers, kind="stable")[:MOST_LISTED]
    fill, per_km = declared.by_name["walks.fill"], survey_gbp_per_km(declared)
    times = (1.0, fill.low / fill.central, fill.high / fill.central)
    rows = []
    for row in most.tolist():
        km, mean = float(length_mm[named[row]]) / 1e6, float(walkers[row])
        street, length = str(streets.names[named[row]]), {"length_km": round(km, 3)}
        people = zip(WALKERS, (round(mean * each) for each in times), strict=True)
        costs = zip(COSTS, (round(km * each, 2) for each in per_km), strict=True)
        rows.append({"street": street, **length, **dict(people), **dict(costs)})
    return sorted(rows, key=lambda each: str(each["street"]))
