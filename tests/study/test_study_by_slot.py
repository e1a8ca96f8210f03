"""Walkers of each half-hour have the interval of the worlds, in a small town and on its page."""

import base64
import gzip
import importlib
import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from homeward.report.map import town_map
from homeward.study.findings import plan_block
from homeward.study.passing import passing
from homeward.walks import SEXES
from report.by_hand import ends_in

WORLDS = 150


@pytest.fixture(scope="module")
def found(planned):
    """The small town's plan with enough worlds for three draws of ways."""
    return planned(worlds=WORLDS)


@pytest.fixture(scope="module")
def drawn(found):
    """Walkers, and those who would walk, in every world, worked out world by world."""
    setting, worlds = found.setting, {"walkers": [], "desired": []}
    assert len(setting.ways) == 3
    for world in range(WORLDS):
        before, values = setting.way(world).case.before, setting.values(world)
        dark, flows = before.tonight.night.dark, before.flows
        walkers = [flows.actual_tonight(values, sex, dark) for sex in SEXES]
        worlds["walkers"].append(sum(walkers))
        worlds["desired"].append(sum(flows.desired_tonight(values, sex) for sex in SEXES))
    return worlds


def _central(found):
    flows, dark = found.before.flows, found.before.tonight.night.dark
    return {
        "walkers": sum(flows.actual_tonight(found.values, sex, dark) for sex in SEXES),
        "desired": sum(flows.desired_tonight(found.values, sex) for sex in SEXES),
    }


def test_every_half_hour_has_the_ends_of_all_worlds(found, drawn):
    central = _central(found)
    for name, had in (("walkers", "by_slot"), ("desired", "desired_by_slot")):
        expected, low, high = getattr(found.passing, had)
        worlds = np.percentile(drawn[name], [2.5, 97.5], axis=0)
        assert (worlds[0] < worlds[1]).any()
        assert_allclose(expected, central[name], rtol=1e-12)
        assert_allclose(low, np.minimum(worlds[0], expected), rtol=1e-9, atol=1e-12)
        assert_allclose(high, np.maximum(worlds[1], expected), rtol=1e-9, atol=1e-12)


def test_everyones_kilometres_have_the_ends_of_all_worlds_by_half_hour_and_night(found, drawn):
    km, told = found.known.built.streets.length_m / 1000, plan_block(found)["walks"]["by_half_hour"]
    central = _central(found)
    for name, ours in (("walkers", "walked_km"), ("desired", "desired_km")):
        worlds = np.einsum("s,wst->wt", km, np.array(drawn[name]))
        worlds = np.column_stack([worlds, worlds.sum(axis=1)])
        expected = km @ central[name]
        expected = np.append(expected, expected.sum())
        low, high = np.percentile(worlds, [2.5, 97.5], axis=0)
        rows = [*told["rows"], told["whole_night"]]
        for end, hand in (
            ("", expected),
            ("_low", np.minimum(low, expected)),
            ("_high", np.maximum(high, expected)),
        ):
            assert_allclose([row[ours + end] for row in rows], hand, rtol=1e-5, atol=1e-9)
    assert [row["from"] for row in told["rows"][:2]] == ["18:00", "18:30"]


def test_the_page_shows_those_ends_moved_outwards_by_less_than_a_sixth(found, drawn):
    # The package's `plan` hides the module of that name.
    findings = importlib.import_module("homeward.study.plan")._findings(found, plan_block(found))
    read = json.loads(gzip.decompress(base64.b64decode(town_map(findings).data)))
    central = _central(found)
    for name in ("walkers", "desired"):
        low, high = ends_in(read, name)
        worlds = np.percentile(drawn[name], [2.5, 97.5], axis=0)
        told = worlds[0] >= 0.1
        assert told.any()
        assert (low <= worlds[0] * (1 + 1e-9)).all()
        assert (np.minimum(worlds[0], central[name])[told] < low[told] * 7 / 6 * (1 + 1e-9)).all()
        most = np.maximum(worlds[1], central[name])
        assert (worlds[1] <= high * (1 + 1e-9)).all()
        assert (high[told] < most[told] * 7 / 6 * (1 + 1e-9)).all()


@pytest.mark.parametrize("worlds", [1, 2, 7, 40, 41])
def test_few_worlds_have_the_ends_of_all_of_them_too(found, worlds):
    low, high = passing(found.setting, worlds).a_year[1:]
    setting, central = found.setting, found.passing.a_year[0]
    each = [
        setting.way(world).case.before.flows.everyone(setting.values(world)).sum(axis=1)
        for world in range(worlds)
    ]
    ends = np.percentile(each, [2.5, 97.5], axis=0)
    assert_allclose(low, np.minimum(ends[0], central), rtol=1e-9)
    assert_allclose(high, np.maximum(ends[1], central), rtol=1e-9)
