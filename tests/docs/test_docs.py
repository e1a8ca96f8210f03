"""The documents say what is true, and the examples in them run."""

import importlib
import json
import re
import subprocess
import sys
from datetime import date
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

import homeward
from homeward.cli.main import app
from homeward.measures import assumptions, catalogue, harm_weights, severity, weights
from homeward.night import scenario_from
from homeward.read.book import Book
from small_frame import frame_of

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
REFERENCE = (DOCS / "reference" / "index.md").read_text(encoding="utf-8")

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def blocks(page, language):
    text = (DOCS / "how-to" / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def anchors(page):
    headings = HEADING.findall(FENCED.sub("", page.read_text(encoding="utf-8")))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {words.strip().replace(" ", "-") for words in plain}


def dead_links(page):
    dead = []
    for link in LINK.findall(FENCED.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        found = target.exists() and target.is_relative_to(ROOT)
        if not found or (anchor and anchor not in anchors(target)):
            dead.append(link)
    return dead


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page):
    assert dead_links(page) == []


def test_a_dead_link_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n[here](#a-page), [there](#nowhere), [gone](gone.md)\n", "utf-8")
    assert dead_links(page)[-2:] == ["#nowhere", "gone.md"]


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.stem)
def test_an_example_runs_and_says_something(script):
    command = [sys.executable, "-W", "error", str(script)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip()


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.stem)
def test_an_example_uses_public_names_only(script):
    text = script.read_text(encoding="utf-8")
    assert not re.search(r"\._\w|from homeward|import homeward\.", text)
    for room, name in re.findall(r"\bhw\.(\w+)\.(\w+)", text):
        assert name in importlib.import_module(f"homeward.{room}").__all__


def test_the_plan_made_by_hand_is_the_one_a_pencil_finds():
    script = ROOT / "examples" / "plan_by_hand.py"
    ran = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert "in all 5.00 for £8,000" in ran.stdout
    assert "more than 5.00" in ran.stdout


def test_the_example_of_your_own_figures_gives_what_it_says():
    (text,) = blocks("your-own-figures.md", "toml")
    rows = {each.key: each for each in catalogue(text)}
    assert [key for key, each in rows.items() if each.yours] == [
        "lamp_run",
        "patrol_uniformed",
        "mirror",
    ]
    for key in ("lamp_run", "patrol_uniformed", "mirror"):
        assert rows[key].missing == ()
    assert rows["patrol_uniformed"].harm["robbery"].ratio == 0.84
    assert rows["lamp_run"].capital.central == 2400
    assert rows["lamp_run"].harm["robbery"].grade == "published"
    theta = assumptions(text).by_name["felt.theta"]
    assert (theta.low, theta.central, theta.high, theta.grade) == (0.2, 0.4, 0.6, "your figure")
    assert {each.part: each.gbp for each in weights(text)}["theft_from_person"] == 1500
    assert [each.weight for each in severity(text)] == [700, 40, 150, 15, 3000, 300]
    central = assumptions().central()
    dearer = harm_weights(central, text) > harm_weights(central)
    assert dearer.tolist() == [False, True, False]


def test_the_figures_of_add_a_measure_are_read():
    (text,) = blocks("add-a-measure.md", "toml")
    rows = {each.key: each for each in catalogue(text)}
    assert rows["mirror"].missing == ()
    assert assumptions(text).by_name["felt.theta"].central == 0.4


def test_the_reader_of_add_a_source_reads(tmp_path):
    (code,) = blocks("add-a-source.md", "python")
    room = {}
    exec(compile(code, "add-a-source.md", "exec"), room)  # noqa: S102 - our own page
    path = tmp_path / "ranks.csv"
    rows = ["lon,lat,rank,spaces", "-0.100,51.515,High Street,6", "-0.101,51.514,Mill Lane,"]
    path.write_text("\n".join([*rows, "-0.102,51.516,Nowhere,-3"]) + "\n", "utf-8")
    book = Book(tolerate=True)
    ranks = room["read_ranks"](path, frame_of(), book)
    assert ranks.name.tolist() == ["Mill Lane", "High Street"]
    assert np.array_equal(ranks.size, [1.0, 6.0])
    assert set(ranks.kind.tolist()) == {"rank"}
    assert [(each.line, each.reason) for each in book.rejects] == [(4, "fewer than no spaces")]
    assert [each.rows for each in book.inputs] == [3]


def test_every_command_and_its_options_are_in_the_reference():
    for command in app.registered_commands:
        assert f"`homeward {command.name}" in REFERENCE
    listed = (ROOT / "src/homeward/cli").glob("*.py")
    flags = {
        flag
        for path in listed
        for flag in re.findall(r'"(--[a-z][a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert flags - {"--version"}
    assert [flag for flag in sorted(flags - {"--version"}) if f"`{flag}" not in REFERENCE] == []


@pytest.mark.parametrize("room", homeward.__all__)
def test_every_public_name_of_a_room_is_in_the_reference(room):
    section = re.search(rf"^### `hw\.{room}`.*?(?=^### |\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert section is not None
    named = set(re.findall(r"`(\w+)`", section[0]))
    public = importlib.import_module(f"homeward.{room}").__all__
    assert [name for name in public if name not in named] == []
    rows = re.findall(r"^\| (`.*?) \|", section[0], re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(public)


def test_every_figure_of_plan_json_is_explained():
    text = (DOCS / "how-to" / "read-the-results.md").read_text(encoding="utf-8")
    published = resources.files("homeward.report") / "schemas" / "plan.json"
    keys = json.loads(published.read_text(encoding="utf-8"))["properties"]
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_decisions_are_numbered_without_holes_and_say_what_they_cost():
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for number, page in enumerate(pages, start=1):
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. ")
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert headings == ["Context", "Decision", "Why", "What it costs us"]


def test_the_glossary_holds_each_word_once_in_order():
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    words = [row.split("|")[1].strip() for row in text.splitlines() if row.startswith("| ")][1:]
    assert words == sorted(words, key=str.casefold)
    assert len(words) == len(set(words))


def test_the_example_of_a_scenario_is_one():
    (text,) = blocks("scenarios.md", "toml")
    made = scenario_from(text)
    assert made.streets_closed == ("Market Street", "12345/11-12")
    assert made.closures.close_at == {"all": 8, "nightclub": 16}
    assert made.closures.close_later == {"pub": -2}
    assert made.kinds_shut(date(2021, 5, 16)) == ("bar",)
