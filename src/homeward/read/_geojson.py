"""A GeoJSON file read by our own hand: nothing in it can name another file."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np
import shapely

from homeward.errors import SourceError
from homeward.kit.arrays import Geometries
from homeward.read._files import Part
from homeward.read._text import undirected

__all__ = ["LONLAT", "read_geojson"]

MOST_BYTES = 512 * 1024**2
"""Bytes of GeoJSON beyond which it is refused."""

MOST_LISTS = 10_000_000
"""Lists (each vertex is one) beyond which a GeoJSON is refused before it is parsed."""

MOST_OBJECTS = 6_000_000
"""Objects (three a feature) beyond which a GeoJSON is refused before it is parsed."""

LONLAT = "OGC:CRS84"
"""The coordinates of GeoJSON unless it says otherwise."""

Properties = list[dict[str, str]]


def read_geojson(part: Part) -> tuple[Geometries, Properties, str]:
    """Geometries, properties as text, and the coordinate system of a GeoJSON file.

    Raises
    ------
    SourceError
        If it is no GeoJSON, or larger than is sane.
    """
    content = part.read(MOST_BYTES)
    if content.count(b"[") > MOST_LISTS or content.count(b"{") > MOST_OBJECTS:
        raise SourceError(f"{part.label} has over {MOST_LISTS:,} points; simplify it first.")
    document = _parsed(part.label, content)
    features = _features(part.label, document)
    geometries = np.empty(len(features), dtype=object)
    geometries[:] = [_geometry(each) for each in features]
    return geometries, [_properties(each) for each in features], _system(document)


def _parsed(label: str, content: bytes) -> Mapping[str, Any]:
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        raise SourceError(f"{label} must be GeoJSON, and is not: it holds {_seen(content)}.")
    try:
        document = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        reason = "it is nested too deep" if isinstance(fault, RecursionError) else str(fault)
        raise SourceError(
            f"{label} cannot be read as GeoJSON: {reason[:200]}. Save or download it again."
        ) from fault
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise SourceError(f"{label} must be a GeoJSON FeatureCollection, and is not.")
    return document


def _seen(content: bytes) -> str:
    """What a file holds instead of an object of JSON, in a word or two."""
    bare = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not bare:
        return "nothing"
    return "XML or a web page" if bare[:1] == b"<" else "something else"


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _features(label: str, document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    features = document.get("features")
    if not isinstance(features, list) or not all(isinstance(each, dict) for each in features):
        raise SourceError(f"{label} must hold a list of features, and does not.")
    return features


def _geometry(feature: Mapping[str, Any]) -> shapely.Geometry | None:
    """One geometry, None where it is missing or makes no sense."""
    given: Any = feature.get("geometry")
    try:
        if given["type"] == "Point":  # by far the commonest, and shapely's own road is slow
            return shapely.Point(float(given["coordinates"][0]), float(given["coordinates"][1]))
        return shapely.geometry.shape(given)
    except (
        TypeError,
        KeyError,
        IndexError,
        ValueError,
        AttributeError,
        shapely.errors.ShapelyError,
    ):
        return None


def _properties(feature: Mapping[str, Any]) -> dict[str, str]:
    given = feature.get("properties")
    if not isinstance(given, dict):
        return {}
    return {name: _text(value) for name, value in given.items()}


def _text(value: object) -> str:
    return "" if value is None else undirected(str(value)).strip()[:300]


def _system(document: Mapping[str, Any]) -> str:
    """The coordinate system: longitude and latitude unless the old `crs` member names another."""
    try:
        name = str(document["crs"]["properties"]["name"])
    except (KeyError, TypeError):
        return LONLAT
    return LONLAT if "CRS84" in name or "4326" in name else name[:200]
