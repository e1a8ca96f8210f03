"""Venues, ends, lamps and cameras from a map's nodes and areas."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import shapely

from homeward.kit.arrays import Floats, Geometries, Ints, Texts
from homeward.read._osm_raw import UNITS, RawNode
from homeward.read._osm_shapes import Area, is_building
from homeward.read._osm_tags import (
    camera,
    end_kind,
    end_size,
    lamp_hours,
    lamp_led,
    lamp_stands,
    number,
    storeys,
    venue_kind,
)
from homeward.read.frame import Frame
from homeward.tables import Cameras, Ends, Lamps, Venues

__all__ = ["cameras_of", "ends_of", "lamps_of", "points_of", "texts", "venues_of"]

SAME_WITHIN_M = 50.0
"""A point and an area of one kind and name are one thing within this (assumption)."""

SOURCE = "map"

Kinder = Callable[[dict[str, str]], str]


class Thing(NamedTuple):
    """A node or an area as a point; `rank` is 0 for nodes, `shape` is None for them."""

    rank: int
    id: int
    kind: str
    tags: dict[str, str]
    x_m: float
    y_m: float
    shape: shapely.Geometry | None


def texts(values: Iterable[str]) -> Texts:
    """An array of text, also when there is none."""
    return np.array(list(values), dtype=np.str_)


def points_of(nodes: Sequence[RawNode], frame: Frame) -> Floats:
    """Local metres of nodes, shape (N, 2)."""
    units = np.array([(node.x, node.y) for node in nodes], dtype=np.float64).reshape(-1, 2)
    return frame.to_local(*(units / UNITS).T)


def lamps_of(nodes: Sequence[RawNode], frame: Frame) -> Lamps:
    """Street lamps that are mapped as nodes and in use."""
    found = [n for n in nodes if n.tags.get("highway") == "street_lamp" and lamp_stands(n.tags)]
    return Lamps(
        xy_m=points_of(found, frame),
        hours=texts(lamp_hours(node.tags) for node in found),
        lux=np.full(len(found), np.nan),
        led=np.array([lamp_led(node.tags) for node in found], dtype=np.int8),
        source=texts(SOURCE for _ in found),
    )


def cameras_of(nodes: Sequence[RawNode], frame: Frame) -> Cameras:
    """Cameras that are mapped as nodes and may watch public space."""
    found = [n for n in nodes if n.tags.get("man_made") == "surveillance" and camera(n.tags)]
    return Cameras(xy_m=points_of(found, frame), source=texts(SOURCE for _ in found))


def venues_of(nodes: Sequence[RawNode], areas: Sequence[Area], frame: Frame) -> Venues:
    """Places people leave at night.

    Parameters
    ----------
    nodes, areas
        What the map holds.
    frame
        The town's metres.

    Returns
    -------
    Venues
        In order of type and id. A venue that is a building has its footprint times its
        tagged storeys as floor area; one inside a building the footprint, shared evenly
        between the points in it, or its own outline where that is smaller.
    """
    found = _things(nodes, areas, venue_kind, frame)
    return Venues(
        xy_m=_xy(found),
        kind=texts(each.kind for each in found),
        name=texts(each.tags.get("name", "") for each in found),
        hours=texts(each.tags.get("opening_hours", "") for each in found),
        capacity=np.array([_capacity(each.tags) for each in found], dtype=np.float64),
        floor_area_m2=_floor_areas(found, areas),
        source=texts(SOURCE for _ in found),
    )


def ends_of(nodes: Sequence[RawNode], areas: Sequence[Area], frame: Frame) -> Ends:
    """Places where walks end, homes apart.

    Parameters
    ----------
    nodes, areas
        What the map holds.
    frame
        The town's metres.

    Returns
    -------
    Ends
        In order of type and id. A size that is not tagged is the median of the tagged ones
        of its kind, or 1 where none is.
    """
    found = _things(nodes, areas, end_kind, frame)
    kind = texts(each.kind for each in found)
    size = np.array([end_size(each.tags, each.kind) for each in found], dtype=np.float64)
    return Ends(
        xy_m=_xy(found),
        kind=kind,
        name=texts(each.tags.get("name", "") for each in found),
        size=_sizes(size, kind),
    )


def _sizes(size: Floats, kind: Texts) -> Floats:
    """Sizes with the unknown ones filled by their kind's median."""
    filled = size.copy()
    for each in np.unique(kind):
        tagged = size[(kind == each) & np.isfinite(size)]
        filled[(kind == each) & np.isnan(size)] = np.median(tagged) if len(tagged) else 1.0
    return filled


def _capacity(tags: dict[str, str]) -> float:
    """People a venue holds, nan where untagged."""
    size = number(tags.get("capacity", tags.get("capacity:persons", "")))
    return size if size > 0 else float("nan")


def _xy(things: Sequence[Thing]) -> Floats:
    """Where things are, shape (N, 2)."""
    return np.array([(t.x_m, t.y_m) for t in things], dtype=np.float64).reshape(-1, 2)


def _things(
    nodes: Sequence[RawNode], areas: Sequence[Area], kinder: Kinder, frame: Frame
) -> list[Thing]:
    """Nodes and areas of some kind, each thing once, in order of type and id."""
    points = [(node, kind) for node in nodes if (kind := kinder(node.tags))]
    spots = points_of([node for node, _ in points], frame).tolist()
    found = [
        Thing(0, node.id, kind, node.tags, x, y, None)
        for (node, kind), (x, y) in zip(points, spots, strict=True)
    ]
    drawn = [(area, kind) for area in areas if (kind := kinder(area.tags))]
    middles = [shapely.centroid(area.shape) for area, _ in drawn]
    found += [
        Thing(area.rank, area.id, kind, area.tags, middle.x, middle.y, area.shape)
        for (area, kind), middle in zip(drawn, middles, strict=True)
    ]
    return sorted(_each_once(found), key=lambda thing: (thing.rank, thing.id))


def _each_once(things: Sequence[Thing]) -> list[Thing]:
    """Drop a thing that an area of the same kind and name near by already stands for."""
    groups: dict[tuple[str, str], list[Thing]] = defaultdict(list)
    for thing in things:
        groups[thing.kind, thing.tags.get("name", "").casefold()].append(thing)
    kept: list[Thing] = []
    for (_, name), group in groups.items():
        kept += _merged(group) if name and len(group) > 1 else group
    return kept


def _merged(group: Sequence[Thing]) -> list[Thing]:
    """One group with what an area stands for merged into it, its own tags first."""
    kept: list[Thing] = []
    for thing in sorted(group, key=lambda each: (each.rank == 0, each.rank, each.id)):
        twin = next((i for i, each in enumerate(kept) if _same(each, thing)), None)
        if twin is None:
            kept.append(thing)
        else:
            kept[twin] = kept[twin]._replace(tags={**thing.tags, **kept[twin].tags})
    return kept


def _same(area: Thing, other: Thing) -> bool:
    """Whether an area already stands for another thing of its kind and name."""
    if area.shape is None:
        return False
    point = shapely.Point(other.x_m, other.y_m)
    return bool(area.shape.distance(point) <= SAME_WITHIN_M)


def _floor_areas(venues: Sequence[Thing], areas: Sequence[Area]) -> Floats:
    """Square metres open to each venue's guests, nan where it stands in no building."""
    buildings = [area.shape for area in areas if is_building(area.tags)]
    home = _building_of(_xy(venues), np.array(buildings, dtype=object))
    footprint = np.append(shapely.area(np.array(buildings, dtype=object)), np.nan)[home]
    sharing = np.array([each.shape is None for each in venues], dtype=np.bool_) & (home >= 0)
    guests = np.bincount(home[sharing], minlength=len(buildings) + 1)
    footprint[sharing] /= guests[home[sharing]]
    for i, venue in enumerate(venues):
        if venue.shape is not None:
            footprint[i] = _own_area(venue, float(footprint[i]))
    return footprint


def _own_area(venue: Thing, building_m2: float) -> float:
    """Floor area of a venue drawn as an area."""
    own_m2 = float(shapely.area(venue.shape))
    if not is_building(venue.tags):
        return float(np.minimum(own_m2, building_m2))
    levels = storeys(venue.tags)
    return own_m2 * (levels if levels > 0 else 1.0)


def _building_of(xy_m: Floats, buildings: Geometries) -> Ints:
    """Position of the smallest building that holds each point, -1 where none does."""
    home = np.full(len(xy_m), -1, dtype=np.int64)
    if not (len(xy_m) and len(buildings)):
        return home
    tree = shapely.STRtree(buildings)
    point, building = tree.query(shapely.points(xy_m), predicate="intersects")
    order = np.lexsort((building, shapely.area(buildings[building]), point))
    point, building = point[order], building[order]
    first = np.ones(len(point), dtype=np.bool_)
    first[1:] = point[1:] != point[:-1]
    home[point[first]] = building[first]
    return home
