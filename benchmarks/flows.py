"""Walks home over each street: ours against scipy, cityseer, igraph, networkit and pandana.

From 500 places in Porto one walker each sets out to every corner within 3 km, in proportion to
the corner's weight times exp(-metres / 800), along the shortest way.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import _town
import numpy as np
from _bench import Bench, Contender, Go, Rows, Run, main, row
from scipy.sparse.csgraph import dijkstra

from homeward import walks

PAIRS = 20_000
"""Pairs that pandana is asked for; its time is scaled to all."""
METRE_MM = 1000


def ours(
    threads: int, *, dark: bool, name: str = "porto", choice: walks.Choice = "shortest"
) -> Callable[[Path], Callable[[], Any]]:
    """Flows of one night by our own search."""

    def prepared(folder: Path) -> Callable[[], Any]:
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


def by_scipy(name: str = "porto", every: int = 1) -> Callable[[Path], Callable[[], Any]]:
    """Bounded Dijkstra by scipy, shares by numpy, flows added up in a Python loop."""

    def prepared(folder: Path) -> Callable[[], Any]:
        town = _town.case(folder, name)
        graph, segment = town.graph
        tail = np.repeat(np.arange(len(town.weight)), np.diff(graph.indptr))
        key = tail * len(town.weight) + graph.indices

        def work() -> tuple[np.ndarray, int]:
            total, pairs = np.zeros(town.streets.segments), 0
            for origin in town.origins[::every].tolist():
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


def scipy_agrees(found: tuple[np.ndarray, int], folder: Path) -> dict[str, Any]:
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


def by_cityseer(folder: Path) -> Callable[[], Any]:
    """Its compiled betweenness alone; building the network and placing points are not timed."""
    from cityseer import rustalgos

    town = _town.case(folder)
    net, xy = town.streets, town.streets.node_xy_m
    network = rustalgos.graph.NetworkStructure()
    for node, (x, y) in enumerate(xy.tolist()):
        network.add_street_node(str(node), x, y, True, 1.0)  # noqa: FBT003 - its own order
    graph, _ = town.graph
    tails = np.repeat(np.arange(net.nodes), np.diff(graph.indptr)).tolist()
    for number, (a, b, mm) in enumerate(
        zip(tails, graph.indices.tolist(), graph.data.tolist(), strict=True)
    ):
        if a == b:
            continue
        straight = float(np.hypot(*(xy[a] - xy[b])))
        line = f"LINESTRING ({xy[a][0]} {xy[a][1]}, {xy[b][0]} {xy[b][1]})"
        times = mm / METRE_MM / max(straight, 1e-3)
        network.add_street_edge(a, b, number, str(a), str(b), line, times)
    network.validate()
    network.build_edge_rtree()
    origins = _points(rustalgos, network, town.origins, xy)
    ends = _points(rustalgos, network, np.arange(net.nodes), xy)
    leave = {str(node): 1.0 for node in town.origins.tolist()}
    weight = {str(node): each for node, each in enumerate(town.weight.tolist())}
    return lambda: network.betweenness_demand_shortest(
        origins,
        leave,
        ends,
        weight,
        f"exp(-c / {_town.SCALE_M})",
        distances=[_town.REACH_M],
        pbar_disabled=True,
    )


def _points(algorithms: Any, network: Any, nodes: np.ndarray, xy: np.ndarray) -> Any:
    """Points that stand on the given nodes, as cityseer places them."""
    points = algorithms.data.DataMap()
    for node in nodes.tolist():
        points.insert(str(node), f"POINT ({xy[node][0]} {xy[node][1]})")
    points.assign_data_to_network(network, 1.0, 50)
    return points


def cityseer_resembles(found: Any, folder: Path) -> dict[str, Any]:
    """How its flows through nodes go with ours, halves of those on the streets that meet."""
    mine, net = np.load(folder / "ours.npy"), _town.case(folder).streets
    through = np.bincount(net.ends.T.ravel(), np.tile(mine / 2, 2), net.nodes)
    theirs = found.metrics["demand"][_town.REACH_M]
    return {"alike": float(np.corrcoef(through, theirs)[0, 1]), "sum": float(theirs.sum())}


def by_igraph(folder: Path) -> Callable[[], Any]:
    """Betweenness of segments from 50 of the places, without bound; every pair counts as one."""
    import igraph

    town = _town.case(folder)
    graph = igraph.Graph(n=town.streets.nodes, edges=town.streets.ends.tolist())
    metres, sources = town.streets.length_m.tolist(), town.origins[:50].tolist()
    return lambda: graph.edge_betweenness(directed=False, weights=metres, sources=sources)


def by_networkit(folder: Path) -> Callable[[], Any]:
    """Betweenness of nodes from 50 drawn places, without bound; every pair counts as one."""
    import networkit

    town = _town.case(folder)
    graph = networkit.Graph(town.streets.nodes, weighted=True)
    for (a, b), metres in zip(
        town.streets.ends.tolist(), town.streets.length_m.tolist(), strict=True
    ):
        graph.addEdge(a, b, metres)
    networkit.setSeed(1, useThreadId=False)
    networkit.setNumberOfThreads(1)
    return lambda: networkit.centrality.EstimateBetweenness(graph, 50).run()


def by_pandana(folder: Path) -> Callable[[], Any]:
    """Shortest paths of some pairs by its hierarchy, which is built beforehand."""
    import pandana
    import pandas as pd

    town = _town.case(folder)
    net = town.streets
    network = pandana.Network(
        pd.Series(net.node_xy_m[:, 0]),
        pd.Series(net.node_xy_m[:, 1]),
        pd.Series(net.ends[:, 0]),
        pd.Series(net.ends[:, 1]),
        pd.DataFrame({"metres": net.length_m}),
    )
    graph, _ = town.graph
    starts, stops = [], []
    for origin in town.origins[:20].tolist():
        far = dijkstra(graph, indices=origin, limit=_town.REACH_M * METRE_MM)
        near = np.flatnonzero(np.isfinite(far))[: PAIRS // 20]
        starts += [origin] * len(near)
        stops += near.tolist()
    return lambda: len(network.shortest_paths(starts, stops))


CONTENDERS = {
    "ours": Contender(prepare=ours(1, dark=False), facts=our_flows, repeats=15),
    "ours, two threads": Contender(prepare=ours(2, dark=False), repeats=15),
    "ours, both ways": Contender(prepare=ours(1, dark=True), repeats=15),
    "ours, spread": Contender(prepare=ours(1, dark=False, choice="logit"), repeats=15),
    "scipy": Contender(prepare=by_scipy(), facts=scipy_agrees, package="scipy", repeats=5),
    "cityseer": Contender(prepare=by_cityseer, facts=cityseer_resembles, package="cityseer"),
    "igraph": Contender(prepare=by_igraph, package="igraph", repeats=1, warm=False),
    "networkit": Contender(prepare=by_networkit, package="networkit", repeats=1, warm=False),
    "pandana": Contender(
        prepare=by_pandana,
        facts=lambda pairs, _: {"asked": pairs},
        package="pandana",
        repeats=1,
        warm=False,
    ),
}


def rows(go: Go) -> Rows:
    """Ours by one search, by two threads and by both ways, against each peer."""
    mine, threads, ways = go("ours"), go("ours, two threads"), go("ours, both ways")
    exact, seer = go("scipy"), go("cityseer")
    work = "Porto flows, 500 places x 3 km, one way"
    twice = "Porto flows, 500 places x 3 km, direct and cautious way"
    pairs = exact.facts.get("pairs", 0)
    check = (
        (
            "largest difference {apart:.1e} of the largest flow, of all {walker_km:.1e}; "
            "{differ} segments differ by more than 1e-6 of it; {pairs:,} pairs"
        ).format(**exact.facts)
        if exact.facts
        else ""
    )
    same = "Like for like; a Python loop adds up the flows."
    more = "Ours searches twice, by length and by length as a cautious walker counts it."
    alone = "Peer: per node, and its kernel alone; building and placing points are not timed."
    return [
        row(work, mine, exact, "scipy", note=same, check=check),
        row(twice, ways, exact, "scipy", note=f"{more} The peer searches once."),
        row(
            work,
            mine,
            seer,
            "cityseer",
            note=alone,
            check=f"correlation of flows through nodes: {seer.facts.get('alike', 0):.4f}",
        ),
        row(
            work,
            mine,
            scaled(go("igraph"), _town.ORIGINS["porto"] / 50),
            "igraph",
            note="Peer: no weights of ends, no bound of 3 km; 50 places, times 10.",
        ),
        row(
            work,
            mine,
            scaled(go("networkit"), _town.ORIGINS["porto"] / 50),
            "networkit",
            note="Peer: no weights of ends, no bound of 3 km, per node; 50 places, times 10.",
        ),
        _pandana(work, mine, go("pandana"), pairs),
        row(
            "Porto flows, spread over near-shortest ways (logit)",
            go("ours, spread"),
            mine,
            "homeward shortest path",
            package="homeward",
            note="The peer is ours by the one shortest way: a ratio of 0.5 is twice as long.",
        ),
        row(
            "Porto flows, two threads against one",
            threads,
            mine,
            "homeward",
            unit="wall s",
            note="The peer is ours on one thread.",
        ),
    ]


def _pandana(work: str, mine: Run, peer: Run, pairs: int) -> dict[str, Any]:
    """Its pairs scaled to all."""
    asked = peer.facts.get("asked", 1)
    note = f"Peer: paths of {asked:,} of {pairs:,} pairs, scaled; flows are not added up."
    return row(work, mine, scaled(peer, pairs / asked), "pandana", note=note)


def scaled(run: Run, times: float) -> Run:
    """A run as if so many times longer."""
    if run.cpu_s is None or run.wall_s is None:
        return run
    return replace(run, cpu_s=run.cpu_s * times, wall_s=run.wall_s * times)


if __name__ == "__main__":
    main(Bench(script=__file__, contenders=CONTENDERS, prepare=_town.prepare, rows=rows))
