"""From the town's local metres to longitude and latitude, and to shapes that can be drawn."""

from functools import lru_cache

import numpy as np
import shapely
from pyproj import Transformer

from homeward.kit.arrays import Floats, Geometries
from homeward.report.borders import parted
from homeward.report.findings import Areas
from homeward.streets import Streets

__all__ = ["AREA_MARGIN_M", "area_polygons", "lonlat_of", "segment_lines"]

AREA_MARGIN_M = 15.0
"""How far an area's outline stands off its streets: a drawn line's width, not a boundary."""

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


def area_polygons(areas: Areas, streets: Streets, crs: str) -> Geometries:
    """Strips round the streets of each area, and last round those of none.

    Parameters
    ----------
    areas
        Recorded offences by area, A areas.
    streets
        The network.
    crs
        Its local projection, as a PROJ string.

    Returns
    -------
    Geometries
        In longitude and latitude, shape (A + 1,). They touch and never overlap: a strip ends
        where a street of another area, or of none, is nearer. The last may be empty.
    """
    none = len(areas.recorded)
    owner = np.where(areas.of_segment >= 0, areas.of_segment, none)
    shapes = parted(streets.lines, owner, none + 1, AREA_MARGIN_M)
    turned = shapely.transform(shapes, lambda xy: np.round(lonlat_of(crs, xy), DECIMALS))
    # Rounding point by point keeps borders shared, but could make an outline cross itself.
    crossed = ~shapely.is_valid(turned)
    turned[crossed] = shapely.make_valid(turned[crossed], method="structure", keep_collapsed=False)
    return np.asarray(turned, dtype=object)
