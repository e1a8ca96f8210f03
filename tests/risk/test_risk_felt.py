"""Felt risk: the survey's settings, light, and what makes a street lonely."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward import measures, risk
from homeward.streets.network import Kind


@pytest.fixture(scope="module")
def plain(values):
    """Values in which nothing shifts the survey's shares."""
    return {**values, "felt.lonely_shift": 0.0, "felt.open_shift": 0.0}


def test_each_setting_has_the_surveys_shares(lane, plain):
    """A is quiet, b a main road with fronts, c in a park, d near an open pub, e a park path."""
    kinds = np.full(5, Kind.RESIDENTIAL, dtype=np.int8)
    kinds[1], kinds[4] = Kind.MAIN_ROAD, Kind.PARK_PATH
    parks = np.array([False, False, True, False, False])
    town = dataclasses.replace(lane, kind=kinds, in_park=parks)
    near = np.array([False, False, True, True, False])
    felt = risk.felt(town, near, plain)
    women = [plain[f"felt.dark.{each}.women"] for each in measures.SETTINGS]
    quiet, busy, park = women
    assert felt.p_dark[:, 0] == pytest.approx([quiet, busy, park, busy, park])
    assert np.all(felt.p_dark[:, 0] > felt.p_dark[:, 1])


def test_light_closes_the_declared_share_of_the_gap(lane, plain):
    felt = risk.felt(lane, np.zeros(5), plain)
    closed = (felt.p_dark - felt.p_lit) / (felt.p_dark - felt.p_day)
    assert closed == pytest.approx(plain["felt.theta"])
    half = felt.at(np.full(5, 0.5), dark=True)
    assert half == pytest.approx((felt.p_dark + felt.p_lit) / 2)
    assert felt.at(np.zeros(5), dark=False) == pytest.approx(felt.p_day)
    assert felt.at(np.zeros(5), dark=np.array([1, 0, 1, 0, 1.0])).shape == (5, 2)


def test_a_lonely_street_feels_worse_and_an_open_pub_helps(lane, values):
    bare = dataclasses.replace(lane, frontage=np.array([1.0, 0.5, 0.0, 0.0, 0.0]))
    near = np.array([0.0, 0.0, 0.0, 1.0, 0.0])
    felt = risk.felt(bare, near, values)
    women = felt.p_dark[:, 0]
    assert women[0] < women[1] < women[2]
    assert women[3] < women[0]


def test_a_park_is_not_counted_as_lonely_as_well(lane, values):
    parks = dataclasses.replace(lane, in_park=np.ones(5, dtype=bool), frontage=np.zeros(5))
    felt = risk.felt(parks, np.zeros(5), values)
    assert felt.p_dark[:, 0] == pytest.approx(values["felt.dark.park.women"])


@given(frontage=st.floats(0, 1), near=st.floats(0, 1), world=st.integers(0, 200))
def test_day_feels_best_and_dark_worst_in_every_world(make, assumed, frontage, near, world):
    street = dataclasses.replace(
        make.streets([(0, 0), (90, 0)], [(0, 1)]), frontage=np.array([frontage])
    )
    felt = risk.felt(street, np.array([near]), assumed.world(1, world))
    assert np.all((felt.p_day >= 0) & (felt.p_day <= felt.p_lit))
    assert np.all((felt.p_lit <= felt.p_dark) & (felt.p_dark <= 1))


def test_reports_raise_felt_risk_up_to_a_cap(lane, plain):
    def odds(reports):
        shares = risk.felt(lane, np.zeros(5), plain, reports).p_dark
        return np.log(shares / (1.0 - shares))

    nobody = odds(0.0)
    assert odds(plain["felt.reports_half"]) - nobody == pytest.approx(
        np.full_like(nobody, plain["felt.reports_most"] / 2)
    )
    assert odds(1e12) - nobody == pytest.approx(np.full_like(nobody, plain["felt.reports_most"]))
