"""Telling degrees from grid references, and both from mistakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Floats
from homeward.read.frame import Frame
from homeward.read.sniff import PAIRS, numbers

__all__ = ["Placed", "placed"]

GRID_M = (700_000.0, 1_300_000.0)
"""Extent of the British National Grid east and north, metres (Ordnance Survey, A guide to
coordinate systems in Great Britain, 2020)."""

SURELY_GRID = 1_000.0
"""A coordinate beyond this is no degree, whichever way round."""

OTHER_DATUM_M = 50.0
"""Degrees that miss the same rows' grid references by more, at the median, are not WGS84: those
of the OSGB36 datum lie about 120 m off in London."""

NEAR_MAP_M = 50_000.0
"""Points this near the map show that coordinates are the right way round."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Placed:
    """Where rows are: local metres (N, 2), ``nan`` where `missing` (none) or `bad` (no sense).

    `note` is a sentence for the book where longitude and latitude were not believed.
    """

    xy_m: Floats
    missing: Bools
    bad: Bools
    note: str = ""


def placed(label: str, columns: Mapping[str, Sequence[str]], frame: Frame) -> Placed:
    """Local metres of a table's coordinates.

    Parameters
    ----------
    label
        The file's name, for messages.
    columns
        The table's columns by role; at least one pair of those in `sniff.PAIRS`.
    frame
        The town's metres.

    Returns
    -------
    Placed
        Rows with both fields empty are missing; half of a pair, no number, infinity, 0, 0
        and what lies off the Earth or off the grid is bad. Where a table has degrees and grid
        references that lie over 50 m apart at the median, the grid references count.

    Raises
    ------
    SourceError
        If longitude and latitude (or easting and northing) are the wrong way round.
    """
    first, second = _pair(columns)
    a, b = numbers(first, decimal_comma=True), numbers(second, decimal_comma=True)
    filled = [np.array([bool(each) for each in column], dtype=bool) for column in (first, second)]
    missing = ~filled[0] & ~filled[1]
    bad = ~missing & (np.isnan(a) | np.isnan(b) | ((a == 0) & (b == 0)))
    found = _placed(label, a, b, missing, bad, frame)
    if "east" not in columns or "north" not in columns or first is columns["east"]:
        return found
    return _by_grid(label, found, columns, frame)


def _by_grid(
    label: str, degrees: Placed, columns: Mapping[str, Sequence[str]], frame: Frame
) -> Placed:
    """The same by grid references, if the degrees turn out to be of another datum."""
    east, north = numbers(columns["east"]), numbers(columns["north"])
    there = _possible(east, north, grid=True) & ((east > 0) | (north > 0))
    xy = np.full(degrees.xy_m.shape, np.nan)
    xy[there] = frame.from_grid(east[there], north[there])
    apart_m = np.hypot(*(xy - degrees.xy_m).T)
    known = np.isfinite(apart_m)
    if not known.any() or np.median(apart_m[known]) <= OTHER_DATUM_M:
        return degrees
    if not frame.on_map(xy[known], NEAR_MAP_M).any():
        return degrees
    return Placed(
        xy_m=np.where(there[:, None], xy, degrees.xy_m),
        missing=degrees.missing & ~there,
        bad=degrees.bad & ~there,
        note=f"In {label}, longitude and latitude lie {np.median(apart_m[known]):,.0f} m from "
        "easting and northing, so they are of another datum; easting and northing were used.",
    )


def _placed(label: str, a: Floats, b: Floats, missing: Bools, bad: Bools, frame: Frame) -> Placed:
    known = ~missing & ~bad
    grid = _is_grid(a[known], b[known])
    _refuse_swapped(label, a[known], b[known], frame, grid=grid)
    bad = bad | (known & ~_possible(a, b, grid=grid))
    fine = ~missing & ~bad
    xy = np.full((len(a), 2), np.nan)
    xy[fine] = _local(a[fine], b[fine], frame, grid=grid)
    return Placed(xy_m=xy, missing=missing, bad=bad)


def _pair(columns: Mapping[str, Sequence[str]]) -> tuple[Sequence[str], Sequence[str]]:
    """The first pair of coordinate columns that holds anything."""
    there = [(columns[a], columns[b]) for a, b in PAIRS if a in columns and b in columns]
    return next((each for each in there if any(each[0]) or any(each[1])), there[0])


def _is_grid(a: Floats, b: Floats) -> bool:
    """Whether numbers are metres of a grid rather than degrees."""
    return (
        bool(len(a)) and float(np.mean((np.abs(a) > SURELY_GRID) | (np.abs(b) > SURELY_GRID))) > 0.5
    )


def _possible(a: Floats, b: Floats, *, grid: bool) -> Bools:
    """Whether each pair lies on the grid, or on the Earth."""
    if grid:
        return np.asarray((a >= 0) & (a <= GRID_M[0]) & (b >= 0) & (b <= GRID_M[1]))
    return np.asarray((np.abs(a) <= 180) & (np.abs(b) <= 90))


def _local(a: Floats, b: Floats, frame: Frame, *, grid: bool) -> Floats:
    return frame.from_grid(a, b) if grid else frame.to_local(a, b)


def _refuse_swapped(label: str, a: Floats, b: Floats, frame: Frame, *, grid: bool) -> None:
    """Raise if the points miss the map as given and lie on it the other way round."""
    fine = _possible(a, b, grid=grid)
    if frame.on_map(_local(a[fine], b[fine], frame, grid=grid), NEAR_MAP_M).any():
        return
    turned = _possible(b, a, grid=grid)
    swapped = frame.on_map(_local(b[turned], a[turned], frame, grid=grid))
    if swapped.any():
        names = "easting and northing" if grid else "longitude and latitude"
        raise SourceError(
            f"{label} has {names} the wrong way round: no point is near the map as given, "
            f"{int(swapped.sum()):,} of {len(a):,} are on it when swapped. Swap the two columns' "
            "names."
        )
