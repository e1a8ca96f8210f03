"""What is near what: the grid of cells gives what looking at every pair gives."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from homeward.streets import _kernels, kinds
from homeward.streets.surroundings import Samples, _grid, along

SPOTS = arrays(np.int64, st.tuples(st.integers(1, 40), st.just(2)), elements=st.integers(-90, 90))


def _each_a_segment(xy):
    """Points that each stand for a segment of their own."""
    at = np.arange(len(xy) + 1)
    return Samples(start=at, segment=at[:-1], xy_m=xy, lines=xy, before=at[:-1].astype(np.int32))


@given(SPOTS, st.integers(1, 40))
def test_the_nearest_are_those_of_all_pairs(spots, reach):
    """Whole metres: equal distances are truly equal, and the lower number comes first."""
    xy = spots.astype(np.float64)
    chosen = np.arange(0, len(xy), 2)
    grid = _grid(_each_a_segment(xy), np.arange(len(xy)) % 2 == 0, float(reach))
    found, metres = np.empty(_kernels.MOST_NEAR, dtype=np.int64), np.empty(_kernels.MOST_NEAR)
    for x, y in xy:
        count = _kernels.nearest(grid, x, y, found, metres)
        far = np.hypot(*(xy[chosen] - (x, y)).T)
        near = chosen[np.lexsort((chosen, far))][: int((far < reach).sum())]
        assert found[:count].tolist() == near[: _kernels.MOST_NEAR].tolist()


@given(SPOTS, SPOTS)
def test_points_near_a_wall_are_those_of_all_pairs(spots, wall):
    xy, ring = spots.astype(np.float64), np.vstack([wall, wall[:1]]).astype(np.float64)
    grid = _grid(_each_a_segment(xy), np.ones(len(xy), dtype=np.bool_), 15.0)
    near = _kernels.near_walls(grid, np.array([0, len(ring)]), ring, 2.5)
    parts = [_along_wall(a, b) for a, b in pairwise(ring)]
    far = np.hypot(*(xy[:, None] - np.vstack(parts)[None]).transpose(2, 0, 1)).min(axis=1)
    clear = np.abs(far - 15.0) > 1e-9
    assert (near == (far < 15.0))[clear].all()


def _along_wall(a, b):
    """Points at most 2.5 m apart from a to b, b left out."""
    count = max(1, int(np.ceil(np.hypot(*(b - a)) / 2.5)))
    return a + np.arange(count)[:, None] / count * (b - a)


def test_a_road_counts_where_it_runs_ones_way():
    """Point 0 runs east; 1 crosses it 2 m off, 2 runs along it 5 m off, 3 lies too far."""
    start = np.array([0, 2, 4, 6, 8])
    drawn = [[0, 0], [4, 0], [4, -2], [4, 2], [0, 5], [4, 5], [0, 40], [4, 40]]
    samples = along(start, np.array(drawn, dtype=np.float64))
    lines = _kernels.Lines(samples.lines, samples.before)
    grid = _grid(samples, np.array([False, True, True, True]), 12.0)
    asked = np.array([0])
    strict, free = (np.array([each], dtype=np.bool_) for each in (False, True))
    assert _kernels.roads_near(grid, lines, asked, strict, 0.9).tolist() == [2]
    assert _kernels.roads_near(grid, lines, asked, free, 0.9).tolist() == [1]
    assert _kernels.roads_near(grid, lines, np.array([3]), strict, 0.9).tolist() == [3]


def test_a_second_line_across_counts_the_first():
    """Entrances 0, 100 and 104 m along 200 m: the way by the first line spares the second."""
    outlines = _kernels.Outlines(np.array([0, 3]), np.array([0.0, 100.0, 104.0]), np.array([200.0]))
    none = np.zeros(2, dtype=np.int64)
    lines = _kernels.Crossings(none, none, np.array([1, 2]), np.array([60.0, 62.0]))
    assert _kernels.spanner(outlines, lines, 1.2).tolist() == [True, False]
    assert _kernels.spanner(outlines, lines, 1.0).tolist() == [True, True]


def test_ways_tagged_alike_are_of_one_kind():
    tags = [{"highway": "footway", "name": "A"}, {"highway": "steps"}, {"highway": "footway"}]
    assert kinds.of_ways(tags).tolist() == [kinds.of_tags(each) for each in tags]
