"""The made-up town as an OpenStreetMap file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import osmium
import shapely

from homeward.example.crimes import Built
from homeward.example.furniture import Furniture, furnish
from homeward.example.ground import Ground
from homeward.example.lamps import Lamps, Light
from homeward.example.tags import PARK_HOURS, area_tags, street_tags
from homeward.kit.arrays import Ints, freeze
from homeward.kit.rng import stream

__all__ = ["Ids", "write_map"]

_VENUE_KEY: Final = {"hotel": "tourism", "shop": "shop", "social_club": "club"}
_SHOPS: Final = (
    "convenience",
    "clothes",
    "supermarket",
    "hairdresser",
    "charity",
    "bakery",
    "chemist",
)
_GENERATOR: Final = "homeward example (made up)"


@dataclass(frozen=True, eq=False, kw_only=True)
class Ids:
    """The ids on the map: way of each segment, and first and last node, shapes (S,)."""

    way: Ints
    first: Ints
    last: Ints

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Sheet:
    """Nodes and ways in the order of their ids, from 1."""

    xy_m: list[tuple[float, float]] = field(default_factory=list)
    node_tags: dict[int, Mapping[str, str]] = field(default_factory=dict)
    ways: list[tuple[list[int], Mapping[str, str]]] = field(default_factory=list)

    def node(self, xy_m: Sequence[float], tags: Mapping[str, str] | None = None) -> int:
        """Add a node; its id."""
        self.xy_m.append((float(xy_m[0]), float(xy_m[1])))
        if tags:
            self.node_tags[len(self.xy_m)] = tags
        return len(self.xy_m)

    def ring(self, shape: shapely.Polygon, tags: Mapping[str, str]) -> None:
        """Add a closed way round a polygon."""
        nodes = [self.node(xy) for xy in list(shape.exterior.coords)[:-1]]
        self.ways.append(([*nodes, nodes[0]], tags))

    def line(self, shape: shapely.LineString, tags: Mapping[str, str]) -> None:
        """Add an open way along a line."""
        self.ways.append(([self.node(xy) for xy in shape.coords], tags))


def write_map(
    path: Path, built: Built, shining: Light, lamps: Lamps, ground: Ground, seed: int
) -> Ids:
    """Write the town's `.osm.pbf` file.

    Parameters
    ----------
    path
        Where to; an older file is replaced.
    built
        Streets, names, buildings and venues.
    shining
        What the map says of light.
    lamps
        Lamps, of which the map shows those in the middle of town.
    ground
        Where metres east and north lie on the globe.
    seed
        The run's seed.

    Returns
    -------
    Ids
        Ids of the ways and nodes that segments got.
    """
    sheet = _Sheet()
    for xy in built.layout.node_xy_m:
        sheet.node(xy)
    ids = _streets(sheet, built, shining, stream(seed, "example", "tags"))
    _nature(sheet, built)
    _houses(sheet, built)
    _places(sheet, built, furnish(built, lamps, seed))
    _save(path, sheet, ground)
    return ids


def _streets(sheet: _Sheet, built: Built, shining: Light, rng: np.random.Generator) -> Ids:
    layout = built.layout
    for segments in _courses(layout.way):
        nodes: list[int] = []
        for segment, forward in _directed(layout.ends, segments):
            inner = list(layout.lines[segment].coords)[1:-1]
            a, b = layout.ends[segment] if forward else layout.ends[segment][::-1]
            start = [] if nodes else [int(a) + 1]
            between = [sheet.node(xy) for xy in (inner if forward else inner[::-1])]
            nodes += [*start, *between, int(b) + 1]
        first = segments[0]
        tags = street_tags(
            str(layout.kind[first]), str(built.names[first]), str(shining.tag[first]), rng
        )
        sheet.ways.append((nodes, tags))
    return Ids(way=layout.way + 1, first=layout.ends[:, 0] + 1, last=layout.ends[:, 1] + 1)


def _courses(way: Ints) -> Iterator[list[int]]:
    """Segments of each way, in order of their course."""
    starts = np.flatnonzero(np.diff(way, prepend=-1))
    for start, end in zip(starts, [*starts[1:], len(way)], strict=True):
        yield list(range(int(start), int(end)))


def _directed(ends: Ints, segments: Sequence[int]) -> Iterator[tuple[int, bool]]:
    """Segments of one way with whether each runs as drawn along it."""
    at = int(ends[segments[0]][0])
    if (
        len(segments) > 1
        and at in ends[segments[1]]
        and ends[segments[0]][1] not in ends[segments[1]]
    ):
        at = int(ends[segments[0]][1])
    for segment in segments:
        forward = int(ends[segment][0]) == at
        at = int(ends[segment][1 if forward else 0])
        yield segment, forward


def _nature(sheet: _Sheet, built: Built) -> None:
    """Open spaces with their gates, the river and the railway."""
    layout = built.layout
    gates = {
        tuple(np.round(gate, 2)): green.kind for green in layout.greens for gate in green.gates_xy_m
    }
    for node, xy in enumerate(layout.node_xy_m):
        kind = gates.get(tuple(np.round(xy, 2)), "")
        if kind == "park":
            sheet.node_tags[node + 1] = {"barrier": "gate", "opening_hours": PARK_HOURS}
        elif kind == "cemetery":
            sheet.node_tags[node + 1] = {"barrier": "gate"}
    for green in layout.greens:
        sheet.ring(green.outline, area_tags(green.kind, green.name))
    bones = layout.bones
    sheet.ring(bones.river, {"natural": "water", "water": "river", "name": "River Alder"})
    over = shapely.union_all([each.line for each in bones.mains if each.kind != "greenway"]).buffer(
        16.0
    )
    for part in shapely.get_parts(bones.rail.difference(over)):
        sheet.line(part, {"railway": "rail", "usage": "main", "embankment": "yes"})
    for part in shapely.get_parts(bones.rail.intersection(over)):
        sheet.line(part, {"railway": "rail", "usage": "main", "bridge": "yes", "layer": "1"})


def _houses(sheet: _Sheet, built: Built) -> None:
    houses = built.houses
    rows = zip(houses.shapes, houses.kind.tolist(), houses.levels.tolist(), strict=True)
    for number, (shape, kind, levels) in enumerate(rows):
        tags = {"building": kind}
        if number % 3 == 0 or kind == "apartments":
            tags["building:levels"] = str(levels)
        sheet.ring(shape, tags)


def _places(sheet: _Sheet, built: Built, things: Furniture) -> None:
    """Venues, shops and street furniture."""
    venues = built.venues
    rows = zip(venues.kind.tolist(), venues.name.tolist(), venues.hours.tolist(), strict=True)
    for number, (kind, name, hours) in enumerate(rows):
        tags = {_VENUE_KEY.get(kind, "amenity"): _value(kind, number), "name": name}
        if kind in ("theatre", "cinema", "nightclub") and number % 2:
            tags["capacity"] = str(venues.people[number])
        sheet.node(venues.xy_m[number], tags | ({"opening_hours": hours} if hours else {}))
    for xy, point_tags in things.points:
        sheet.node(xy, point_tags)
    for shape, area in things.shapes:
        sheet.ring(shape, area)


def _value(kind: str, number: int) -> str:
    if kind == "shop":
        return _SHOPS[number % len(_SHOPS)]
    return {"social_club": "social", "hotel": "hotel"}.get(kind, kind)


def _save(path: Path, sheet: _Sheet, ground: Ground) -> None:
    xy = np.array(sheet.xy_m)
    lon, lat = ground.lonlat(xy).T.tolist()
    header = osmium.io.Header()
    header.set("generator", _GENERATOR)
    header.add_box(osmium.osm.Box(min(lon), min(lat), max(lon), max(lat)))
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for number, place in enumerate(zip(lon, lat, strict=True), start=1):
            tags = sheet.node_tags.get(number, {})
            writer.add_node(
                osmium.osm.mutable.Node(id=number, version=1, location=place, tags=tags)
            )
        for number, (nodes, way_tags) in enumerate(sheet.ways, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, version=1, nodes=nodes, tags=way_tags))
