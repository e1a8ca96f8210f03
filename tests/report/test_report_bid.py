import dataclasses
import re
import zipfile
from xml.etree import ElementTree as ET

import docx
import numpy as np
import pytest
import shapely

from homeward.report.bid import write_bid
from homeward.report.charts import write_pngs
from homeward.report.zones import zone_tables
from homeward.tables import People, Shapes, Zones
from report.by_hand import (
    ALL_HOSTILE,
    fall,
    findings,
    high_street,
    hostile_everywhere,
    limits_block,
    option,
    plan_block,
)

HEADINGS = [
    "1. Summary",
    "2. The area",
    "3. The problem",
    "4. What is proposed",
    "5. Evidence",
    "6. Delivery and lead times",
    "7. Consultation",
    "8. Outcomes",
    "9. Costs by financial year, with match",
    "10. Evaluation",
    "11. Data, sources and limits",
]


def _bid(folder, made):
    write_pngs(folder / "charts", made.plan)
    write_bid(folder / "bid.docx", made, folder / "charts")
    return docx.Document(str(folder / "bid.docx"))


def _text(paper) -> str:
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


@pytest.fixture(scope="module")
def bid(tmp_path_factory):
    """The bid of a plan of two options."""
    return _bid(tmp_path_factory.mktemp("bid"), findings())


def _rows(paper, first: str) -> list[list[str]]:
    table = next(each for each in paper.tables if each.rows[0].cells[0].text == first)
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_it_has_the_sections_that_a_bid_asks_for(bid):
    made = [each.text for each in bid.paragraphs if each.style.name == "Heading 1"]
    assert made == HEADINGS


def test_what_a_plan_cannot_know_is_marked_as_to_be_written(bid):
    marked = [
        run.text
        for each in bid.paragraphs
        for run in each.runs
        if run.font.highlight_color is not None
    ]
    assert len(marked) == 6
    assert all(text.startswith("[To be written by you: ") for text in marked)
    assert any("whom you asked" in text for text in marked)


def test_costs_stand_by_financial_year_with_match(bid):
    rows = _rows(bid, "Year from April")
    total, match = "£13,288.36", "£0.00"
    assert rows[1] == ["2020/21", "£12,997.24", "£291.12", match, total, match, total, match]
    assert rows[-1][0] == "All years"
    assert len(rows) == 12
    assert "run the plan again with --match 50%" in _text(bid)


def test_what_one_unit_costs_stands_with_its_ends_its_grade_and_its_source(bid):
    lamp = "New street lamps along a dark street"
    asked = "A borough's answer of 2016"
    assert _rows(bid, "Measure") == [
        ["Measure", "Unit", "What for", "Pounds a unit", "Read in prices of", "Grade", "Source"],
        [lamp, "lamp", "to buy", "£1,900 (£1,750 to £2,060)", "2016", "derived", asked],
    ]
    assert "Of what is bought, in prices of 2024." in _text(bid)


def test_pounds_an_offence_stand_with_where_they_were_read(tmp_path, bid):
    header = ["Part", "Share of its group", "Pounds an offence", "Prices of", "Method", "Source"]
    robbery = ["robbery", "100%", "£14,998", "2024", "full", "A report (2018; secondary)"]
    assert _rows(bid, "Part") == [header, robbery]
    assert "Weighed by what such offences cost everyone, in pounds, that is £585,000" in _text(bid)
    assert "fiscal floor" not in _text(bid)
    plan = plan_block()
    weight = plan["harm"]["weights"][0]
    assault = weight | {"part": "common assault", "method": "fiscal floor", "year": None}
    plan["harm"] = plan["harm"] | {"weights": [weight, assault]}
    paper = _bid(tmp_path, findings(plan=plan))
    assert _rows(paper, "Part")[2][4:] == ["fiscal floor", "A report (year not known; secondary)"]
    assert (
        "For common assault no more was read than a fiscal floor: what it costs the public purse "
        "alone, so that part is too low. Each price is in the prices it was read in."
    ) in _text(paper)


def test_one_price_has_no_ends_and_what_is_not_bought_has_no_row(tmp_path):
    lamp = plan_block()["measures"][0]
    once = lamp["costs"][0] | {"low_gbp": 1900.0, "high_gbp": 1900.0}
    gate = lamp | {"measure": "alley_gate", "label": "A gate", "state": "no place", "chosen": 0}
    paper = _bid(tmp_path, findings(plan=plan_block(measures=[lamp | {"costs": [once]}, gate])))
    assert [row[3] for row in _rows(paper, "Measure")] == ["Pounds a unit", "£1,900"]
    (tmp_path / "none").mkdir()
    none = _bid(tmp_path / "none", findings(plan=plan_block(measures=[gate])))
    assert "What one unit costs" not in _text(none)


def test_half_match_leaves_the_fund_no_more_than_half_of_any_year(tmp_path):
    limits = limits_block(7709.19, match_share=0.5, match_gbp=7709.19)
    paper = _bid(tmp_path, findings(plan=plan_block(limits=limits)))
    assert _rows(paper, "Year from April")[1][4:] == [
        "£13,288.36",
        "£6,644.18",
        "£6,644.18",
        "£0.00",
    ]
    assert "Others than the fund pay 50% or more of every sum" in _text(paper)


def test_options_stand_with_their_costs_and_what_to_look_at_first(bid):
    first = _rows(bid, "No.")[1]
    assert first[0:2] == ["1", "Back Lane"]
    assert first[3:] == ["3 lamps", "yes", "£6,499", "£146"]


def test_a_rise_in_reporting_is_not_called_failure(bid):
    assert "a rise in records must not be read as failure" in _text(bid)


def test_the_evaluation_says_when_nothing_could_be_told(bid):
    assert "No fall in recorded offences, however large" in _text(bid)


def test_the_evaluation_says_the_smallest_fall_that_could_be_told(tmp_path):
    found = {"design": "A design", **fall(0.34, 0.26, None), "power": 0.8}
    paper = _bid(tmp_path, findings(plan=plan_block(detectable=found)))
    assert "told from chance is 34% (26% at best; at worst none could be told)" in _text(paper)


def test_harm_is_not_told_by_street(bid):
    offences = _rows(bid, "Offence")
    assert [row[0] for row in offences] == ["Offence", "robbery", "theft from person"]
    assert "they are not known by street" in _text(bid)


def test_a_plan_that_buys_nothing_says_so(tmp_path):
    paper = _bid(tmp_path, findings(0))
    assert "Nothing is bought" in _text(paper)


def test_options_are_counted_by_each_kind_of_zone():
    town, _ = high_street()
    middle = town.place
    west, east = option(0, lon=-0.1005), option(1, lon=-0.0995)
    made = findings(plan=plan_block(0) | {"options": [west, east, east]})
    boxes = [shapely.box(-5000, -5000, 5000, 5000)]
    zones = Zones(
        shapes=Shapes.of(np.array(boxes, dtype=object)),
        code=np.array(["W1"]),
        name=np.array(["North ward"]),
        force=np.array([""]),
        residents=np.array([1.0]),
        deprivation=np.array([np.nan]),
    )
    people = People(
        xy_m=np.array([[-400.0, 0.0], [40_000.0, 0.0]]),
        residents=np.array([5.0, 5.0]),
        code=np.array(["E01", "E02"]),
        district=np.array(["Here", "Far"]),
        force=np.array(["", ""]),
    )
    town = dataclasses.replace(town, zones=zones, people=people, place=middle)
    wards, districts, areas = zone_tables(dataclasses.replace(made, town=town))
    assert [(row.code, row.name, row.options) for row in wards.rows] == [("W1", "North ward", 3)]
    assert [(row.name, row.options) for row in districts.rows] == [("Here", 3)]
    assert areas.rows[0].capital_gbp == pytest.approx(3 * 6498.62)
    assert areas.rows[0].yearly_gbp == pytest.approx(3 * 145.56)
    census = dataclasses.replace(town, zones=dataclasses.replace(zones, code=np.array(["E01"])))
    tables = zone_tables(dataclasses.replace(made, town=census))
    assert [table.title for table in tables] == ["By your areas", "By district"]


def test_it_says_which_tables_by_area_nobody_gave_the_files_for(tmp_path):
    town, _ = high_street()
    said = _text(_bid(tmp_path, findings(town=dataclasses.replace(town, people=None))))
    assert "no file that says where the wards lie was given" in said
    assert "no census was given" in said


def test_every_part_bears_the_one_date(tmp_path):
    _bid(tmp_path, findings())
    with zipfile.ZipFile(tmp_path / "bid.docx") as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"20\d\d-\d\d-\d\dT", core)) == {"2000-01-01T"}


def test_hostile_texts_are_only_text(tmp_path):
    plan = hostile_everywhere() | {"spent_gbp": 1.0}
    made = findings(plan=plan)
    write_bid(tmp_path / "bid.docx", made, tmp_path / "none")
    said = _text(docx.Document(str(tmp_path / "bid.docx")))
    for text in ALL_HOSTILE[:60]:
        assert " ".join(text.split()) in said
    with zipfile.ZipFile(tmp_path / "bid.docx") as parts:
        body = parts.read("word/document.xml").decode()
        links = parts.read("word/_rels/document.xml.rels").decode()
    assert "fldSimple" not in body
    assert "instrText" not in body
    assert "w:hyperlink" not in body
    assert "evil.example" not in links
    assert "TargetMode" not in links
    ET.fromstring(body)  # noqa: S314 - our own file


def test_characters_that_a_document_cannot_hold_leave_a_mark(tmp_path):
    made = findings(plan=plan_block(notes=["a\x00b\x1bc", "file-\udcff"]))
    write_bid(tmp_path / "bid.docx", made, tmp_path / "none")
    said = _text(docx.Document(str(tmp_path / "bid.docx")))
    assert "a\ufffdb\ufffdc" in said
    assert "file-\ufffd" in said
