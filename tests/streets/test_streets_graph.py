from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import towns
from homeward import streets
from homeward.errors import InputError
from homeward.streets.graph import hilbert, of_ways, parts
from homeward.streets.squares import Outlines, chords

NO_STOPS = np.zeros(0, dtype=np.int64)
FOOT = {"highway": "footway"}


def graph_of(nodes, ways, stops=()):
    return of_ways(towns.ways_of(nodes, ways), np.array(stops, dtype=np.int64))


def pairs(graph):
    return sorted(map(tuple, graph.node_id[graph.ends].tolist()))


def test_ways_are_cut_where_they_meet_and_nowhere_else():
    nodes = {1: (0, 0), 2: (50, 0), 3: (100, 0), 4: (50, 40)}
    net = graph_of(nodes, [(7, (1, 2, 3), FOOT), (8, (4, 2), FOOT)])
    assert pairs(net) == [(1, 2), (2, 3), (4, 2)]
    assert sorted(net.length_mm.tolist()) == [40_000, 50_000, 50_000]


def test_a_bend_is_part_of_the_line_and_not_a_node():
    net = graph_of({1: (0, 0), 2: (3, 4), 3: (3, 10)}, [(7, (1, 2, 3), FOOT)])
    assert net.length_mm.tolist() == [11_000]
    assert net.shape_xy_m.tolist() == [[0, 0], [3, 4], [3, 10]]


def test_a_barrier_with_a_rule_cuts_the_way_it_stands_on():
    nodes = {1: (0, 0), 2: (50, 0), 3: (100, 0)}
    assert pairs(graph_of(nodes, [(7, (1, 2, 3), FOOT)], [2])) == [(1, 2), (2, 3)]


def test_a_round_walk_is_split_half_way_so_that_ids_differ():
    """Way 7 leads round a block and back to node 1."""
    nodes = {1: (0, 0), 2: (10, 0), 3: (10, 10), 4: (0, 10), 5: (-5, 0)}
    net = graph_of(nodes, [(7, (1, 2, 3, 4, 1), FOOT), (8, (5, 1), FOOT)])
    assert pairs(net) == [(1, 3), (3, 1), (5, 1)]


def test_two_lines_of_one_way_between_the_same_nodes_keep_apart():
    """Way 7 joins 1 and 2 twice: straight, then back round by 3, 4 and 5."""
    nodes = {1: (0, 0), 2: (20, 0), 3: (20, 10), 4: (10, 10), 5: (0, 10), 6: (30, 0)}
    net = graph_of(nodes, [(7, (1, 2, 3, 4, 5, 1), FOOT), (8, (2, 6), FOOT)])
    assert pairs(net) == [(1, 2), (2, 4), (2, 6), (4, 1)]
    assert net.length_mm.sum() == 70_000


def test_a_way_walked_there_and_back_is_kept_once():
    net = graph_of({1: (0, 0), 2: (20, 0), 3: (20, 9)}, [(7, (1, 2, 3, 2, 1), FOOT)])
    assert net.length_mm.sum() == 29_000


def test_points_in_one_place_become_one_node_and_nothing_comes_apart():
    """Nodes 2 and 3 lie in one place; way 7 leads through both."""
    nodes = {1: (0, 0), 2: (10, 0), 3: (10, 0), 4: (20, 0), 5: (10, 5)}
    net = graph_of(nodes, [(7, (1, 2, 3, 4), FOOT), (8, (5, 3), FOOT)])
    assert pairs(net) == [(1, 2), (2, 4), (5, 2)]
    assert net.contracted == 1
    assert parts(net).max() == 0


def test_a_map_without_ways_is_refused_in_words():
    with pytest.raises(InputError, match="at least one walkable way"):
        graph_of({1: (0, 0)}, [])


def test_a_way_all_in_one_place_is_refused_in_words():
    with pytest.raises(InputError, match="at least one walkable way"):
        graph_of({1: (0, 0), 2: (0, 0)}, [(7, (1, 2), FOOT)])


def test_a_square_is_crossed_between_its_entrances():
    """A square of 40 m, entered at its corners 1 and 3: across is 56.6 m, round is 80 m."""
    nodes = {1: (0, 0), 2: (40, 0), 3: (40, 40), 4: (0, 40), 5: (-9, 0), 6: (49, 40)}
    square = {"highway": "pedestrian", "area": "yes"}
    net = graph_of(nodes, [(7, (1, 2, 3, 4, 1), square), (8, (5, 1), FOOT), (9, (3, 6), FOOT)])
    assert net.length_mm[net.across].tolist() == [56_569]
    assert net.node_id[net.ends[net.across]].tolist() == [[1, 3]]


def test_no_line_across_leaves_its_square():
    """An L: from its two tips the straight line would cut the corner outside it."""
    xy = [[0, 0], [40, 0], [40, 10], [10, 10], [10, 40], [0, 40], [0, 0]]
    outline = Outlines(
        row=np.array([0]),
        start=np.array([0, 7]),
        node=np.array([1, 2, 3, 4, 5, 6, 1]),
        xy_m=np.array(xy, dtype=np.float64),
        shared=np.array([False, True, True, False, True, True, False]),
        sides=np.array([[0, 2, 3], [0, 5, 6]]),
    )
    assert len(chords(outline)) == 0


def test_squares_do_not_mix_and_an_open_outline_has_no_inside():
    """Two squares of 10 m, each entered at two opposite corners, and an open outline."""
    square = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], dtype=np.float64)
    outlines = Outlines(
        row=np.array([4, 5, 9]),
        start=np.array([0, 5, 9, 14]),
        node=np.array([1, 2, 3, 4, 1, 5, 6, 7, 8, 9, 10, 11, 12, 9]),
        xy_m=np.vstack([square, square[:4] + 50, square + 90]),
        shared=np.array([1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0], dtype=np.bool_),
        sides=np.array([[0, 1, 3], [2, 10, 11], [2, 11, 12]]),
    )
    assert chords(outlines).tolist() == [[9, 10, 12]]  # way 4 has a side from 1 to 3 already


@given(st.integers(3, 14))
def test_lines_across_a_round_square_are_few_and_worth_it(entrances):
    angle = np.linspace(0, 2 * np.pi, entrances + 1)
    xy = 30 * np.column_stack([np.cos(angle), np.sin(angle)])
    node = np.append(np.arange(entrances), 0)
    outline = Outlines(
        row=np.array([3]),
        start=np.array([0, entrances + 1]),
        node=node,
        xy_m=xy,
        shared=np.ones(entrances + 1, dtype=bool),
        sides=np.column_stack([np.zeros(entrances, dtype=np.int64), node[:-1], node[1:]]),
    )
    across = chords(outline).tolist()
    assert len(across) <= 28
    assert len({(a, b) for _, a, b in across}) == len(across)
    for _, a, b in across:
        apart = abs(a - b)
        round_m = min(apart, entrances - apart) * np.hypot(*(xy[1] - xy[0]))
        assert round_m > 1.2 * np.hypot(*(xy[a] - xy[b]))


def test_the_hilbert_curve_takes_one_step_at_a_time():
    side = np.arange(16, dtype=np.float64)
    cells = np.array([(x, y) for x in side for y in side])
    walk = cells[np.argsort(hilbert(cells))]
    assert np.abs(np.diff(walk, axis=0)).sum(axis=1).max() == 1


@st.composite
def drawings(draw):
    """A few ways over a small lattice of nodes, some of them joined, some not."""
    nodes = {k + 1: (10.0 * (k % 5), 10.0 * (k // 5)) for k in range(25)}
    count = draw(st.integers(1, 7))
    lines = st.lists(st.integers(1, 25), min_size=2, max_size=7)
    tags = st.sampled_from(
        [FOOT, {"highway": "residential", "lit": "yes"}, {"highway": "service", "lit": "no"}]
    )
    closed = [draw(st.booleans()) for _ in range(count)]
    drawn = [draw(lines) for _ in range(count)]
    ways = [
        (100 + k, line + line[:1] * back, draw(tags))
        for k, (line, back) in enumerate(zip(drawn, closed, strict=True))
    ]
    return nodes, [way for way in ways if len(set(way[1])) > 1]


@given(drawings(), st.randoms(use_true_random=False))
def test_the_order_of_ways_changes_no_byte(drawing, random):
    nodes, ways = drawing
    if not ways:
        return
    mixed = list(ways)
    random.shuffle(mixed)
    one, two = (streets.build(towns.town_of(nodes, each)) for each in (ways, mixed))
    for field in ("node_id", "ends", "length_mm", "kind", "shape_xy_m", "p_lit", "lit_reason"):
        assert getattr(one, field).tobytes() == getattr(two, field).tobytes()
    assert one.ids.tolist() == two.ids.tolist()


@given(drawings())
def test_each_piece_of_each_way_is_kept_once(drawing):
    """Length is that of the distinct pairs of neighbouring points of each way."""
    nodes, ways = drawing
    if not ways:
        return
    net = graph_of(nodes, ways)
    distinct = {
        (way, *sorted(pair))
        for way, line, _ in ways
        for pair in pairwise(line)
        if pair[0] != pair[1]
    }
    metres = sum(np.hypot(*np.subtract(nodes[a], nodes[b])) for _, a, b in distinct)
    assert net.length_mm.sum() == pytest.approx(1000 * metres, abs=net.segments)
    assert (net.length_mm >= 1).all()


@given(drawings())
def test_no_two_segments_share_an_id(drawing):
    nodes, ways = drawing
    if ways:
        ids = streets.build(towns.town_of(nodes, ways)).ids
        assert len(set(ids.tolist())) == len(ids)
