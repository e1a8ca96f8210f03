"""Areas drawn so that each place belongs to one of them."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.report.borders import parted

MARGIN_M = 15.0


def _owners_at(shapes, points):
    """The numbers of the shapes in which each point lies."""
    point, shape = shapely.STRtree(shapes).query(points, predicate="intersects")
    return [shape[point == each].tolist() for each in range(len(points))]


def _overlap_m2(shapes):
    pairs = itertools.combinations(shapes, 2)
    return sum(shapely.intersection(*two).area for two in pairs)


def test_two_parallel_streets_share_the_ground_between_them_at_its_middle():
    lines = np.array([shapely.LineString([(0, y), (100, y)]) for y in (0.0, 10.0)])
    low, high = parted(lines, np.array([0, 1]), 2, MARGIN_M)
    assert shapely.bounds(low)[3] == pytest.approx(5.0, abs=0.6)
    assert shapely.bounds(high)[1] == pytest.approx(5.0, abs=0.6)
    assert shapely.bounds(low)[1] == pytest.approx(-15.0, abs=0.6)
    assert _overlap_m2([low, high]) == pytest.approx(0.0, abs=1e-6)


def test_streets_of_one_owner_have_no_border_between_them():
    lines = np.array([shapely.LineString([(0, y), (100, y)]) for y in (0.0, 10.0)])
    both, none = parted(lines, np.array([0, 0]), 2, MARGIN_M)
    assert both.geom_type == "Polygon"
    assert shapely.bounds(both)[3] == pytest.approx(25.0, abs=0.6)
    assert none.is_empty


corner = st.tuples(st.integers(0, 12), st.integers(0, 12))
street = st.tuples(corner, corner).filter(lambda two: two[0] != two[1])


@given(st.lists(street, min_size=1, max_size=9), st.data())
@settings(max_examples=60, deadline=None)
def test_places_belong_to_the_nearest_street_and_shapes_never_overlap(streets, data):
    lines = np.array([shapely.LineString(20.0 * np.array(each)) for each in streets])
    number = st.integers(0, 3)
    owner = np.array(data.draw(st.lists(number, min_size=len(lines), max_size=len(lines))))
    shapes = parted(lines, owner, 4, MARGIN_M)
    assert shapely.is_valid(shapes).all()
    assert _overlap_m2(shapes) == pytest.approx(0.0, abs=1e-6)
    spot = data.draw(st.tuples(st.floats(0, 240), st.floats(0, 240)))
    far_m = [
        float(shapely.distance(lines[owner == each], shapely.Point(spot)).min(initial=np.inf))
        for each in range(4)
    ]
    first, second = sorted(far_m)[:2]
    # Off a border and off the rim, by what samples and smoothing may shift them.
    if first < MARGIN_M - 2.0 and second - first > 4.0:
        assert _owners_at(shapes, [shapely.Point(spot)]) == [[int(np.argmin(far_m))]]


def test_no_street_at_all_makes_empty_shapes():
    made = parted(np.zeros(0, dtype=object), np.zeros(0, dtype=np.int64), 2, MARGIN_M)
    assert shapely.is_empty(made).all()
