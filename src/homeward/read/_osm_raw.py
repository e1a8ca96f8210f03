"""OpenStreetMap data as it stands in a file, in an order that does not depend on the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Floats, Ints, freeze, ragged_positions
from homeward.read.guard import MapFile

__all__ = [
    "AREA_KEYS",
    "NODE_KEYS",
    "UNITS",
    "UNSET",
    "WAY_KEYS",
    "RawMap",
    "RawNode",
    "RawRelation",
    "RawWays",
    "check_earthly",
    "check_points",
    "check_things",
    "joined",
    "parted",
    "wanted_by",
]

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
"""Where a node is not in the file."""

MOST_POINTS, MOST_THINGS = 12_000_000, 5_000_000
"""Most way points, and most things of a type, that a map may hold (assumption: about the
largest city), so that memory stays within a few gigabytes."""


class RawNode(NamedTuple):
    """A tagged node; `x` and `y` in ten-millionths of a degree."""

    id: int
    x: int
    y: int
    tags: dict[str, str]


class RawRelation(NamedTuple):
    """A multipolygon or boundary with the ids of the ways it is made of."""

    id: int
    tags: dict[str, str]
    ways: tuple[int, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class RawWays:
    """Ways in order of id: way i has points ``start[i]:start[i + 1]``.

    `node` are the points' node ids; `spot` is each point's row in `xy`, places in
    ten-millionths of a degree, `UNSET` where the node is not in the file.
    """

    id: Ints
    tags: tuple[dict[str, str], ...]
    start: Ints
    node: Ints
    spot: Ints
    xy: npt.NDArray[np.integer]

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.id)

    @cached_property
    def lonlat(self) -> Floats:
        """Degrees of each row of `xy`, ``nan`` where the node is not in the file."""
        degrees = self.xy / UNITS
        degrees[self.xy[:, 0] == UNSET] = np.nan
        return degrees

    @cached_property
    def row_of(self) -> dict[int, int]:
        """The row of each way."""
        return {key: row for row, key in enumerate(self.id.tolist())}

    @property
    def way(self) -> Ints:
        """The row of the way that each point belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.start))

    @property
    def closed(self) -> Bools:
        """Whether each way ends where it begins."""
        whole = np.diff(self.start) > 0
        found = np.zeros(len(self), dtype=np.bool_)
        first, last = self.start[:-1][whole], self.start[1:][whole] - 1
        found[whole] = self.node[first] == self.node[last]
        return found

    def take(self, rows: Ints | Sequence[int]) -> "RawWays":
        """Some of the ways, in the order asked for."""
        chosen = np.asarray(rows, dtype=np.int64)
        at = ragged_positions(self.start, chosen)
        lengths = self.start[chosen + 1] - self.start[chosen]
        return RawWays(
            id=self.id[chosen],
            tags=tuple(self.tags[row] for row in chosen.tolist()),
            start=np.concatenate(([0], np.cumsum(lengths))),
            node=self.node[at],
            spot=self.spot[at],
            xy=self.xy,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class RawMap:
    """What a map holds that a town is made of, each sorted by id.

    `members` are the ways of the relations; `box` is the file header's west, south, east,
    north in degrees.
    """

    nodes: tuple[RawNode, ...]
    ways: RawWays
    relations: tuple[RawRelation, ...]
    members: RawWays
    box: tuple[float, float, float, float] | None


def joined(ways: RawWays, others: RawWays) -> RawWays:
    """Ways of the same map together, in order of id."""
    order = np.argsort(np.concatenate((ways.id, others.id)), kind="stable")
    both = RawWays(
        id=np.concatenate((ways.id, others.id)),
        tags=(*ways.tags, *others.tags),
        start=np.concatenate((ways.start, others.start[1:] + ways.start[-1])),
        node=np.concatenate((ways.node, others.node)),
        spot=np.concatenate((ways.spot, others.spot)),
        xy=ways.xy,
    )
    return both.take(order)


def wanted_by(relations: Sequence[RawRelation]) -> Ints:
    """Ids of the ways that relations are made of, each once, rising."""
    return np.unique(np.array([way for each in relations for way in each.ways], dtype=np.int64))


def parted(ways: RawWays, wanted: Ints) -> tuple[RawWays, RawWays]:
    """The ways that mean something by their own tags, and those that are wanted."""
    own = np.array([not WAY_KEYS.isdisjoint(tags) for tags in ways.tags], dtype=np.bool_)
    return ways.take(np.flatnonzero(own)), ways.take(np.flatnonzero(np.isin(ways.id, wanted)))


def check_things(source: MapFile, count: int) -> None:
    """Refuse a map with more things of one kind than memory should hold."""
    if count > MOST_THINGS:
        raise _too_much(source, f"{MOST_THINGS:,} nodes, ways or relations of interest")


def check_points(source: MapFile, count: int) -> None:
    """Refuse a map with more points of ways than memory should hold."""
    if count > MOST_POINTS:
        raise _too_much(source, f"{MOST_POINTS:,} points of ways")


def check_earthly(source: MapFile, node: Ints, xy: npt.NDArray[np.integer]) -> None:
    """Refuse nodes off the Earth; a place that is `UNSET` passes."""
    known = xy[:, 0] != UNSET
    off = known & ((np.abs(xy[:, 0]) > 180 * UNITS) | (np.abs(xy[:, 1]) > 90 * UNITS))
    if off.any():
        first = int(np.flatnonzero(off)[node[off].argmin()])
        x, y = xy[first].tolist()
        raise SourceError(
            f"{source.path} cannot be read as a map: node {node[first]} has latitude "
            f"{y / UNITS:g}, longitude {x / UNITS:g}; latitudes must lie within 90 degrees and "
            "longitudes within 180."
        )


def _too_much(source: MapFile, bound: str) -> SourceError:
    """The error for a map larger than memory should hold."""
    return SourceError(
        f"A map may hold at most {bound}; {source.path} holds more. Cut it down to one town, "
        "for example with `osmium extract`."
    )
