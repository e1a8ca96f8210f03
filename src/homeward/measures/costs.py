"""Unit costs in one year's prices, over a horizon, and in one world."""

import math

from homeward.kit.rng import stream
from homeward.measures.assumption import Values
from homeward.measures.measure import Cost, Measure
from homeward.measures.prices import price_factor

__all__ = ["cost_factors_in_world", "unit_cost_gbp", "whole_life_factors"]

EQUIPMENT_RULES = ("camera", "help_point")
"""Rules whose capital is equipment; the others' is standard civil engineering."""


def unit_cost_gbp(cost: Cost | None, price_year: int) -> float:
    """Central cost of one unit, pounds of `price_year`; 0 where there is no figure."""
    return cost.central * price_factor(cost.price_year, price_year) if cost else 0.0


def whole_life_factors(
    life_years: float, horizon_years: int, discount_rate: float
) -> tuple[float, float]:
    """Present value, over a horizon, of one pound of capital and of one pound a year.

    Parameters
    ----------
    life_years
        Until what was bought must be bought again; nan: never within the horizon.
    horizon_years
        Years over which all options are compared, at least 1.
    discount_rate
        Share a year.

    Returns
    -------
    tuple of float
        Capital: bought now, renewed at the end of each life, less the value left at the
        horizon (in proportion to the life left, discounted). Yearly: paid at the end of
        each year.

    Examples
    --------
    >>> whole_life_factors(25.0, 10, 0.0)
    (0.4, 10.0)
    """
    years = range(1, horizon_years + 1)
    yearly = math.fsum((1 + discount_rate) ** -year for year in years)
    if math.isnan(life_years) or life_years <= 0:
        return 1.0, yearly
    purchases = math.ceil(horizon_years / life_years)
    bought = math.fsum((1 + discount_rate) ** -(life_years * k) for k in range(purchases))
    left = purchases - horizon_years / life_years
    return bought - left * (1 + discount_rate) ** -horizon_years, yearly


def cost_factors_in_world(
    measure: Measure, values: Values, seed: int, world: int
) -> tuple[float, float]:
    """Capital and yearly cost in one world, over their central values.

    The cost lies anywhere between its low and its high, and capital also overruns by the
    world's optimism bias (``money.optimism.civil`` or ``money.optimism.equipment``), which
    central costs leave out. One draw a measure, shared by all its options.
    """
    kind = "equipment" if measure.rule in EQUIPMENT_RULES else "civil"
    overrun = 1.0 + values[f"money.optimism.{kind}"]
    capital = _drawn(measure.capital, measure.key, "capital", (seed, world))
    return capital * overrun, _drawn(measure.yearly, measure.key, "yearly", (seed, world))


def _drawn(cost: Cost | None, key: str, what: str, draw: tuple[int, int]) -> float:
    """A cost between its low and its high, over its centre."""
    if cost is None or cost.central == 0:
        return 1.0
    share = float(stream(draw[0], "measures", f"cost.{key}.{what}", draw[1]).random())
    return (cost.low + share * (cost.high - cost.low)) / cost.central
