"""From degrees and grid references to a town's own metres, and back."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import ArrayLike
from pyproj import Proj, Transformer

from homeward.kit.arrays import Bools, Floats
from homeward.tables import Place

__all__ = ["Frame", "local_crs"]

METRES_PER_DEGREE = 111_320.0
"""Length of a degree of latitude on a sphere of the Earth's equatorial radius, metres."""

ROUNDED_DEGREES = 4
"""Decimals kept of the projection's origin, so that near-equal maps share one projection."""


def local_crs(bbox: tuple[float, float, float, float]) -> str:
    """The transverse Mercator projection centred on a box, as a PROJ string.

    Parameters
    ----------
    bbox
        West, south, east, north, degrees (WGS84).

    Returns
    -------
    str
        A PROJ string; scale 1 at the middle, metres, origin rounded to 0.0001 degrees.

    Examples
    --------
    >>> local_crs((-0.2, 51.4, 0.0, 51.6))
    '+proj=tmerc +lat_0=51.5 +lon_0=-0.1 +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m'
    """
    west, south, east, north = bbox
    lat = round((south + north) / 2, ROUNDED_DEGREES) + 0.0
    lon = round((west + east) / 2, ROUNDED_DEGREES) + 0.0
    return f"+proj=tmerc +lat_0={lat:g} +lon_0={lon:g} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"


@cache
def _from_national_grid() -> Transformer:
    """British National Grid (EPSG:27700) to longitude and latitude."""
    return Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The metres of one place: every reader turns its coordinates into these.

    `place` gives the projection and the box of the map.
    """

    place: Place

    @cached_property
    def _projection(self) -> Proj:
        """The local projection, made once."""
        return Proj(self.place.crs)

    def to_local(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Local metres of points in degrees.

        Parameters
        ----------
        lon, lat
            Degrees (WGS84), shape (N,).

        Returns
        -------
        Floats
            Metres east and north, shape (N, 2); ``nan`` where a coordinate is missing or
            is no place on Earth.
        """
        degrees = np.array(np.broadcast_arrays(lon, lat), dtype=np.float64).reshape(2, -1)
        earthly = (np.abs(degrees[0]) <= 180) & (np.abs(degrees[1]) <= 90)
        xy = np.full((degrees.shape[1], 2), np.nan)
        xy[earthly] = np.column_stack(self._projection(*degrees[:, earthly]))
        xy[~np.isfinite(xy).all(axis=1)] = np.nan
        return xy

    def to_lonlat(self, xy_m: ArrayLike) -> Floats:
        """Longitude and latitude, degrees, of local metres, shape (N, 2)."""
        xy = np.asarray(xy_m, dtype=np.float64).reshape(-1, 2)
        known = np.isfinite(xy).all(axis=1)
        lonlat = np.full(xy.shape, np.nan)
        east, north = xy[known].T
        lonlat[known] = np.column_stack(self._projection(east, north, inverse=True))
        lonlat[~np.isfinite(lonlat).all(axis=1)] = np.nan
        return lonlat

    def from_grid(self, easting: ArrayLike, northing: ArrayLike) -> Floats:
        """Local metres of British National Grid references.

        Parameters
        ----------
        easting, northing
            Metres (EPSG:27700), shape (N,).

        Returns
        -------
        Floats
            Metres east and north, shape (N, 2); ``nan`` where a reference is missing.

        Notes
        -----
        Without Ordnance Survey's shift grid installed the datum shift is good to about 2 m.
        """
        grid = np.array(np.broadcast_arrays(easting, northing), dtype=np.float64).reshape(2, -1)
        lon, lat = _from_national_grid().transform(*grid)
        return self.to_local(lon, lat)

    def on_map(self, xy_m: ArrayLike, margin_m: float = 0) -> Bools:
        """Whether each point lies in the map's box, or within `margin_m` of it, shape (N,)."""
        west, south, east, north = self.place.bbox
        lon, lat = self.to_lonlat(xy_m).T
        high = margin_m / METRES_PER_DEGREE
        wide = high / max(np.cos(np.radians((south + north) / 2)), 1e-6)
        inside = (lon >= west - wide) & (lon <= east + wide)
        return np.asarray(inside & (lat >= south - high) & (lat <= north + high))
