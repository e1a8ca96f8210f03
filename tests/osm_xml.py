"""Hand-made OpenStreetMap files for tests: things as lines of XML."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

LON, LAT = -0.1, 51.5
"""South-west corner of hand-made towns."""

METRE_NORTH = 1 / 111_267.0
METRE_EAST = 1 / 69_450.0
"""Degrees a metre there, near enough for drawing."""

Tags = Mapping[str, object]


def _tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(str(v))}/>" for k, v in tags.items())


def node(number: int, east_m: float, north_m: float, tags: Tags | None = None) -> str:
    """A node some metres east and north of the town's corner."""
    lon, lat = LON + east_m * METRE_EAST, LAT + north_m * METRE_NORTH
    return f'<node id="{number}" lat="{lat:.7f}" lon="{lon:.7f}">{_tags(tags or {})}</node>'


def way(number: int, nodes: Sequence[int], tags: Tags | None = None) -> str:
    """A way through nodes."""
    refs = "".join(f'<nd ref="{each}"/>' for each in nodes)  # codespell:ignore nd
    return f'<way id="{number}">{refs}{_tags(tags or {})}</way>'


def relation(number: int, members: Sequence[tuple[int, str]], tags: Tags) -> str:
    """A relation of ways with roles."""
    refs = "".join(f'<member type="way" ref="{n}" role="{role}"/>' for n, role in members)
    return f'<relation id="{number}">{refs}{_tags(tags)}</relation>'


def square(first: int, east_m: float, north_m: float, side_m: float) -> list[str]:
    """Four nodes, numbered from `first`, at the corners of a square."""
    corners = [(0, 0), (side_m, 0), (side_m, side_m), (0, side_m)]
    return [node(first + i, east_m + dx, north_m + dy) for i, (dx, dy) in enumerate(corners)]


def ring(first: int) -> list[int]:
    """The closed way round a `square`."""
    return [first, first + 1, first + 2, first + 3, first]


def xml(things: Sequence[str], head: str = "") -> str:
    """A whole file."""
    body = "\n".join(things)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">{head}\n{body}\n</osm>\n'


def write(path: Path, things: Sequence[str], head: str = "") -> Path:
    """Write a map and give back where it is."""
    path.write_text(xml(things, head), encoding="utf-8")
    return path


STREET = (node(1, 0, 0), node(2, 100, 0), way(1, [1, 2], {"highway": "residential"}))
"""The smallest town: one street of 100 m."""
