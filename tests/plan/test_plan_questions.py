import dataclasses

import numpy as np
import pytest

from homeward.options.option import Options
from homeward.plan import Limits, choose, chosen_in, felt_problem, harm_problem, price_to_be_chosen
from plan.plans import limits_of, problem_of


@pytest.fixture
def lamps_or_a_camera():
    """£4 buys lamps on two streets (6 and 4 offences for £2 each) or a camera (2 for £3).

    The camera gains less for a pound than the lamps, 2 in 3, and no money is left for it. It
    enters when it gains more for a pound than the second lamp: 2 a pound, so at £1.
    """
    problem = problem_of([12, 8, 4], {0: {0: 0.5}, 1: {1: 0.5}, 2: {2: 0.5}}, [0, 0, 1])
    return problem, limits_of([200, 200, 300], 400, measure=[0, 0, 1])


def test_a_camera_enters_at_the_price_at_which_it_gains_as_much_as_the_second_lamp(
    lamps_or_a_camera,
):
    problem, limits = lamps_or_a_camera
    choice = choose(problem, limits)
    assert choice.chosen.tolist() == [0, 1]
    price = price_to_be_chosen(problem, limits, choice, 1)
    assert 98 <= price <= 100


def test_the_price_of_what_is_chosen_is_todays(lamps_or_a_camera):
    problem, limits = lamps_or_a_camera
    assert price_to_be_chosen(problem, limits, choose(problem, limits), 0) == 200


def test_a_price_is_for_one_unit(lamps_or_a_camera):
    problem, limits = lamps_or_a_camera
    fives = dataclasses.replace(limits, units=np.array([5.0, 5.0, 5.0]))
    assert price_to_be_chosen(problem, fives, choose(problem, fives), 0) == 40


def test_what_averts_nothing_is_not_chosen_at_any_price(lamps_or_a_camera):
    problem, limits = lamps_or_a_camera
    idle = dataclasses.replace(problem, weight=np.array([12.0, 8.0, 0.0]))
    assert price_to_be_chosen(idle, limits, choose(idle, limits), 1) is None


def test_options_are_counted_over_worlds(lamps_or_a_camera):
    problem, limits = lamps_or_a_camera
    worse = dataclasses.replace(problem, fall=np.array([0.5, -0.1, 0.5]))
    dear = dataclasses.replace(limits, cost_pence=np.array([[500, 200, 200]]))
    worlds = [(problem, limits), (worse, limits), (problem, dear), (problem, limits)]
    assert chosen_in(worlds).tolist() == [0.75, 0.75, 0.25]


@pytest.fixture
def two_options():
    """Lamps on streets 0 and 1, a camera over street 1; bands of strength 1 and a half."""
    return Options(
        id=np.array(["lamps@a", "camera@b"]),
        measure=np.array([0, 1]),
        measures=("lamps", "camera"),
        units=np.array([3.0, 1.0]),
        xy_m=np.zeros((2, 2)),
        capital_pence=np.array([900, 500]),
        yearly_pence=np.array([0, 0]),
        survey=np.zeros(2, dtype=np.bool_),
        start=np.array([0, 2, 3]),
        segment=np.array([0, 1, 1]),
        strength=np.array([[1.0, 0.5], [1.0, 0.5], [0.0, 1.0]]),
        lights=np.array([True, True, False]),
        moves=np.zeros(2, dtype=np.bool_),
    )


def test_the_harm_programme_has_an_element_for_each_segment_group_and_band(two_options):
    fall = np.array([[0.2, 0.0], [0.1, 0.4]])
    weight = np.array([[[8, 4], [1, 1]], [[6, 2], [5, 3]], [[9, 9], [9, 9]]], dtype=np.float64)
    problem = harm_problem(two_options, fall, weight, np.array([0, 1]))
    # segment x 4 + group x 2 + band; group 1 is out of the lamps' reach, band 0 of the camera's
    assert problem.number.tolist() == [0, 1, 4, 5, 7]
    assert problem.start.tolist() == [0, 4, 6]
    assert problem.weight.tolist() == [8, 4, 6, 2, 3]
    assert problem.fall.tolist() == pytest.approx([0.2, 0.1, 0.2, 0.1, 0.1, 0.4])


def test_the_felt_programme_has_an_element_for_each_segment_and_sex(two_options):
    fall = np.array([[0.3, 0.2], [0.3, 0.0], [0.1, 0.1]])
    problem = felt_problem(two_options, fall, np.array([[5.0, 0.0], [7.0, 3.0]]), np.array([0, 1]))
    assert problem.number.tolist() == [0, 2, 3]
    assert problem.element.tolist() == [0, 1, 1, 2]
    assert problem.fall.tolist() == pytest.approx([0.3, 0.3, 0.1, 0.1])


def test_one_budget_is_enough_to_choose(two_options):
    limits = Limits.of_options(two_options, two_options.capital_pence, 1000)
    weight = np.ones((2, 2))
    problem = felt_problem(two_options, np.full((3, 2), 0.5), weight, np.array([0, 1]))
    assert choose(problem, limits).chosen.tolist() == [0]
