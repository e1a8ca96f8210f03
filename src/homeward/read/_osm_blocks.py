"""A map in PBF, block by block: no object is made for a node or a way that means nothing."""

from dataclasses import dataclass, field

import numpy as np

from homeward.kit.arrays import Ints
from homeward.read import _kernels
from homeward.read._osm_pbf import NANO, Block, Fields, Tagged, Units, blocks, header, numbers
from homeward.read._osm_raw import (
    AREA_KEYS,
    NODE_KEYS,
    UNITS,
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
from homeward.read.guard import MapFile

__all__ = ["read_blocks"]

NODE, DENSE, WAY, RELATION = 1, 2, 3, 4
"""Fields of a block's groups."""

MEMBER_WAY = 1
"""The type of a relation's member that is a way."""


@dataclass
class _Found:
    """What was found so far: arrays block by block, in the order of the file."""

    place_id: list[Ints] = field(default_factory=list)
    place: list[Units] = field(default_factory=list)
    nodes: dict[int, RawNode] = field(default_factory=dict)
    way_id: list[Ints] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    lengths: list[Ints] = field(default_factory=list)
    refs: list[Ints] = field(default_factory=list)
    points: int = 0
    ways_seen: int = 0


def read_blocks(source: MapFile) -> RawMap:
    """Read the tagged things of a plain PBF.

    Parameters
    ----------
    source
        A map that was looked over and that `_osm_pbf.is_plain` says can be read here.

    Returns
    -------
    RawMap
        The same as `_osm_stream.read_stream` gives.

    Raises
    ------
    SourceError
        If a node lies nowhere on Earth, or there is too much in the map.
    RuntimeError
        If the file is not as the format has it.

    Notes
    -----
    Two passes, so that things may stand in any order in the file: relations, then nodes and
    ways. Places of nodes take 24 bytes each.
    """
    relations = _relations(source)
    wanted = wanted_by(relations)
    found = _Found()
    for block in blocks(source.path):
        _take_dense(block, found)
        _take_nodes(block, found)
        _take_ways(block, wanted, found)
        check_things(source, max(len(found.nodes), found.ways_seen))
        check_points(source, found.points)
    ways, members = parted(_ways(source, found), wanted)
    return RawMap(
        nodes=_nodes(source, found),
        ways=ways,
        relations=tuple(relations),
        members=members,
        box=_box(source),
    )


def _relations(source: MapFile) -> list[RawRelation]:
    """Multipolygons and boundaries that are areas of interest, in order of id."""
    found: dict[int, RawRelation] = {}
    for block in blocks(source.path):
        things = Fields.of(block.data, *block.groups.repeated(RELATION))
        if things.messages:
            found |= {each.id: each for each in _areas(block, things)}
            check_things(source, len(found))
    return [found[key] for key in sorted(found)]


def _areas(block: Block, things: Fields) -> list[RawRelation]:
    """The relations of a block that are areas of interest."""
    tags = block.tagged(things)
    shaped = tags.any_of(block.asked(["type"]))
    chosen = np.flatnonzero(shaped & tags.any_of(block.asked(AREA_KEYS)))
    spans = [(a[chosen], b[chosen]) for a, b in (things.spans(9), things.spans(10))]
    (member, bound), (kind, other) = (numbers(block.data, *span) for span in spans)
    if not np.array_equal(bound, other):
        raise RuntimeError("PBF: members and their types differ in number")
    _kernels.unfold(member, bound)
    ids = things.values(1)[chosen].tolist()
    parts = np.split(np.arange(len(member)), bound[1:-1])
    return [
        RawRelation(key, said, tuple(member[at[kind[at] == MEMBER_WAY]].tolist()))
        for key, said, at in zip(ids, block.dicts(tags, chosen), parts, strict=False)
        if said.get("type") in ("multipolygon", "boundary")
    ]


def _take_dense(block: Block, found: _Found) -> None:
    """Nodes written in runs."""
    runs = Fields.of(block.data, *block.groups.repeated(DENSE))
    for row in range(runs.messages):
        columns = [_column(block, runs, number, row) for number in (1, 8, 9)]
        ids, lat, lon = columns
        if not len(ids) == len(lat) == len(lon):
            raise RuntimeError("PBF: nodes and their places differ in number")
        span = np.array([each[row] for each in runs.spans(10)])
        _keep_nodes(block, found, ids, block.place(lon, lat), block.dense_tags(span, len(ids)))


def _column(block: Block, runs: Fields, number: int, row: int) -> Ints:
    """One column of a run of nodes."""
    start, stop = runs.spans(number)
    values, bound = numbers(block.data, start[row : row + 1], stop[row : row + 1])
    _kernels.unfold(values, bound)
    return values


def _take_nodes(block: Block, found: _Found) -> None:
    """Nodes written one by one."""
    things = Fields.of(block.data, *block.groups.repeated(NODE))
    if things.messages:
        place = block.place(things.signed(9), things.signed(8))
        _keep_nodes(block, found, things.signed(1), place, block.tagged(things))


def _keep_nodes(block: Block, found: _Found, ids: Ints, xy: Units, tags: Tagged) -> None:
    """Keep where nodes are, and the tags of those of interest."""
    found.place_id.append(ids)
    found.place.append(xy)
    chosen = np.flatnonzero(tags.any_of(block.asked(NODE_KEYS)))
    rows = zip(ids[chosen].tolist(), xy[chosen].tolist(), strict=True)
    for (key, (x, y)), said in zip(rows, block.dicts(tags, chosen), strict=True):
        found.nodes[key] = RawNode(key, x, y, said)


def _take_ways(block: Block, wanted: Ints, found: _Found) -> None:
    """Ways of interest, and the ways that relations are made of."""
    things = Fields.of(block.data, *block.groups.repeated(WAY))
    if not things.messages:
        return
    tags, ids = block.tagged(things), things.values(1)
    asked = tags.any_of(block.asked(WAY_KEYS)) | np.isin(ids, wanted)
    chosen = np.flatnonzero(asked)
    start, stop = things.spans(8)
    refs, bound = numbers(block.data, start[chosen], stop[chosen])
    _kernels.unfold(refs, bound)
    found.way_id.append(ids[chosen])
    found.tags += block.dicts(tags, chosen)
    found.lengths.append(np.diff(bound))
    found.refs.append(refs)
    found.points += len(refs)
    found.ways_seen += len(ids)


def _nodes(source: MapFile, found: _Found) -> tuple[RawNode, ...]:
    """The tagged nodes in order of id."""
    nodes = tuple(found.nodes[key] for key in sorted(found.nodes))
    rows = np.array([node[:3] for node in nodes], dtype=np.int64).reshape(-1, 3)
    check_earthly(source, rows[:, 0], rows[:, 1:])
    return nodes


def _ways(source: MapFile, found: _Found) -> RawWays:
    """The ways in order of id, their points with places; of several with one id the last."""
    ids, lengths = _together(found.way_id), _together(found.lengths)
    node = _together(found.refs)
    spot, xy = _placed(source, found, node)
    every = RawWays(
        id=ids,
        tags=tuple(found.tags),
        start=np.concatenate(([0], np.cumsum(lengths))).astype(np.int64),
        node=node,
        spot=spot,
        xy=xy,
    )
    return every.take(_last_of_each(ids))


def _placed(source: MapFile, found: _Found, node: Ints) -> tuple[Ints, Units]:
    """The row of each node in a list of the places of nodes that are used, and that list."""
    ids = _together(found.place_id)
    xy = np.concatenate([np.zeros((0, 2), dtype=np.int32), *found.place])
    found.place_id.clear()
    found.place.clear()
    order = _last_of_each(ids)
    at = _kernels.places(ids[order], node)
    used = np.zeros(len(order) + 1, dtype=np.bool_)
    used[at] = True
    used[-1] = True  # the row of all nodes that are not in the file
    number = np.cumsum(used) - 1
    kept = order[used[:-1]]
    check_earthly(source, ids[kept], xy[kept])
    return number[at], np.vstack((xy[kept], np.full((1, 2), UNSET, dtype=np.int32)))


def _last_of_each(ids: Ints) -> Ints:
    """Rows in order of id, of several with one id the last."""
    if (ids[1:] > ids[:-1]).all():
        return np.arange(len(ids))
    order = np.argsort(ids, kind="stable")
    last = np.append(ids[order][1:] != ids[order][:-1], True)
    return np.asarray(order[last], dtype=np.int64)


def _together(parts: list[Ints]) -> Ints:
    """Arrays one after another."""
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _box(source: MapFile) -> tuple[float, float, float, float] | None:
    """The box the file's header gives, if it gives one."""
    top = header(source.path)
    start, stop = top.spans(1)
    if start[0] == stop[0]:
        return None
    sides = Fields.of(top.data, start, stop)
    west, east, north, south = (int(sides.signed(k)[0]) for k in (1, 2, 3, 4))
    units = [np.trunc(each * UNITS / NANO) for each in (west, south, east, north)]
    low_x, low_y, high_x, high_y = (float(each / UNITS) for each in units)
    return low_x, low_y, high_x, high_y
