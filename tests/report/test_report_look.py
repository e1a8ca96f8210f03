import csv
import itertools
import json
import re
from html.parser import HTMLParser

import pytest

from homeward.report import look_page, write_look
from homeward.report.look_page import month_rows
from report.by_hand import ALL_HOSTILE, HOSTILE, closing_row, high_street, looked_at


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
    plain, hostile = Reader(look_page(looked_at())), Reader(look_page(looked_at(text)))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    assert [sorted(each) for _, each in hostile.tags] == [sorted(each) for _, each in plain.tags]
    shown = "".join(hostile.text)
    assert shown.count(text.replace("\r", "\n")) + shown.count(text) >= 10


def test_the_look_page_nests_and_its_headings_are_in_order():
    read = Reader(look_page(looked_at()))
    assert (read.faults, read.open) == ([], [])
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    heads = [each for tag, each in read.tags if tag == "th"]
    assert all(each.get("scope") in {"col", "row"} for each in heads)


def test_a_missing_month_is_named_and_not_counted_as_none():
    rows = month_rows(looked_at())
    assert [(row.month, row.rows, row.missing) for row in rows] == [
        ("2019-12", 7, ()),
        ("2020-01", 0, ("Back Lane",)),
        ("2020-02", 0, ()),
    ]
    words = Reader(look_page(looked_at())).words
    assert "2020-01missingBack Lane" in words
    assert "2020-020none" in words


def test_the_survey_list_says_that_it_is_no_ranking_and_what_it_costs():
    words = Reader(look_page(looked_at())).words
    assert "A list to walk by, not a ranking" in words
    assert "nothing here says that any of them is dark" in words
    assert "would cost about £12 (£9.50 to £29)" in words
    assert "Back Lane4001,230 (463 to 2,470)£3.05 (£2.41 to £7.37)" in words


def test_expected_venues_are_told_to_a_tenth_and_few_are_never_none():
    times = ("23:00+00:00", "23:30+00:00", "00:00+00:00")
    counts = zip(times, (12.345, 0.877, 0.003), strict=True)
    found = looked_at(closing=[closing_row(time, count) for time, count in counts])
    words = Reader(look_page(found)).words
    for shown in ("23:0012.3 (0 to 26)", "23:300.9 (0 to 2)", "00:00under 0.1 (0 to 2)"):
        assert shown in words


def test_only_the_first_bad_rows_are_shown_and_the_rest_counted():
    words = Reader(look_page(looked_at())).words
    assert "The first 50 of 60 rows; look.json has them all." in words


def test_a_town_without_crimes_or_unknown_light_says_so_plainly():
    town = {**looked_at()["town"], "months_observed": [], "months_missing": [], "observed": 0.0}
    survey = {**looked_at()["survey"], "streets": 0, "rows": []}
    words = Reader(look_page(looked_at(town=town, survey=survey, venues=[]))).words
    assert "Recorded harm is not known here; that is not the same as none." in words
    assert "The light of every street is known. There is nothing to survey." in words
    assert "no venue and no station" in words


def test_a_folder_of_a_look_holds_the_page_the_values_and_the_manifest(tmp_path):
    write_look(tmp_path / "out", looked_at(), town=high_street()[0])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"look.html", "look.json", "survey.csv", "MANIFEST.json"}
    held = json.loads((tmp_path / "out" / "look.json").read_text(encoding="utf-8"))
    assert held["survey"]["rows"][0]["street"] == "Back Lane"


def _survey(folder, **changes):
    survey = looked_at()["survey"] | changes
    write_look(folder, looked_at(survey=survey), town=high_street()[0])
    raw = (folder / "survey.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # so that Excel reads it as UTF-8
    return list(csv.DictReader(raw.decode("utf-8-sig").splitlines(keepends=True)))


def test_the_streets_to_survey_stand_in_a_table_beside_the_page(tmp_path):
    rows = _survey(tmp_path / "looked")
    assert rows[0] == {
        "street": "Back Lane",
        "length_km": "0.4",
        "walkers_a_year": "1234",
        "walkers_a_year_low": "463",
        "walkers_a_year_high": "2468",
        "cost_gbp": "3.05",
        "cost_low_gbp": "2.41",
        "cost_high_gbp": "7.37",
    }
    assert [row["street"] for row in rows] == ["Back Lane", "Wood Street"]
    listed = json.loads((tmp_path / "looked" / "MANIFEST.json").read_text("utf-8"))
    assert "survey.csv" in json.dumps(listed)
    assert "survey.csv" in look_page(looked_at())


def test_no_name_of_a_street_to_survey_is_run_by_a_spreadsheet(tmp_path):
    row = looked_at()["survey"]["rows"][0]
    rows = _survey(tmp_path / "looked", rows=[row | {"street": text} for text in ALL_HOSTILE])
    for text, shown in zip(ALL_HOSTILE, rows, strict=True):
        assert shown["street"].removeprefix("'") == text.removeprefix("'")
        assert shown["street"].lstrip()[:1] not in set("=+-@\uff1d")


def test_where_no_named_street_is_unlit_for_all_we_know_there_is_no_such_table(tmp_path):
    write_look(
        tmp_path / "looked",
        looked_at(survey=looked_at()["survey"] | {"rows": []}),
        town=high_street()[0],
    )
    assert not (tmp_path / "looked" / "survey.csv").exists()


def test_files_read_are_named_without_the_way_to_their_owner_s_folders():
    path = "/home/ann/towns/lamps.csv"
    inputs = [looked_at()["inputs"][0] | {"path": path}]
    rejects = [{"file": path, "line": 3, "reason": "no place"}]
    words = Reader(look_page(looked_at(inputs=inputs, rejects=rejects))).words
    assert words.count("towns/lamps.csv") == 2
    assert "ann" not in words.split("Input files")[1].split("Rows that could")[0]
    assert "/home" not in words
