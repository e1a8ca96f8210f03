"""Floors, caps, exclusions and bundles of a small town, from request to what is written."""

import dataclasses
import json
from fractions import Fraction
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest

from homeward.errors import InputError, NoPlanError
from homeward.plan import Row, evaluate
from homeward.report import schema
from homeward.report.spend import all_years, by_year
from homeward.study import bought, money_from, solve
from homeward.study.asked import Asked, Bundle, Terms, rule_from
from homeward.study.findings import plan_block
from homeward.study.fixed import ends_within
from homeward.study.joint import Joint
from homeward.study.sources import opened
from small_map import lonlat


def polygons(path, *shapes):
    """Boxes in metres from the town's corner, each with its properties, as GeoJSON."""
    features = []
    for west, south, east, north, properties in shapes:
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        ring = [list(lonlat(*each)) for each in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


WEST = {"code": "W", "name": "West", "decile": 2, "residents": 300, "women": 150}
EAST = {"code": "E", "name": "East", "decile": 9, "residents": 100, "women": 60}


@pytest.fixture(scope="module")
def halves(folder):
    """The town in two: streets 7 to 8 and west of them, and the rest."""
    ages = {"aged 16 to 34": 100, "aged 75 and over": 50}
    return polygons(
        folder / "halves.geojson",
        (-60, -60, 125, 300, WEST | ages),
        (125, -60, 300, 300, EAST | {"aged 16 to 34": 50, "aged 75 and over": 10}),
    )


@pytest.fixture(scope="module")
def town(asked, halves):
    """The small town with its two areas, opened once."""
    sources = dataclasses.replace(asked.sources, areas=halves)
    money = money_from(["60000"], 2019)
    request = dataclasses.replace(asked, sources=sources, worlds=4, money=money)
    return request, opened(request)


def solved(town, asked=None, **changes):
    request, source = town
    return solve(dataclasses.replace(request, asked=asked or Asked(), **changes), source)


def content(*given, **changes):
    made = plan_block(solved(*given, **changes))
    jsonschema.validate(made, dict(schema("plan")))
    return made


def rules(*texts, **others):
    """Floors as typed."""
    return Asked(rules=tuple(rule_from(text, floor=True) for text in texts), **others)


@pytest.fixture(scope="module")
def free(town):
    """The plan without limits."""
    return content(town)


def test_gains_by_area_decile_and_steps_are_all_that_is_gained(free):
    fair, value = free["fair"], free["averted_fixed_flow"]["value"]
    assert value > 0
    for rows in (fair["by_area"], fair["by_decile"], fair["steps"]["rows"]):
        assert sum(row["gain"] for row in rows) == pytest.approx(value)
    for rows in (fair["by_area"], fair["by_decile"]):
        assert sum(row["spent_gbp"] for row in rows) == pytest.approx(free["spent_gbp"])
        assert sum(row["options"] for row in rows) == len(free["options"])
    assert [row["name"] for row in fair["by_area"]][:2] == ["East", "West"]
    assert [row["decile"] for row in fair["by_decile"]][:2] == [2, 9]
    assert fair["steps"]["rows"][0]["gain"] == pytest.approx(value)
    assert fair["residents_women"]["all_areas"] == pytest.approx(210 / 400)
    assert [row["band"] for row in fair["by_age"]] == ["16 to 34", "75 and over"]
    assert fair["by_sex"]["gain"] is None
    assert "by sex" in fair["by_sex"]["why"]
    assert fair["prices"] == []


def test_a_floor_is_met_and_its_price_lies_between_its_bounds(town, free):
    made = content(town, rules("East=35000"))
    (row,) = made["limits"]["rows"]
    assert (row["name"], row["at_least"], row["at_most"]) == ("in East", 35000.0, None)
    assert row["reached"] >= 35000
    (price,) = made["fair"]["prices"]
    assert price["floor"] == "at least £35,000.00 in East"
    loss = free["averted_fixed_flow"]["value"] - made["averted_fixed_flow"]["value"]
    assert price["price"] == pytest.approx(max(loss, 0.0), rel=1e-6, abs=1e-9)
    assert price["low"] <= price["price"] <= price["high"] + 1e-9
    spent = sum(row["spent_gbp"] for row in made["fair"]["by_area"] if row["name"] == "East")
    assert spent == pytest.approx(row["reached"])


def test_the_price_of_a_floor_has_the_interval_of_both_plans_in_every_world(town):
    made = solved(town, rules("East=35000"))
    (toll,) = made.beside.tolls
    (price,) = plan_block(made)["fair"]["prices"]
    joint = Joint(
        setting=made.setting, request=made.request, shelf=made.shelf, scale=made.chosen.scale
    )
    drawn = []
    for world in range(made.request.worlds):
        problem, _ = joint.programme(world)
        without, kept = (evaluate(problem, each) for each in (toll.without.chosen, made.bought))
        drawn.append(without - kept)
    assert np.any(drawn)
    ends = price["price_low"], price["price_high"]
    assert ends == pytest.approx(ends_within(np.array(drawn), price["price"]), rel=1e-6, abs=1e-9)
    assert 0 <= price["price_assumed_share"] <= 1


def test_how_often_an_option_is_chosen_keeps_the_floors_too(town):
    """A mean over worlds in each of which the East has its £35,000."""
    made = solved(town, rules("East=35000"))
    (row,) = made.shelf.limits.rows
    assert float(np.sum(row.counts * made.chosen_in)) >= 3_500_000 - 1e-3


def test_a_floor_of_nothing_changes_no_byte(town, free):
    terms = Terms(match=Fraction(0), contingency=Fraction(0))
    made = content(town, rules("East=0", "decile:1-3=0%", terms=terms))
    assert json.dumps(made) == json.dumps(free)


def test_a_cap_by_decile_is_kept_and_a_share_is_of_the_money_to_spend(town):
    asked = Asked(
        rules=(rule_from("decile:9=10%", floor=False),), terms=Terms(contingency=Fraction(1, 10))
    )
    made = content(town, asked)
    (row,) = made["limits"]["rows"]
    assert (row["name"], row["at_most"]) == ("in decile 9 of deprivation", 5400.0)
    assert row["reached"] <= 5400
    assert made["limits"]["usable_gbp"] == 54_000
    assert made["spent_gbp"] <= 54_000


def test_floors_that_cannot_hold_together_are_named(town):
    with pytest.raises(NoPlanError) as told:
        solved(town, rules("East=35%", "decile:2=66%"))
    said = str(told.value)
    assert "cannot hold together: the budget of £60,000.00; at least £21,000.00 in East" in said
    assert "at least £39,600.00 in decile 2 of deprivation" in said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("North=10%", r"No area of `--areas` is called 'North'\. There are East, West"),
        ("decile:4=10%", "No area given lies in 'decile:4'"),
        ("decile:0-3=10%", "go from 1, the most deprived, to 10"),
        ("East=3 lampposts", "must name a measure, one of"),
    ],
)
def test_a_limit_on_what_is_not_there_is_refused(town, rule, said):
    with pytest.raises(InputError, match=said):
        solved(town, rules(rule))


def test_limits_by_area_need_areas(asked):
    with pytest.raises(InputError, match="needs the areas: give a file of polygons"):
        solved((asked, opened(asked)), rules("East=10%"))


def test_units_of_a_measure_count_in_their_area(town):
    made = content(town, rules("West=3 lamp_run"))
    (row,) = made["limits"]["rows"]
    assert (row["name"], row["unit"]) == ("units of lamp_run in West", "number")
    assert row["reached"] >= 3


def test_no_area_is_left_behind_when_that_is_asked(town):
    made = content(town, Asked(everyone=Fraction(1, 2)))
    rows = made["limits"]["rows"]
    one = [row for row in rows if row["unit"] == "number"]
    part = [row for row in rows if row["unit"] == "pounds"]
    assert {row["name"] for row in one} == {
        f"option that does something in {name}, so that no area is left behind"
        for name in ("East", "West")
    }
    assert all(row["reached"] >= 1 for row in one)
    assert all(row["at_least"] <= 15_000 and row["reached"] >= row["at_least"] for row in part)
    (price,) = made["fair"]["prices"]
    assert price["floor"] == "no area is left behind"


def test_no_lamp_stands_where_none_may_and_the_reason_is_told(town, folder, free):
    lit = {each["id"] for each in free["options"]}
    path = polygons(
        folder / "nature.geojson",
        (-60, 130, 300, 300, {"name": "The meadow", "why": "bats"}),
    )
    made = content(town, Asked(exclude=(path,)))
    (row,) = made["limits"]["left_out"]
    assert (row["name"], row["why"]) == ("The meadow", "bats")
    assert row["options"] > 0
    north = {"7/7-8", "8/8-9"}
    chosen = {segment for each in made["options"] for segment in each["segments"]}
    assert not {each for each in chosen if each.split("/")[0] in north}
    assert {each["id"] for each in made["options"]} != lit


def test_what_must_be_bought_may_not_stand_where_no_lamp_may(town, folder, free):
    path = polygons(folder / "all.geojson", (-90, -90, 400, 400, {}))
    lamps = tuple(each["id"] for each in free["options"] if each["measure"] == "lamp_run")
    with pytest.raises(
        InputError, match=r"must be bought where no lamp may stand \(first: lamp_run"
    ):
        solved(town, Asked(exclude=(path,), must_ids=lamps[:1]))


def test_a_bundle_is_bought_whole_or_not_at_all(town):
    _, source = town
    streets = tuple(source.built.streets.ids[source.built.streets.lit != 1].tolist())
    bundle = Bundle(name="Everything dark", measure="lamp_run", streets=streets)
    made = content(town, Asked(bundles=(bundle,)), money=money_from(["160000"], 2019))
    lamps = [each for each in made["options"] if each["measure"] == "lamp_run"]
    assert len(lamps) == 1
    assert "+" in lamps[0]["id"]
    assert set(lamps[0]["segments"]) == set(streets)
    assert made["limits"]["bundles"] == [{"name": "Everything dark", "measure": "lamp_run"}]


def test_two_years_of_capital_and_revenue_with_half_match_add_up(town):
    texts = ["2019:capital=15000", "2019:revenue=900", "2020:capital=19000", "2020:revenue=900"]
    asked = Asked(terms=Terms(match=Fraction(1, 2), contingency=Fraction(1, 10)))
    made = content(town, asked, money=money_from(texts, 2019))
    capital = sum(round(each["capital_gbp"] * 100) for each in made["options"])
    yearly = sum(round(each["yearly_gbp"] * 100) for each in made["options"])
    spent = [round(row["spent_gbp"] * 100) for row in made["budgets"]]
    first = min(capital, 1_350_000)
    assert spent == [first, yearly, capital - first, yearly]
    held = [round(row["contingency_gbp"] * 100) for row in made["budgets"]]
    assert held == [150_000, 9_000, 190_000, 9_000]
    for row, paid, back in zip(made["budgets"], spent, held, strict=True):
        assert round(row["match_gbp"] * 100) == (paid + back + 1) // 2
        assert round(row["grant_gbp"] * 100) == (paid + back) // 2


def test_a_cap_on_the_bid_holds_what_is_asked_of_the_fund(town):
    terms = Terms(match=Fraction(1, 2), contingency=Fraction(1, 10), cap_pence=1_600_000)
    made = content(town, Asked(terms=terms))
    assert made["limits"]["grant_gbp"] <= 16_000
    (row,) = made["limits"]["rows"]
    assert row["at_most"] == 32_000 - 6_000
    assert row["name"] == "in all, so that one bid stays under its cap"
    billed = sum(each["capital_gbp"] + 10 * each["yearly_gbp"] for each in made["options"])
    assert 0 < row["reached"] <= 26_000
    assert row["reached"] == pytest.approx(billed, abs=0.01)
    assert all_years(by_year(made)).grant_pence <= 1_600_000


def test_what_is_bought_for_a_floor_alone_says_so():
    west = Row(name="in West", counts=np.array([1.0, 0.0, 1.0]), at_least=6_000_000.0, money=True)
    limits = SimpleNamespace(
        measure=np.array([0, 1, 1]),
        rows=(west,),
        at_least=np.array([0.0, 2.0]),
        must=np.array([False, True, False]),
    )
    found = SimpleNamespace(shelf=SimpleNamespace(limits=limits))

    def said(option, averted):
        told = SimpleNamespace(averted=np.array([averted, averted, 5.0]))
        return bought._asked_for(found, option, told)

    nothing = " On average it does nothing for the aim: it is here because "
    assert said(0, 0.0) == f"{nothing}at least £60,000.00 in West was asked for."
    assert said(1, -0.5) == f"{nothing}you asked for it."
    assert said(2, 0.0) == (
        f"{nothing}at least £60,000.00 in West, and at least 2 of its kind was asked for."
    )
    assert said(0, 0.1) == ""
