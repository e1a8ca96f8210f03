"""Gates and park hours move people: they are judged by finding everyone's ways anew."""

import dataclasses
from datetime import date

import numpy as np
import pytest

from homeward import streets
from homeward.study import Request, money_from, solve
from homeward.study.built import Built
from homeward.study.findings import plan_block
from homeward.study.moving import Trial
from homeward.study.sources import Opened
from towns import high_street

FIGURES = """
[measure.alley_gate]
capital = { gbp = 2000, price_year = 2024 }
felt = { ratio = 0.5, low = 0.4, high = 0.6 }
[measure.park_hours]
yearly = { gbp = 500, price_year = 2024 }
felt = { ratio = 0.8, low = 0.7, high = 1.0 }
"""


@pytest.fixture(scope="module")
def source():
    """The town of `towns.high_street`: an alley 1-6, and a park path 4-9-8 shut at dusk."""
    town = high_street()
    built = Built(town=town, streets=streets.build(town))
    return Opened(built=built, made_up=False, notes=())


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A plan for how safe it feels, with invented figures for a gate and for park hours."""
    path = tmp_path_factory.mktemp("figures") / "figures.toml"
    path.write_text(FIGURES)
    return Request(
        map_path=None,
        night=date(2020, 2, 8),
        money=money_from(["30000"], 2019),
        aims={"felt": 1.0},
        own_figures=path,
        worlds=4,
    )


@pytest.fixture(scope="module")
def solved(source, asked):
    return solve(asked, source)


def options_of(solved, measure):
    row = solved.shelf.options.measures.index(measure)
    return np.flatnonzero(solved.shelf.options.measure == row).astype(np.int64)


def bought(solved, source, asked, measure):
    trial = Trial(built=source.built, request=asked, setting=solved.setting)
    option = options_of(solved, measure)[:1]
    return trial.bought(option).case, solved.shelf.options.reach(int(option[0]))


def test_a_gated_alley_is_shut_and_nobody_walks_there(solved, source, asked):
    case, reach = bought(solved, source, asked, "alley_gate")
    assert not any(night.passable[reach].any() for night in case.after.nights)
    assert case.after.flows.year[:, :, reach].sum() == 0
    assert case.before.flows.year[:, :, reach].sum() > 0


def test_longer_park_hours_open_the_park_and_shut_nothing(solved, source, asked):
    case, reach = bought(solved, source, asked, "park_hours")
    pairs = list(zip(case.before.nights, case.after.nights, strict=True))
    assert not all(before.passable[reach].all() for before, _ in pairs)
    assert all(after.passable[reach].all() for _, after in pairs)
    rest = np.setdiff1d(np.arange(source.built.streets.segments), reach)
    assert all((a.passable[rest] == b.passable[rest]).all() for b, a in pairs)


def test_each_that_moves_people_has_a_line_and_is_never_called_without_effect(solved):
    lines = {each["measure"]: each for each in plan_block(solved)["measures"]}
    for measure in ("alley_gate", "park_hours"):
        if lines[measure]["state"] != "chosen":
            assert "finding everyone's ways anew" in lines[measure]["line"]


def test_a_plan_with_them_comes_to_no_less_than_the_plan_without(solved, source, asked):
    none = {"alley_gate": 0.0, "park_hours": 0.0}
    without = solve(dataclasses.replace(asked, at_most=none), source)
    trial = Trial(built=source.built, request=asked, setting=solved.setting)
    scale = solved.chosen.scale
    assert trial.value(solved.setting, scale) >= trial.value(without.setting, scale)
    assert not set(without.shelf.options.measure[without.bought]) & {
        without.shelf.options.measures.index(each) for each in none
    }


def test_a_gate_asked_for_by_at_least_is_bought(source, asked):
    solved = solve(dataclasses.replace(asked, at_least={"alley_gate": 1.0}), source)
    lines = {each["measure"]: each for each in plan_block(solved)["measures"]}
    assert lines["alley_gate"]["state"] == "chosen"
