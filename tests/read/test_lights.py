"""Street lights and cameras from what councils publish."""

import json
import os

import geopandas
import numpy as np
import pytest
import shapely

from homeward.errors import SourceError
from homeward.read import _geojson
from homeward.read.book import Book
from homeward.read.lights import lighting_hours, read_cameras, read_lamps
from small_frame import frame_of

FRAME = frame_of()


def write(path, text):
    path.write_text(text, "utf-8")
    return path


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more})


def point(lon, lat, **properties):
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("35/18", ""),
        ("Dusk-Dawn", ""),
        ("", ""),
        ("Part Night", "05:30-00:00"),
        ("05:30-00:00", "05:30-00:00"),
        ("0530 - 0000", "05:30-00:00"),
        ("on 05:30 to 23:30", "05:30-23:30"),
        ("Off 00:00-05:30", "05:30-00:00"),
        ("99:99-00:00", ""),
    ],
)
def test_switching_regimes_become_hours(text, hours):
    assert lighting_hours(text) == hours


def test_lamps_keep_hours_lux_and_lamp_type_and_say_what_was_assumed(tmp_path):
    rows = [
        "-0.1,51.515,35/18,LED 24W,10",
        "-0.101,51.516,part night,SON,",
        "-0.102,51.516,05:30-23:30,,",
        "-0.5,51.516,,,",
        ",,,,",
        ",,35/18,LED,",
    ]
    path = write(tmp_path / "l.csv", "\n".join(["lon,lat,Switch Regime,Lamp Type,Lux", *rows]))
    book = Book()
    lamps = read_lamps(path, FRAME, book)
    by_east = np.argsort(lamps.xy_m[:, 0])
    assert lamps.hours[by_east].tolist() == ["05:30-23:30", "05:30-00:00", ""]
    assert lamps.led[by_east].tolist() == [-1, 0, 1]
    assert lamps.lux[by_east][2] == 10
    assert set(lamps.source) == {"l.csv"}
    told = " ".join(book.notes)
    for words in ("1 street lights of", "no coordinates", "off the map", "05:30-00:00 was assumed"):
        assert words in told


def test_grid_references_and_degrees_give_the_same_lamps(tmp_path):
    grid = write(tmp_path / "g.csv", "Easting,Northing\n531477,181647\n")
    degrees = write(tmp_path / "d.csv", "x_lon,y_lat\n-0.10690,51.51846\n")
    a, b = (read_lamps(each, FRAME, Book()).xy_m for each in (grid, degrees))
    assert np.linalg.norm(a - b) < 50


def test_a_file_far_away_is_a_note(tmp_path):
    book = Book()
    lamps = read_lamps(write(tmp_path / "l.csv", "lon,lat\n2.35,48.85\n"), FRAME, book)
    assert len(lamps.xy_m) == 0
    assert "None of the 1 street lights" in book.notes[0]


def test_geojson_geopackage_and_shapefile_agree(tmp_path):
    spots = [(-0.1, 51.515), (-0.101, 51.516)]
    write(tmp_path / "a.geojson", collection(*(point(*each, lux=5) for each in spots)))
    frame = geopandas.GeoDataFrame(
        {"lux": [5, 5]}, geometry=[shapely.Point(each) for each in spots], crs="EPSG:4326"
    )
    frame.to_crs("EPSG:27700").to_file(tmp_path / "a.gpkg")
    frame.to_file(tmp_path / "a.shp")
    tables = [read_lamps(tmp_path / f"a.{e}", FRAME, Book()) for e in ("geojson", "gpkg", "shp")]
    for each in tables[1:]:
        assert np.abs(each.xy_m - tables[0].xy_m).max() < 5
        assert each.lux.tolist() == [5, 5]


def test_geojson_in_grid_references_is_seen_to_be(tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    plain = write(tmp_path / "p.geojson", collection(point(531477, 181647)))
    named = write(tmp_path / "n.geojson", collection(point(531477, 181647), crs=crs))
    a, b = (read_cameras(each, FRAME, Book()).xy_m for each in (plain, named))
    assert len(a) == 1
    assert np.array_equal(a, b)


def test_features_without_a_usable_geometry_are_bad_rows(tmp_path):
    good = [point(-0.1, 51.515 + i / 1e5) for i in range(38)]
    broken = [{"type": "Feature", "properties": {}, "geometry": None}, point("a", "b")]
    book = Book()
    cameras = read_cameras(write(tmp_path / "c.geojson", collection(*good, *broken)), FRAME, book)
    assert (len(cameras.xy_m), [each.line for each in book.rejects]) == (38, [39, 40])


VRT = """<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{path}</SrcDataSource>
<GeometryType>wkbPoint</GeometryType></OGRVRTLayer></OGRVRTDataSource>"""


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "shp", "zip", "json", "csv"])
def test_a_file_that_points_to_another_is_never_followed(ending, tmp_path):
    secret = write(tmp_path / "secret.csv", "lon,lat\n-0.1,51.515\n")
    trap = write(tmp_path / f"trap.{ending}", VRT.format(path=secret))
    with pytest.raises(SourceError):
        read_lamps(trap, FRAME, Book())


@pytest.mark.parametrize(
    "text",
    ["", "[1, 2]", "{}", '{"type": "FeatureCollection"}', "[" * 100_000, '{"a": NaN}'],
)
def test_what_is_no_geojson_is_a_plain_error(text, tmp_path):
    with pytest.raises(SourceError):
        read_lamps(write(tmp_path / "x.geojson", text), FRAME, Book())


def test_a_geojson_of_too_many_points_is_refused_before_it_is_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr(_geojson, "MOST_LISTS", 10)
    path = write(tmp_path / "x.geojson", collection(*(point(-0.1, 51.5) for _ in range(20))))
    with pytest.raises(SourceError, match="over 10 points"):
        read_lamps(path, FRAME, Book())


def test_reading_changes_no_environment_but_gdals_own(tmp_path):
    before = dict(os.environ)
    read_lamps(write(tmp_path / "l.csv", "lon,lat\n-0.1,51.515\n"), FRAME, Book())
    assert dict(os.environ) == before


@pytest.mark.realdata
def test_camden_burns_all_dark_hours(shared):
    book = Book()
    lamps = read_lamps(shared / "london-city" / "Camden_Street_Lighting.csv.gz", FRAME, book)
    assert (len(lamps.xy_m), set(lamps.hours), set(lamps.led.tolist())) == (340, {""}, {-1})
    assert book.inputs[0].rows == 9_527
