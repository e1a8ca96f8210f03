"""Which town a map shows: its box, clock, country and name."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from tzfpy import get_tz

from homeward.kit.arrays import Floats
from homeward.read._osm_raw import UNITS, RawNode
from homeward.read.frame import local_crs
from homeward.tables import Place

__all__ = ["bounding_box", "country_at", "place_of", "rough_nation"]

Box = tuple[float, float, float, float]

RANKS = ("city", "town", "village", "suburb")
"""`place` values that may name a town, the first found wins."""

SMALL_DEGREES = 0.1
"""A village or a suburb names only a map lower than this, about 11 km (assumption)."""

COUNTY_DEGREES = 0.18
"""A town names only a map lower than this, about 20 km (assumption): a county is taller."""

TAIL_SHARE, WIDEN_SHARE = 0.005, 0.25
"""A box without a header leaves out points beyond the middle 99% by more than a quarter of
its width (assumption), so that one stray node does not blow it up."""

WALES = (-5.5, 51.3, -3.1, 53.35)
ULSTER = (-8.2, 54.0, -5.4, 55.4)
SCOTLAND_FROM = 55.0
"""Boxes and a latitude, degrees, that roughly tell the nations of the United Kingdom apart
(assumption; good enough for bank holidays away from the borders)."""


def place_of(box: Box, nodes: Iterable[RawNode], path: Path) -> Place:
    """Name, clock, country and projection of a map.

    Parameters
    ----------
    box
        West, south, east, north, degrees.
    nodes
        The map's tagged nodes.
    path
        The map's file, whose name stands in where the map names no town.

    Returns
    -------
    Place
        The time zone and country are those of the box's middle.
    """
    lon, lat = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    country = country_at(lon, lat)
    return Place(
        name=_name(box, nodes) or _named_after(path),
        bbox=box,
        crs=local_crs(box),
        timezone=str(get_tz(lon, lat)),
        country=country,
        subdivision=rough_nation(lon, lat) if country == "GB" else "",
    )


def country_at(lon: float, lat: float) -> str:
    """The ISO code of the country whose time zone holds at a position; ``""`` at sea."""
    return _countries().get(str(get_tz(lon, lat)), "")


def bounding_box(lonlat: Floats, header: Box | None) -> Box:
    """The box a town lies in.

    Parameters
    ----------
    lonlat
        Points of its streets, degrees, shape (R, 2), at least one, none ``nan``.
    header
        The box the file's header gives, if it gives one.

    Returns
    -------
    tuple
        West, south, east, north: the header's box, cut to where there are streets; without
        one (or where they do not meet) the box of the streets without far strays.
    """
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    if header is not None:
        inner_low = np.maximum(low, header[:2])
        inner_high = np.minimum(high, header[2:])
        if (inner_low < inner_high).all():
            return _as_box(inner_low, inner_high)
    tail_low, tail_high = np.quantile(lonlat, [TAIL_SHARE, 1 - TAIL_SHARE], axis=0)
    slack = WIDEN_SHARE * (tail_high - tail_low)
    return _as_box(np.maximum(low, tail_low - slack), np.minimum(high, tail_high + slack))


def _as_box(low: Floats, high: Floats) -> Box:
    """Two corners as a box, rounded to what OpenStreetMap keeps."""
    west, south, east, north = (round(float(each), 7) for each in (*low, *high))
    return west, south, east, north


def _named_after(path: Path) -> str:
    """The file's name in words: "Porto Portugal" of porto_portugal.osm.pbf."""
    words = path.name.split(".")[0].replace("_", " ").replace("-", " ").split()
    kept = words[: words.index("latest")] if "latest" in words else words
    return " ".join(word[:1].upper() + word[1:] for word in kept) or path.name


def _name(box: Box, nodes: Iterable[RawNode]) -> str:
    """The name of the highest-ranking place in the box, the one nearest its middle."""
    middle = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    ranks = _ranks(box[3] - box[1])
    shown = [node for node in nodes if node.tags.get("place") in ranks and _inside(node, box)]

    def order(node: RawNode) -> tuple[int, float, int]:
        away = np.abs(np.array([node.x, node.y]) / UNITS - middle).sum()
        return RANKS.index(node.tags["place"]), float(away), node.id

    return next((n.tags["name"] for n in sorted(shown, key=order) if n.tags.get("name")), "")


def _ranks(height: float) -> tuple[str, ...]:
    """Which ranks of place may name a map of some height, degrees."""
    if height < SMALL_DEGREES:
        return RANKS
    return RANKS[:2] if height < COUNTY_DEGREES else RANKS[:1]


def _inside(node: RawNode, box: Box) -> bool:
    """Whether a node lies in the box."""
    lon, lat = node.x / UNITS, node.y / UNITS
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


def rough_nation(lon: float, lat: float) -> str:
    """ENG, WLS, SCT or NIR, judged from a position in the United Kingdom alone.

    Parameters
    ----------
    lon, lat
        Degrees.

    Returns
    -------
    str
        The ISO 3166-2 code without its country; wrong near the borders.

    Examples
    --------
    >>> [rough_nation(*each) for each in [(-0.1, 51.5), (-3.18, 51.48), (-3.2, 55.95)]]
    ['ENG', 'WLS', 'SCT']
    """
    if _within(ULSTER, lon, lat):
        return "NIR"
    if lat >= SCOTLAND_FROM:
        return "SCT"
    return "WLS" if _within(WALES, lon, lat) else "ENG"


def _within(box: Sequence[float], lon: float, lat: float) -> bool:
    """Whether a position lies in a box."""
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


@cache
def _countries() -> Mapping[str, str]:
    """The country of each time zone, from the time zone database's own list."""
    text = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {row[2]: row[0] for row in rows if len(row) > 2}
