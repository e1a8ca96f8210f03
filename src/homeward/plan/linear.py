"""Where a slope gains most within the rows, and what each row is worth there."""

import numpy as np
from scipy import optimize

from homeward.kit.arrays import Floats
from homeward.plan.rows import Rows

__all__ = ["best_within", "knapsack", "programme"]

Step = tuple[Floats, Floats]
"""A point, shape (I,), and the price of one unit of each row, shape (Q,)."""


def best_within(slope: Floats, rows: Rows) -> Step:
    """The best point of x in [lower, upper] within the rows.

    Parameters
    ----------
    slope
        What each option gains, shape (I,).
    rows
        One budget alone makes a fractional knapsack, solved by sorting; anything else a
        linear programme with few rows.

    Returns
    -------
    Step
        The point and the rows' prices. With no point at all, prices of 0: they prove a bound
        as any prices do.
    """
    return knapsack(slope, rows) if rows.capped == len(rows.most) == 1 else programme(slope, rows)


def knapsack(slope: Floats, rows: Rows) -> Step:
    """Best gain for the money until it is spent, the last option in part."""
    cost = rows.matrix[0]
    can = np.flatnonzero((rows.upper > rows.lower) & (slope > 0))
    dear = np.maximum(cost[can], 1e-200)
    can = can[np.argsort(-slope[can] / dear, kind="stable")]
    before = np.cumsum(cost[can]) - cost[can]
    left = rows.most[0] - np.sum(cost * rows.lower) - before
    x = rows.lower.copy()
    x[can] = np.clip(left / np.maximum(cost[can], 1.0), 0.0, 1.0)
    x[can[cost[can] == 0]] = 1.0
    part = can[x[can] < 1.0]
    price = slope[part[0]] / cost[part[0]] if part.size else 0.0
    return x, np.array([price])


def programme(slope: Floats, rows: Rows) -> Step:
    """The linear programme, by HiGHS."""
    size = max(float(np.abs(slope).max(initial=0.0)), 1e-200)
    solved = optimize.linprog(
        -slope / size,
        A_ub=rows.matrix / rows.scale[:, None],
        b_ub=rows.most / rows.scale,
        bounds=list(zip(rows.lower.tolist(), rows.upper.tolist(), strict=True)),
        method="highs",
    )
    if solved.x is None:
        return rows.lower, np.zeros(len(rows.most))
    price = np.maximum(-solved.ineqlin.marginals, 0.0) * size / rows.scale
    return np.clip(solved.x, rows.lower, rows.upper), price
