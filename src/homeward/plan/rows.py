"""Everything linear that a plan keeps to, as rows: ``matrix @ x <= most``."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import optimize

from homeward.errors import NoPlanError
from homeward.kit.arrays import Bools, Floats, freeze
from homeward.plan.model import Limits

__all__ = ["Rows", "cheapest_start", "keeps", "rows_of"]

_ROUNDING = 1e-9
"""Relative slack on rows in units that are not whole (metres, hours)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Rows:
    """Budgets first, then at-most, then at-least rows (with their signs turned).

    Attributes
    ----------
    matrix, most
        Shapes (Q, I) and (Q,).
    lower, upper
        1 for a must; 0 for what is to be avoided or is too dear beside the musts, shape (I,).
    capped
        How many rows, from the first, have no negative entry (all but at-least).
    name
        What each row is, in words.
    """

    matrix: Floats
    most: Floats
    lower: Floats
    upper: Floats
    capped: int
    name: tuple[str, ...]

    def __post_init__(self) -> None:
        freeze(self)

    @cached_property
    def scale(self) -> Floats:
        """What each row is divided by before a solver sees it, shape (Q,)."""
        scale: Floats = np.maximum(1.0, np.abs(self.matrix).max(axis=1, initial=0.0))
        return scale

    @cached_property
    def by_option(self) -> Floats:
        """What each option takes from the capped rows, shape (I, capped), contiguous."""
        return np.ascontiguousarray(self.matrix[: self.capped].T)

    def used(self, x: Floats) -> Floats:
        """``matrix @ x``, summed in one order whatever the number of threads."""
        used: Floats = np.sum(self.matrix * x, axis=1)
        return used


def rows_of(limits: Limits) -> Rows:
    """The rows of some limits.

    Parameters
    ----------
    limits
        Budgets, at-least and at-most, must and avoid.

    Returns
    -------
    Rows
        Whole plans satisfy them if and only if they keep to `limits`.
    """
    measures = np.arange(len(limits.measures))
    units = np.where(limits.measure[None, :] == measures[:, None], limits.units, 0.0)
    most, least = np.isfinite(limits.at_most), limits.at_least > 0
    caps = np.concatenate([limits.budget_pence, limits.at_most[most] * (1 + _ROUNDING)])
    matrix = np.concatenate([limits.cost_pence.astype(np.float64), units[most]])
    lower = limits.must.astype(np.float64)
    too_dear = (matrix > (caps - np.sum(matrix * lower, axis=1))[:, None]).any(axis=0)
    return Rows(
        matrix=np.concatenate([matrix, -units[least]]),
        most=np.concatenate([caps, -limits.at_least[least] * (1 - _ROUNDING)]),
        lower=lower,
        upper=np.where(limits.avoid | (too_dear & ~limits.must), 0.0, 1.0),
        capped=len(caps),
        name=_names(limits, most, least),
    )


def keeps(rows: Rows, chosen: Bools) -> bool:
    """Whether a plan keeps to all rows, shape of `chosen` (I,)."""
    x = chosen.astype(np.float64)
    inside = (x >= rows.lower) & (x <= rows.upper)
    return bool(inside.all() and (rows.used(x) <= rows.most).all())


def cheapest_start(limits: Limits, rows: Rows) -> Bools:
    """The cheapest plan that has every must and every at-least.

    Parameters
    ----------
    limits, rows
        What a plan must keep to, and the same as rows.

    Returns
    -------
    Bools
        Shape (I,).

    Raises
    ------
    NoPlanError
        If no plan keeps to all rows; the message names rows that cannot hold together, none
        of which can be spared from the contradiction.
    """
    musts = rows.lower > 0
    if keeps(rows, musts):
        return musts
    every = np.ones(len(rows.most), dtype=np.bool_)
    found = _cheapest(limits, rows, every)
    if found is None:
        raise NoPlanError(_contradiction(limits, rows, every))
    return found


def _cheapest(limits: Limits, rows: Rows, kept: Bools) -> Bools | None:
    """Least price within the kept rows by HiGHS; None if nothing is."""
    price = np.where(rows.upper > 0, np.minimum(limits.price, 1e6), 0.0)
    held = optimize.LinearConstraint(
        (rows.matrix / rows.scale[:, None])[kept], ub=(rows.most / rows.scale)[kept]
    )
    solved = optimize.milp(
        price,
        integrality=np.ones(len(price), dtype=np.int64),
        bounds=optimize.Bounds(rows.lower, rows.upper),
        constraints=held,
    )
    return None if solved.x is None else solved.x > 0.5


def _contradiction(limits: Limits, rows: Rows, every: Bools) -> str:
    """A sentence naming rows that cannot hold together and of which none can be spared."""
    kept = every.copy()
    for row in range(len(kept)):
        kept[row] = False
        kept[row] = _cheapest(limits, rows, kept) is not None
    names = [name for name, needed in zip(rows.name, kept, strict=True) if needed]
    musts = int(limits.must.sum())
    beside = f" beside the {musts} options that must be in the plan" if musts else ""
    return (
        f"These cannot hold together{beside}: {'; '.join(names)}. Raise the budget, ask for "
        f"less, or take options from the must and avoid lists."
    )


def _names(limits: Limits, most: Bools, least: Bools) -> tuple[str, ...]:
    """The rows in words."""
    budgets = [
        f"{name} of £{pence / 100:,.2f}"
        for name, pence in zip(limits.budgets, limits.budget_pence, strict=True)
    ]
    caps = [f"at most {limits.at_most[m]:g} of {limits.measures[m]}" for m in np.flatnonzero(most)]
    floors = [
        f"at least {limits.at_least[m]:g} of {limits.measures[m]}" for m in np.flatnonzero(least)
    ]
    return (*budgets, *caps, *floors)
