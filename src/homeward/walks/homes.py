"""Where people live: at the map's nodes, and beyond its edge through gateways."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures.assumption import Values
from homeward.streets import nearest_nodes
from homeward.streets.network import Kind, Streets
from homeward.tables import Buildings, People, Town

__all__ = ["Homes", "homes"]

HOME_BUILDINGS = (
    "apartments",
    "bungalow",
    "detached",
    "dormitory",
    "flats",
    "house",
    "residential",
    "semidetached_house",
    "terrace",
    "yes",
)
"""``building`` values taken as homes; ``yes`` says nothing and counts as one."""
STOREYS = 2.0
"""Storeys of a building whose map does not say: declared; weighs buildings only."""
ROAD_KINDS = (Kind.MAIN_ROAD, Kind.RESIDENTIAL)
EDGE_M = 30.0
"""A road's node so near to the map's outline is a gateway."""
ROAD_END_M = 250.0
"""A road that ends so near to the map's outline was cut by it: declared."""
BAND_M = 500.0
"""Width of the bands in which homes beyond the edge are gathered, where they are guessed."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Homes:
    """Residents by node (any unit): `extra_m` beyond it, `gateway` where beyond the map."""

    node: Ints
    residents: Floats
    extra_m: Floats
    gateway: Bools

    def __post_init__(self) -> None:
        freeze(self)


def homes(streets: Streets, town: Town, values: Values) -> tuple[Homes, tuple[str, ...]]:
    """Residents at nodes and gateways, and what was assumed, in sentences."""
    inside, outside = _split(streets, town.people, values["walks.reach_m"])
    here, note = _on_map(streets, town, inside)
    beyond, beyond_note = _beyond(streets, here, outside, values)
    node = np.flatnonzero(here > 0)
    return Homes(
        node=np.concatenate([node, beyond.node]),
        residents=np.concatenate([here[node], beyond.residents]),
        extra_m=np.concatenate([np.zeros(len(node)), beyond.extra_m]),
        gateway=np.concatenate([np.zeros(len(node), dtype=np.bool_), beyond.gateway]),
    ), (note, beyond_note)


def _split(streets: Streets, people: People | None, reach_m: float) -> tuple[Floats, Floats]:
    """Rows (x, y, residents) in the nodes' bounding box, and within reach of it; in order."""
    if people is None or not streets.nodes:
        return np.zeros((0, 3)), np.zeros((0, 3))
    rows = np.column_stack([people.xy_m, people.residents])
    rows = rows[rows[:, 2] > 0]
    rows = rows[np.lexsort(rows.T)]
    low, high = streets.node_xy_m.min(axis=0), streets.node_xy_m.max(axis=0)
    gap = np.maximum(0.0, np.maximum(low - rows[:, :2], rows[:, :2] - high)).max(axis=1)
    return rows[gap == 0], rows[(gap > 0) & (gap <= reach_m)]


def _on_map(streets: Streets, town: Town, inside: Floats) -> tuple[Floats, str]:
    """Residents at each node, shape (C,), and how they were found."""
    if len(inside):
        return _spread(streets, inside), (
            "Residents of each census point are spread over the frontage of the nearest "
            "residential streets."
        )
    by_floor = _by_floor(streets, town.buildings)
    if by_floor.any():
        return by_floor, (
            "Residents were not given: homes are spread over the floor of buildings that "
            "may be homes."
        )
    whole = _spread(streets, np.array([[0.0, 0.0, 1.0]]))
    return whole, (
        "Neither residents nor buildings were given: homes are spread over residential "
        "streets by length."
    )


def _spread(streets: Streets, points: Floats) -> Floats:
    """Each point's residents over the nodes nearest to it, by homes' frontage, shape (C,)."""
    if not streets.nodes:
        return np.zeros(0)
    cell = np.asarray(cKDTree(points[:, :2]).query(streets.node_xy_m)[1], dtype=np.int64)
    weight = _weight(streets, cell, len(points))
    total = np.bincount(cell, weight, len(points))
    spread = points[cell, 2] * weight / np.where(total > 0, total, 1.0)[cell]
    empty = np.flatnonzero(total == 0)
    if len(empty):
        node = nearest_nodes(streets, points[empty, :2])[0]
        spread = spread + np.bincount(node, points[empty, 2], streets.nodes)
    return np.asarray(spread, dtype=np.float64)


def _weight(streets: Streets, cell: Ints, cells: int) -> Floats:
    """Frontage of residential streets at each node; their length, or any, where a cell has none."""
    residential = streets.kind == Kind.RESIDENTIAL
    weight = _at_nodes(streets, streets.length_m)
    for better in (
        residential * streets.length_m,
        residential * streets.length_m * streets.frontage,
    ):
        found = _at_nodes(streets, better)
        weight = np.where(np.bincount(cell, found, cells)[cell] > 0, found, weight)
    return weight


def _at_nodes(streets: Streets, of_segment: Floats) -> Floats:
    """Half of each segment's amount at either end, shape (C,)."""
    halves = np.tile(of_segment / 2, 2)
    return np.bincount(streets.ends.T.ravel(), halves, streets.nodes).astype(np.float64)


def _by_floor(streets: Streets, buildings: Buildings) -> Floats:
    """Floor area of buildings that may be homes, at their nearest nodes, shape (C,)."""
    if not streets.nodes or not len(buildings.kind):
        return np.zeros(streets.nodes)
    shapes = buildings.shapes.geometries
    storeys = np.where(buildings.levels > 0, buildings.levels, STOREYS)
    floor = shapely.area(shapes) * storeys
    kept = np.isin(buildings.kind, HOME_BUILDINGS) & (floor > 0)
    xy = shapely.get_coordinates(shapely.centroid(shapes[kept]))
    rows = np.column_stack([xy, floor[kept]])
    rows = rows[np.lexsort(rows.T)]
    if not len(rows):
        return np.zeros(streets.nodes)
    node = nearest_nodes(streets, rows[:, :2])[0]
    return np.bincount(node, rows[:, 2], streets.nodes).astype(np.float64)


def _beyond(streets: Streets, here: Floats, outside: Floats, values: Values) -> tuple[Homes, str]:
    """Homes beyond the edge, at its gateways."""
    outline = shapely.convex_hull(shapely.multipoints(streets.node_xy_m))
    gates = _gateways(streets, outline)
    if not len(gates):
        return _gate_rows(gates, gates.astype(np.float64), gates.astype(np.float64)), (
            "No road leaves the map: no homes beyond its edge."
        )
    if len(outside):
        found = cKDTree(streets.node_xy_m[gates]).query(outside[:, :2])
        far, at = np.asarray(found[0]), np.asarray(found[1])
        near = far <= values["walks.reach_m"]
        return _gate_rows(gates[at[near]], outside[near, 2], far[near]), (
            "Residents beyond the map's edge are reached through its gateways."
        )
    density = float(here.sum()) / outline.area * values["walks.ring_density"]
    return _ring(outline, gates, density, values["walks.reach_m"]), (
        "Residents beyond the map's edge were not given: as many an area as on the map, "
        "times a declared share of that density."
    )


def _gate_rows(node: Ints, residents: Floats, extra_m: Floats) -> Homes:
    return Homes(
        node=node,
        residents=residents,
        extra_m=extra_m,
        gateway=np.ones(len(node), dtype=np.bool_),
    )


def _gateways(streets: Streets, outline: shapely.Geometry) -> Ints:
    """Nodes where roads leave the map."""
    if not outline.area > 0:
        return np.zeros(0, dtype=np.int64)
    gap = shapely.distance(outline.exterior, shapely.points(streets.node_xy_m))
    on_road = np.zeros(streets.nodes, dtype=np.bool_)
    on_road[streets.ends[np.isin(streets.kind, ROAD_KINDS)].ravel()] = True
    degree = np.bincount(streets.ends.ravel(), minlength=streets.nodes)
    at_edge = (gap <= EDGE_M) | ((degree == 1) & (gap <= ROAD_END_M))
    return np.flatnonzero(on_road & at_edge)


def _ring(outline: shapely.Geometry, gates: Ints, density: float, reach_m: float) -> Homes:
    """Homes in bands round the map, shared evenly among the gateways."""
    edges = np.arange(0.0, reach_m + 1.0, BAND_M)
    areas = np.diff([shapely.buffer(outline, each).area for each in edges])
    bands = len(areas)
    return _gate_rows(
        np.repeat(gates, bands),
        np.tile(areas * density / len(gates), len(gates)),
        np.tile(edges[:-1] + BAND_M / 2, len(gates)),
    )
