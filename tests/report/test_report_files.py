import csv
import dataclasses
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import jsonschema
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import towns
from homeward.errors import InputError
from homeward.measures import GROUPS
from homeward.report import SCHEMAS, schema, write
from homeward.report.shapes import area_polygons
from homeward.tables import Reject
from report.by_hand import (
    ALL_HOSTILE,
    areas,
    findings,
    high_street,
    hostile_plan,
    hostile_town,
    no_areas,
    option,
    plan_block,
)

LAYERS = ["plan", "segments", "areas", "walks", "venues"]
FILES = {
    "MANIFEST.json",
    "areas.topojson",
    "bid.docx",
    "plan.csv",
    "plan.gpkg",
    "plan.json",
    "plan.xlsx",
    "report.html",
    "segments.parquet",
    "survey.csv",
}
CHARTS = {f"charts/{name}.png" for name in ("costs", "curve", "hours", "light", "sensitivity")}


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    """The files of a plan of two options."""
    folder = tmp_path_factory.mktemp("report") / "out"
    write(folder, findings())
    return folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory) -> Path:
    """The files of a plan that buys nothing, in a town without crime files."""
    folder = tmp_path_factory.mktemp("report") / "out"
    write(folder, findings(0, areas=no_areas(), seen=np.zeros(high_street()[1].segments, bool)))
    return folder


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_file_is_written(written, empty):
    bought = {"charts/costs.png", "charts/sensitivity.png"}
    assert _files(written) == FILES | CHARTS
    assert _files(empty) == (FILES | CHARTS) - bought


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_a_schema_and_describes_every_field(name):
    def undescribed(node):
        for key, value in node.get("properties", {}).items():
            yield from [key] if "description" not in value else []
            yield from undescribed(value)
        yield from undescribed(node["items"]) if "items" in node else []
        for each in node.get("oneOf", []):
            yield from undescribed(each)

    jsonschema.Draft202012Validator.check_schema(schema(name))
    assert list(undescribed(schema(name))) == []


def test_a_schema_that_is_not_there_is_named():
    with pytest.raises(InputError, match=r"look, manifest, plan; got 'nope'\."):
        schema("nope")


def test_plan_and_manifest_keep_to_their_schemas(written, empty):
    for folder in (written, empty):
        for file, name in (("plan.json", "plan"), ("MANIFEST.json", "manifest")):
            jsonschema.validate(json.loads((folder / file).read_text("utf-8")), schema(name))


def test_a_plan_with_a_number_that_is_none_writes_nothing(tmp_path):
    with pytest.raises(ValueError, match="JSON compliant"):
        write(tmp_path / "out", findings(plan=plan_block(spent_gbp=float("nan"))))
    assert list(tmp_path.iterdir()) == []


def test_the_table_says_what_the_plan_says(written):
    first, second = _rows(written / "plan.csv")
    assert first["capital_gbp"] == "6498.62"
    assert first["averted_unit"] == "pounds of harm a year"
    assert [first["id"], second["id"]] == ["lamp_run@0", "lamp_run@1"]


def test_negative_numbers_stay_numbers_in_the_table(tmp_path):
    write(
        tmp_path / "out",
        findings(plan=plan_block(options=0) | {"options": [option(0, averted=-5.5, lon=-0.1)]}),
    )
    (row,) = _rows(tmp_path / "out" / "plan.csv")
    assert (row["averted"], row["lon"]) == ("-5.5", "-0.1")


def test_rejected_rows_are_listed_only_when_there_are_any(tmp_path):
    town, _ = high_street()
    bad = (Reject(file="crime.csv", line=7, reason="=HYPERLINK(1)"),)
    made = findings(town=dataclasses.replace(town, rejects=bad))
    write(tmp_path / "out", made)
    assert _rows(tmp_path / "out" / "rejects.csv") == [
        {"file": "crime.csv", "line": "7", "reason": "'=HYPERLINK(1)"}
    ]
    write(tmp_path / "out", findings())
    assert _files(tmp_path / "out") == FILES | CHARTS


def test_segments_are_geoparquet_in_longitude_and_latitude(written):
    frame = gpd.read_parquet(written / "segments.parquet")
    assert frame.crs == "OGC:CRS84"
    assert len(frame) == high_street()[1].segments
    assert set(frame.geom_type) == {"LineString"}
    west, south, east, north = frame.total_bounds
    assert -0.11 < west < east < -0.09
    assert 51.50 < south < north < 51.52


@pytest.mark.parametrize("folder", ["written", "empty"])
def test_every_layer_opens_with_its_kind_of_shape(folder, request):
    path = request.getfixturevalue(folder) / "plan.gpkg"
    listed = dict(pyogrio.list_layers(path).tolist())
    shapes = ["MultiLineString", "LineString", "MultiPolygon", "LineString", "Point"]
    assert [listed[name] for name in LAYERS] == shapes
    assert listed["layer_styles"] is None
    for name in LAYERS:
        frame = gpd.read_file(path, layer=name)
        assert frame.crs == "EPSG:4326"
        assert frame.is_valid.all()


def test_an_empty_plan_keeps_the_columns_and_their_kinds(written, empty):
    kinds = [
        dict(zip(info["fields"], info["dtypes"], strict=True))
        for folder in (written, empty)
        for info in [pyogrio.read_info(folder / "plan.gpkg", layer="plan")]
    ]
    assert kinds[0] == kinds[1]
    assert len(gpd.read_file(empty / "plan.gpkg", layer="plan")) == 0


def test_every_layer_has_one_default_style_that_is_well_formed(written):
    with closing(sqlite3.connect(written / "plan.gpkg")) as database:
        rows = database.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
        columns = dict(
            database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall()
        )
        kinds = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall())
    assert [row[0] for row in rows] == LAYERS
    for layer, column, default, style in rows:
        assert column == columns[layer]
        assert default == 1
        assert ET.fromstring(style).tag == "qgis"  # noqa: S314 - our own file
    assert kinds["layer_styles"] == "attributes"


@pytest.mark.parametrize("layer", LAYERS)
def test_a_style_asks_only_for_fields_that_the_layer_has(written, layer):
    with closing(sqlite3.connect(written / "plan.gpkg")) as database:
        (style,) = database.execute(
            "SELECT styleQML FROM layer_styles WHERE f_table_name = ?", (layer,)
        ).fetchone()
    renderer = ET.fromstring(style).find("renderer-v2")  # noqa: S314 - our own file
    asked = {renderer.get("attr")} - {None}
    for rule in renderer.iter("rule"):
        asked |= set((rule.get("filter") or "").split('"')[1::2])
    # The town drawn by hand has two of the three groups that every real plan has.
    held = {f"{group}_expected_a_year" for group in GROUPS} if layer == "areas" else set()
    assert asked <= held | set(pyogrio.read_info(written / "plan.gpkg", layer=layer)["fields"])


def test_areas_with_fewer_than_five_recorded_say_only_that(written):
    frame = gpd.read_file(written / "plan.gpkg", layer="areas").set_index("area_id")
    assert frame.index.tolist() == [0, 1, -1]
    none = "not known, or too few streets to tell apart"
    few = "fewer than 5"
    for group, counts, why in (
        ("robbery", [7, -1, -1], ["", few, none]),
        ("theft_from_person", [-1, 6, -1], [few, "", none]),
    ):
        assert frame[f"{group}_recorded"].fillna(-1).tolist() == counts
        assert frame[f"{group}_why_null"].fillna("").tolist() == why
    kinds = pyogrio.read_info(written / "plan.gpkg", layer="areas")
    kind = dict(zip(kinds["fields"], kinds["ogr_types"], strict=True))
    assert kind["robbery_recorded"] == "OFTInteger64"
    assert kind["robbery_why_null"] == "OFTString"
    assert frame["robbery_expected_a_year"].isna().tolist() == [False, True, True]
    hidden = frame.loc[
        1, [name for name in frame.columns if name.startswith("robbery_") and "year" in name]
    ]
    assert hidden.isna().all()
    assert frame.loc[0, "robbery_high_a_year"] == pytest.approx(4.22)


def test_a_streets_middle_lies_in_its_own_areas_shape_and_in_no_other(written):
    shapes = gpd.read_file(written / "plan.gpkg", layer="areas").set_index("area_id").geometry
    lines = gpd.read_file(written / "plan.gpkg", layer="segments")
    assert set(lines["area_id"]) == {0, 1, -1}
    for lon, lat, area in zip(lines["lon"], lines["lat"], lines["area_id"], strict=True):
        assert shapes.index[shapes.intersects(shapely.Point(lon, lat))].tolist() == [area]


@given(bends=st.lists(st.floats(0, 80), min_size=8, max_size=8))
def test_area_outlines_never_cross_themselves(bends):
    network = high_street()[1]
    xy_m = network.shape_xy_m + np.resize(np.array(bends), network.shape_xy_m.shape)
    bent = dataclasses.replace(network, shape_xy_m=xy_m)
    assert shapely.is_valid(area_polygons(areas(), bent, towns.PLACE.crs)).all()


def test_harm_is_published_by_area_and_never_by_segment(written):
    """No column of a layer of segments holds, or scales with, any area's or group's offences."""
    tables = {"parquet": gpd.read_parquet(written / "segments.parquet")}
    for layer in ("segments", "walks", "venues"):
        tables[layer] = gpd.read_file(written / "plan.gpkg", layer=layer)
    secret = set(np.concatenate([areas().offences.ravel(), areas().offences.sum(axis=2).ravel()]))
    for frame in tables.values():
        for name, column in frame.drop(columns="geometry").items():
            assert not any(
                word in name for word in ("harm", "offence", "crime", "robb", "theft", "rate")
            )
            assert not secret & set(column.tolist())
    plan = json.loads((written / "plan.json").read_text("utf-8"))
    assert not [key for key in plan["options"][0] if "harm" in key]
    assert "segments" not in plan["harm"]


def test_the_same_findings_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        code = (
            "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
            "from report.by_hand import findings; from homeward.report import write\n"
            "write(Path(sys.argv[2]), findings())"
        )
        tests = Path(__file__).resolve().parents[1]
        subprocess.run([sys.executable, "-c", code, str(tests), str(tmp_path / name)], check=True)
    for file in FILES | CHARTS:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The files of a plan with an option for every hostile text, and streets named so too."""
    folder = tmp_path_factory.mktemp("report") / "out"
    plan = plan_block(0)
    plans = [hostile_plan(text) for text in ALL_HOSTILE]
    plan["options"] = [each for made in plans for each in made["options"]]
    plan["survey"] = plan["survey"] | {"rows": [made["survey"]["rows"][0] for made in plans]}
    network = high_street()[1]
    name = np.arange(network.segments) % len(ALL_HOSTILE)
    named = dataclasses.replace(network, names=np.array(ALL_HOSTILE), name=name)
    town = hostile_town(ALL_HOSTILE[0])["town"]
    bad = tuple(Reject(file=text, line=1, reason=text) for text in ALL_HOSTILE)
    town = dataclasses.replace(town, rejects=bad)
    write(folder, findings(plan=plan, town=town, streets=named))
    return folder


@pytest.mark.parametrize(
    ("file", "columns"), [("survey.csv", ("street", "id")), ("rejects.csv", ("file", "reason"))]
)
def test_no_list_beside_the_plan_is_run_by_a_spreadsheet(hostile, file, columns):
    rows = _rows(hostile / file)
    for text, row in zip(ALL_HOSTILE, rows, strict=True):
        for name in columns:
            assert row[name].removeprefix("'") == text.removeprefix("'")
            assert row[name].lstrip()[:1] not in set("=+-@\uff1d")
            assert row[name][:1] not in set("\t\r\n")


def test_shapes_for_dashboards_hold_no_text_of_a_file(hostile):
    text = (hostile / "areas.topojson").read_text("utf-8")
    assert not [each for each in ALL_HOSTILE if len(each) > 5 and each in text]


def test_no_text_of_a_file_is_run_by_a_spreadsheet(hostile):
    rows = _rows(hostile / "plan.csv")
    for text, row in zip(ALL_HOSTILE, rows, strict=True):
        for name in ("label", "street", "evidence", "why"):
            assert row[name].removeprefix("'") == text.removeprefix("'")
            assert row[name].lstrip()[:1] not in set("=+-@\uff1d")
            assert row[name][:1] not in set("\t\r\n")


def test_texts_come_through_every_file_as_they_were(hostile):
    plan = json.loads((hostile / "plan.json").read_text("utf-8"))
    assert [each["street"] for each in plan["options"]] == list(ALL_HOSTILE)
    assert gpd.read_file(hostile / "plan.gpkg", layer="plan")["street"].tolist() == list(
        ALL_HOSTILE
    )
    assert gpd.read_file(hostile / "plan.gpkg", layer="venues")["name"].tolist() == [ALL_HOSTILE[0]]
    names = [ALL_HOSTILE[row % len(ALL_HOSTILE)] for row in range(high_street()[1].segments)]
    assert gpd.read_file(hostile / "plan.gpkg", layer="segments")["name"].tolist() == names
    assert gpd.read_parquet(hostile / "segments.parquet")["name"].tolist() == names


def test_a_file_name_that_is_not_text_is_written_as_an_escape(tmp_path):
    write(tmp_path / "out", findings(plan=hostile_plan("crime-\udcff.csv") | {"options": []}))
    plan = json.loads((tmp_path / "out" / "plan.json").read_text("utf-8"))
    assert plan["inputs"][0]["path"] == "crime-\udcff.csv"


def test_qgis_hatches_what_is_not_known_leaves_few_clear_and_numbers_the_plan(written):
    with closing(sqlite3.connect(written / "plan.gpkg")) as database:
        styles = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    areas = ET.fromstring(styles["areas"])  # noqa: S314 - our own file
    drawn = {
        symbol.get("name"): option.get("value")
        for symbol in areas.iter("symbol")
        for option in symbol.iter("Option")
        if option.get("name") == "style"
    }
    rules = {rule.get("key"): rule for rule in areas.iter("rule")}
    assert {key: drawn[rule.get("symbol")] for key, rule in rules.items()} == {
        "unknown": "b_diagonal",
        "few": "no",
        "low": "solid",
        "mid": "solid",
        "high": "solid",
    }
    assert rules["unknown"].get("filter") == '"area_id" < 0'
    assert "at any hour and in any place" in rules["low"].get("label")
    plan = ET.fromstring(styles["plan"])  # noqa: S314 - the same
    assert plan.get("labelsEnabled") == "1"
    assert plan.find("labeling/settings/text-style").get("fieldName") == "$id"
