"""The report opened from disk in a real browser: Debian's chromium."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import sync_playwright

from homeward.report import look_page
from homeward.report.page import CONTENTS, page
from homeward.report.shapes import lonlat_of
from report.by_hand import HOSTILE, findings, high_street, hostile_plan, hostile_town, looked_at

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
DESK, PHONE, ZOOMED = (1280, 900), (390, 800), (320, 640)
READY = "#live-map[data-ready=yes]"

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="needs /usr/bin/chromium (Debian's package chromium)"
)


@pytest.fixture(scope="module")
def browser():
    """One headless chromium without a graphics card."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """The report of two lamp runs on the high street, as a file."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(page(findings()), encoding="utf-8")
    return path


class Opened:
    """A report in a tab of its own, with what it asked for and what it complained of."""

    def __init__(self, browser, path, size=DESK, scheme="light", ready=READY):
        width, height = size
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda fault: self.said.append(str(fault)))
        self.page.on("console", self._hear)
        self.page.goto(path.as_uri())
        if ready:
            self.page.wait_for_selector(ready, timeout=60_000)

    def _hear(self, message):
        if message.type == "error":
            self.said.append(message.text)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()

    def colour(self, street):
        """The colour in which the map draws a street now."""
        return self.page.evaluate(
            "street => { const {map} = document.getElementById('live-map').homeward;"
            " const {color} = map.getFeatureState({source: 'streets', id: street});"
            " const drawn = map.querySourceFeatures('streets').find(({id}) => id === street);"
            " return color ?? drawn.properties.color; }",
            street,
        )

    def settle(self):
        """Wait until the map has drawn what was asked of it."""
        self.page.evaluate(
            "() => new Promise(done => {"
            " const {map} = document.getElementById('live-map').homeward;"
            " map.triggerRepaint(); map.once('idle', () => done()); })"
        )

    def focused(self):
        """The id of the element that has the focus."""
        return self.page.evaluate("document.activeElement.id")

    def tab_to(self, selector):
        """Press Tab until the element has the focus."""
        for _ in range(80):
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"the keyboard never reached {selector}")


@pytest.fixture(scope="module")
def desk(browser, report):
    """The report on a desk's screen, its map at rest."""
    with Opened(browser, report) as opened:
        yield opened


def _set_hour(tab, slot):
    tab.evaluate(
        "slot => { const hour = document.getElementById('hour'); hour.value = slot;"
        " hour.dispatchEvent(new Event('input')); }",
        slot,
    )


def test_nothing_is_asked_of_any_host_and_nothing_fails(desk):
    assert desk.asked
    assert [url for url in desk.asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert desk.said == []


def test_the_attribution_and_the_scale_are_on_the_map(desk):
    assert "© OpenStreetMap contributors" in desk.page.inner_text(".maplibregl-ctrl-attrib")
    assert re.fullmatch(r"\d+\sk?m", desk.page.inner_text(".maplibregl-ctrl-scale"))


def test_the_slider_changes_the_words_and_the_streets(desk):
    _set_hour(desk.page, 0)
    before = desk.colour(0)
    assert desk.page.inner_text("#hour-text") == "18:00 to 18:30, dark"
    _set_hour(desk.page, 23)
    assert desk.page.inner_text("#hour-text") == "05:30 to 06:00, daylight"
    assert desk.page.get_attribute("#hour", "aria-valuetext") == "05:30 to 06:00, daylight"
    assert desk.colour(0) != before


def test_the_first_picture_is_drawn_once_in_the_colours_of_its_hour(browser, report):
    with Opened(browser, report) as opened:
        first, pixels = opened.colour(0), opened.page.locator("#canvas").screenshot()
        repainted = opened.page.evaluate(
            "() => Object.keys(document.getElementById('live-map').homeward.map"
            ".getFeatureState({source: 'streets', id: 0}))"
        )
        assert repainted == []
        here = opened.page.input_value("#hour")
        _set_hour(opened.page, 23)
        assert opened.colour(0) != first
        opened.settle()
        assert opened.page.locator("#canvas").screenshot() != pixels
        _set_hour(opened.page, here)
        assert opened.colour(0) == first
        opened.settle()
        assert opened.page.locator("#canvas").screenshot() == pixels


def test_every_layer_has_its_legend_and_its_note(desk):
    seen = set()
    for name in ("light", "walkers", "desired", "women", "men", "harm"):
        desk.page.locator(f"input[name=layer][value={name}]").evaluate("each => each.click()")
        legend = desk.page.inner_text("#legend")
        assert "in the plan" in legend
        seen.add((legend, desk.page.inner_text("#layer-note")))
    assert len(seen) == 6
    assert "not known" in desk.page.inner_text("#legend")
    desk.page.locator("input[name=layer][value=light]").evaluate("each => each.click()")


def test_a_click_on_an_option_opens_its_card_and_escape_closes_it(desk):
    place = desk.page.evaluate(
        "() => { const {map, town} = document.getElementById('live-map').homeward;"
        " const {x, y} = map.project(town.options[0].at); return [x, y]; }"
    )
    canvas = desk.page.locator("#canvas canvas")
    canvas.scroll_into_view_if_needed()
    canvas.click(position={"x": place[0], "y": place[1]})
    desk.page.wait_for_selector("#card:not([hidden])")
    card = desk.page.inner_text("#card")
    assert "New street lamps along a dark street" in card
    assert "£6,499" in card
    assert "A study, 2021" in card
    desk.page.keyboard.press("Escape")
    assert desk.page.locator("#card").is_hidden()


def test_on_a_phone_the_list_of_options_brings_one_to_the_card(browser, report):
    with Opened(browser, report, PHONE) as opened:
        opened.page.get_by_text("Find an option of the plan on the map").click()
        opened.page.locator("#plan-buttons button").last.click()
        opened.page.wait_for_selector("#card:not([hidden])")
        box = opened.page.locator("#card-title").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= PHONE[1]
        opened.page.keyboard.press("Escape")
        assert opened.page.evaluate("document.activeElement.closest('#plan-buttons') !== null")


def test_the_keyboard_alone_changes_the_layer_and_the_hour_and_opens_a_card(browser, report):
    with Opened(browser, report) as opened:
        keys = opened.page.keyboard
        opened.tab_to("input[name=layer]")
        keys.press("ArrowRight")
        assert opened.page.is_checked("input[name=layer][value=walkers]")
        opened.tab_to("#hour")
        before = opened.page.inner_text("#hour-text")
        keys.press("ArrowRight")
        assert opened.page.inner_text("#hour-text") != before
        opened.tab_to("#plan-list summary")
        keys.press("Enter")
        opened.tab_to("#plan-buttons button")
        keys.press("Enter")
        assert opened.page.locator("#card").is_visible()
        assert opened.focused() == "card-title"
        keys.press("Escape")
        assert opened.page.locator("#card").is_hidden()
        assert opened.page.evaluate("document.activeElement.matches('#plan-buttons button')")


def test_enter_on_the_map_says_what_is_in_the_middle(browser, report):
    with Opened(browser, report) as opened:
        opened.page.evaluate(
            "() => { const {map, town} = document.getElementById('live-map').homeward;"
            " map.jumpTo({center: town.options[0].at, zoom: 17});"
            " return new Promise((done) => map.once('idle', done)); }"
        )
        opened.page.locator("#canvas canvas").focus()
        opened.page.keyboard.press("Enter")
        assert opened.page.locator("#card").is_visible()
        opened.page.keyboard.press("Escape")
        assert opened.page.locator("#canvas canvas").evaluate(
            "each => each === document.activeElement"
        )


def _rows(tab):
    """All rows of the list of streets, page by page, by segment."""
    tab.evaluate("document.getElementById('street-list').open = true")
    tab.wait_for_selector("#street-rows tr")
    found = {}
    while True:
        found |= dict(
            tab.eval_on_selector_all(
                "#street-rows tr",
                "rows => rows.map((row) => [row.dataset.street,"
                " [...row.cells].map((cell) => cell.textContent)])",
            )
        )
        if tab.locator("#later").is_disabled():
            return {int(street): texts for street, texts in found.items()}
        tab.locator("#later").click()


def test_the_list_says_of_every_street_what_the_map_holds(browser, report):
    made, streets = findings(), high_street()[1]
    with Opened(browser, report) as opened:
        _set_hour(opened.page, 4)
        rows = _rows(opened.page)
    assert sorted(rows) == list(range(streets.segments))
    for street, texts in rows.items():
        light = int(made.tonight.light[street, 4])
        unsafe = made.felt[street] if light == 2 else made.tonight.felt[1 + light, street]
        assert texts[0] == (str(streets.names[streets.name[street]]) or "unnamed")
        lat, lon = (float(each) for each in texts[1].split(", "))
        line = lonlat_of(made.town.place.crs, shapely.get_coordinates(streets.lines[street]))
        assert shapely.LineString(line).distance(shapely.Point(lon, lat)) < 2e-5
        assert texts[3] == f"{streets.length_m[street]:.0f} m"
        assert texts[4] == ("dark", "lit", "not known")[light]
        assert texts[5] == streets.reasons[streets.lit_reason[street]]
        assert texts[6:8] == ["0.25 (under 0.1 to 0.40)", "0.50 (0.25 to 1.4)"]
        low, high = (0.5, 1.5) if light == 2 else (0.74, 1.56)
        assert texts[8:10] == [
            f"{100 * each:.0f}% ({np.floor(100 * low * each):.0f}"
            f" to {np.ceil(np.round(100 * high * each, 9)):.0f})"
            for each in unsafe
        ]
        assert ("not known" in texts[10]) == (not made.seen[street])


def test_on_a_phone_each_fact_of_the_list_has_its_name_and_nothing_runs_over(browser, report):
    with Opened(browser, report, ZOOMED) as opened:
        opened.page.evaluate("document.getElementById('street-list').open = true")
        table = opened.page.locator("table.streets")
        table.locator("td").first.wait_for()
        assert table.bounding_box()["width"] <= ZOOMED[0]
        labels = (
            table.locator("tbody tr")
            .first.locator("td")
            .evaluate_all("cells => cells.map((cell) => cell.dataset.label)")
        )
    assert labels[:3] == ["Street", "Where", "Kind"]
    assert all(labels)


def test_the_card_of_a_street_goes_with_the_slider_and_has_the_intervals_of_its_hour(
    browser, tmp_path
):
    count = high_street()[1].segments
    walkers = np.full((count, 24), 3.0)
    walkers[:, 5], walkers[:, 6] = 0.0, 0.04
    ends = np.stack([0.5 * walkers, 2.0 * walkers])
    ends[:, :, 4] = np.array([[1.9], [41.0]])
    made = findings(options=0, walkers=walkers, walkers_interval=ends)
    path = tmp_path / "report.html"
    path.write_text(page(made), encoding="utf-8")
    with Opened(browser, path) as opened:
        _set_hour(opened.page, 4)
        opened.page.evaluate(
            "() => { const {map} = document.getElementById('live-map').homeward;"
            " const line = map.getSource('streets')._data.features[0].geometry.coordinates;"
            " map.jumpTo({center: line[0], zoom: 18});"
            " return new Promise((done) => map.once('idle', done)); }"
        )
        opened.page.locator("#canvas canvas").focus()
        opened.page.keyboard.press("Enter")
        at = {}
        for slot in (4, 5, 6, 7):
            _set_hour(opened.page, slot)
            card = opened.page.eval_on_selector_all(
                "#card-rows > *", "all => all.map((each) => each.textContent)"
            )
            said = dict(zip(card[::2], card[1::2], strict=True))
            assert said["At"] == opened.page.inner_text("#hour-text")
            at[slot] = said["Walkers in the half-hour"]
            assert said["If nobody were afraid"] == "0.50 (0.25 to 1.4)"
            assert said["In brackets"] == "95% interval"
        # Daylight: 5% of women and 2% of men, times 0.74 and 1.56.
        _set_hour(opened.page, 23)
        texts = opened.page.inner_text("#card-rows")
        assert "5% (3 to 8)" in texts
        assert "2% (1 to 4)" in texts
        # From 1.9 to the step below it, 1.8; from 41 to the step above it, 45.
        assert at == {4: "3.0 (1.8 to 45)", 5: "0", 6: "under 0.1", 7: "3.0 (1.4 to 6.3)"}
        assert opened.focused() == "card-title"


def test_the_search_finds_a_street_by_part_of_its_name(browser, report):
    with Opened(browser, report) as opened:
        opened.page.evaluate("document.getElementById('street-list').open = true")
        opened.page.fill("#search", "HIGH")
        shown = opened.page.locator("#street-rows tr").all_inner_texts()
        assert shown
        assert all("High" in row for row in shown)
        opened.page.fill("#search", "no such street")
        assert opened.page.inner_text("#found") == "No street of that name."


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(browser, report, size, scheme):
    with Opened(browser, report, size, scheme) as opened:
        opened.page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true"
        )
        found = Axe().run(opened.page)
        assert found.violations_count == 0, found.generate_report()


def test_at_four_times_the_size_the_page_scrolls_one_way_only(browser, report):
    with Opened(browser, report, ZOOMED) as opened:
        wide = opened.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= ZOOMED[0]
        opened.page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true"
        )
        wide = opened.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= ZOOMED[0]


def test_without_webgl_the_drawing_and_the_list_stay(browser, report):
    with Opened(browser, report, ready="") as opened:
        opened.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
        opened.page.reload()
        opened.page.wait_for_selector("#live-map[data-ready=list]")
        assert opened.page.locator(".still svg").is_visible()
        assert opened.page.locator("#canvas").is_hidden()
        assert len(_rows(opened.page)) == high_street()[1].segments


def test_without_scripts_every_page_stays_and_the_files_with_every_street_are_named(
    browser, report
):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(report.as_uri())
    said = tab.inner_text("main")
    for title in CONTENTS.values():
        assert title in said
    for file in ("plan.gpkg", "segments.parquet", "plan.csv"):
        assert file in tab.inner_text("noscript")
    assert tab.locator(".still svg").is_visible()
    context.close()


def test_print_has_the_drawing_and_no_controls(browser, report):
    with Opened(browser, report) as opened:
        opened.page.emulate_media(media="print")
        assert opened.page.locator(".still svg").is_visible()
        assert opened.page.locator("#hour").is_hidden()


def test_the_map_takes_new_colours_when_the_screen_turns_dark(browser, report):
    with Opened(browser, report) as opened:
        before = opened.colour(0)
        opened.page.emulate_media(color_scheme="dark")
        opened.page.wait_for_function(
            "before => { const {map} = document.getElementById('live-map').homeward;"
            " if (!map.isStyleLoaded()) return false;"
            " const {color} = map.getFeatureState({source: 'streets', id: 0});"
            " return color && color !== before; }",
            arg=before,
        )
        assert opened.said == []


def test_a_click_in_the_layer_of_harm_says_what_is_recorded_in_that_area(browser, report):
    with Opened(browser, report) as opened:
        where = opened.page.evaluate(
            "() => { const {map, town} = document.getElementById('live-map').homeward;"
            " document.querySelector('input[value=harm]').click();"
            " const street = town.area.findIndex((area, row) => area === 1 && town.seen[row]"
            "   && !town.options.some((option) => option.segments.includes(row)));"
            " const line = map.getSource('streets')._data.features[street].geometry.coordinates;"
            " const middle = [0, 1].map((axis) => (line[0][axis] + line[1][axis]) / 2);"
            " map.jumpTo({center: middle, zoom: 18});"
            " return new Promise((done) => map.once('idle', () => {"
            "   const {x, y} = map.project(middle); done([x, y]); })); }"
        )
        opened.page.locator("#canvas canvas").click(position={"x": where[0], "y": where[1]})
        card = opened.page.inner_text("#card")
        assert "Recorded offences in area" in card
        assert "fewer than 5 recorded" in card
        assert "at any hour and in any place, not only against walkers at night" in card
        assert opened.page.locator("#hour").is_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_area_has_the_colour_of_its_key_in_the_legend(browser, report, scheme):
    with Opened(browser, report, scheme=scheme) as opened:
        opened.page.locator("input[name=layer][value=harm]").evaluate("each => each.click()")
        opened.settle()
        x, y = opened.page.evaluate(
            "() => { const {map} = document.getElementById('live-map').homeward;"
            " const {clientWidth: width, clientHeight: height} = map.getCanvas();"
            " for (let y = 60; y < height - 60; y += 3) for (let x = 60; x < width - 60; x += 3) {"
            "   const around = [[x - 3, y - 3], [x + 3, y + 3]];"
            "   const found = map.queryRenderedFeatures(around);"
            "   if (found.length === 1 && found[0].layer.id === 'areas') return [x, y]; } }"
        )
        shot = Image.open(io.BytesIO(opened.page.locator("#canvas canvas").screenshot()))
        keys = opened.page.eval_on_selector_all(
            "#legend li",
            "all => all.map((each) => [each.textContent,"
            " getComputedStyle(each.firstChild).borderTopColor])",
        )
        wanted = [int(part) for part in re.findall(r"\d+", dict(keys)["2 to 4"])]
        assert list(shot.convert("RGB").getpixel((x, y))) == wanted[:3]


def test_no_text_of_a_file_runs_in_the_browser(browser, tmp_path):
    text = " ".join(HOSTILE)
    path = tmp_path / "report.html"
    made = page(findings(plan=hostile_plan(text), **hostile_town(text)))
    path.write_text(made, encoding="utf-8", errors="backslashreplace")
    with Opened(browser, path) as opened:
        opened.page.evaluate("document.getElementById('plan-list').open = true")
        opened.page.locator("#plan-buttons button").click()
        assert "<script>alert(1)</script>" in opened.page.inner_text("#card")
        assert "alert(4)" in _rows(opened.page)[0][0]
        assert opened.said == []
        assert [
            url for url in opened.asked if not url.startswith(("file:", "blob:", "data:"))
        ] == []


@pytest.fixture(scope="module")
def looked(tmp_path_factory) -> Path:
    """The page of a look at a town of two streets of unknown light, as a file."""
    path = tmp_path_factory.mktemp("look") / "look.html"
    path.write_text(look_page(looked_at()), encoding="utf-8")
    return path


def test_a_look_asks_nothing_of_any_host_and_lists_the_streets_to_survey(browser, looked):
    with Opened(browser, looked, ready="") as opened:
        assert [url for url in opened.asked if not url.startswith("file:")] == []
        assert opened.said == []
        rows = opened.page.locator("section[aria-labelledby=survey] tbody tr").all_inner_texts()
        assert [row.split("\t")[0] for row in rows] == ["Back Lane", "Wood Street"]
        assert "£3.05" in rows[0]


def test_a_look_is_read_with_the_keyboard_alone(browser, looked):
    with Opened(browser, looked, ready="") as opened:
        opened.tab_to("a.skip")
        opened.page.keyboard.press("Enter")
        assert opened.focused() == "main"
        opened.tab_to("#inputs ~ details > summary")
        table = opened.page.locator("#inputs ~ details table").first
        assert not table.is_visible()
        opened.page.keyboard.press("Enter")
        assert table.is_visible()


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESK, "light"), (DESK, "dark"), (PHONE, "light"), (ZOOMED, "dark")]
)
def test_axe_finds_nothing_in_a_look(browser, looked, size, scheme):
    with Opened(browser, looked, size, scheme, ready="") as opened:
        opened.page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true"
        )
        found = Axe().run(opened.page)
        assert found.violations_count == 0, found.generate_report()
        wide = opened.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size[0]


def test_no_text_of_a_file_runs_in_a_look(browser, tmp_path):
    path = tmp_path / "look.html"
    made = look_page(looked_at(" ".join(HOSTILE)))
    path.write_text(made, encoding="utf-8", errors="backslashreplace")
    with Opened(browser, path, ready="") as opened:
        assert "<script>alert(1)</script>" in opened.page.inner_text("main")
        assert opened.said == []
        assert [url for url in opened.asked if not url.startswith("file:")] == []
