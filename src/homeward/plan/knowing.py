r"""What it would be worth to know something before choosing.

Letters used for shapes: W worlds, D plans, I options.

A plan d is worth u(w, d) in world w. Without knowing, the best is the plan with the largest mean.
If it is known in which part of the worlds one is, the best plan of that part can be taken:

.. math:: \sum_k P(k) \max_d E[u(\cdot, d) \mid k] - \max_d E[u(\cdot, d)]

That is the expected value of partial information; of perfect information where every world is
a part of its own. Both are zero or more, and no part is worth more than knowing the world.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints, freeze
from homeward.plan.greedy import evaluate, greedy
from homeward.plan.model import Limits, Problem
from homeward.plan.questions import harmless
from homeward.plan.rows import rows_of

__all__ = ["Knowing", "affordable", "rechosen", "value_of_knowing", "worth"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Knowing:
    """What knowing is worth.

    Attributes
    ----------
    gained
        What is gained in each world by the plan taken over the one taken without knowing,
        shape (W,); a part's plan is best for the part, and may be worse in one of its worlds.
    taken
        The plan taken in each world, shape (W,).
    without
        The plan taken without knowing.
    """

    gained: Floats
    taken: Ints
    without: int

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def expected(self) -> float:
        """The mean over worlds, zero or more."""
        return max(0.0, float(np.mean(self.gained)))

    @property
    def changes(self) -> float:
        """Share of worlds in which another plan would be taken."""
        return float(np.mean(self.taken != self.without))


def value_of_knowing(utility: Floats, part: Ints | None = None) -> Knowing:
    """What it is worth to know in which part of the worlds one is.

    Parameters
    ----------
    utility
        What each plan is worth in each world, all of one chance, shape (W, D).
    part
        The part each world belongs to, shape (W,); None: each is a part of its own.

    Returns
    -------
    Knowing
        Of equal plans the first is taken.

    Raises
    ------
    InputError
        If there is no world or no plan, a figure is not finite, or `part` has another length.

    References
    ----------
    .. [1] M. Strong, J. E. Oakley and A. Brennan (2014), Estimating multiparameter partial
       expected value of perfect information from a probabilistic sensitivity analysis sample,
       Medical Decision Making 34(3), 311-326. https://doi.org/10.1177/0272989X13505910

    Examples
    --------
    Two plans, money for one. The first gains 10 where a street is dark, and that is as likely as
    not; the second gains 4 in any case. Without knowing the first is taken, for 5. Knowing,
    (10 + 4) / 2 = 7: looking first is worth 2.

    >>> value_of_knowing(np.array([[10.0, 4.0], [0.0, 4.0]])).expected
    2.0
    """
    worlds = len(utility)
    if utility.ndim != 2 or not utility.size or not np.isfinite(utility).all():
        raise InputError("`utility` needs at least one world and one plan, and finite figures.")
    of_world = np.arange(worlds) if part is None else np.asarray(part)
    if of_world.shape != (worlds,):
        raise InputError(
            f"`part` must name a part for each of {worlds} worlds; got {of_world.size}."
        )
    without = int(np.argmax(utility.mean(axis=0)))
    _, number = np.unique(of_world, return_inverse=True)
    sums = np.zeros((int(number.max()) + 1, utility.shape[1]))
    np.add.at(sums, number, utility)
    taken = np.argmax(sums, axis=1)[number]
    every = np.arange(worlds)
    return Knowing(
        gained=utility[every, taken] - utility[every, without],
        taken=taken.astype(np.int64),
        without=without,
    )


def rechosen(problem: Problem, limits: Limits) -> Ints:
    """The plan greedy would choose if this world were known to be true, by number."""
    return np.flatnonzero(greedy(harmless(problem), limits, rows_of(limits))).astype(np.int64)


def affordable(limits: Limits, order: Ints) -> Ints:
    """What of a plan, bought in its order, the money lasts for at these costs."""
    left, bought = limits.budget_pence.tolist(), []
    for option, cost in zip(order.tolist(), limits.cost_pence[:, order].T.tolist(), strict=True):
        after = [pence - paid for pence, paid in zip(left, cost, strict=True)]
        if min(after, default=0) >= 0:
            left = after
            bought.append(option)
    return np.array(bought, dtype=np.int64)


def worth(problem: Problem, limits: Limits, plans: Sequence[Ints]) -> Floats:
    """What each plan is worth in one world, as far as the money lasts there, shape (D,)."""
    return np.array([evaluate(problem, np.sort(affordable(limits, each))) for each in plans])
