"""Flows held against counts whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.walks import Counted, fit_to_counts

HOURS = 12


def counted(seed, *, scale=0.6, counters=8, spread=0.0, noise=False, nights=20):
    """Counts of known truth; `spread` is by how much each street differs from the model."""
    rng = np.random.default_rng(seed)
    flow = rng.lognormal(3.0, 1.0, (counters, 1)) * rng.uniform(0.2, 1.0, (counters, HOURS))
    background = np.linspace(40.0, 5.0, HOURS)
    street = np.exp(rng.normal(0.0, spread, (counters, 1)) - spread**2 / 2)
    mean = scale * street * flow + background
    people = rng.negative_binomial(5, 5 / (5 + mean), (nights, *mean.shape)).mean(axis=0)
    counter, hour = np.indices(mean.shape)
    return Counted(
        counter=counter.ravel(),
        hour=hour.ravel(),
        flow=flow.ravel(),
        people=(people if noise else mean).ravel(),
        times=np.full(mean.size, float(nights)),
    )


@given(st.integers(0, 10_000), st.floats(0.05, 20.0))
def test_counts_without_noise_give_their_truth_back(seed, scale):
    made = fit_to_counts(counted(seed, scale=scale))
    assert made.scale == pytest.approx(scale, rel=1e-5)
    assert made.background == pytest.approx(np.linspace(40.0, 5.0, HOURS), rel=1e-4)
    assert made.low <= made.scale <= made.high
    assert made.held_out < 1e-5
    assert made.tells
    assert made.foretold == pytest.approx(made.counted, rel=1e-5)
    assert made.counted.min() > 5


def test_the_interval_holds_the_truth_as_often_as_it_says():
    held, widths = 0, []
    for seed in range(60):
        made = fit_to_counts(counted(seed, spread=0.3, noise=True))
        held += made.low <= 0.6 <= made.high
        widths.append(made.high / made.low)
    assert 51 <= held <= 60, "19 of 20 in the long run"
    assert np.median(widths) < 5


def test_the_intervals_of_the_background_hold_the_truth_as_often_as_they_say():
    held, truth = 0, np.linspace(40.0, 5.0, HOURS)
    for seed in range(60):
        made = fit_to_counts(counted(seed, spread=0.3, noise=True))
        low, high = made.background_ends
        assert (low >= 0).all()
        assert ((low <= made.background) & (made.background <= high)).all()
        held += ((low <= truth) & (truth <= high)).sum()
    assert 670 <= held <= 710, "19 of 20 of 720 in the long run"


def test_the_interval_of_the_background_comes_from_leaving_out_each_counter():
    made = counted(5, counters=4, spread=0.4)
    found = fit_to_counts(made)
    without = [fit_to_counts(made.rows(made.counter != each)).background for each in range(4)]
    spread = np.sqrt(3 / 4 * ((np.array(without) - np.mean(without, axis=0)) ** 2).sum(axis=0))
    half = 3.182446 * spread  # Student's t with three degrees at 97.5%
    ends = np.stack([np.maximum(found.background - half, 0), found.background + half])
    assert found.background_ends == pytest.approx(ends, rel=1e-6)


def test_a_counter_lies_within_what_the_others_foretell_as_often_as_that_says():
    held, widths = 0, []
    for seed in range(60):
        made = fit_to_counts(counted(seed, spread=0.3))
        low, high = made.foretold_ends
        held += ((low <= made.counted) & (made.counted <= high)).sum()
        widths += (high / low).tolist()
    assert 440 <= held <= 472, "19 of 20 of 480 in the long run"
    assert np.median(widths) < 6


def test_what_is_foretold_of_a_counter_goes_by_how_far_the_others_were_missed():
    # Three counters at one hour: 20 people for a flow of 10, 30 for 10, 40 for 20.
    made = fit_to_counts(
        Counted(
            counter=np.arange(3),
            hour=np.zeros(3, dtype=int),
            flow=np.array([10.0, 10.0, 20.0]),
            people=np.array([20.0, 30.0, 40.0]),
            times=np.full(3, 5.0),
        )
    )
    missed = np.log((made.counted + 0.5) / (made.foretold + 0.5))
    low, high = made.foretold_ends
    times = np.exp(4.302653 * np.sqrt((missed[1] ** 2 + missed[2] ** 2) / 2))
    assert low[0] == pytest.approx(max((made.foretold[0] + 0.5) / times - 0.5, 0.0), rel=1e-6)
    assert high[0] == pytest.approx((made.foretold[0] + 0.5) * times - 0.5, rel=1e-6)


def test_a_counter_that_counted_nobody_leaves_an_interval_to_every_counter():
    some = counted(3)
    none = fit_to_counts(
        Counted(**{**vars(some), "people": np.where(some.counter == 1, 0.0, some.people)})
    )
    low, high = none.foretold_ends
    assert np.isfinite(high).all()
    assert (low <= none.foretold).all()
    assert (none.foretold <= high).all()
    # The counter itself is not among the others, so its own is the narrowest.
    assert np.argmin((high + 0.5) / (none.foretold + 0.5)) == 1


def test_counts_that_spread_more_than_chance_say_so():
    assert fit_to_counts(counted(1, noise=True)).dispersion > 2
    assert fit_to_counts(counted(1)).dispersion == pytest.approx(0.0, abs=1e-6)


@given(st.integers(0, 10_000))
def test_the_order_of_the_rows_is_nothing(seed):
    made = counted(seed % 97, spread=0.3, noise=True)
    order = np.random.default_rng(seed).permutation(len(made.flow))
    one, other = fit_to_counts(made), fit_to_counts(made.rows(order))
    assert one.scale == pytest.approx(other.scale, rel=1e-6)
    assert one.held_out == pytest.approx(other.held_out, rel=1e-6)


def test_nothing_is_ever_below_zero_and_walks_that_tell_nothing_are_not_used():
    made = counted(3, noise=True)
    upside_down = Counted(
        counter=made.counter,
        hour=made.hour,
        flow=made.flow.max() - made.flow,
        people=made.people,
        times=made.times,
    )
    found = fit_to_counts(upside_down)
    assert found.scale >= 0
    assert (found.background >= 0).all()
    assert not found.tells


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"counters": 2}, "3 counters or more; got 2"),
        ({"people": 0.0}, "no people were counted"),
        ({"flow": 0.0}, "no walkers are expected"),
    ],
)
def test_too_little_to_fit_is_refused(changed, said):
    made = counted(0, counters=changed.pop("counters", 8))
    parts = {name: getattr(made, name) for name in ("counter", "hour", "flow", "people", "times")}
    for name, factor in changed.items():
        parts[name] = parts[name] * factor
    with pytest.raises(InputError, match=said):
        fit_to_counts(Counted(**parts))
