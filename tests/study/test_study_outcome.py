"""What could be told afterwards, what an offence weighs, and what the rates taught: with ends."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.measures import GROUPS, catalogue, harm_weights
from homeward.risk import smallest_fall
from homeward.study.cited import effect_rows
from homeward.study.detect import detect_block
from homeward.study.findings import plan_block
from homeward.study.fixed import ends_within
from homeward.study.learnt import learnt_rows


def test_the_smallest_fall_is_least_where_most_is_expected():
    # 400 offences a year: 2.486 x sqrt(1,600) = 99.5 of them, 25%; of 100, 50%; of 1,600, 12%.
    found = detect_block(400.0, np.linspace(100.0, 1600.0, 1001))
    assert found["smallest_fall"] == pytest.approx(0.2486, abs=1e-4)
    low, high = ends_within(np.linspace(100.0, 1600.0, 1001), 400.0)
    assert found["smallest_fall_low"] == pytest.approx(smallest_fall(high) / high)
    assert found["smallest_fall_high"] == pytest.approx(smallest_fall(low) / low)
    assert found["smallest_fall_low"] < found["smallest_fall"] < found["smallest_fall_high"]


def test_where_too_little_is_expected_no_fall_could_be_told():
    found = detect_block(40.0, np.linspace(1.0, 90.0, 101))
    assert found["smallest_fall_high"] is None
    assert found["smallest_fall_low"] < found["smallest_fall"] < 1
    nothing = detect_block(0.0, np.zeros(10))
    ends = ("smallest_fall", "smallest_fall_low", "smallest_fall_high")
    assert [nothing[name] for name in ends] == [None] * 3


@given(st.lists(st.floats(0.0, 1e5), min_size=1, max_size=40), st.floats(0.0, 1e5))
def test_the_ends_of_the_smallest_fall_hold_it(drawn, yearly):
    found = detect_block(yearly, np.array(drawn))
    ends = ("smallest_fall_low", "smallest_fall", "smallest_fall_high")
    told = [found[name] for name in ends]
    assert sorted(told, key=lambda each: math.inf if each is None else each) == told


def test_offences_on_the_plans_streets_are_those_of_every_world(solved):
    setting, reached = solved.setting, solved.setting.case.reached
    for world in range(3):
        here = setting.at(world)
        harm = here.drawn(setting.values(world), world).harm
        assert solved.done.worlds.reached_offences[world] == pytest.approx(harm[reached].sum())
    told = plan_block(solved)["detectable"]
    yearly = float(solved.stakes.harm[reached].sum())
    share = smallest_fall(yearly) / yearly
    assert told["smallest_fall"] == (pytest.approx(share) if share <= 1 else None)


def test_what_the_plan_averts_is_its_offences_times_their_weights(solved):
    worlds, setting = solved.done.worlds, solved.setting
    for world in range(4):
        weights = harm_weights(setting.values(world), setting.extra)
        gbp = float(worlds.averted_offences[world] @ weights)
        assert gbp == pytest.approx(worlds.harm_gbp[world])


def test_a_group_of_several_parts_weighs_what_their_shares_leave_open(solved):
    setting, rows = solved.setting, plan_block(solved)["harm"]["offences"]
    drawn = np.array(
        [harm_weights(setting.values(k), setting.extra) for k in range(solved.request.worlds)]
    )
    for at, row in enumerate(rows):
        ends = ends_within(drawn[:, at], row["weight_gbp"])
        assert (row["weight_low_gbp"], row["weight_high_gbp"]) == pytest.approx(ends)
    by_group = {row["group"]: row for row in rows}
    assert set(by_group) == set(GROUPS)
    mixed, alone = by_group["violence_sexual"], by_group["robbery"]
    assert mixed["weight_low_gbp"] < mixed["weight_gbp"] < mixed["weight_high_gbp"]
    assert alone["weight_low_gbp"] == alone["weight_high_gbp"]


def test_what_is_learnt_has_the_ends_of_what_is_likely(solved):
    rates = solved.setting.danger.rates
    rows = {row["name"]: row for row in learnt_rows(rates)}
    assert len(rows) == 5 + 2 * len(GROUPS)
    for name, of in (
        ("How far areas near each other differ together", lambda each: each.smooth),
        ("How far half-years differ", lambda each: each.half_year),
        ("How far each area differs in robbery alone", lambda each: each.own[0]),
    ):
        row, logs = rows[name], np.log([of(fit.hyper) for fit in rates.fitted.fits])
        assert row["value"] == of(rates.fitted.hyper)
        half = 1.959964 * np.std(logs)
        assert math.log(row["high"] / row["value"]) == pytest.approx(half, rel=1e-2)
        assert math.log(row["value"] / row["low"]) == pytest.approx(half, rel=1e-2)
    sizes = [row for name, row in rows.items() if name.startswith("Evenness")]
    assert all(row["low"] is row["high"] is None for row in sizes)


def test_every_effect_of_the_catalogue_is_told_and_yours_stands_for_ours():
    text = """
    [measure.lamp_run.harm]
    robbery = { ratio = 0.9, low = 0.8, high = 1.1, source = "our own review" }
    [measure.patrol_uniformed]
    felt = { ratio = 0.95, low = 0.9, high = 1.0, source = "our survey", year = 2024 }
    """
    rows = {(row["measure"], row["acts_on"]): row for row in effect_rows(catalogue(text), ["led"])}
    lamps = {group for measure, group in rows if measure == "lamp_run"}
    assert lamps == set(GROUPS)
    own = rows["lamp_run", "robbery"]
    assert [own[name] for name in ("ratio", "low", "high")] == [0.9, 0.8, 1.1]
    assert (own["source"], own["year"], own["grade"]) == ("our own review", None, "your figure")
    assert rows["patrol_uniformed", "felt"]["year"] == 2024
    theft = rows["lamp_run", "theft_from_person"]
    assert [theft[name] for name in ("ratio", "low", "high")] == [0.86, 0.79, 1.0]
    assert (theft["grade"], theft["year"]) == ("published", 2022)
    assert theft["link"] == "https://doi.org/10.1111/1745-9133.12585"


def test_effects_of_what_the_plan_buys_are_marked(solved):
    content = plan_block(solved)
    bought = {row["measure"] for row in content["measures"] if row["state"] == "chosen"}
    told = {row["measure"]: row["in_plan"] for row in content["effects"]}
    assert bought
    assert {measure for measure, held in told.items() if held} == bought
    assert set(told) > bought


def test_an_assumption_that_is_not_drawn_is_the_same_in_every_world(solved):
    declared = solved.setting.assumptions
    told = plan_block(solved)["assumptions"]
    worlds = [declared.world(solved.request.seed, world) for world in range(3)]
    for row in told:
        values = {world[row["name"]] for world in worlds}
        assert (len(values) == 1) == (row["drawn"] == "not drawn"), row["name"]
    drawn = {row["name"]: row["drawn"] for row in told}
    assert drawn["risk.beta"] == "evenly between low and high"
    assert drawn["felt.theta"] != drawn["light.lamp_spacing_m"] == "not drawn"
