"""A town, hundreds of doors and an end at every corner: what the flows are measured on."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
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
LEAST = 2_000_000
"""Segments that the stitched network has at least."""
ORIGINS = {"porto": 500, "milan": 500, STITCHED: 3000}
KEPT = (
    *("length_mm", "kind", "in_park", "way_id", "lit"),
    *("p_lit", "lamps", "old_lamps", "frontage", "zone"),
)
LEFT_OUT = ("name", "lit_reason", "lit_rule", "gate_rule")
"""Positions in tables of a town's own, which a row of towns does not share."""
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


def prepare(*names: str) -> Callable[[Path, Path], None]:
    """Read maps once and keep a case of each named network for every contender."""

    def work(maps: Path, folder: Path) -> None:
        read_in: dict[str, Streets] = {}
        for name in names:
            for town in MAPS if name == STITCHED else (name,):
                if town not in read_in:
                    read_in[town] = streets.build(read.town(maps / MAPS[town]))
            net = stitched(list(read_in.values())) if name == STITCHED else read_in[name]
            store.save(_drawn(net, ORIGINS[name]), folder / name)

    return work


def case(folder: Path, name: str = "porto") -> Case:
    """The same for every contender."""
    known = store.load(Case, folder / name)
    if known is None:
        raise FileNotFoundError(folder / name)
    return known


def _drawn(known: Streets, origins: int) -> Case:
    """Origins where corners are many, gamma weights.

    Up to a metre is added to each segment at random, so that hardly two ways tie: which of
    two equal ways is walked is each program's own choice.
    """
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
        origins=np.sort(draw.choice(dense, origins, replace=False)).astype(np.int64),
        weight=draw.gamma(2.0, 1.0, net.nodes),
    )


def stitched(towns: list[Streets]) -> Streets:
    """The towns by turns, side by side, each joined to the next by one street.

    What names, reasons and hours its segments have is left out; no flow here asks for them.
    """
    row: list[Streets] = []
    while sum(each.segments for each in row) < LEAST:
        row.append(towns[len(row) % len(towns)])
    first = np.array([0, *accumulate(each.nodes for each in row)])[:-1]
    wide = [float(np.ptp(each.node_xy_m[:, 0])) + 10.0 for each in row]
    left = [0.0, *accumulate(wide)]
    xy = np.concatenate(
        [
            each.node_xy_m - each.node_xy_m.min(axis=0) + (beside, 0.0)
            for each, beside in zip(row, left, strict=False)
        ]
    )
    west = first + [each.node_xy_m[:, 0].argmin() for each in row]
    east = first + [each.node_xy_m[:, 0].argmax() for each in row]
    joins = np.column_stack([east[:-1], west[1:]])
    inside = [each.ends + start for each, start in zip(row, first.tolist(), strict=True)]
    ends = np.concatenate([*inside, joins])
    return replace(
        row[0],
        node_id=np.arange(len(xy), dtype=np.int64),
        node_xy_m=xy,
        ends=ends,
        shape_start=np.arange(len(ends) + 1, dtype=np.int64) * 2,
        shape_xy_m=xy[ends.ravel()],
        **{each: _in_a_row(row, each, len(joins)) for each in KEPT},
        **{each: np.zeros(len(ends), dtype=np.int64) for each in LEFT_OUT},
    )


def _in_a_row(row: list[Streets], name: str, joins: int) -> np.ndarray:
    """What each segment has; the streets that join towns have it from the first segments."""
    every = [getattr(each, name) for each in row]
    return np.concatenate([*every, every[0][:joins]])


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
