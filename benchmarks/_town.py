"""A town, hundreds of doors and an end at every corner: what the flows are measured on."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from homeward import measures, read, streets
from homeward.kit import store
from homeward.measures.assumption import Values
from homeward.night import SLOTS, Conditions, of_date
from homeward.streets import Streets
from homeward.tables import Place
from homeward.walks import Demand

MAPS = {"porto": "porto_portugal.osm.pbf", "milan": "milan_italy_small.osm.pbf"}
STITCHED = "stitched"
COPIES = 20
"""Copies of Porto in the stitched network, joined in a row: two million segments."""
ORIGINS = {"porto": 500, "milan": 500, STITCHED: 3000}
REACH_M = 3000
SCALE_M = 800.0
DENSE_M = 1000.0
DENSEST = 0.25
"""Origins are drawn from this share of corners, those with most others within `DENSE_M`."""
SLOT = 10
STATION = 1
"""Position of stations among kinds of ends: their pull is a plain exponential of distance."""
WINTER_SATURDAY = date(2025, 12, 20)
PORTO = Place(
    name="Porto",
    bbox=(-8.7, 41.1, -8.5, 41.2),
    crs="+proj=tmerc +lat_0=41.15 +lon_0=-8.6 +ellps=WGS84 +units=m",
    timezone="Europe/Lisbon",
    country="PT",
    subdivision="",
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Case:
    """A network, origins and the weight of the end at every node."""

    streets: Streets
    origins: np.ndarray
    weight: np.ndarray

    @property
    def graph(self) -> tuple[csr_array, np.ndarray]:
        """Millimetres by (from, to), shortest of parallel segments; and each entry's segment."""
        net = self.streets
        tail, head = net.ends.T
        ways = np.concatenate([net.ends, np.column_stack([head, tail])])
        segment = np.tile(np.arange(net.segments), 2)
        order = np.lexsort((segment, net.length_mm[segment], ways[:, 1], ways[:, 0]))
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (np.diff(ways[order], axis=0) != 0).any(axis=1)
        kept = order[first]
        start = np.searchsorted(ways[kept, 0], np.arange(net.nodes + 1))
        mm = net.length_mm[segment[kept]].astype(np.float64)
        matrix = csr_array((mm, ways[kept, 1].astype(np.int32), start.astype(np.int32)))
        return matrix, segment[kept]


def prepare(maps: Path, folder: Path) -> None:
    """Read Porto once and keep its streets for every contender."""
    keep("porto", maps, folder)


def keep(name: str, maps: Path, folder: Path) -> None:
    """Read a map and keep its streets."""
    store.save(streets.build(read.town(maps / MAPS[name])), folder / name)


def case(folder: Path, name: str = "porto") -> Case:
    """The same for every contender: origins where corners are many, gamma weights.

    Up to a metre is added to each segment at random, so that hardly two ways tie: which of
    two equal ways is walked is each program's own choice.
    """
    known = store.load(Streets, folder / ("porto" if name == STITCHED else name))
    if known is None:
        raise FileNotFoundError(folder)
    known = stitched(known) if name == STITCHED else known
    draw = np.random.default_rng(2026)
    net = replace(known, length_mm=known.length_mm + draw.integers(0, 1000, known.segments))
    links = csr_array((np.ones(net.segments), net.ends.T), shape=(net.nodes, net.nodes))
    part = connected_components(links, directed=False)[1]
    largest = np.flatnonzero(part == np.bincount(part).argmax())
    xy = net.node_xy_m[largest]
    near = cKDTree(xy).query_ball_point(xy, DENSE_M, return_length=True)
    dense = largest[near >= np.quantile(near, 1 - DENSEST)]
    return Case(
        streets=net,
        origins=np.sort(draw.choice(dense, ORIGINS[name], replace=False)).astype(np.int64),
        weight=draw.gamma(2.0, 1.0, net.nodes),
    )


def stitched(net: Streets) -> Streets:
    """Copies of a town side by side, each joined to the next by one street."""
    copies = np.arange(COPIES)
    wide = float(np.ptp(net.node_xy_m[:, 0])) + 10.0
    beside = np.repeat(copies * wide, net.nodes)
    west, east = net.node_xy_m[:, 0].argmin(), net.node_xy_m[:, 0].argmax()
    last, first = copies[:-1] * net.nodes + east, copies[1:] * net.nodes + west
    ends = (net.ends + (copies * net.nodes)[:, None, None]).reshape(-1, 2)
    joined = np.concatenate([ends, np.column_stack([last, first])])
    more = len(joined) - len(ends)
    per_segment = {
        each: np.concatenate([np.tile(getattr(net, each), COPIES), getattr(net, each)[:more]])
        for each in (
            *("length_mm", "kind", "in_park", "way_id", "name", "lit", "lit_reason"),
            *("lit_rule", "gate_rule", "p_lit", "lamps", "old_lamps", "frontage", "zone"),
        )
    }
    xy = np.tile(net.node_xy_m, (COPIES, 1)) + np.column_stack([beside, 0 * beside])
    return replace(
        net,
        node_id=np.arange(len(xy), dtype=np.int64),
        node_xy_m=xy,
        ends=joined,
        shape_start=np.arange(len(joined) + 1, dtype=np.int64) * 2,
        shape_xy_m=xy[joined.ravel()],
        **per_segment,
    )


def values() -> Values:
    """Central assumptions, but for how far people walk."""
    return {
        **measures.assumptions().central(),
        "walks.reach_m": float(REACH_M),
        "walks.scale_m": SCALE_M,
    }


def departures(town: Case) -> Demand:
    """One walker from every origin, an end at every node."""
    leaving = np.zeros((1, len(town.origins), SLOTS), dtype=np.int64)
    leaving[:, :, SLOT] = 256
    nodes, none = town.streets.nodes, np.zeros(0, dtype=np.int64)
    return Demand(
        origin_node=town.origins,
        origin_stop=np.zeros(len(town.origins), dtype=np.bool_),
        venue_origin=none,
        leaving=leaving,
        end_node=np.arange(nodes, dtype=np.int64),
        end_kind=np.full(nodes, STATION, dtype=np.int8),
        end_weight=town.weight,
        end_extra_mm=np.zeros(nodes, dtype=np.int64),
        gateway=np.zeros(nodes, dtype=np.bool_),
        near_start=np.zeros(1, dtype=np.int64),
        near_segment=none,
    )


def night(net: Streets, *, dark: bool) -> Conditions:
    """A night on which all can be walked; by daylight there is one way only to search."""
    drawn = of_date(WINTER_SATURDAY, PORTO)
    return Conditions(
        night=type(drawn)(
            date=drawn.date,
            kind=drawn.kind,
            weight=1,
            begins=drawn.begins,
            dark=np.full(SLOTS, dark),
            holiday=False,
        ),
        lit=np.repeat(net.lit[:, None], SLOTS, axis=1),
        passable=np.ones((net.segments, SLOTS), dtype=np.bool_),
        venue_open=np.zeros((0, SLOTS)),
        closing=np.zeros((0, SLOTS)),
    )
