"""Areas joined until none that is shown has so few streets that a figure is a street's own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from homeward.records import LEAST_SEGMENTS, merged


@st.composite
def lying_beside(draw):
    """Areas with one to five segments, and some that touch."""
    many = draw(st.integers(1, 12))
    sizes = draw(st.lists(st.integers(1, 5), min_size=many, max_size=many))
    number = st.integers(0, many - 1)
    pairs = draw(st.lists(st.tuples(number, number).filter(lambda two: two[0] < two[1])))
    return np.array(sizes), np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)


def _together(many, pairs):
    """Which areas hang together, by passing the lowest number on until nothing changes."""
    lowest = np.arange(many)
    for _ in range(many):
        for one, other in pairs.tolist():
            lowest[[one, other]] = lowest[[one, other]].min()
    return lowest


@given(lying_beside())
def test_no_area_that_is_shown_has_too_few_segments_and_none_is_lost_that_could_be(made):
    sizes, pairs = made
    shown = merged(sizes, pairs, LEAST_SEGMENTS)
    together = _together(len(sizes), pairs)
    for area in range(len(sizes)):
        if shown[area] < 0:
            assert sizes[together == together[area]].sum() < LEAST_SEGMENTS
        else:
            mine = shown == shown[area]
            assert sizes[mine].sum() >= LEAST_SEGMENTS
            assert len(set(together[mine])) == 1
            inside = [all(mine[[one, other]]) for one, other in pairs.tolist()]
            apart = _together(len(sizes), pairs[np.array(inside, dtype=bool)])
            assert len(set(apart[mine])) == 1  # joined by what touches, not across others
    firsts = [np.flatnonzero(shown == each)[0] for each in range(shown.max() + 1)]
    assert firsts == sorted(firsts)


@given(lying_beside())
def test_areas_large_enough_are_only_joined_to_by_smaller_ones(made):
    sizes, pairs = made
    shown = merged(sizes, pairs, LEAST_SEGMENTS)
    for each in range(shown.max() + 1):
        parts = sizes[shown == each]
        # Two parts that had enough each are together only if a small one lies between them.
        assert (parts >= LEAST_SEGMENTS).sum() <= 1 + (parts < LEAST_SEGMENTS).sum()


def test_the_smallest_goes_first_and_joins_the_smallest_that_it_touches():
    # A chain 4 - 1 - 2 - 5: the one joins the two, which then have enough.
    chain = np.array([[0, 1], [1, 2], [2, 3]])
    assert merged(np.array([4, 1, 2, 5]), chain, 3).tolist() == [0, 1, 1, 2]
    # Alike on both sides: the lower number.
    assert merged(np.array([3, 1, 3]), chain[:2], 3).tolist() == [0, 0, 1]


def test_what_lies_alone_with_too_few_is_told_nothing():
    none = np.zeros((0, 2), dtype=np.int64)
    assert merged(np.array([2, 3, 1]), none, 3).tolist() == [-1, 0, -1]
    assert merged(np.zeros(0, dtype=np.int64), none, 3).tolist() == []
