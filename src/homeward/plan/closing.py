r"""Closing what gap is left: settle what the bound already decides, then branch on the rest.

For the undecided options N of one element, its benefit f is submodular, so for every set S

.. math:: f(X) \le f(S) - \sum_{i \in S \setminus X} \rho_i(N \setminus i)
          + \sum_{i \in X \setminus S} \rho_i(S)

where :math:`\rho_i(S)` is what i adds to S [1]_. The cuts of the empty set and of N are the
exact hull where two options share an element; others are added at each answer.

References
----------
.. [1] G. L. Nemhauser, L. A. Wolsey (1981), Maximizing submodular set functions: formulations
   and analysis of algorithms, North-Holland Mathematics Studies 59, 279-301.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import optimize, sparse

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.plan.greedy import condensed, evaluate, filled, remaining
from homeward.plan.model import Limits, Problem
from homeward.plan.plane import Proof
from homeward.plan.prove import prove
from homeward.plan.rows import Rows, keeps

__all__ = ["Cuts", "close", "cuts_at", "settled"]

_ROUNDS = 3
_MOST_FREE = 5_000
_MOST_PROVEN = 300_000
"""Links beyond which what is left undecided is not proven anew."""
_MOST_LINKS = 30_000
_NODES = 2_000
_MIP_GAP = 1e-4
_SLACK = 1e-6
"""HiGHS keeps rows to 1e-7 or so: its bounds are raised by this share."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Cuts:
    """At each element, benefit <= height + the sum over links of slope times x.

    Shapes (E,) and (K,).
    """

    height: Floats
    slope: Floats

    def __post_init__(self) -> None:
        freeze(self)


def close(
    problem: Problem, limits: Limits, rows: Rows, known: tuple[Bools, Proof]
) -> tuple[Bools, float]:
    """A plan at least as good and a bound at most as high as those known.

    Parameters
    ----------
    problem, limits, rows
        The programme in its forms.
    known
        The best plan so far, shape (I,), and the proof of a bound.

    Returns
    -------
    tuple[Bools, float]
        As they were if too many options are still undecided. Ends on rounds and nodes, never
        on seconds.
    """
    plan, proof = known
    worth = evaluate(problem, np.flatnonzero(plan))
    narrow = settled(rows, proof, worth)
    rest, base = _rest(problem, narrow)
    if len(rest.fall) > _MOST_PROVEN:
        return plan, proof.bound
    again = prove(rest, narrow, value=worth - base, known=plan & (narrow.upper > 0))
    bound = min(proof.bound, max(worth, base + again.bound))
    narrow = settled(narrow, again, worth - base)
    if _large(problem, narrow):
        return plan, bound
    return _branched(problem, limits, (rows, narrow), (plan, bound))


def settled(rows: Rows, proof: Proof, value: float) -> Rows:
    """The rows with every option fixed whose other choice cannot beat `value`."""
    reduced = proof.plane.slope - np.sum(proof.price[:, None] * rows.matrix, axis=0)
    lost = np.abs(reduced) > max(proof.bound - value, 0.0) + _SLACK * abs(proof.bound)
    return replace(
        rows,
        lower=np.where(lost & (reduced > 0), rows.upper, rows.lower),
        upper=np.where(lost & (reduced < 0), rows.lower, rows.upper),
    )


def cuts_at(problem: Problem, plan: Bools) -> Cuts:
    """The cuts of one set of options, at every element.

    Parameters
    ----------
    problem
        A programme without negative falls.
    plan
        The set S, shape (I,); the cuts touch the benefit there.

    Returns
    -------
    Cuts
        They hold for every plan.
    """
    inside = plan[problem.of_link]
    slope = np.where(inside, _last(problem), _next(problem, plan))
    benefit = problem.weight * (1.0 - remaining(problem, np.flatnonzero(plan)))
    owed = np.bincount(problem.element, slope * inside, minlength=len(problem.weight))
    return Cuts(height=benefit - owed, slope=slope)


def _rest(problem: Problem, rows: Rows) -> tuple[Problem, float]:
    """What is left to decide, and what the options already in are worth."""
    fixed = rows.lower > 0
    rest = condensed(problem, fixed, rows.upper > rows.lower)
    return rest, evaluate(problem, np.flatnonzero(fixed))


def _large(problem: Problem, rows: Rows) -> bool:
    """Whether too much is undecided to branch on."""
    free = rows.upper > rows.lower
    links = int(np.diff(problem.start)[free].sum())
    return int(free.sum()) > _MOST_FREE or links > _MOST_LINKS


def _branched(
    problem: Problem, limits: Limits, both: tuple[Rows, Rows], known: tuple[Bools, float]
) -> tuple[Bools, float]:
    """Branch and bound over what is undecided, with cuts added at each answer."""
    (rows, narrow), (plan, bound) = both, known
    worth = evaluate(problem, np.flatnonzero(plan))
    rest, base = _rest(problem, narrow)
    free = narrow.upper > narrow.lower
    cuts = [cuts_at(rest, s) for s in (np.zeros_like(free), free, plan & free)]
    for _ in range(_ROUNDS):
        answer, top = _under(rest, narrow, cuts)
        bound = min(bound, max(worth, base + top))
        if answer is None or bound - worth <= _MIP_GAP * bound:
            break
        trial = filled(problem, limits, rows, answer)
        value = evaluate(problem, np.flatnonzero(trial))
        if value > worth and keeps(rows, trial):
            plan, worth = trial, value
        cuts.append(cuts_at(rest, answer & free))
    return plan, max(bound, worth)


def _next(problem: Problem, plan: Bools) -> Floats:
    """What each link would add at its element to a plan, shape (K,)."""
    left = problem.weight * remaining(problem, np.flatnonzero(plan))
    group = problem.groups.of_link
    best = np.zeros(len(problem.groups.element))
    np.maximum.at(best, group, np.where(plan[problem.of_link], problem.fall, 0.0))
    over = np.maximum(problem.fall - best[group], 0.0)
    return left[problem.element] * over / np.where(over > 0, 1.0 - best[group], 1.0)


def _last(problem: Problem) -> Floats:
    """What each link adds at its element to all the others, shape (K,)."""
    group = problem.groups.of_link
    order = np.lexsort((-problem.fall, group))
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    second = np.append(problem.fall[order], 0.0)[first + 1]
    second[np.append(np.diff(first), len(order) - first[-1:]) == 1] = 0.0
    best = problem.fall[order[first]]
    at = problem.groups.element
    others = _by_others(1.0 - best, at, len(problem.weight))
    found = np.zeros(len(problem.fall))
    found[order[first]] = problem.weight[at] * others * (best - second)
    return found


def _by_others(left: Floats, at: Ints, elements: int) -> Floats:
    """At each group's element, the product over its other groups of what they leave."""
    none = left == 0
    some = np.where(none, 1.0, left)
    product = np.ones(elements)
    np.multiply.at(product, at, some)
    seen = np.bincount(at, none, minlength=elements)[at] - none
    found: Floats = np.where(seen > 0, 0.0, product[at] / some)
    return found


def _under(problem: Problem, rows: Rows, cuts: list[Cuts]) -> tuple[Bools | None, float]:
    """Whole options that are best under all cuts, and what none can pass."""
    options, elements = len(problem), len(problem.weight)
    size = max(float(problem.weight.max(initial=0.0)), 1e-200)
    at = (problem.element, problem.of_link)
    shape = (elements, options)
    rise = [sparse.csr_array((-cut.slope / size, at), shape=shape) for cut in cuts]
    eye = sparse.eye_array(elements, format="csr")
    scaled = sparse.csr_array(rows.matrix / rows.scale[:, None])
    blocks: list[Any] = [[scaled, None], *([each, eye] for each in rise)]
    solved = optimize.milp(
        np.append(np.zeros(options), -np.ones(elements)),
        integrality=np.repeat(np.array([1, 0]), [options, elements]),
        bounds=optimize.Bounds(
            np.append(rows.lower, np.zeros(elements)), np.append(rows.upper, problem.weight / size)
        ),
        constraints=optimize.LinearConstraint(
            sparse.block_array(blocks).tocsr(),
            ub=np.concatenate([rows.most / rows.scale, *(cut.height / size for cut in cuts)]),
        ),
        options={"node_limit": _NODES, "mip_rel_gap": _MIP_GAP / 2},
    )
    if solved.status == 2:  # nothing within the narrowed rows: what is known is best
        return None, -np.inf
    dual = solved.mip_dual_bound
    top = -dual * size if dual is not None and np.isfinite(dual) else np.inf
    return (None if solved.x is None else solved.x[:options] > 0.5), top * (1 + _SLACK)
