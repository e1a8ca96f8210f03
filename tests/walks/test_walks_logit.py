"""Walkers who spread over near-shortest ways."""

from dataclasses import fields, replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.night import SLOTS
from homeward.streets import DARK, LIT, UNKNOWN
from homeward.walks import CAUTIOUS, DIRECT, QUANTA_PER_WALKER, flows

YEAR = 365 * QUANTA_PER_WALKER


def spread(streets, demand, night, values, **options):
    return flows(
        streets, demand, [night], night, streets.p_lit, values, **{"choice": "logit", **options}
    )


def at(values, per_m):
    return {**values, "walks.spread_per_m": per_m}


def same_bytes(one, other):
    return all(
        np.asarray(getattr(one, each.name)).tobytes()
        == np.asarray(getattr(other, each.name)).tobytes()
        for each in fields(one)
    )


@pytest.fixture
def diamond(draw):
    """From 0 to 3 by 1, 200 m, or by 2, 240 m."""
    return draw.network([(0, 1), (1, 3), (0, 2), (2, 3)], [100, 100, 120, 120])


@st.composite
def tangles(draw_from):
    """A connected network of a few nodes, hardly two ways of one length, and its ends."""
    nodes = draw_from(st.integers(2, 7))
    rng = np.random.Generator(np.random.Philox(draw_from(st.integers(0, 10_000))))
    tree = [(int(rng.integers(0, k)), k) for k in range(1, nodes)]
    more = [tuple(rng.choice(nodes, 2, replace=False).tolist()) for _ in range(nodes)]
    metres = np.round(rng.random(len(tree + more)) * 300 + 1, 3)
    pulls = dict(enumerate((rng.random(nodes) + 0.01).tolist()))
    return tree + more, metres, pulls, int(rng.integers(nodes))


def test_the_diamond_by_hand(diamond, draw, values):
    """40 m longer at 0.02 a metre: odds exp(-0.8) = 0.449 to 1, so 69% and 31%."""
    demand, night = draw.departures([0], {3: 1.0}), draw.conditions(diamond)
    found = spread(diamond, demand, night, at(values, 0.02))
    short, long = 1 / (1 + np.exp(-0.8)), 1 / (1 + np.exp(0.8))
    shares = found.year[DIRECT, 0, :, draw.slot] / YEAR
    assert shares == pytest.approx([short, short, long, long], abs=1e-7)


def test_a_link_that_does_not_lead_away_is_not_walked(draw, values):
    """The way by 2 would go 100 m out, and back: 2 is as far from 0 as 1 is."""
    streets = draw.network([(0, 1), (0, 2), (2, 1)], [100, 100, 10])
    demand, night = draw.departures([0], {1: 1.0}), draw.conditions(streets)
    found = spread(streets, demand, night, at(values, 0.001))
    assert found.year[DIRECT, 0, :, draw.slot].tolist() == [YEAR, 0, 0]


def test_cautious_walkers_spread_by_how_long_streets_feel(diamond, draw, values):
    lit = np.array([DARK, DARK, LIT, LIT], dtype=np.int8)
    streets = replace(diamond, lit=lit, p_lit=lit / 1.0)
    demand, night = draw.departures([0], {3: 1.0}), draw.conditions(streets)
    found = spread(streets, demand, night, at(values, 0.02))
    gap_m = 200 * values["walks.times.dark"] - 240
    shares = found.year[CAUTIOUS, 0, :, draw.slot] / YEAR
    assert shares[2:] == pytest.approx(1 / (1 + np.exp(-0.02 * gap_m)), abs=1e-7)


def test_a_spread_is_judged_for_light_by_its_shares(diamond, draw, values):
    lit = np.array([LIT, UNKNOWN, LIT, DARK], dtype=np.int8)
    streets = replace(diamond, lit=lit, p_lit=np.array([1.0, 0.5, 1.0, 0.0]))
    demand, night = draw.departures([0], {3: 1.0, 2: 1.0}), draw.conditions(streets)
    found = spread(streets, demand, night, at(values, 0.02))
    by_short = found.year[DIRECT, 0, 1, draw.slot]
    to_two = found.year[DIRECT, 0, 2, draw.slot] - found.year[DIRECT, 0, 3, draw.slot]
    assert found.dark_walks[DIRECT] == YEAR
    assert found.lit_low[DIRECT] == pytest.approx(to_two, rel=1e-6)
    assert found.lit_high[DIRECT] == pytest.approx(to_two + by_short, rel=1e-6)


def share_by_enumeration(streets, origin, pulls, per_m):
    """Share of walkers over each segment, every efficient way listed one by one."""
    net = nx.MultiDiGraph()
    net.add_nodes_from(range(streets.nodes))
    rows = zip(streets.ends.tolist(), streets.length_mm.tolist(), strict=True)
    for k, ((a, b), mm) in enumerate(rows):
        net.add_edge(a, b, key=k, mm=mm)
        net.add_edge(b, a, key=k, mm=mm)
    far = nx.single_source_dijkstra_path_length(net, origin, weight="mm")
    onward = [(a, b, k) for a, b, k in net.edges(keys=True) if far[a] >= far[b]]
    net.remove_edges_from(onward)
    shares = np.zeros(streets.segments)
    for end, pull in pulls.items():
        ways = list(nx.all_simple_edge_paths(net, origin, end)) if end != origin else []
        metres = np.array([sum(net.edges[e]["mm"] for e in way) for way in ways]) / 1000
        odds = np.exp(-per_m * (metres - far[end] / 1000))
        for way, chance in zip(ways, odds / odds.sum(), strict=True):
            shares[[key for _, _, key in way]] += pull * chance
    return shares, far


@given(tangles(), st.sampled_from([0.001, 0.02, 0.3]))
def test_shares_are_those_of_all_efficient_ways_listed(draw, values, drawn, per_m):
    ends, metres, pulls, origin = drawn
    streets = draw.network(ends, metres)
    demand = draw.departures([origin], pulls)
    far = share_by_enumeration(streets, origin, {}, per_m)[1]
    whole = {node: (mm + 500) // 1000 for node, mm in far.items()}
    drawn_to = {
        node: pull
        * np.exp(-whole[node] / values["walks.scale_m"])
        / (
            1
            + np.exp(values["walks.slope_per_km"] * (whole[node] / 1000 - values["walks.half_km"]))
        )
        for node, pull in pulls.items()
    }
    total = sum(drawn_to.values())
    expected, _ = share_by_enumeration(
        streets, origin, {node: each / total for node, each in drawn_to.items()}, per_m
    )
    found = spread(streets, demand, draw.conditions(streets), at(values, per_m))
    assert found.year[DIRECT, 0, :, draw.slot] / YEAR == pytest.approx(expected, abs=1e-6)


@given(tangles())
def test_without_spread_everyone_takes_the_shortest_way(draw, values, drawn):
    ends, metres, pulls, origin = drawn
    streets = draw.network(ends, metres, lit=(np.arange(len(ends)) % 3).astype(np.int8))
    demand, night = draw.departures([origin], pulls), draw.conditions(streets)
    least = spread(streets, demand, night, at(values, 1e6))
    assert same_bytes(least, spread(streets, demand, night, values, choice="shortest"))


def ending(streets, found, far):
    """Quanta that end at each node: what comes in less what goes on, away from the origin."""
    quanta = found.year[DIRECT, 0].sum(axis=1)
    nearer, further = np.where(
        far[streets.ends[:, 0]] < far[streets.ends[:, 1]], streets.ends.T, streets.ends.T[::-1]
    )
    into = np.zeros(streets.nodes, dtype=np.int64)
    np.add.at(into, further, quanta)
    np.subtract.at(into, nearer, quanta)
    return into


@given(tangles(), st.sampled_from([0.0001, 0.02, 1.0]))
def test_every_quantum_ends_where_it_would_have_ended(draw, values, drawn, per_m):
    ends, metres, pulls, origin = drawn
    streets = draw.network(ends, metres)
    demand, night = draw.departures([origin], pulls), draw.conditions(streets)
    far = np.zeros(streets.nodes)
    for node, mm in share_by_enumeration(streets, origin, {}, per_m)[1].items():
        far[node] = mm
    one_way = spread(streets, demand, night, values, choice="shortest")
    several = spread(streets, demand, night, at(values, per_m))
    assert ending(streets, several, far).tolist() == ending(streets, one_way, far).tolist()


@given(tangles(), st.integers(2, 5), st.randoms(use_true_random=False))
def test_neither_threads_nor_the_order_of_origins_change_a_byte(
    draw, values, drawn, threads, random
):
    ends, metres, pulls, _ = drawn
    streets = draw.network(ends, metres)
    night = draw.conditions(streets)
    origins = list(pulls)
    one = spread(streets, draw.departures(origins, pulls), night, values, threads=1)
    random.shuffle(origins)
    other = draw.departures(origins, pulls)
    assert same_bytes(one, spread(streets, other, night, values, threads=threads))


def test_by_day_both_ways_of_choosing_are_one(diamond, draw, values):
    night = draw.conditions(diamond, dark=np.zeros(SLOTS, dtype=np.bool_))
    found = spread(diamond, draw.departures([0], {3: 1.0}), night, values)
    assert (found.year[DIRECT] == found.year[CAUTIOUS]).all()
    assert found.year[DIRECT, 1].sum() > 0


@pytest.mark.parametrize("per_m", [0.0, -1.0, np.inf, np.nan])
def test_a_spread_that_is_no_positive_number_is_refused(diamond, draw, values, per_m):
    demand, night = draw.departures([0], {3: 1.0}), draw.conditions(diamond)
    with pytest.raises(InputError, match="must be a positive number"):
        spread(diamond, demand, night, at(values, per_m))


def test_an_unknown_choice_is_refused(diamond, draw, values):
    demand, night = draw.departures([0], {3: 1.0}), draw.conditions(diamond)
    with pytest.raises(InputError, match='"shortest" or "logit"; got \'fastest\''):
        spread(diamond, demand, night, values, choice="fastest")


def test_more_ways_than_can_be_counted_are_refused(draw, values):
    """A thousand steps, two ways of about a metre at each: 2 to the 1,000th ways."""
    steps = np.repeat(np.arange(1000), 2)
    streets = draw.network(np.column_stack([steps, steps + 1]), np.tile([1.0, 1.001], 1000))
    demand, night = draw.departures([0], {1000: 1.0}), draw.conditions(streets)
    with pytest.raises(InputError, match="More near-shortest ways"):
        spread(streets, demand, night, at(values, 1e-9))
    found = spread(streets, demand, night, at(values, 1000.0))
    assert found.year[DIRECT, 0, :, draw.slot].sum() == 1000 * YEAR
