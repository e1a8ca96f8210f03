"""Where the made-up town is put on the globe: empty moorland in the north of England."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pyproj

from homeward.kit.arrays import Floats

__all__ = ["Ground"]

_MARKET_EASTING_M: Final = 374_500.0
_MARKET_NORTHING_M: Final = 532_500.0


@dataclass(frozen=True, kw_only=True)
class Ground:
    """From metres east and north of the market cross to the British National Grid and degrees."""

    easting_m: float = _MARKET_EASTING_M
    northing_m: float = _MARKET_NORTHING_M

    @cached_property
    def _to_degrees(self) -> pyproj.Transformer:
        return pyproj.Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)

    def grid(self, xy_m: Floats) -> Floats:
        """Eastings and northings (EPSG:27700), shape (..., 2)."""
        return np.asarray(xy_m + np.array([self.easting_m, self.northing_m]))

    def lonlat(self, xy_m: Floats) -> Floats:
        """Longitudes and latitudes (WGS84), rounded to seven places as OpenStreetMap's are."""
        east, north = np.moveaxis(self.grid(xy_m), -1, 0)
        return np.round(np.stack(self._to_degrees.transform(east, north), axis=-1), 7)
