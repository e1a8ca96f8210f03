"""The page that says how well the model foresees: in words, and whichever way it fell."""

import copy
import json

import pytest

from homeward.backtest import RIVALS
from homeward.errors import InputError
from homeward.read import Sources
from homeward.report import foresee, schema
from homeward.report.foresee import sentences
from homeward.report.page import environment
from homeward.study import Request
from homeward.study.foreseen import backtest_given

COVER = {"50": 0.4, "90": 0.7, "expected_50": [0.4, 0.7], "expected_90": [0.8, 1.0]}


def model(log_score):
    return {
        "log_score": log_score,
        "log_score_given_total": log_score,
        "crps": 0.4,
        "pai": {"0.02": 8.0, "0.05": 6.0},
        "pei": {"0.02": 0.5, "0.05": 0.6},
        "pai_interval": {"0.02": [4.0, 12.0], "0.05": [3.0, 9.0]},
        "pei_interval": {"0.02": [0.2, 0.7], "0.05": [0.3, 0.8]},
        "settings": [],
    }


def pair(low, middle, high):
    bare = {"difference": middle, "low": low, "high": high}
    return {**bare, "given_total": bare, "crps": bare, "pai": {"0.02": bare, "0.05": bare}}


SCORES = (-1.0, -0.9, -1.1, -1.2, -1.3)


def found_with(*pairs, scores=SCORES):
    """A backtest of one group in which the long-run mean is the best rival."""
    return {
        "homeward": "0",
        "made_up": False,
        "town": "Aldermere",
        "final": False,
        "locked": ["2020-01", "2020-06"],
        "folds": [{"judged": ["2019-01", "2019-06"]}, {"judged": ["2019-07", "2019-12"]}],
        "groups": [
            {
                "group": "robbery",
                "recorded": 1234,
                "models": {
                    "homeward": model(-0.8),
                    **{name: model(each) for name, each in zip(RIVALS, scores, strict=True)},
                },
                "paired": dict(zip(RIVALS, pairs, strict=True)),
                "pit": [0.1] * 10,
                "coverage": {"zones": COVER, "town": {**COVER, "90": 0.5}},
            }
        ],
        "says": [],
        "final_runs": [],
        "inputs": [],
        "seed": 1,
        "command": "homeward risk backtest a.osm <b>",
    }


EVEN = pair(-0.1, 0.02, 0.2)


def test_it_says_what_was_done_and_that_two_half_years_are_few():
    said = sentences(found_with(EVEN, EVEN, EVEN, EVEN, EVEN))
    assert "judged on 2 half-years (2019-01 to 2019-12)" in said[0]
    assert said[0].endswith("So few half-years say little.")


@pytest.mark.parametrize(
    ("best", "words"),
    [
        (pair(0.01, 0.02, 0.03), "clearly better than the best of the 5 simple methods"),
        (pair(-0.03, -0.02, -0.01), "clearly worse than the best of the 5 simple methods"),
        (EVEN, "ahead of the best of the 5 simple methods"),
        (pair(-0.2, -0.02, 0.1), "behind the best of the 5 simple methods"),
        (pair(0, 0, 0), "level with the best of the 5 simple methods"),
    ],
)
def test_it_says_so_whichever_way_it_fell(best, words):
    said = sentences(found_with(pair(0.01, 0.02, 0.03), best, EVEN, EVEN, EVEN))[1]
    assert said.startswith(f"Robbery (1,234 recorded): this model is {words}")
    assert "(the average of all months)" in said
    assert "; clearly better than last year's count." in said
    assert "lay 30 of every 100;" in said
    assert said.endswith("as many; the most that as much street could have held was 50.")


@pytest.mark.parametrize(
    ("added_up", "words"),
    [
        (-0.83, "Of its lead over the best simple method that looks at one kind of offence alone, "
         "70% is had by merely adding up all kinds."),
        (-0.79, "one kind of offence alone, all is had by merely adding up all kinds."),
        (-0.91, "Adding up all kinds of offence is no better here than the best simple method that "
         "looks at one kind alone."),
    ],
)  # fmt: skip
def test_it_says_what_merely_adding_up_gives(added_up, words):
    """Ours, -0.8, is 0.1 ahead of the best that looks at one kind alone."""
    said = sentences(found_with(*[EVEN] * 5, scores=(*SCORES[:4], added_up)))[1]
    assert words in said


def test_without_a_lead_there_is_nothing_to_share_out():
    said = sentences(found_with(*[EVEN] * 5, scores=(-0.7, *SCORES[1:])))[1]
    assert "lead" not in said
    assert "adding up" not in said.lower()


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (pair(-3.0, -1.4, 0.5), "37, a difference that may be chance; the most"),
        (pair(-3.0, -1.4, -0.1), "37; the most"),
    ],
)
def test_it_says_when_a_simple_method_named_better_ground(apart, words):
    found = found_with(*[EVEN] * 5)
    block = found["groups"][0]
    block["models"]["pooled"]["pai"]["0.05"] = 7.4
    block["paired"]["pooled"] = apart
    said = sentences(found)[1]
    assert "of the simple method that named best (all kinds of offence added up), " + words in said


def test_a_backtest_made_before_there_were_five_is_still_shown():
    before = {key: each for key, each in EVEN.items() if key != "pai"}
    found = found_with(*[before] * 5)
    for key in ("models", "paired"):
        del found["groups"][0][key]["pooled"]
    html = rendered({"town": {"observed": 1}, "backtest": {**found, "same_files": True}})
    assert "This model and 4 simple methods" in html
    assert html.count("<tr>") == 1 + 5


def test_it_says_when_ranges_were_too_narrow():
    said = sentences(found_with(EVEN, EVEN, EVEN, EVEN, EVEN))[-1]
    assert "held the town's total in 1 of 2 half-years, and 70% of" in said
    assert said.endswith("too sure of itself here (80% to 100% if the model were true).")


@pytest.mark.parametrize(
    ("share", "words"), [(0.58, "fewer than it should"), (0.95, "more than it should")]
)
def test_it_says_when_the_narrower_range_held_too_few_or_too_many(share, words):
    """As robbery in the City of London: nine of ten are held as they should be, half are not."""
    found = found_with(EVEN, EVEN, EVEN, EVEN, EVEN)
    zones = {"50": share, "90": 0.92, "expected_50": [0.64, 0.92], "expected_90": [0.9, 1.0]}
    found["groups"][0]["coverage"] = {"zones": zones, "town": COVER}
    said = sentences(found)[-1]
    assert "as it should (90% to 100% if the model were true)." in said
    assert f"should hold half of these held {share:.0%}: {words}" in said
    assert said.endswith("(64% to 92% if the model were true).")


def rendered(plan):
    made = environment().get_template("pages/foresee.html.j2")
    return made.render(
        plan=plan, titles={"foresee": "How well"}, foreseen=foresee.foreseen(plan), charts={}
    )


def test_unchecked_and_unknown_are_said():
    assert "was not checked for this town" in rendered({"town": {"observed": 0.5}})
    assert "no crime records given" in rendered({"town": {"observed": 0}, "backtest": None})


def test_the_page_shows_every_method_and_escapes_what_it_was_given():
    found = found_with(EVEN, pair(-0.03, -0.02, -0.01), EVEN, EVEN, EVEN)
    block = {**found, "says": sentences(found), "same_files": False}
    html = rendered({"town": {"observed": 1}, "backtest": block})
    assert html.count("<tr>") == 1 + 6
    assert "clearly worse" in html
    assert "other files than this plan" in html
    assert "&lt;b&gt;" in html
    assert "−0.020" in html or "-0.020" in html


def asked(path):
    return Request(map_path=None, sources=Sources(), backtest=path)


def test_only_a_backtest_is_taken(tmp_path):
    path = tmp_path / "given.json"
    whole = found_with(EVEN, EVEN, EVEN, EVEN, EVEN)
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert backtest_given(asked(path)) == whole
    assert backtest_given(asked(None)) is None
    holed = copy.deepcopy(whole)
    del holed["groups"][0]["models"]["kde"]["pai"]
    for bad in ("[]", "not json", "{}", json.dumps(holed)):
        path.write_text(bad, encoding="utf-8")
        with pytest.raises(InputError, match="is something else"):
            backtest_given(asked(path))


def test_the_schema_asks_for_what_the_page_reads():
    required = set(schema("backtest")["required"])
    assert {"folds", "groups", "says", "final", "command", "inputs"} <= required
