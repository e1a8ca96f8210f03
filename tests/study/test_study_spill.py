"""Spill-over, by hand on a cross of four streets."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

import towns
from homeward.streets import build
from homeward.study.spill import beside, spilt


def cross():
    """Four streets that meet in one place."""
    return build(towns.crossroads())


def test_the_streets_beside_share_a_node_with_the_reached_one():
    streets = cross()
    there = beside(streets, np.array([0]))
    others = [s for s in range(1, streets.segments) if set(streets.ends[s]) & set(streets.ends[0])]
    assert_array_equal(there.near, others)
    assert_array_equal(there.reached, np.zeros(len(others)))


def test_a_benefit_spreads_and_harm_moves_next_door():
    streets = cross()
    there = beside(streets, np.array([0]))
    left = np.ones((streets.segments, 1, 1))
    left[0] = 0.8
    spread = spilt(left, there, 0.5)
    moved = spilt(left, there, -1.0)
    assert_allclose(spread[there.near, 0, 0], 0.9)
    assert_allclose(moved[there.near, 0, 0], 1.2)
    assert spread[0, 0, 0] == moved[0, 0, 0] == 0.8


def test_no_spill_changes_nothing():
    streets = cross()
    left = np.full((streets.segments, 1, 1), 0.7)
    assert spilt(left, beside(streets, np.array([0])), 0.0) is left


def test_nothing_reached_has_nothing_beside_it():
    there = beside(cross(), np.zeros(0, dtype=np.int64))
    assert len(there.near) == 0
