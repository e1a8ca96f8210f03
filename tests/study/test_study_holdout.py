"""Chosen on some months, looked up in the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.study.findings import plan_block
from homeward.study.holdout import in_first_half


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
