"""What a plan that somebody else chose is worth, said as if it had been chosen here."""

from dataclasses import replace

import numpy as np

from homeward.kit.arrays import Ints
from homeward.plan.choose import Choice
from homeward.plan.greedy import evaluate, ordered
from homeward.plan.model import Limits, Problem

__all__ = ["as_given"]


def as_given(problem: Problem, limits: Limits, chosen: Ints, best: Choice) -> Choice:
    """A given plan in the order in which greedy would buy it, beside the bound of another.

    Parameters
    ----------
    problem, limits
        What `best` was chosen from and within.
    chosen
        The plan's options in any order; whether they keep to the limits is not asked.
    best
        The plan chosen here, whose bound holds for every plan within the limits.

    Returns
    -------
    Choice
        With marginals that sum to its value. The bound is never below the value: a plan that
        breaks the limits may be worth more than any that keeps to them.
    """
    mask = np.zeros(len(problem), dtype=np.bool_)
    mask[chosen] = True
    order, marginal = ordered(problem, limits, mask)
    value = evaluate(problem, order)
    if len(order):
        marginal[-1] = value - np.sum(marginal[:-1])
    return replace(
        best,
        chosen=order,
        marginal=marginal,
        value=value,
        bound=None if best.bound is None else max(best.bound, value),
        spent_pence=limits.spent_pence(order),
    )
