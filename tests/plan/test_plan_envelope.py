from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.plan import evaluate
from homeward.plan.bound import proofs_by_exponent, relax
from homeward.plan.envelope import envelope_of, proofs_by_envelope
from homeward.plan.prove import lowest
from homeward.plan.rows import rows_of
from plan.plans import best_of_all, limits_of, problem_of, programmes


def shared_street(falls, family):
    """One street of 100 offences that every option reaches."""
    return problem_of([100], {i: {0: p} for i, p in enumerate(falls)}, family)


@settings(max_examples=300)
@given(
    falls=st.lists(st.sampled_from([0.05, 0.1, 0.3, 0.5, 0.9, 1.0]), min_size=2, max_size=6),
    family=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    slope=st.floats(0, 1),
)
def test_a_roof_lies_above_every_plan_at_any_slope_and_touches_one(falls, family, slope):
    problem = shared_street(falls, family[: len(falls)])
    plane = envelope_of(problem).plane(np.array([slope]))
    above = [
        plane.constant + plane.slope @ plan - evaluate(problem, np.flatnonzero(plan))
        for plan in product((0, 1), repeat=len(falls))
    ]
    assert min(above) == pytest.approx(0, abs=1e-6)
    assert min(above) >= -1e-9


def test_the_corners_of_three_cameras_and_a_lamp_by_hand():
    """Falls 0.5, 0.4 and 0.3 of one family and 0.2 of another: the best of each is taken.

    Reach 0.5, then 0.7; left 0.5, then 0.4. At a slope of 0.5 both corners gain 0.25.
    """
    envelope = envelope_of(shared_street([0.5, 0.4, 0.3, 0.2], [0, 0, 0, 1]))
    assert envelope.reach == pytest.approx([0, 0.5, 0.7])
    assert envelope.left == pytest.approx([1, 0.5, 0.4])
    assert envelope.plane(np.array([0.5])).constant == pytest.approx(25)


@settings(max_examples=100)
@given(programmes(limited=False))
def test_both_roofs_hold_for_the_best_plan_of_all(programme):
    problem, limits = programme
    rows, best = rows_of(limits), best_of_all(problem, limits)
    for search in (
        proofs_by_envelope(envelope_of(problem), rows),
        proofs_by_exponent(relax(problem), rows),
    ):
        assert lowest(search, best).bound >= best * (1 - 1e-9) - 1e-9


def test_many_strong_cameras_and_little_money_are_proven():
    """Sixty cameras that see six of eighty streets, nine tenths of each, and money for five."""
    random = np.random.default_rng(3)
    links = {i: {int(e): 0.9 for e in random.permutation(80)[:6]} for i in range(60)}
    problem = problem_of(random.gamma(0.5, 2, 80), links, list(range(60)))
    rows = rows_of(limits_of([100] * 60, 500))
    tight = lowest(proofs_by_envelope(envelope_of(problem), rows), 0.0).bound
    loose = lowest(proofs_by_exponent(relax(problem), rows), 0.0).bound
    assert tight < 0.85 * loose
