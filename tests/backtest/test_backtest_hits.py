"""Ground named against the published example and by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward import backtest

CAME, FORESEEN = np.array([6.0, 3.0, 0.0]), np.array([3.0, 2.0, 1.0])


@pytest.mark.parametrize(("named", "index"), [(1, 2.0), (2, 1.5), (3, 1.0)])
def test_the_published_example_of_pai_and_pei(named, index):
    """Wheeler's ptools: recorded 6, 3, 0; foreseen 3, 2, 1; equal areas."""
    found = backtest.hits(FORESEEN, CAME, np.ones(3), named / 3)
    caught = float(found.caught.sum())
    assert backtest.pai(caught, 9, named, 3) == pytest.approx(index)
    assert backtest.pei(caught, float(found.best.sum())) == pytest.approx(1)


def test_the_published_example_of_rri():
    assert backtest.rri(FORESEEN, CAME).round(4).tolist() == [0.5, 0.5556, 0.6667]


def test_the_last_area_is_named_in_part_and_dense_comes_first():
    """Densities 1, 5 and 2 a metre: of 30 m, all 20 m of the second and 10 m of the third."""
    found = backtest.hits(
        np.array([50.0, 100.0, 80.0]),
        np.array([1.0, 4.0, 8.0]),
        np.array([50.0, 20.0, 40.0]),
        30 / 110,
    )
    assert found.named_m == pytest.approx([0, 20, 10])
    assert found.caught == pytest.approx([0, 4, 2])
    assert found.best == pytest.approx([0, 2, 8]) or found.best.sum() >= found.caught.sum()


def test_the_last_bits_rank_nothing():
    """As many for every metre, to within rounding: the lower area goes first."""
    length = np.array([30.0, 20.0, 50.0])
    expected = length * np.array([1.0, 1.0 + 1e-13, 1.0 + 2e-13])
    found = backtest.hits(expected, np.ones(3), length, 0.3)
    assert found.named_m.tolist() == [30, 0, 0]


def test_nothing_to_catch_is_not_a_number():
    assert np.isnan(backtest.pai(0, 0, 1, 10))
    assert np.isnan(backtest.pei(0, 0))


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0.1, 9), st.floats(1, 99)), min_size=1))
def test_nobody_catches_more_than_the_best(areas):
    count, expected, length = np.array(areas).T
    found = backtest.hits(expected, count, length, 0.3)
    assert found.named_m.sum() == pytest.approx(0.3 * length.sum())
    assert found.caught.sum() <= found.best.sum() + 1e-9
