"""Kernels along streets and through the air, by hand."""

import dataclasses

import numpy as np
import pytest
from scipy import integrate

from homeward import backtest, records, streets
from homeward.backtest import _kernels
from towns import grid, town_of

STREET = {"highway": "residential"}


def quartic(metres, bandwidth):
    return 15 / 16 * (1 - (metres / bandwidth) ** 2) ** 2 / bandwidth


@pytest.fixture(scope="module")
def star():
    """Four arms of 500 m from a junction at the origin."""
    nodes = {1: (0, 0), 2: (0, 500), 3: (500, 0), 4: (0, -500), 5: (-500, 0)}
    ways = [(10 + k, (1, k), STREET) for k in (2, 3, 4, 5)]
    return streets.build(town_of(nodes, ways))


def masses(network, place, bandwidth):
    """Simple and discontinuous mass of one record on each segment."""
    area = np.arange(network.segments)
    found = backtest.network_kernels(network, area, np.array([place]), (bandwidth,))
    return [each.toarray()[0] for each in found]


def arm(network, x, y):
    """The segment whose middle is nearest."""
    return int(np.argmin(np.hypot(*(network.middle_xy_m - [x, y]).T)))


def test_the_quartic_kernel_at_six_of_ten():
    """15/16 x (1 - 0.36)^2 / 10 = 0.0384; behind a junction of four, a third of it."""
    assert _kernels.quartic(6.0, 10.0) == pytest.approx(0.0384)
    assert integrate.quad(lambda x: _kernels.quartic(abs(x), 2.0), -2, 2)[0] == pytest.approx(1)
    assert _kernels.quartic(10.0, 10.0) == 0


def test_a_star_divides_by_degree_less_one(star):
    """A record 100 m up one arm, bandwidth 400 m: the others start 100 m away."""
    simple, split = masses(star, (0.0, 100.0), 400.0)
    own = arm(star, 0, 250)
    near = integrate.quad(quartic, 0, 100, args=(400.0,))[0]
    far = integrate.quad(quartic, 100, 400, args=(400.0,))[0]
    out = integrate.quad(quartic, 0, 400, args=(400.0,))[0]
    assert simple[own] == pytest.approx(near + out, rel=2e-3)
    for other in (arm(star, 250, 0), arm(star, 0, -250), arm(star, -250, 0)):
        assert simple[other] == pytest.approx(far, rel=2e-3)
        assert split[other] == pytest.approx(far / 3, rel=2e-3)
    assert split.sum() == pytest.approx(1, rel=2e-3)
    assert simple.sum() == pytest.approx(1 + 2 * far, rel=2e-3)


def test_two_junctions_divide_twice():
    nodes = {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (100, 100), 5: (200, 100), 6: (300, 0)}
    ways = [(20, (1, 2, 3, 6), STREET), (21, (2, 4), STREET), (22, (3, 5), STREET)]
    network = streets.build(town_of(nodes, ways))
    simple, split = masses(network, (50.0, 0.0), 400.0)
    beyond = arm(network, 250, 0)
    assert split[arm(network, 150, 0)] == pytest.approx(simple[arm(network, 150, 0)] / 2)
    assert split[beyond] == pytest.approx(simple[beyond] / 4)


def test_brute_force_on_a_grid_finds_the_same_mass():
    """Every piece's shortest way by networkx, and the kernel there."""
    import networkx as nx  # noqa: PLC0415

    network = streets.build(grid(4, 3, spacing_m=90.0))
    graph = nx.Graph()
    for segment, (a, b) in enumerate(network.ends.tolist()):
        graph.add_edge(a, b, weight=float(network.length_m[segment]))
    own = arm(network, 45, 90)
    simple, _ = masses(network, tuple(network.middle_xy_m[own]), 200.0)
    reach = [
        nx.single_source_dijkstra_path_length(graph, end) for end in network.ends[own].tolist()
    ]
    far = [min(45 + reach[0][node], 45 + reach[1][node]) for node in range(network.nodes)]
    for segment, (a, b) in enumerate(network.ends.tolist()):
        if segment == own:
            continue
        at = (np.arange(5) + 0.5) * 18
        ways = np.minimum(far[a] + at, far[b] + 90 - at)
        mass = sum(18 * quartic(each, 200.0) for each in ways if each < 200)
        assert simple[segment] == pytest.approx(mass, rel=1e-9)


@pytest.fixture(scope="module")
def chequered():
    """A grid with records at three places."""
    town = grid(5, 5)
    network = streets.build(town)
    point = np.array([[50.0, 0.0], [250.0, 100.0], [400.0, 350.0]])
    area = np.argmin(
        np.hypot(*(network.middle_xy_m[:, None] - point[None]).transpose(2, 0, 1)), axis=1
    )
    length = np.bincount(area, weights=network.length_m, minlength=3)
    areas = records.SnapAreas(
        point_xy_m=point,
        area=area,
        row=np.zeros(0, dtype=np.int64),
        force=np.zeros(3, dtype=np.int64),
        length_m=length,
        stranded=0,
    )
    return network, areas


def test_every_record_is_handed_on_as_one(chequered):
    network, areas = chequered
    for made in (backtest.planar_spreads, backtest.network_spreads):
        for each in made(network, areas):
            assert np.asarray(each.share.sum(axis=1)).reshape(-1) == pytest.approx([1, 1, 1])
    narrow = backtest.planar_spreads(network, areas)[0].share.toarray()
    assert np.diag(narrow) == pytest.approx([1, 1, 1])


def test_a_record_out_of_reach_of_every_street_stays_at_home(chequered):
    network, areas = chequered
    moved = np.add(areas.point_xy_m, [[0.0, -5000.0], [0.0, 0.0], [0.0, 0.0]])
    far = dataclasses.replace(areas, point_xy_m=moved)
    for each in backtest.planar_spreads(network, far):
        assert each.share.toarray()[0] == pytest.approx([1, 0, 0])
