"""The plan chosen again on people's new ways; who walks where, drawn a few times."""

import dataclasses

import numpy as np
import pytest
from scipy import special

from homeward import streets
from homeward.study import money_from, solve
from homeward.study.built import Built
from homeward.study.findings import plan_block
from homeward.study.light import drawn_light, expected_light
from homeward.study.moving import Trial
from homeward.study.rounds import settled
from homeward.study.sources import Opened
from homeward.study.ways import on_ways, searched_anew, stratified, ways_before
from homeward.study.worlds import averted_at, drawn_worlds
from towns import high_street


@pytest.fixture(scope="module")
def felt_plan(asked):
    """A plan for how safe it feels in the town of `towns.high_street`."""
    town = high_street()
    source = Opened(built=Built(town=town, streets=streets.build(town)), made_up=False, notes=())
    request = dataclasses.replace(
        asked, map_path=None, aims={"felt": 1.0}, money=money_from(["8000"], 2019), worlds=8
    )
    return solve(request, source)


def test_rounds_end_and_the_one_kept_is_the_best_judged(felt_plan):
    block = plan_block(felt_plan)["rounds"]
    rows = block["rows"]
    assert 1 <= len(rows) <= 4
    kept = [row for row in rows if row["kept"]]
    assert len(kept) == 1
    assert kept[0]["rerouted"] == max(row["rerouted"] for row in rows)
    assert kept[0]["options"] == len(felt_plan.bought)
    assert kept[0]["fixed_flow"] == felt_plan.chosen.choice.value
    assert rows[0]["fixed_flow"] >= max(row["fixed_flow"] for row in rows) * (1 - 1e-9)


def test_a_plan_settled_again_is_judged_no_worse(felt_plan):
    trial = Trial(built=felt_plan.known.built, request=felt_plan.request, setting=felt_plan.setting)
    again = settled(trial, felt_plan.best)
    assert again.rounds[again.kept].rerouted >= again.rounds[0].rerouted


def test_harm_averted_is_the_sum_of_where_it_lies_in_every_world(solved):
    worlds = drawn_worlds(solved.setting, 6)
    block = plan_block(solved)["spill"]
    total = sum(row["expected"] for row in block["rows"])
    assert total == pytest.approx(solved.done.worlds.harm_gbp.mean())
    assert np.any(worlds.beside_gbp < 0)
    assert np.any(worlds.beside_gbp > 0)


def test_spill_over_alone_is_the_sign_of_the_share_assumed(solved):
    setting = solved.setting
    values = setting.assumptions.central()
    for share in (-0.5, 0.0, 0.5):
        draw = setting.central({**values, "spill.adjacent": share, "risk.beta": 0.0})
        assert np.sign(averted_at(setting.case, draw).beside_gbp) == np.sign(share)


def test_each_assumption_about_ways_takes_one_value_from_each_part():
    for draws in (1, 4, 7):
        part = np.floor(special.ndtr(stratified("walks.scale_m", draws, 1)) * draws)
        assert sorted(part) == list(range(draws))
    assert not np.array_equal(stratified("a", 4, 1), stratified("b", 4, 1))


def test_worlds_walk_as_their_draw_of_ways_does(solved):
    trial = Trial(built=solved.known.built, request=solved.request, setting=solved.setting)
    drawn = {
        worlds: ways_before(
            trial.built,
            dataclasses.replace(trial.request, worlds=worlds),
            solved.before,
            solved.setting.assumptions,
        )
        for worlds in (49, 100)
    }
    assert on_ways(trial, solved.setting, drawn[49]) is solved.setting
    setting = on_ways(trial, solved.setting, drawn[100])
    names = {each.name for each in searched_anew(setting.assumptions)}
    assert "walks.scale_m" in names
    assert "walks.fill" not in names
    assert len(setting.ways) == 2
    for world in range(5):
        way = setting.way(world)
        assert way is setting.ways[world % 2]
        assert setting.values(world).items() >= way.values.items()
        assert setting.at(world).case is way.case
    flows = [way.case.before.flows.year for way in setting.ways]
    assert not np.array_equal(flows[0], flows[1])
    assert not np.array_equal(flows[0], setting.case.before.flows.year)


def test_light_in_a_world_is_lit_or_dark_and_right_on_average(solved):
    streets_, values = solved.known.built.streets, solved.values
    made_with = solved.before.p_lit
    drawn = [drawn_light(streets_, made_with, values, (1, world)) for world in range(400)]
    expected = expected_light(streets_, made_with, values)
    unknown = (made_with > 0) & (made_with < 1)
    assert unknown.any()
    assert set(np.unique([each.p_lit[unknown] for each in drawn])) == {0.0, 1.0}
    mean = np.mean([each.dark for each in drawn], axis=0)
    assert np.abs(mean - expected.dark).max() < 0.35
