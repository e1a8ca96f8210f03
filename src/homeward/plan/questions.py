"""What an analyst asks of a plan: other budgets, the next pound, other prices, other worlds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.plan.choose import Choice, choose
from homeward.plan.greedy import gains, greedy
from homeward.plan.model import Limits, Problem
from homeward.plan.rows import possible, rows_of

__all__ = [
    "SHARES",
    "CurvePoint",
    "chosen_in",
    "curve",
    "falling_back",
    "harmless",
    "next_bought",
    "next_pound",
    "point_of",
    "price_to_be_chosen",
]

SHARES = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Budgets at which a curve is drawn, as shares of the one asked for."""

_PENCE_PER_POUND = 100
_HALVINGS = 24


@dataclass(frozen=True, eq=False, kw_only=True)
class CurvePoint:
    """What one size of budget gains.

    Attributes
    ----------
    budget_pence
        Every budget, shape (R,).
    value, bound
        As of a `Choice`.
    chosen
        The plan, shape (N,).
    """

    budget_pence: Ints
    value: float
    bound: float | None
    chosen: Ints

    def __post_init__(self) -> None:
        freeze(self)


def curve(
    problem: Problem,
    limits: Limits,
    shares: Sequence[float] = SHARES,
    *,
    choice: Choice | None = None,
) -> tuple[CurvePoint, ...]:
    """What smaller and larger budgets would gain.

    Parameters
    ----------
    problem, limits
        As for `choose`. A budget too small for the musts and at-least is left out.
    shares
        Sizes of all budgets together, as shares of those in `limits`.
    choice
        What `choose` gave for `limits`, if that is known: it is not made again.

    Returns
    -------
    tuple[CurvePoint, ...]
        By size; each with a plan and a bound of its own, and never worth less than the one
        before. The point of share 1 is what `choose` gives.

    Raises
    ------
    NoPlanError
        If even the largest budget is too small for the musts and at-least.
    """
    points: list[CurvePoint] = []
    for share in sorted(shares):
        sized = limits.times(share)
        if share < max(shares) and not possible(sized):
            continue
        asked = choice if share == 1.0 else None
        best = asked or choose(problem, sized, branch=share == 1.0)
        if points and best.value < points[-1].value:
            best = choose(problem, sized, known=points[-1].chosen, branch=False)
        points.append(point_of(best, sized))
    return falling_back(points)


def point_of(choice: Choice, limits: Limits) -> CurvePoint:
    """A choice as a point of a curve."""
    return CurvePoint(
        budget_pence=limits.budget_pence,
        value=choice.value,
        bound=choice.bound,
        chosen=choice.chosen,
    )


def next_pound(problem: Problem, limits: Limits, choice: Choice) -> float:
    """What the next pound would gain: the best gain over cost of what was left out.

    Parameters
    ----------
    problem, limits, choice
        A plan and what it was made from.

    Returns
    -------
    float
        Gain a year for each pound, over all budgets; 0 if nothing more can be gained. Options
        to be avoided, and those an at-most or a cap leaves no room for, do not count.
    """
    return float(np.max(_by_pound(problem, limits, choice), initial=0.0))


def next_bought(problem: Problem, limits: Limits, choice: Choice) -> int | None:
    """The option that the next pound would go to; None if nothing more can be gained.

    Parameters
    ----------
    problem, limits, choice
        A plan and what it was made from.

    Returns
    -------
    int | None
        Its number: of those that gain as much for a pound, the first.
    """
    price = _by_pound(problem, limits, choice)
    return int(np.argmax(price)) if np.max(price, initial=0.0) > 0 else None


def price_to_be_chosen(
    problem: Problem, limits: Limits, choice: Choice, measure: int
) -> int | None:
    """The price of one unit at which a measure would first enter the plan.

    Parameters
    ----------
    problem, limits, choice
        A plan and what it was made from.
    measure
        Its number in ``limits.measures``.

    Returns
    -------
    int | None
        Whole pence a unit, over all budgets: today's if it is in the plan; None if it would
        not be even for nothing.

    Notes
    -----
    All the measure's options are made cheaper by the same share; the largest share at which
    greedy takes one of them is found by halving.
    """
    mine = limits.measure == measure
    inside = choice.chosen[mine[choice.chosen]]
    if inside.size:
        return _unit_price(limits, inside)
    if not _entering(problem, _scaled(limits, mine, 0.0), mine).size:
        return None
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        enters = _entering(problem, _scaled(limits, mine, middle), mine).size > 0
        low, high = (middle, high) if enters else (low, middle)
    cheaper = _scaled(limits, mine, low)
    return _unit_price(cheaper, _entering(problem, cheaper, mine))


def chosen_in(worlds: Iterable[tuple[Problem, Limits]]) -> Floats:
    """How often each option would be chosen if a drawn world were known to be true.

    Parameters
    ----------
    worlds
        Joint draws of what there is to gain and of what it costs. A negative fall (a measure
        that does harm in that world) counts as none.

    Returns
    -------
    Floats
        Share of worlds, shape (I,). By greedy alone.
    """
    count, total = np.zeros(0), 0
    for problem, limits in worlds:
        plan = greedy(harmless(problem), limits, rows_of(limits))
        count = plan + (count if total else np.zeros(len(plan)))
        total += 1
    return count / max(total, 1)


def falling_back(points: list[CurvePoint]) -> tuple[CurvePoint, ...]:
    """The points with each bound at most that of the next: less money never gains more."""
    low, found = np.inf, []
    for point in reversed(points):
        low = min(low, np.inf if point.bound is None else point.bound)
        found.append(replace(point, bound=None if point.bound is None else low))
    return tuple(reversed(found))


def _by_pound(problem: Problem, limits: Limits, choice: Choice) -> Floats:
    """What each option left out would gain for a pound, shape (I,); 0 where there is no room."""
    pounds = limits.cost_pence.sum(axis=0) / _PENCE_PER_POUND
    left = limits.at_most - np.bincount(
        limits.measure[choice.chosen],
        limits.units[choice.chosen],
        minlength=len(limits.measures),
    )
    can = ~limits.avoid & (limits.units <= left[limits.measure]) & (pounds > 0)
    for row in limits.rows:
        can &= row.counts <= row.at_most - row.counts[choice.chosen].sum()
    can[choice.chosen] = False
    gained = gains(problem, choice.chosen)
    found: Floats = np.divide(gained, pounds, out=np.zeros_like(gained), where=can)
    return found


def _entering(problem: Problem, limits: Limits, mine: Bools) -> Ints:
    """Options of a measure that greedy takes and that gain something."""
    plan = greedy(problem, limits, rows_of(limits))
    return np.flatnonzero(plan & mine)


def _scaled(limits: Limits, mine: Bools, share: float) -> Limits:
    """The limits with a measure's options at a share of their cost."""
    cost = np.floor(limits.cost_pence * np.where(mine, share, 1.0)).astype(np.int64)
    return limits.at_costs(cost)


def _unit_price(limits: Limits, options: Ints) -> int:
    """The highest cost of one unit among some options, whole pence."""
    price = limits.cost_pence[:, options].sum(axis=0) / limits.units[options]
    return int(np.floor(price.max()))


def harmless(problem: Problem) -> Problem:
    """The programme with no fall below zero."""
    return replace(problem, fall=np.maximum(problem.fall, 0.0))
