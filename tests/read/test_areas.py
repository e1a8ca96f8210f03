"""Zones come in any file of polygons and leave whole."""

import json

import geopandas
import numpy as np
import pytest
import shapely

from homeward.errors import SourceError
from homeward.read.areas import read_zones
from homeward.read.book import Book
from small_frame import frame_of

FRAME = frame_of()
SQUARE = [[-0.11, 51.51], [-0.1, 51.51], [-0.1, 51.52], [-0.11, 51.52], [-0.11, 51.51]]
BOW_TIE = [[-0.11, 51.51], [-0.1, 51.52], [-0.1, 51.51], [-0.11, 51.52], [-0.11, 51.51]]
FAR = [[2.1, 48.1], [2.2, 48.1], [2.2, 48.2], [2.1, 48.1]]


def feature(ring, kind="Polygon", **properties):
    geometry = {"type": kind, "coordinates": ring if kind == "LineString" else [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write(path, *features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_columns_are_found_by_what_they_are_called(tmp_path):
    properties = {
        "LSOA21CD": "E01",
        "LSOA21NM": "Camden 001A",
        "Population": "1,500",
        "IMD Decile": 3,
    }
    zones = read_zones(write(tmp_path / "z.geojson", feature(SQUARE, **properties)), FRAME, Book())
    assert (zones.code.tolist(), zones.name.tolist()) == (["E01"], ["Camden 001A"])
    assert zones.force.tolist() == ["Metropolitan Police"]
    assert (zones.residents.tolist(), zones.deprivation.tolist()) == ([1500], [3])
    side_m = 111_000 * 0.01
    expected = side_m * side_m * np.cos(np.radians(51.515))
    assert zones.shapes.geometries[0].area == pytest.approx(expected, rel=0.02)


def test_shapes_that_cross_themselves_are_mended_and_noted(tmp_path):
    book = Book()
    zones = read_zones(write(tmp_path / "z.geojson", feature(BOW_TIE, code="a")), FRAME, book)
    assert shapely.is_valid(zones.shapes.geometries).all()
    assert zones.shapes.geometries[0].area > 0
    assert "were mended" in book.notes[0]


def test_zones_off_the_map_are_left_out_and_unknown_figures_are_nan(tmp_path):
    path = write(tmp_path / "z.geojson", feature(FAR, code="b"), feature(SQUARE, code="a"))
    zones = read_zones(path, FRAME, Book())
    assert zones.code.tolist() == ["a"]
    assert np.isnan(zones.residents).all()


def test_lines_are_no_zones(tmp_path):
    path = write(tmp_path / "z.geojson", feature(SQUARE, "LineString", code="a"))
    with pytest.raises(SourceError, match="must hold polygons"):
        read_zones(path, FRAME, Book())


def test_a_geopackage_in_another_projection_is_the_same(tmp_path):
    frame = geopandas.GeoDataFrame(
        {"WD22CD": ["a"]}, geometry=[shapely.Polygon(SQUARE)], crs="EPSG:4326"
    )
    frame.to_crs("EPSG:27700").to_file(tmp_path / "z.gpkg")
    a = read_zones(tmp_path / "z.gpkg", FRAME, Book())
    b = read_zones(write(tmp_path / "z.geojson", feature(SQUARE, code="a")), FRAME, Book())
    assert a.code.tolist() == b.code.tolist()
    assert a.shapes.geometries[0].symmetric_difference(b.shapes.geometries[0]).area < 20_000
