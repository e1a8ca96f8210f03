"""Brute force, a mixed-integer programme and greedy with its bound, on small random towns."""

import dataclasses
from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from homeward.errors import NoPlanError
from homeward.plan import choose, evaluate, lit_walks, mixed
from homeward.plan.row import Row
from plan.plans import allowed, limits_of, problem_of, programmes
from plan.test_plan_lit import lamps_of, walks_of

LAMPS = 7


def keeps_all(limits, plan):
    """Whether a plan keeps to the limits, further rows too."""
    sums = [(row, float(row.counts @ np.array(plan))) for row in limits.rows]
    within = all(row.at_least - 1e-9 <= found <= row.at_most + 1e-9 for row, found in sums)
    return within and allowed(limits, plan)


def best_by_trying(limits, worth):
    """The most any plan is worth; None if there is no plan."""
    plans = product((0, 1), repeat=len(limits.units))
    return max((worth(plan) for plan in plans if keeps_all(limits, plan)), default=None)


def held(limits):
    """Everything linear as a constraint of `scipy.optimize.milp`, written from `limits` alone."""
    count = len(limits.measures)
    units = [np.where(limits.measure == m, limits.units, 0.0) for m in range(count)]
    counts = [*limits.cost_pence, *units, *(row.counts for row in limits.rows)]
    least = [0] * len(limits.budget_pence) + [*limits.at_least]
    most = [*limits.budget_pence, *limits.at_most]
    least += [row.at_least for row in limits.rows]
    most += [row.at_most for row in limits.rows]
    return np.array(counts, dtype=np.float64), np.array(least) - 1e-9, np.array(most) + 1e-9


def best_by_programme(limits, gain, roofs):
    """The most by HiGHS: gains with roofs ``gain[e] <= height + slope @ x``, options whole."""
    options, elements = len(limits.units), len(gain)
    matrix, least, most = held(limits)
    rows = [np.concatenate([row, np.zeros(elements)]) for row in matrix]
    for e, _, slope in roofs:
        rows.append(np.concatenate([-np.array(slope), np.eye(elements)[e]]))
    solved = optimize.milp(
        np.concatenate([np.zeros(options), -np.ones(elements)]),
        integrality=np.repeat([1, 0], [options, elements]),
        bounds=optimize.Bounds(
            np.concatenate([limits.must, np.zeros(elements)]),
            np.concatenate([~limits.avoid, np.array(gain, dtype=np.float64)]),
        ),
        constraints=optimize.LinearConstraint(
            np.array(rows),
            np.concatenate([least, np.full(len(roofs), -np.inf)]),
            np.concatenate([most, [height for _, height, _ in roofs]]),
        ),
    )
    return None if solved.x is None else -solved.fun


def roofs_of(problem):
    """One roof for every set of options of every element: what it gains, and each one's more."""
    found = []
    options = range(len(problem))
    for e, weight in enumerate(problem.weight):
        fall = np.zeros(len(problem))
        here = problem.element == e
        fall[problem.of_link[here]] = problem.fall[here]
        reach = np.flatnonzero(fall)
        sets = chain.from_iterable(combinations(reach, size) for size in range(len(reach) + 1))

        def worth(chosen, fall=fall, weight=weight):
            left = 1.0
            for family in set(problem.family.tolist()):
                mine = [fall[i] for i in chosen if problem.family[i] == family]
                left *= 1 - max(mine, default=0.0)
            return weight * (1 - left)

        for chosen in sets:
            base = worth(chosen)
            slope = [worth({*chosen, i}) - base for i in options]
            found.append((e, base, slope))
    return found


@st.composite
def further(draw, limits):
    """The limits with a floor and a cap over some of the options."""
    options = len(limits.units)
    some = st.lists(st.booleans(), min_size=options, max_size=options)
    rows = [Row(name="in Mill", counts=np.array(draw(some), float), at_most=draw(st.just(2.0)))]
    if draw(st.booleans()):
        counts = np.array(draw(some), float)
        rows.append(Row(name="in the Cut", counts=counts, at_least=float(min(1, counts.sum()))))
    return dataclasses.replace(limits, rows=tuple(rows))


@settings(max_examples=200)
@given(st.data())
def test_three_ways_agree_on_what_multiplies(data):
    """Two budgets, floors, caps, musts, avoids, families: harm and felt are both of this form."""
    problem, limits = data.draw(programmes(most_options=6))
    limits = data.draw(further(limits))
    best = best_by_trying(limits, lambda plan: evaluate(problem, np.flatnonzero(plan)))
    solved = best_by_programme(limits, problem.weight, roofs_of(problem))
    if best is None:
        assert solved is None
        with pytest.raises(NoPlanError):
            choose(problem, limits)
        return
    choice = choose(problem, limits)
    assert solved == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert choice.value <= best * (1 + 1e-9) + 1e-12
    assert choice.bound >= best * (1 - 1e-9)
    assert choice.value >= 0.6 * best


@settings(max_examples=60)
@given(programmes(most_options=5, limited=False), st.integers(1, 9))
def test_three_ways_agree_on_a_mix_of_aims(programme, share):
    problem, limits = programme
    other = dataclasses.replace(problem, weight=problem.weight[::-1].copy())
    everything = np.arange(len(problem))
    full = {"harm": evaluate(problem, everything), "felt": evaluate(other, everything)}
    if min(full.values()) == 0:
        return
    both = mixed({"harm": problem, "felt": other}, {"harm": share / 10, "felt": 0.5}, full)
    best = best_by_trying(limits, lambda plan: evaluate(both, np.flatnonzero(plan)))
    choice = choose(both, limits)
    assert best_by_programme(limits, both.weight, roofs_of(both)) == pytest.approx(best, abs=1e-6)
    assert 0.6 * best <= choice.value <= best * (1 + 1e-9)
    assert choice.bound >= best * (1 - 1e-9)


SETS = st.lists(
    st.tuples(st.frozensets(st.integers(0, LAMPS - 1), min_size=1, max_size=4), st.integers(1, 50)),
    min_size=1,
    max_size=9,
)


@st.composite
def lamp_limits(draw):
    """One or two budgets, musts and avoids, a floor and a cap on seven lamps."""
    rows = draw(st.integers(1, 2))
    price = st.lists(st.integers(0, 9), min_size=LAMPS, max_size=LAMPS)
    mark = draw(st.lists(st.sampled_from("....-+"), min_size=LAMPS, max_size=LAMPS))
    limits = limits_of(
        [draw(price) for _ in range(rows)],
        [draw(st.integers(0, 30)) for _ in range(rows)],
        must=[each == "+" for each in mark],
        avoid=[each == "-" for each in mark],
        at_least=[draw(st.sampled_from([0, 0, 2]))],
        at_most=[draw(st.sampled_from([np.inf, 5]))],
    )
    return draw(further(limits))


@settings(max_examples=200)
@given(SETS, lamp_limits())
def test_three_ways_agree_on_walks_lit_all_the_way(sets, limits):
    walks = walks_of([(sorted(segments), count) for segments, count in sets])

    def lit(plan):
        return sum(count for segments, count in sets if segments <= set(np.flatnonzero(plan)))

    best = best_by_trying(limits, lit)
    roofs = [
        (n, 0.0, [count * float(i == lamp) for i in range(LAMPS)])
        for n, (segments, count) in enumerate(sets)
        for lamp in segments
    ]
    solved = best_by_programme(limits, [count for _, count in sets], roofs)
    if best is None:
        assert solved is None
        with pytest.raises(NoPlanError):
            lit_walks(walks, lamps_of([[i] for i in range(LAMPS)]), limits)
        return
    for branch in (True, False):
        choice = lit_walks(walks, lamps_of([[i] for i in range(LAMPS)]), limits, branch=branch)
        plan = np.isin(np.arange(LAMPS), choice.chosen)
        assert keeps_all(limits, plan.astype(int))
        assert choice.value == lit(plan) <= best <= choice.bound * (1 + 1e-12)
    assert solved == pytest.approx(best, abs=1e-4)


@pytest.fixture
def crossing():
    """Three cameras of one family and a lamp, at a crossing of 100 offences and a lane of 40.

    ::

                crossing  lane   £
        east        0.5    .     2
        west        0.5    .     2
        tall        0.6   0.5    3
        lamp        0.2    .     2

    With £5: tall and lamp, 100 (1 - 0.4 x 0.8) + 40 x 0.5 = 88.
    """
    links = {0: {0: 0.5}, 1: {0: 0.5}, 2: {0: 0.6, 1: 0.5}, 3: {0: 0.2}}
    return problem_of([100, 40], links, [0, 0, 0, 1]), limits_of([2, 2, 3, 2], 5)


def _best(problem, limits):
    return best_by_trying(limits, lambda plan: evaluate(problem, np.flatnonzero(plan)))


def test_the_bound_is_for_the_problem_it_names_and_for_no_other(crossing):
    """Every other reading of the problem has a best plan on the far side of the bound.

    Less money, an option fewer, or cameras alone on one street give less than the best plan,
    so a bound made for them would be below it. More money, cameras that add up, or a must left
    out give more than the bound claims.
    """
    problem, limits = crossing
    choice = choose(problem, limits)
    assert _best(problem, limits) == pytest.approx(88)
    assert 88 <= choice.bound * (1 + 1e-9) <= 88 * 1.001
    for said in ("Today's flows", "mean effects", "every budget", "at-least", "must", "one family"):
        assert said in choice.problem

    def fewer(**change):
        return dataclasses.replace(limits, **change)

    narrower = [
        _best(problem, fewer(budget_pence=np.array([4]))),
        _best(problem, fewer(avoid=np.array([False, False, True, False]))),
        _best(dataclasses.replace(problem, family=np.zeros(4, dtype=np.int64)), limits),
    ]
    wider = [
        _best(problem, fewer(budget_pence=np.array([7]))) + 1e-9,
        _best(dataclasses.replace(problem, family=np.arange(4)), limits),
    ]
    assert max(narrower) < 88 * 0.99
    assert min(wider) >= 88
    assert wider[1] > choice.bound * 1.001


def test_the_bound_of_lit_walks_is_for_the_problem_it_names_and_for_no_other():
    """Two dark streets for 90 walks, a lane for 20, £1 each and £2: 90 and nothing more."""
    walks, lamps = walks_of([((0, 1), 90), ((2,), 20)]), lamps_of([[0], [1], [2]])
    bounds = {pence: lit_walks(walks, lamps, limits_of([100] * 3, pence)) for pence in (100, 200)}
    choice = bounds[200]
    assert 90 <= choice.bound * (1 + 1e-12) <= 90.01
    for said in ("Today's walks", "unknown light", "every dark segment", "every budget", "must"):
        assert said in choice.problem
    assert bounds[100].bound < 90 * 0.99
    avoiding = limits_of([100] * 3, 200, avoid=[1, 0, 0])
    assert lit_walks(walks, lamps, avoiding).bound < 90 * 0.99
    part = walks_of([((0,), 90), ((1,), 90), ((2,), 20)])
    assert lit_walks(part, lamps, limits_of([100] * 3, 200)).bound > 90 * 1.9
