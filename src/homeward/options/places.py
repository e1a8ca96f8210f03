"""Options at points: cameras, help points, patrol stops, safe places."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse, spatial

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import Measure
from homeward.options.draft import Draft
from homeward.options.ground import Ground, in_bands
from homeward.streets import views

__all__ = ["camera_drafts", "safe_place_drafts", "stop_drafts", "within_reach"]

MOST_PLACES = 600
"""Declared: points kept for one measure, those with most segments in range."""

JUNCTION_DEGREE = 3
ONE_CLUSTER_M = 100.0
"""Declared: venues this near to each other share a safe place."""

BATCH = 64
"""Points searched from at once, to bound memory."""

PASSED_THROUGH = ("station", "bus_stop")
"""Venues without guests who leave at closing time."""


def camera_drafts(ground: Ground, measure: Measure) -> list[Draft]:
    """A camera at a junction, with what it can see of the streets around it."""
    nodes = _junctions(ground, measure.reach_m)
    eyes = ground.streets.node_xy_m[nodes]
    shapes = ground.town.buildings.shapes
    seen = views(ground.streets, shapes, eyes, measure.reach_m)
    drafts = []
    for k, node in enumerate(nodes.tolist()):
        mine = slice(int(seen.start[k]), int(seen.start[k + 1]))
        share = np.asarray(seen.share[mine], dtype=np.float64)[:, None]
        links = np.asarray(seen.segment[mine], dtype=np.int64)
        drafts.append(_at(ground, node, links, in_bands(measure, links) * share))
    return [each for each in drafts if len(each.segment)]


def stop_drafts(ground: Ground, measure: Measure) -> list[Draft]:
    """A help point or a patrol's stop at a junction, reaching the streets around it."""
    nodes = _junctions(ground, measure.reach_m)
    return _reaching(ground, measure, nodes)


def safe_place_drafts(ground: Ground, measure: Measure) -> list[Draft]:
    """A safe place at the node in the middle of each cluster of venues."""
    nodes = _venue_nodes(ground)
    return _reaching(ground, measure, nodes)


def _reaching(ground: Ground, measure: Measure, nodes: Ints) -> list[Draft]:
    """One option a node, at full strength on all that is in reach along the streets."""
    reached = within_reach(ground, nodes, measure.reach_m)
    return [
        _at(ground, node, links, in_bands(measure, links))
        for node, links in zip(nodes.tolist(), reached, strict=True)
        if len(links)
    ]


def _at(ground: Ground, node: int, links: Ints, strength: Floats) -> Draft:
    """One unit at a node."""
    return Draft(
        place=str(ground.streets.node_id[node]),
        units=1.0,
        xy_m=ground.streets.node_xy_m[node],
        segment=links,
        strength=strength,
        lights=np.zeros(len(links), dtype=np.bool_),
    )


def within_reach(ground: Ground, nodes: Ints, reach_m: float) -> list[Ints]:
    """Segments whose middle is within `reach_m` of each node along the streets, ascending.

    A segment that ends at the node is always in reach.
    """
    streets, found = ground.streets, []
    for first in range(0, len(nodes), BATCH):
        batch = nodes[first : first + BATCH]
        metres = np.atleast_2d(
            sparse.csgraph.dijkstra(
                ground.graph, directed=False, indices=batch, limit=reach_m + 1e-6
            )
        )
        nearest = np.minimum(metres[:, streets.ends[:, 0]], metres[:, streets.ends[:, 1]])
        inside = (nearest + streets.length_m / 2 <= reach_m) | (nearest == 0)
        found += [np.flatnonzero(row).astype(np.int64) for row in inside]
    return found


def _junctions(ground: Ground, range_m: float) -> Ints:
    """Junctions for one measure: those with most segments in range first, well apart."""
    degree = np.bincount(ground.streets.ends.ravel(), minlength=ground.streets.nodes)
    nodes = np.flatnonzero((degree >= JUNCTION_DEGREE) & ground.free_nodes)
    if not len(nodes):
        return nodes.astype(np.int64)
    xy_m = ground.streets.node_xy_m[nodes]
    middles = spatial.cKDTree(ground.streets.middle_xy_m)
    in_range = middles.query_ball_point(xy_m, range_m, return_length=True)
    order = np.lexsort((nodes, -np.asarray(in_range)))
    kept = _apart(xy_m, order, range_m / 2)[:MOST_PLACES]
    return np.sort(nodes[kept]).astype(np.int64)


def _apart(xy_m: Floats, order: Sequence[int] | Ints, least_m: float) -> list[int]:
    """Points in order, leaving out what is nearer than `least_m` to one that was kept."""
    tree = spatial.cKDTree(xy_m)
    blocked: Bools = np.zeros(len(xy_m), dtype=np.bool_)
    kept = []
    for point in np.asarray(order).tolist():
        if not blocked[point]:
            kept.append(point)
            blocked[tree.query_ball_point(xy_m[point], least_m)] = True
    return kept


def _venue_nodes(ground: Ground) -> Ints:
    """Nodes at clusters of venues: first where most venues are within reach of one."""
    venues = ground.town.venues
    guests = ~np.isin(venues.kind, PASSED_THROUGH)
    nodes = np.flatnonzero(ground.free_nodes)
    if not guests.any() or not len(nodes):
        return np.zeros(0, dtype=np.int64)
    xy_m = venues.xy_m[guests]
    near = np.asarray(spatial.cKDTree(ground.streets.node_xy_m[nodes]).query(xy_m)[1])
    crowd = spatial.cKDTree(xy_m).query_ball_point(xy_m, ONE_CLUSTER_M, return_length=True)
    order = np.lexsort((nodes[near], -np.asarray(crowd)))
    kept = _apart(xy_m, order, ONE_CLUSTER_M)
    return np.unique(nodes[near[kept]]).astype(np.int64)
