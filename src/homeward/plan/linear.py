"""What each row is worth where a slope gains most within the rows."""

import numpy as np

from homeward.kit.arrays import Floats
from homeward.plan.rows import Rows

__all__ = ["prices_of"]

_PASSES = 3
"""Times that each of several rows is priced anew."""


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
