"""The plan for one set of limits: greedy, a bound, exchanges, and what gap is left closed."""

from dataclasses import dataclass

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.plan.closing import close
from homeward.plan.greedy import evaluate, filled, greedy, met, ordered, swapped
from homeward.plan.linear import best_whole
from homeward.plan.model import Limits, Problem
from homeward.plan.plane import Proof
from homeward.plan.prove import prove
from homeward.plan.rows import Rows, keeps, rows_of

__all__ = ["Choice", "choose"]

_SWAP_GAP = 0.001
_CLOSE_GAP = 0.001

_SHARES = (0.5, 0.9)
"""Shares of an option in the relaxation from which it is tried whole."""

_WIDE_GAP = 0.05
"""Where floors leave no less than this, the best whole plan under the bound's plane is tried:
where most of the money goes into floors, greedy may meet them by what leaves too little."""

_PROBLEM = (
    "Today's flows and mean effects stay fixed; options are bought whole, within every budget, "
    "at-least and at-most, by measure, area and bid, must and avoid; of options of one family "
    "at one place only the most effective counts. No such plan is worth more than the bound."
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Choice:
    """A plan and what is proven of it.

    Attributes
    ----------
    chosen
        Option numbers in the order of greedy: musts, then by gain over price, shape (N,).
    marginal
        What each adds to those before it; they sum to `value`, shape (N,).
    value
        Expected gain a year at fixed flow, in the aim's unit.
    bound
        What no plan within the limits can exceed; None: no bound is claimed.
    spent_pence
        From each budget, shape (R,).
    problem
        The problem that `value` and `bound` are for, in words.
    """

    chosen: Ints
    marginal: Floats
    value: float
    bound: float | None
    spent_pence: Ints
    problem: str

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def gap(self) -> float | None:
        """Share of the bound that may still be missing; None where no bound is claimed."""
        if self.bound is None:
            return None
        return (self.bound - self.value) / self.bound if self.bound > 0 else 0.0


def choose(
    problem: Problem, limits: Limits, *, known: Ints | None = None, branch: bool = True
) -> Choice:
    """The plan that gains most within some limits, with a proven bound.

    Parameters
    ----------
    problem
        What there is to gain; no fall may be negative.
    limits
        What the plan must keep to.
    known
        A plan to do at least as well as, if it keeps to the limits: that of a smaller budget.
    branch
        Whether to close a gap above 0.1% by branch and bound; some seconds at most.

    Returns
    -------
    Choice
        The same for the same inputs, whatever the order of links or the number of threads.

    Raises
    ------
    InputError
        If a mean fall is negative, or `limits` and `problem` have different options.
    NoPlanError
        If no plan keeps to the limits; the message names what cannot hold together.
    """
    _check(problem, limits)
    rows = rows_of(limits)
    plan = greedy(problem, limits, rows)
    if known is not None:
        plan = _better(problem, rows, plan, _extended(problem, limits, rows, known))
    plan, bound = _proven(problem, limits, rows, plan, branch=branch)
    return _choice(problem, limits, plan, bound)


def _proven(
    problem: Problem, limits: Limits, rows: Rows, plan: Bools, *, branch: bool
) -> tuple[Bools, float]:
    """The plan, improved if its gap asks for it, and its bound."""
    worth = evaluate(problem, np.flatnonzero(plan))
    proof = prove(problem, rows, value=worth, known=plan)
    plan = _rounded(problem, limits, rows, (plan, proof))
    worth = evaluate(problem, np.flatnonzero(plan))
    if rows.capped < len(rows.most) and proof.bound - worth > _WIDE_GAP * proof.bound:
        whole = best_whole(proof.plane.slope, rows)
        if whole is not None:
            plan = _better(problem, rows, plan, filled(problem, limits, rows, whole))
            worth = evaluate(problem, np.flatnonzero(plan))
    if proof.bound - worth > _SWAP_GAP * proof.bound:
        plan = swapped(problem, limits, rows, plan)
        worth = evaluate(problem, np.flatnonzero(plan))
    if branch and proof.bound - worth > _CLOSE_GAP * proof.bound:
        return close(problem, limits, rows, (plan, proof))
    return plan, proof.bound


def _choice(problem: Problem, limits: Limits, plan: Bools, bound: float) -> Choice:
    """The plan in chosen order with its marginals; rounding goes to the last."""
    order, marginal = ordered(problem, limits, plan)
    value = evaluate(problem, order)
    if len(order):
        marginal[-1] = value - np.sum(marginal[:-1])
    return Choice(
        chosen=order,
        marginal=marginal,
        value=value,
        bound=max(bound, value),
        spent_pence=limits.spent_pence(order),
        problem=_PROBLEM,
    )


def _rounded(problem: Problem, limits: Limits, rows: Rows, known: tuple[Bools, Proof]) -> Bools:
    """The better of a plan and those near the point where the bound is highest."""
    plan, proof = known
    if proof.point is None:
        return plan
    for share in _SHARES:
        start = (rows.lower > 0) | ((proof.point >= share) & (rows.upper > 0))
        start = met(problem, limits, rows, start)
        plan = _better(problem, rows, plan, filled(problem, limits, rows, start))
    return plan


def _extended(problem: Problem, limits: Limits, rows: Rows, known: Ints) -> Bools:
    """A known plan, with what the limits now have room for."""
    plan = np.zeros(len(problem), dtype=np.bool_)
    plan[known] = True
    return filled(problem, limits, rows, plan) if keeps(rows, plan) else plan


def _better(problem: Problem, rows: Rows, one: Bools, other: Bools) -> Bools:
    """The plan worth more, if it keeps to the rows; the first if equal."""
    more = evaluate(problem, np.flatnonzero(other)) > evaluate(problem, np.flatnonzero(one))
    return other if more and keeps(rows, other) else one


def _check(problem: Problem, limits: Limits) -> None:
    """Mean falls are not negative and both speak of the same options."""
    if limits.cost_pence.shape[1] != len(problem):
        raise InputError(
            f"`limits` must speak of the options of `problem`; it has costs of "
            f"{limits.cost_pence.shape[1]} options and the problem has {len(problem)}."
        )
    bad = np.flatnonzero(problem.fall < 0)
    if bad.size:
        raise InputError(
            f"Mean falls must be zero or more; {bad.size} of {len(problem.fall)} links have a "
            f"negative one (first: option {problem.of_link[bad[0]]}, {problem.fall[bad[0]]:g}). "
            f"Leave out a measure that is expected to do harm."
        )
