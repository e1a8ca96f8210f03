import dataclasses
from itertools import islice, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from homeward.plan import choose, evaluate, remaining
from homeward.plan.bound import proofs_by_exponent, relax
from homeward.plan.closing import cuts_at
from homeward.plan.greedy import condensed
from homeward.plan.linear import best_whole, prices_of
from homeward.plan.plane import Plane
from homeward.plan.rows import keeps, rows_of
from plan.plans import best_of_all, limits_of, problem_of, programmes


def _highest(slope, rows):
    """The most a slope gains within the rows, options bought in part, by HiGHS; None: nothing."""
    solved = optimize.linprog(
        -slope,
        A_ub=rows.matrix,
        b_ub=rows.most,
        bounds=np.column_stack([rows.lower, rows.upper]),
    )
    return None if solved.x is None else -solved.fun


@given(
    gain=st.lists(st.floats(0, 100), min_size=1, max_size=12),
    seed=st.integers(0, 2**31),
    budget=st.integers(0, 60),
)
def test_one_rows_price_is_that_of_the_linear_programme(gain, seed, budget):
    random = np.random.default_rng(seed)
    rows = rows_of(limits_of(random.integers(0, 20, len(gain)), budget))
    slope = np.array(gain)
    plane = Plane(constant=0.0, slope=slope)
    worth = _highest(slope, rows)
    assert plane.height(rows, prices_of(slope, rows)) == pytest.approx(worth, rel=1e-6, abs=1e-6)


@given(programmes(most_options=8), st.lists(st.floats(0, 100), min_size=8, max_size=8))
def test_prices_of_several_rows_bound_the_linear_programme_and_get_no_worse(programme, gain):
    rows = rows_of(programme[1])
    slope = np.array(gain[: len(rows.upper)])
    worth = _highest(slope, rows)
    if worth is None:
        return
    plane, start = Plane(constant=0.0, slope=slope), np.linspace(0, 3, len(rows.most))
    better = prices_of(slope, rows, start)
    assert (better >= 0).all()
    assert plane.height(rows, better) <= plane.height(rows, start) * (1 + 1e-9) + 1e-9
    assert plane.height(rows, better) >= worth - 1e-6


@given(programmes(most_options=6), st.lists(st.floats(0, 100), min_size=6, max_size=6))
def test_the_best_whole_plan_for_a_slope_is_that_of_trying_every_one(programme, gain):
    rows = rows_of(programme[1])
    slope = np.array(gain[: len(rows.upper)])
    plans = [np.array(each, dtype=np.bool_) for each in product((0, 1), repeat=len(slope))]
    best = max((float(np.sum(slope[each])) for each in plans if keeps(rows, each)), default=None)
    whole = best_whole(slope, rows)
    if best is None:
        assert whole is None or not keeps(rows, whole)
    else:
        assert keeps(rows, whole)
        assert float(np.sum(slope[whole])) >= best * (1 - 1e-3) - 1e-6


@given(programmes(limited=False))
def test_a_row_that_never_binds_leaves_the_bound_as_it_is(programme):
    problem, limits = programme
    problem = dataclasses.replace(problem, family=np.arange(len(problem)))
    idle = dataclasses.replace(limits, at_most=np.full(len(limits.measures), 100.0))
    bounds = [
        min(proof.bound for proof in islice(proofs_by_exponent(relax(problem), rows_of(each)), 60))
        for each in (limits, idle)
    ]
    assert bounds[0] == pytest.approx(bounds[1], rel=1e-4, abs=1e-6)


@settings(max_examples=60)
@given(programmes(most_options=5, limited=False))
def test_cuts_lie_above_every_plan_and_touch_their_own(programme):
    problem, _ = programme
    plans = [
        np.array([code >> i & 1 for i in range(len(problem))], dtype=np.bool_)
        for code in range(2 ** len(problem))
    ]
    for own in plans:
        cuts = cuts_at(problem, own)
        for plan in plans:
            worth = problem.weight * (1 - remaining(problem, np.flatnonzero(plan)))
            x = cuts.slope * plan[problem.of_link]
            roof = cuts.height + np.bincount(problem.element, x, minlength=len(worth))
            assert (roof >= worth - 1e-9).all()
            if plan is own:
                assert roof == pytest.approx(worth)


@given(programmes(), st.randoms(use_true_random=False))
def test_what_is_condensed_gains_what_is_left_to_gain(programme, random):
    problem, _ = programme
    fate = np.array([random.randrange(3) for _ in range(len(problem))])
    rest = condensed(problem, fate == 0, fate == 1)
    both = evaluate(problem, np.flatnonzero(fate < 2))
    first = evaluate(problem, np.flatnonzero(fate == 0))
    assert first + evaluate(rest, np.flatnonzero(fate == 1)) == pytest.approx(both, abs=1e-9)


def test_overlapping_cameras_need_their_own_bound():
    """Two cameras see the same street.

    One takes half of its 100 offences, the other 40 hundredths. Seen as families of their own
    they would take 70 together; as cameras they take 50, and that is what is proven. The bound
    of a problem that leaves one of them out, 40, would be below what can be had.
    """
    links = {0: {0: 0.5}, 1: {0: 0.4}}
    limits = limits_of([1, 1], 2)
    cameras, strangers = problem_of([100], links, [0, 0]), problem_of([100], links, [0, 1])
    assert choose(cameras, limits).bound == pytest.approx(50, rel=2e-4)
    assert choose(strangers, limits).bound == pytest.approx(70)
    alone = problem_of([100], {1: {0: 0.4}}, [0, 0])
    assert choose(alone, limits).bound < best_of_all(cameras, limits)


def test_without_overlaps_a_bound_would_not_hold_for_what_multiplies():
    """The bound of the problem where options exclude each other fails where they multiply.

    Two measures of one street, half each: as one family 50 of 100 is the most, as two it is
    75. A bound belongs to the problem it was made for.
    """
    links = {0: {0: 0.5}, 1: {0: 0.5}}
    limits = limits_of([1, 1], 2)
    exclusive = choose(problem_of([100], links, [0, 0]), limits)
    assert exclusive.bound < best_of_all(problem_of([100], links, [0, 1]), limits)


@pytest.fixture
def estate():
    """A hundred and fifty streets with a lamp option each, and fifty cameras that see three."""
    random = np.random.default_rng(11)
    lamps = {i: {i: float(random.uniform(0.1, 0.25))} for i in range(150)}
    seen = {150 + c: {3 * c + k: 0.15 for k in range(3)} for c in range(50)}
    problem = problem_of(random.gamma(0.5, 20, 150), lamps | seen, [0] * 150 + [1] * 50)
    return problem, limits_of(random.integers(100, 900, 200), 12_000)


def test_two_hundred_options_are_proven_to_a_tenth_of_a_percent(estate):
    assert choose(*estate).gap <= 1e-3


def test_asking_twice_gives_the_same_bits(estate):
    one, other = choose(*estate), choose(*estate)
    assert one.chosen.tolist() == other.chosen.tolist()
    assert (one.value, one.bound) == (other.value, other.bound)
