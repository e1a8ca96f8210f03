"""Scores against numbers worked out by hand, by brute force and by another library."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from homeward import backtest
from homeward.backtest import Forecast, _kernels


def sure(mean, size):
    """A forecast with one state of the world."""
    return Forecast(mean=np.array([mean], dtype=np.float64), size=np.array(size, dtype=np.float64))


def nb(mean, size):
    return stats.nbinom(size, size / (size + mean))


def test_three_areas_by_hand():
    """Sizes of 1 make geometric counts: P(n) = (1 - q) q^n with q = mean / (1 + mean).

    With means 1, 1 and 3, q is 1/2, 1/2 and 3/4. For counts 0, 1 and 2 the probabilities are
    1/2, 1/4 and 1/4 x 9/16 = 9/64.
    """
    found = backtest.scores(sure([1, 1, 3], [1, 1, 1]), np.array([0, 1, 2]))
    assert np.exp(found.log) == pytest.approx([1 / 2, 1 / 4, 9 / 64])
    assert found.below == pytest.approx([0, 1 / 2, 1 / 4 + 3 / 16])
    assert found.at == pytest.approx([1 / 2, 3 / 4, 1 / 4 + 3 / 16 + 9 / 64])
    # Sum of (F - [x >= 0])^2 = sum of q^(2x+2) = (1/4) / (1 - 1/4).
    assert found.crps[0] == pytest.approx(1 / 3, abs=1e-9)


def test_given_the_total_three_alike_areas_share_it_evenly():
    """Geometric counts of one mean make every way to divide a total equally likely.

    A total of 3 over 3 areas has C(5, 2) = 10 ways.
    """
    found = backtest.scores(sure([2, 2, 2], [1, 1, 1]), np.array([3, 0, 0]))
    assert math.exp(found.log_given_total.sum()) == pytest.approx(1 / 10)
    none = backtest.scores(sure([2, 2, 2], [1, 1, 1]), np.array([0, 0, 0]))
    assert none.log_given_total.tolist() == [0, 0, 0]


def test_given_the_total_a_poisson_forecast_is_multinomial():
    mean, count = [1.0, 2.0, 5.0], [2, 0, 4]
    found = backtest.scores(sure(mean, [1e6] * 3), np.array(count))
    expected = stats.multinomial(6, np.array(mean) / 8).logpmf(count)
    assert found.log_given_total.sum() == pytest.approx(expected, abs=1e-4)


def test_given_the_total_all_divisions_are_certain_together():
    forecast = sure([0.4, 1.5, 3.0], [0.7, 2.0, 9.0])
    every = [each for each in itertools.product(range(7), repeat=3) if sum(each) == 6]
    chances = [
        math.exp(backtest.scores(forecast, np.array(each)).log_given_total.sum()) for each in every
    ]
    assert sum(chances) == pytest.approx(1)


def test_a_towns_level_does_not_change_the_score_given_the_total():
    count = np.array([4, 0, 1])
    one = backtest.scores(sure([3, 1, 1], [2, 2, 2]), count)
    states = np.array([[0.5], [1.0], [2.0]]) * np.array([30.0, 10.0, 10.0])
    other = backtest.scores(Forecast(mean=states, size=np.full(3, 2.0)), count)
    assert other.log_given_total == pytest.approx(one.log_given_total)
    assert other.log.sum() < one.log.sum()


@given(
    st.lists(st.tuples(st.floats(0.01, 20), st.floats(0.1, 50)), min_size=1, max_size=4),
    st.integers(0, 25),
)
def test_the_chance_of_a_total_is_that_of_adding_up(areas, total):
    mean, size = np.array(areas).T
    chance = np.array([1.0])
    for m, k in areas:
        chance = np.convolve(chance, nb(m, k).pmf(np.arange(total + 1)))[: total + 1]
    expected = math.log(chance[total])
    assert _kernels.log_total(total, mean, size) == pytest.approx(expected, rel=1e-8)


def test_a_large_total_does_not_overflow():
    mean, size = np.full(500, 6.0), np.full(500, 3.0)
    exact = nb(3000.0, 1500.0).logpmf(2900)
    assert _kernels.log_total(2900, mean, size) == pytest.approx(exact, rel=1e-6)


@given(st.floats(0.01, 60), st.floats(0.05, 1e6), st.integers(0, 80))
def test_a_negative_binomial_is_scored_as_scipy_has_it(mean, size, count):
    found = backtest.scores(sure([mean], [size]), np.array([count]))
    law = nb(mean, size)
    assert found.log[0] == pytest.approx(law.logpmf(count), rel=1e-6, abs=1e-6)
    assert found.at[0] == pytest.approx(law.cdf(count), abs=1e-7)


@pytest.mark.parametrize(("mean", "size", "count"), [(0.3, 0.5, 0), (4.0, 2.0, 9), (30.0, 5.0, 12)])
def test_crps_is_the_integral_that_defines_it(mean, size, count):
    law = nb(mean, size)
    end = int(law.ppf(1 - 1e-12)) + count + 2
    edges = np.arange(end + 1)
    whole = sum(
        integrate.quad(lambda x: (law.cdf(math.floor(x)) - (x >= count)) ** 2, a, b)[0]
        for a, b in itertools.pairwise(edges)
    )
    found = backtest.scores(sure([mean], [size]), np.array([count]))
    assert found.crps[0] == pytest.approx(whole, rel=1e-6)


def test_crps_of_states_is_that_of_their_mixture():
    forecast = Forecast(mean=np.array([[1.0], [6.0]]), size=np.array([3.0]))
    x = np.arange(200)
    below = (nb(1.0, 3.0).cdf(x) + nb(6.0, 3.0).cdf(x)) / 2
    found = backtest.scores(forecast, np.array([4]))
    assert found.crps[0] == pytest.approx(np.sum((below - (x >= 4)) ** 2), rel=1e-7)
    both = (nb(1.0, 3.0).pmf(4) + nb(6.0, 3.0).pmf(4)) / 2
    assert found.log[0] == pytest.approx(math.log(both))


def test_pit_is_even_under_the_truth_and_heaped_when_too_sure():
    rng = np.random.default_rng(11)
    mean, size = rng.gamma(1.0, 2.0, size=4000) + 0.05, np.full(4000, 1.5)
    count = rng.poisson(rng.gamma(size, mean / size))
    true = backtest.scores(sure(mean, size), count)
    even = backtest.pit_shares(true.below, true.at, seed=1, key="x")
    assert even.sum() == pytest.approx(1)
    assert stats.chisquare(even * 4000).pvalue > 0.01
    proud = backtest.scores(sure(mean, size * 1e4), count)
    heaped = backtest.pit_shares(proud.below, proud.at, seed=1, key="x")
    assert heaped[0] + heaped[-1] > 0.25


def test_no_forecast_beats_the_truth_on_average():
    rng = np.random.default_rng(3)
    mean, size = np.array([0.5, 2.0, 8.0] * 500), np.full(1500, 2.0)
    count = rng.poisson(rng.gamma(size, mean / size))
    true = backtest.scores(sure(mean, size), count)
    for wrong in (sure(mean * 1.5, size), sure(mean[::-1], size), sure(mean, size * 20)):
        other = backtest.scores(wrong, count)
        assert true.log.mean() > other.log.mean()
        assert true.crps.mean() < other.crps.mean()
        assert true.log_given_total.mean() >= other.log_given_total.mean() - 1e-3
