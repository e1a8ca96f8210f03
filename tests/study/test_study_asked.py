"""Limits as they are typed or written in a file become exact values, or one plain sentence."""

import dataclasses
import json
from fractions import Fraction
from importlib import resources

import pytest

from homeward.errors import InputError
from homeward.study.asked import amount_from, pence_from, rule_from, share_from
from homeward.study.limits_file import KEYS, merged, typed_from
from homeward.study.typed import request_from

FILE = """
match = "50%"
contingency = 0.1
cap_per_bid = 550_000
leave_no_area_behind = "50%"
must = ["lamp_run@1/1-2"]
avoid = ["2/3-4"]
minimum_run = 60
whole_paths = true

[budget]
"2026:capital" = 300000
"2026:revenue" = "12,000.50"

[match_found]
"2026:capital" = 120000

[floor]
"decile:1-3" = "40%"
Riverside = [45000, "20 lamp_run"]

[cap]
"Old Town" = "25%"

[at_least]
lamp_run = 20

[[bundle]]
name = "The towpath"
streets = ["101/1-2"]
"""


def asked(text, tmp_path, **typed):
    path = tmp_path / "limits.toml"
    path.write_text(text, "utf-8")
    return request_from({"limits": path, **typed}, tell=lambda _: None)


def test_a_share_is_exact():
    assert share_from("33.3%", "--match") == Fraction(333, 1000)
    assert share_from(" 0.1 ", "--match") == Fraction(1, 10)


@pytest.mark.parametrize("text", ["50", "100%", "-1%", "", "half", "1e-3", "nan", "%", "0.5.1"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(InputError, match="`--match` must be a share from 0%"):
        share_from(text, "--match")


def test_pounds_are_whole_pence():
    assert pence_from("£1,234.56", "x") == 123_456
    for text in ("1.234", "-5", "many", "1e6", "9" * 13):
        with pytest.raises(InputError, match="must be a number of pounds"):
            pence_from(text, "x")


def test_an_amount_is_a_share_pounds_or_units():
    assert amount_from("10%", "--floor").kind == "share"
    assert amount_from("45000", "--floor").value == 4_500_000
    units = amount_from("20 lamp_run", "--floor")
    assert (units.kind, units.value, units.measure) == ("units", 20, "lamp_run")
    with pytest.raises(InputError, match="takes a share such as 10%, pounds such as 45000"):
        amount_from("lots", "--floor")


def test_an_area_may_have_an_equals_sign_in_its_name():
    rule = rule_from("A=B=10%", floor=True)
    assert (rule.where, rule.amount.value) == ("A=B", Fraction(1, 10))
    with pytest.raises(InputError, match="`--cap` takes AREA=AMOUNT"):
        rule_from("10%", floor=False)


def test_a_file_of_limits_says_all_that_flags_say(tmp_path):
    request = asked(FILE, tmp_path, minimum_run=40.0, whole_paths=False)
    made = request.asked
    assert [(row.year, row.kind, row.pence) for row in request.money] == [
        (2026, "capital", 30_000_000),
        (2026, "revenue", 1_200_050),
    ]
    assert (made.terms.match, made.terms.contingency) == (Fraction(1, 2), Fraction(1, 10))
    assert made.terms.found == {(2026, "capital"): 12_000_000}
    assert made.terms.cap_pence == 55_000_000
    assert made.everyone == Fraction(1, 2)
    assert [(each.where, each.floor, each.amount.kind) for each in made.rules] == [
        ("decile:1-3", True, "share"),
        ("Riverside", True, "pence"),
        ("Riverside", True, "units"),
        ("Old Town", False, "share"),
    ]
    assert (made.must_ids, made.avoid_ids) == (("lamp_run@1/1-2",), ("2/3-4",))
    assert (request.minimum_run_m, made.whole_paths) == (60.0, True)
    assert request.at_least == {"lamp_run": 20.0}
    assert made.bundles[0].streets == ("101/1-2",)


def test_flags_say_the_same_as_the_file(tmp_path):
    flags = {"match": "50%", "contingency": "0.1", "cap_per_bid": "550000"}
    flags |= {"floor": ["decile:1-3=40%"], "cap": ["Old Town=25%"], "leave_no_area_behind": True}
    text = 'match="50%"\ncontingency="10%"\ncap_per_bid=550000\nleave_no_area_behind=true\n'
    text += '[floor]\n"decile:1-3"="40%"\n[cap]\n"Old Town"="25%"\n'
    typed = request_from(flags, tell=lambda _: None).asked
    written = asked(text, tmp_path).asked
    assert typed.limits_file is None
    assert written.limits_file == tmp_path / "limits.toml"
    assert typed == dataclasses.replace(written, limits_file=None)


def test_lists_of_flags_and_file_are_added_up_and_single_things_are_not(tmp_path):
    made = asked('[floor]\nA = "1%"\n', tmp_path, floor=["B=2%"])
    assert [each.where for each in made.asked.rules] == ["A", "B"]
    for nothing in (None, (), []):
        assert asked("budget = 5", tmp_path, budget=nothing).money[0].pence == 500
    for text, flag in (('match = "1%"', {"match": "2%"}), ("budget = 5", {"budget": ["6"]})):
        with pytest.raises(InputError, match="is given twice, typed and in the file"):
            asked(text, tmp_path, **flag)


def test_one_pot_may_stand_in_the_file(tmp_path):
    assert asked("budget = 450000", tmp_path).money[0].pence == 45_000_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("match = ", "must be TOML"),
        ('mach = "1%"', "did you mean `match`"),
        ("match = true", "must be a number, or text"),
        ("floor = 5", r"must be a table, \[floor\]"),
        ('must = "a"', "must be a list of texts"),
        ("whole_paths = 1", "must be true or false"),
        ("minimum_run = -1", "must be metres"),
        ("bundle = 1", r"must be tables, \[\[bundle\]\]"),
        ("[[bundle]]\nname = 1", "must be a text"),
        ('[[bundle]]\nname = "a"', "names nothing"),
        ('[[bundle]]\nname = "a"\nstreet = []', "did you mean `streets`"),
        ('exclude = ["gone.geojson"]', "There is no file .*gone.geojson"),
        ("[match_found]\n2026 = 5", "takes amounts by year and kind"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_in_a_sentence(text, said, tmp_path):
    with pytest.raises(InputError, match=said):
        asked(text, tmp_path)


def test_files_to_exclude_are_looked_for_beside_the_file(tmp_path):
    (tmp_path / "nature.geojson").write_text("{}")
    assert asked('exclude = ["nature.geojson"]', tmp_path).asked.exclude == (
        tmp_path / "nature.geojson",
    )


def test_the_schema_knows_every_key():
    text = (resources.files("homeward.report") / "schemas" / "limits.json").read_text("utf-8")
    assert set(json.loads(text)["properties"]) == set(KEYS)


def test_the_command_names_the_file_and_not_what_is_in_it(tmp_path):
    command = asked('match = "50%"', tmp_path).command
    assert "--limits" in command
    assert "--match" not in command


def test_nothing_typed_and_an_empty_file_are_the_same():
    assert merged({"budget": None}, typed_from("", None)) == {"budget": None, "bundle": ()}
