"""Names that turn the words around them about: marks are dropped, letters stay, in every file."""

import base64
import gzip
import json
import re
import zipfile

import geopandas as gpd
import pytest

from homeward.report.direction import all_isolated, isolated
from osm_xml import node, ring, square, way, write

MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HEBREW = "\u05e9\u05d3\u05e8\u05d5\u05ea \u05d1\u05df-\u05e6\u05d9\u05d5\u05df"
ARABIC = "\u0634\u0627\u0631\u0639 \u0627\u0644\u0645\u0639\u0632"
TURNED = f"Mill{MARKS} enaL"
FLATS = {"building": "apartments", "building:levels": "4"}


def _lane(number, north_m, name, **light):
    corners = [node(number, 0, north_m), node(number + 1, 600, north_m)]
    tags = {"highway": "residential", "name": name, **light}
    return [*corners, way(number, [number, number + 1], tags)]


TOWN = [
    *(
        *_lane(1, 0, TURNED, lit="no"),
        *_lane(3, 90, HEBREW + "\u202e"),
        *_lane(5, 180, ARABIC + "\u2067", lit="no"),
    ),
    way(9, [1, 3, 5], {"highway": "residential", "name": "High Street", "lit": "yes"}),
    *(*square(11, 300, 10, 15), way(11, ring(11), FLATS)),
    *(*square(21, 400, 100, 15), way(21, ring(21), FLATS)),
    *(*square(31, 500, 190, 15), way(31, ring(31), FLATS)),
    node(41, 5, 95, {"amenity": "pub", "name": f"The\u202e {ARABIC}", "opening_hours": "24/7"}),
]
AREA = {
    "type": "Feature",
    "properties": {"code": "A1", "name": f"\u202e{HEBREW} ward"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[-0.2, 51.4], [0, 51.4], [0, 51.6], [-0.2, 51.6], [-0.2, 51.4]]],
    },
}


@pytest.fixture
def planned(tmp_path, program):
    """The folder of a plan that buys lamps on the lanes."""
    town = write(tmp_path / "town.osm", TOWN)
    areas = tmp_path / "areas.geojson"
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": [AREA]}))
    out, money = tmp_path / "out", ("--aim", "felt", "--budget", 300000)
    ended = program("plan", town, "--areas", areas, *money, "--no-pdf", "--out", out)
    assert ended.code == 0, ended.err
    return out


def _texts(folder):
    """What each file holds, unpacked."""
    for file in folder.rglob("*"):
        if file.suffix in {".xlsx", ".docx"}:
            with zipfile.ZipFile(file) as box:
                yield (
                    file.name,
                    "".join(box.read(name).decode("utf-8", "ignore") for name in box.namelist()),
                )
        elif file.suffix in {".json", ".csv", ".html", ".topojson", ".gpkg"}:
            yield file.name, file.read_bytes().decode("utf-8", "ignore")


def _map(html):
    """The map's block of the page."""
    packed = re.search(r'id="map-data"[^>]*>([^<]+)<', html)
    return json.loads(gzip.decompress(base64.b64decode(packed[1])))


def test_no_file_holds_a_mark_of_direction_and_every_letter_stays(planned):
    told = dict(_texts(planned))
    assert {"report.html", "plan.json", "plan.csv", "plan.xlsx", "bid.docx"} <= set(told)
    for name, text in told.items():
        # The page alone sets names of that direction apart: where they begin, where they end.
        apart = re.sub("\u2068([^\u2068\u2069<]*)\u2069", r"\1", text)
        assert not set(MARKS) & set(apart), name
        assert (apart == text) == (name != "report.html"), name
    bought = {each["street"] for each in json.loads(told["plan.json"])["options"]}
    assert bought == {"Mill enaL", HEBREW, ARABIC}
    for name in ("report.html", "plan.csv", "plan.xlsx", "bid.docx"):
        assert all(each in told[name] for each in bought), name
    assert f"\u2068{HEBREW}\u2069 ward" in told["report.html"]
    names = set(_map(told["report.html"])["names"])
    assert {"Mill enaL", f"\u2068{HEBREW}\u2069", f"\u2068{ARABIC}\u2069"} <= names
    assert set(gpd.read_parquet(planned / "segments.parquet")["name"]) == {*bought, "High Street"}
    venue = gpd.read_file(planned / "plan.gpkg", layer="venues")["name"].item()
    assert venue == f"The {ARABIC}"


def test_a_page_about_such_a_town_before_any_money_is_the_same(tmp_path, program):
    town = write(tmp_path / "town.osm", TOWN)
    assert program("look", town, "--out", tmp_path / "looked").code == 0
    html = (tmp_path / "looked" / "look.html").read_text("utf-8")
    assert f"\u2068{HEBREW}\u2069" in html
    assert not set(MARKS) & set(html) - set("\u2068\u2069")


def test_each_name_is_set_apart_from_the_next_and_from_figures():
    assert isolated(f"{HEBREW}, {ARABIC}, 3") == f"\u2068{HEBREW}\u2069, \u2068{ARABIC}\u2069, 3"
    assert isolated("Rue de l\u2019\u00c9glise 3") == "Rue de l\u2019\u00c9glise 3"
    assert all_isolated({"a": [HEBREW, 3, None]}) == {"a": [f"\u2068{HEBREW}\u2069", 3, None]}
