"""A town from an OpenStreetMap file: streets, open spaces, buildings, lamps, venues, ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike

import numpy as np

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Ints, ragged_positions
from homeward.read._osm_place import bounding_box, country_at, place_of
from homeward.read._osm_raw import UNITS, UNSET, Lines, RawMap, RawWay, lines_of, read_raw
from homeward.read._osm_shapes import Area, areas_of, is_building
from homeward.read._osm_tags import area_kind, barrier, storeys, walkable
from homeward.read._osm_things import (
    cameras_of,
    ends_of,
    lamps_of,
    points_of,
    texts,
    venues_of,
)
from homeward.read.book import sha256
from homeward.read.frame import Frame
from homeward.read.guard import look_over
from homeward.tables import (
    Areas,
    Barriers,
    Buildings,
    Cameras,
    Ends,
    InputFile,
    Lamps,
    Place,
    Shapes,
    Venues,
    Ways,
)

__all__ = ["MapTables", "read_map"]


@dataclass(frozen=True, eq=False, kw_only=True)
class MapTables:
    """Everything a map says about a town; every table in order of OpenStreetMap type and id.

    `notes` are plain sentences about what was missing or assumed.
    """

    place: Place
    ways: Ways
    barriers: Barriers
    areas: Areas
    buildings: Buildings
    lamps: Lamps
    cameras: Cameras
    venues: Venues
    ends: Ends
    file: InputFile
    notes: tuple[str, ...]


def read_map(path: str | PathLike[str]) -> MapTables:
    """Read an OpenStreetMap file.

    Parameters
    ----------
    path
        A map in .osm.pbf, .osm, .osm.gz or .osm.bz2.

    Returns
    -------
    MapTables
        The tables, in metres of a projection centred on the map. They do not depend on the
        order of things in the file.

    Raises
    ------
    SourceError
        If the file is missing, damaged, hostile or no map, or has no street to walk on.

    Notes
    -----
    A way that refers to nodes missing from the file is split there, and a note says so.
    """
    source = look_over(path)
    raw = read_raw(source)
    walked = _walked(raw)
    lines = lines_of(walked)
    known = np.isfinite(lines.lonlat[:, 0])
    pieces = _pieces(lines, known)
    if not len(pieces.way):
        raise SourceError(
            f"The map has no street that can be walked: none of the {len(raw.ways):,} ways read "
            f"from {path} is open to walkers. Give a map with streets."
        )
    box = bounding_box(lines.lonlat[pieces.point], raw.box)
    frame = Frame(place=place_of(box, raw.nodes, source.path))
    areas, broken = areas_of(raw, frame)
    notes = (*_split_notes(lines, known), *_edge_notes(broken))
    rows = len(raw.nodes) + len(raw.ways) + len(raw.relations)
    return MapTables(
        place=frame.place,
        ways=_ways(walked, lines, pieces, frame),
        barriers=_barriers(raw, lines.node_id[pieces.point], frame),
        areas=_open_spaces(areas),
        buildings=_buildings(areas),
        lamps=lamps_of(raw.nodes, frame),
        cameras=cameras_of(raw.nodes, frame),
        venues=venues_of(raw.nodes, areas, frame),
        ends=ends_of(raw.nodes, areas, frame),
        file=InputFile(path=str(path), sha256=sha256(path), rows=rows, rejected=0),
        notes=notes,
    )


def _walked(raw: RawMap) -> list[RawWay]:
    """The ways a person may walk on, with the outlines of squares drawn as multipolygons."""
    country = _country(raw.ways)
    own = [way for way in raw.ways if walkable(way.tags, country)]
    taken = {way.id for way in own}
    outlines: dict[int, RawWay] = {}
    for relation in raw.relations:
        if "highway" not in relation.tags or not walkable(relation.tags, country):
            continue
        for key in relation.ways:
            if key in raw.members and key not in taken:
                outlines.setdefault(key, _outline(raw.members[key], relation.tags))
    return sorted([*own, *outlines.values()], key=lambda way: way.id)


def _outline(way: RawWay, tags: dict[str, str]) -> RawWay:
    """A way of a square's outline with the square's tags."""
    closed = way.points and way.points[0][0] == way.points[-1][0]
    plain = {key: value for key, value in tags.items() if key not in ("type", "area")}
    return way._replace(tags={**plain, **({"area": "yes"} if closed else {})})


def _country(ways: Sequence[RawWay]) -> str:
    """The country most of the map lies in."""
    first = [way.points[0] for way in ways if way.points and way.points[0][1] != UNSET]
    if not first:
        return ""
    lon, lat = np.median([(x, y) for _, x, y in first], axis=0) / UNITS
    return country_at(float(lon), float(lat))


@dataclass(frozen=True, eq=False, kw_only=True)
class _Pieces:
    """Unbroken stretches of ways: piece p has points ``point[start[p]:start[p + 1]]``."""

    way: Ints
    start: Ints
    point: Ints


def _pieces(lines: Lines, known: Bools) -> _Pieces:
    """Cut ways where nodes are missing; repeated nodes and lone points are left out."""
    way = np.repeat(np.arange(len(lines.start) - 1), np.diff(lines.start))
    follows = np.zeros(len(way), dtype=np.bool_)
    follows[1:] = known[:-1] & (way[1:] == way[:-1])
    repeats = np.zeros(len(way), dtype=np.bool_)
    repeats[1:] = follows[1:] & (lines.node_id[1:] == lines.node_id[:-1])
    run = np.cumsum(~follows) - 1
    point = np.flatnonzero(known & ~repeats)
    number, first, length = np.unique(run[point], return_index=True, return_counts=True)
    long = np.flatnonzero(length >= 2)
    start = np.concatenate(([0], np.cumsum(length[long])))
    bounds = np.append(first, len(point))
    kept = point[ragged_positions(bounds, long)] if len(number) else point
    return _Pieces(way=way[point[first[long]]], start=start, point=kept)


def _ways(walked: Sequence[RawWay], lines: Lines, pieces: _Pieces, frame: Frame) -> Ways:
    """The table of ways, a row a piece."""
    ids = np.array([way.id for way in walked], dtype=np.int64)
    return Ways(
        way_id=ids[pieces.way],
        start=pieces.start,
        node_id=lines.node_id[pieces.point],
        xy_m=frame.to_local(*lines.lonlat[pieces.point].T),
        tags=tuple(walked[i].tags for i in pieces.way),
    )


def _barriers(raw: RawMap, on_ways: Ints, frame: Frame) -> Barriers:
    """Nodes of walkable ways that may stop a walker."""
    walked = set(on_ways.tolist())
    found = [node for node in raw.nodes if node.id in walked and barrier(node.tags)]
    return Barriers(
        node_id=np.array([node.id for node in found], dtype=np.int64),
        xy_m=points_of(found, frame),
        tags=tuple(node.tags for node in found),
    )


def _open_spaces(areas: Sequence[Area]) -> Areas:
    """Parks, woods, cemeteries and their like."""
    found = [area for area in areas if area_kind(area.tags)]
    return Areas(
        shapes=_shapes(found),
        kind=texts(area_kind(area.tags) for area in found),
        name=texts(area.tags.get("name", "") for area in found),
        hours=texts(area.tags.get("opening_hours", "") for area in found),
    )


def _buildings(areas: Sequence[Area]) -> Buildings:
    """Footprints of buildings."""
    found = [area for area in areas if is_building(area.tags)]
    return Buildings(
        shapes=_shapes(found),
        kind=texts(area.tags["building"] for area in found),
        levels=np.array([storeys(area.tags) for area in found], dtype=np.float64),
    )


def _shapes(areas: Sequence[Area]) -> Shapes:
    """The areas' polygons in flat arrays."""
    return Shapes.of(np.array([area.shape for area in areas], dtype=object))


def _split_notes(lines: Lines, known: Bools) -> tuple[str, ...]:
    """A sentence on nodes that ways refer to and that are not in the file."""
    missing = int((~known).sum())
    if not missing:
        return ()
    way = np.repeat(np.arange(len(lines.start) - 1), np.diff(lines.start))
    ways = len(np.unique(way[~known]))
    return (
        "Walkable ways that refer to nodes missing from the map, and were split there: "
        f"{ways:,} ({missing:,} references).",
    )


def _edge_notes(broken: int) -> tuple[str, ...]:
    """A sentence on areas that could not be closed."""
    if not broken:
        return ()
    return (
        "Areas (buildings, parks and the like) left out because their outlines do not close, "
        f"mostly where the map's edge cuts them: {broken:,}.",
    )
