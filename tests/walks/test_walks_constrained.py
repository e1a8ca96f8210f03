"""Ends with totals or capacities of their own."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.walks import DIRECT, QUANTA_PER_WALKER, constrained, flows

STATION = 1


def of_stations(demand, people):
    """The same demand, its ends all stations, so many people a night from each origin."""
    leaving = demand.leaving * np.array(people)[None, :, None]
    kinds = np.full(len(demand.end_node), STATION, dtype=np.int8)
    return replace(demand, end_kind=kinds, end_weight=np.ones(len(kinds)), leaving=leaving)


def walked(streets, demand, night, values):
    """Walkers a year over each segment."""
    found = flows(streets, demand, [night], night, streets.p_lit, values)
    return found.year[DIRECT, 0].sum(axis=1) / QUANTA_PER_WALKER


@pytest.fixture
def path(draw, values):
    """Ends at 0 and 3, origins at 1 and 2, a kilometre between, over which draw halves.

    ::

        end 0 --100 m-- origin 1 --1,000 m-- origin 2 --100 m-- end 3
    """
    streets = draw.network([(0, 1), (1, 2), (2, 3)], [100, 1000, 100])
    demand = of_stations(draw.departures([1, 2], {0: 1.0, 3: 1.0}), (5, 4))
    halving = {**values, "walks.scale_m": 1000 / np.log(2), "walks.reach_m": 3000.0}
    return streets, demand, draw.conditions(streets, weight=1), halving


def test_two_by_two_by_hand(path):
    """Draws 2:1 and 1:2, five and four walkers, totals six and three.

    The only division that keeps the cross ratio (2 x 2) / (1 x 1) = 4 is 4, 1 and 2, 2:
    4 x 2 / (1 x 2) = 4. So three cross the middle, where unconstrained
    5 / 3 + 4 / 3 = 3 do, but end 0 gets six and not 10 / 3 + 4 / 3.
    """
    streets, demand, night, values = path
    assert walked(streets, demand, night, values) == pytest.approx([14 / 3, 3, 13 / 3])
    held = constrained(streets, demand, [night], np.array([6.0, 3.0]), values)
    assert walked(streets, held, night, values) == pytest.approx([6, 3, 3], rel=1e-6)


def test_a_capacity_that_is_not_met_changes_nothing(path):
    streets, demand, night, values = path
    room = np.array([5.0, np.inf])
    held = constrained(streets, demand, [night], room, values, at_most=True)
    assert held.end_factor.tolist() == [1.0, 1.0]
    assert walked(streets, held, night, values) == pytest.approx([14 / 3, 3, 13 / 3])


def test_who_finds_an_end_full_goes_to_the_next(path):
    streets, demand, night, values = path
    room = np.array([3.0, np.inf])
    held = constrained(streets, demand, [night], room, values, at_most=True)
    first, _, last = walked(streets, held, night, values)
    assert (first, last) == pytest.approx((3, 6), rel=1e-6)
    assert held.end_factor[1] == 1.0


@pytest.mark.parametrize(
    ("arriving", "at_most", "fault"),
    [
        ([6.0], False, "each of 2 ends"),
        ([-1.0, 10.0], False, "0 or more"),
        ([np.nan, 9.0], False, "0 or more"),
        ([np.inf, 9.0], False, "only a capacity"),
        ([6.0, 4.0], False, "9 walkers a year can reach the ends 0, 1, where 10 are to end"),
        ([0.0, 0.0], False, "no end that takes anyone"),
        ([4.0, 4.0], True, "where 8 can be taken in"),
    ],
)
def test_totals_that_cannot_be_met_are_refused(path, arriving, at_most, fault):
    streets, demand, night, values = path
    with pytest.raises(InputError, match=fault):
        constrained(streets, demand, [night], np.array(arriving), values, at_most=at_most)


def test_totals_that_only_far_walkers_could_meet_are_refused(draw, values):
    """End 3 can be reached from 2 alone, whose four cannot be five."""
    streets = draw.network([(0, 1), (1, 2), (2, 3)], [100, 1000, 2500])
    demand = of_stations(draw.departures([1, 2], {0: 1.0, 3: 1.0}), (5, 4))
    night = draw.conditions(streets, weight=1)
    reach = {**values, "walks.reach_m": 3000.0}
    with pytest.raises(InputError, match="after 1,000 rounds"):
        constrained(streets, demand, [night], np.array([4.0, 5.0]), reach)


def test_a_demand_for_other_nights_is_refused(path):
    streets, demand, night, values = path
    with pytest.raises(InputError, match="these 2 nights"):
        constrained(streets, demand, [night, night], np.array([6.0, 3.0]), values)


def test_who_reaches_no_end_is_lost_and_not_asked_for(draw, values):
    streets = draw.network([(0, 1), (2, 3)], [100, 100])
    demand = of_stations(draw.departures([0, 2], {1: 1.0}), (5, 4))
    night = draw.conditions(streets, weight=1)
    held = constrained(streets, demand, [night], np.array([5.0]), values)
    assert walked(streets, held, night, values).tolist() == [5.0, 0.0]


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 6))
def test_both_margins_hold(draw, values, seed, origins, ends):
    """On a star every spoke carries one margin: who leaves, or who arrives."""
    rng = np.random.Generator(np.random.Philox(seed))
    spokes = origins + ends
    streets = draw.network([(0, k + 1) for k in range(spokes)], rng.integers(20, 1400, spokes))
    people = rng.integers(1, 40, origins)
    sites = {origins + 1 + k: 1.0 for k in range(ends)}
    demand = of_stations(draw.departures(list(range(1, origins + 1)), sites), people)
    share = rng.random(ends) + 0.05
    arriving = people.sum() * share / share.sum()
    assume(len(demand.end_node) == ends)
    night = draw.conditions(streets, weight=1)
    held = constrained(streets, demand, [night], arriving, values)
    expected = np.concatenate([people, arriving])
    rounding = people.sum() / 2**22  # a walker's ends are parts of 2**24
    found = walked(streets, held, night, values)
    assert found == pytest.approx(expected, rel=1e-6, abs=rounding)


@given(st.integers(0, 10_000))
def test_scaling_keeps_the_ratio_of_draws(draw, values, seed):
    """Without totals of their own nothing moves: the totals that come about are met by 1s."""
    rng = np.random.Generator(np.random.Philox(seed))
    streets = draw.network([(0, k + 1) for k in range(5)], rng.integers(20, 1400, 5))
    demand = of_stations(draw.departures([1, 2], {3: 1.0, 4: 1.0, 5: 1.0}), (7, 3))
    night = draw.conditions(streets, weight=1)
    as_it_is = walked(streets, demand, night, values)
    held = constrained(streets, demand, [night], as_it_is[2:], values)
    assert held.end_factor == pytest.approx(1.0, rel=1e-5)
    assert walked(streets, held, night, values) == pytest.approx(as_it_is, rel=1e-5)
