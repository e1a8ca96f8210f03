"""How many chances come true: by hand, and against every way that they can fall."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.study.chances import come_true


def _ends(chances):
    """The 95% ends of the count, from all the ways that the chances can fall."""
    by_count = np.zeros(len(chances) + 1)
    for falls in itertools.product((False, True), repeat=len(chances)):
        likely = [p if true else 1 - p for p, true in zip(chances, falls, strict=True)]
        by_count[sum(falls)] += np.prod(likely)
    at_most = np.cumsum(by_count)
    return [int(np.flatnonzero(at_most >= end)[0]) for end in (0.025, 0.975)]


def test_the_ends_are_those_of_all_ways_the_chances_can_fall():
    chances = [0.63, 0.63, 0.07, 0.42, 0.9, 0.31, 0.5]
    low, high = _ends(chances)
    assert (low, high) == (1, 6)
    found = come_true("venues", np.array([*chances, 1.0, 0.0]))
    assert found == {"venues": 4.46, "venues_low": 1 + low, "venues_high": 1 + high}


def test_what_is_sure_has_no_spread_and_a_rare_chance_is_never_none():
    sure = come_true("venues", np.array([1.0, 1.0, 0.0]))
    assert sure == {"venues": 2.0, "venues_low": 2, "venues_high": 2}
    rare = come_true("venues", np.array([0.01]))
    assert rare == {"venues": 0.01, "venues_low": 0, "venues_high": 1}
    assert come_true("venues", np.zeros(0)) == {"venues": 0.0, "venues_low": 0, "venues_high": 0}


def test_of_thousands_the_ends_are_those_of_the_bell_curve():
    found = come_true("venues", np.full(4000, 0.25))
    half = 1.96 * np.sqrt(4000 * 0.25 * 0.75)
    assert found["venues_low"] == pytest.approx(1000 - half, abs=1.5)
    assert found["venues_high"] == pytest.approx(1000 + half, abs=1.5)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_the_interval_holds_the_figure_and_can_be_had(chances):
    found = come_true("venues", np.array(chances))
    assert 0 <= found["venues_low"] <= found["venues"] <= found["venues_high"] <= len(chances)
