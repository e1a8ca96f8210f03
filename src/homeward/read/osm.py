"""A town from an OpenStreetMap file: streets, open spaces, buildings, lamps, venues, ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike

import numpy as np

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Geometries, Ints, ragged_positions
from homeward.read import _kernels
from homeward.read._osm_blocks import read_blocks
from homeward.read._osm_pbf import is_plain
from homeward.read._osm_place import bounding_box, country_at, place_of
from homeward.read._osm_raw import UNITS, UNSET, RawMap, RawWays, joined
from homeward.read._osm_shapes import Area, areas_of, is_building
from homeward.read._osm_stream import read_stream
from homeward.read._osm_tags import area_kind, barrier, is_prison, storeys, walkable
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
from homeward.read.guard import MapFile, look_over, plain_errors
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

    `prisons` are the grounds of prisons, as polygons in metres. `notes` are plain sentences about
    what was missing or assumed.
    """

    place: Place
    ways: Ways
    barriers: Barriers
    areas: Areas
    buildings: Buildings
    prisons: Geometries
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
    raw = _raw(source)
    walked = _walked(raw)
    known = np.isfinite(walked.lonlat[walked.spot, 0])
    pieces = _pieces(walked, known)
    if not len(pieces.way):
        raise SourceError(
            f"The map has no street that can be walked: none of the {len(raw.ways):,} ways read "
            f"from {path} is open to walkers. Give a map with streets."
        )
    box = bounding_box(walked.lonlat[walked.spot[pieces.point]], raw.box)
    frame = Frame(place=place_of(box, raw.nodes, source.path))
    areas, broken = areas_of(raw, frame)
    notes = (*_split_notes(walked, known), *_edge_notes(broken))
    rows = len(raw.nodes) + len(raw.ways) + len(raw.relations)
    return MapTables(
        place=frame.place,
        ways=_ways(walked, pieces, frame),
        barriers=_barriers(raw, walked.node[pieces.point], frame),
        areas=_open_spaces(areas),
        buildings=_buildings(areas),
        prisons=np.array([each.shape for each in areas if is_prison(each.tags)], dtype=object),
        lamps=lamps_of(raw.nodes, frame),
        cameras=cameras_of(raw.nodes, frame),
        venues=venues_of(raw.nodes, areas, frame),
        ends=ends_of(raw.nodes, areas, frame),
        file=InputFile(path=str(path), sha256=sha256(path), rows=rows, rejected=0),
        notes=notes,
    )


def _raw(source: MapFile) -> RawMap:
    """The tagged things of a map: whole blocks at a time where it is a plain PBF."""
    with plain_errors(source.path):
        if source.format == "pbf" and is_plain(source.path):
            return read_blocks(source)
        return read_stream(source)


def _walked(raw: RawMap) -> RawWays:
    """The ways a person may walk on, with the outlines of squares drawn as multipolygons."""
    country = _country(raw.ways)
    own = [row for row, tags in enumerate(raw.ways.tags) if walkable(tags, country)]
    ways = raw.ways.take(own)
    taken = set(ways.id.tolist())
    outlines: dict[int, dict[str, str]] = {}
    for relation in raw.relations:
        if "highway" not in relation.tags or not walkable(relation.tags, country):
            continue
        for key in relation.ways:
            if key in raw.members.row_of and key not in taken:
                outlines.setdefault(raw.members.row_of[key], relation.tags)
    return joined(ways, _outlines(raw.members, outlines)) if outlines else ways


def _outlines(members: RawWays, tags_of: Mapping[int, dict[str, str]]) -> RawWays:
    """Ways of squares' outlines, by their rows, with the squares' tags."""
    drawn = members.take(list(tags_of))
    tags = [
        {key: value for key, value in tags.items() if key not in ("type", "area")}
        | ({"area": "yes"} if closed else {})
        for tags, closed in zip(tags_of.values(), drawn.closed.tolist(), strict=True)
    ]
    return replace(drawn, tags=tuple(tags))


def _country(ways: RawWays) -> str:
    """The country most of the map lies in."""
    first = ways.xy[ways.spot[ways.start[:-1][np.diff(ways.start) > 0]]]
    first = first[first[:, 0] != UNSET]
    if not len(first):
        return ""
    lon, lat = np.median(first, axis=0) / UNITS
    return country_at(float(lon), float(lat))


@dataclass(frozen=True, eq=False, kw_only=True)
class _Pieces:
    """Unbroken stretches of ways: piece p has points ``point[start[p]:start[p + 1]]``."""

    way: Ints
    start: Ints
    point: Ints


def _pieces(walked: RawWays, known: Bools) -> _Pieces:
    """Cut ways where nodes are missing; repeated nodes and lone points are left out."""
    way = walked.way
    follows = np.zeros(len(way), dtype=np.bool_)
    follows[1:] = known[:-1] & (way[1:] == way[:-1])
    repeats = np.zeros(len(way), dtype=np.bool_)
    repeats[1:] = follows[1:] & (walked.node[1:] == walked.node[:-1])
    run = np.cumsum(~follows) - 1
    point = np.flatnonzero(known & ~repeats)
    first = np.flatnonzero(np.diff(run[point], prepend=-1))
    bounds = np.append(first, len(point))
    length = np.diff(bounds)
    long = np.flatnonzero(length >= 2)
    start = np.concatenate(([0], np.cumsum(length[long])))
    return _Pieces(
        way=way[point[first[long]]], start=start, point=point[ragged_positions(bounds, long)]
    )


def _ways(walked: RawWays, pieces: _Pieces, frame: Frame) -> Ways:
    """The table of ways, a row a piece."""
    spot = walked.spot[pieces.point]
    used = np.zeros(len(walked.xy), dtype=np.bool_)
    used[spot] = True
    place = (np.cumsum(used) - 1)[spot]
    return Ways(
        way_id=walked.id[pieces.way],
        start=pieces.start,
        node_id=walked.node[pieces.point],
        xy_m=frame.to_local(*walked.lonlat[used].T)[place],
        tags=tuple(walked.tags[i] for i in pieces.way.tolist()),
    )


def _barriers(raw: RawMap, on_ways: Ints, frame: Frame) -> Barriers:
    """Nodes of walkable ways that may stop a walker."""
    stops = [node for node in raw.nodes if barrier(node.tags)]
    ids = np.array([node.id for node in stops], dtype=np.int64)
    walked = np.unique(on_ways[_kernels.places(ids, on_ways) >= 0])
    found = [stops[at] for at in _kernels.places(ids, walked).tolist()]
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


def _split_notes(walked: RawWays, known: Bools) -> tuple[str, ...]:
    """A sentence on nodes that ways refer to and that are not in the file."""
    missing = int((~known).sum())
    if not missing:
        return ()
    ways = len(np.unique(walked.way[~known]))
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
