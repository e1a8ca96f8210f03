"""A bound on every plan: the lower of two roofs, each sought as long as it pays."""

from collections.abc import Iterator

import numpy as np

from homeward.kit.arrays import Bools, Floats
from homeward.plan.bound import proofs_by_exponent, relax
from homeward.plan.envelope import envelope_of, proofs_by_envelope
from homeward.plan.model import Problem
from homeward.plan.plane import Proof
from homeward.plan.rows import Rows

__all__ = ["lowest", "prove"]

_STEPS, _FEWEST = 60, 10
_WORK = 10_000_000
"""Links times planes after which the search ends, within those two numbers of planes."""
_CLOSE = 1e-4
_PATIENCE = 5
_WON = 0.03
"""The search ends when so many planes have won no more than this share of the gap."""
_TRIAL = 3

_STRONG = 0.8
"""Falls beyond which the envelope is tried first."""
_LOOSE, _VERY_LOOSE = 1e-3, 1e-2
"""Gaps beyond which the other roof is tried too, after the exponents' and the envelope's."""


def prove(problem: Problem, rows: Rows, *, value: float, known: Bools | None = None) -> Proof:
    """A bound on every plan within the rows.

    Parameters
    ----------
    problem
        The programme, without negative falls.
    rows
        What a plan must keep to; some plan does.
    value
        What the best plan known is worth; the search ends once the bound is this close.
    known
        That plan, to start from, shape (I,).

    Returns
    -------
    Proof
        The lower of two. The roof of `homeward.plan.bound` is the tighter where effects are
        weak or options many, that of `homeward.plan.envelope` where effects are strong or options
        few. The second is tried only where the first leaves a gap worth it, and the second is
        not as high where the first is highest.
    """
    steps = int(np.clip(_WORK // max(len(problem.fall), 1), _FEWEST, _STEPS))
    start = None if known is None else known.astype(np.float64)
    if _typical_fall(problem) > _STRONG:
        proof = lowest(proofs_by_envelope(envelope_of(problem), rows, start), value, steps=steps)
        if proof.bound - value <= _VERY_LOOSE * abs(proof.bound):
            return proof
        search = proofs_by_exponent(relax(problem), rows, start)
    else:
        proof = lowest(proofs_by_exponent(relax(problem), rows, start), value, steps=steps)
        if proof.bound - value <= _LOOSE * abs(proof.bound):
            return proof
        envelope = envelope_of(problem)
        if proof.point is not None and envelope.benefit(_within(proof.point, rows)) > proof.bound:
            return proof
        search = proofs_by_envelope(envelope, rows, start)
    other = lowest(search, value, beat=proof.bound, steps=steps)
    return min((proof, other), key=lambda each: each.bound)


def lowest(
    search: Iterator[Proof], value: float, *, beat: float = np.inf, steps: int = _STEPS
) -> Proof:
    """The lowest bound of a search.

    Parameters
    ----------
    search
        Proofs, mostly lower one after the other.
    value
        What the best plan known is worth.
    beat
        A bound from elsewhere: a search still above it after three planes is given up.
    steps
        How many planes to look at.

    Returns
    -------
    Proof
        Valid whenever the search ends: after a number of planes, within 0.01% of `value`, or
        when little more is being won.
    """
    best: list[Proof] = []
    for proof in search:
        best.append(proof if not best or proof.bound < best[-1].bound else best[-1])
        gap = best[-1].bound - value
        before = best[max(0, len(best) - 1 - _PATIENCE)].bound
        stalled = len(best) > _PATIENCE and before - best[-1].bound <= _WON * gap
        if len(best) == _TRIAL and best[-1].bound > beat:
            break
        if gap <= _CLOSE * abs(best[-1].bound) or stalled or len(best) == steps:
            break
    return best[-1]


def _within(point: Floats, rows: Rows) -> Floats:
    """A point drawn in until it passes no budget or cap."""
    used, most = rows.used(point)[: rows.capped], rows.most[: rows.capped]
    over = np.max(used / np.maximum(most, 1e-200), initial=1.0)
    return point / over


def _typical_fall(problem: Problem) -> float:
    """The mean fall over links, each by what it gains."""
    gain = problem.weight[problem.element] * problem.fall
    total = float(np.sum(gain))
    return float(np.sum(gain * problem.fall)) / total if total > 0 else 0.0
