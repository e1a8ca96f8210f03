import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import towns
from homeward import streets
from homeward.errors import InputError

POINTS = st.lists(st.tuples(st.floats(-90, 290), st.floats(-90, 290)), min_size=1, max_size=6)
GRID = streets.build(towns.grid(3, 3))


@given(POINTS)
def test_nearest_nodes_agree_with_measuring_all(points):
    node, metres = streets.nearest_nodes(GRID, points)
    apart = np.hypot(*(np.array(points)[:, None, :] - GRID.node_xy_m).transpose(2, 0, 1))
    assert metres == pytest.approx(apart.min(axis=1))
    assert apart[np.arange(len(points)), node] == pytest.approx(metres)


@given(POINTS)
def test_nearest_segments_agree_with_measuring_all(points):
    segment, metres = streets.nearest_segments(GRID, points)
    apart = shapely.distance(shapely.points(points)[:, None], GRID.lines)
    assert metres == pytest.approx(apart.min(axis=1))
    assert segment.tolist() == apart.argmin(axis=1).tolist()


@given(POINTS, st.floats(1, 120))
def test_segments_within_agree_with_measuring_all(points, within_m):
    start, segment = streets.segments_within(GRID, points, within_m)
    apart = shapely.distance(shapely.points(points)[:, None], GRID.lines)
    for k in range(len(points)):
        near = np.flatnonzero(apart[k] <= within_m)
        assert segment[start[k] : start[k + 1]].tolist() == near.tolist()


def test_ties_go_to_the_lower_number():
    """(50, 50) is 50 m from all four sides of the first square, 70.7 m from its corners."""
    square = shapely.box(-1, -1, 101, 101)
    sides = np.flatnonzero(shapely.covers(square, GRID.lines))
    assert streets.nearest_segments(GRID, [[50.0, 50.0]])[0].tolist() == [sides.min()]
    corners = np.flatnonzero(shapely.covers(square, shapely.points(GRID.node_xy_m)))
    assert streets.nearest_nodes(GRID, [[50.0, 50.0]])[0].tolist() == [corners.min()]


def test_no_points_give_nothing():
    none = np.zeros((0, 2))
    assert len(streets.nearest_nodes(GRID, none)[0]) == 0
    assert len(streets.nearest_segments(GRID, none)[0]) == 0
    assert streets.segments_within(GRID, none, 5.0)[0].tolist() == [0]


def test_a_point_without_a_place_is_refused_in_words():
    with pytest.raises(InputError, match=r"1 of 2 have none \(first: point 1\)"):
        streets.nearest_segments(GRID, [[0.0, 0.0], [np.nan, 1.0]])
