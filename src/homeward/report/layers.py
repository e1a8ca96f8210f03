"""The GeoPackage: layers with the styles that QGIS loads by itself."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from homeward.kit.arrays import Geometries
from homeward.report.disclosure import ENOUGH, FEW, area_columns
from homeward.report.findings import Findings
from homeward.report.shapes import lonlat_of, segment_lines
from homeward.report.tables_out import OPTION_TYPES, segment_columns, walker_columns
from homeward.tables import Shapes

__all__ = ["ENOUGH", "FEW", "write_geopackage"]

WGS84 = "EPSG:4326"

WRITTEN = "2000-01-01T00:00:00.000Z"
"""Stands for the time of writing, so that the same plan gives the same bytes."""

FORMAT = {"driver": "GPKG", "dataset_options": {"VERSION": "1.3"}}
"""The last version that QGIS 3.22, of Debian 12, opens without a warning."""

GEOMETRY_TYPES = {
    "plan": "MultiLineString",
    "segments": "LineString",
    "areas": "MultiPolygon",
    "walks": "LineString",
    "venues": "Point",
}
"""The layers in order, and what each holds: said outright, because a layer may be empty."""


def write_geopackage(path: Path, findings: Findings) -> None:
    """``plan.gpkg``: the plan, segments (no harm), areas (with harm), walks and venues.

    Parameters
    ----------
    path
        The file to make; it must not be there yet.
    findings
        The plan and its layers.

    References
    ----------
    .. [1] Open Geospatial Consortium, GeoPackage Encoding Standard 1.3.
       https://www.geopackage.org/spec130/
    """
    lines = segment_lines(findings.streets, findings.town.place.crs)
    layers = {
        "plan": _plan(findings, lines),
        "segments": gpd.GeoDataFrame(segment_columns(findings), geometry=lines, crs=WGS84),
        "areas": _areas(findings),
        "walks": _walks(findings, lines),
        "venues": _venues(findings),
    }
    with _without_clock():
        for name, shown in GEOMETRY_TYPES.items():
            pyogrio.write_dataframe(layers[name], path, layer=name, geometry_type=shown, **FORMAT)
    _add_styles(path)


@contextmanager
def _without_clock() -> Iterator[None]:
    """Let GDAL write a fixed time instead of now."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": WRITTEN})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _plan(findings: Findings, lines: Geometries) -> gpd.GeoDataFrame:
    """A row per chosen option, in the order chosen."""
    place = {name: row for row, name in enumerate(findings.streets.ids.tolist())}
    options = findings.plan["options"]
    drawn = [
        shapely.MultiLineString([lines[place[segment]] for segment in option["segments"]])
        for option in options
    ]
    columns: dict[str, Any] = {
        name: np.array([option[name] for option in options], dtype=kind)
        for name, kind in OPTION_TYPES.items()
    }
    return gpd.GeoDataFrame(columns, geometry=np.array(drawn, dtype=object), crs=WGS84)


def _walks(findings: Findings, lines: Geometries) -> gpd.GeoDataFrame:
    """Segments on which anyone walks or would walk on the drawn night."""
    walkers = findings.walkers.sum(axis=1)
    desired = findings.desired.sum(axis=1)
    used = np.flatnonzero((walkers > 0) | (desired > 0))
    columns = {
        "segment": findings.streets.ids[used],
        **walker_columns(findings, used),
    }
    return gpd.GeoDataFrame(columns, geometry=lines[used], crs=WGS84)


def _areas(findings: Findings) -> gpd.GeoDataFrame:
    """Areas with offences a year; one with fewer than five recorded says only that.

    The last row, of no area, is all streets of which it is not known or not told.
    """
    columns = {name: _nullable(each) for name, each in area_columns(findings.areas).items()}
    shapes = findings.outlines[: len(columns["area_id"])]
    return gpd.GeoDataFrame(columns, geometry=Shapes.of(shapes).geometries, crs=WGS84)


def _nullable(values: Any) -> Any:  # noqa: ANN401 - of numpy or pandas
    """A column for a database: what is masked is null, and whole numbers stay whole."""
    if not np.ma.isMaskedArray(values):
        return values
    return pd.array(values.tolist(), dtype=object if values.dtype == object else "Int64")


def _venues(findings: Findings) -> gpd.GeoDataFrame:
    venues = findings.town.venues
    lonlat = lonlat_of(findings.town.place.crs, venues.xy_m)
    columns = {
        "name": venues.name,
        "kind": venues.kind,
        "opening_hours": venues.hours,
        "source": venues.source,
    }
    return gpd.GeoDataFrame(columns, geometry=shapely.points(lonlat), crs=WGS84)


def _add_styles(path: Path) -> None:
    """The `layer_styles` table that QGIS reads, with one default style per layer."""
    styles = resources.files("homeward.report") / "styles"
    rows = [
        (layer, f"Homeward: {layer}", (styles / f"{layer}.qml").read_text("utf-8"), WRITTEN)
        for layer in GEOMETRY_TYPES
    ]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(STYLE_TABLE)
        database.executemany(STYLE_ROW, rows)
        database.execute(STYLE_ENTRY, (WRITTEN,))


STYLE_TABLE = (
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
    "f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), "
    "f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, "
    "useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
    "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
)
"""As QGIS itself makes it."""

STYLE_ROW = (
    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
    "styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) "
    "VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', ?)"
)

STYLE_ENTRY = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
    "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)"
)
