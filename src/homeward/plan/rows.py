"""Everything linear that a plan keeps to, as rows: ``matrix @ x <= most``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import optimize

from homeward.errors import NoPlanError
from homeward.kit.arrays import Bools, Floats, freeze
from homeward.plan.model import Limits
from homeward.plan.row import Row

__all__ = ["Rows", "cheapest_start", "floors_of", "keeps", "rows_of"]

_ROUNDING = 1e-9
"""Relative slack on rows in units that are not whole (metres, hours)."""

_TRIES = 50
"""HiGHS keeps rows to about a millionth of their largest entry: answers that break one by
pennies are forbidden one by one, so many times; then the rows are drawn in by `_TOLERANCE`."""
_TOLERANCE = 1e-5


@dataclass(frozen=True, eq=False, kw_only=True)
class Rows:
    """Budgets first, then at-most, then at-least rows (with their signs turned).

    Within each, limits on units of a measure come before further rows.

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
    most, least = np.isfinite(limits.at_most), limits.at_least > 0
    units, (caps, floors) = _units(limits), _further(limits)
    matrix = np.concatenate([limits.cost_pence, units[most], _counts(caps, limits)])
    held = np.concatenate(
        [limits.budget_pence, limits.at_most[most] * (1 + _ROUNDING), _ends(caps, "at_most")]
    )
    lower = limits.must.astype(np.float64)
    too_dear = (matrix > (held - np.sum(matrix * lower, axis=1))[:, None]).any(axis=0)
    needed = np.concatenate([limits.at_least[least] * (1 - _ROUNDING), _ends(floors, "at_least")])
    return Rows(
        matrix=np.concatenate([matrix, -units[least], -_counts(floors, limits)]),
        most=np.concatenate([held, -needed]),
        lower=lower,
        upper=np.where(limits.avoid | (too_dear & ~limits.must), 0.0, 1.0),
        capped=len(held),
        name=_names(limits, most, least),
    )


def floors_of(limits: Limits) -> Iterator[tuple[Floats, float]]:
    """What each option counts towards every at-least, shape (I,), and how much it needs."""
    units = _units(limits)
    for measure in np.flatnonzero(limits.at_least > 0):
        yield units[measure], float(limits.at_least[measure] * (1 - _ROUNDING))
    floors = _further(limits)[1]
    for row, least in zip(floors, _ends(floors, "at_least").tolist(), strict=True):
        yield row.counts, least


def _units(limits: Limits) -> Floats:
    """Units that each option adds to each measure, shape (M, I)."""
    measures = np.arange(len(limits.measures))
    return np.where(limits.measure[None, :] == measures[:, None], limits.units, 0.0)


def _further(limits: Limits) -> tuple[list[Row], list[Row]]:
    """The further rows with a cap, and those with a floor."""
    caps = [row for row in limits.rows if np.isfinite(row.at_most)]
    return caps, [row for row in limits.rows if row.at_least > 0]


def _counts(rows: Sequence[Row], limits: Limits) -> Floats:
    """What the rows count, shape (Q, I)."""
    counts = [row.counts for row in rows]
    return np.array(counts, dtype=np.float64).reshape(-1, len(limits.units))


def _ends(rows: Sequence[Row], end: str) -> Floats:
    """The rows' limits: to the penny for money, with slack for what is not whole."""
    slack = _ROUNDING if end == "at_most" else -_ROUNDING
    return np.array([getattr(row, end) * (1 + slack * (not row.money)) for row in rows])


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
    part = _part(rows, kept)
    refused: list[Bools] = []
    while len(refused) < _TRIES:
        found = _solved(limits, part, refused)
        if found is None or keeps(part, found):
            return found
        refused.append(found)
    return _solved(limits, replace(part, most=part.most - _TOLERANCE * part.scale), ())


def _part(rows: Rows, kept: Bools) -> Rows:
    """Some of the rows."""
    return replace(
        rows,
        matrix=rows.matrix[kept],
        most=rows.most[kept],
        capped=int(kept[: rows.capped].sum()),
        name=tuple(name for name, each in zip(rows.name, kept, strict=True) if each),
    )


def _solved(limits: Limits, rows: Rows, refused: Sequence[Bools]) -> Bools | None:
    """What HiGHS takes for the cheapest plan, other than those refused."""
    price = np.where(rows.upper > 0, np.minimum(limits.price, 1e6), 0.0)
    held = [optimize.LinearConstraint(rows.matrix / rows.scale[:, None], ub=rows.most / rows.scale)]
    held += [_not(plan) for plan in refused]
    solved = optimize.milp(
        price,
        integrality=np.ones(len(price), dtype=np.int64),
        bounds=optimize.Bounds(rows.lower, rows.upper),
        constraints=held,
    )
    return None if solved.x is None else solved.x > 0.5


def _not(plan: Bools) -> optimize.LinearConstraint:
    """At least one option must change."""
    return optimize.LinearConstraint(np.where(plan, 1.0, -1.0), ub=int(plan.sum()) - 1.0)


def _contradiction(limits: Limits, rows: Rows, every: Bools) -> str:
    """A sentence naming rows that cannot hold together and of which none can be spared."""
    kept = every.copy()
    for row in range(len(kept)):
        kept[row] = False
        kept[row] = _cheapest(limits, rows, kept) is not None
    names = [name for name, needed in zip(rows.name, kept, strict=True) if needed]
    musts = int(limits.must.sum())
    beside = f" beside the {musts} options that must be in the plan" if musts else ""
    if len(names) == 1:
        return f"This cannot be kept{beside}: {names[0]}. {_ask_less(limits)}"
    return f"These cannot hold together{beside}: {'; '.join(names)}. {_ask_less(limits)}"


def _ask_less(limits: Limits) -> str:
    """What to do about a contradiction."""
    if limits.must.any() or limits.avoid.any():
        return "Raise the budget, ask for less, or take options from the must and avoid lists."
    return "Raise the budget, or ask for less."


def _names(limits: Limits, most: Bools, least: Bools) -> tuple[str, ...]:
    """The rows in words."""
    budgets = [
        f"{name} of £{pence / 100:,.2f}"
        for name, pence in zip(limits.budgets, limits.budget_pence, strict=True)
    ]
    measures, (caps, floors) = limits.measures, _further(limits)
    return (
        *budgets,
        *(f"at most {limits.at_most[m]:g} of {measures[m]}" for m in np.flatnonzero(most)),
        *(f"at most {row.said(row.at_most)}" for row in caps),
        *(f"at least {limits.at_least[m]:g} of {measures[m]}" for m in np.flatnonzero(least)),
        *(f"at least {row.said(row.at_least)}" for row in floors),
    )
