r"""What no plan can beat: the highest point of the concave relaxation, from above.

The assignment form of `homeward.plan.model` is relaxed to x in [0, 1]. Its w can be maximised
away: at one element a family has one place to give, and with a price :math:`\tau` on it

.. math:: \max_w \sum_i a_i w_i = \min_{\tau \ge 0}\ \tau + \sum_i x_i (a_i - \tau)^+

so that any prices :math:`\tau` and exponents s give a plane above the benefit of every plan,

.. math:: f(x) \le \sum_e h_e \Bigl(1 - e^{-s_e}(1 + s_e)
          + e^{-s_e} \sum_k \bigl[\tau_{ke} + \sum_{i \in k} x_i (a_{ie} - \tau_{ke})^+\bigr]\Bigr),

and the most that plane reaches within the rows is a bound, however roughly s and the prices
were found: by Frank-Wolfe's steps where no place is crowded, by primal-dual steps where some
are. An element that one option alone can reach is linear as it stands.
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

__all__ = ["Relaxation", "proofs_by_exponent", "relax"]

_LARGEST_FALL = 1.0 - 1e-12
"""Keeps -log(1 - fall) finite."""

_ROUNDS = 40
"""Primal-dual rounds between two planes."""
_PACE = 0.1
"""Primal over dual step length, in units of the median gain; the fastest of those tried."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Relaxation:
    """The concave relaxation; J links at elements that two or more options reach.

    Attributes
    ----------
    linear
        What each option gains where it is alone, shape (I,).
    weight
        Weights of the elements that two or more options reach.
    option, element, power
        Each link's option, element, and -log(1 - fall); shape (J,).
    crowded
        Whether others of its family reach the link's element, shape (J,).
    place
        For crowded links: which place (a family at an element) they compete for.
    """

    linear: Floats
    weight: Floats
    option: Ints
    element: Ints
    power: Floats
    crowded: Bools
    place: Ints

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def places(self) -> int:
        """How many places are crowded."""
        return int(self.place.max(initial=-1)) + 1

    def exponent(self, x: Floats, w: Floats) -> Floats:
        """The exponent of each element; `w` is the share of each crowded link that counts."""
        share = x[self.option]
        share[self.crowded] = w
        return _summed(self.element, self.power * share, len(self.weight))

    def benefit(self, x: Floats, exponent: Floats) -> float:
        """The concave benefit of a point of the relaxation."""
        curved = np.sum(self.weight * -np.expm1(-exponent))
        return float(curved + np.sum(self.linear * x))

    def slopes(self, exponent: Floats) -> tuple[Floats, Floats]:
        """What the benefit gains by each option, crowded links apart, and by each of those."""
        steep = (self.weight * np.exp(-exponent))[self.element] * self.power
        roomy = ~self.crowded
        gain = _summed(self.option[roomy], steep[roomy], len(self.linear))
        return self.linear + gain, steep[self.crowded]

    def plane(self, exponent: Floats, price: Floats) -> "Plane":
        """The plane of some exponents and of the price of each crowded place."""
        gain, link_gain = self.slopes(exponent)
        over = np.maximum(link_gain - price[self.place], 0.0)
        steep = self.weight * np.exp(-exponent)
        height = np.sum(self.weight - steep * (1.0 + exponent)) + np.sum(price)
        slope = gain + _summed(self.option[self.crowded], over, len(gain))
        return Plane(constant=float(height), slope=slope)


def relax(problem: Problem) -> Relaxation:
    """The relaxation of a programme without negative falls."""
    option, group = problem.of_link, problem.groups.of_link
    alone = np.bincount(problem.element, minlength=len(problem.weight)) == 1
    single = alone[problem.element]
    worth = problem.weight[problem.element] * problem.fall
    power = -np.log1p(-np.minimum(problem.fall, _LARGEST_FALL))
    crowded = (np.bincount(group) > 1)[group] & ~single
    return Relaxation(
        linear=_summed(option[single], worth[single], len(problem)),
        weight=problem.weight[~alone],
        option=option[~single],
        element=(np.cumsum(~alone) - 1)[problem.element[~single]],
        power=power[~single],
        crowded=crowded[~single],
        place=np.unique(group[crowded], return_inverse=True)[1].astype(np.int64),
    )


def proofs_by_exponent(relaxation: Relaxation, rows: Rows) -> Iterator[Proof]:
    """A proof from each step of the search for the relaxation's highest point.

    Parameters
    ----------
    relaxation, rows
        The programme's relaxation and its rows; some plan keeps to them.

    Yields
    ------
    Proof
        Without end; each is valid, later ones are mostly lower.

    Notes
    -----
    Frank-Wolfe's method [1]_ goes from each point towards the one that is best for the slopes
    there. With crowded places that step would be a large linear programme, so the
    primal-dual method [2]_ is used instead, on the slopes of its own running mean; after every
    forty rounds its prices make a plane and the rows' prices are made exact for it.

    References
    ----------
    .. [1] M. Jaggi (2013), Revisiting Frank-Wolfe: projection-free sparse convex
       optimization, ICML, 427-435. https://proceedings.mlr.press/v28/jaggi13.html
    .. [2] A. Chambolle, T. Pock (2011), A first-order primal-dual algorithm for convex
       problems with applications to imaging, Journal of Mathematical Imaging and Vision 40,
       120-145. https://doi.org/10.1007/s10851-010-0251-1
    """
    search = _primal_dual if relaxation.places else _frank_wolfe
    return search(relaxation, rows)


def _frank_wolfe(relaxation: Relaxation, rows: Rows) -> Iterator[Proof]:
    """A proof from each step, from musts alone."""
    none = np.empty(0)
    x = rows.lower
    exponent = relaxation.exponent(x, none)
    stride = 1.0
    while True:
        plane = relaxation.plane(exponent, none)
        top, price = best_within(plane.slope, rows)
        yield Proof(bound=plane.height(rows, price), plane=plane, price=price)
        way = relaxation.exponent(top, none) - exponent
        stride = _stride(relaxation, top - x, exponent, way) if stride < 1 else 0.999
        x, exponent = x + stride * (top - x), exponent + stride * way


def _stride(relaxation: Relaxation, x_way: Floats, exponent: Floats, way: Floats) -> float:
    """How far along a line the benefit rises, by halving on its slope."""
    straight = float(np.sum(relaxation.linear * x_way))
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = 0.5 * (low + high)
        curved = np.sum(relaxation.weight * way * np.exp(-exponent - middle * way))
        low, high = (middle, high) if straight + curved > 0 else (low, middle)
    return low


def _primal_dual(relaxation: Relaxation, rows: Rows) -> Iterator[Proof]:
    """A proof from every forty rounds."""
    links = int(relaxation.crowded.sum())
    x, w, owed = rows.lower.copy(), np.zeros(links), np.zeros(links)
    place, exponent = np.zeros(relaxation.places), np.zeros(len(relaxation.weight))
    unit = _unit(relaxation)
    scale, x_step, place_step, toll_step = _steps(relaxation, rows)
    toll = _toll(relaxation.plane(exponent, place), rows, scale) / unit
    takes = np.ascontiguousarray((rows.matrix / scale[:, None]).T)
    option = relaxation.option[relaxation.crowded]
    while True:
        gain, link_gain = relaxation.slopes(exponent)
        mean_w, mean_place = _kernels.descend(
            x,
            w,
            owed,
            place,
            toll,
            gain / unit,
            option,
            relaxation.place,
            link_gain / unit,
            takes,
            rows.most / scale,
            rows.lower,
            rows.upper,
            x_step,
            place_step,
            toll_step,
            _PACE,
            _ROUNDS,
        )
        exponent = 0.5 * (exponent + relaxation.exponent(x, mean_w))
        plane = relaxation.plane(exponent, mean_place * unit)
        price = best_within(plane.slope, rows)[1]
        toll[:] = price * scale / unit
        yield Proof(bound=plane.height(rows, price), plane=plane, price=price)


def _unit(relaxation: Relaxation) -> float:
    """The median gain by a crowded link, or 1."""
    _, link_gain = relaxation.slopes(np.zeros(len(relaxation.weight)))
    some = link_gain[link_gain > 0]
    return float(np.median(some)) if some.size else 1.0


def _toll(plane: Plane, rows: Rows, scale: Floats) -> Floats:
    """What each scaled row is worth to a plane."""
    return best_within(plane.slope, rows)[1] * scale


def _steps(relaxation: Relaxation, rows: Rows) -> tuple[Floats, Floats, Floats, Floats]:
    """Each row's scale, and step lengths for options, places and rows."""
    size = np.abs(rows.matrix)
    scale: Floats = np.maximum(size.sum(axis=1) / np.maximum((size > 0).sum(axis=1), 1), 1e-9)
    size = size / scale[:, None]
    links = np.bincount(relaxation.option[relaxation.crowded], minlength=size.shape[1])
    crowd = np.bincount(relaxation.place, minlength=relaxation.places)
    x_step: Floats = _PACE / np.maximum(links + size.sum(axis=0), 1.0)
    place_step: Floats = 1.0 / (_PACE * crowd.astype(np.float64))
    toll_step: Floats = 1.0 / (_PACE * np.maximum(size.sum(axis=1), 1.0))
    return scale, x_step, place_step, toll_step


def _summed(at: Ints, values: Floats, count: int) -> Floats:
    """Sums of values by position, shape (count,)."""
    found: Floats = np.bincount(at, values, minlength=count).astype(np.float64)
    return found
