"""What each option adds and how many walk by it: by hand, and in all worlds of a small town."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from homeward.plan import evaluate
from homeward.study.aftermath import Aftermath
from homeward.study.case import walkers
from homeward.study.findings import plan_block
from homeward.study.joint import Joint
from homeward.study.passing import passing
from homeward.study.request import aims_from
from homeward.study.turns import added, turns_of
from homeward.study.worlds import averted_at
from homeward.walks import QUANTA_PER_WALKER, SEXES
from study.half_full import VALUES

EVERY_AIM = ("harm", "felt", "lit-walks", "harm=1,felt=1")


def test_each_option_adds_to_those_before_it():
    # Street 0 loses 100 a year, street 1 loses 10. Options 0 and 2 are of one family, 1 is not.
    # Option 0 takes 20% of street 0. Option 1 takes half of what is left, and half of street 1.
    # Option 2 takes 40% where 20% was: 0.6 x 0.5 is left of street 0; then 10% of street 1.
    street, family = np.array([0, 0, 1, 0, 1]), np.array([5, 7, 7, 5, 5])
    turns = turns_of(street, family, np.array([0, 1, 1, 2, 2]))
    fall = np.array([0.2, 0.5, 0.5, 0.4, 0.1])[:, None]
    found = added(turns, fall, np.array([[100.0], [10.0]]), 3)
    assert_allclose(found, [20.0, 40.0 + 5.0, 10.0 + 0.5])


def test_an_option_may_add_harm_and_a_better_one_of_its_family_takes_its_place():
    turns = turns_of(np.zeros(2, dtype=np.int64), np.zeros(2, dtype=np.int64), np.array([0, 1]))
    found = added(turns, np.array([[-0.1], [0.3]]), np.array([[100.0]]), 2)
    assert_allclose(found, [-10.0, 40.0])


def test_without_options_nothing_is_added():
    none = np.zeros(0, dtype=np.int64)
    assert added(turns_of(none, none, none), np.zeros((0, 3)), np.zeros((0, 3)), 0).shape == (0,)


def test_an_interval_is_that_of_the_worlds_and_holds_the_figure():
    # Of two worlds the 2.5th percentile is 2.5% of the way from one to the other.
    worlds = np.array([[0.0, 10.0], [100.0, 10.0]])
    done = Aftermath(
        worlds=None, held=None, averted=None, averted_held=None, each=worlds, fixed=None
    )
    low, high = done.ends_of_each(np.array([30.0, 11.0]))
    assert_allclose(low, [2.5, 10.0])
    assert_allclose(high, [97.5, 11.0])


@pytest.mark.parametrize("aim", EVERY_AIM)
def test_at_the_centre_each_option_adds_what_the_plan_says_of_it(planned, aim):
    found = planned(aims=aims_from(aim))
    setting, choice = found.setting, found.chosen.choice
    assert len(choice.chosen)
    assert found.done.each.shape == (found.request.worlds, len(choice.chosen))
    at = averted_at(setting.case, setting.central(found.values))
    by_aim = {"harm": at.each_gbp, "felt": at.each_km}
    if aim != "lit-walks":
        parts = [by_aim[name] * scale for name, scale in found.chosen.scale.items()]
        assert_allclose(np.sum(parts, axis=0), choice.marginal, rtol=1e-9)
    options = plan_block(found)["options"]
    assert_allclose([each["averted"] for each in options], choice.marginal)
    for each in options:
        assert each["averted_low"] <= each["averted"] <= each["averted_high"]
        assert 0 <= each["walkers_a_year_low"] <= each["walkers_a_year"]
        assert each["walkers_a_year"] <= each["walkers_a_year_high"]


@pytest.mark.parametrize("aim", ["harm", "felt", "harm=1,felt=1"])
def test_in_every_world_the_options_sum_to_the_programme_of_that_world(planned, aim):
    found = planned(aims=aims_from(aim))
    joint = Joint(
        setting=found.setting,
        request=found.request,
        shelf=found.shelf,
        scale=found.chosen.scale,
    )
    for world in range(5):
        problem, _ = joint.programme(world)
        assert found.done.each[world].sum() == pytest.approx(evaluate(problem, found.bought))


def test_people_walk_by_in_two_worlds_by_hand():
    # By the direct way 10 people a year would pass street 0 in the dark, by the cautious way
    # street 1; on the night itself, 4 by either way on street 1 before it is dark.
    # Women walking after dark: 0.4 x 0.5 = 0.2 of people, half of them cautious; men 0.6 x 0.75.
    year = np.zeros((2, 2, 2, 4))
    year[0, 0, 0, 0] = year[1, 0, 1, 0] = 10.0
    tonight = np.zeros((2, 2, 2))
    tonight[:, 1, 1] = 4.0 * QUANTA_PER_WALKER
    before = SimpleNamespace(
        flows=SimpleNamespace(by_band=year, tonight=tonight),
        tonight=SimpleNamespace(night=SimpleNamespace(dark=np.array([True, False]))),
    )
    case = SimpleNamespace(
        before=before,
        streets=SimpleNamespace(length_m=np.array([100.0, 300.0])),
        options=SimpleNamespace(reach=lambda _: np.array([0, 1])),
        chosen=np.array([3]),
    )
    setting = SimpleNamespace(
        case=case,
        ways=(),
        cases=(case,),
        assumptions=SimpleNamespace(central=lambda: VALUES),
        values=lambda world: {**VALUES, "walks.fill": (0.25, 1.25)[world]},
    )
    found = passing(setting, 2)
    people = np.array([0.5, 0.275, 1.225])  # of those who could, with 2.5% of the way cut off
    assert_allclose(found.a_year, np.outer(people, [10 * 0.55, 10 * 0.1]))
    assert_allclose(found.tonight, np.outer(people, [0.0, 4.0]))
    # Unafraid, all of the 4 walk: half of them at central fullness, 0.275 and 1.225 at the ends.
    assert_allclose(found.desired_tonight, np.outer([0.5, 0.275, 1.225], [0.0, 4.0]))
    assert_allclose(found.at_options[:, 0], people * (5.5 * 100 + 1.0 * 300) / 400)
    assert_allclose(found.unafraid[:, 0], people * 10 * 100 / 400)


def test_walkers_of_a_street_are_those_of_the_worlds(planned):
    found = planned(worlds=150)
    setting = found.setting
    assert len(setting.ways) == 3
    drawn = np.array(
        [
            walkers(setting.way(world).case.before, setting.values(world)).sum(axis=1)
            for world in range(150)
        ]
    )
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    expected = walkers(found.before, found.values).sum(axis=1)
    assert_allclose(found.passing.a_year[0], expected)
    assert_allclose(found.passing.a_year[1], np.minimum(low, expected))
    assert_allclose(found.passing.a_year[2], np.maximum(high, expected))
    desired = sum(found.before.flows.desired_tonight(found.values, sex) for sex in SEXES)
    assert_allclose(found.passing.desired_tonight[0], desired.sum(axis=1))
    less = dataclasses.replace(setting, ways=())
    assert not np.allclose(passing(less, 150).a_year[1], found.passing.a_year[1])
