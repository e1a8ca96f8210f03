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

__all__ = ["Rows", "cheap_start", "easily_kept", "floors_of", "keeps", "possible", "rows_of"]

_ROUNDING = 1e-9
"""Relative slack on rows in units that are not whole (metres, hours)."""

_TRIES = 50
"""HiGHS keeps rows to about a millionth of their largest entry: answers that break one by
pennies are forbidden one by one, so many times; then the rows are drawn in by `_TOLERANCE`."""
_TOLERANCE = 1e-5

_NODES = 5_000
"""Nodes after which HiGHS stops: whether pence can be made to match exactly may take for ever."""
_NEAR = 1e-2
"""A start need not be the very cheapest."""
_INFEASIBLE = 2
"""What SciPy's solvers say where nothing keeps to the rows."""


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


def cheap_start(limits: Limits, rows: Rows) -> Bools:
    """A cheap plan that has every must and every at-least.

    Parameters
    ----------
    limits, rows
        What a plan must keep to, and the same as rows.

    Returns
    -------
    Bools
        Shape (I,). What counts most for its price, floor by floor; where that does not keep to
        the rows, about the cheapest there is.

    Raises
    ------
    NoPlanError
        If no plan keeps to all rows, or none is found; the message names rows that cannot hold
        together, none of which can be spared from the contradiction.
    """
    found, proven = _cheap(limits, rows)
    if found is not None:
        return found
    if not proven:
        raise NoPlanError(
            f"No plan that keeps to all of these was found, nor that there is none: "
            f"{'; '.join(rows.name)}. {_ask_less(limits)}"
        )
    raise NoPlanError(_contradiction(limits, rows))


def possible(limits: Limits) -> bool:
    """Whether a plan that keeps to the limits is found."""
    return _cheap(limits, rows_of(limits))[0] is not None


def easily_kept(limits: Limits) -> bool:
    """Whether what counts most for its price, floor by floor, keeps to the limits.

    No is not proof that nothing does: that would take longer to tell.
    """
    rows = rows_of(limits)
    return keeps(rows, _by_price(limits, rows))


def _by_price(limits: Limits, rows: Rows) -> Bools:
    """Musts and, floor by floor, what counts most for its price until it is met."""
    plan = rows.lower > 0
    for counts, least in floors_of(limits):
        can = np.flatnonzero((counts > 0) & (rows.upper > 0) & ~plan)
        order = can[np.argsort(-counts[can] / np.maximum(limits.price[can], 1e-200), kind="stable")]
        before = np.sum(counts[plan]) + np.cumsum(counts[order]) - counts[order]
        plan[order[before < least]] = True
    return plan


def _cheap(limits: Limits, rows: Rows) -> tuple[Bools | None, bool]:
    """The plan by price, or by HiGHS, if one is found; and whether that is proven."""
    quick = _by_price(limits, rows)
    return (quick, True) if keeps(rows, quick) else _cheapest(limits, rows)


def _cheapest(limits: Limits, rows: Rows) -> tuple[Bools | None, bool]:
    """A plan of about the least price by HiGHS, if one is found; and whether that is proven."""
    if not _fits_in_part(rows):
        return None, True
    refused: list[Bools] = []
    while len(refused) < _TRIES:
        found, proven = _solved(limits, rows, refused)
        if found is None or keeps(rows, found):
            return found, proven
        refused.append(found)
    drawn_in = replace(rows, most=rows.most - _TOLERANCE * rows.scale)
    return _solved(limits, drawn_in, ())[0], False


def _fits_in_part(rows: Rows) -> bool:
    """Whether the rows hold together if options could be bought in part."""
    solved = optimize.linprog(
        np.zeros(rows.matrix.shape[1]),
        A_ub=rows.matrix / rows.scale[:, None],
        b_ub=rows.most / rows.scale,
        bounds=list(zip(rows.lower.tolist(), rows.upper.tolist(), strict=True)),
        method="highs",
    )
    return int(solved.status) != _INFEASIBLE


def _part(rows: Rows, kept: Bools) -> Rows:
    """Some of the rows."""
    return replace(
        rows,
        matrix=rows.matrix[kept],
        most=rows.most[kept],
        capped=int(kept[: rows.capped].sum()),
        name=tuple(name for name, each in zip(rows.name, kept, strict=True) if each),
    )


def _solved(limits: Limits, rows: Rows, refused: Sequence[Bools]) -> tuple[Bools | None, bool]:
    """What HiGHS finds of about the least price, other than those refused; and if it is sure."""
    price = np.where(rows.upper > 0, np.minimum(limits.price, 1e6), 0.0)
    held = [optimize.LinearConstraint(rows.matrix / rows.scale[:, None], ub=rows.most / rows.scale)]
    held += [_not(plan) for plan in refused]
    solved = optimize.milp(
        price,
        integrality=np.ones(len(price), dtype=np.int64),
        bounds=optimize.Bounds(rows.lower, rows.upper),
        constraints=held,
        options={"node_limit": _NODES, "mip_rel_gap": _NEAR},
    )
    plan = None if solved.x is None else solved.x > 0.5
    return plan, plan is not None or solved.status == _INFEASIBLE


def _may_hold(limits: Limits, rows: Rows, *, in_part: bool) -> bool:
    """Whether some rows may hold together, as far as is proven; options bought in part or not."""
    if in_part:
        return _fits_in_part(rows)
    found, proven = _cheapest(limits, rows)
    return found is not None or not proven


def _not(plan: Bools) -> optimize.LinearConstraint:
    """At least one option must change."""
    return optimize.LinearConstraint(np.where(plan, 1.0, -1.0), ub=int(plan.sum()) - 1.0)


def _contradiction(limits: Limits, rows: Rows) -> str:
    """A sentence naming rows that cannot hold together.

    None of them can be spared, unless telling so would take too long.
    """
    kept = np.ones(len(rows.most), dtype=np.bool_)
    in_part = not _fits_in_part(rows)
    for row in range(len(kept)):
        kept[row] = False
        kept[row] = _may_hold(limits, _part(rows, kept), in_part=in_part)
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
