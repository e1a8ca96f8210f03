r"""What no plan can beat where effects are strong: a roof that is tight at few options.

Where falls are near 1 the curve of `homeward.plan.bound` rises almost at once, and a tenth of
each of ten cameras seems to see what one camera sees. Here each element has another roof, over
:math:`u_e = \sum_i p_{ie} x_i`. With k options of different families an element keeps at least
the share :math:`Q_k` and gains at most :math:`1 - Q_k` at :math:`u \ge U_k`, where the k largest
falls :math:`p_{(1)} \ge p_{(2)} \ge \dots`, one of each family, give

.. math:: U_k = \sum_{j \le k} p_{(j)}, \qquad Q_k = \prod_{j \le k} (1 - p_{(j)}) .

The line through those points is above every plan: for a slope :math:`\theta` the most that
:math:`f_e - \theta u_e` comes to is had by largest falls, since exchanging a fall for a larger
one gains whenever having it gains at all. So for any slopes in [0, 1]

.. math:: f(x) \le \sum_e h_e \Bigl(\max_k \bigl[1 - Q_k - \theta_e U_k\bigr]
          + \theta_e \sum_i p_{ie} x_i\Bigr),

and where one option is enough to see an element this is the linear relaxation of covering.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.plan import _kernels
from homeward.plan.linear import prices_of
from homeward.plan.model import Problem
from homeward.plan.plane import Plane, Proof
from homeward.plan.rows import Rows

__all__ = ["Envelope", "envelope_of", "proofs_by_envelope"]

_ROUNDS = 40
"""Primal-dual rounds between two planes."""
_PACE = 4.0
"""Dual over primal step length."""
_FEW_LEFT = 1e-9
"""No more than this share left counts as none: the points end there."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Envelope:
    """The roofs of all elements that two or more options reach; J links there.

    Attributes
    ----------
    linear
        What each option gains where it is alone, shape (I,).
    weight
        Weights of the other elements, shape (E,).
    start, element, fall
        Option i has links ``start[i]:start[i + 1]``.
    element_start, option, element_fall
        The same links by element.
    corner_start, reach, left
        Points :math:`(U_k, Q_k)` of each element, from (0, 1).
    """

    linear: Floats
    weight: Floats
    start: Ints
    element: Ints
    fall: Floats
    element_start: Ints
    option: Ints
    element_fall: Floats
    corner_start: Ints
    reach: Floats
    left: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def plane(self, slope: Floats) -> Plane:
        """The plane of a slope for each element, shape (E,), each in [0, 1]."""
        height = 1.0 - self.left - np.repeat(slope, np.diff(self.corner_start)) * self.reach
        most = np.maximum.reduceat(height, self.corner_start[:-1])
        steep = (self.weight * slope)[self.element] * self.fall
        gain = np.bincount(self._of_link, steep, minlength=len(self.linear))
        return Plane(constant=float(np.sum(self.weight * most)), slope=self.linear + gain)

    def benefit(self, x: Floats) -> float:
        """How high the roof is at a point, shape (I,)."""
        within = np.zeros(len(self.reach), dtype=np.bool_)
        within[self.corner_start[:-1]] = True
        last = np.flatnonzero(~within)
        at = np.repeat(np.arange(len(self.weight)), np.diff(self.corner_start))[last]
        u = np.bincount(self.element, self.fall * x[self._of_link], minlength=len(self.weight))
        part = (u[at] - self.reach[last - 1]) / (self.reach[last] - self.reach[last - 1])
        gone = self.left[last - 1] - self.left[last]
        curved = np.sum(self.weight[at] * np.clip(part, 0.0, 1.0) * gone)
        return float(curved + np.sum(self.linear * x))

    @property
    def _of_link(self) -> Ints:
        return np.repeat(np.arange(len(self.linear), dtype=np.int64), np.diff(self.start))


def envelope_of(problem: Problem) -> Envelope:
    """The roofs of a programme without negative falls."""
    alone = np.bincount(problem.element, minlength=len(problem.weight)) == 1
    option, single = problem.of_link, alone[problem.element]
    worth = problem.weight[problem.element] * problem.fall
    used, element = np.unique(problem.element[~single], return_inverse=True)
    fall, option = problem.fall[~single], option[~single]
    by_element = np.argsort(element, kind="stable")
    corner_start, reach, left = _corners(problem, ~single, len(used), element)
    return Envelope(
        linear=_summed(problem.of_link[single], worth[single], len(problem)),
        weight=problem.weight[used],
        start=_starts(option, len(problem)),
        element=element.astype(np.int64),
        fall=fall,
        element_start=_starts(element, len(used)),
        option=option[by_element],
        element_fall=fall[by_element],
        corner_start=corner_start,
        reach=reach,
        left=left,
    )


def proofs_by_envelope(
    envelope: Envelope, rows: Rows, start: Floats | None = None
) -> Iterator[Proof]:
    """A proof after every forty primal-dual rounds, with the better of two planes."""
    unit, steps = _steps(envelope, rows)
    x, slope = (rows.lower if start is None else start).copy(), np.ones(len(envelope.weight))
    toll = prices_of(envelope.plane(slope).slope, rows) / unit
    takes = np.ascontiguousarray((rows.matrix * unit[:, None]).T)
    while True:
        mean = _kernels.level(
            envelope.start,
            envelope.element,
            envelope.fall,
            envelope.element_start,
            envelope.option,
            envelope.element_fall,
            envelope.corner_start,
            envelope.reach,
            envelope.left,
            envelope.weight,
            envelope.linear,
            takes,
            rows.most * unit,
            rows.lower,
            rows.upper,
            *steps,
            x,
            slope,
            toll,
            _ROUNDS,
        )
        planes = (envelope.plane(each) for each in (slope, mean))
        yield min((_proof(each, rows, toll * unit, x) for each in planes), key=_bound)


def _proof(plane: Plane, rows: Rows, toll: Floats, x: Floats) -> Proof:
    """What a plane proves."""
    price = prices_of(plane.slope, rows, toll)
    return Proof(bound=plane.height(rows, price), plane=plane, price=price, point=x.copy())


def _bound(proof: Proof) -> float:
    return proof.bound


def _corners(
    problem: Problem, links: Bools, elements: int, element: Ints
) -> tuple[Ints, Floats, Floats]:
    """Each element's points: where they start, reach and left."""
    group = problem.groups.of_link[links]
    best = np.zeros(len(problem.groups.element))
    np.maximum.at(best, group, problem.fall[links])
    met, first = np.unique(group, return_index=True)
    at = element[first]
    order = np.lexsort((-best[met], at))
    corners: tuple[Ints, Floats, Floats] = _kernels.corners(
        _starts(at, elements), best[met][order], _FEW_LEFT
    )
    return corners


def _steps(envelope: Envelope, rows: Rows) -> tuple[Floats, tuple[Floats, Floats, Floats]]:
    """A usual gain by each row's usual entry, shape (Q,); steps of options, elements and rows."""
    size = np.abs(rows.matrix)
    gain = np.bincount(envelope.option, envelope.element_fall, minlength=len(envelope.linear))
    worth = envelope.plane(np.ones(len(envelope.weight))).slope - envelope.linear
    usual = float(np.median(worth[gain > 0])) if (gain > 0).any() else 1.0
    scale = np.maximum(size.sum(axis=1) / np.maximum((size > 0).sum(axis=1), 1), 1e-9)
    unit: Floats = max(usual, 1e-200) / scale
    paid = size * unit[:, None]
    reached = envelope.weight * np.add.reduceat(envelope.element_fall, envelope.element_start[:-1])
    steps = (
        1.0 / (_PACE * np.maximum(worth + paid.sum(axis=0), 1e-200)),
        _PACE / np.maximum(reached, 1e-200),
        _PACE / np.maximum(paid.sum(axis=1), 1e-200),
    )
    return unit, steps


def _starts(at: Ints, count: int) -> Ints:
    """Where each position's run starts, and the end."""
    return np.concatenate([[0], np.cumsum(np.bincount(at, minlength=count))]).astype(np.int64)


def _summed(at: Ints, values: Floats, count: int) -> Floats:
    """Sums of values by position, shape (count,)."""
    found: Floats = np.bincount(at, values, minlength=count).astype(np.float64)
    return found
