"""Chosen on some months, looked up in the others."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.plan import evaluate
from homeward.study.danger import danger_of
from homeward.study.findings import plan_block
from homeward.study.fixed import ends_within
from homeward.study.holdout import Half, in_first_half, worth_of
from homeward.study.moving import Trial
from homeward.study.stakes import Ground, mean_effects, problem_of


@given(first=st.integers(2000 * 12, 2030 * 12), years=st.integers(1, 6))
def test_each_half_has_as_many_summers_as_winters(first, years):
    months = np.arange(first, first + 24 * years)
    part = in_first_half(months)
    assert part.sum() == 12 * years
    for half in (part, ~part):
        assert np.bincount(months[half] % 12).tolist() == [years] * 12


@given(months=st.sets(st.integers(24000, 24100), min_size=4))
def test_every_month_is_in_one_half_and_few_months_go_turn_and_turn_about(months):
    listed = np.array(sorted(months))
    part = in_first_half(listed)
    assert part.shape == listed.shape
    if len(listed) < 24:
        assert np.array_equal(part, listed % 2 == 0)


def test_the_halves_hold_every_offence_counted_once(solved):
    found = plan_block(solved)["held_out"]
    rates = solved.setting.danger.rates
    assert found["why"] == ""
    assert [len(each["months"]) for each in found["halves"]] == [3, 3]
    recorded = [each["recorded"] for each in found["halves"]]
    assert sum(recorded) == rates.count.sum() > 0
    for fold, then, later in zip(found["folds"], recorded, reversed(recorded), strict=True):
        assert fold["recorded"] == pytest.approx(fold["share"] * then)
        assert fold["recorded_later"] == pytest.approx(fold["share_later"] * later)
        assert fold["share_later_low"] <= fold["share_later"] <= fold["share_later_high"]


def test_what_never_changes_is_kept_in_full(solved):
    # The same three robberies happen every month: nothing of the choice was luck.
    found = plan_block(solved)["held_out"]
    for fold in found["folds"]:
        assert fold["kept"] == pytest.approx(fold["promised"]) == fold["best_later"]
        assert fold["share"] == fold["share_later"]
    stable = found["stable"]
    assert stable["options"] == stable["first"] == stable["second"] == stable["both"] > 0


def test_no_choice_is_worth_more_than_the_best_made_on_the_same_months(solved):
    for fold in plan_block(solved)["held_out"]["folds"]:
        assert fold["kept"] <= fold["best_later"] * (1 + 1e-9)


def test_what_a_half_says_of_a_plan_is_drawn_with_its_rates(solved):
    # By brute force: in a world every area's harm is so many times its mean, and the programme
    # is made and evaluated anew.
    setting, shelf, best = solved.setting, solved.shelf, solved.best
    trial = Trial(built=solved.known.built, request=solved.request, setting=solved.setting.at(0))
    danger = danger_of(trial.built, setting.assumptions, solved.setting.danger.rates.months[::2])
    ground = Ground(options=shelf.options, family=setting.case.family, p_lit=solved.before.p_lit)
    effects = mean_effects(shelf.options, shelf.measures)
    expected = danger.harm(solved.before, solved.values)

    def value(harm):
        stakes = dataclasses.replace(solved.stakes, harm=harm)
        return evaluate(problem_of("harm", ground, stakes, effects), best.chosen.choice.chosen)

    problem = problem_of("harm", ground, dataclasses.replace(solved.stakes, harm=expected), effects)
    times = danger.rates_in_worlds(solved.request.seed, 30) / danger.rates.mean
    half = Half(
        months=danger.rates.months,
        recorded=danger.rates.count.sum(axis=1),
        problem=problem,
        harm=problem,
        scale=1.0,
        times=times,
        chosen=best.chosen.choice.chosen,
    )
    found = worth_of("kept", trial, half, half.chosen)
    area = setting.danger.areas.area
    drawn = [
        value(expected * np.where(area >= 0, 1.0, 0.0)[:, None, None] * each[area][:, :, None])
        for each in times
    ]
    assert found["kept"] == pytest.approx(value(expected))
    assert (found["kept_low"], found["kept_high"]) == pytest.approx(
        ends_within(np.array(drawn), found["kept"])
    )
    assert found["kept_low"] < found["kept"] < found["kept_high"]
