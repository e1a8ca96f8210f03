import base64
import dataclasses
import gzip
import hashlib
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.report import Tonight, _encode
from homeward.report.drawing import map_drawing
from homeward.report.formats import minus, rough
from homeward.report.labels import labels
from homeward.report.map import town_map
from homeward.report.page import page
from homeward.report.shapes import lonlat_of
from homeward.streets import DARK, LIT, UNKNOWN
from report.by_hand import (
    amounts_in,
    areas,
    ends_in,
    findings,
    high_street,
    no_areas,
    numbers,
    side_by_side,
)


def _text(packed):
    return gzip.decompress(base64.b64decode(packed)).decode()


def _unpacked(made):
    return json.loads(_text(made.data))


def _lines(counts, moves):
    points = np.cumsum(np.array(moves).reshape(-1, 2), axis=0) * _encode.STEP
    return np.split(points, np.cumsum(counts)[:-1])


@pytest.fixture(scope="module")
def made():
    """The map of a plan of two options."""
    return town_map(findings())


@pytest.fixture(scope="module")
def content(made):
    """What the page's program reads."""
    return _unpacked(made)


def test_the_map_library_is_the_version_that_was_tried(made):
    library = _text(made.library)
    assert "maplibre-gl-js/blob/v5.3.0/LICENSE" in library
    assert re.search(r'"use strict";var \w="5\.3\.0"', library)


def test_no_script_ends_early(made):
    assert "</script" not in made.script.lower()
    assert "</style" not in made.style.lower()


def test_the_policy_names_the_scripts_by_their_hash(made):
    for script in (_text(made.library), str(made.script)):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in made.hashes


def test_a_missing_library_is_said_in_one_sentence_with_the_line_that_installs_it(monkeypatch):
    monkeypatch.setattr("homeward.report.map.find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install maplibre==0\.3\.6"):
        town_map(findings())


def test_the_same_findings_give_the_same_block(made):
    assert made.data == town_map(findings()).data


def test_lines_come_back_to_within_a_step(content):
    streets, crs = high_street()[1], high_street()[0].place.crs
    for row, line in enumerate(_lines(content["points"], content["moves"])):
        first, last = streets.shape_start[row], streets.shape_start[row + 1] - 1
        ends = lonlat_of(crs, streets.shape_xy_m[[first, last]])
        np.testing.assert_allclose(line[[0, -1]], ends, atol=_encode.STEP)


def test_an_hour_of_daylight_is_told_from_lamps_and_an_unlit_hour_from_unknown():
    count = high_street()[1].segments
    light = np.full((count, 3), UNKNOWN, dtype=np.int8)
    light[0] = [LIT, DARK, LIT]
    tonight = Tonight(
        begins=("04:00", "04:30", "05:00"),
        dark=np.array([True, True, False]),
        light=light,
        felt=np.zeros((3, count, 2)),
        felt_interval=np.zeros((2, 3, count, 2)),
    )
    read = _unpacked(town_map(findings(tonight=tonight)))
    rows = [read["light"][which] for which in read["lightOf"]]
    assert rows[0] == [LIT, DARK, 3]
    assert rows[1] == [UNKNOWN, UNKNOWN, 3]


def test_felt_risk_is_kept_for_every_light_in_whole_per_cent(content):
    streets = high_street()[1]
    for row in range(streets.segments):
        unsure = 20 if streets.lit[row] == UNKNOWN else None
        known = unsure is None
        kept = np.reshape(content["felt"][content["feltOf"][row]], (3, 2, 4)).tolist()
        women, men = zip(*kept, strict=True)
        # The ends by 0.74 and 1.56, where light is not known by 0.5 and 1.5, rounded outwards.
        assert women[0] == [40, 20, unsure or 40, 5]
        assert women[1] == [29, 14, 29 if known else 10, 3]
        assert women[2] == [63, 32, 63 if known else 30, 8]
        assert men[0] == [20, 10, unsure or 20, 2]
        assert men[1] == [14, 7, 14 if known else 10, 1]
        assert men[2] == [32, 16, 32 if known else 30, 4]


def test_recorded_harm_is_by_area_alone_and_few_offences_say_only_that(content):
    texts = content["areas"]["texts"]
    assert texts[0] == [
        "2.11 a year (95% interval 1.05 to 4.22); 7 recorded",
        "fewer than 5 recorded",
    ]
    assert texts[1][0] == "fewer than 5 recorded"
    assert content["areas"]["total"] == [2.1, 3.1]
    per_segment = {
        name for name, rows in content.items() if _rows(rows) == high_street()[1].segments
    }
    assert per_segment <= {
        *("points", "name", "kind", "length", "reason", "lightOf", "feltOf", "seen", "area"),
    }


def _rows(value):
    return len(value) if isinstance(value, list) else 0


def test_an_area_with_few_of_every_kind_has_no_colour_of_its_own():
    few = dataclasses.replace(areas(), recorded=np.array([[7, 4], [4, 0]], dtype=np.int64))
    assert _unpacked(town_map(findings(areas=few)))["areas"]["total"] == [2.1, -1]


def test_areas_of_which_nothing_is_told_stand_in_one_row_of_the_table():
    few = dataclasses.replace(areas(), recorded=np.array([[7, 4], [4, 0]], dtype=np.int64))
    made = findings(areas=few)
    assert [row.number for row in town_map(made).areas] == [0]
    assert town_map(made).few == 1
    assert "each of the 1 others" not in page(made)
    assert "the one other" in page(made)


def test_streets_without_police_files_are_outlined_as_not_known(content):
    assert {area for area, _ in content["areas"]["ring"]} == {0, 1, -1}
    without = _unpacked(town_map(findings(areas=no_areas())))
    assert {area for area, _ in without["areas"]["ring"]} == {-1}


def test_a_card_says_reasons_cost_evidence_and_what_is_averted_with_its_unit(content):
    card = dict(content["options"][0]["rows"])
    assert card["Why here"] == "The map does not say."
    assert card["To buy"] == "£6,499"
    assert card["To keep"] == "£146 a year"
    assert card["Over 10 years"] == "£7,709, discounted"
    assert card["What it would do"] == minus("£65 less harm a year; 95% of the draws: -£20 to £190")
    assert card["Evidence"] == "A study, 2021"
    assert card["How many"] == "3 lamps"


@given(st.floats(0.1, 9.0e5))
@settings(max_examples=200, deadline=None)
def test_an_amount_keeps_two_figures(value):
    code = int(_encode.amounts(np.array([value]))[0])
    decade, figures = divmod(code - 2, 90)
    assert (10 + figures) * 10.0 ** (decade - 2) == pytest.approx(float(f"{value:.1e}"), rel=0.011)


def test_names_stand_on_their_feet_and_main_streets_come_first():
    streets, crs = high_street()[1], high_street()[0].place.crs
    rows = labels(streets, lonlat_of(crs, streets.middle_xy_m))
    assert rows
    assert all(-90 <= angle < 90 for _, _, _, angle, _ in rows)
    assert all(streets.names[name] for name, *_ in rows)
    zooms = [zoom for *_, zoom in rows]
    assert zooms == sorted(zooms)


def test_walks_by_half_hour_come_back_from_their_changes():
    walkers = np.linspace(0, 30, high_street()[1].segments * 24).reshape(-1, 24)
    read = _unpacked(town_map(findings(walkers=walkers, desired=2 * walkers)))
    codes = np.cumsum(numbers(read["walkers"]), axis=1)
    assert (codes == _encode.amounts(walkers)).all()
    more = np.cumsum(numbers(read["more"]), axis=1)
    assert (codes + more == _encode.amounts(2 * walkers)).all()


def test_amounts_of_every_size_have_ends_that_lie_outwards_by_less_than_a_sixth():
    random = np.random.default_rng(3)
    values = 10 ** random.uniform(-1.5, 4.0, (high_street()[1].segments, 24))
    values[0, :3] = [0.0, 0.04, 0.996]
    ends = values * 10 ** (
        np.array([-1.0, 1.0])[:, None, None] * random.gamma(1.0, 0.4, (2, 1, 24))
    )
    ends[1, 0, 0] = 0.3
    read = _unpacked(town_map(findings(walkers=values, walkers_interval=ends)))
    low, high = ends_in(read, "walkers")
    enough = ends >= _encode.LEAST
    assert (low <= ends[0] * (1 + 1e-9)).all()
    assert (ends[0] < low * 7 / 6 * (1 + 1e-9))[enough[0]].all()
    assert (ends[1] <= high * (1 + 1e-9)).all()
    assert (high < ends[1] * 7 / 6 * (1 + 1e-9))[enough[1]].all()
    # Less than the least amount is said to be under it, and nought to be nought.
    assert (low[~enough[0]] == 0).all()
    assert (high[~enough[1]] == _encode.LEAST).all()
    shown = amounts_in(numbers(read["walkers"]).cumsum(axis=1))
    assert (low <= shown * (1 + 1e-9)).all()
    assert (shown <= high * (1 + 1e-9)).all()


def test_ends_that_lie_on_a_mark_stay_there():
    marks = np.array(_encode.MARKS) / 100.0
    low, high = _encode.gaps(marks, np.stack([marks, marks]))
    assert low.tolist() == high.tolist() == [0] * len(marks)
    assert _encode.gaps(np.zeros(1), np.zeros((2, 1)))[1].tolist() == [0]


def test_the_map_of_twenty_thousand_segments_fits_in_three_million_bytes():
    town = side_by_side(-(-20_000 // high_street()[1].segments))
    assert town.streets.segments >= 20_000
    made = town_map(town)
    drawing = sum(len(layer.path) for layer in map_drawing(town).layers)
    size = len(made.data) + len(made.library) + len(made.script) + len(made.style) + drawing
    assert size < 2_800_000  # the words and the charts take the rest


def test_the_areas_table_says_of_which_offences_its_figures_are():
    made = findings()
    town, night = (row.texts for row in town_map(made).wholes)
    counted = made.areas.town
    for group, (text, part) in enumerate(zip(town, night, strict=True)):
        assert text == "{} a year (95% interval {} to {})".format(*map(rough, counted[:, group]))
        row = made.plan["harm"]["offences"][group]
        assert part.startswith(f"{rough(row['expected'])} a year")
    said = re.sub(r"<[^>]+>", " ", page(made))
    assert "at any hour and in any place, indoors too" in said
    assert "Offences a year, expected, against walkers" not in said
    assert "of these, against walkers in public at night" in said


def test_the_table_of_areas_says_over_which_months_it_counts_and_why_rates_differ():
    told = page(findings())
    assert "what was recorded there in the 2 months used, as far as the files of its" in told
    assert "is not what was recorded, divided by the years. Records without a place" in told
