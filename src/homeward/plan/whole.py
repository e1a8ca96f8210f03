"""Buying whole walks, step by step."""

import numpy as np

from homeward.kit.arrays import Bools, Ints
from homeward.plan import _kernels
from homeward.plan.model import Limits
from homeward.plan.needs import Needs
from homeward.plan.rows import Rows

__all__ = ["filled_up", "in_order"]


def in_order(needs: Needs, limits: Limits, plan: Bools) -> Ints:
    """Option numbers of a plan: musts and what no walk needs, then the others walk by walk."""
    lit = needs.among(needs.every(plan), plan)
    first = plan & (limits.must | (np.bincount(lit.option, minlength=len(plan)) == 0))
    return np.concatenate([np.flatnonzero(first), _bought(lit, limits, None, first)])


def filled_up(needs: Needs, limits: Limits, rows: Rows, start: Bools) -> Bools:
    """A plan with whole walks added while any fits.

    Parameters
    ----------
    needs
        What each walk needs.
    limits, rows
        What a plan must keep to, and the same as rows.
    start
        The plan to begin with, shape (I,).

    Returns
    -------
    Bools
        Shape (I,). Each step buys all that some walk still needs, by walkers that become lit
        over price; of equals, the walk whose needs come first.
    """
    plan = start.copy()
    plan[_bought(needs, limits, rows, start)] = True
    return plan


def _bought(needs: Needs, limits: Limits, rows: Rows | None, start: Bools) -> Ints:
    """What buying whole walks adds to a start, in order; without rows, all of them."""
    budgets = len(limits.budget_pence)
    takes = limits.cost_pence.T.astype(np.float64) if rows is None else rows.by_option
    left = np.full(takes.shape[1], np.inf)
    if rows is not None:
        left = (rows.most - rows.used(start.astype(np.float64)))[: rows.capped]
    share = np.zeros(takes.shape[1])
    share[:budgets] = 1.0 / np.maximum(limits.budget_pence, 1)
    added: Ints = _kernels.whole_walks(
        needs.start,
        needs.option,
        *needs.users(),
        needs.walkers,
        np.ascontiguousarray(takes),
        share,
        left,
        start.copy(),
    )
    return added
