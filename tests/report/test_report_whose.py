"""Whose walks use a street: the same words on the card and in the list."""

from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from homeward.report import Whose
from homeward.report.page import page
from homeward.report.whose import FEWEST, whose_block
from report.by_hand import HOSTILE, findings, high_street, plan_block
from report.test_report_browser import CHROMIUM, FLAGS, Opened, _rows

LABELS = ["From where, over a year", "To where", "Which way they choose", "When"]


def whose(places=("The Crown (pub)", "Town (station)")) -> Whose:
    """The first street is used from two places, the second by nobody, the rest from one."""
    count = high_street()[1].segments
    walkers = np.full(count, 500.0)
    walkers[1] = FEWEST - 1
    origin, part = np.tile([0, -1, -1], (count, 1)), np.tile([1.0, 0.0, 0.0], (count, 1))
    origin[0], part[0] = [1, 0, -1], [0.5, 0.25, 0.0]
    return Whose(
        places=places,
        origin=origin,
        from_origin=part,
        ends=("homes", "stations"),
        by_end=np.tile([0.604, 0.396], (count, 1)),
        cautious=np.full(count, 0.3),
        bands=("18:00-20:59", "21:00-23:59"),
        by_band=np.tile([0.0, 1.0], (count, 1)),
        walkers=walkers,
    )


def test_rows_are_whole_per_cent_and_streets_that_nobody_walks_have_none():
    block = whose_block(whose())
    assert block["of"][1] == -1
    assert block["rows"][block["of"][0]] == [1, 50, 0, 25, -1, 0, 60, 40, 30, 0, 100]
    assert len(block["rows"]) == 2
    assert whose_block(None) is None


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The report with users, in a browser."""
    if not CHROMIUM.exists():
        pytest.skip("needs /usr/bin/chromium (Debian's package chromium)")
    path: Path = tmp_path_factory.mktemp("whose") / "report.html"
    path.write_text(page(findings(whose=whose((" ".join(HOSTILE), "Town (station)")))), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with Opened(browser, path) as tab:
            yield tab
        browser.close()


def test_a_street_s_card_and_its_row_of_the_list_hold_the_same_facts_for_every_layer(opened):
    rows, page = _rows(opened.page), opened.page
    heads = page.locator("#street-head th").all_text_contents()
    said = {
        *("Street", "Where", "Kind", "Length", "Light", "Why, when lamps are on", "In the plan"),
        *("Walkers in the half-hour", "If nobody were afraid", "Recorded offences"),
        *("Women who would feel unsafe", "Men who would feel unsafe", *LABELS),
    }
    assert set(heads) == said
    # What is recorded in a street's area stands on its card, and in the table of areas.
    areas = page.locator("main").text_content()
    for street in [each for each in sorted(rows) if each not in planned(opened)][:6]:
        card = card_of(opened, street)
        assert card.pop("At")
        assert [card.pop(label) for label in heads[1:]] == rows[street][1:]
        assert all(text in areas for text in card.values())


def test_the_list_says_which_streets_are_in_the_plan(opened):
    options = plan_block()["options"]
    ids, heads = high_street()[1].ids.tolist(), opened.page.locator("#street-head th")
    column = heads.all_text_contents().index("In the plan")
    for street, texts in _rows(opened.page).items():
        numbers = [at for at, each in enumerate(options, 1) if ids[street] in each["segments"]]
        said = "; ".join(f"place {at}: {options[at - 1]['label']}" for at in numbers)
        assert texts[column] == (said or "no")


def card_of(tab, street):
    """What the card says when a street is clicked, by label."""
    where = tab.page.evaluate(
        "street => { const {map} = document.getElementById('live-map').homeward;"
        " const line = map.getSource('streets')._data.features[street].geometry.coordinates;"
        " const middle = [0, 1].map((axis) => (line[0][axis] + line[1][axis]) / 2);"
        " map.jumpTo({center: middle, zoom: 19});"
        " return new Promise((done) => map.once('idle', () => {"
        "   const {x, y} = map.project(middle); done([x, y]); })); }",
        street,
    )
    tab.page.locator("#canvas canvas").click(position={"x": where[0], "y": where[1]})
    tab.page.wait_for_selector("#card:not([hidden])")
    terms = tab.page.locator("#card-rows dt").all_text_contents()
    said = tab.page.locator("#card-rows dd").all_text_contents()
    tab.page.keyboard.press("Escape")
    return dict(zip(terms, said, strict=True))


def planned(tab):
    """Streets that an option lies on: a click there opens the option's card."""
    return tab.page.evaluate(
        "document.getElementById('live-map').homeward.town.options"
        ".flatMap((option) => option.segments)"
    )


def test_the_card_and_the_list_say_the_same_of_who_uses_a_street(opened):
    rows = _rows(opened.page)
    head = opened.page.locator("#street-head th").all_text_contents()
    assert head[-4:] == LABELS
    bare = [street for street in sorted(rows) if street not in planned(opened)]
    for street in bare[:3]:
        card = card_of(opened, street)
        assert [card[label] for label in LABELS] == rows[street][-4:]
    assert rows[1][-4:] == ["hardly anyone walks here"] * 4
    assert rows[0][-4] == f"Town (station) 50%, {' '.join(HOSTILE)} 25%, all others 25%"
    assert rows[0][-3:] == [
        "homes 60%, stations 40%",
        "direct 70%, cautious 30%",
        "21:00-23:59 100%",
    ]
    assert opened.said == []


def test_a_click_on_a_street_of_the_plan_tells_who_uses_it_below_what_is_bought(opened):
    rows, streets = _rows(opened.page), high_street()[1]
    for street in planned(opened):
        card = card_of(opened, street)
        assert "To buy" in card
        assert card["Who walks here"] == (str(streets.names[streets.name[street]]) or "unnamed")
        assert [card[label] for label in LABELS] == rows[street][-4:]
