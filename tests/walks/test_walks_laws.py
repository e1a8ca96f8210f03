"""What holds of flows on any network, and what is said of strange ones."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

import towns
from homeward import night as night_room
from homeward import streets as street_room
from homeward.streets import DARK, Kind
from homeward.walks import CAUTIOUS, DIRECT, QUANTA_PER_WALKER, dark_walks, demand, flows, perceived

YEAR = 365 * QUANTA_PER_WALKER
SATURDAY = date(2020, 2, 8)


def run(streets, wanted, night, values, **options):
    return flows(streets, wanted, [night], night, streets.p_lit, values, **options)


def same_bytes(one, other):
    return all(
        np.asarray(getattr(one, each.name)).tobytes()
        == np.asarray(getattr(other, each.name)).tobytes()
        for each in fields(one)
    )


@st.composite
def scattered_towns(draw_from):
    """Streets of random length and kind, parallel ones, dead ends and islands among them."""
    nodes = draw_from(st.integers(1, 25))
    rng = np.random.Generator(np.random.Philox(draw_from(st.integers(0, 10_000))))
    count = draw_from(st.integers(1, 2 * nodes))
    ends = rng.integers(0, nodes, (count, 2))
    ends[0] = (0, nodes - 1)
    metres = np.round(rng.random(count) * 900 + 0.5, 3)
    kinds = rng.choice([Kind.RESIDENTIAL, Kind.ALLEY, Kind.PARK_PATH], count).astype(np.int8)
    lit = rng.integers(0, 3, count).astype(np.int8)
    sites = rng.choice(nodes, max(1, nodes // 2), replace=False)
    pulls = dict(zip(sites.tolist(), (rng.random(len(sites)) + 0.01).tolist(), strict=True))
    origins = np.unique(rng.integers(0, nodes, 4)).tolist()
    return ends, metres, {"kind": kinds, "lit": lit, "p_lit": rng.random(count)}, pulls, origins


def made(draw, drawn):
    ends, metres, columns, pulls, origins = drawn
    streets = draw.network(ends, metres, **columns)
    return streets, draw.departures(origins, pulls), draw.conditions(streets)


def by_scipy(streets, wanted, cost_mm, values):
    """Direct and cautious flows as shares of a walker, by scipy and plain loops."""
    direct = np.zeros(streets.segments)
    cautious = np.zeros(streets.segments)
    for origin in wanted.origin_node.tolist():
        far, _ = tree_by_scipy(streets, streets.length_mm, origin)
        within = far[wanted.end_node] <= values["walks.reach_m"] * 1000
        whole = (np.where(within, far[wanted.end_node], 0).astype(np.int64) + 500) // 1000
        walked = 1 + np.exp(values["walks.slope_per_km"] * (whole / 1000 - values["walks.half_km"]))
        pull = wanted.end_weight * np.exp(-whole / values["walks.scale_m"]) / walked * within
        for total, cost in ((direct, streets.length_mm), (cautious, cost_mm)):
            _, before = tree_by_scipy(streets, cost, origin)
            for end, share in zip(
                wanted.end_node.tolist(), pull / max(pull.sum(), 1e-300), strict=True
            ):
                while share > 0 and end != origin:
                    up, segment = before[end]
                    total[segment] += share
                    end = up  # noqa: PLW2901 - the walk, a step back
    return direct, cautious


def tree_by_scipy(streets, cost_mm, origin):
    """Distances, and {node: (node before, segment)}."""
    least = {}
    for k, (a, b) in enumerate(streets.ends.tolist()):
        for pair in ((a, b), (b, a)):
            if a != b and (pair not in least or cost_mm[k] < cost_mm[least[pair]]):
                least[pair] = k
    tail, head = np.array([*least, (0, 0)])[:-1].T.reshape(2, -1)
    weight = cost_mm[np.array(list(least.values()), dtype=np.int64)].astype(np.float64)
    graph = coo_array((weight, (tail, head)), shape=(streets.nodes, streets.nodes)).tocsr()
    far, before = dijkstra(graph, indices=origin, return_predecessors=True)
    ways = {k: (int(up), least[int(up), k]) for k, up in enumerate(before.tolist()) if up >= 0}
    a, b = streets.ends[np.isfinite(far[streets.ends[:, 0]])].T
    cost_mm = cost_mm[np.isfinite(far[streets.ends[:, 0]])]
    tight = np.concatenate([b[far[a] + cost_mm == far[b]], a[far[b] + cost_mm == far[a]]])
    assume(len(np.unique(tight)) == len(tight))  # no two ways of one length
    return far, ways


@given(scattered_towns())
def test_both_ways_agree_with_a_plain_calculation(draw, values, drawn):
    streets, wanted, night = made(draw, drawn)
    felt = perceived(streets, wanted, night, draw.slot, streets.p_lit, values)
    felt_mm = np.maximum(1, np.rint(felt * 1000)).astype(np.int64)
    found = run(streets, wanted, night, values)
    expected = by_scipy(streets, wanted, felt_mm, values)
    for way in (DIRECT, CAUTIOUS):
        shares = found.year[way, 0, :, draw.slot] / YEAR
        assert shares == pytest.approx(expected[way], abs=1e-6)


@given(scattered_towns())
def test_what_sets_out_arrives_or_is_lost(draw, values, drawn):
    """A spoke to every end: what passes over the spokes is what arrived, to the quantum."""
    streets, wanted, _ = made(draw, drawn)
    spokes = np.column_stack([wanted.end_node, streets.nodes + np.arange(len(wanted.end_node))])
    both = draw.network(
        np.concatenate([streets.ends, spokes]),
        np.concatenate([streets.length_m, np.full(len(spokes), 3.0)]),
    )
    moved = replace(wanted, end_node=spokes[:, 1].copy())
    found = run(both, moved, draw.conditions(both), values)
    arrived = found.year[:, 0, streets.segments :].sum(axis=(1, 2))
    assert (arrived + found.lost_year == wanted.origins * YEAR).all()
    assert (found.dark_walks + found.lost_year == wanted.origins * YEAR).all()


@given(scattered_towns(), st.integers(2, 4), st.randoms(use_true_random=False))
def test_neither_threads_nor_the_order_of_origins_change_a_byte(
    draw, values, drawn, threads, random
):
    streets, wanted, night = made(draw, drawn)
    order = list(range(wanted.origins))
    random.shuffle(order)
    other = replace(wanted, origin_node=wanted.origin_node[order], leaving=wanted.leaving[:, order])
    one = run(streets, wanted, night, values, threads=1)
    assert same_bytes(one, run(streets, other, night, values, threads=threads))


@given(scattered_towns(), st.integers(0, 3), st.integers(1, 1000))
def test_when_more_leave_no_segment_has_less(draw, values, drawn, which, more):
    streets, wanted, night = made(draw, drawn)
    leaving = wanted.leaving.copy()
    leaving[:, which % wanted.origins, draw.slot] += more
    before = run(streets, wanted, night, values).year
    after = run(streets, replace(wanted, leaving=leaving), night, values).year
    assert (after >= before).all()


@given(st.permutations(range(4)), st.permutations(range(3)))
def test_the_order_of_venues_and_ends_in_the_files_changes_no_byte(values, venues, ends):
    town = towns.high_street()
    spots = [(x, y, kind) for x, y, kind in ((30, 5, "pub"), (120, 5, "bar"), (200, 0, "pub"))]
    spots.append((30, 5, "nightclub"))
    stops = [(0, 0, "station"), (150, 0, "rank"), (250, 0, "hotel")]
    first = _of_town(_with_places(town, spots, stops), values)
    shuffled = _with_places(town, [spots[k] for k in venues], [stops[k] for k in ends])
    assert same_bytes(first, _of_town(shuffled, values))


def _with_places(town, venues, ends):
    drawn = towns.town_of(
        {1: (0.0, 0.0), 2: (10.0, 0.0)}, [(1, (1, 2), {})], venues=venues, ends=ends
    )
    return replace(town, venues=drawn.venues, ends=drawn.ends)


def _of_town(town, values):
    streets = street_room.build(town)
    night = night_room.of_date(SATURDAY, town.place)
    held = night_room.conditions(night, streets, town.venues, town.place, night_room.Closures())
    wanted = demand(streets, town, [held], held, values)
    return run(streets, wanted, held, values)


def test_pieces_that_do_not_meet_keep_their_walkers(draw, values):
    streets = draw.network([(0, 1), (2, 3)], [100, 100])
    wanted, night = draw.departures([0, 2], {1: 1.0, 3: 1.0}), draw.conditions(streets)
    found = run(streets, wanted, night, values)
    assert found.year[DIRECT, 0, :, draw.slot].tolist() == [YEAR, YEAR]


def test_a_venue_on_an_island_loses_its_people_and_no_one_else(draw, values):
    streets = draw.network([(0, 1), (2, 3)], [100, 100])
    wanted, night = draw.departures([0, 2], {1: 1.0}), draw.conditions(streets)
    found = run(streets, wanted, night, values)
    assert found.lost_year == YEAR
    assert found.year[DIRECT, 0, :, draw.slot].tolist() == [YEAR, 0]


@pytest.mark.parametrize("choice", ["shortest", "logit"])
def test_streets_of_no_length_are_walked_and_nobody_goes_round_in_them(draw, values, choice):
    """0 -0- 1 -0- 2 -0- 0: a ring of no length, and a home beyond it."""
    streets = draw.network([(0, 1), (1, 2), (2, 0), (2, 3)], [0, 0, 0, 50])
    wanted, night = draw.departures([0], {3: 1.0}), draw.conditions(streets)
    found = run(streets, wanted, night, values, choice=choice)
    assert found.year[DIRECT, 0, :, draw.slot].tolist() == [0, 0, YEAR, YEAR]
    assert found.lost_year == 0


@pytest.mark.parametrize("choice", ["shortest", "logit"])
def test_a_town_of_one_node_has_nowhere_to_walk(draw, values, choice):
    streets = draw.network([], [])
    assert (streets.nodes, streets.segments) == (1, 0)
    night = draw.conditions(streets)
    at_home = run(streets, draw.departures([0], {0: 1.0}), night, values, choice=choice)
    assert (at_home.year.size, at_home.lost_year) == (0, 0)
    nowhere = run(streets, draw.departures([0], {}), night, values, choice=choice)
    assert nowhere.lost_year == YEAR


def test_a_street_from_a_corner_to_itself_is_not_walked(draw, values):
    streets = draw.network([(0, 0), (0, 1), (1, 1)], [10, 100, 10])
    wanted, night = draw.departures([0], {1: 1.0}), draw.conditions(streets)
    assert run(streets, wanted, night, values).year[DIRECT, 0, :, draw.slot].tolist() == [
        0,
        YEAR,
        0,
    ]


@pytest.mark.parametrize("choice", ["shortest", "logit"])
@pytest.mark.parametrize(("origins", "ends"), [([], {1: 1.0}), ([0], {}), ([], {})])
def test_no_venue_or_no_end_is_nobody_on_the_streets(draw, values, origins, ends, choice):
    streets = draw.network([(0, 1)], [100], lit=np.array([DARK], dtype=np.int8))
    wanted, night = draw.departures(origins, ends), draw.conditions(streets)
    found = run(streets, wanted, night, values, choice=choice)
    assert found.year.sum() == 0
    assert found.lost_year == len(origins) * YEAR
    assert dark_walks(streets, wanted, [night], streets.p_lit, values).total == 0
