import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.study.aftermath import assumed_of_total

Z = np.array([-1.5, -0.5, 0.5, 1.5])


def _worlds(rate_sd, share_sd):
    """A total that is a rate times a share, and the rate alone, at every pair of two draws."""
    rates, shares = np.meshgrid(np.exp(rate_sd * Z), np.exp(share_sd * Z))
    return (rates * shares).ravel(), rates.ravel()


def test_a_share_of_every_total_is_seen_beside_a_rate_that_is_very_uncertain():
    free, held = _worlds(rate_sd=2.0, share_sd=0.5)
    assert assumed_of_total(free, held) == pytest.approx(0.25 / 4.25)


@given(st.floats(0.05, 3), st.floats(0.05, 3), st.floats(0.01, 1000))
def test_it_is_the_share_of_the_squared_spreads_in_any_unit(rate_sd, share_sd, unit):
    free, held = _worlds(rate_sd, share_sd)
    expected = share_sd**2 / (rate_sd**2 + share_sd**2)
    assert assumed_of_total(unit * free, unit * held) == pytest.approx(expected)
