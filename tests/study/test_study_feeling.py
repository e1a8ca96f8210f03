"""The shares who would feel unsafe, by light: their intervals are those of the worlds."""

import numpy as np
from numpy.testing import assert_allclose

from homeward.risk.felt import felt_where, surroundings
from homeward.study import feeling
from homeward.study.case import felt_in
from homeward.study.feeling import felt_by_light

WORLDS = 40


def _by_light(case, values):
    found = felt_in(case, values)
    return np.stack([found.p_day, found.p_dark, found.p_lit])


def test_the_ends_by_light_are_those_of_every_world_street_by_street(solved, monkeypatch):
    setting = solved.setting
    drawn = [_by_light(setting.at(world).case, setting.values(world)) for world in range(WORLDS)]
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    centre = _by_light(setting.case, setting.assumptions.central())
    monkeypatch.setattr(feeling, "AT_ONCE", 2)
    found = felt_by_light(setting, WORLDS)
    assert_allclose(found, [np.minimum(low, centre), np.maximum(high, centre)], rtol=1e-12)
    assert (found[0] < found[1]).all()


def test_streets_alike_are_worked_out_once_and_stay_what_they_are(solved):
    streets, year, values = solved.setting.case.streets, solved.before, solved.values
    there = surroundings(streets, year.near_open, year.reports)
    alike, which = there.distinct()
    assert 1 < len(alike) < len(there) == streets.segments
    assert_allclose(felt_where(alike, values).p_dark[which], solved.stakes.felt.p_dark)
