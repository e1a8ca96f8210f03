r"""What no plan can light: whole walks at a price on money are one maximum flow.

Walk n has :math:`c_n` walkers and counts once every option of its set :math:`N_n` is bought.
Lay a share :math:`u_{ni} \ge 0` of its walkers on each option it needs,
:math:`\sum_i u_{ni} \le c_n`. A walk that is lit has every :math:`x_i = 1`, so for every plan

.. math:: f(x) \le \sum_n \Bigl(c_n - \sum_i u_{ni}\Bigr) + \sum_i x_i \sum_n u_{ni},

a plane, and the most it reaches within the rows is a bound however the shares were laid. At a
price on money the best shares are a maximum flow from walks through their needs to the
options' prices, and its smallest cut is the best plan at that price [1]_: no exact method
that only prices money can prove less. The best price is where two such plans cross.

References
----------
.. [1] J.-C. Picard (1976), Maximal closure of a graph and applications to combinatorial
   problems, Management Science 22, 1268-1272. https://doi.org/10.1287/mnsc.22.11.1268
.. [2] J. E. Kelley (1960), The cutting-plane method for solving convex programs, Journal of
   the Society for Industrial and Applied Mathematics 8, 703-712.
   https://doi.org/10.1137/0108053
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.plan.linear import prices_of
from homeward.plan.needs import QUANTA_PER_WALKER, Needs
from homeward.plan.plane import Plane, Proof
from homeward.plan.rows import Rows

__all__ = ["Roof", "raise_roof", "spared"]

_STEPS = 30
_CLOSE = 1e-6
_DEAREST = 1e4
"""Highest price of a whole budget, in units of all walkers."""
_SLACK = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Roof:
    """The best proof found, and the closures met on the way: best plans at some price on money.

    `plans` have shape (P, I); some go beyond the rows.
    """

    proof: Proof
    plans: Bools

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Network:
    """Walks to options to the sink as a graph for `maximum_flow`, prices left open.

    Vertices are walks, then options, then source and sink. scipy keeps the flow of an arc in
    32 bits, so capacities count lots of `lot` quanta, rounded down: shares stay valid shares.
    """

    matrix: sparse.csr_array
    toll: Ints
    most: Ints
    lot: int
    walkers: int

    @property
    def source(self) -> int:
        """The vertex all walkers come from; the sink is the next."""
        return int(self.matrix.shape[0]) - 2


def raise_roof(needs: Needs, rows: Rows, known: list[Bools]) -> Roof:
    """The lowest roof over all plans within the rows that prices on the rows can prove.

    Parameters
    ----------
    needs
        What each walk needs.
    rows
        What a plan must keep to.
    known
        Plans within the rows, at least one.

    Returns
    -------
    Roof
        After a number of prices, or once no other price can lower the bound by more than a
        millionth of all walkers.

    Notes
    -----
    The bound as a function of the rows' prices is convex, and every plan is a plane below it:
    the next price is the lowest point over the planes of all plans so far [2]_.
    """
    fixed = rows.lower > 0
    rest = needs.among(np.ones(len(needs.walkers), dtype=np.bool_), ~fixed)
    network = _network(rest)
    plans = list(known)
    proofs: list[Proof] = []
    for _ in range(_STEPS):
        price, low = _next_price(needs, rows, plans)
        plan, plane = _at_price(rest, network, rows, price)
        plans.append(plan)
        proofs += [
            Proof(bound=plane.height(rows, each), plane=plane, price=each)
            for each in (price, prices_of(plane.slope, rows, price))
        ]
        best = min(proofs, key=lambda proof: proof.bound)
        if best.bound - low <= _CLOSE * network.walkers / QUANTA_PER_WALKER:
            break
    return Roof(proof=best, plans=np.array(plans[len(known) :]))


def spared(needs: Needs, rows: Rows, proof: Proof, value: float) -> Needs:
    """The walks that a plan worth more than `value` may light, given a proof.

    A plan that lights a walk has all it needs, and must give up all those cost beyond what
    they bring at the proof's prices.
    """
    reduced = proof.plane.slope - np.sum(proof.price[:, None] * rows.matrix, axis=0)
    short = np.where(rows.lower > 0, 0.0, np.maximum(-reduced, 0.0))
    lost = np.bincount(needs.of_link, short[needs.option], minlength=len(needs.walkers))
    room = max(proof.bound - value, 0.0) + _SLACK * abs(proof.bound)
    return needs.among(lost <= room, np.ones(needs.options, dtype=np.bool_))


def _next_price(needs: Needs, rows: Rows, plans: list[Bools]) -> tuple[Floats, float]:
    """Where the planes of the plans so far are lowest, and how low; shape (Q,)."""
    size = max(float(needs.walkers.sum()), 1.0)
    scale = np.maximum(np.abs(rows.most), 1.0)
    gain = np.array([needs.lit(plan) for plan in plans]) / size
    used = np.array([rows.used(plan.astype(np.float64)) for plan in plans])
    slack = (rows.most - used) / scale
    solved = optimize.linprog(
        np.append(1.0, np.zeros(len(scale))),
        A_ub=np.column_stack([-np.ones(len(plans)), slack]),
        b_ub=-gain,
        bounds=[(0.0, None), *((0.0, _DEAREST) for _ in scale)],
        method="highs",
    )
    if solved.x is None:  # no price at all proves a bound as any does
        return np.zeros(len(scale)), -np.inf
    worth = size / QUANTA_PER_WALKER
    return np.maximum(solved.x[1:], 0.0) * worth / scale, float(solved.x[0] * worth)


def _network(needs: Needs) -> _Network:
    """The graph of some needs; the arcs from options to the sink have no capacity yet."""
    walks, links = len(needs.walkers), len(needs.option)
    most = np.bincount(needs.option, needs.walkers[needs.of_link], minlength=needs.options)
    lot = 1 << max(0, int(most.max(initial=0)).bit_length() - 31)
    source = walks + needs.options
    tail = np.concatenate([needs.of_link, np.arange(walks, source), np.full(walks, source)])
    head = np.concatenate(
        [walks + needs.option, np.full(needs.options, source + 1), np.arange(walks)]
    )
    lots = needs.walkers // lot
    room = np.concatenate([lots[needs.of_link], np.zeros(needs.options, dtype=np.int64), lots])
    start = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=source + 2))])
    return _Network(
        matrix=sparse.csr_array(
            (room.astype(np.int32), head.astype(np.int32), start.astype(np.int32)),
            shape=(source + 2, source + 2),
        ),
        toll=np.arange(links, links + needs.options),
        most=most.astype(np.int64) // lot,
        lot=lot,
        walkers=int(needs.walkers.sum()),
    )


def _at_price(needs: Needs, network: _Network, rows: Rows, price: Floats) -> tuple[Bools, Plane]:
    """The best plan at some prices on the rows, and the plane that shows it."""
    owed = np.sum(price[:, None] * rows.matrix, axis=0)
    dear = np.maximum(owed, 0.0) * (QUANTA_PER_WALKER / network.lot)
    room = network.matrix.data.copy()
    room[network.toll] = np.minimum(np.floor(dear), network.most).astype(np.int32)
    shape, source = network.matrix.shape, network.source
    graph = sparse.csr_array((room, network.matrix.indices, network.matrix.indptr), shape=shape)
    flow = maximum_flow(graph, source, source + 1).flow.astype(np.int64)
    paid = flow[:, [source + 1]].toarray()[len(needs.walkers) : source, 0] * network.lot
    plane = Plane(
        constant=float(network.walkers - paid.sum()) / QUANTA_PER_WALKER,
        slope=paid / QUANTA_PER_WALKER,
    )
    met = _source_side(graph - flow, source)[len(needs.walkers) : source]
    return (met | (owed < 0) | (rows.lower > 0)) & (rows.upper > 0), plane


def _source_side(left: sparse.csr_array, source: int) -> Bools:
    """Vertices that what is left of the capacities still reaches from the source."""
    open_arcs = left > 0
    met = breadth_first_order(open_arcs, source, return_predecessors=False)
    side = np.zeros(left.shape[0], dtype=np.bool_)
    side[met] = True
    return side
