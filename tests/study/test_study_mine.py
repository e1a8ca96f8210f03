"""A shortlist beside the plan, and a plan against another."""

import dataclasses
import json
import re

import numpy as np
import pytest

from homeward.errors import InputError
from homeward.read import read_earlier
from homeward.report.formats import in_unit
from homeward.report.words import AIMS
from homeward.study import money_from, opened, solve
from homeward.study.against import against_block, compared
from homeward.study.findings import plan_block


def listed(folder, *rows, head="id,lon,lat,measure,cost"):
    path = folder / "mine.csv"
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def test_our_own_plan_as_a_shortlist_is_worth_exactly_what_it_is(asked, solved, tmp_path):
    ids = solved.shelf.options.id[solved.bought].tolist()
    path = listed(tmp_path, *reversed(ids), head="id")
    content = plan_block(solve(dataclasses.replace(asked, mine=path), opened(asked)))
    mine, fixed = content["mine"], content["averted_fixed_flow"]
    assert mine["value"] == fixed["value"]
    drawn = solved.done.each.sum(axis=1)
    ends = [mine["value_low"], mine["value_high"]]
    assert ends == pytest.approx(np.percentile(drawn, [2.5, 97.5]).tolist())
    assert 0 <= mine["value_assumed_share"] <= 1
    assert "at today's flows (95% of draws lie from " in mine["words"][0]
    assert mine["cost_gbp"] == content["spent_gbp"]
    assert mine["averted_rerouted"]["expected"] == content["averted_rerouted"]["expected"]
    assert mine["better_than_the_plan"] == 0
    assert mine["lost"] == []
    assert sum(row["averted"] for row in mine["sites"]) == pytest.approx(mine["value"])
    assert mine["ours_for_the_money"]["value"] >= mine["value"] * (1 - 1e-9)
    assert all(row["in_the_plan"] and row["distance_m"] == 0 for row in mine["sites"])


def test_sites_are_snapped_priced_and_what_cannot_be_placed_says_why(asked, solved, tmp_path):
    option = solved.known.built.town.place
    block = plan_block(solved)["options"][0]
    assert option is not None
    here = f"{block['lon']},{block['lat']}"
    path = listed(
        tmp_path,
        f",{here},{block['measure']},1234.5",
        f",{here},{block['label']},",
        f",{here},searchlight,",
        ",,,lamp_run,",
        ",10.0,10.0,lamp_run,",
        "nowhere,,,lamp_run,",
    )
    mine = plan_block(solve(dataclasses.replace(asked, mine=path), opened(asked)))["mine"]
    assert [row["line"] for row in mine["sites"]] == [2]
    assert mine["sites"][0]["id"] == block["id"]
    assert mine["sites"][0]["cost_gbp"] == mine["cost_gbp"] == 1234.5
    why = {row["line"]: row["reason"] for row in mine["lost"]}
    assert "same place as line 2" in why[3]
    assert "No measure is called 'searchlight'" in why[4]
    assert "no coordinates" in why[5]
    assert "within 50 m" in why[6]
    assert "has the id 'nowhere'" in why[7]


def test_a_shortlist_that_does_not_tell_what_stands_where_is_refused(asked, tmp_path):
    path = listed(tmp_path, "-0.1,51.5", head="lon,lat")
    request = dataclasses.replace(asked, mine=path, tell=_stop_at_ways)
    with pytest.raises(InputError, match=r"no column `measure`.* such as lamp_run"):
        solve(request, opened(request))
    path = tmp_path / "mine.geojson"
    point = {"type": "Point", "coordinates": [-0.1, 51.5]}
    feature = {"type": "Feature", "properties": {"name": "a"}, "geometry": point}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    request = dataclasses.replace(request, mine=path)
    with pytest.raises(InputError, match=r"no property `measure`.* such as lamp_run"):
        solve(request, opened(request))


def test_a_shortlist_of_which_nothing_can_be_placed_is_refused_before_the_long_work(
    asked, tmp_path
):
    rows = ["10.0,10.0,lamp_run", "10.0,10.0,searchlight", ",,lamp_run", ",,lamp_run"]
    path = listed(tmp_path, *rows, head="lon,lat,measure")
    request = dataclasses.replace(asked, mine=path, tell=_stop_at_ways)
    with pytest.raises(InputError, match="of 4 none can") as refusal:
        solve(request, opened(request))
    said = str(refusal.value)
    assert "Line 2: No street of this map is within 50 m." in said
    assert "Line 3: No measure is called 'searchlight'" in said
    assert said.endswith("And 1 more.")


def _stop_at_ways(said):
    assert not said.startswith("Finding people's ways")


def test_what_is_worth_next_to_nothing_is_said_kindly():
    assert in_unit(0.004, "pounds of harm a year") == "less than £1 of harm a year"
    harm = AIMS["harm"]
    assert harm.said(0.004) == "less than £0.01 less harm a year"
    assert (harm.number(0.04), harm.number(0.0), harm.number(-3.0)) == ("£0.04", "£0", "-£3")


@pytest.mark.parametrize("aim", ["harm", "lit-walks"])
def test_a_shortlist_of_points_and_any_aim_are_scored_as_the_plan_is(asked, tmp_path, aim):
    """The plan's own places as points of a GeoJSON: half of them, then all."""
    money = money_from(["60000"], 2019)
    asked = dataclasses.replace(asked, aims={aim: 1.0}, money=money, worlds=4)
    made = solve(asked, opened(asked))
    options = plan_block(made)["options"]
    assert len(options) > 1
    for some in (options[: len(options) // 2], options):
        points = [
            {
                "type": "Feature",
                "properties": {"measure": each["measure"]},
                "geometry": {"type": "Point", "coordinates": [each["lon"], each["lat"]]},
            }
            for each in some
        ]
        path = tmp_path / "mine.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": points}))
        content = plan_block(solve(dataclasses.replace(asked, mine=path), opened(asked)))
        mine, value = content["mine"], content["averted_fixed_flow"]["value"]
        assert len(mine["sites"]) + len(mine["lost"]) == len(some)
        assert {each["path"] for each in content["inputs"]} >= {str(path)}
        assert 0 <= mine["value"] <= value * (1 + 1e-9)
        assert mine["value_low"] <= mine["value"] <= mine["value_high"]
        assert sum(row["averted"] for row in mine["sites"]) == pytest.approx(mine["value"])
    assert mine["lost"] == []
    assert mine["value"] == pytest.approx(value)
    assert mine["ours_for_the_money"]["value"] >= value * (1 - 1e-9)


def test_a_plan_against_itself_says_that_nothing_changed(solved, tmp_path):
    content = compared(plan_block(solved), None, solved.shelf.options.id)
    assert content["against"] is None
    (tmp_path / "plan.json").write_text(json.dumps(content))
    block = against_block(content, read_earlier(tmp_path), solved.shelf.options.id)
    assert block["same_town"]
    assert block["asked"] == block["assumptions"] == []
    assert block["inputs"] == {"added": [], "dropped": [], "changed": []}
    assert block["options"]["added"] == block["options"]["dropped"] == []
    assert block["averted"]["difference"] == 0
    assert block["averted"]["within_the_noise"]
    assert block["words"] == [
        "Both plans rest on the same inputs, figures, money, aim and night.",
        f"The plan is the same: {len(content['options'])} places.",
        "What they are expected to avert is the same.",
    ]


def test_less_money_drops_places_that_could_still_be_bought(asked, solved, tmp_path):
    (tmp_path / "plan.json").write_text(json.dumps(plan_block(solved)))
    less = solve(dataclasses.replace(asked, money=money_from(["9000"], 2019)), opened(asked))
    offered = less.shelf.options.id
    block = against_block(plan_block(less), read_earlier(tmp_path / "plan.json"), offered)
    assert block["asked"] == [{"what": "budget_gbp", "then": 20_000, "now": 9_000}]
    assert block["options"]["dropped"]
    assert all(each["still_possible"] for each in block["options"]["dropped"])
    figures = re.findall(r"£([\d,]+)", next(s for s in block["words"] if "to avert" in s))
    assert len(figures) == 3
    assert all(len(each.replace(",", "").rstrip("0")) <= 3 for each in figures)
    assert block["averted"]["low"] <= block["averted"]["difference"] <= block["averted"]["high"]
    assert "the budget in pounds (20,000 then, 9,000 now)" in block["words"][0]


def test_another_town_is_compared_for_its_money_and_not_place_by_place(solved, tmp_path):
    content = plan_block(solved)
    other = json.loads(json.dumps(content))
    other["town"] |= {"name": "Elsewhere", "bbox": [1.0, 1.0, 2.0, 2.0]}
    (tmp_path / "plan.json").write_text(json.dumps(other))
    block = against_block(content, read_earlier(tmp_path), np.zeros(0, dtype=np.str_))
    assert not block["same_town"]
    assert block["options"] is None
    assert "do not rank the towns" in block["words"][0]
    assert block["for_the_money"][0]["now"] == block["for_the_money"][0]["then"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "it is not one"),
        ('{"town": {}}', "no proper `night`"),
        ('{"a": NaN}', "cannot be read as JSON"),
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(text, why, tmp_path):
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(InputError, match=why):
        read_earlier(tmp_path)


def test_an_older_plan_without_newer_keys_is_compared(solved, tmp_path):
    content = plan_block(solved)
    kept = ("town", "night", "aim", "budget_gbp", "spent_gbp", "averted_rerouted", "options")
    older = {key: content[key] for key in kept}
    del older["town"]["bbox"]
    (tmp_path / "plan.json").write_text(json.dumps(older))
    block = against_block(plan_block(solved), read_earlier(tmp_path), solved.shelf.options.id)
    assert block["same_town"]
    assert block["inputs"]["added"]
