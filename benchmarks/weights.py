"""New weights for one hour: ours against routingkit_cch, on Porto.

Ours works out how long each street of Porto feels to a cautious walker in one slot, and lays
that on the arcs: there is no hierarchy here yet, so nothing is customised and every search
afterwards is a plain bounded one. The peer is given the weights and customises its hierarchy,
after which a question from one place to another is some microseconds.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import _town
import numpy as np
from _bench import Bench, Contender, Go, Rows, main, row

QUESTIONS = 500


def _perceived(folder: Path) -> tuple[_town.Case, Callable[[], np.ndarray]]:
    """The town, and a function that gives whole millimetres along each arc."""
    from homeward import walks

    town = _town.case(folder)
    net, values = town.streets, _town.values()
    demand, night = _town.departures(town), _town.night(town.streets, dark=True)
    segment = net.neighbours[2]

    def work() -> np.ndarray:
        metres = walks.perceived(net, demand, night, _town.SLOT, net.p_lit, values)
        return np.maximum(1, np.rint(metres * 1000)).astype(np.int64)[segment]

    return town, work


def ours(folder: Path) -> Callable[[], Any]:
    """The perceived length of every arc in one slot."""
    return _perceived(folder)[1]


def our_trees(folder: Path) -> Callable[[], Any]:
    """Flows of one dark night: new weights, and two searches from each of 500 places."""
    from homeward import walks

    town = _town.case(folder)
    net, values = town.streets, _town.values()
    demand, night = _town.departures(town), _town.night(net, dark=True)
    return lambda: walks.flows(net, demand, (), night, net.p_lit, values, 1)


def _hierarchy(folder: Path) -> tuple[Any, Any, list[int], _town.Case]:
    """The peer's module, its hierarchy and the new weights, all made beforehand."""
    import routingkit_cch

    town, weights = _perceived(folder)
    start, head, _ = town.streets.neighbours
    tail = np.repeat(np.arange(town.streets.nodes), np.diff(start)).tolist()
    x, y = town.streets.node_xy_m.T.tolist()
    ways = tail, head.tolist()
    order = routingkit_cch.compute_order_inertial(town.streets.nodes, *ways, y, x)
    hierarchy = routingkit_cch.CCH(order, *ways, False)  # noqa: FBT003 - its own order
    return routingkit_cch, hierarchy, weights().tolist(), town


def customised(folder: Path) -> Callable[[], Any]:
    """Customisation of a hierarchy that stands already, in buffers it has already."""
    module, hierarchy, weights, _ = _hierarchy(folder)
    metric = module.CCHMetric(hierarchy, weights)
    return lambda: metric.reset(weights)


def answered(folder: Path) -> Callable[[], Any]:
    """Customisation, and the distances from 500 places to every node."""
    module, hierarchy, weights, town = _hierarchy(folder)
    nodes, origins = list(range(town.streets.nodes)), town.origins.tolist()

    def work() -> int:
        asked = module.CCHOneToMany(module.CCHMetric(hierarchy, weights), nodes)
        return sum(len(asked.distances_from(origin)) for origin in origins)

    return work


CONTENDERS = {
    "ours": Contender(prepare=ours, repeats=15),
    "routingkit_cch": Contender(prepare=customised, package="routingkit-cch", repeats=15),
    "ours, and flows": Contender(prepare=our_trees),
    "routingkit_cch, and distances": Contender(prepare=answered, package="routingkit-cch"),
}


def rows(go: Go) -> Rows:
    """The weights alone, and the weights with what is done with them."""
    return [
        row(
            "Porto, new weights for one hour",
            go("ours"),
            go("routingkit_cch"),
            "routingkit_cch",
            package="routingkit-cch",
            note=(
                "Not like for like. Ours works out the weights and has no hierarchy to "
                "customise; the peer is handed the weights and customises one."
            ),
        ),
        row(
            "Porto, new weights for one hour, then 500 places",
            go("ours, and flows"),
            go("routingkit_cch, and distances"),
            "routingkit_cch",
            package="routingkit-cch",
            note=(
                "Not like for like. Ours: flows of both ways, two searches a place, bounded "
                "by 3 km. The peer: distances to every node of the town, no bound, no flows."
            ),
        ),
    ]


if __name__ == "__main__":
    main(Bench(script=__file__, contenders=CONTENDERS, prepare=_town.prepare("porto"), rows=rows))
