"""Who walks where in the made-up truth: gravity over street corners, along jittered ways.

This is on purpose not how Homeward itself reckons walks. Letters used for shapes: C nodes, S
segments, K places people set out from, Q sorts of walk, H the 24 hours.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from homeward.example.buildings import Houses
from homeward.example.layout import Layout
from homeward.example.plan import STATION_XY_M
from homeward.example.venues import Venues
from homeward.kit.arrays import Floats, Ints, freeze
from homeward.kit.rng import stream

__all__ = ["SORTS", "WEEKDAY", "Walks", "bell", "walk"]

SORTS: Final = ("meal", "pub", "late", "train", "shopping")
_PEAK_HOUR: Final = (22.2, 23.2, 2.0, 18.2, 13.8)
_NARROWNESS: Final = (7.0, 7.0, 6.0, 1.6, 1.9)
WEEKDAY: Final = (
    (0.6, 0.7, 0.8, 0.9, 1.5, 1.7, 0.8),
    (0.6, 0.6, 0.8, 0.9, 1.6, 1.8, 0.7),
    (0.2, 0.2, 0.5, 0.6, 2.3, 2.8, 0.4),
    (1.1, 1.1, 1.1, 1.1, 1.2, 0.8, 0.6),
    (0.9, 0.9, 0.9, 1.0, 1.1, 1.5, 0.7),
)
"""Walks of each sort on Monday to Sunday, as a multiple of the average day's."""
_SORT_OF: Final = {"restaurant": 0, "theatre": 0, "cinema": 0, "pub": 1, "social_club": 1,
                   "bar": 2, "nightclub": 2, "fast_food": 2, "shop": 4, "cafe": 4}  # fmt: skip
_FILL: Final = (0.7, 0.8, 0.55, 0.0, 0.0)
_SHOPPERS: Final = 130.0
_TRAVELLERS: Final = 5200.0
_CAFE_GUESTS: Final = 110.0
_JITTERS: Final = 2
_HOPS_SCALE: Final = 5.0
_HOPS_POWER: Final = 1.7
_STATION_PULL: Final = 0.12


@dataclass(frozen=True, eq=False, kw_only=True)
class Walks:
    """Walkers a day over each segment by sort of walk, shape (Q, S), and their hours (Q, H)."""

    per_day: Floats
    hour: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def by_hour(self, segments: Ints, weekday: int) -> Floats:
        """Walkers in each hour of one weekday on some segments, shape (Q, len(segments), H)."""
        size = np.array([sort[weekday] for sort in WEEKDAY])
        return np.asarray(np.einsum("qs,qh,q->qsh", self.per_day[:, segments], self.hour, size))


def bell(peak_hour: float, narrowness: float) -> Floats:
    """Shares of the 24 hours of a day round one peak, as von Mises' curve has them."""
    turn = 2 * np.pi * (np.arange(24) + 0.5 - peak_hour) / 24
    height = np.exp(narrowness * (np.cos(turn) - 1.0))
    return np.asarray(height / height.sum())


def walk(layout: Layout, houses: Houses, venues: Venues, seed: int) -> Walks:
    """True walks of an average day.

    Parameters
    ----------
    layout
        The street plan.
    houses
        Where walks end, by residents.
    venues
        Where they begin, with the station.
    seed
        The run's seed.

    Returns
    -------
    Walks
        Means of two sets of ways, each shortest for lengths multiplied by its own noise.
    """
    nodes, setting_out = _departures(layout, venues)
    pull = np.bincount(
        layout.ends[houses.segment, 0], weights=houses.residents, minlength=len(layout.node_xy_m)
    ).astype(np.float64)
    pull[_nearest_node(layout, STATION_XY_M)] += _STATION_PULL * pull.sum()
    flow = np.zeros((len(SORTS), len(layout.ends)))
    for jitter in range(_JITTERS):
        noise = stream(seed, "example", "ways", jitter).lognormal(0.0, 0.22, len(layout.ends))
        flow += _spread(layout, noise * layout.length_m, nodes, (setting_out, pull)) / _JITTERS
    hour = np.array([bell(*each) for each in zip(_PEAK_HOUR, _NARROWNESS, strict=True)])
    return Walks(per_day=flow, hour=hour)


def _departures(layout: Layout, venues: Venues) -> tuple[Ints, Floats]:
    """Nodes people set out from, and how many of each sort on an average day, shape (Q, K)."""
    at = np.append(layout.ends[venues.segment, 0], _nearest_node(layout, STATION_XY_M))
    nodes, place = np.unique(at, return_inverse=True)
    out = np.zeros((len(SORTS), len(nodes)))
    for row, (kind, people) in enumerate(
        zip(venues.kind.tolist(), venues.people.tolist(), strict=True)
    ):
        if kind in _SORT_OF:
            sort = _SORT_OF[kind]
            guests = {"shop": _SHOPPERS, "cafe": _CAFE_GUESTS}.get(kind, _FILL[sort] * people)
            out[sort, place[row]] += guests
    out[SORTS.index("train"), place[-1]] += _TRAVELLERS
    return nodes, out


def _nearest_node(layout: Layout, xy_m: tuple[float, float]) -> int:
    return int(np.argmin(np.hypot(*(layout.node_xy_m - xy_m).T)))


def _spread(layout: Layout, cost: Floats, nodes: Ints, who: tuple[Floats, Floats]) -> Floats:
    """Walks over each segment, shape (Q, S), when everyone takes the cheapest way home."""
    setting_out, pull = who
    size = len(layout.node_xy_m)
    a, b = layout.ends.T
    order = np.lexsort((cost, np.maximum(a, b), np.minimum(a, b)))
    key = (np.minimum(a, b) * size + np.maximum(a, b))[order]
    first = np.unique(key, return_index=True)
    segment = order[first[1]]
    graph = coo_array((cost[segment], (a[segment], b[segment])), shape=(size, size)).tocsr()
    distance, before = dijkstra(graph, directed=False, indices=nodes, return_predecessors=True)
    ranks = np.argsort(distance, axis=1, kind="stable")
    people = _homeward(before.astype(np.int64), ranks, pull)
    flow = np.zeros((len(setting_out), len(cost)))
    rows, node = np.nonzero((before >= 0) & (people > 0))
    back = before[rows, node].astype(np.int64)
    edge = np.searchsorted(first[0], np.minimum(back, node) * size + np.maximum(back, node))
    for sort, out in enumerate(setting_out):
        flow[sort] = np.bincount(
            segment[edge], weights=out[rows] * people[rows, node], minlength=len(cost)
        )
    return flow


def _homeward(before: Ints, ranks: Ints, pull: Floats) -> Floats:
    """Share of each place's walkers who pass each node on the way home, shape (K, C)."""
    rows = np.arange(len(before))
    hops = np.zeros(before.shape)
    for node in ranks.T[1:]:
        hops[rows, node] = hops[rows, before[rows, node]] + 1.0
    share = pull * (1.0 + hops / _HOPS_SCALE) ** -_HOPS_POWER
    share /= share.sum(axis=1, keepdims=True)
    for node in ranks.T[:0:-1]:
        share[rows, before[rows, node]] += share[rows, node]
    return share
