from dataclasses import fields, replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.night import SLOTS
from homeward.streets import DARK, LIT, UNKNOWN, Kind
from homeward.walks import CAUTIOUS, DIRECT, QUANTA_PER_WALKER, flows

ONE = QUANTA_PER_WALKER
YEAR = 365 * ONE


def run(streets, demand, nights, values, **options):
    return flows(streets, demand, nights, nights[0], streets.p_lit, values, **options)


def pull_of_homes(metres, values):
    """What is left of a home's pull at a distance."""
    beyond_half_km = metres / 1000 - values["walks.half_km"]
    walked = 1 / (1 + np.exp(values["walks.slope_per_km"] * beyond_half_km))
    return np.exp(-metres / values["walks.scale_m"]) * walked


def same_bytes(one, other):
    return all(
        np.asarray(getattr(one, each.name)).tobytes()
        == np.asarray(getattr(other, each.name)).tobytes()
        for each in fields(one)
    )


@pytest.fixture
def diamond(draw):
    r"""A dark way of 200 m and a lit one of 240 m from the pub at 0 to the home at 3.

    ::

              1
        dark / \ dark       segments 0: 0-1 100 m, 1: 1-3 100 m (dark)
            0   3                    2: 0-2 120 m, 3: 2-3 120 m (lit)
         lit \ / lit
              2
    """
    lit = np.array([DARK, DARK, LIT, LIT], dtype=np.int8)
    ends = [(0, 1), (1, 3), (0, 2), (2, 3)]
    return draw.network(ends, [100, 100, 120, 120], lit=lit, p_lit=lit / 1.0)


def test_direct_walkers_take_the_short_way_and_cautious_ones_the_lit_way(diamond, draw, values):
    night = draw.conditions(diamond)
    found = run(diamond, draw.departures([0], {3: 1.0}), [night], values)
    assert found.year[DIRECT, 0, :, draw.slot].tolist() == [YEAR, YEAR, 0, 0]
    assert found.year[CAUTIOUS, 0, :, draw.slot].tolist() == [0, 0, YEAR, YEAR]
    assert found.year.sum() == 4 * YEAR
    assert found.tonight[DIRECT, :, draw.slot].tolist() == [ONE, ONE, 0, 0]
    assert found.leaving_year[0, draw.slot] == YEAR
    assert found.leaving_tonight[draw.slot] == ONE
    assert (found.lost_year, found.cut_year) == (0, 0)


def test_by_day_nobody_takes_a_detour(diamond, draw, values):
    night = draw.conditions(diamond, dark=np.zeros(SLOTS, dtype=np.bool_))
    found = run(diamond, draw.departures([0], {3: 1.0}), [night], values)
    assert found.year[CAUTIOUS, 1, :, draw.slot].tolist() == [YEAR, YEAR, 0, 0]
    assert found.year[:, 0].sum() == 0
    assert found.dark_walks.tolist() == [0, 0]


def test_a_walk_is_lit_when_its_every_segment_is(diamond, draw, values):
    lit = np.array([LIT, UNKNOWN, LIT, LIT], dtype=np.int8)
    street = replace(diamond, lit=lit, p_lit=np.array([1, 0.1, 1, 1]))
    night = draw.conditions(street)
    found = run(street, draw.departures([0], {3: 1.0, 2: 1.0}), [night], values)
    assert found.lit_low[CAUTIOUS] == found.lit_high[CAUTIOUS] == YEAR
    assert found.lit_high[DIRECT] == YEAR
    to_two = found.year[DIRECT, 0, 2, draw.slot]
    assert found.lit_low[DIRECT] == to_two
    assert found.dark_walks.tolist() == [YEAR, YEAR]


def test_part_night_lamps_turn_cautious_walkers_when_they_go_off(diamond, draw, values):
    lit = np.repeat(np.array([[LIT], [LIT], [LIT], [LIT]], dtype=np.int8), SLOTS, axis=1)
    lit[:2, 12:] = DARK
    night = draw.conditions(diamond, lit=lit)
    found = run(diamond, draw.departures([0], {3: 1.0}, slots=(11, 12)), [night], values)
    assert found.year[CAUTIOUS, 0, :, 11].tolist() == [YEAR, YEAR, 0, 0]
    assert found.year[CAUTIOUS, 0, :, 12].tolist() == [0, 0, YEAR, YEAR]
    assert found.lit_low.tolist() == [YEAR, 2 * YEAR]


def test_a_shut_gate_sends_everyone_round(diamond, draw, values):
    passable = np.ones((4, SLOTS), dtype=np.bool_)
    passable[1, 10:] = False
    night = draw.conditions(diamond, passable=passable)
    found = run(diamond, draw.departures([0], {3: 1.0}, slots=(9, 10)), [night], values)
    assert found.year[DIRECT, 0, :, 9].tolist() == [YEAR, YEAR, 0, 0]
    assert found.year[DIRECT, 0, :, 10].tolist() == [0, 0, YEAR, YEAR]


def test_nobody_who_cannot_get_out_is_counted_as_walking(diamond, draw, values):
    night = draw.conditions(diamond, passable=np.zeros((4, SLOTS), dtype=np.bool_))
    found = run(diamond, draw.departures([0], {3: 1.0}), [night], values)
    assert found.year.sum() == 0
    assert found.lost_year == YEAR


def test_ties_go_to_the_lower_segment(draw, values):
    streets = draw.network([(0, 2), (2, 3), (0, 1), (1, 3)], [100, 100, 100, 100])
    found = run(streets, draw.departures([0], {3: 1.0}), [draw.conditions(streets)], values)
    assert found.year[DIRECT, 0, :, draw.slot].tolist() == [YEAR, YEAR, 0, 0]


def test_people_go_to_near_homes_more_than_to_far_ones(draw, values):
    streets = draw.network([(0, 1), (0, 2), (0, 3)], [200, 1000, 3100])
    demand = draw.departures([0], {1: 1.0, 2: 1.0, 3: 1.0})
    found = run(streets, demand, [draw.conditions(streets)], values)
    metres = np.array([200, 1000])
    walked = 1 / (
        1 + np.exp(values["walks.slope_per_km"] * (metres / 1000 - values["walks.half_km"]))
    )
    pull = np.exp(-metres / values["walks.scale_m"]) * walked
    shares = found.year[DIRECT, 0, :, draw.slot] / YEAR
    assert shares == pytest.approx([*pull / pull.sum(), 0.0], abs=1e-7)


def test_kinds_of_ends_share_by_mode_whatever_lies_out_of_reach(draw, values):
    streets = draw.network([(0, 1), (0, 2), (0, 3)], [1170, 1170, 3500])
    demand = draw.departures([0], {1: 40.0, 2: 1.0, 3: 1e6})
    demand = replace(demand, end_kind=np.array([0, 1, 0], dtype=np.int8))
    found = run(streets, demand, [draw.conditions(streets)], values)
    home = values["walks.share.home"] * pull_of_homes(np.array(1170), values)
    station = values["walks.share.station"] * np.exp(-1170 / values["walks.scale_m"])
    shares = found.year[DIRECT, 0, :, draw.slot] / YEAR
    expected = np.array([home, station, 0]) / (home + station)
    assert shares == pytest.approx(expected, abs=1e-7)


def test_a_gateway_counts_as_cut_and_its_distance_beyond_counts(draw, values):
    streets = draw.network([(0, 1), (0, 2)], [500, 500])
    demand = draw.departures([0], {1: 1.0, 2: 1.0})
    beyond = replace(
        demand,
        gateway=np.array([False, True]),
        end_extra_mm=np.array([0, 1_000_000], dtype=np.int64),
    )
    found = run(streets, beyond, [draw.conditions(streets)], values)
    home, gate = found.year[DIRECT, 0, :, draw.slot].tolist()
    assert home + gate == YEAR
    assert 0 < gate < home
    assert found.cut_year == gate


def test_people_from_a_station_do_not_walk_to_another(draw, values):
    streets = draw.network([(0, 1), (0, 2)], [100, 100])
    demand = draw.departures([0], {1: 1.0, 2: 1.0}, stop=True)
    demand = replace(demand, end_kind=np.array([0, 1], dtype=np.int8))
    found = run(streets, demand, [draw.conditions(streets)], values)
    assert found.year[DIRECT, 0, :, draw.slot].tolist() == [YEAR, 0]


@pytest.mark.parametrize(
    ("origins", "ends"), [([], {1: 1.0}), ([0], {}), ([], {}), ([0], {0: 1.0})]
)
def test_without_venues_or_ends_no_street_is_walked(draw, values, origins, ends):
    streets = draw.network([(0, 1)], [100])
    found = run(streets, draw.departures(origins, ends), [draw.conditions(streets)], values)
    assert found.year.sum() == 0
    assert found.lost_year == (0 if 0 in ends else len(origins) * YEAR)


def test_a_venue_on_an_island_loses_its_people(draw, values):
    streets = draw.network([(0, 1), (2, 3)], [100, 100])
    found = run(streets, draw.departures([0, 2], {1: 1.0}), [draw.conditions(streets)], values)
    assert found.lost_year == YEAR
    assert found.year[:, 0, 1].sum() == 0


def test_cautious_walkers_count_parks_alleys_underpasses_and_lonely_streets_longer(draw, values):
    ends, metres = [(0, 1), (0, 1)], [100, 105]
    plain = draw.network(ends, metres)
    worse = [
        {"kind": np.array([Kind.ALLEY, 1], dtype=np.int8)},
        {"kind": np.array([Kind.UNDERPASS, 1], dtype=np.int8)},
        {"in_park": np.array([True, False])},
        {"frontage": np.array([0.0, 1.0])},
    ]
    for changed in worse:
        streets = replace(plain, **changed)
        found = run(streets, draw.departures([0], {1: 1.0}), [draw.conditions(streets)], values)
        assert found.year[DIRECT, 0, :, draw.slot].tolist() == [YEAR, 0]
        assert found.year[CAUTIOUS, 0, :, draw.slot].tolist() == [0, YEAR]


@st.composite
def random_towns(draw_from):
    """A connected network with distinct lengths, so that no two ways tie."""
    nodes = draw_from(st.integers(3, 12))
    seed = draw_from(st.integers(0, 10_000))
    rng = np.random.Generator(np.random.Philox(seed))
    tree = [(int(rng.integers(0, k)), k) for k in range(1, nodes)]
    more = [tuple(sorted(rng.choice(nodes, 2, replace=False).tolist())) for _ in range(nodes)]
    ends = sorted(set(tree + more))
    lengths = rng.permutation(2 ** np.arange(len(ends))) % 100_003 / 1000 + 10
    lengths = lengths + rng.random(len(ends))
    pulls = rng.random(nodes) + 0.01
    return ends, np.round(lengths, 3), dict(enumerate(pulls.tolist())), int(rng.integers(nodes))


@given(random_towns())
def test_flows_agree_with_networkx(draw, values, drawn):
    ends, lengths, pulls, origin = drawn
    streets = draw.network(ends, lengths)
    demand = draw.departures([origin], pulls)
    found = run(streets, demand, [draw.conditions(streets)], values)
    graph = nx.Graph()
    for k, (a, b) in enumerate(ends):
        graph.add_edge(a, b, weight=int(streets.length_mm[k]), segment=k)
    far, ways = nx.single_source_dijkstra(graph, origin)
    assume(all(len(list(nx.all_shortest_paths(graph, origin, k, "weight"))) == 1 for k in far))
    metres = {node: (mm + 500) // 1000 for node, mm in far.items()}
    weight = {
        node: pull
        * np.exp(-metres[node] / values["walks.scale_m"])
        / (
            1
            + np.exp(values["walks.slope_per_km"] * (metres[node] / 1000 - values["walks.half_km"]))
        )
        for node, pull in pulls.items()
    }
    expected = np.zeros(len(ends))
    for node, way in ways.items():
        for a, b in pairwise(way):
            expected[graph[a][b]["segment"]] += weight[node] / sum(weight.values())
    assert found.year[DIRECT, 0, :, draw.slot] / YEAR == pytest.approx(expected, abs=1e-6)


@given(random_towns())
def test_every_quantum_that_leaves_arrives(draw, values, drawn):
    pulls = drawn[2]
    hub = [(0, k + 1) for k in range(len(pulls))]
    streets = draw.network(hub, np.arange(len(hub)) * 37.5 + 10)
    spokes = {k + 1: pull for k, pull in enumerate(pulls.values())}
    found = run(streets, draw.departures([0], spokes), [draw.conditions(streets)], values)
    assert found.year[:, 0].sum(axis=1)[:, draw.slot].tolist() == [YEAR, YEAR]


@given(random_towns(), st.integers(2, 5))
def test_the_number_of_threads_changes_no_byte(draw, values, drawn, threads):
    ends, lengths, pulls, _ = drawn
    streets = draw.network(ends, lengths, lit=(np.arange(len(ends)) % 3).astype(np.int8))
    demand = draw.departures(list(range(len(pulls))), pulls)
    nights = [draw.conditions(streets)]
    one = run(streets, demand, nights, values, threads=1)
    assert same_bytes(one, run(streets, demand, nights, values, threads=threads))


@given(random_towns(), st.integers(0, 11))
def test_when_more_people_leave_no_segment_has_less(draw, values, drawn, which):
    ends, lengths, pulls, _ = drawn
    streets = draw.network(ends, lengths)
    demand = draw.departures(list(range(len(pulls))), pulls)
    more = demand.leaving.copy()
    more[:, which % len(pulls)] *= 2
    nights = [draw.conditions(streets)]
    before = run(streets, demand, nights, values)
    after = run(streets, replace(demand, leaving=more), nights, values)
    assert (after.year >= before.year).all()
    assert after.year.sum() > before.year.sum()


def test_nights_add_up_by_their_weights(diamond, draw, values):
    demand = draw.departures([0], {3: 1.0}, nights=2)
    nights = [draw.conditions(diamond, weight=100), draw.conditions(diamond, weight=265)]
    found = run(diamond, demand, nights, values)
    assert found.year[DIRECT, 0, 0, draw.slot] == YEAR
    assert found.tonight[DIRECT, 0, draw.slot] == ONE


def test_too_many_walkers_are_refused(diamond, draw, values):
    demand = draw.departures([0], {3: 1.0}, people=1e10)
    with pytest.raises(InputError, match="walks a year"):
        run(diamond, demand, [draw.conditions(diamond)], values)


def test_a_demand_for_other_nights_is_refused(diamond, draw, values):
    demand = draw.departures([0], {3: 1.0}, nights=2)
    with pytest.raises(InputError, match="made for these 2 nights"):
        run(diamond, demand, [draw.conditions(diamond)], values)


def test_light_for_other_streets_is_refused(diamond, draw, values):
    demand, night = draw.departures([0], {3: 1.0}), draw.conditions(diamond)
    with pytest.raises(InputError, match="each of 4 segments; got 2"):
        flows(diamond, demand, [night], night, np.ones(2), values)
