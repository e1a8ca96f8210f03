"""A map in any format that osmium knows, thing by thing."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import osmium

from homeward.errors import SourceError
from homeward.read._osm_raw import (
    AREA_KEYS,
    NODE_KEYS,
    UNSET,
    WAY_KEYS,
    RawMap,
    RawNode,
    RawRelation,
    RawWays,
    check_earthly,
    check_points,
    check_things,
    parted,
    wanted_by,
)
from homeward.read._text import undirected
from homeward.read.guard import MapFile

__all__ = ["read_stream"]


class _Way(NamedTuple):
    """A way; `points` are (node id, x, y), x and y `UNSET` where the node is not there."""

    id: int
    tags: dict[str, str]
    points: list[tuple[int, int, int]]


def read_stream(source: MapFile) -> RawMap:
    """Read the tagged things of a map through osmium.

    Parameters
    ----------
    source
        A map that was looked over.

    Returns
    -------
    RawMap
        Its nodes, ways and relations that mean something to a walker.

    Raises
    ------
    SourceError
        If a node lies nowhere on Earth, or there is too much in the map.

    Notes
    -----
    Three passes, so that things may stand in any order in the file: relations, nodes
    (whose places are kept by osmium), ways.
    """
    relations = _relations(source)
    wanted = wanted_by(relations)
    placed = osmium.NodeLocationsForWays(osmium.index.create_map("flex_mem"))
    placed.ignore_errors()
    nodes = _nodes(source, placed)
    found = _flat(_with_strays(source, _ways(source, placed, set(wanted.tolist()))))
    check_earthly(source, found.node, found.xy)
    ways, members = parted(found, wanted)
    return RawMap(
        nodes=tuple(nodes),
        ways=ways,
        relations=tuple(relations),
        members=members,
        box=_header_box(source),
    )


def _things(source: MapFile, kind: Any, *handlers: Any) -> Iterator[Any]:  # noqa: ANN401
    """All things of one kind in the file that pass the handlers, up to a bound."""
    file = osmium.io.File(str(source.path.resolve()), source.format)
    with osmium.io.Reader(file, kind) as reader:
        for number, thing in enumerate(osmium.OsmFileIterator(reader, *handlers), start=1):
            check_things(source, number)
            yield thing


def _header_box(source: MapFile) -> tuple[float, float, float, float] | None:
    """The box the file's header gives, if it gives one."""
    file = osmium.io.File(str(source.path.resolve()), source.format)
    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        box = reader.header().box()
        if not box.valid():
            return None
        low, high = box.bottom_left, box.top_right
        return low.lon, low.lat, high.lon, high.lat


def _tags(thing: Any) -> dict[str, str]:  # noqa: ANN401
    return {key: undirected(value) for key, value in dict(thing.tags).items()}


def _relations(source: MapFile) -> list[RawRelation]:
    """Multipolygons and boundaries that are areas of interest."""
    shaped = osmium.filter.TagFilter(("type", "multipolygon"), ("type", "boundary"))
    tagged = osmium.filter.KeyFilter(*AREA_KEYS)
    found: dict[int, RawRelation] = {}
    for each in _things(source, osmium.osm.RELATION, shaped, tagged):
        ways = tuple(member.ref for member in each.members if member.type == "w")
        found[each.id] = RawRelation(each.id, _tags(each), ways)
    return [found[key] for key in sorted(found)]


def _nodes(source: MapFile, placed: Any) -> list[RawNode]:  # noqa: ANN401
    """Tagged nodes of interest; on the way, all nodes' places are kept."""
    tagged = osmium.filter.KeyFilter(*NODE_KEYS)
    found: dict[int, RawNode] = {}
    for each in _things(source, osmium.osm.NODE, placed, tagged):
        x, y = each.location.x, each.location.y
        if x == UNSET:
            raise SourceError(
                f"{source.path} cannot be read as a map: node {each.id} has no place."
            )
        found[each.id] = RawNode(each.id, x, y, _tags(each))
    nodes = [found[key] for key in sorted(found)]
    rows = np.array([node[:3] for node in nodes], dtype=np.int64).reshape(-1, 3)
    check_earthly(source, rows[:, 0], rows[:, 1:])
    return nodes


def _ways(
    source: MapFile,
    placed: Any,  # noqa: ANN401
    wanted: set[int],
) -> list[_Way]:
    """Tagged ways of interest, and the ways that relations are made of."""
    found: dict[int, _Way] = {}
    points = 0
    for each in _things(source, osmium.osm.WAY, placed):
        tags = _tags(each)
        if WAY_KEYS.isdisjoint(tags) and each.id not in wanted:
            continue
        points += len(each.nodes)
        check_points(source, points)
        found[each.id] = _Way(each.id, tags, [(n.ref, n.x, n.y) for n in each.nodes])
    return [found[key] for key in sorted(found)]


def _with_strays(source: MapFile, ways: list[_Way]) -> list[_Way]:
    """The ways with the places of nodes that have negative ids, which osmium does not keep."""
    strays = {n for way in ways for n, x, _ in way.points if n <= 0 and x == UNSET}
    if not strays:
        return ways
    nodes = _things(source, osmium.osm.NODE)
    place = {n.id: (n.location.x, n.location.y) for n in nodes if n.id in strays}
    return [
        way._replace(points=[(n, *place.get(n, (x, y))) for n, x, y in way.points]) for way in ways
    ]


def _flat(ways: list[_Way]) -> RawWays:
    """Ways in flat arrays."""
    lengths = np.fromiter((len(way.points) for way in ways), np.int64, len(ways))
    points = [point for way in ways for point in way.points]
    table = np.array(points, dtype=np.int64).reshape(-1, 3)
    return RawWays(
        id=np.array([way.id for way in ways], dtype=np.int64),
        tags=tuple(way.tags for way in ways),
        start=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        node=table[:, 0].copy(),
        spot=np.arange(len(table)),
        xy=table[:, 1:].copy(),
    )
