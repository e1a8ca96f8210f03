"""How many walk and how safe they feel, by hand, and in all worlds of a small town."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from homeward.read import Sources
from homeward.risk import Felt
from homeward.study import money_from, solve
from homeward.study.case import felt_in, felt_left
from homeward.study.findings import plan_block
from homeward.study.light import drawn_light
from homeward.study.people import km_on, setting_out, strides, walking
from homeward.study.sources import opened
from homeward.study.spread import told_of
from homeward.study.stakes import effects_in_world
from homeward.walks import QUANTA_PER_WALKER, SEXES
from study.half_full import VALUES

WALKER = QUANTA_PER_WALKER


def _year():
    """A night of one dark slot of 80 people and a light one of 20; two streets of 1 km.

    By the direct way 10 people a year pass street 0 and none street 1; by the cautious way all
    10 pass street 1. Street 0 is lit for half of the dark; the light of street 1 is not known.
    """
    ways = np.zeros((2, 2, 2, 4))
    ways[0, 0, 0, 0] = ways[1, 0, 1, 0] = 10.0
    share = np.array([[0.5] * 4, [0.0] * 4])
    flows = SimpleNamespace(
        by_band=ways,
        leaving_tonight=np.array([80, 20]) * WALKER,
        leaving_year=np.array([[800, 0], [0, 200]]) * WALKER,
    )
    night = SimpleNamespace(dark=np.array([True, False]))
    unknown = np.array([[0.0] * 4, [1.0] * 4])
    return SimpleNamespace(
        flows=flows,
        tonight=SimpleNamespace(night=night),
        hours=SimpleNamespace(dark=np.ones(4), lit=share, unknown=unknown),
    )


def test_people_set_out_and_fewer_walk_after_dark():
    # Half full: 50 of 100 set out, 20 women and 30 men. After dark 16 x 0.5 and 24 x 0.75 walk.
    out, home = setting_out(_year(), VALUES), walking(_year(), VALUES)
    assert_allclose(out.tonight, [20, 30])
    assert_allclose(out.a_year, [200, 300])
    assert_allclose(home.tonight, [16 * 0.5 + 4, 24 * 0.75 + 6])
    assert_allclose(home.a_year, [120, 240])


def test_what_feels_unsafe_is_weighed_by_the_way_and_the_light():
    streets = SimpleNamespace(length_m=np.array([1000.0, 1000.0]))
    felt = Felt(
        p_day=np.zeros((2, 2)),
        p_dark=np.array([[0.6, 0.4], [0.8, 0.2]]),
        p_lit=np.array([[0.2, 0.1], [0.4, 0.1]]),
    )
    found = strides(streets, _year(), np.array([0, 1]), np.ones((2, 4)))
    unsafe, total = found.feared(felt, np.array([0.0, 0.25]), VALUES)
    # Women take either way alike: 5 km at (0.6 + 0.2) / 2, 5 km at 0.75 x 0.8 + 0.25 x 0.4.
    # Men take the direct way alone: 10 km at (0.4 + 0.1) / 2.
    assert_allclose(unsafe / 1000, [5 * 0.4 + 5 * 0.7, 10 * 0.25])
    assert_allclose(total / 1000, [10, 10])
    eased = strides(streets, _year(), np.array([0, 1]), np.full((2, 4), 0.5))
    assert_allclose(eased.feared(felt, np.array([0.0, 0.25]), VALUES), [unsafe / 2, total])


def _by_hand(setting, year, left, world):
    """Felt shares of one world by the plain sum over streets and bands."""
    case, values = setting.at(world).case, setting.values(world)
    p_lit = drawn_light(case.streets, case.before.p_lit, values, (setting.seed, world)).p_lit
    p_lit = np.where(year.p_lit == 1.0, 1.0, p_lit)[:, None]
    lit = (year.hours.lit + year.hours.unknown * p_lit) / year.hours.dark
    felt, shares = felt_in(case, values), []
    for column, sex in enumerate(SEXES):
        metres = year.flows.actual(values, sex)[0] * case.streets.length_m[:, None]
        there = lit * felt.p_lit[:, [column]] + (1 - lit) * felt.p_dark[:, [column]]
        shares.append((metres * there * left).sum() / metres.sum())
    return shares


@pytest.fixture(scope="module")
def helped(folder, asked):
    """A plan for felt risk with the made-up help point, which eases without light."""
    changes = {"aims": {"felt": 1.0}, "own_figures": folder / "figures.toml"}
    request = dataclasses.replace(asked, **changes, money=money_from(["40000"], 2019), worlds=150)
    return solve(request, opened(request))


def test_every_world_is_the_plain_sum_over_streets(helped):
    setting = helped.setting
    told = told_of(setting, 4)
    assert setting.case.reached.size
    for world in range(4):
        case = setting.at(world).case
        effects = effects_in_world(case.options, case.measures, (setting.seed, world), case.chosen)
        left = felt_left(case, effects)
        assert left.min() < 1
        before = _by_hand(setting, case.before, np.ones_like(left), world)
        assert_allclose(told.drawn["before"][world], before)
        assert_allclose(told.drawn["after"][world], _by_hand(setting, case.after, left, world))
        km = km_on(case.streets, case.after, setting.values(world), case.reached)
        assert_allclose(told.drawn["km"][world, 1], km)


def test_the_ends_of_a_streets_share_are_those_of_the_worlds(helped):
    setting, told = helped.setting, helped.told
    drawn = []
    for world in range(150):
        case, values = setting.at(world).case, setting.values(world)
        light = drawn_light(case.streets, case.before.p_lit, values, (setting.seed, world))
        drawn.append(felt_in(case, values).at(light.p_lit, dark=True))
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    centre = helped.stakes.felt.at(helped.before.p_lit, dark=True)
    assert_allclose(told.streets_centre, centre)
    found = told.on_streets()
    assert_allclose(found, [np.minimum(low, centre), np.maximum(high, centre)], rtol=1e-5)
    assert (found[0] < found[1]).all()


def test_worlds_share_the_searches_for_ways_in_turn(helped):
    people = [each.case.before.flows.leaving_tonight.sum() for each in helped.setting.ways]
    assert len(set(people)) == len(people) == 3
    told = told_of(helped.setting, 6)
    per_fill = [
        told.drawn["leaving"][world, 0].sum() / helped.setting.values(world)["walks.fill"]
        for world in range(6)
    ]
    assert_allclose(per_fill, np.tile(people, 2) / WALKER)


def test_every_interval_holds_its_figure_and_sexes_add_up(helped):
    content = plan_block(helped)
    people, felt = content["walks"]["people"], content["felt"]
    for time in people["walking"].values():
        assert time["women"]["expected"] + time["men"]["expected"] == pytest.approx(
            time["all"]["expected"], rel=1e-5
        )
        for each in time.values():
            assert 0 < each["low"] < each["expected"] < each["high"]
    assert people["setting_out"]["tonight"]["expected"] == pytest.approx(
        content["walks"]["leaving_tonight"], abs=0.06
    )
    for when in ("before", "after"):
        low, high = content["lit_walks"]["interval"][when]
        assert low <= content["lit_walks"][when][0] <= content["lit_walks"][when][1] <= high
        for sex in SEXES:
            low, high = felt["interval"][when][sex]
            assert low < felt[when][sex] < high
            assert felt["on_plan_streets"][when][sex]["high"] > 0
    assert felt["interval"]["change"]["women"][0] < 0


def test_an_exact_figure_for_fullness_narrows_how_many_walk(solved, asked, folder, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[assumption."walks.fill"]\ncentral = 0.4\nsource = "counted"\n')
    request = dataclasses.replace(asked, own_figures=own)
    exact = told_of(solve(request, opened(request)).setting, 50).ends("walking", 0)
    wide = told_of(solved.setting, 50).ends("walking", 0)
    assert exact["expected"] == pytest.approx(wide["expected"])
    assert exact["high"] - exact["low"] < 0.7 * (wide["high"] - wide["low"])


def test_a_plan_that_buys_nothing_changes_no_share_in_any_world(asked, folder):
    nothing = dataclasses.replace(
        asked, sources=Sources(), money=money_from(["1"], 2019), aims={"felt": 1.0}
    )
    solved = solve(nothing, opened(nothing))
    content = plan_block(solved)
    assert content["walks"]["people"]["on_plan_streets"] is None
    assert content["felt"]["on_plan_streets"] is None
    assert content["felt"]["before"] == content["felt"]["after"]
    assert content["felt"]["interval"]["change"] == {"women": [0, 0], "men": [0, 0]}
