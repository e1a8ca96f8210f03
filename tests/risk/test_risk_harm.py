"""Harm on a street: what its area has, split by drawn shares and thinned by declared q's."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward import rates, records, risk
from homeward.errors import InputError
from homeward.risk import Recorded

WALKED = np.array([300.0, 100.0, 0.0, 0.0, 50.0])


@pytest.fixture
def recorded(lane, lane_crimes, make, values):
    observed = records.observe(lane, make.town(lane_crimes))
    areas = records.snap_areas(lane, lane_crimes, observed)
    ground = rates.ground_of(lane, areas)
    found = rates.estimate(areas, observed, lane_crimes, ground=ground, values=values)
    return Recorded(streets=lane, areas=areas, rates=found, exposure=WALKED)


def sums_by_area(harm, areas):
    sums = np.zeros((len(areas), *harm.shape[1:]))
    np.add.at(sums, areas.area[areas.area >= 0], harm[areas.area >= 0])
    return sums


def test_shares_are_half_by_length_and_half_by_walkers(recorded, values):
    """The first area: equal lengths, three walkers in four on a. The second: nobody walks."""
    shares = risk.central_shares(recorded.streets, recorded.areas, WALKED, values)
    assert shares == pytest.approx([0.625, 0.375, 0.5, 0.5, 1.0])


def test_harm_by_hand(recorded, values):
    rates = np.array([[2.0, 6.0, 1.0], [0.5, 2.0, 0.0], [0.1, 0.1, 0.1]])
    harm = risk.harm(recorded.streets, recorded.areas, rates, WALKED, values)
    theft = 6.0 * 0.625 * 0.5 * 0.7 * 0.4  # rate, share, in public, on foot, by night
    assert harm[0, 1].sum() == pytest.approx(theft)
    assert harm[0, 1, 2] == pytest.approx(theft * 16.7 / 64.7)


def test_the_declared_share_of_the_night_is_the_published_one(values):
    whole = risk.night_factors(values).sum(axis=1)
    assert whole[2] == pytest.approx(0.25 * 0.5 * 0.646)
    assert risk.assumed_shares(values)["violence_sexual"] == pytest.approx(whole[2])


def test_segments_of_an_area_sum_to_its_rate_times_the_declared_shares(recorded, assumed):
    for world in range(5):
        values = assumed.world(1, world)
        harm = risk.harm_world(recorded, values, seed=1, world=world)
        rates = recorded.rates.world(1, world)
        expected = rates[:, :, None] * risk.night_factors(values)
        assert sums_by_area(harm, recorded.areas) == pytest.approx(expected, rel=1e-12)


def test_a_street_is_less_certain_than_its_area(recorded, values):
    harms = risk.harm_worlds(recorded, np.arange(5), [values] * 400, seed=2)
    theft = harms[:, :, 1].sum(axis=2)
    area, street = theft[:, :2].sum(axis=1), theft[:, 0]
    low, high = np.quantile(area, [0.05, 0.95]) / area.mean()
    lower, higher = np.quantile(street, [0.05, 0.95]) / street.mean()
    assert lower < low < high < higher


def test_streets_not_observed_have_no_harm(recorded, values):
    areas = dataclasses.replace(recorded.areas, area=np.array([0, 0, -1, -1, -1]))
    blind = dataclasses.replace(recorded, areas=areas)
    for harm in (
        risk.harm_world(blind, values, seed=1, world=0),
        risk.harm_expected(blind, values),
        risk.harm(blind.streets, areas, blind.rates.mean, WALKED, values),
    ):
        assert np.all(harm[2:] == 0.0)
        assert np.all(harm[:2] > 0.0)


def test_chosen_streets_in_many_worlds_agree_with_each_world_alone(recorded, assumed):
    values = [assumed.world(4, 10 + k) for k in range(3)]
    chosen = np.array([4, 1])
    harms = risk.harm_worlds(recorded, chosen, values, seed=4, first=10)
    assert harms.shape == (3, 2, 3, 4)
    for k in (2, 0, 1):
        alone = risk.harm_world(recorded, values[k], seed=4, world=10 + k)
        assert np.array_equal(harms[k], alone[chosen])


def test_a_street_that_is_not_there_cannot_be_asked_for(recorded, values):
    with pytest.raises(InputError, match="from 0 to 4"):
        risk.harm_worlds(recorded, np.array([5]), [values], seed=1)


@given(
    weights=st.lists(st.floats(0.0, 1e6), min_size=5, max_size=5),
    concentration=st.floats(1e-3, 1e3),
    world=st.integers(0, 50),
)
def test_drawn_shares_always_sum_to_one(make, values, weights, concentration, world):
    nodes = [(100.0 * k, 0.0) for k in range(6)]
    streets = make.streets(nodes, [(k, k + 1) for k in range(5)])
    crimes = make.crimes([(150, 0, make.months[0], "Robbery")], [(make.city, make.months[0])])
    areas = records.snap_areas(streets, crimes, records.observe(streets, make.town(crimes)))
    central = risk.central_shares(streets, areas, np.array(weights), values)
    sharp = {**values, "risk.share_concentration": concentration}
    drawn = risk.drawn_shares(areas, central, sharp, seed=1, world=world)
    assert np.bincount(areas.area, drawn) == pytest.approx(1.0)
    assert np.all(drawn >= 0.0)


@pytest.mark.parametrize(("beta", "expected"), [(0.0, 1.0), (0.5, 2.0), (1.0, 4.0)])
def test_harm_follows_people_as_far_as_beta_says(values, beta, expected):
    fixed = {**values, "risk.beta": beta, "risk.f0": 100.0}
    assert risk.follows(np.zeros(1), np.full(1, 300.0), fixed)[0] == pytest.approx(expected)
