"""What knowing is worth: by hand, by brute force, and never more than knowing everything."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from homeward.errors import InputError
from homeward.plan import affordable, value_of_knowing, worth
from plan.plans import limits_of, problem_of

WORTH = st.floats(-100, 100, allow_nan=False, width=32)


def brute(utility, part):
    """Every rule that names a plan for each part, tried out."""
    parts = sorted(set(part))
    worlds, plans = utility.shape
    best = max(
        sum(utility[w, rule[parts.index(part[w])]] for w in range(worlds)) / worlds
        for rule in itertools.product(range(plans), repeat=len(parts))
    )
    return best - utility.mean(axis=0).max()


def test_two_options_by_hand():
    # Money for one. Lamps gain 10 if the street is dark (one half), a help point 4 in any case.
    # Without looking: lamps, 5. Looking first: 10 or 4, so 7. Looking is worth 2.
    utility = np.array([[10.0, 4.0], [0.0, 4.0]])
    known = value_of_knowing(utility)
    assert known.expected == 2.0
    assert known.without == 0
    assert known.taken.tolist() == [0, 1]
    assert known.changes == 0.5
    # What tells nothing of the street is worth nothing.
    assert value_of_knowing(utility, np.array([1, 1])).expected == 0.0


@given(data=st.data())
def test_it_is_what_the_best_rule_gains_and_lies_between_nothing_and_everything(data):
    worlds, plans = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    utility = data.draw(hnp.arrays(np.float64, (worlds, plans), elements=WORTH))
    part = data.draw(hnp.arrays(np.int64, worlds, elements=st.integers(0, 2)))
    some, every = value_of_knowing(utility, part), value_of_knowing(utility)
    assert some.expected == pytest.approx(brute(utility, part.tolist()), abs=1e-9)
    assert -1e-12 <= some.expected <= every.expected + 1e-9
    finer = part * 10 + data.draw(hnp.arrays(np.int64, worlds, elements=st.integers(0, 1)))
    assert some.expected <= value_of_knowing(utility, finer).expected + 1e-9
    assert every.gained.min() >= 0


@pytest.mark.parametrize("bad", [np.zeros((0, 2)), np.zeros((2, 0)), np.array([[np.nan]])])
def test_without_a_world_a_plan_or_a_figure_nothing_is_said(bad):
    with pytest.raises(InputError, match="at least one world"):
        value_of_knowing(bad)


def test_a_part_for_each_world_is_asked_for():
    with pytest.raises(InputError, match="a part for each of 2 worlds; got 3"):
        value_of_knowing(np.zeros((2, 1)), np.arange(3))


def test_money_lasts_as_far_as_it_lasts():
    # 6 + 3 of 10; the third costs 2 and no longer fits, the fourth costs 1 and does.
    held = limits_of([6, 3, 2, 1], 10)
    assert affordable(held, np.array([0, 1, 2, 3])).tolist() == [0, 1, 3]
    made = problem_of([10.0], {option: {0: 0.5} for option in range(4)}, [0, 0, 0, 0])
    assert worth(made, held, [np.array([0]), np.array([], dtype=np.int64)]).tolist() == [5.0, 0.0]
