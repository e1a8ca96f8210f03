"""`homeward review wdd`: counts typed, a verdict said, and codes to leave with."""

import json
import re
from pathlib import Path

import pytest

COUNTS = ("review", "wdd", "--treated", 207, 110)
CONTROL = ("--control", 308, 318)
BESIDE = ("--buffer", 178, 157, "--buffer-control", 150, 140)


def test_the_contract_of_the_json(program):
    ended = program(*COUNTS, *CONTROL, *BESIDE, "--json")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert {"wdd", "se", "z", "low", "high", "wdq", "verdict", "why"} <= set(found)
    assert (found["wdd"], round(found["se"], 2), round(found["z"], 2)) == (-118, 39.60, -2.98)
    assert (round(found["low"]), round(found["high"])) == (-196, -40)
    assert round(found["wdq"], 6) == 0.258186
    assert found["verdict"] == "a fall beyond chance"
    assert all(each.endswith(".") for each in found["why"])


def test_no_control_is_answered_with_code_three(program):
    ended = program(*COUNTS, "--json")
    assert (ended.code, ended.err) == (3, "")
    found = json.loads(ended.out)
    assert found["verdict"] == "no control: cannot be said"
    assert {found[key] for key in ("wdd", "se", "z", "low", "high", "wdq")} == {None}
    told = program(*COUNTS)
    assert (told.code, told.out.splitlines()[0]) == (3, "No control: cannot be said.")


def test_times_and_sizes_make_rates(program):
    words = ("review", "wdd", "--treated", 100, 20, "--control", 200, 100, "--confidence", 0.9)
    by_time = json.loads(program(*words, "--time", 2, 1, "--json").out)
    assert [round(by_time[key], 1) for key in ("wdd", "se", "low", "high")] == [-30, 14, -53, -7]
    by_size = json.loads(program(*words, "--size", "control=2", "--json").out)
    assert by_size["wdd"] == -80 + 50
    assert "by unit of time and size" in program(*words, "--time", 2, 1).out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--treated", 4, "many"), "valid integer"),
        (("--treated", -4, 2), "zero or more"),
        (("--treated", 4, 2, "--size", "park=2"), "AREA=NUMBER"),
        (("--treated", 4, 2, "--size", "control"), "AREA=NUMBER"),
        (("--treated", 4, 2, "--size", "treated=nan"), "above zero"),
        (("--treated", 4, 2, "--time", 0, 1), "above zero"),
        (("--treated", 4, 2, "--confidence", 95), "between 0 and 1"),
        (("--treated", 4, 2, "--buffer-control", 3, 3), "needs the buffer"),
        ((), "--treated"),
    ],
)
def test_bad_words_end_with_one_sentence_and_code_two(program, words, says):
    ended = program("review", "wdd", *CONTROL, *words)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert ended.err.count("\n") == 1


def test_the_help_shows_an_example(program):
    ended = program("review", "wdd", "--help")
    assert ended.code == 0
    assert "Example: homeward review wdd" in " ".join(ended.out.split())


def test_the_page_about_it_prints_what_it_answers(program):
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "review.md"
    text = page.read_text(encoding="utf-8")
    (command,) = re.findall(r"^    homeward (review wdd .*)$", text, re.MULTILINE)
    (answer,) = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert program(*command.split()).out == answer
