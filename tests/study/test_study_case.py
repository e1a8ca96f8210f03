"""What a bought plan changes, worked by hand on two streets."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from homeward.measures import assumptions
from homeward.options import Options
from homeward.study import case as case_room
from homeward.study.case import Case, harm_after, remaining
from homeward.study.stakes import Effects, of_dark_slots

VALUES = {**assumptions().central(), "walks.share_women": 0.5, "walks.fill": 1.0}


class Flows:
    """Walkers a year by street, the same in each band, half women, all in the dark."""

    def __init__(self, *walkers):
        self.walkers = np.array(walkers, dtype=float)

    def actual(self, values, sex, rows=slice(None)):
        """Walkers in the dark, then by day."""
        dark = np.repeat(self.walkers[rows, None] / 2, 4, axis=1)
        return np.stack([dark, np.zeros_like(dark)])

    def everyone(self, values):
        """Both sexes, in the dark and by day."""
        return np.sum([self.actual(values, sex).sum(axis=0) for sex in ("women", "men")], axis=0)


def year(*walkers, p_lit=(0.0, 0.0)):
    return SimpleNamespace(
        flows=Flows(*walkers),
        p_lit=np.array(p_lit),
        near_open=np.zeros(2),
        reports=np.zeros(2),
        hours=SimpleNamespace(dark=np.ones(4)),
    )


def options():
    """Lamps on street 0, a patrol on both, a second lamp option on street 0 at half strength."""
    return Options(
        id=np.array(["a", "b", "c"]),
        measure=np.array([0, 1, 0]),
        measures=("lamp", "patrol"),
        units=np.ones(3),
        xy_m=np.zeros((3, 2)),
        capital_pence=np.zeros(3, dtype=np.int64),
        yearly_pence=np.zeros(3, dtype=np.int64),
        survey=np.zeros(3, dtype=np.bool_),
        start=np.array([0, 1, 3, 4]),
        segment=np.array([0, 0, 1, 0]),
        strength=np.array([[1.0] * 4, [1.0] * 4, [1.0] * 4, [0.5] * 4]),
        lights=np.array([True, False, False, True]),
        moves=np.zeros(3, dtype=np.bool_),
    )


def made(chosen, before=None, after=None):
    """Two dark streets of one kilometre that do not touch."""
    before = before or year(100.0, 100.0)
    streets = SimpleNamespace(
        segments=2,
        ends=np.array([[0, 1], [2, 3]]),
        neighbours=(np.arange(5), np.array([1, 0, 3, 2]), np.array([0, 0, 1, 1])),
        length_m=np.array([1000.0, 1000.0]),
        p_lit=np.zeros(2),
        lit=np.zeros(2, dtype=np.int8),
    )
    return Case(
        streets=streets,
        before=before,
        after=after or before,
        options=options(),
        measures=(),
        chosen=np.array(chosen, dtype=np.int64),
        family=np.array([0, 2, 0]),
    )


def effects(*falls, felt=0.0):
    return Effects(
        harm=np.array([[fall] * 3 for fall in falls]).reshape(-1, 3),
        felt=np.full(len(falls), felt),
    )


def test_families_multiply_and_within_one_only_the_largest_counts():
    # street 0: lamps 20% and 10% (the larger counts), patrol 50%: 0.8 x 0.5; street 1: 0.5
    town = made([0, 1, 2])
    fall = np.array([0.2, 0.5, 0.1])[town.links.place]
    left = remaining(town, fall[:, None, None])
    assert_allclose(left[:, 0, 0], [0.4, 0.5])


def test_nothing_bought_averts_exactly_nothing():
    town = made([])
    harm = np.full((2, 3, 4), 0.3)
    assert_array_equal(harm_after(town, VALUES, harm, effects()), harm)


@pytest.mark.parametrize(("beta", "moved"), [(0.0, 1.0), (1.0, 2.0)])
def test_harm_follows_people_as_far_as_beta_says(beta, moved):
    # 40 walkers and f0 of 60: 100; 140 walkers and f0: 200
    values = {**VALUES, "risk.beta": beta, "risk.f0": 60.0}
    town = made([1], before=year(40.0, 40.0), after=year(140.0, 40.0))
    harm = np.ones((2, 3, 4))
    after = harm_after(town, values, harm, effects(0.5))
    assert_allclose(after[0], 0.5 * moved)
    assert_allclose(after[1], 0.5)


def test_felt_risk_is_averted_by_the_rule_of_half(monkeypatch):
    # Street 0: lamps take 0.5 down to 0.2; 100 walkers before and 300 after a band, 1 km:
    # (100 + 300) / 2 x 0.3 x 4 bands. Street 1 changes nothing.
    shares = SimpleNamespace(p_dark=np.full((2, 2), 0.5), p_lit=np.full((2, 2), 0.2))
    monkeypatch.setattr(case_room, "felt", lambda *_: shares)
    town = made([0], after=year(300.0, 0.0, p_lit=(1.0, 0.0)))
    assert case_room.felt_averted(town, VALUES, effects(0.0)) == pytest.approx(200 * 0.3 * 4)


def test_light_and_a_help_point_do_not_add_up(monkeypatch):
    # Lamps: 0.5 to 0.2. The patrol takes 10% of what is left: 0.18 on street 0, 0.45 on 1.
    shares = SimpleNamespace(p_dark=np.full((2, 2), 0.5), p_lit=np.full((2, 2), 0.2))
    monkeypatch.setattr(case_room, "felt", lambda *_: shares)
    averted = case_room.felt_averted(made([0, 1]), VALUES, effects(0.0, 0.0, felt=0.1))
    assert averted == pytest.approx(400 * (0.5 - 0.18) + 400 * (0.5 - 0.45))


def test_light_is_measured_against_dark_slots_alone():
    # A quarter of the first band is dark, and the lamps light all of it.
    strength = options().strength.copy()
    strength[0, 0] = 0.25
    one = dataclasses.replace(options(), strength=strength)
    dark = of_dark_slots(one, np.array([0, 2, 0]), np.array([0.25, 1.0, 1.0, 0.0]))
    assert_allclose(dark[0], [1.0, 1.0, 1.0, 0.0])
    assert_allclose(dark[1], 1.0)
