"""From the town's local metres to longitude and latitude, and to shapes that can be drawn."""

from functools import lru_cache

import numpy as np
import shapely
from pyproj import Transformer

from homeward.kit.arrays import Floats, Geometries
from homeward.report.findings import Areas
from homeward.streets import Streets

__all__ = ["AREA_MARGIN_M", "area_polygons", "lonlat_of", "segment_lines"]

AREA_MARGIN_M = 15.0
"""How far an area's outline stands off its streets: a drawn line's width, not a boundary."""

QUARTER = 4
"""Straight steps that round off a quarter turn of it: within 0.3 m of the curve."""

DECIMALS = 7
"""Of a degree: about a centimetre, as OpenStreetMap keeps them."""


def lonlat_of(crs: str, xy_m: Floats) -> Floats:
    """Longitude and latitude of positions in a local projection.

    Parameters
    ----------
    crs
        The local projection, as a PROJ string.
    xy_m
        Positions in it, metres, shape (n, 2).

    Returns
    -------
    Floats
        WGS84 degrees, longitude first, shape (n, 2).
    """
    lon, lat = _to_lonlat(crs).transform(xy_m[:, 0], xy_m[:, 1])
    return np.column_stack([lon, lat])


@lru_cache(maxsize=1)  # a plan's files ask some fifty times, and making one takes 20 ms
def _to_lonlat(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def segment_lines(streets: Streets, crs: str) -> Geometries:
    """Each segment as a line in longitude and latitude, shape (S,)."""
    turned = shapely.transform(streets.lines, lambda xy: np.round(lonlat_of(crs, xy), DECIMALS))
    return np.asarray(turned, dtype=object)


@lru_cache(maxsize=1)  # three files draw the same areas, and things compare by identity
def area_polygons(areas: Areas, streets: Streets, crs: str) -> Geometries:
    """Each snap area as a shape round its streets, in longitude and latitude, shape (A,)."""
    order = np.argsort(areas.of_segment, kind="stable")
    numbers = np.arange(len(areas.recorded) + 1)
    cuts = np.searchsorted(areas.of_segment[order], numbers)
    # Street by street and then joined: many times faster than an area's streets at once.
    strips = shapely.buffer(streets.lines, AREA_MARGIN_M, quad_segs=QUARTER)[order]
    shapes = [
        shapely.union_all(strips[first:last])
        for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True)
    ]
    turned = shapely.transform(np.array(shapes, dtype=object), lambda xy: lonlat_of(crs, xy))
    # Rounding point by point could make an outline cross itself; this keeps it whole.
    return np.asarray(shapely.set_precision(turned, 10.0**-DECIMALS), dtype=object)
