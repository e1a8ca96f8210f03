r"""What no plan can beat: the highest point of the concave relaxation, from above.

The assignment form of `homeward.plan.model` is relaxed to x in [0, 1]. Its w can be maximised
away: at one element a family has one place to give, and with a price :math:`\tau` on it

.. math:: \max_w \sum_i a_i w_i = \min_{\tau \ge 0}\ \tau + \sum_i x_i (a_i - \tau)^+

so that any prices :math:`\tau` and exponents s give a plane above the benefit of every plan,

.. math:: f(x) \le \sum_e h_e \Bigl(1 - e^{-s_e}(1 + s_e)
          + e^{-s_e} \sum_k \bigl[\tau_{ke} + \sum_{i \in k} x_i (a_{ie} - \tau_{ke})^+\bigr]\Bigr),

and the most that plane reaches within the rows is a bound, however roughly s and the prices
were found: option by option where no place is crowded, by primal-dual steps where some are.
An element that one option alone can reach is linear as it stands.
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

__all__ = ["Relaxation", "proofs_by_exponent", "relax"]

_LARGEST_FALL = 1.0 - 1e-12
"""Keeps -log(1 - fall) finite."""

_TURNS = 5
"""Times that every option moves between two planes."""
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


def proofs_by_exponent(
    relaxation: Relaxation, rows: Rows, start: Floats | None = None
) -> Iterator[Proof]:
    """A proof from each step of the search for the relaxation's highest point.

    Parameters
    ----------
    relaxation, rows
        The programme's relaxation and its rows; some plan keeps to them.
    start
        Where to begin, shape (I,): a plan known to be good; none begins with musts alone.

    Yields
    ------
    Proof
        Without end; each is valid, later ones are mostly lower.

    Notes
    -----
    Each option in turn takes Newton's step towards where it gains most beside the others, with
    the method of multipliers [1]_ holding the rows: slopes change little by one option, so a few
    rounds come very near. Crowded places, where what one option may give depends on what
    others do, would stop that short of the highest point; there the primal-dual method [2]_ is
    used instead, on the slopes of its own running mean. After every few rounds the slopes make a
    plane and the rows' prices are made exact for it.

    References
    ----------
    .. [1] M. R. Hestenes (1969), Multiplier and gradient methods, Journal of Optimization Theory
       and Applications 4, 303-320. https://doi.org/10.1007/BF00927673
    .. [2] A. Chambolle, T. Pock (2011), A first-order primal-dual algorithm for convex
       problems with applications to imaging, Journal of Mathematical Imaging and Vision 40,
       120-145. https://doi.org/10.1007/s10851-010-0251-1
    """
    search = _primal_dual if relaxation.places else _climb
    return search(relaxation, rows, rows.lower if start is None else start)


def _climb(relaxation: Relaxation, rows: Rows, start: Floats) -> Iterator[Proof]:
    """A proof from every few rounds of Newton's step on each option in turn."""
    x, none = start.copy(), np.empty(0)
    exponent = relaxation.exponent(x, none)
    toll, stiff = prices_of(relaxation.slopes(exponent)[0], rows), _stiffness(relaxation, rows)
    counts = np.bincount(relaxation.option, minlength=len(x))
    links = np.append(0, np.cumsum(counts)), relaxation.element, relaxation.power
    takes = np.ascontiguousarray(rows.matrix.T)
    while True:
        _kernels.climb(
            *links,
            relaxation.linear,
            takes,
            rows.most,
            toll,
            stiff,
            rows.lower,
            rows.upper,
            relaxation.weight * np.exp(-exponent),
            rows.used(x),
            x,
            _TURNS,
        )
        exponent = relaxation.exponent(x, none)
        toll = np.maximum(toll + stiff * (rows.used(x) - rows.most), 0.0)
        plane = relaxation.plane(exponent, none)
        price = prices_of(plane.slope, rows, toll)
        yield Proof(bound=plane.height(rows, price), plane=plane, price=price, point=x.copy())


def _stiffness(relaxation: Relaxation, rows: Rows) -> Floats:
    """How much a row's toll rises if it is passed: by a usual gain's worth if by all it holds."""
    gain = relaxation.slopes(np.zeros(len(relaxation.weight)))[0]
    size = np.abs(rows.matrix)
    each = np.sum(size, axis=1) / np.maximum(np.sum(size > 0, axis=1), 1)
    usual = np.sum(gain) / max(int(np.sum(gain > 0)), 1)
    whole = each * np.maximum(np.abs(rows.most), each)
    stiff: Floats = np.where(whole > 0, usual / np.where(whole > 0, whole, 1.0), 0.0)
    return stiff


def _primal_dual(relaxation: Relaxation, rows: Rows, start: Floats) -> Iterator[Proof]:
    """A proof from every forty rounds."""
    links = int(relaxation.crowded.sum())
    x, w, owed = start.copy(), np.zeros(links), np.zeros(links)
    place, exponent = np.zeros(relaxation.places), np.zeros(len(relaxation.weight))
    unit = _unit(relaxation)
    scale, x_step, place_step, toll_step = _steps(relaxation, rows)
    toll = prices_of(relaxation.plane(exponent, place).slope, rows) * scale / unit
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
        price = prices_of(plane.slope, rows, toll * unit / scale)
        toll[:] = price * scale / unit
        yield Proof(bound=plane.height(rows, price), plane=plane, price=price, point=x.copy())


def _unit(relaxation: Relaxation) -> float:
    """The median gain by a crowded link, or 1."""
    _, link_gain = relaxation.slopes(np.zeros(len(relaxation.weight)))
    some = link_gain[link_gain > 0]
    return float(np.median(some)) if some.size else 1.0


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
