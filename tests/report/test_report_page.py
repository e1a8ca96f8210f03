import itertools
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from homeward.report.drawing import map_drawing
from homeward.report.page import CONTENTS, page
from report.by_hand import (
    HOSTILE,
    findings,
    high_street,
    hostile_plan,
    hostile_town,
    no_areas,
    option,
    plan_block,
)

LICENCES = (
    "https://www.openstreetmap.org/copyright",
    "https://opendatacommons.org/licenses/odbl/1-0/",
    "https://data.police.uk/",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)
"""The addresses a reader can follow out of the page, beside studies; none is followed by itself."""

LOADING = {"src", "srcset", "poster", "data", "action", "background", "xlink:href", "ping"}
TAGS = {"iframe", "img", "link", "object", "embed", "form", "base", "image"}


class Reader(HTMLParser):
    """Notes every tag, every attribute and all text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        """Note the tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        """Note the text."""
        self.text.append(data)


def _read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def _words(html: str) -> str:
    bare = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.S)
    return re.sub(r"\s+", " ", "".join(_read(bare).text))


@pytest.fixture(scope="module")
def plain() -> str:
    """The page of a plan of two options."""
    return page(findings())


def _assert_loads_nothing(html: str) -> None:
    for tag, attributes in _read(html).tags:
        assert tag not in TAGS
        assert not LOADING & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        href = attributes.get("href", "#")
        assert (
            href[:1] == "#"
            or href in LICENCES
            or re.fullmatch(r"https://doi\.org/10\.\d+/\S+", href)
        )
    style = "".join(re.findall(r"<style>(.*?)</style>", html, re.S))
    urls = re.findall(r"url\(['\"]?([^)]*)\)", style)
    assert all(url.startswith(("#", "data:")) for url in urls)
    assert "@import" not in style


def test_the_page_loads_nothing_from_anywhere(plain):
    _assert_loads_nothing(plain)
    assert "default-src 'none'" in plain


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_file_becomes_part_of_the_page(text, plain):
    html = page(findings(plan=hostile_plan(text), **hostile_town(text)))
    _assert_loads_nothing(html)
    known = {tag for tag, _ in _read(plain).tags}
    assert {tag for tag, _ in _read(html).tags} <= known
    shown = "".join(_read(html).text)
    assert shown.count(text.replace("\r", "\n")) + shown.count(text) >= 10


VOID = {"meta", "br", "input"}


class Nest(HTMLParser):
    """Notes whether every element ends inside the one in which it began."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        """Go one deeper, unless the element is empty by nature."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Nothing to go into."""

    def handle_endtag(self, tag):
        """Come out of the element that was entered last."""
        within = self.open.pop() if self.open else "nothing"
        if within != tag:
            self.faults.append((within, tag))


@pytest.mark.parametrize("options", [0, 1, 45])
def test_every_element_ends_inside_the_one_it_began_in(options):
    nest = Nest()
    nest.feed(page(findings(options=options)))
    assert nest.faults == []
    assert nest.open == []


def test_no_two_elements_have_one_name_and_every_link_leads_to_one(plain):
    attributes = [each for _, each in _read(plain).tags]
    names = [each["id"] for each in attributes if "id" in each]
    assert len(names) == len(set(names))
    links = {each["href"][1:] for each in attributes if each.get("href", "")[:1] == "#"}
    assert links <= set(names)
    labels = {each["aria-labelledby"] for each in attributes if "aria-labelledby" in each}
    assert labels <= set(names)


def test_headings_are_in_order_and_none_is_skipped(plain):
    levels = [int(tag[1]) for tag, _ in _read(plain).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_the_page_has_landmarks_and_a_way_past_its_head(plain):
    tags = [tag for tag, _ in _read(plain).tags]
    for landmark in ("header", "nav", "main", "footer"):
        assert tags.count(landmark) == 1
    first = next(each for tag, each in _read(plain).tags if tag == "a")
    assert (first["class"], first["href"]) == ("skip", "#main")


def test_every_table_of_ours_has_a_caption_and_every_column_a_scope(plain):
    ours = re.findall(r"<table.*?</table>", plain, re.S)
    assert ours
    assert all("<caption>" in table for table in ours)
    heads = [each for tag, each in _read(plain).tags if tag == "th"]
    assert all(each.get("scope") in {"col", "row"} for each in heads)


@pytest.mark.parametrize("name", ["rounds", "held"])
def test_tables_wider_than_a_window_scroll_in_a_region_of_their_own(name, plain):
    """With intervals in every cell they ran 300 pixels past a window of 1,000."""
    section = plain[plain.index(f'aria-labelledby="{name}"') :].partition("</section>")[0]
    before, table, _ = section.partition("<table")
    assert table
    assert re.search(
        r'<div class="scroll" tabindex="0" role="region" aria-label="[^"]+">\s*$', before
    )


def test_every_page_of_the_contents_is_there_in_order(plain):
    listed = re.findall(r'<li><a href="#(\w+)">', plain)
    begun = re.findall(r'<section aria-labelledby="(\w+)">', plain)
    assert begun == listed[:-1] == list(CONTENTS)
    assert listed[-1] == "attributions"


def test_figures_that_can_change_the_answer_lead_to_their_rows(plain):
    assert '<a href="#figure-1">Share of the gap that light closes</a>' in plain
    assert '<tr id="figure-1"' in plain


def test_figures_stand_by_grade_with_their_share_of_all(plain):
    assert '<h3 id="grade-assumption">assumption: 2 figures, 100% of all</h3>' in plain


def test_a_month_that_was_not_published_reads_missing_and_not_nought():
    counts = [{"group": "robbery", "label": "robbery", "counts": [4, None, 2], "held_back": []}]
    profile = {"months": ["2019-12", "2020-01", "2020-02"], "counts": counts, "note": "Counted."}
    html = page(findings(plan=plan_block(profile=profile)))
    rows = re.findall(r'<tr><th scope="row">(2020[-\d]*|January)</th>(.*?)</tr>', html)
    cells = {name: re.findall(r">([^<]+)</td>", row) for name, row in rows}
    assert cells == {
        "2020": ["1", "1", "2"],
        "January": ["0", "1", "missing"],
        "2020-01": ["missing"],
        "2020-02": ["2"],
    }


def test_a_month_that_is_held_back_says_so_and_no_mean_tells_it():
    """Of 2020 and of every January, one month is held back: a mean would give it away."""
    counts = [
        {"group": "a", "label": "a", "counts": [6, None, 20], "held_back": ["2020-01"]},
        {"group": "b", "label": "b", "counts": [6, 8, 10], "held_back": []},
    ]
    profile = {"months": ["2019-12", "2020-01", "2020-02"], "counts": counts, "note": "Counted."}
    html = page(findings(plan=plan_block(profile=profile)))
    rows = re.findall(r'<tr><th scope="row">(20[-\d]*|January|February)</th>(.*?)</tr>', html)
    cells = {name: re.findall(r">([^<]+)</td>", row) for name, row in rows if "a month" in row}
    assert cells == {
        "2019": ["1", "0", "6", "6"],
        "2020": ["2", "0", "held back", "9"],
        "January": ["1", "0", "held back", "8"],
        "February": ["1", "0", "20", "10"],
    }
    assert (
        '<tr><th scope="row">2020-01</th><td class="n" data-label="a, offences">held back' in html
    )


def test_files_read_are_named_without_the_way_to_their_owner_s_folders():
    inputs = [plan_block()["inputs"][0] | {"path": "/home/ann/towns/2024-01/city-street.csv"}]
    html = page(findings(plan=plan_block(inputs=inputs, command="homeward plan /data/a.osm")))
    assert '<td class="id">2024-01/city-street.csv</td>' in html
    assert "ann" not in re.findall(r"\w+", html[html.index('id="made"') :])
    assert "homeward plan /data/a.osm" in html  # the command as typed


def test_no_way_is_called_safe_and_nobody_is_told_to_stay_in(plain):
    text = _words(plain).lower().replace("how safe", "")
    for sentence in re.split(r"[.:;]", text):
        if re.search(r"\bsafe\b", sentence):
            assert "not called safe" in sentence or "no way home is called safe" in sentence
    assert "stay in" not in text
    assert "avoid" not in text.replace("must and avoid", "")


def test_few_recorded_offences_are_not_counted_out(plain):
    text = _words(plain)
    assert "fewer than 5 recorded, at any hour" in text
    assert "12 recorded, at any hour" in text
    assert "3 recorded" not in text


def test_points_of_severity_stand_beside_pounds_and_say_whose_they_are(plain):
    text = _words(plain)
    assert "comes to 13,700 points a year (95% interval 7,390 to 18,400; 35% of" in text
    assert "the plan averts 813 points a year at central values" in text
    assert "746.5" in text
    assert "A score (2023; your figure)" in text


def test_severity_with_holes_gives_no_figure_and_says_which():
    plan = plan_block(2)
    none = dict.fromkeys(("expected", "low", "high", "averted"))
    bare = {**plan["harm"]["severity"], **none, "weights": [], "missing": ["rape", "robbery"]}
    text = _words(page(findings(plan={**plan, "harm": {**plan["harm"], "severity": bare}})))
    assert "no figure by severity: no weight was read for rape, robbery." in text
    assert "1,919" in text
    assert "A score (year not known; secondary)" in text


@pytest.fixture(scope="module")
def unknown() -> str:
    """The page where no crime file was given and nothing is bought."""
    plan = plan_block(0)
    harm = dict.fromkeys(plan["harm"])
    bare = {**plan, "town": {**plan["town"], "observed": 0.0, "months_observed": []}, "harm": harm}
    seen = np.zeros(high_street()[1].segments, dtype=np.bool_)
    return page(findings(plan={**bare, "sensitivity": []}, seen=seen, areas=no_areas()))


def test_what_is_not_known_never_reads_as_none(unknown):
    text = _words(unknown)
    assert "£0 of harm" not in text
    assert "not known: no file of the police here was given. That is not the same as none." in text
    assert "so it is not known what harm there is to avert" in text


def test_a_plan_that_buys_nothing_says_why_and_claims_nothing(unknown):
    text = _words(unknown)
    assert "Nothing is bought with the £20,000" in text
    assert "expected to avert" not in text
    assert "nothing is bought, so there is nothing to review" in text or "no crime file" in text


@pytest.mark.parametrize(
    ("aim", "sentence", "ends"),
    [
        (
            "harm",
            "£1,000 more would mean about £1.70 less harm a year",
            "\N{MINUS SIGN}\N{WORD JOINER}£0.60 to £4.90",
        ),
        (
            "felt",
            "£1,000 more would mean about 1.7 km a year less walked",
            "\N{MINUS SIGN}0.6 to 4.9",
        ),
        (
            "lit-walks",
            "£1,000 more would mean about 1.7 more walks home a year",
            "\N{MINUS SIGN}0.6 to 4.9",
        ),
    ],
)
def test_more_money_is_said_to_help_in_the_words_of_the_aim_and_how_sure(aim, sentence, ends):
    said = _words(page(findings(plan=plan_block(aim=aim))))
    assert sentence in said
    assert f"95% of the draws run from {ends} (57% of that spread assumed)." in said


def test_what_luck_had_promised_has_intervals_too():
    said = _words(page(findings()))
    for told in ("£90 (£58 to £132)", "£60 (£28 to £102)", "£80 (£48 to £122)"):
        assert told in said
    assert "7% (6.2% to 8.1%) of walks go beyond the map's edge" in said


def test_a_long_list_of_options_is_folded():
    html = page(findings(options=45))
    before, after = html.split("<summary>The other 15 options</summary>")
    assert before.count('class="survey"') == 30 + 1
    assert after.count('class="survey"') == 15


def test_map_marks_carry_the_numbers_of_the_table():
    drawing = map_drawing(findings(options=3))
    assert [mark.number for mark in drawing.marks] == [1, 2, 3]
    assert drawing.marks[0].text == "1: New street lamps along a dark street, Back Lane"
    assert all(0 < mark.x < drawing.width and 0 < mark.y < drawing.height for mark in drawing.marks)


def _followed(path: str) -> list[tuple[int, int]]:
    """The points that an SVG path of relative moves goes through."""
    points, x, y = [], 0, 0
    for numbers in re.findall(r"[ml]([^ml]*)", path):
        steps = [int(each) for each in re.findall(r"-?\d+", numbers)]
        for right, down in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + right, y + down
            points.append((x, y))
    return points


def test_map_lines_end_where_the_streets_end():
    """The high street is 400 m wide and its map 2,400 steps: six steps a metre, margin 40."""
    drawing = map_drawing(findings())
    lines = {layer.name: _followed(layer.path) for layer in drawing.layers}
    assert set(lines) == {"planned", "unseen", "unknown", "lit", "dark"}
    ends = {(x, y) for points in lines.values() for x, y in points}
    assert {(40, 640), (2440, 640), (40, 40), (1840, 40)} <= ends
    assert (drawing.width, drawing.height) == (2480, 680)
    assert (drawing.scale_text, drawing.scale_steps) == ("50 m", 300)


def test_the_map_is_not_hatched_where_no_police_file_was_given_at_all():
    drawing = map_drawing(findings(seen=np.zeros(high_street()[1].segments, dtype=np.bool_)))
    assert "unseen" not in {layer.name for layer in drawing.layers}


@pytest.mark.parametrize("curve", [[], [{"budget_gbp": 0.0, "averted": 0.0, "bound": 0.0}]])
def test_there_is_no_chart_where_no_budget_does_anything(curve):
    assert "would do anything that can be counted here" in _words(
        page(findings(plan=plan_block(curve=curve)))
    )


def test_an_option_without_a_street_name_is_called_unnamed():
    plan = plan_block(0) | {"options": [option(0, street="")]}
    assert "unnamed" in _words(page(findings(plan=plan)))


def test_a_plan_against_another_names_the_places_that_differ(plain):
    assert "A help point, unnamed, off Back Lane (can no longer be bought)" in _words(plain)


def test_your_own_valuation_is_printed_without_a_year_where_it_has_none():
    plan = plan_block()
    (row,) = plan["harm"]["weights"]
    assert "A report (2018; secondary)" in _words(page(findings(plan=plan)))
    row |= {"source": "our own valuation", "year": None, "grade": "your figure"}
    assert "our own valuation (your figure)" in _words(page(findings(plan=plan)))
