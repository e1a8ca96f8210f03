"""A plane above every plan, and the bound that it shows."""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, freeze
from homeward.plan.rows import Rows

__all__ = ["Plane", "Proof"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Plane:
    """``constant + slope @ x``, at or above the benefit of every plan x."""

    constant: float
    slope: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def height(self, rows: Rows, price: Floats) -> float:
        """A height that the plane passes nowhere within the rows, by weak duality.

        It holds for any `price` >= 0 on the rows, shape (Q,), however roughly solved.
        """
        reduced = self.slope - np.sum(price[:, None] * rows.matrix, axis=0)
        free = (rows.upper - rows.lower) * np.maximum(reduced, 0.0)
        paid = np.sum(price * rows.most) + np.sum(rows.lower * reduced)
        return float(self.constant + paid + np.sum(free))


@dataclass(frozen=True, eq=False, kw_only=True)
class Proof:
    """A bound and what shows it.

    Attributes
    ----------
    bound
        No plan within the rows is worth more.
    plane
        The plane that shows it.
    price
        What one unit of each row is worth to that plane, shape (Q,).
    point
        Where the search stood, shape (I,): it may pass the rows a little. None for walks.
    """

    bound: float
    plane: Plane
    price: Floats
    point: Floats | None = None

    def __post_init__(self) -> None:
        freeze(self)
