"""Whose walks use a street, against sums, brute force and paths listed one by one."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import towns
from homeward import streets as street_room
from homeward.errors import InputError
from homeward.night import conditions, of_date, year_of
from homeward.streets import DARK, LIT
from homeward.walks import CAUTIOUS, DIRECT, Scene, demand, flows, selected, users

DAY = date(2020, 2, 8)


def scene_of(town, values):
    """The walks of a drawn town over its nine nights and a Saturday."""
    streets = street_room.build(town)
    nights = [
        conditions(each, streets, town.venues, towns.PLACE) for each in year_of(DAY, towns.PLACE)
    ]
    tonight = conditions(of_date(DAY, towns.PLACE), streets, town.venues, towns.PLACE)
    made = demand(streets, town, nights, tonight, values)
    scene = Scene(
        streets=streets,
        demand=made,
        nights=nights,
        tonight=tonight,
        p_lit=streets.p_lit,
        values=values,
    )
    found = flows(streets, made, nights, tonight, streets.p_lit, values)
    return scene, found


def as_flows(chosen):
    """Quanta by way, when and slot: what `flows` has, year and night together."""
    return chosen.quanta.sum(axis=(0, 4))


@pytest.fixture(scope="module")
def high_street(values):
    return scene_of(towns.high_street(), values)


@st.composite
def drawn_towns(draw):
    """A grid with venues, ends and homes at random corners, some of them together."""
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    kinds = ["pub", "nightclub", "station", "restaurant", "bus_stop"]
    corner = lambda: (100.0 * rng.integers(4), 100.0 * rng.integers(3))  # noqa: E731
    made = towns.grid(4, 3)
    other = towns.town_of(
        {},
        [],
        venues=[(*corner(), str(rng.choice(kinds))) for _ in range(rng.integers(1, 6))],
        ends=[(*corner(), str(rng.choice(["station", "stop", "rank"]))) for _ in range(3)],
        people=[(*corner(), float(rng.integers(1, 500))) for _ in range(4)],
    )
    return replace(made, venues=other.venues, ends=other.ends, people=other.people)


@settings(max_examples=15)
@given(drawn_towns(), st.integers(0, 16))
def test_venues_ends_slots_and_classes_sum_to_the_flow_in_quanta(values, town, which):
    scene, found = scene_of(town, values)
    segment = which % scene.streets.segments
    chosen = selected(scene, town.venues, np.array([segment]))
    here = as_flows(chosen)
    assert np.array_equal(here[:, :2], found.year[:, :, segment])
    assert np.array_equal(here[:, 2], found.tonight[:, segment])
    assert (chosen.quanta >= 0).all()


@settings(max_examples=15)
@given(drawn_towns())
def test_the_short_table_agrees_with_the_flows_and_with_the_long_answer(values, town):
    scene, found = scene_of(town, values)
    table = users(scene)
    expected = sum(found.actual(values, sex).sum(axis=(0, 2)) for sex in ("women", "men"))
    assert found.everyone(values).sum(axis=1) == pytest.approx(expected)
    assert table.walkers == pytest.approx(expected)
    segment = int(np.argmax(expected))
    chosen = selected(scene, town.venues, np.array([segment]))
    walkers = chosen.walkers
    assert table.by_end[segment] == pytest.approx(walkers.sum(axis=(0, 1, 2)))
    by_origin = np.bincount(
        scene.demand.venue_origin, walkers.sum(axis=(1, 2, 3)), scene.demand.origins
    )
    order = np.argsort(-by_origin, kind="stable")[:3]
    most = by_origin[order]
    assert table.from_origin[segment][: len(most)] == pytest.approx(most)
    listed = table.origin[segment]
    assert by_origin[listed[listed >= 0]] == pytest.approx(most[most > 0])


def test_a_set_counts_a_walk_once(high_street):
    scene, found = high_street
    venues = towns.high_street().venues
    every = np.arange(scene.streets.segments)
    chosen = as_flows(selected(scene, venues, every))
    walked = found.leaving_year * 1.0
    pub = scene.demand.origin_node[0]
    stays = (scene.demand.end_node == pub).any()
    if not stays:
        assert np.array_equal(chosen[DIRECT, :2], walked)
    most = found.year.max(axis=2)
    assert (chosen[:, :2] >= most).all()
    assert (chosen[:, :2] <= found.year.sum(axis=2)).all()


def test_it_agrees_with_every_path_listed_one_by_one(draw, values):
    rng = np.random.default_rng(5)
    nodes = 9
    ends = sorted({tuple(sorted(rng.choice(nodes, 2, replace=False).tolist())) for _ in range(20)})
    streets = draw.network(ends, np.round(rng.random(len(ends)) * 300 + 50, 3))
    pulls = {node: float(rng.random() + 0.1) for node in range(1, nodes)}
    made = draw.departures([0], pulls)
    made = replace(
        made,
        end_kind=(np.arange(len(pulls)) % 2).astype(np.int8),
        venue_origin=np.zeros(0, dtype=np.int64),
    )
    night = draw.conditions(streets)
    found = flows(streets, made, [night], night, streets.p_lit, values)
    scene = Scene(
        streets=streets,
        demand=made,
        nights=[night],
        tonight=night,
        p_lit=streets.p_lit,
        values=values,
    )
    table = users(scene)
    graph = nx.Graph()
    for k, (a, b) in enumerate(ends):
        graph.add_edge(a, b, weight=int(streets.length_mm[k]), segment=k)
    ways = nx.single_source_dijkstra_path(graph, 0)
    kinds_below = [set() for _ in ends]
    for node, way in ways.items():
        for a, b in pairwise(way):
            kinds_below[graph[a][b]["segment"]].add((node - 1) % 2)
    for segment, kinds in enumerate(kinds_below):
        assert set(np.flatnonzero(table.by_end[segment]).tolist()) == kinds
        assert (table.walkers[segment] > 0) == bool(found.year[:, :, segment].any())


def test_cautious_walkers_are_told_from_direct_ones(draw, values):
    lit = np.array([DARK, DARK, LIT, LIT], dtype=np.int8)
    ways = [(0, 1), (1, 3), (0, 2), (2, 3)]
    streets = draw.network(ways, [100, 100, 120, 120], lit=lit, p_lit=lit / 1.0)
    night = draw.conditions(streets)
    made = draw.departures([0], {3: 1.0})
    parts = {"streets": streets, "demand": made, "nights": [night], "tonight": night}
    table = users(Scene(**parts, p_lit=streets.p_lit, values=values))
    found = flows(streets, made, [night], night, streets.p_lit, values)
    assert found.year[CAUTIOUS, 0, 0].sum() == found.year[DIRECT, 0, 2].sum() == 0
    assert table.walkers[0] > table.walkers[2] > 0
    assert table.origin[:, 0].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("segments", "said"), [([], "got none"), ([99], "got 99"), ([-1], "got -1")]
)
def test_a_segment_that_is_not_there_is_refused(high_street, segments, said):
    scene, _ = high_street
    with pytest.raises(InputError, match=said):
        selected(scene, towns.high_street().venues, np.array(segments, dtype=np.int64))


def test_venues_of_another_demand_are_refused(high_street):
    venues = towns.town_of({}, [], venues=[(0.0, 0.0, "pub"), (1.0, 0.0, "pub")]).venues
    with pytest.raises(InputError, match="that the demand was made for"):
        selected(high_street[0], venues, np.array([0]))
