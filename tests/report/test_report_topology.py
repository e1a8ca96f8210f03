import json

import numpy as np
import pytest
import shapely

from homeward.report.shapes import area_polygons
from homeward.report.topology import topology, write_areas
from report.by_hand import ALL_HOSTILE, findings, no_areas

SQUARE = shapely.box(0.0, 50.0, 0.01, 50.01)
RING = shapely.Polygon(
    shapely.box(0.02, 50.0, 0.03, 50.01).exterior,
    [shapely.box(0.024, 50.004, 0.026, 50.006).exterior],
)
"""A square, and beside it a square with a hole."""


def _shapes(made: dict, name: str) -> list[shapely.MultiPolygon]:
    """The shapes again, by the specification's own words: add up steps, then scale and move."""
    scale, move = (np.array(made["transform"][key]) for key in ("scale", "translate"))
    arcs = [np.cumsum(arc, axis=0) * scale + move for arc in made["arcs"]]
    drawn = []
    for each in made["objects"][name]["geometries"]:
        parts = [[np.vstack([arcs[at] for at in ring]) for ring in part] for part in each["arcs"]]
        drawn.append(shapely.MultiPolygon([(part[0], part[1:]) for part in parts]))
    return drawn


def _plain(shapes: list) -> np.ndarray:
    return np.array(shapes, dtype=object)


def test_shapes_come_back_to_within_a_step():
    made = topology("x", _plain([SQUARE, RING]), [{}, {}])
    for shape, drawn in zip((SQUARE, RING), _shapes(made, "x"), strict=True):
        assert drawn.is_valid
        assert shapely.hausdorff_distance(shape, drawn) <= max(made["transform"]["scale"])
        assert drawn.area == pytest.approx(shape.area, rel=1e-4)


def test_rings_are_closed_and_outlines_run_clockwise():
    made = topology("x", _plain([RING]), [{}])
    (drawn,) = _shapes(made, "x")
    outline = drawn.geoms[0]
    assert not shapely.is_ccw(outline.exterior)
    assert shapely.is_ccw(outline.interiors[0])
    assert all(ring.is_closed for ring in (outline.exterior, *outline.interiors))


def test_what_is_not_a_number_is_null():
    made = topology("x", _plain([SQUARE]), [{"a": float("nan"), "b": 1.5, "c": "x"}])
    (each,) = made["objects"]["x"]["geometries"]
    assert each["properties"] == {"a": None, "b": 1.5, "c": "x"}


def test_areas_keep_their_figures_from_five_upwards(tmp_path):
    write_areas(tmp_path / "areas.topojson", findings())
    made = json.loads((tmp_path / "areas.topojson").read_text("utf-8"))
    first, second, none = (each["properties"] for each in made["objects"]["areas"]["geometries"])
    assert (none["area_id"], none["robbery_expected_a_year"]) == (-1, None)
    assert (first["area_id"], second["area_id"]) == (0, 1)
    counts = [each["robbery_recorded"] for each in (first, second, none)]
    assert counts == [7, None, None]
    assert isinstance(counts[0], int)
    why = [each["robbery_why_null"] for each in (first, second, none)]
    assert why == [None, "fewer than 5", "not known, or too few streets to tell apart"]
    assert first["robbery_high_a_year"] == 4.22
    hidden = ("expected", "low", "high")
    assert [second[f"robbery_{name}_a_year"] for name in hidden] == [None, None, None]


def test_areas_stand_where_the_geopackage_has_them(tmp_path):
    held = findings()
    write_areas(tmp_path / "areas.topojson", held)
    made = json.loads((tmp_path / "areas.topojson").read_text("utf-8"))
    shapes = area_polygons(held.areas, held.streets, held.town.place.crs)
    for shape, drawn in zip(shapes, _shapes(made, "areas"), strict=True):
        assert shapely.hausdorff_distance(shape, drawn) < 2e-5


def test_a_town_without_crime_files_has_no_areas(tmp_path):
    write_areas(tmp_path / "areas.topojson", findings(areas=no_areas()))
    made = json.loads((tmp_path / "areas.topojson").read_text("utf-8"))
    assert made["objects"]["areas"]["geometries"] == []
    assert made["arcs"] == []


def test_hostile_texts_come_back_as_they_were():
    facts = [{"name": text} for text in ALL_HOSTILE]
    made = topology("x", _plain([SQUARE] * len(facts)), facts)
    again = json.loads(json.dumps(made, ensure_ascii=False))
    held = [each["properties"]["name"] for each in again["objects"]["x"]["geometries"]]
    assert held == list(ALL_HOSTILE)
