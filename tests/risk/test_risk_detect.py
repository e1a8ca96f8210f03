"""The smallest fall a review could tell from chance."""

import numpy as np
import pytest

from homeward import risk
from homeward.errors import InputError


def test_agrees_with_the_rule_of_thumb_for_fifty_offences():
    """2.326 x sqrt(4 x 50) = 32.9 fewer for one-sided p < 0.01, as its authors reckon."""
    assert risk.smallest_fall(50, significance=0.01, power=0.5) == pytest.approx(32.9, abs=0.05)


def test_the_stated_power_is_reached_in_simulation():
    fall = risk.smallest_fall(400)
    rng = np.random.default_rng(3)
    before, control, after_control = rng.poisson(400, (3, 20_000))
    after = rng.poisson(400 - fall, 20_000)
    difference = (after - before) - (after_control - control)
    score = difference / np.sqrt(before + control + after_control + after)
    assert np.mean(score < -1.6449) == pytest.approx(0.8, abs=0.03)


def test_twice_the_time_finds_a_smaller_share():
    assert risk.smallest_fall(100, 2) / 200 < risk.smallest_fall(100) / 100


def test_few_offences_can_show_no_fall_at_all():
    assert risk.smallest_fall(5) > 5


def test_impossible_questions_are_refused():
    with pytest.raises(InputError, match="above zero"):
        risk.smallest_fall(10, 0)
