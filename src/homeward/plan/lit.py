"""Plans for walks that are lit all the way: whole walks are bought, never single streets.

A walk home counts once its every dark segment is lit, so the last dark segment is worth what
the others have made of it. That is the opposite of diminishing returns: greedy over segments
sees nothing to gain, and the bound of `homeward.plan.bound` does not hold. The bound here is
that of `homeward.plan.closure`, and the plan starts from the closures it meets.
"""

from collections.abc import Sequence

import numpy as np

from homeward.kit.arrays import Bools, Ints
from homeward.options.option import Options
from homeward.plan.choose import Choice
from homeward.plan.closing_lit import close_lit
from homeward.plan.closure import raise_roof
from homeward.plan.model import Limits
from homeward.plan.needs import QUANTA_PER_WALKER, DarkWalksLike, Needs, needs_of
from homeward.plan.questions import SHARES, CurvePoint, falling_back, point_of
from homeward.plan.rows import cheap_start, keeps, rows_of
from homeward.plan.whole import filled_up, in_order

__all__ = ["lit_curve", "lit_walks"]

_PROBLEM = (
    "Today's walks stay as they are, and streets of unknown light are as assumed; a walk counts "
    "once every dark segment of it is lit; lights are bought whole, within every budget, "
    "at-least and at-most, by measure, area and bid, must and avoid. No such plan lights more "
    "walks than the bound."
)

_CLOSE_GAP = 1e-3
_STARTS = 3
"""Closures within the limits from which a plan is filled up."""


def lit_walks(
    walks: DarkWalksLike,
    options: Options,
    limits: Limits,
    *,
    known: Ints | None = None,
    branch: bool = True,
) -> Choice:
    """The plan that makes most walks home lit all the way, with a proven bound.

    Parameters
    ----------
    walks
        Dark-hour walks by their dark segments.
    options
        What can be bought; a segment has one lighting option at most.
    limits
        What the plan must keep to.
    known
        A plan to do at least as well as, if it keeps to the limits: that of a smaller budget.
    branch
        Whether to close a gap above 0.1% by branch and bound where few walks are undecided.

    Returns
    -------
    Choice
        `value` and `bound` in walkers a year. An option's marginal is 0 until a later one
        completes a walk.

    Raises
    ------
    InputError
        If two options light one segment, or a number of walkers is negative or missing.
    NoPlanError
        If no plan keeps to the limits.

    Notes
    -----
    Plans are filled up step by step: each step buys all that some walk still needs, by walks
    that become lit over price. That starts from the musts, from the dearest closure within the
    limits, and from `known`; the best of them is kept.
    """
    rows = rows_of(limits)
    needs = needs_of(walks, options, rows)
    first = cheap_start(limits, rows)
    greedy = filled_up(needs, limits, rows, first)
    roof = raise_roof(needs, rows, [first, greedy])
    starts = [plan for plan in _best_first(needs, roof.plans) if keeps(rows, plan)][:_STARTS]
    if known is not None:
        starts += [plan for plan in [_plan_of(known, len(options))] if keeps(rows, plan)]
    plans = [greedy, *(filled_up(needs, limits, rows, start) for start in starts)]
    plan, bound = _best_first(needs, np.array(plans))[0], roof.proof.bound
    value = needs.lit(plan) / QUANTA_PER_WALKER
    if branch and bound - value > _CLOSE_GAP * bound:
        plan, bound = close_lit(needs, rows, (plan, roof.proof))
    return _choice(needs, limits, plan, bound)


def lit_curve(
    walks: DarkWalksLike, options: Options, limits: Limits, shares: Sequence[float] = SHARES
) -> tuple[CurvePoint, ...]:
    """What smaller and larger budgets would light; never less than a smaller one.

    Parameters
    ----------
    walks, options, limits
        As for `lit_walks`.
    shares
        Sizes of all budgets together, as shares of those in `limits`.

    Returns
    -------
    tuple[CurvePoint, ...]
        By size, each with a bound of its own.

    Raises
    ------
    NoPlanError
        If a budget is too small for the musts and at-least.
    """
    points: list[CurvePoint] = []
    known: Ints | None = None
    for share in sorted(shares):
        sized = limits.times(share)
        choice = lit_walks(walks, options, sized, known=known)
        known = choice.chosen
        points.append(point_of(choice, sized))
    return falling_back(points)


def _choice(needs: Needs, limits: Limits, plan: Bools, bound: float) -> Choice:
    """The plan in the order in which whole walks are bought; options of no walk come first."""
    order = in_order(needs, limits, plan)
    marginal = needs.marginals(order)
    value = float(marginal.sum())
    return Choice(
        chosen=order,
        marginal=marginal,
        value=value,
        bound=max(bound, value),
        spent_pence=limits.spent_pence(order),
        problem=_PROBLEM,
    )


def _best_first(needs: Needs, plans: Bools) -> list[Bools]:
    """Plans by how many they light, most first; the earlier of equals first."""
    lit = [needs.lit(plan) for plan in plans]
    return [plans[k] for k in sorted(range(len(lit)), key=lambda k: -lit[k])]


def _plan_of(chosen: Ints, options: int) -> Bools:
    """Option numbers as a plan."""
    plan = np.zeros(options, dtype=np.bool_)
    plan[chosen] = True
    return plan
