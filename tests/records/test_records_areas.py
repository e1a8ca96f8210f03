"""Which streets a snap point stands for."""

import dataclasses

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward import records
from homeward.errors import InputError


def areas_of(streets, crimes, make):
    return records.snap_areas(streets, crimes, records.observe(streets, make.town(crimes)))


def test_a_lane_is_shared_between_its_points_by_distance_along_it(lane, lane_crimes, make):
    areas = areas_of(lane, lane_crimes, make)
    assert areas.area.tolist() == [0, 0, 1, 1, 2]
    assert areas.elsewhere.tolist() == [False, False, True]
    assert areas.length_m.tolist() == [200.0, 200.0, 400.0]
    assert areas.point_xy_m[:2].tolist() == [[50.0, 5.0], [250.0, -5.0]]
    assert areas.stranded == 0


def test_how_far_a_point_reaches_is_declared(lane, lane_crimes, make, values):
    """At 10 m a point keeps only the street it stands on: its middle lies 5 m off."""
    observed = records.observe(lane, make.town(lane_crimes), values=values)
    whole = records.snap_areas(lane, lane_crimes, observed, values=values)
    assert whole.area.tolist() == areas_of(lane, lane_crimes, make).area.tolist()
    short = {**values, "records.reach_m": 10.0}
    area = records.snap_areas(lane, lane_crimes, observed, values=short).area
    assert area.tolist() == [0, 2, 1, 2, 2]
    for name in ("records.reach_m", "records.beside_m"):
        with pytest.raises(InputError, match=f"`{name}` must be above 0 m; got 0"):
            records.snap_areas(lane, lane_crimes, observed, values={**values, name: 0.0})


def test_points_come_from_offences_of_every_type(lane, make):
    crimes = make.crimes([(50, 5, make.months[0], "Bicycle theft")], [(make.city, 24216)])
    assert areas_of(lane, crimes, make).area.tolist() == [0, 0, 1, 1, -1]


def test_the_order_of_rows_changes_nothing(lane, lane_crimes, make):
    back = np.arange(len(lane_crimes))[::-1]
    turned = dataclasses.replace(
        lane_crimes,
        **{
            name: getattr(lane_crimes, name)[back]
            for name in ("xy_m", "month", "type", "force", "lsoa", "count", "begin", "finish")
        },
        state=lane_crimes.state[back],
    )
    one, other = areas_of(lane, lane_crimes, make), areas_of(lane, turned, make)
    assert one.area.tolist() == other.area.tolist()
    assert one.row.tolist() == other.row[back].tolist()


def test_streets_not_observed_belong_to_no_area(lane, lane_crimes, make):
    observed = records.observe(lane, make.town(lane_crimes))
    blind = dataclasses.replace(observed, seen=np.array([True, True, False, False, False]))
    areas = records.snap_areas(lane, lane_crimes, blind)
    assert areas.area.tolist() == [0, 0, -1, -1, -1]
    assert areas.stranded == 5  # four thefts and a drugs offence at the second point


def test_a_street_no_point_reaches_joins_the_others_of_its_cell(make):
    nodes = [(0, 0), (100, 0), (0, 400), (100, 400), (0, 450), (100, 450)]
    streets = make.streets(nodes, [(0, 1), (2, 3), (4, 5)])
    crimes = make.crimes([(50, 0, make.months[0], "Robbery")], [(make.city, make.months[0])])
    observed = records.observe(streets, make.town(crimes))
    assert records.snap_areas(streets, crimes, observed).area.tolist() == [0, 1, 1]
    cells = dataclasses.replace(observed, cell=np.array([0, 1, 2]))
    assert records.snap_areas(streets, crimes, cells).area.tolist() == [0, 1, 2]


def test_a_point_on_a_long_lane_has_that_lane_though_its_middle_is_far(make):
    """The points stand 100 m and 130 m along a lane of 1 km; the second shares the area."""
    streets = make.streets([(0, 0), (1000, 0)], [(0, 1)])
    rows = [(x, 0, make.months[0], "Robbery") for x in (100, 130, 130)]
    areas = areas_of(streets, make.crimes(rows, [(make.city, make.months[0])]), make)
    assert areas.area.tolist() == [0]
    assert areas.row.tolist() == [0, 0, 0]
    assert not areas.elsewhere.any()
    assert areas.stranded == 0


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=5, unique=True)
)
def test_agrees_with_networkx_from_every_point(make, spots):
    """Points stand on crossings of a four by four grid of streets 70 m long."""
    nodes = [(70.0 * x, 70.0 * y) for y in range(4) for x in range(4)]
    ends = [(4 * y + x, 4 * y + x + 1) for y in range(4) for x in range(3)]
    ends += [(4 * y + x, 4 * y + x + 4) for y in range(3) for x in range(4)]
    streets = make.streets(nodes, ends)
    rows = [(70.0 * x, 70.0 * y, make.months[0], "Robbery") for x, y in spots]
    crimes = make.crimes(rows, [(make.city, make.months[0])])
    areas = areas_of(streets, crimes, make)
    graph = nx.Graph()
    graph.add_weighted_edges_from((a, b, 70.0) for a, b in ends)
    order = sorted(spots)
    far = [nx.single_source_dijkstra_path_length(graph, 4 * y + x) for x, y in order]
    for segment, (a, b) in enumerate(ends):
        metres = [35.0 + min(each[a], each[b]) for each in far]
        nearest = int(np.argmin(metres))
        if metres[nearest] <= 150.0:
            assert areas.point_xy_m[areas.area[segment]].tolist() == [
                70.0 * order[nearest][0],
                70.0 * order[nearest][1],
            ]
        else:
            assert areas.elsewhere[areas.area[segment]]
