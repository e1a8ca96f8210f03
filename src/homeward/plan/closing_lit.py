"""Closing what gap lit walks have left: spare the walks a better plan cannot light, then branch."""

from typing import Any

import numpy as np
from scipy import optimize, sparse

from homeward.kit.arrays import Bools, Floats
from homeward.plan.closure import raise_roof, spared
from homeward.plan.needs import QUANTA_PER_WALKER, Needs
from homeward.plan.plane import Proof
from homeward.plan.rows import Rows, keeps

__all__ = ["close_lit"]

_MOST_LINKS = 15_000
_NODES = 300
_MIP_GAP = 1e-4
_SLACK = 1e-6
"""HiGHS keeps rows to 1e-7 or so: its bounds are raised by this share."""


def close_lit(needs: Needs, rows: Rows, known: tuple[Bools, Proof]) -> tuple[Bools, float]:
    """A plan at least as good and a bound at most as high as those known.

    Parameters
    ----------
    needs, rows
        What each walk needs, and what a plan must keep to.
    known
        The best plan so far, shape (I,), and the proof of a bound.

    Returns
    -------
    tuple[Bools, float]
        As they were if too many walks are still undecided. Ends on nodes, never on seconds.

    Notes
    -----
    A plan better than the known one lights only walks that the proof spares, so a bound over
    those walks, if above the known value, is a bound over all.
    """
    plan, proof = known
    value = needs.lit(plan) / QUANTA_PER_WALKER
    few = spared(needs, rows, proof, value)
    again = raise_roof(few, rows, [plan]).proof
    bound = min(proof.bound, max(again.bound, value))
    few = spared(few, rows, again, value)
    if len(few.option) > _MOST_LINKS:
        return plan, bound
    answer, top = _branched(few, rows)
    if answer is not None and keeps(rows, answer) and needs.lit(answer) > needs.lit(plan):
        plan, value = answer, needs.lit(answer) / QUANTA_PER_WALKER
    return plan, min(bound, max(value, top))


def _branched(needs: Needs, rows: Rows) -> tuple[Bools | None, float]:
    """The best whole plan for some walks, and what none can pass, by HiGHS."""
    walks, options = len(needs.walkers), needs.options
    size = float(needs.walkers.max(initial=1))
    solved = optimize.milp(
        -np.append(needs.walkers / size, np.zeros(options)),
        integrality=np.repeat(np.array([0, 1]), [walks, options]),
        bounds=optimize.Bounds(
            np.append(np.zeros(walks), rows.lower), np.append(np.ones(walks), rows.upper)
        ),
        constraints=optimize.LinearConstraint(*_held(needs, rows)),
        options={"node_limit": _NODES, "mip_rel_gap": _MIP_GAP},
    )
    if solved.status == 2:  # nothing within the rows: what is known is best
        return None, -np.inf
    dual = solved.mip_dual_bound
    top = -dual * size / QUANTA_PER_WALKER if dual is not None and np.isfinite(dual) else np.inf
    return (None if solved.x is None else solved.x[walks:] > 0.5), top * (1 + _SLACK)


def _held(needs: Needs, rows: Rows) -> tuple[sparse.csr_array, Floats, Floats]:
    """A walk is lit no more than each option it needs is bought; and the rows."""
    walks, links = len(needs.walkers), len(needs.option)
    link = np.arange(links)
    lit = sparse.csr_array((np.ones(links), (link, needs.of_link)), shape=(links, walks))
    bought = sparse.csr_array((np.ones(links), (link, needs.option)), shape=(links, needs.options))
    scaled = sparse.csr_array(rows.matrix / rows.scale[:, None])
    blocks: list[Any] = [[lit, -bought], [None, scaled]]
    matrix: sparse.csr_array = sparse.block_array(blocks).tocsr()
    most = np.append(np.zeros(links), rows.most / rows.scale)
    return matrix, np.full(len(most), -np.inf), most
