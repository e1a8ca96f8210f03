"""Walks lit all the way: the plan over today's dark walks, and what is proven as shares.

Letters used for shapes: S segments, K sets of dark segments.
"""

from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from homeward.errors import NoPlanError
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.options import Options
from homeward.plan import SHARES, Choice, CurvePoint, Limits, lit_curve, lit_walks
from homeward.walks import DarkWalks

__all__ = ["as_lit", "lit_by_street", "lit_plan", "lit_whole", "shares_if_ways_stay"]

T = TypeVar("T", Choice, CurvePoint)


def lit_plan(
    walks: DarkWalks, options: Options, limits: Limits
) -> tuple[Choice, tuple[CurvePoint, ...]]:
    """The plan and its curve; walks too many to list raise every bound by their number."""
    points = _points(walks, options, limits)
    asked = int(limits.budget_pence.sum())
    known = [each.chosen for each in points if int(each.budget_pence.sum()) <= asked][-1]
    choice = lit_walks(walks, options, limits, known=known)
    unlisted = walks.dropped * walks.total
    return _raised(choice, unlisted), tuple(_raised(point, unlisted) for point in points)


def as_lit(
    walks: DarkWalks | None, options: Options, limits: Limits, bought: Ints, best: Choice
) -> Choice:
    """A plan that was not chosen here, counted by buying it and nothing else.

    Its bound is that of the best plan found, or its own value where limits it breaks let it
    be worth more. Without walks, or without a plan, it is worth nothing.
    """
    if walks is None or not len(bought):
        spent = limits.spent_pence(bought)
        return replace(
            best, chosen=bought, marginal=np.zeros(len(bought)), value=0.0, spent_pence=spent
        )
    must = np.zeros(len(limits.must), dtype=np.bool_)
    must[bought] = True
    whole = replace(
        limits,
        must=must,
        avoid=~must,
        budget_pence=limits.spent_pence(bought),
        at_least=np.zeros_like(limits.at_least),
        at_most=np.full_like(limits.at_most, np.inf),
        rows=(),
    )
    given = lit_walks(walks, options, whole)
    bound = None if best.bound is None else max(best.bound, given.value)
    return replace(given, bound=bound, problem=best.problem)


def lit_whole(walks: DarkWalks, lit: Bools) -> Floats:
    """Walkers a year of each set whose every street is among those lit, (S,), else 0; (K,)."""
    if not len(walks.walks):
        return np.zeros(0)
    whole = np.logical_and.reduceat(lit[walks.segment], walks.start[:-1])
    return np.where(whole, walks.walks, 0.0)


def lit_by_street(walks: DarkWalks, lit: Bools, length_m: Floats) -> Floats:
    """Walks lit all the way, parted over the streets that a plan lights on them, (S,).

    `lit` are the streets that it lights.
    """
    found, whole = np.zeros(len(lit)), lit_whole(walks, lit)
    if not len(whole):
        return found
    length = length_m[walks.segment]
    total = np.add.reduceat(length, walks.start[:-1])
    np.add.at(found, walks.segment, np.repeat(whole / total, np.diff(walks.start)) * length)
    return found


def shares_if_ways_stay(walks: DarkWalks | None, choice: Choice) -> dict[str, Any]:
    """Shares of walks lit all the way at today's ways; nothing where that was not the aim."""
    if walks is None or choice.bound is None or walks.total == 0:
        return {}
    gained = {"before": 0.0, "after": choice.value, "bound": choice.bound}
    shares = {
        name: round((walks.lit_already + more) / walks.total, 6) for name, more in gained.items()
    }
    return {"if_ways_stay": shares}


def _points(walks: DarkWalks, options: Options, limits: Limits) -> tuple[CurvePoint, ...]:
    """The curve, from the smallest budget that pays for what must be bought."""
    for first in range(SHARES.index(1.0)):
        try:
            return lit_curve(walks, options, limits, SHARES[first:])
        except NoPlanError:
            continue
    return lit_curve(walks, options, limits, SHARES[SHARES.index(1.0) :])


def _raised(found: T, by: float) -> T:
    """The same with a bound that also counts walks that were not listed."""
    return found if found.bound is None else replace(found, bound=found.bound + by)
