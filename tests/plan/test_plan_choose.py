import dataclasses

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from homeward.errors import InputError, NoPlanError
from homeward.plan import choose, curve, evaluate, mixed, next_bought, next_pound, remaining
from plan.plans import allowed, best_of_all, limits_of, problem_of, programmes


@pytest.fixture
def three_streets():
    """Three streets and three pounds.

    ::

        Mill Lane   20 offences   lamps halve it              £2
        Back Row    12 offences   lamps take a third          £1
        The Cut     10 offences   lamps take three tenths     £1
        Corner      a camera sees Mill Lane and Back Row, a tenth of each, £1

    Gain for a pound: 5, 4, 3, 3.2. Mill Lane and Back Row together are £3: 10 + 4 = 14.
    """
    links = {0: {0: 0.5}, 1: {1: 1 / 3}, 2: {2: 0.3}, 3: {0: 0.1, 1: 0.1}}
    return problem_of([20, 12, 10], links, [0, 0, 0, 1]), [200, 100, 100, 100]


def test_three_pounds_go_to_mill_lane_and_back_row(three_streets):
    problem, cost = three_streets
    choice = choose(problem, limits_of(cost, 300))
    assert choice.chosen.tolist() == [0, 1]
    assert choice.marginal == pytest.approx([10, 4])
    assert choice.value == pytest.approx(14)
    assert choice.bound == pytest.approx(14, rel=2e-3)
    assert choice.spent_pence.tolist() == [300]
    assert "Today's flows" in choice.problem


def test_the_next_pound_buys_the_cut_since_the_camera_would_see_lit_streets(three_streets):
    problem, cost = three_streets
    limits = limits_of(cost, 300)
    choice = choose(problem, limits)
    assert next_pound(problem, limits, choice) == pytest.approx(3.0)
    assert next_bought(problem, limits, choice) == 2


def test_where_nothing_is_left_the_next_pound_buys_nothing(three_streets):
    problem, cost = three_streets
    limits = limits_of(cost, 500)
    choice = choose(problem, limits)
    assert len(choice.chosen) == len(problem)
    assert next_pound(problem, limits, choice) == 0.0
    assert next_bought(problem, limits, choice) is None


def test_families_multiply_and_within_one_only_the_best_counts():
    problem = problem_of([100], {0: {0: 0.2}, 1: {0: 0.5}, 2: {0: 0.1}}, [0, 1, 1])
    assert evaluate(problem, np.array([0, 1])) == pytest.approx(100 * (1 - 0.8 * 0.5))
    assert evaluate(problem, np.array([1, 2])) == pytest.approx(50)
    assert remaining(problem, np.array([2])).tolist() == pytest.approx([0.9])


def test_in_a_drawn_world_a_measure_may_do_harm():
    problem = problem_of([100], {0: {0: -0.1}, 1: {0: 0.2}}, [0, 1])
    assert evaluate(problem, np.array([0])) == pytest.approx(-10)
    assert evaluate(problem, np.array([0, 1])) == pytest.approx(100 * (1 - 1.1 * 0.8))


@settings(max_examples=150)
@given(programmes())
def test_the_best_plan_of_all_lies_between_value_and_bound(programme):
    problem, limits = programme
    best = best_of_all(problem, limits)
    if best is None:
        with pytest.raises(NoPlanError):
            choose(problem, limits)
        return
    choice = choose(problem, limits)
    plan = np.isin(np.arange(len(problem)), choice.chosen)
    assert allowed(limits, plan)
    assert choice.value <= best * (1 + 1e-9) + 1e-12
    assert choice.bound >= best * (1 - 1e-9)
    assert choice.value >= 0.6 * best
    assert choice.bound >= choice.value
    assert choice.marginal.sum() == pytest.approx(choice.value, rel=1e-12, abs=1e-12)
    assert choice.value == evaluate(problem, np.sort(choice.chosen))


@given(programmes(limited=False), st.randoms(use_true_random=False))
def test_the_order_of_links_does_not_matter(programme, random):
    problem, limits = programme
    order = list(range(len(problem.fall)))
    random.shuffle(order)
    order = np.array(order, dtype=np.int64)[
        np.argsort(problem.of_link[np.array(order, dtype=np.int64)], kind="stable")
    ]
    shuffled = dataclasses.replace(
        problem, element=problem.element[order], fall=problem.fall[order]
    )
    one, other = choose(problem, limits), choose(shuffled, limits)
    assert one.chosen.tolist() == other.chosen.tolist()
    assert (one.value, one.bound) == (other.value, other.bound)
    assert one.marginal.tolist() == other.marginal.tolist()


@given(programmes(limited=False))
def test_more_money_is_never_worth_less(programme):
    problem, limits = programme
    points = curve(problem, limits, shares=(2.0, 0.0, 0.5, 1.0))
    values = [point.value for point in points]
    bounds = [point.bound for point in points]
    assert values == sorted(values)
    assert bounds == sorted(bounds)
    assert all(value <= bound for value, bound in zip(values, bounds, strict=True))


def test_a_curve_leaves_out_budgets_too_small_for_the_musts(three_streets):
    problem, cost = three_streets
    limits = limits_of(cost, 300, must=[1, 0, 0, 0])
    points = curve(problem, limits, shares=(0.0, 0.5, 1.0))
    assert [point.budget_pence.tolist() for point in points] == [[300]]


def test_where_no_street_is_shared_the_gap_closes():
    random = np.random.default_rng(5)
    links = {i: {i: float(random.uniform(0.1, 0.3))} for i in range(40)}
    problem = problem_of(random.integers(1, 50, 40), links, [0] * 40)
    choice = choose(problem, limits_of(random.integers(50, 400, 40), 1500))
    assert choice.gap <= 1e-3


def test_musts_come_first_and_at_least_is_met(three_streets):
    problem, cost = three_streets
    limits = limits_of(
        cost, 300, measure=[0, 0, 0, 1], at_least=[0, 1], must=[0, 0, 1, 0], avoid=[1, 0, 0, 0]
    )
    choice = choose(problem, limits)
    assert choice.chosen[0] == 2
    assert sorted(choice.chosen.tolist()) == [1, 2, 3]


def test_at_most_is_kept(three_streets):
    problem, cost = three_streets
    choice = choose(problem, limits_of(cost, 500, measure=[0, 0, 0, 1], at_most=[1, 9]))
    assert sorted(choice.chosen.tolist()) == [0, 3]


def test_each_of_two_budgets_is_kept():
    problem = problem_of([10, 9, 8], {i: {i: 0.5} for i in range(3)}, [0, 0, 0])
    limits = limits_of([[5, 5, 1], [1, 1, 5]], [10, 5])
    choice = choose(problem, limits)
    assert choice.chosen.tolist() == [0, 1]
    assert choice.spent_pence.tolist() == [10, 2]
    assert choice.bound >= choice.value == pytest.approx(9.5)


def test_what_cannot_hold_together_is_named(three_streets):
    problem, cost = three_streets
    limits = limits_of(cost, 150, measure=[0, 0, 0, 1], at_least=[2, 0], at_most=[np.inf, 1])
    with pytest.raises(NoPlanError, match=r"together: capital of £1\.50; at least 2 of lamps\."):
        choose(problem, limits)


def test_musts_dearer_than_the_budget_are_named(three_streets):
    problem, cost = three_streets
    with pytest.raises(NoPlanError, match="beside the 2 options that must be in the plan"):
        choose(problem, limits_of(cost, 250, must=[1, 1, 0, 0]))


def test_a_negative_mean_fall_is_refused():
    problem = problem_of([1], {0: {0: -0.2}}, [0])
    with pytest.raises(InputError, match=r"1 of 1 links have a negative one \(first: option 0"):
        choose(problem, limits_of([1], 1))


def test_an_option_is_not_both_must_and_avoid():
    with pytest.raises(InputError, match="both a must and to be avoided; 1 are"):
        limits_of([1, 1], 1, must=[1, 0], avoid=[1, 0])


def test_an_option_reaches_an_element_once():
    problem = problem_of([1, 1], {0: {0: 0.2, 1: 0.2}}, [0])
    with pytest.raises(InputError, match="1 links repeat one"):
        dataclasses.replace(problem, element=np.zeros(2, dtype=np.int64))


def test_a_mix_counts_each_aim_by_its_share_of_what_is_possible():
    harm = problem_of([10, 0], {0: {0: 0.5}, 1: {0: 0.1}}, [0, 0])
    felt = problem_of([400, 800], {0: {0: 0.1}, 1: {1: 0.5}}, [0, 0])
    both = mixed(
        {"harm": harm, "felt": felt}, {"harm": 0.5, "felt": 0.5}, {"harm": 5.0, "felt": 400.0}
    )
    assert evaluate(both, np.array([0])) == pytest.approx(0.5 * 5 / 5 + 0.5 * 40 / 400)
    assert evaluate(both, np.array([1])) == pytest.approx(0.5 * 1 / 5 + 0.5 * 400 / 400)
    assert choose(both, limits_of([1, 1], 1)).chosen.tolist() == [1]


def test_a_mix_with_nothing_to_gain_is_refused():
    harm = problem_of([10], {0: {0: 0.5}}, [0])
    with pytest.raises(InputError, match="something to gain; none has"):
        mixed({"harm": harm}, {"harm": 1.0}, {"harm": 0.0})


def test_nothing_to_gain_is_an_empty_plan_with_no_gap():
    choice = choose(problem_of([0], {0: {0: 0.5}}, [0]), limits_of([1], 5))
    assert (choice.value, choice.bound, choice.gap, len(choice.chosen)) == (0.0, 0.0, 0.0, 0)


@given(programmes(limited=False))
def test_a_free_budget_buys_all_that_can_be_gained(programme):
    problem, limits = programme
    rich = dataclasses.replace(limits, budget_pence=limits.budget_pence + 10_000)
    everything = evaluate(problem, np.arange(len(problem)))
    assume(everything > 0)
    assert choose(problem, rich).value == pytest.approx(everything)
