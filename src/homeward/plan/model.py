r"""The programme, beside its mathematics.

Letters used for shapes: E elements, I options, K links (an option at an element), R budgets,
M measures.

An *element* e is the smallest thing that can gain: a segment x offence group x band of the
night, or a segment x sex. It holds a weight :math:`h_e \ge 0`, what is lost there a year. A
link says that option i lets a share :math:`p_{ie}` of it fall away. Options of one *family* k
(cameras, say) do not add up on one element: only the largest counts. Families multiply:

.. math:: f(x) = \sum_e h_e \Bigl(1 - \prod_k \bigl(1 - \max_{i \in k,\, x_i = 1} p_{ie}\bigr)\Bigr)

With assignment variables and :math:`a_{ie} = -\log(1 - p_{ie})` the same numbers come from

.. math:: f(x) = \max_w \Bigl\{ \sum_e h_e \bigl(1 - e^{-\sum_i a_{ie} w_{ie}}\bigr) :
          0 \le w_{ie} \le x_i,\ \sum_{i \in k} w_{ie} \le 1 \Bigr\}

for every x in {0, 1}, and this form is concave for every x in [0, 1]: the bound rests on it.
f is monotone and submodular, since each family's largest fall is: greedy rests on that.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.options.option import Options
from homeward.plan.row import Row

__all__ = ["Limits", "Problem", "felt_problem", "harm_problem", "mixed"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Problem:
    """What there is to gain, and which option gains how much of it.

    Links may be given in any order within an option: they are kept in order of element, so
    that every sum is formed in one order.

    Attributes
    ----------
    weight
        What is lost at each element a year, in the aim's unit, shape (E,).
    number
        The element's number where it came from, increasing, shape (E,).
    start, element, fall
        Option i has links ``start[i]:start[i + 1]``; shapes (I + 1,), (K,) and (K,). `fall` is
        the share that falls away; below 0 (harm rises) only in a drawn world.
    family
        Options of one family do not add up on one element, shape (I,).
    unit
        What `weight` counts, in words.
    """

    weight: Floats
    number: Ints
    start: Ints
    element: Ints
    fall: Floats
    family: Ints
    unit: str

    def __post_init__(self) -> None:
        unsorted = (np.diff(self.element) < 0) & (np.diff(self.of_link) == 0)
        if unsorted.any():
            order = np.lexsort((self.element, self.of_link))
            object.__setattr__(self, "element", self.element[order])
            object.__setattr__(self, "fall", self.fall[order])
        _check_weights(self)
        _check_links(self)
        freeze(self)

    def __len__(self) -> int:
        return len(self.family)

    @cached_property
    def of_link(self) -> Ints:
        """The option of each link, shape (K,)."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.start))

    @cached_property
    def groups(self) -> "Groups":
        """Links that compete: those of one family at one element."""
        families = int(self.family.max(initial=0)) + 1
        key = self.element * families + self.family[self.of_link]
        keys, group = _numbered(key, len(self.weight) * families)
        return Groups(of_link=group, element=keys // families)


@dataclass(frozen=True, eq=False, kw_only=True)
class Groups:
    """The pairs (element, family) that have links, in order of element.

    `of_link` gives the group of each link, shape (K,); `element` the element of each group.
    """

    of_link: Ints
    element: Ints

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Limits:
    """What a plan must keep to.

    Attributes
    ----------
    cost_pence
        Cost of each option to each budget, whole pence, shape (R, I).
    budget_pence
        Shape (R,).
    budgets
        The budgets' names.
    units
        Units each option buys, shape (I,).
    measure
        The measure of each option, shape (I,).
    measures
        The measures' names.
    at_least, at_most
        Units of each measure; 0 and ``inf`` where there is no limit, shape (M,).
    must, avoid
        Options that have to be in the plan, or out of it, shape (I,).
    rows
        Further floors and caps: by area, by bid.
    """

    cost_pence: Ints
    budget_pence: Ints
    budgets: tuple[str, ...]
    units: Floats
    measure: Ints
    measures: tuple[str, ...]
    at_least: Floats
    at_most: Floats
    must: Bools
    avoid: Bools
    rows: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        _check_limits(self)
        freeze(self)

    @classmethod
    def of_options(cls, options: Options, cost_pence: Ints, budget_pence: int) -> "Limits":
        """One budget and nothing else; `cost_pence` has shape (I,)."""
        return cls(
            cost_pence=np.asarray(cost_pence, dtype=np.int64)[None, :],
            budget_pence=np.array([budget_pence], dtype=np.int64),
            budgets=("budget",),
            units=options.units,
            measure=options.measure,
            measures=options.measures,
            at_least=np.zeros(len(options.measures)),
            at_most=np.full(len(options.measures), np.inf),
            must=np.zeros(len(options), dtype=np.bool_),
            avoid=np.zeros(len(options), dtype=np.bool_),
        )

    def times(self, share: float) -> "Limits":
        """The same with every budget a share of itself, rounded down to whole pence.

        Floors and caps stay as they are.
        """
        budgets = np.floor(self.budget_pence * share).astype(np.int64)
        return replace(self, budget_pence=budgets)

    def at_costs(self, cost_pence: Ints) -> "Limits":
        """The same with other costs, shape (R, I); caps on money count them, floors the old."""
        was, now = self.cost_pence.sum(axis=0), cost_pence.sum(axis=0)
        rows = tuple(each.at_costs(was, now) for each in self.rows)
        return replace(self, cost_pence=cost_pence, rows=rows)

    def spent_pence(self, chosen: Ints) -> Ints:
        """What the chosen options cost each budget, shape (R,)."""
        spent: Ints = self.cost_pence[:, chosen].sum(axis=1)
        return spent

    @cached_property
    def price(self) -> Floats:
        """Cost of each option as a share of each budget, summed over budgets, shape (I,).

        An option that costs something to a budget of nothing has price ``inf``.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            share = self.cost_pence / self.budget_pence[:, None]
        price: Floats = np.where(self.cost_pence > 0, share, 0.0).sum(axis=0)
        return price


def harm_problem(options: Options, fall: Floats, weight: Floats, family: Ints) -> Problem:
    """The programme for recorded harm.

    Parameters
    ----------
    options
        What can be bought.
    fall
        Share of the harm of each offence group that an option at full strength takes away,
        in expectation, shape (I, G).
    weight
        Weighted offences a year, shape (S, G, B).
    family
        Options of one family do not add up at one place, shape (I,).

    Returns
    -------
    Problem
        Elements are numbered (segment x G + group) x B + band. Links without effect and
        elements without weight or link are left out; option numbers stay as they are.
    """
    _, groups, bands = weight.shape
    fall_of_link = fall[options.of_link()][:, :, None] * options.strength[:, None, :]
    inside = np.arange(groups * bands).reshape(1, groups, bands)
    element = options.segment[:, None, None] * (groups * bands) + inside
    return _reduced(options, element, fall_of_link, weight, family)


def felt_problem(options: Options, fall: Floats, weight: Floats, family: Ints) -> Problem:
    """The programme for felt risk.

    Parameters
    ----------
    options
        What can be bought.
    fall
        Share of the perceived cost that falls away at each link, shape (K, X) by sex.
    weight
        Perceived cost a year, on half the sum of the flows before and after, shape (S, X).
    family
        Options of one family do not add up at one place, shape (I,).

    Returns
    -------
    Problem
        Elements are numbered segment x X + sex; see `harm_problem`.
    """
    sexes = weight.shape[1]
    element = options.segment[:, None] * sexes + np.arange(sexes)[None, :]
    return _reduced(options, element, fall, weight, family)


def mixed(
    problems: dict[str, Problem], shares: dict[str, float], bounds: dict[str, float]
) -> Problem:
    """Several aims as one: each counts by its share of what is possible for it alone.

    Parameters
    ----------
    problems
        The programme of each aim, over the same options.
    shares
        How much each aim counts.
    bounds
        The bound of each aim alone within the same limits; an aim that can gain nothing
        (bound 0) is left out.

    Returns
    -------
    Problem
        Its elements are those of all aims, one aim after the other, numbered afresh.
    """
    used = [aim for aim in problems if bounds[aim] > 0 and shares[aim] > 0]
    parts = [problems[aim] for aim in used]
    if not parts:
        raise InputError("A mix of aims needs one with a share and something to gain; none has.")
    shift = np.cumsum([0, *(len(part.weight) for part in parts)])
    option = np.concatenate([part.of_link for part in parts])
    order = np.argsort(option, kind="stable")
    element = [part.element + first for part, first in zip(parts, shift, strict=False)]
    scale = [shares[aim] / bounds[aim] for aim in used]
    return Problem(
        weight=np.concatenate([p.weight * s for p, s in zip(parts, scale, strict=True)]),
        number=np.arange(shift[-1], dtype=np.int64),
        start=np.sum([part.start for part in parts], axis=0),
        element=np.concatenate(element)[order],
        fall=np.concatenate([part.fall for part in parts])[order],
        family=parts[0].family,
        unit=" + ".join(f"{shares[aim]:g} x {aim}" for aim in used),
    )


def _reduced(
    options: Options, element: Ints, fall: Floats, weight: Floats, family: Ints
) -> Problem:
    """Links with an effect on elements with a weight, elements numbered 0..E-1."""
    flat = weight.ravel()
    used = (fall != 0) & (flat[element] > 0)
    option = np.broadcast_to(_column(options.of_link(), element.ndim), element.shape)[used]
    number, renumbered = _numbered(element[used], len(flat))
    counts = np.bincount(option, minlength=len(options))
    return Problem(
        weight=flat[number],
        number=number,
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        element=renumbered,
        fall=fall[used],
        family=family,
        unit="a year",
    )


def _numbered(keys: Ints, below: int) -> tuple[Ints, Ints]:
    """The keys that occur, in order, and the place of each among them; all lie in 0..below-1.

    As `np.unique` gives them, without sorting: a plan's worlds ask some two hundred times.
    """
    there = np.zeros(below, dtype=np.bool_)
    there[keys] = True
    place = np.cumsum(there, dtype=np.int64) - 1
    return np.flatnonzero(there).astype(np.int64), place[keys]


def _column(values: Ints, axes: int) -> Ints:
    """The values along the first of several axes."""
    return values.reshape(-1, *([1] * (axes - 1)))


def _check_weights(problem: Problem) -> None:
    """Weights are finite and not negative."""
    bad = np.flatnonzero(~(np.isfinite(problem.weight) & (problem.weight >= 0)))
    if bad.size:
        raise InputError(
            f"`weight` must be finite and zero or more on every element; {bad.size} of "
            f"{len(problem.weight)} are not (first: element {bad[0]}, {problem.weight[bad[0]]})."
        )


def _check_links(problem: Problem) -> None:
    """Falls are at most 1, and an option reaches an element once."""
    bad = np.flatnonzero(~(problem.fall <= 1))
    if bad.size:
        raise InputError(
            f"`fall` must be at most 1 on every link; {bad.size} of {len(problem.fall)} are "
            f"not (first: link {bad[0]}, {problem.fall[bad[0]]})."
        )
    option = problem.of_link
    same = (np.diff(option) == 0) & (np.diff(problem.element) == 0)
    if same.any():
        first = int(np.flatnonzero(same)[0])
        raise InputError(
            f"An option may reach an element once; {int(same.sum())} links repeat one (first: "
            f"option {option[first]}, element {problem.element[first]}). Merge them."
        )


def _check_limits(limits: Limits) -> None:
    """Costs and budgets are not negative, rows fit, and no must is to be avoided."""
    for name in ("cost_pence", "budget_pence"):
        lowest = getattr(limits, name).min(initial=0)
        if lowest < 0:
            raise InputError(f"`{name}` must be zero or more everywhere; the lowest is {lowest}.")
    both = np.flatnonzero(limits.must & limits.avoid)
    if both.size:
        raise InputError(
            f"An option cannot be both a must and to be avoided; {both.size} are (first: option "
            f"{both[0]}). Take each from one of the two lists."
        )
    for row in limits.rows:
        if row.counts.shape != limits.units.shape:
            raise InputError(
                f"A row must count every option, {len(limits.units)}; {row.name!r} counts "
                f"{len(row.counts)}."
            )
