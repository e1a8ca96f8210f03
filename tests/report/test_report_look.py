import itertools
import json
import re
from html.parser import HTMLParser

import pytest

from homeward.report import look_page, write_look
from homeward.report.look_page import month_rows
from report.by_hand import HASH, HOSTILE, plan_block


def _found(text: str = "Back Lane", **changes):
    """What is known of a town of two named streets, one month of three missing."""
    town = {
        **plan_block()["town"],
        "name": text,
        "months_observed": ["2019-12", "2020-02"],
        "months_missing": [{"force": text, "month": "2020-01"}],
    }
    row = {"street": text, "length_km": 0.4, "walkers_a_year": 1234, "cost_gbp": 3.05}
    made = {
        "homeward": "0.1.0",
        "made_up": False,
        "town": town,
        "kinds": [
            {"kind": text, "length_km": 2.5, "share": 1.0, "lit": 0.5, "dark": 0.1, "unknown": 0.4}
        ],
        "venues": [{"kind": text, "places": 3, "hours_known": 1}],
        "closing": [{"time": "23:00+00:00", "venues": 2.5}, {"time": "23:30+00:00", "venues": 0.0}],
        "night": "2020-02-08",
        "scenario": None,
        "counts": None,
        "whose": None,
        "crimes_by_month": [{"month": "2019-12", "rows": 7}],
        "crime_types": [{"type": text, "rows": 7, "group": None, "reason": text}],
        "rejects": [{"file": text, "line": line, "reason": text} for line in range(60)],
        "inputs": [{"path": text, "sha256": HASH, "rows": 9, "rejected": 0}],
        "notes": [text],
        "survey": {
            "streets": 5,
            "length_km": 1.6,
            "cost_gbp": 12.0,
            "note": "A walk there and back; GBP a km",
            "walkers_times": {"low": 0.375, "high": 2.0},
            "rows": [row, {**row, "street": "Wood Street"}],
        },
    }
    return {**made, **changes}


class Reader(HTMLParser):
    """Notes every tag with its attributes, all text, and whether elements nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note the tag and go into it."""
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Come out of it."""
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        """Note the text."""
        self.text.append(data)

    @property
    def words(self) -> str:
        """All text, with single blanks."""
        return re.sub(r"\s+", " ", "".join(self.text))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_file_becomes_part_of_the_look_page(text):
    plain, hostile = Reader(look_page(_found())), Reader(look_page(_found(text)))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    assert [sorted(each) for _, each in hostile.tags] == [sorted(each) for _, each in plain.tags]
    shown = "".join(hostile.text)
    assert shown.count(text.replace("\r", "\n")) + shown.count(text) >= 10


def test_the_look_page_nests_and_its_headings_are_in_order():
    read = Reader(look_page(_found()))
    assert (read.faults, read.open) == ([], [])
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    heads = [each for tag, each in read.tags if tag == "th"]
    assert all(each.get("scope") in {"col", "row"} for each in heads)


def test_a_missing_month_is_named_and_not_counted_as_none():
    rows = month_rows(_found())
    assert [(row.month, row.rows, row.missing) for row in rows] == [
        ("2019-12", 7, ()),
        ("2020-01", 0, ("Back Lane",)),
        ("2020-02", 0, ()),
    ]
    words = Reader(look_page(_found())).words
    assert "2020-01missingBack Lane" in words
    assert "2020-020none" in words


def test_the_survey_list_says_that_it_is_no_ranking_and_what_it_costs():
    words = Reader(look_page(_found())).words
    assert "A list to walk by, not a ranking" in words
    assert "nothing here says that any of them is dark" in words
    assert "would cost about £12" in words
    assert "Back Lane4001,230£3.05" in words


def test_only_the_first_bad_rows_are_shown_and_the_rest_counted():
    words = Reader(look_page(_found())).words
    assert "The first 50 of 60 rows; look.json has them all." in words


def test_a_town_without_crimes_or_unknown_light_says_so_plainly():
    town = {**_found()["town"], "months_observed": [], "months_missing": [], "observed": 0.0}
    survey = {**_found()["survey"], "streets": 0, "rows": []}
    words = Reader(look_page(_found(town=town, survey=survey, venues=[]))).words
    assert "Recorded harm is not known here; that is not the same as none." in words
    assert "The light of every street is known. There is nothing to survey." in words
    assert "no venue and no station" in words


def test_a_folder_of_a_look_holds_the_page_the_values_and_the_manifest(tmp_path):
    write_look(tmp_path / "out", _found())
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"look.html", "look.json", "MANIFEST.json"}
    held = json.loads((tmp_path / "out" / "look.json").read_text(encoding="utf-8"))
    assert held["survey"]["rows"][0]["street"] == "Back Lane"
