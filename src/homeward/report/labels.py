"""Where street names stand on the map, and which of them are worth their place from afar."""

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.streets import Kind, Streets

__all__ = ["labels"]

APART_M = 250.0
"""How far a name stands from the same name again."""

NEAR_ZOOM, FAR_ZOOM = 15, 12
"""The zoom from which names of small and of main streets are shown."""

SHORTEST_M = 25.0
"""A shorter piece of street gives a name no line to stand along."""


def labels(streets: Streets, lonlat: Floats) -> list[list[float]]:
    """Places of street names, the most important first.

    Parameters
    ----------
    streets
        The network, S segments.
    lonlat
        Middle of each segment, degrees, shape (S, 2).

    Returns
    -------
    list
        Each label's name (a position in ``streets.names``), longitude, latitude, angle
        (degrees clockwise from east, -90 to 90) and zoom from which it is shown.

    Notes
    -----
    Long pieces of main roads come first. A name stands once in each square of `APART_M`.
    """
    rows = _once_each(streets, _order(streets, _worth(streets)))
    angle = _angles(streets)
    zoom = np.where(streets.kind == Kind.MAIN_ROAD, FAR_ZOOM, NEAR_ZOOM)
    return [
        [
            int(streets.name[row]),
            round(float(lonlat[row, 0]), 6),
            round(float(lonlat[row, 1]), 6),
            round(float(angle[row])),
            int(zoom[row]),
        ]
        for row in rows
    ]


def _worth(streets: Streets) -> Bools:
    named = (streets.names != "")[streets.name]
    return np.asarray(named & (streets.length_m >= SHORTEST_M))


def _order(streets: Streets, worth: Bools) -> Ints:
    """Main roads before others, long before short, then the lower segment."""
    rows = np.flatnonzero(worth)
    small = streets.kind[rows] != Kind.MAIN_ROAD
    return rows[np.lexsort((rows, -streets.length_mm[rows], small))]


def _once_each(streets: Streets, order: Ints) -> list[int]:
    """The first of each name in each square of the town."""
    square = np.floor(streets.middle_xy_m[order] / APART_M).astype(np.int64)
    keys = np.column_stack([streets.name[order], square])
    _, first = np.unique(keys, axis=0, return_index=True)
    kept: list[int] = order[np.sort(first)].tolist()
    return kept


def _angles(streets: Streets) -> Floats:
    """Slope of each segment from end to end, so that no name stands on its head."""
    first = streets.shape_xy_m[streets.shape_start[:-1]]
    last = streets.shape_xy_m[streets.shape_start[1:] - 1]
    across, up = (last - first).T
    turned = np.degrees(np.arctan2(-up, across))
    return np.asarray((turned + 90.0) % 180.0 - 90.0)
