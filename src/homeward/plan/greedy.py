"""Plans by lazy greedy, and what a given plan is worth."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.plan import _kernels
from homeward.plan.model import Limits, Problem
from homeward.plan.rows import Rows, cheap_start, floors_of, keeps

__all__ = [
    "State",
    "condensed",
    "evaluate",
    "filled",
    "gains",
    "greedy",
    "met",
    "ordered",
    "remaining",
    "swapped",
]

State = tuple[Floats, Floats]
"""What remains of each element, shape (E,), and each group's largest fall so far."""

_SWAP_WORK = 5_000_000
"""Links times chosen options beyond which swaps are not tried: there gaps are small."""


def evaluate(problem: Problem, chosen: Ints) -> float:
    """What a plan is worth.

    Parameters
    ----------
    problem
        The programme; in a drawn world falls may be negative.
    chosen
        Option numbers in any order.

    Returns
    -------
    float
        Expected gain a year, in the unit of `problem`. Summed in order of element, so that it
        depends on the plan alone and not on how it was found.
    """
    return float(np.sum(problem.weight * (1.0 - remaining(problem, chosen))))


def remaining(problem: Problem, chosen: Ints) -> Floats:
    """What a plan leaves of each element.

    Parameters
    ----------
    problem
        The programme; in a drawn world falls may be negative.
    chosen
        Option numbers in any order.

    Returns
    -------
    Floats
        Share that is left, shape (E,): the product over families of 1 minus the largest fall.
    """
    inside = np.zeros(len(problem), dtype=np.bool_)
    inside[chosen] = True
    links = inside[problem.of_link]
    groups = problem.groups
    best = np.full(len(groups.element), -np.inf)
    np.maximum.at(best, groups.of_link[links], problem.fall[links])
    left = np.ones(len(problem.weight))
    reached = np.isfinite(best)
    np.multiply.at(left, groups.element[reached], 1.0 - best[reached])
    return left


def condensed(problem: Problem, fixed: Bools, free: Bools) -> Problem:
    """What is still to gain once some options are bought and others given up.

    Parameters
    ----------
    problem
        The programme, without negative falls.
    fixed, free
        Options bought, and options still to be decided, shape (I,).

    Returns
    -------
    Problem
        For every set of free options it gains what `problem` gains by them beside the fixed
        ones: a fall p beside one of m in its family is (p - m) / (1 - m) of what m leaves.
    """
    keep, best = _state(problem, np.flatnonzero(fixed))
    so_far = best[problem.groups.of_link]
    more = (problem.fall > so_far) & free[problem.of_link]
    counts = np.bincount(problem.of_link[more], minlength=len(problem))
    used, element = np.unique(problem.element[more], return_inverse=True)
    return replace(
        problem,
        weight=(problem.weight * keep)[used],
        number=problem.number[used],
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        element=element.astype(np.int64),
        fall=(problem.fall[more] - so_far[more]) / (1.0 - so_far[more]),
    )


def gains(problem: Problem, chosen: Ints) -> Floats:
    """What each option would add to a plan; 0 for those in it, shape (I,)."""
    found: Floats = _kernels.gains(
        _links(problem), problem.weight, *_state(problem, np.sort(chosen))
    )
    return found


def ordered(problem: Problem, limits: Limits, chosen: Bools) -> tuple[Ints, Floats]:
    """A plan in the order in which greedy would buy it, and each option's gain in that order.

    Musts come first; options that add nothing come last of their part.
    """
    state = _state(problem, np.empty(0, dtype=np.int64))
    parts = [_bought(problem, limits, chosen & part, state) for part in (limits.must, ~limits.must)]
    order = np.concatenate([part[0] for part in parts])
    return order, np.concatenate([part[1] for part in parts])


def greedy(problem: Problem, limits: Limits, rows: Rows) -> Bools:
    """The best of a few greedy plans.

    Parameters
    ----------
    problem
        The programme, without negative falls.
    limits, rows
        What a plan must keep to, and the same as rows.

    Returns
    -------
    Bools
        Shape (I,). The plans tried: musts, then at-least, then by gain over price; the same
        from a cheap way to have every at-least; and from the best single option [1]_.

    Raises
    ------
    NoPlanError
        If no plan keeps to all rows.

    Notes
    -----
    Lazy [2]_: gains only shrink as a plan grows, so an old gain that is still first when made
    fresh is the largest. Price is cost over budget, summed over budgets. Ties go to the lower
    number.

    References
    ----------
    .. [1] S. Khuller, A. Moss, J. Naor (1999), The budgeted maximum coverage problem,
       Information Processing Letters 70, 39-45. https://doi.org/10.1016/S0020-0190(99)00031-9
    .. [2] M. Minoux (1978), Accelerated greedy algorithms for maximizing submodular set
       functions, Optimization Techniques, 234-243. https://doi.org/10.1007/BFb0006528
    """
    plans = [filled(problem, limits, rows, start) for start in _starts(problem, limits, rows)]
    worth = [evaluate(problem, np.flatnonzero(plan)) for plan in plans]
    return plans[int(np.argmax(worth))]


def filled(
    problem: Problem, limits: Limits, rows: Rows, start: Bools, *, without: int | None = None
) -> Bools:
    """A plan with all that still fits, by gain over price; one option may be left out."""
    can = (rows.upper > 0) & ~start
    if without is not None:
        can[without] = False
    return start | _filling(problem, limits, rows, (start, can, limits.units, np.inf))


def swapped(problem: Problem, limits: Limits, rows: Rows, plan: Bools) -> Bools:
    """A plan improved by exchanges: one option out, whatever is then best in.

    Two passes over the chosen options in order of number; an exchange is kept if the plan is
    worth more by it. Large problems are returned as they are.
    """
    if int(plan.sum()) * len(problem.fall) > _SWAP_WORK:
        return plan
    worth = evaluate(problem, np.flatnonzero(plan))
    for _ in range(2):
        before = worth
        for out in np.flatnonzero(plan & ~(rows.lower > 0)):
            rest = plan.copy()
            rest[out] = False
            trial = filled(problem, limits, rows, rest, without=int(out))
            value = evaluate(problem, np.flatnonzero(trial))
            if value > worth and keeps(rows, trial):
                plan, worth = trial, value
        if worth <= before:
            break
    return plan


def _starts(problem: Problem, limits: Limits, rows: Rows) -> Iterator[Bools]:
    """Plans that have every must and every at-least, to be filled up."""
    cheap = cheap_start(limits, rows)
    by_gain = met(problem, limits, rows, rows.lower > 0)
    if keeps(rows, by_gain):
        yield by_gain
    if not np.array_equal(by_gain, cheap):
        yield cheap
    left = (rows.most - rows.used(cheap.astype(np.float64)))[: rows.capped]
    fits = (rows.by_option <= left).all(axis=1) & (rows.upper > 0) & ~cheap
    if fits.any():
        gained = np.where(fits, gains(problem, np.flatnonzero(cheap)), -1.0)
        single = cheap.copy()
        single[int(np.argmax(gained))] = True
        yield single


def met(problem: Problem, limits: Limits, rows: Rows, start: Bools) -> Bools:
    """A start and, floor by floor, the best gain over price until it is met."""
    plan = start.copy()
    for counts, least in floors_of(limits):
        can = (counts > 0) & (rows.upper > 0) & ~plan
        need = least - float(counts[plan].sum())
        plan = plan | _filling(problem, limits, rows, (plan, can, counts, need))
    return plan


def _filling(
    problem: Problem, limits: Limits, rows: Rows, task: tuple[Bools, Bools, Floats, float]
) -> Bools:
    """What greedy adds to a start, from those that can be bought, until need is met."""
    start, can, counts, need = task
    left = (rows.most - rows.used(start.astype(np.float64)))[: rows.capped]
    state = _state(problem, np.flatnonzero(start))
    order, _ = _fill(problem, limits, (can, counts, need), (rows.by_option, left), state)
    added = np.zeros(len(problem), dtype=np.bool_)
    added[order] = True
    return added


def _bought(problem: Problem, limits: Limits, can: Bools, state: State) -> tuple[Ints, Floats]:
    """All of `can` in greedy order; the state moves on."""
    free = np.zeros((len(can), 1)), np.zeros(1)
    order, gained = _fill(problem, limits, (can, limits.units, np.inf), free, state)
    idle = np.setdiff1d(np.flatnonzero(can), order)
    return np.concatenate([order, idle]), np.concatenate([gained, np.zeros(len(idle))])


def _fill(
    problem: Problem,
    limits: Limits,
    wish: tuple[Bools, Floats, float],
    room: tuple[Floats, Floats],
    state: State,
) -> tuple[Ints, Floats]:
    """The kernel's greedy: the order bought and each one's gain; room and state move on."""
    (can, counts, need), (takes, left), (keep, best) = wish, room, state
    bought: tuple[Ints, Floats] = _kernels.fill(
        can,
        _links(problem),
        problem.weight,
        limits.price,
        takes,
        left,
        counts,
        need,
        keep,
        best,
    )
    return bought


def _links(problem: Problem) -> _kernels.Links:
    """The links as kernels take them."""
    return problem.start, problem.element, problem.fall, problem.groups.of_link


def _state(problem: Problem, chosen: Ints) -> State:
    """Greedy's state with some options in."""
    sizes = len(problem.weight), len(problem.groups.element)
    state: State = _kernels.state(chosen, _links(problem), *sizes)
    return state
