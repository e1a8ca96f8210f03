"""Walks home over each street, by our search and by five peers, on any of the networks.

From each place one walker sets out to every corner within 3 km, in proportion to the corner's
weight times exp(-metres / 800), along the shortest way.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import _town
import numpy as np
from _bench import LIMIT_S, Bench, Contender, Go, Rows, Run, main, row
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from homeward import walks

METRE_MM = 1000
ASKED_AT_ONCE = 20
"""Places whose pairs pandana is asked for."""

Work = Callable[[], Any]


@dataclass(frozen=True, kw_only=True)
class Race:
    """A network, and the part of the work that each peer is given on it.

    `every`: scipy starts from one place in so many. `places`: igraph and networkit start from
    so many. `pairs`: pandana is asked for so many. Their times are scaled to the whole.
    cityseer and pandana, which prepare long, are stopped after `limit_s`.
    """

    name: str
    title: str
    every: int = 1
    places: int = 50
    pairs: int = 20_000
    repeats: int = 5
    limit_s: float = LIMIT_S

    @property
    def origins(self) -> int:
        """Places that ours starts from."""
        return _town.ORIGINS[self.name]


def ours(
    name: str, *, threads: int = 1, dark: bool = False, choice: walks.Choice = "shortest"
) -> Callable[[Path], Work]:
    """Flows of one night by our own search."""

    def prepared(folder: Path) -> Work:
        town = _town.case(folder, name)
        demand, values = _town.departures(town), _town.values()
        night = _town.night(town.streets, dark=dark)
        p_lit = town.streets.p_lit
        how = (values, threads, choice)
        return lambda: walks.flows(town.streets, demand, (), night, p_lit, *how)

    return prepared


def our_flows(found: Any, folder: Path) -> dict[str, Any]:
    """Walkers over each segment, kept for the check."""
    over = found.tonight[walks.DIRECT, :, _town.SLOT]
    np.save(folder / "ours.npy", over / walks.QUANTA_PER_WALKER)
    return {}


def by_scipy(race: Race) -> Callable[[Path], Work]:
    """Bounded Dijkstra by scipy, shares by numpy, flows added up in a Python loop."""

    def prepared(folder: Path) -> Work:
        town = _town.case(folder, race.name)
        graph, segment = town.graph
        tail = np.repeat(np.arange(len(town.weight)), np.diff(graph.indptr))
        key = tail * len(town.weight) + graph.indices

        def work() -> tuple[np.ndarray, int]:
            total, pairs = np.zeros(town.streets.segments), 0
            for origin in town.origins[:: race.every].tolist():
                arcs, flow = _from_one(town, graph, key, origin)
                total[segment[arcs]] += flow
                pairs += len(flow) + 1
            return total, pairs

        return work

    return prepared


def _from_one(
    town: _town.Case, graph: Any, key: np.ndarray, origin: int
) -> tuple[np.ndarray, list[float]]:
    """Arcs of the tree from one place, and what passes along each."""
    reach = _town.REACH_M * METRE_MM
    far, short = dijkstra(graph, indices=origin, limit=reach, return_predecessors=True)
    reached = np.flatnonzero(np.isfinite(far))
    nodes = reached[np.argsort(far[reached], kind="stable")]
    metres = (far[nodes].astype(np.int64) + METRE_MM // 2) // METRE_MM
    pull = town.weight[nodes] * np.exp(-metres / _town.SCALE_M)
    before = short[nodes[1:]].astype(np.int64)
    place = np.zeros(len(far), dtype=np.int64)
    place[nodes] = np.arange(len(nodes))
    up, flow = place[before].tolist(), (pull / pull.sum()).tolist()
    for k in range(len(nodes) - 1, 0, -1):
        flow[up[k - 1]] += flow[k]
    return np.searchsorted(key, before * len(far) + nodes[1:]), flow[1:]


def how_scipy_agrees(found: tuple[np.ndarray, int], folder: Path) -> dict[str, Any]:
    """How far scipy's flows lie from ours."""
    flows, pairs = found
    mine = np.load(folder / "ours.npy")
    apart = np.abs(mine - flows)
    return {
        "apart": float(apart.max() / flows.max()),
        "walker_km": abs(float((mine.sum() - flows.sum()) / flows.sum())),
        "differ": int((apart > 1e-6 * flows.max()).sum()),
        "pairs": pairs,
    }


def by_cityseer(race: Race) -> Callable[[Path], Work]:
    """Its compiled betweenness alone; building the network and placing points are not timed."""

    def prepared(folder: Path) -> Work:
        from cityseer import rustalgos

        town = _town.case(folder, race.name)
        xy = town.streets.node_xy_m
        network = _cityseer_network(rustalgos, town)
        near = _within(town)
        origins = _points(rustalgos, network, town.origins, xy)
        ends = _points(rustalgos, network, near, xy)
        leave = {str(node): 1.0 for node in town.origins.tolist()}
        weight = {str(node): each for node, each in zip(near, town.weight[near], strict=True)}
        pull = f"exp(-c / {_town.SCALE_M})"
        how = {"distances": [_town.REACH_M], "pbar_disabled": True}
        asked = (origins, leave, ends, weight, pull)
        return lambda: network.betweenness_demand_shortest(*asked, **how)

    return prepared


def _within(town: _town.Case) -> np.ndarray:
    """Corners that may lie in reach: within 3 km of some place as the crow flies, and a bit."""
    xy = town.streets.node_xy_m
    far, _ = cKDTree(xy[town.origins]).query(xy, distance_upper_bound=1.01 * _town.REACH_M)
    return np.flatnonzero(np.isfinite(far))


def _cityseer_network(algorithms: Any, town: _town.Case) -> Any:
    """Every street there and back, as cityseer holds it."""
    net, xy = town.streets, town.streets.node_xy_m
    network = algorithms.graph.NetworkStructure()
    for node, (x, y) in enumerate(xy.tolist()):
        network.add_street_node(str(node), x, y, True, 1.0)  # noqa: FBT003 - its own order
    graph, _ = town.graph
    tails = np.repeat(np.arange(net.nodes), np.diff(graph.indptr))
    crow = np.maximum(np.hypot(*(xy[tails] - xy[graph.indices]).T), 1e-3)
    times = (graph.data / METRE_MM / crow).tolist()
    at = xy.tolist()
    for number, (a, b) in enumerate(zip(tails.tolist(), graph.indices.tolist(), strict=True)):
        if a != b:
            line = f"LINESTRING ({at[a][0]} {at[a][1]}, {at[b][0]} {at[b][1]})"
            network.add_street_edge(a, b, number, str(a), str(b), line, times[number])
    network.validate()
    network.build_edge_rtree()
    return network


def _points(algorithms: Any, network: Any, nodes: np.ndarray, xy: np.ndarray) -> Any:
    """Points that stand on the given nodes, as cityseer places them."""
    points = algorithms.data.DataMap()
    for node, (x, y) in zip(nodes.tolist(), xy[nodes].tolist(), strict=True):
        points.insert(str(node), f"POINT ({x} {y})")
    points.assign_data_to_network(network, 1.0, 50)
    return points


def how_cityseer_resembles(race: Race) -> Callable[[Any, Path], dict[str, Any]]:
    """How its flows through nodes go with ours, halves of those on the streets that meet."""

    def facts(found: Any, folder: Path) -> dict[str, Any]:
        mine, net = np.load(folder / "ours.npy"), _town.case(folder, race.name).streets
        through = np.bincount(net.ends.T.ravel(), np.tile(mine / 2, 2), net.nodes)
        theirs = found.metrics["demand"][_town.REACH_M]
        return {"alike": float(np.corrcoef(through, theirs)[0, 1])}

    return facts


def by_igraph(race: Race) -> Callable[[Path], Work]:
    """Betweenness of segments from some of the places, without bound; every pair counts as one."""

    def prepared(folder: Path) -> Work:
        import igraph

        town = _town.case(folder, race.name)
        graph = igraph.Graph(n=town.streets.nodes, edges=town.streets.ends.tolist())
        metres, sources = town.streets.length_m.tolist(), town.origins[: race.places].tolist()
        return lambda: graph.edge_betweenness(directed=False, weights=metres, sources=sources)

    return prepared


def by_networkit(race: Race) -> Callable[[Path], Work]:
    """Betweenness of nodes from some drawn places, without bound; every pair counts as one."""

    def prepared(folder: Path) -> Work:
        import networkit

        town = _town.case(folder, race.name)
        graph = networkit.Graph(town.streets.nodes, weighted=True)
        metres = town.streets.length_m.tolist()
        for (a, b), long in zip(town.streets.ends.tolist(), metres, strict=True):
            graph.addEdge(a, b, long)
        networkit.setSeed(1, useThreadId=False)
        networkit.setNumberOfThreads(1)
        return lambda: networkit.centrality.EstimateBetweenness(graph, race.places).run()

    return prepared


def by_pandana(race: Race) -> Callable[[Path], Work]:
    """Shortest paths of some pairs by its hierarchy, which is built beforehand."""

    def prepared(folder: Path) -> Work:
        import pandana
        import pandas as pd

        town = _town.case(folder, race.name)
        net = town.streets
        x, y = (pd.Series(each) for each in net.node_xy_m.T)
        tail, head = (pd.Series(each) for each in net.ends.T)
        network = pandana.Network(x, y, tail, head, pd.DataFrame({"metres": net.length_m}))
        asked = _pairs(town, race.pairs)
        return lambda: len(network.shortest_paths(*asked))

    return prepared


def _pairs(town: _town.Case, pairs: int) -> tuple[list[int], list[int]]:
    """Some places, and corners within reach of each."""
    graph, _ = town.graph
    starts: list[int] = []
    stops: list[int] = []
    for origin in town.origins[:ASKED_AT_ONCE].tolist():
        far = dijkstra(graph, indices=origin, limit=_town.REACH_M * METRE_MM)
        near = np.flatnonzero(np.isfinite(far))[: pairs // ASKED_AT_ONCE]
        starts += [origin] * len(near)
        stops += near.tolist()
    return starts, stops


def contenders(race: Race) -> dict[str, Contender]:
    """Ours by one thread, and the five peers."""
    once: dict[str, Any] = {"repeats": 1, "warm": False}
    few: dict[str, Any] = {"repeats": 3} if race.every == 1 else once
    long = {"limit_s": race.limit_s}
    agrees = how_scipy_agrees if race.every == 1 else _pairs_alone
    return {
        "ours": Contender(prepare=ours(race.name), facts=our_flows, repeats=3 * race.repeats),
        "scipy": Contender(prepare=by_scipy(race), facts=agrees, package="scipy", **few),
        "cityseer": Contender(
            prepare=by_cityseer(race),
            facts=how_cityseer_resembles(race),
            package="cityseer",
            **few,
            **long,
        ),
        "igraph": Contender(prepare=by_igraph(race), package="igraph", **once),
        "networkit": Contender(prepare=by_networkit(race), package="networkit", **once),
        "pandana": Contender(
            prepare=by_pandana(race),
            facts=lambda pairs, _: {"asked": pairs},
            package="pandana",
            **once,
            **long,
        ),
    }


def _pairs_alone(found: tuple[np.ndarray, int], _folder: Path) -> dict[str, Any]:
    """How many pairs scipy went through."""
    return {"pairs": found[1]}


def rows(race: Race, mine: Run, exact: Run, go: Go) -> Rows:
    """Ours on one thread against scipy, which has run, and against each other peer."""
    seer = go("cityseer")
    pairs = exact.facts.get("pairs", 0) * race.every

    def line(peer: Run, name: str, note: str, **more: str) -> dict[str, Any]:
        return row(race.title, mine, peer, name, note=note, **more)

    like = "Like for like; a Python loop adds up the flows."
    part = f" The peer from one place in {race.every}, scaled." if race.every > 1 else ""
    kernel = "Peer: per node, and its kernel alone; building and placing points are not timed."
    other = f"from {race.places} places, scaled; no weights of ends, no bound of 3 km"
    times = race.origins / race.places
    return [
        line(_scaled(exact, race.every), "scipy", like + part, check=_agreement(exact, pairs)),
        line(seer, "cityseer", kernel, check=_likeness(seer)),
        line(_scaled(go("igraph"), times), "igraph", f"Peer: {other}."),
        line(_scaled(go("networkit"), times), "networkit", f"Peer: {other}, per node."),
        _pandana(race, mine, go("pandana"), pairs),
    ]


def _agreement(exact: Run, pairs: int) -> str:
    """How far scipy lies from ours, or how large the work is."""
    if "apart" not in exact.facts:
        return f"about {pairs:,} pairs"
    return (
        "largest difference {apart:.1e} of the largest flow, of all {walker_km:.1e}; "
        "{differ} segments differ by more than 1e-6 of it; {pairs:,} pairs"
    ).format(**exact.facts)


def _likeness(seer: Run) -> str:
    """How cityseer's flows go with ours."""
    alike = seer.facts.get("alike")
    return "" if alike is None else f"correlation of flows through nodes: {alike:.4f}"


def _pandana(race: Race, mine: Run, peer: Run, pairs: int) -> dict[str, Any]:
    """Its pairs scaled to all."""
    asked = peer.facts.get("asked", race.pairs)  # of one that was stopped nothing is known
    note = f"Peer: paths of {asked:,} of {pairs:,} pairs, scaled; flows are not added up."
    return row(race.title, mine, _scaled(peer, pairs / asked), "pandana", note=note)


def _scaled(run: Run, times: float) -> Run:
    """A run as if so many times longer; what was stopped while preparing stays as it is."""
    if run.cpu_s is None or run.wall_s is None or not run.ready:
        return run
    return replace(run, cpu_s=run.cpu_s * times, wall_s=run.wall_s * times)


def race_alone(script: str, race: Race) -> None:
    """A script with nothing but the peers."""
    main(
        Bench(
            script=script,
            contenders=contenders(race),
            prepare=_town.prepare(race.name),
            rows=lambda go: rows(race, go("ours"), go("scipy"), go),
        )
    )
