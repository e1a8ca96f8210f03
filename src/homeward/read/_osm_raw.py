"""OpenStreetMap data as it stands in a file, in an order that does not depend on the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import osmium

from homeward.errors import SourceError
from homeward.kit.arrays import Floats, Ints
from homeward.read.guard import MapFile, plain_errors

__all__ = ["Lines", "RawMap", "RawNode", "RawRelation", "RawWay", "lines_of", "read_raw"]

NODE_KEYS = (
    "access",
    "amenity",
    "barrier",
    "club",
    "entrance",
    "foot",
    "highway",
    "man_made",
    "place",
    "railway",
    "station",
    "tourism",
)
AREA_KEYS = (
    "amenity",
    "building",
    "club",
    "highway",
    "landuse",
    "leisure",
    "natural",
    "railway",
    "station",
    "tourism",
)
WAY_KEYS = frozenset({*AREA_KEYS, "public_transport"})

UNITS = 10_000_000
"""OpenStreetMap keeps degrees as whole ten-millionths."""

UNSET = 2**31 - 1
"""What the reading library gives for a node that is not in the file."""

MOST_POINTS, MOST_THINGS = 12_000_000, 5_000_000
"""Most way points, and most things of a type, that a map may hold (assumption: about the
largest city), so that memory stays within a few gigabytes."""


class RawNode(NamedTuple):
    """A tagged node; `x` and `y` in ten-millionths of a degree."""

    id: int
    x: int
    y: int
    tags: dict[str, str]


class RawWay(NamedTuple):
    """A way; `points` are (node id, x, y), x and y `UNSET` where the node is not there."""

    id: int
    tags: dict[str, str]
    points: list[tuple[int, int, int]]


class RawRelation(NamedTuple):
    """A multipolygon or boundary with the ids of the ways it is made of."""

    id: int
    tags: dict[str, str]
    ways: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class RawMap:
    """What a map holds that a town is made of, each sorted by id.

    `members` are the ways of the relations by id; `box` is the file header's west, south,
    east, north in degrees.
    """

    nodes: tuple[RawNode, ...]
    ways: tuple[RawWay, ...]
    relations: tuple[RawRelation, ...]
    members: dict[int, RawWay]
    box: tuple[float, float, float, float] | None


def read_raw(source: MapFile) -> RawMap:
    """Read the tagged things of a map.

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
        If the file is damaged, a node lies nowhere on Earth, or there is too much in it.

    Notes
    -----
    Three passes, so that things may stand in any order in the file: relations, nodes
    (whose places are kept by osmium), ways.
    """
    with plain_errors(source.path):
        relations = _relations(source)
        locations = osmium.index.create_map("flex_mem")
        placed = osmium.NodeLocationsForWays(locations)
        placed.ignore_errors()
        nodes = _nodes(source, placed)
        wanted = {way for relation in relations for way in relation.ways}
        ways, members = _ways(source, placed, wanted)
        return RawMap(
            nodes=tuple(nodes),
            ways=tuple(_with_strays(source, ways)),
            relations=tuple(relations),
            members={way.id: way for way in _with_strays(source, members)},
            box=_header_box(source),
        )


def _things(source: MapFile, kind: Any, *handlers: Any) -> Iterator[Any]:  # noqa: ANN401
    """All things of one kind in the file that pass the handlers, up to a bound."""
    file = osmium.io.File(str(source.path.resolve()), source.format)
    with osmium.io.Reader(file, kind) as reader:
        for number, thing in enumerate(osmium.OsmFileIterator(reader, *handlers)):
            if number >= MOST_THINGS:
                raise _too_much(source, f"{MOST_THINGS:,} nodes, ways or relations of interest")
            yield thing


def _too_much(source: MapFile, bound: str) -> SourceError:
    """The error for a map larger than memory should hold."""
    return SourceError(
        f"A map may hold at most {bound}; {source.path} holds more. Cut it down to one town, "
        "for example with `osmium extract`."
    )


def _header_box(source: MapFile) -> tuple[float, float, float, float] | None:
    """The box the file's header gives, if it gives one."""
    file = osmium.io.File(str(source.path.resolve()), source.format)
    with osmium.io.Reader(file, osmium.osm.NOTHING) as reader:
        box = reader.header().box()
        if not box.valid():
            return None
        low, high = box.bottom_left, box.top_right
        return low.lon, low.lat, high.lon, high.lat


def _relations(source: MapFile) -> list[RawRelation]:
    """Multipolygons and boundaries that are areas of interest."""
    shaped = osmium.filter.TagFilter(("type", "multipolygon"), ("type", "boundary"))
    tagged = osmium.filter.KeyFilter(*AREA_KEYS)
    found: dict[int, RawRelation] = {}
    for each in _things(source, osmium.osm.RELATION, shaped, tagged):
        ways = tuple(member.ref for member in each.members if member.type == "w")
        found[each.id] = RawRelation(each.id, dict(each.tags), ways)
    return [found[key] for key in sorted(found)]


def _nodes(source: MapFile, placed: Any) -> list[RawNode]:  # noqa: ANN401
    """Tagged nodes of interest; on the way, all nodes' places are kept."""
    tagged = osmium.filter.KeyFilter(*NODE_KEYS)
    found: dict[int, RawNode] = {}
    for each in _things(source, osmium.osm.NODE, placed, tagged):
        place = each.location
        if not place.valid():
            raise _nowhere(source, each.id, place.x, place.y)
        found[each.id] = RawNode(each.id, place.x, place.y, dict(each.tags))
    return [found[key] for key in sorted(found)]


def _nowhere(source: MapFile, node: int, x: int, y: int) -> SourceError:
    """The error for a node that lies nowhere on Earth."""
    where = "no place" if x == UNSET else f"latitude {y / UNITS:g}, longitude {x / UNITS:g}"
    return SourceError(
        f"{source.path} cannot be read as a map: node {node} has {where}; latitudes must lie "
        "within 90 degrees and longitudes within 180."
    )


def _ways(
    source: MapFile,
    placed: Any,  # noqa: ANN401
    wanted: set[int],
) -> tuple[list[RawWay], list[RawWay]]:
    """Tagged ways of interest, and the ways that relations are made of."""
    tagged: dict[int, RawWay] = {}
    members: dict[int, RawWay] = {}
    points = 0
    for each in _things(source, osmium.osm.WAY, placed):
        tags = dict(each.tags)
        of_interest, member = not WAY_KEYS.isdisjoint(tags), each.id in wanted
        if not (of_interest or member):
            continue
        points += len(each.nodes)
        if points > MOST_POINTS:
            raise _too_much(source, f"{MOST_POINTS:,} points of ways")
        way = RawWay(each.id, tags, [(n.ref, n.x, n.y) for n in each.nodes])
        _check_points(source, way)
        if of_interest:
            tagged[way.id] = way
        if member:
            members[way.id] = way
    return [tagged[key] for key in sorted(tagged)], [members[key] for key in sorted(members)]


def _check_points(source: MapFile, way: RawWay) -> None:
    """Refuse a way with a point off the Earth."""
    for node, x, y in way.points:
        if x != UNSET and not (-180 * UNITS <= x <= 180 * UNITS and abs(y) <= 90 * UNITS):
            raise _nowhere(source, node, x, y)


def _with_strays(source: MapFile, ways: Sequence[RawWay]) -> list[RawWay]:
    """The ways with the places of nodes that have negative ids, which osmium does not keep."""
    strays = {n for way in ways for n, x, _ in way.points if n <= 0 and x == UNSET}
    if not strays:
        return list(ways)
    nodes = _things(source, osmium.osm.NODE)
    place = {n.id: (n.location.x, n.location.y) for n in nodes if n.id in strays}
    return [
        way._replace(points=[(n, *place.get(n, (x, y))) for n, x, y in way.points]) for way in ways
    ]


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Ways in flat arrays: way i has points ``start[i]:start[i + 1]``, degrees or ``nan``."""

    start: Ints
    node_id: Ints
    lonlat: Floats


def lines_of(ways: Sequence[RawWay]) -> Lines:
    """The points of ways, one after another.

    Parameters
    ----------
    ways
        Ways, W of them, with R points in all.

    Returns
    -------
    Lines
        Shapes (W + 1,), (R,) and (R, 2); ``nan`` degrees where a node is not in the file.
    """
    lengths = np.fromiter((len(way.points) for way in ways), np.int64, len(ways))
    flat = [point for way in ways for point in way.points]
    table = np.array(flat, dtype=np.int64).reshape(-1, 3)
    lonlat = table[:, 1:] / UNITS
    lonlat[table[:, 1] == UNSET] = np.nan
    start = np.concatenate(([0], np.cumsum(lengths)))
    return Lines(start=start, node_id=table[:, 0].copy(), lonlat=lonlat)
