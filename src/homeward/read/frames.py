"""GeoDataFrames accepted at the door: points, lamps and crimes."""

from collections.abc import Sequence

import geopandas
import numpy as np
import pandas as pd

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints, Texts, Tiny
from homeward.read._text import undirected
from homeward.read.frame import Frame
from homeward.tables import LOCATED, OFF_MAP, UNLOCATED, Crimes, Lamps

__all__ = ["crimes_from_frame", "lamps_from_frame", "to_points"]

GIVEN = "frame"
"""The source of what came in a GeoDataFrame."""


def to_points(table: geopandas.GeoDataFrame, frame: Frame) -> Floats:
    """Where the rows of a GeoDataFrame lie, in a town's metres.

    Parameters
    ----------
    table
        Points, lines or polygons, N rows, with a coordinate reference system.
    frame
        The town's metres.

    Returns
    -------
    Floats
        Points as they are, centroids of anything else, shape (N, 2); ``nan`` where a row
        has no geometry.

    Raises
    ------
    InputError
        If the table does not say its coordinate reference system.
    """
    if table.crs is None:
        raise InputError(
            "A GeoDataFrame must say its coordinate reference system; this one has none. "
            'Set it first, for example by `table.set_crs("EPSG:4326")`.'
        )
    middles = table.geometry.to_crs(frame.place.crs).centroid
    return np.column_stack((middles.x, middles.y)).astype(np.float64).reshape(-1, 2)


def lamps_from_frame(table: geopandas.GeoDataFrame, frame: Frame) -> Lamps:
    """Street lamps from a GeoDataFrame.

    Parameters
    ----------
    table
        A row a lamp; columns `hours` (opening-hours text), `lux` and `led` (true, false)
        are used where there are any.
    frame
        The town's metres.

    Returns
    -------
    Lamps
        The rows that have a geometry, in their order.

    Raises
    ------
    InputError
        If the table does not say its coordinate reference system.
    """
    xy = to_points(table, frame)
    known = np.isfinite(xy).all(axis=1)
    rows = table[known]
    return Lamps(
        xy_m=xy[known],
        hours=_texts(rows, "hours"),
        lux=_floats(rows, "lux"),
        led=_led(rows),
        source=np.full(len(rows), GIVEN),
    )


def crimes_from_frame(table: geopandas.GeoDataFrame, frame: Frame) -> Crimes:
    """Recorded offences from a GeoDataFrame.

    Parameters
    ----------
    table
        A row an offence. Column `month` (``2020-02``, a date or a timestamp) and `type` are
        needed; `force`, `lsoa`, `count`, `begin` and `finish` are used where there are any.
    frame
        The town's metres.

    Returns
    -------
    Crimes
        The rows in their order. The months given of a force are those it has rows in.

    Raises
    ------
    InputError
        If a needed column is missing, a month cannot be read, or the table does not say its
        coordinate reference system.
    """
    _need(table, ("month", "type"))
    xy = to_points(table, frame)
    month, force = _months(table), _texts(table, "force")
    supplied = sorted(set(zip(force.tolist(), month.tolist(), strict=True)))
    counted = _floats(table, "count")
    return Crimes(
        xy_m=xy,
        month=month,
        type=_texts(table, "type"),
        force=force,
        lsoa=_texts(table, "lsoa"),
        count=np.where(np.isnan(counted), 1, counted).astype(np.int64),
        begin=_times(table, "begin"),
        finish=_times(table, "finish"),
        state=_state(xy, frame),
        supplied_force=np.array([each for each, _ in supplied], dtype=np.str_),
        supplied_month=np.array([each for _, each in supplied], dtype=np.int64),
    )


def _need(table: geopandas.GeoDataFrame, names: Sequence[str]) -> None:
    """Refuse a table without the columns that are needed."""
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise InputError(
            f"The table must have the columns {', '.join(names)}; it lacks "
            f"{', '.join(missing)}. It has: {', '.join(map(str, table.columns))}."
        )


def _months(table: geopandas.GeoDataFrame) -> Ints:
    """Months since year 0."""
    when = pd.to_datetime(table["month"].astype(str), errors="coerce", format="mixed")
    bad = np.flatnonzero(when.isna())
    if len(bad):
        raise InputError(
            f"`month` must be a month or a date in every row; {len(bad):,} of {len(table):,} "
            f"are not (first: row {bad[0]}, {table['month'].iloc[bad[0]]!r})."
        )
    return np.asarray(when.dt.year * 12 + when.dt.month - 1, dtype=np.int64)


def _state(xy_m: Floats, frame: Frame) -> Tiny:
    """On the map, off it, or without a place."""
    state = np.where(frame.on_map(xy_m), LOCATED, OFF_MAP)
    return np.where(np.isfinite(xy_m).all(axis=1), state, UNLOCATED).astype(np.int8)


def _texts(table: geopandas.GeoDataFrame, name: str) -> Texts:
    """A column of text, ``""`` where unknown."""
    if name not in table.columns:
        return np.full(len(table), "")
    said = table[name].fillna("").astype(str).map(undirected)
    return np.asarray(said, dtype=np.str_)


def _floats(table: geopandas.GeoDataFrame, name: str) -> Floats:
    """A column of numbers, nan where unknown."""
    if name not in table.columns:
        return np.full(len(table), np.nan)
    return np.asarray(pd.to_numeric(table[name], errors="coerce"), dtype=np.float64)


def _times(
    table: geopandas.GeoDataFrame, name: str
) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """A column of local times, NaT where unknown."""
    if name not in table.columns:
        return np.full(len(table), np.datetime64("NaT", "s"))
    return np.asarray(pd.to_datetime(table[name], errors="coerce"), dtype="datetime64[s]")


def _led(table: geopandas.GeoDataFrame) -> Tiny:
    """1 for LED, 0 for an older source, -1 unknown."""
    said = _texts(table, "led")
    return np.array([LED_WORDS.get(each.casefold(), -1) for each in said], dtype=np.int8)


LED_WORDS = {
    **dict.fromkeys(("true", "yes", "1", "1.0", "led"), 1),
    **dict.fromkeys(("false", "no", "0", "0.0"), 0),
}
"""What a column `led` may say."""
