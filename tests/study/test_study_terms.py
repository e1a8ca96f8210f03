"""Every aim under every kind of limit as a council writes it: against every plan there is.

What a plan is worth is summed here street by street; what the limits mean is judged in
`council.py`, in whole numbers.
"""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import NoPlanError
from homeward.options import bundled
from homeward.plan import choose, felt_problem, harm_problem, lit_walks, mixed
from study.council import ALL, LAMPS, REACH, STREETS, asked, kept, limits_for, members, plans_kept


def checked(made, solve, worth, helps):
    """Choose, and hold value and bound against the best of all plans that keep to the terms."""
    best = max((worth(plan) for plan in plans_kept(made, helps)), default=None)
    if best is None:
        with pytest.raises(NoPlanError):
            solve()
        return
    choice, sold = solve(), members(made)
    plan = {i for number in choice.chosen.tolist() for i in sold[number]}
    assert kept(made, plan, helps)
    assert choice.value == pytest.approx(worth(plan))
    assert 0.6 * best - 1e-9 <= choice.value <= best * (1 + 1e-9)
    assert choice.bound >= best * (1 - 1e-9)


WEIGHT = np.random.default_rng(5).gamma(0.7, 9.0, (STREETS, 2, 2))
FAMILY = np.array([0, 0, 0, 0, 1, 1])
BANDS = np.random.default_rng(6).uniform(0.1, 1, (sum(map(len, REACH)), 2))
HARM = np.array([[0.2, 0.1]] * LAMPS + [[0.5, 0.0]] * (ALL - LAMPS))
FELT = np.random.default_rng(7).uniform(0, 0.6, (sum(map(len, REACH)), 2))
LINKS = [(i, s) for i, streets in enumerate(REACH) for s in streets]


def averted(fall, loss, chosen):
    """What a plan averts, street by street: the largest fall of a family, families multiply.

    `fall` is that of each link and column, `loss` that of each street and column.
    """
    total = 0.0
    for street, row in enumerate(loss):
        for column, lost in enumerate(row):
            left = 1.0
            for lamps in (True, False):
                reach = [
                    fall[link][column]
                    for link, (i, s) in enumerate(LINKS)
                    if s == street and i in chosen and (i < LAMPS) == lamps
                ]
                left *= 1.0 - max(reach, default=0.0)
            total += lost * (1.0 - left)
    return total


def harmed(made):
    """What is lost on each street by group and band, none on quiet streets."""
    quiet = np.isin(np.arange(STREETS), list(made.quiet))
    return np.where(quiet[:, None, None], 0.0, WEIGHT)


def harm_of(made, options):
    """The programme of harm, and what a plan averts of it."""
    first = [each[0] for each in members(made)]
    problem = harm_problem(options, HARM[first], harmed(made), FAMILY[first])
    fall = [(HARM[i][:, None] * BANDS[link][None, :]).ravel() for link, (i, _) in enumerate(LINKS)]
    loss = harmed(made).reshape(STREETS, -1)
    return problem, lambda plan: averted(fall, loss, plan)


def felt_of(made, options, fall):
    """The programme of felt risk, and what a plan averts of it."""
    first = [each[0] for each in members(made)]
    loss = harmed(made)[:, :, 0]
    problem = felt_problem(options, fall, loss, FAMILY[first])
    return problem, lambda plan: averted(FELT, loss, plan)


def on_sale(made):
    """Options with the bands' strengths; bundled; and each link's fall of felt risk."""
    made.options = dataclasses.replace(made.options, strength=BANDS)
    groups = [np.array(each) for each in made.groups]
    felt = dataclasses.replace(made.options, strength=FELT)
    return bundled(made.options, groups), bundled(felt, groups).strength


@settings(max_examples=120)
@given(asked())
def test_harm_within_a_councils_terms_is_the_best_of_all_plans_that_keep_them(made):
    options, _ = on_sale(made)
    problem, worth = harm_of(made, options)
    limits = limits_for(made, [problem])
    checked(made, lambda: choose(problem, limits), worth, lambda each: worth(set(each)) > 0)


@settings(max_examples=120)
@given(asked())
def test_felt_risk_within_a_councils_terms_is_the_best_of_all_plans_that_keep_them(made):
    problem, worth = felt_of(made, *on_sale(made))
    limits = limits_for(made, [problem])
    checked(made, lambda: choose(problem, limits), worth, lambda each: worth(set(each)) > 0)


@settings(max_examples=120)
@given(asked())
def test_a_mix_within_a_councils_terms_is_the_best_of_all_plans_that_keep_them(made):
    options, fall = on_sale(made)
    (harm, averts), (felt, soothes) = harm_of(made, options), felt_of(made, options, fall)
    shares, bounds = {"harm": 0.7, "felt": 0.3}, {"harm": 40.0, "felt": 9.0}
    problem = mixed({"harm": harm, "felt": felt}, shares, bounds)

    def worth(plan):
        return 0.7 * averts(plan) / 40.0 + 0.3 * soothes(plan) / 9.0

    limits = limits_for(made, [harm, felt])
    checked(made, lambda: choose(problem, limits), worth, lambda each: worth(set(each)) > 0)


@settings(max_examples=120)
@given(
    asked(),
    st.lists(
        st.tuples(st.frozensets(st.integers(0, 4), min_size=1, max_size=3), st.integers(1, 50)),
        min_size=1,
        max_size=6,
    ),
)
def test_lit_walks_within_a_councils_terms_are_the_most_of_all_plans_that_keep_them(made, sets):
    walks = SimpleNamespace(
        start=np.cumsum([0, *(len(dark) for dark, _ in sets)]).astype(np.int64),
        segment=np.array([s for dark, _ in sets for s in sorted(dark)], dtype=np.int64),
        walks=np.array([float(count) for _, count in sets]),
    )
    options, _ = on_sale(made)

    def light(chosen):
        return {s for i in chosen if i < LAMPS for s in REACH[i]}

    def lit(plan):
        return sum(count for dark, count in sets if dark <= light(plan))

    barred = made.barred | made.left
    can = light({i for each in members(made) if each[0] not in barred for i in each})

    def helps(each):
        return any(dark <= can and dark & light(each) for dark, _ in sets)

    plans = plans_kept(made, helps)
    best = max((lit(plan) for plan in plans), default=None)
    limits = limits_for(made, [], walks)
    if best is None:
        with pytest.raises(NoPlanError):
            lit_walks(walks, options, limits)
        return
    choice, sold = lit_walks(walks, options, limits), members(made)
    plan = {i for number in choice.chosen.tolist() for i in sold[number]}
    assert kept(made, plan, helps)
    assert choice.value == lit(plan) <= best <= choice.bound * (1 + 1e-12)
