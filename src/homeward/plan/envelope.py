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
from homeward.plan.linear import best_within
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


def proofs_by_envelope(envelope: Envelope, rows: Rows) -> Iterator[Proof]:
    """A proof after every forty primal-dual rounds, with the better of two planes."""
    takes, most, steps = _steps(envelope, rows)
    x, slope = rows.lower.copy(), np.ones(len(envelope.weight))
    toll = _toll(envelope.plane(slope), rows, takes)
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
            most,
            rows.lower,
            rows.upper,
            *steps,
            x,
            slope,
            toll,
            _ROUNDS,
        )
        yield min((_proof(envelope, rows, each) for each in (slope, mean)), key=_bound)


def _proof(envelope: Envelope, rows: Rows, slope: Floats) -> Proof:
    """What the plane of some slopes proves."""
    plane = envelope.plane(slope)
    price = best_within(plane.slope, rows)[1]
    return Proof(bound=plane.height(rows, price), plane=plane, price=price)


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


def _steps(envelope: Envelope, rows: Rows) -> tuple[Floats, Floats, tuple[Floats, Floats, Floats]]:
    """Rows in the unit of gains, shapes (I, Q) and (Q,); steps of options, elements and rows."""
    size = np.abs(rows.matrix)
    gain = np.bincount(envelope.option, envelope.element_fall, minlength=len(envelope.linear))
    worth = envelope.plane(np.ones(len(envelope.weight))).slope - envelope.linear
    unit = float(np.median(worth[gain > 0])) if (gain > 0).any() else 1.0
    scale = np.maximum(size.sum(axis=1) / np.maximum((size > 0).sum(axis=1), 1), 1e-9)
    factor = max(unit, 1e-200) / scale
    takes = np.ascontiguousarray((rows.matrix * factor[:, None]).T)
    reached = envelope.weight * np.add.reduceat(envelope.element_fall, envelope.element_start[:-1])
    paid = np.abs(takes)
    steps = (
        1.0 / (_PACE * np.maximum(worth + paid.sum(axis=1), 1e-200)),
        _PACE / np.maximum(reached, 1e-200),
        _PACE / np.maximum(paid.sum(axis=0), 1e-200),
    )
    return takes, rows.most * factor, steps


def _toll(plane: Plane, rows: Rows, takes: Floats) -> Floats:
    """What each row in the unit of gains is worth to a plane."""
    price = best_within(plane.slope, rows)[1]
    size = np.abs(rows.matrix).sum(axis=1)
    toll: Floats = price * size / np.maximum(np.abs(takes).sum(axis=0), 1e-200)
    return toll


def _starts(at: Ints, count: int) -> Ints:
    """Where each position's run starts, and the end."""
    return np.concatenate([[0], np.cumsum(np.bincount(at, minlength=count))]).astype(np.int64)


def _summed(at: Ints, values: Floats, count: int) -> Floats:
    """Sums of values by position, shape (count,)."""
    found: Floats = np.bincount(at, values, minlength=count).astype(np.float64)
    return found
