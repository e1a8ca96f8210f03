"""What rows are worth where a slope gains most within them, and the best whole plan there."""

import numpy as np
from scipy import optimize

from homeward.kit.arrays import Bools, Floats
from homeward.plan.rows import Rows

__all__ = ["best_whole", "prices_of"]

_PASSES = 3
"""Times that each of several rows is priced anew."""


_NODES, _NEAR = 500, 1e-3
"""Where HiGHS stops: at so many nodes, or so near the best."""


def best_whole(slope: Floats, rows: Rows) -> Bools | None:
    """About the best plan for a slope within the rows, options whole, by HiGHS.

    Parameters
    ----------
    slope
        What each option gains, shape (I,).
    rows
        What the plan must keep to, as nearly as HiGHS does: to about a millionth.

    Returns
    -------
    Bools | None
        Shape (I,); None if none is found.
    """
    solved = optimize.milp(
        -slope / max(float(np.abs(slope).max(initial=0.0)), 1e-200),
        integrality=np.ones(len(slope), dtype=np.int64),
        bounds=optimize.Bounds(rows.lower, rows.upper),
        constraints=optimize.LinearConstraint(
            rows.matrix / rows.scale[:, None], ub=rows.most / rows.scale
        ),
        options={"node_limit": _NODES, "mip_rel_gap": _NEAR},
    )
    return None if solved.x is None else solved.x > 0.5


def prices_of(slope: Floats, rows: Rows, start: Floats | None = None) -> Floats:
    r"""The price of one unit of each row, at which a slope's dual is low.

    Parameters
    ----------
    slope
        What each option gains, shape (I,).
    rows
        What a plan must keep to; some point of x in [lower, upper] does.
    start
        Prices to begin with, shape (Q,); none asks for nothing.

    Returns
    -------
    Floats
        Zero or more, shape (Q,). Any such prices :math:`\lambda` prove a bound, by

        .. math:: \max_x \{g x : A x \le b\} \le \lambda b + \max_x (g - \lambda A) x .

        With one row the prices are the best there are: those of a knapsack filled by gain over
        price. With several, each in turn is made best beside the others, and the result is never
        worse than `start`.
    """
    price = np.zeros(len(rows.most)) if start is None else start.copy()
    reduced = slope - np.sum(price[:, None] * rows.matrix, axis=0)
    for _ in range(1 if len(price) == 1 else _PASSES):
        for r, row in enumerate(rows.matrix):
            new = _best_price(reduced + price[r] * row, rows, r)
            reduced += (price[r] - new) * row
            price[r] = new
    return price


def _best_price(gain: Floats, rows: Rows, r: int) -> float:
    """The price of one row beside which its dual is lowest.

    As the price falls, options with a gain above it come in by gain over what they take, until
    they take what the row has; a floor's options, which give, come in as its price rises.
    """
    row = rows.matrix[r]
    room = float(rows.most[r] - np.sum(row * rows.lower))
    if r >= rows.capped and room >= 0:
        return 0.0
    some = np.flatnonzero((row != 0) & (rows.upper > rows.lower) & ((row < 0) | (gain > 0)))
    knot = gain[some] / row[some]
    order = np.argsort(-knot * np.sign(row[some]), kind="stable")
    filled = np.cumsum(np.abs(row[some][order]))
    at = int(np.searchsorted(filled, abs(room), side="right" if r < rows.capped else "left"))
    if r < rows.capped:
        return float(knot[order[at]]) if at < len(some) else 0.0
    return max(0.0, float(knot[order[min(at, len(some) - 1)]])) if len(some) else 0.0
