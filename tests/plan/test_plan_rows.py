"""Floors and caps by area, by bid, in pounds, units or options: against every plan there is."""

import dataclasses
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import InputError, NoPlanError
from homeward.plan import (
    Row,
    choose,
    curve,
    easily_kept,
    evaluate,
    next_pound,
    price_to_be_chosen,
)
from plan.plans import allowed, best_of_all, limits_of, problem_of, programmes


def keeps_all(limits, plan):
    """Whether a plan keeps to the limits, its rows counted in whole numbers."""
    x = np.array(plan)
    sums = [int((row.counts * x).sum()) for row in limits.rows]
    kept = [
        row.at_least <= each <= row.at_most for row, each in zip(limits.rows, sums, strict=True)
    ]
    return allowed(limits, plan) and all(kept)


def best_with_rows(problem, limits):
    """What the best plan within the rows is worth; None if there is no plan."""
    plans = product((0, 1), repeat=len(problem))
    return max(
        (evaluate(problem, np.flatnonzero(p)) for p in plans if keeps_all(limits, p)), default=None
    )


@st.composite
def with_rows(draw, kinds=("pence", "units", "options")):
    """A programme whose options lie in three areas, with a floor and a cap somewhere."""
    problem, limits = draw(programmes(most_options=7))
    options = len(problem)
    area = np.array(draw(st.lists(st.integers(0, 2), min_size=options, max_size=options)))
    rows = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(kinds))
        inside = np.isin(area, draw(st.sets(st.integers(0, 2), min_size=1)))
        each = {"pence": limits.cost_pence.sum(axis=0), "units": limits.units}.get(kind, 1)
        floor, size = draw(st.booleans()), draw(st.integers(0, 12 if kind == "pence" else 3))
        rows.append(
            Row(
                name=f"{kind} there",
                counts=np.where(inside, each, 0).astype(np.float64),
                money=kind == "pence",
                **({"at_least": float(size)} if floor else {"at_most": float(size)}),
            )
        )
    return problem, dataclasses.replace(limits, rows=tuple(rows))


@settings(max_examples=150)
@given(with_rows())
def test_the_best_plan_of_all_lies_between_value_and_bound(programme):
    problem, limits = programme
    best = best_with_rows(problem, limits)
    if best is None:
        with pytest.raises(NoPlanError, match=r"cannot (hold together|be kept)"):
            choose(problem, limits)
        return
    choice = choose(problem, limits)
    assert keeps_all(limits, np.isin(np.arange(len(problem)), choice.chosen))
    assert choice.value <= best * (1 + 1e-9) + 1e-12
    assert choice.bound >= best * (1 - 1e-9)


@settings(max_examples=60)
@given(with_rows())
def test_a_limit_more_never_gains_anything(programme):
    problem, limits = programme
    best = best_with_rows(problem, limits)
    free = best_of_all(problem, limits)
    assert best is None or best <= free
    if best is not None:
        with_them = choose(problem, limits)
        without = choose(problem, dataclasses.replace(limits, rows=()), known=with_them.chosen)
        assert with_them.value <= without.value * (1 + 1e-12)


@settings(max_examples=60)
@given(with_rows())
def test_a_floor_of_nothing_and_a_cap_without_end_change_nothing(programme):
    problem, limits = programme
    idle = tuple(dataclasses.replace(row, at_least=0.0, at_most=np.inf) for row in limits.rows)
    free = dataclasses.replace(limits, rows=())
    try:
        expected = choose(problem, free)
    except NoPlanError:
        return
    found = choose(problem, dataclasses.replace(limits, rows=idle))
    assert found.chosen.tolist() == expected.chosen.tolist()
    assert (found.value, found.bound) == (expected.value, expected.bound)


@settings(max_examples=40)
@given(with_rows())
def test_questions_are_answered_within_floors_and_caps(programme):
    problem, limits = programme
    if best_with_rows(problem, limits) is None:
        return
    choice = choose(problem, limits)
    assert next_pound(problem, limits, choice) >= 0
    for measure in range(len(limits.measures)):
        price_to_be_chosen(problem, limits, choice, measure)
    values = [point.value for point in curve(problem, limits, shares=(0.5, 1.0, 2.0))]
    assert values == sorted(values)


@pytest.fixture
def north_and_south():
    """Two dark streets in the north, worth 10 and 9, and one in the south, worth 2; £1 each."""
    problem = problem_of([20, 18, 4], {i: {i: 0.5} for i in range(3)}, [0, 0, 0])
    return problem, limits_of([100, 100, 100], 200)


def _row(counts, **limit):
    row = {"name": "in the south", "counts": np.array(counts, dtype=np.float64), "money": True}
    return Row(**{**row, **limit})


def test_a_floor_for_the_south_costs_seven(north_and_south):
    problem, limits = north_and_south
    free = choose(problem, limits)
    held = choose(problem, dataclasses.replace(limits, rows=(_row([0, 0, 100], at_least=100),)))
    assert (free.value, held.value) == (19.0, 12.0)
    assert sorted(held.chosen.tolist()) == [0, 2]
    assert held.bound == pytest.approx(12.0)


def test_a_cap_for_the_north_leaves_one_street_there(north_and_south):
    problem, limits = north_and_south
    rows = (_row([100, 100, 0], at_most=199, name="in the north"),)
    assert sorted(choose(problem, dataclasses.replace(limits, rows=rows)).chosen.tolist()) == [0, 2]


def test_two_floors_and_a_budget_that_cannot_hold_together_are_named(north_and_south):
    problem, limits = north_and_south
    rows = (
        _row([100, 100, 0], at_least=200, name="in the north"),
        _row([0, 0, 100], at_least=1),
        _row([100, 100, 100], at_most=900, name="in all"),
    )
    said = (
        r"together: capital of £2\.00; at least £2\.00 in the north; at least £0\.01 in the south\."
    )
    with pytest.raises(NoPlanError, match=said):
        choose(problem, dataclasses.replace(limits, rows=rows))


def test_a_floor_beyond_all_there_is_cannot_be_kept_alone(north_and_south):
    problem, limits = north_and_south
    rows = (_row([0, 0, 100], at_least=101),)
    with pytest.raises(NoPlanError, match=r"This cannot be kept: at least £1\.01 in the south\."):
        choose(problem, dataclasses.replace(limits, rows=rows))


def test_a_cap_is_kept_to_the_penny_among_large_sums():
    # HiGHS alone would take 300,000.01 pounds for 300,000: it keeps rows to a millionth.
    problem = problem_of([9, 9, 1], {i: {i: 0.5} for i in range(3)}, [0, 0, 0])
    limits = limits_of([15_000_000, 15_000_001, 1], 90_000_000)
    rows = (
        _row([15_000_000, 15_000_001, 0], at_most=30_000_000),
        Row(name="options", counts=np.ones(3), at_least=2.0),
    )
    choice = choose(problem, dataclasses.replace(limits, rows=rows))
    assert sorted(choice.chosen.tolist()) == [0, 2]


def test_a_floor_is_kept_to_the_penny_by_the_cheapest_start():
    problem = problem_of([9, 9], {i: {i: 0.5} for i in range(2)}, [0, 0])
    limits = limits_of([30_000_000, 30_000_001], 30_000_001)
    rows = (_row([30_000_000, 30_000_001], at_least=30_000_001),)
    choice = choose(problem, dataclasses.replace(limits, rows=rows))
    assert choice.chosen.tolist() == [1]


def test_limits_are_easily_kept_where_what_counts_most_for_its_price_keeps_them():
    """The budget has room for the cheaper of two, which counts for one, and not for the dearer."""
    limits = limits_of([3, 4], 3)
    floor = Row(name="there", counts=np.array([1.0, 2.0]), at_least=1.0)
    assert easily_kept(limits)
    assert easily_kept(dataclasses.replace(limits, rows=(floor,)))
    dear = dataclasses.replace(limits, rows=(dataclasses.replace(floor, at_least=2.0),))
    assert not easily_kept(dear)


def test_at_other_costs_a_cap_on_money_follows_and_a_floor_stays():
    cap, floor = _row([5, 0], at_most=9), _row([5, 0], at_least=2)
    was, now = np.array([10, 1]), np.array([6, 4])
    assert cap.at_costs(was, now).counts.tolist() == [3, 0]
    assert floor.at_costs(was, now) is floor


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"counts": np.array([-1.0])}, "must count zero or more"),
        ({"counts": np.array([np.nan])}, "must count zero or more"),
        ({"at_least": -1.0}, "at least -1"),
        ({"at_least": np.inf}, "at least inf"),
        ({"at_most": -2.0}, "at most -2"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(wrong, said):
    with pytest.raises(InputError, match=said):
        Row(**{"name": "there", "counts": np.ones(1), **wrong})


def test_a_row_counts_every_option(north_and_south):
    _, limits = north_and_south
    with pytest.raises(InputError, match="must count every option, 3; 'in the south' counts 2"):
        dataclasses.replace(limits, rows=(_row([1, 2]),))


def test_a_floor_of_exactly_the_budget_ends_soon_whatever_the_pence():
    # Whether any of 2**60 plans costs exactly so much may take for ever to tell.
    random = np.random.default_rng(3)
    cost = 2 * random.integers(400_000, 900_000, 60)
    problem = problem_of([1] * 60, {i: {i: 0.1} for i in range(60)}, [0] * 60)
    limits = limits_of(cost, 15_088_501)
    rows = (_row(cost, at_least=15_088_501, name="in all"),)
    with pytest.raises(NoPlanError, match=r"was found, nor that there is none|together"):
        choose(problem, dataclasses.replace(limits, rows=rows))
