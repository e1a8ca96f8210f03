from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.options.option import Options
from homeward.plan import lit_curve, lit_walks
from homeward.plan.needs import QUANTA_PER_WALKER, needs_of
from homeward.plan.rows import rows_of
from homeward.plan.whole import filled_up
from plan.plans import allowed, limits_of


def walks_of(sets):
    """Dark walks from ``[(segments, walks)]``."""
    return SimpleNamespace(
        start=np.cumsum([0, *(len(segments) for segments, _ in sets)]).astype(np.int64),
        segment=np.array([s for segments, _ in sets for s in segments], dtype=np.int64),
        walks=np.array([count for _, count in sets], dtype=np.float64),
    )


def lamps_of(reach):
    """Lighting options from the segments each one lights."""
    count, links = len(reach), sum(len(each) for each in reach)
    return Options(
        id=np.array([f"lamp_run@{i}" for i in range(count)]),
        measure=np.zeros(count, dtype=np.int64),
        measures=("lamps",),
        units=np.ones(count),
        xy_m=np.zeros((count, 2)),
        capital_pence=np.zeros(count, dtype=np.int64),
        yearly_pence=np.zeros(count, dtype=np.int64),
        survey=np.zeros(count, dtype=np.bool_),
        start=np.cumsum([0, *(len(each) for each in reach)]).astype(np.int64),
        segment=np.array([s for each in reach for s in each], dtype=np.int64),
        strength=np.ones((links, 4)),
        lights=np.ones(links, dtype=np.bool_),
        moves=np.zeros(count, dtype=np.bool_),
    )


@pytest.fixture
def alley_and_steps():
    """Two ways home from the square, every link £1.

    ::

        square --0 alley--1 steps-- estate      90 walks, both dark
        square --2 lane---------- terrace       20 walks
    """
    return walks_of([((0, 1), 90), ((2,), 20)]), lamps_of([[0], [1], [2]])


def test_two_dark_streets_are_bought_together_though_neither_helps_alone(alley_and_steps):
    walks, options = alley_and_steps
    choice = lit_walks(walks, options, limits_of([100, 100, 100], 200))
    assert choice.chosen.tolist() == [0, 1]
    assert choice.marginal.tolist() == [0, 90]
    assert choice.value == 90
    assert choice.bound == pytest.approx(90, rel=1e-5)


def test_what_is_left_buys_the_lane(alley_and_steps):
    walks, options = alley_and_steps
    one, three = (lit_walks(walks, options, limits_of([100] * 3, m)) for m in (100, 300))
    assert one.chosen.tolist() == [2]
    assert three.value == 110


def test_a_must_makes_its_walk_the_cheaper_one(alley_and_steps):
    walks, options = alley_and_steps
    limits = limits_of([100] * 3, 200, must=[1, 0, 0])
    assert lit_walks(walks, options, limits).chosen.tolist() == [0, 1]


def test_a_walk_through_what_is_avoided_or_has_no_option_is_never_lit(alley_and_steps):
    walks, options = alley_and_steps
    limits = limits_of([100] * 3, 900, avoid=[1, 0, 0])
    assert lit_walks(walks, options, limits).value == 20
    beyond = walks_of([((0, 7), 50), ((), 40)])
    assert lit_walks(beyond, options, limits_of([100] * 3, 900)).value == 0


def test_two_lights_for_one_street_are_refused(alley_and_steps):
    walks, _ = alley_and_steps
    with pytest.raises(InputError, match="have more \\(first: segment 1\\)"):
        lit_walks(walks, lamps_of([[0, 1], [1], [2]]), limits_of([1, 1, 1], 1))


def test_parts_of_walkers_count(alley_and_steps):
    walks, options = alley_and_steps
    walks.walks = walks.walks / 8
    assert lit_walks(walks, options, limits_of([100] * 3, 200)).value == pytest.approx(11.25)


def test_a_missing_number_of_walkers_is_refused(alley_and_steps):
    walks, options = alley_and_steps
    walks.walks = np.array([np.nan, 1.0])
    with pytest.raises(InputError, match=r"1 of 2 are not \(first: set 0, nan\)"):
        lit_walks(walks, options, limits_of([1, 1, 1], 1))


SETS = st.lists(
    st.tuples(st.frozensets(st.integers(0, 6), max_size=4), st.integers(1, 50)), max_size=9
)


@given(
    sets=SETS, cost=st.lists(st.integers(0, 9), min_size=7, max_size=7), money=st.integers(0, 30)
)
def test_a_plan_is_allowed_and_what_it_says_it_lights_is_lit(sets, cost, money):
    walks = walks_of([(sorted(segments), count) for segments, count in sets])
    limits = limits_of(cost, money)
    choice = lit_walks(walks, lamps_of([[i] for i in range(7)]), limits)
    inside = set(choice.chosen.tolist())
    assert allowed(limits, [i in inside for i in range(7)])
    lit = sum(count for segments, count in sets if segments and segments <= inside)
    assert choice.value == lit
    best = max(
        sum(count for segments, count in sets if segments and segments <= set(np.flatnonzero(p)))
        for p in product((0, 1), repeat=7)
        if allowed(limits, p)
    )
    assert choice.value <= best <= choice.bound * (1 + 1e-12)
    assert choice.gap <= 1e-3


@given(sets=SETS, cost=st.lists(st.integers(1, 9), min_size=7, max_size=7))
def test_greedy_follows_the_plain_telling_of_itself(sets, cost):
    """Buy, again and again, what makes most walks lit for the money, first set first."""
    walks = walks_of([(sorted(segments), count) for segments, count in sets])
    options, limits = lamps_of([[i] for i in range(7)]), limits_of(cost, 25)
    rows = rows_of(limits)
    needs = needs_of(walks, options, rows)
    plan = filled_up(needs, limits, rows, np.zeros(7, dtype=np.bool_))
    bought, left = set(), 25
    distinct = sorted({tuple(sorted(segments)) for segments, _ in sets if segments})
    lit = lambda have: sum(c for s, c in sets if s and s <= have)  # noqa: E731
    while True:
        best, pick = 0.0, None
        for each in distinct:
            need = set(each) - bought
            price = sum(cost[i] for i in need)
            gain = lit(bought | need) - lit(bought)
            if gain > 0 and price <= left and gain * 25 / price > best * (1 + 1e-12):
                best, pick = gain * 25 / price, need
        if pick is None:
            break
        bought |= pick
        left -= sum(cost[i] for i in pick)
    assert needs.lit(plan) == lit(bought) * QUANTA_PER_WALKER
    assert lit_walks(walks, options, limits).value >= lit(bought)


@given(sets=SETS, cost=st.lists(st.integers(0, 9), min_size=7, max_size=7))
def test_more_money_never_lights_fewer_walks(sets, cost):
    walks = walks_of([(sorted(segments), count) for segments, count in sets])
    points = lit_curve(walks, lamps_of([[i] for i in range(7)]), limits_of(cost, 15))
    values = [point.value for point in points]
    assert values == sorted(values)
    bounds = [point.bound for point in points]
    assert bounds == sorted(bounds)
    assert all(value <= bound for value, bound in zip(values, bounds, strict=True))
