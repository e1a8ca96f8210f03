"""Every aim under every kind of limit as a council writes it: against every plan there is.

The terms are checked here by whole numbers and fractions, straight from what was asked; the
rows that the plan is chosen within are not looked at.
"""

from fractions import Fraction
from itertools import product
from math import ceil, floor
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import NoPlanError
from homeward.options import Options
from homeward.plan import choose, evaluate, felt_problem, harm_problem, lit_walks
from homeward.study import Money, Request
from homeward.study.asked import Asked, Terms, rule_from
from homeward.study.limits import limits_of
from homeward.study.regions import Regions

REACH = ((0,), (1,), (2,), (3, 4), (0, 1), (2, 3))
"""Four lamps, the last a bundle of two streets, and two cameras that share streets with them."""
LAMPS, ALL = 4, len(REACH)
AREA = np.array([0, 0, 1, 1, 0, 1])
AREAS = SimpleNamespace(
    code=np.array(["W", "E"]), name=np.array(["West", "East"]), decile=np.array([2.0, 9.0])
)
RULES = ("West=25%", "decile:9=90", "East=1 lamp_run", "W=1 cctv")
CAPS = ("decile:1-3=60%", "East=150", "West=1 cctv")


def options_at(capital, yearly):
    """The six options at these prices."""
    links = sum(len(each) for each in REACH)
    lamp = np.arange(ALL) < LAMPS
    return Options(
        id=np.array([f"{'lamp_run' if lamp[i] else 'cctv'}@{i}" for i in range(ALL)]),
        measure=np.where(lamp, 0, 1),
        measures=("lamp_run", "cctv"),
        units=np.ones(ALL),
        xy_m=np.zeros((ALL, 2)),
        capital_pence=np.array(capital),
        yearly_pence=np.array(yearly),
        survey=np.zeros(ALL, dtype=np.bool_),
        start=np.cumsum([0, *(len(each) for each in REACH)]).astype(np.int64),
        segment=np.array([s for each in REACH for s in each], dtype=np.int64),
        strength=np.ones((links, 4)),
        lights=np.repeat(lamp, [len(each) for each in REACH]),
        moves=np.zeros(ALL, dtype=np.bool_),
    )


@st.composite
def asked(draw):
    """Prices, two financial years of capital and revenue, and some of every kind of limit."""
    pence = st.lists(st.integers(1, 9_000), min_size=ALL, max_size=ALL)
    options = options_at(draw(pence), [each // 9 for each in draw(pence)])
    rows = [(2026, "capital"), (2027, "capital"), (2026, "revenue"), (2027, "revenue")]
    money = tuple(
        Money(year=year, kind=kind, pence=draw(st.integers(500, 20_000))) for year, kind in rows
    )
    terms = Terms(
        match=draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1, 3)])),
        contingency=draw(st.sampled_from([Fraction(0), Fraction(1, 10)])),
        cap_pence=draw(st.sampled_from([None, 20_000])),
        found=draw(st.sampled_from([{}, {(2026, "revenue"): 2_100}])),
    )
    floors, caps = (draw(st.lists(st.sampled_from(each), max_size=1)) for each in (RULES, CAPS))
    rules = [rule_from(text, floor=True) for text in floors]
    rules += [rule_from(text, floor=False) for text in caps]
    barred, musts, left = (
        draw(st.sets(st.integers(0, ALL - 1), max_size=size)) for size in (1, 1, 1)
    )
    return SimpleNamespace(
        options=options,
        request=Request(map_path=None, money=money, asked=Asked(rules=tuple(rules), terms=terms)),
        barred=barred,
        musts=musts - barred - left,
        left=left,
    )


def limits_for(made):
    ids, excluded = made.options.id, np.full(ALL, -1)
    excluded[list(made.barred)] = 0
    places = SimpleNamespace(
        must_ids=tuple(ids[sorted(made.musts)].tolist()),
        avoid_ids=tuple(ids[sorted(made.left)].tolist()),
    )
    regions = Regions(zones=AREAS, of_option=AREA)
    nothing = np.zeros(ALL, dtype=np.int64)
    return limits_of(
        made.options, nothing, made.request, places=places, regions=regions, excluded=excluded
    )


def spendable(row, terms):
    """Whole pence of a budget row that a plan may spend; None where its match falls short."""
    held = ceil(row.pence * terms.contingency)
    found = terms.found.get((row.year, row.kind))
    if found is None or not terms.match:
        return row.pence - held
    return min(row.pence - held, floor(found / terms.match) - held)


def kept(made, plan):
    """Whether a plan keeps to all that was asked, in whole pence and fractions."""
    request, terms = made.request, made.request.asked.terms
    chosen = {i for i in range(ALL) if plan[i]}
    if chosen & (made.barred | made.left) or not made.musts <= chosen:
        return False
    capital = [int(each) for each in made.options.capital_pence]
    yearly = [int(each) for each in made.options.yearly_pence]
    room = {(row.year, row.kind): spendable(row, terms) for row in request.money}
    bought, run = sum(capital[i] for i in chosen), sum(yearly[i] for i in chosen)
    if bought > room[2026, "capital"] + room[2027, "capital"]:
        return False
    if run > min(room[2026, "revenue"], room[2027, "revenue"]):
        return False
    held = sum(ceil(row.pence * terms.contingency) for row in request.money)
    asked_for = (bought + 2 * run + held) * (1 - terms.match)
    if terms.cap_pence is not None and asked_for > terms.cap_pence:
        return False
    return all(_rule_kept(rule, chosen, made, sum(room.values())) for rule in request.asked.rules)


def _rule_kept(rule, chosen, made, money):
    """One floor or cap: shares are of what can be spent, pounds count both years' running."""
    inside = {i for i in chosen if AREA[i] == (rule.where in ("East", "decile:9"))}
    amount, options = rule.amount, made.options
    if amount.kind == "units":
        found = sum(1 for i in inside if options.measures[options.measure[i]] == amount.measure)
        return found >= amount.value if rule.floor else found <= amount.value
    found = sum(int(options.capital_pence[i]) + 2 * int(options.yearly_pence[i]) for i in inside)
    limit = amount.value * (money if amount.kind == "share" else 1)
    return found >= limit if rule.floor else found <= limit


def checked(made, solve, worth):
    """Choose, and hold value and bound against the best of all plans that keep to the terms."""
    plans = [plan for plan in product((0, 1), repeat=ALL) if kept(made, plan)]
    best = max((worth(plan) for plan in plans), default=None)
    limits = limits_for(made)
    if best is None:
        with pytest.raises(NoPlanError):
            solve(limits)
        return
    choice = solve(limits)
    plan = tuple(int(i in choice.chosen) for i in range(ALL))
    assert kept(made, plan)
    assert choice.value == pytest.approx(worth(plan))
    assert 0.6 * best <= choice.value <= best * (1 + 1e-9)
    assert choice.bound >= best * (1 - 1e-9)


WEIGHT = np.random.default_rng(5).gamma(0.7, 9.0, (5, 2, 2))
FAMILY = np.array([0, 0, 0, 0, 1, 1])


@settings(max_examples=120)
@given(asked())
def test_harm_within_a_councils_terms_is_the_best_of_all_plans_that_keep_them(made):
    options = made.options
    bands = np.random.default_rng(6).uniform(0.1, 1, (len(options.segment), 2))
    object.__setattr__(options, "strength", bands)
    fall = np.where(np.arange(ALL)[:, None] < LAMPS, [[0.2, 0.1]], [[0.5, 0.0]])
    problem = harm_problem(options, fall, WEIGHT, FAMILY)
    checked(made, lambda limits: choose(problem, limits), lambda p: evaluate(problem, _in(p)))


@settings(max_examples=120)
@given(asked())
def test_felt_risk_within_a_councils_terms_is_the_best_of_all_plans_that_keep_them(made):
    fall = np.random.default_rng(7).uniform(0, 0.6, (len(made.options.segment), 2))
    problem = felt_problem(made.options, fall, WEIGHT[:, :, 0], FAMILY)
    checked(made, lambda limits: choose(problem, limits), lambda p: evaluate(problem, _in(p)))


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

    def lit(plan):
        light = {s for i in range(LAMPS) if plan[i] for s in REACH[i]}
        return sum(count for dark, count in sets if dark <= light)

    plans = [plan for plan in product((0, 1), repeat=ALL) if kept(made, plan)]
    best = max((lit(plan) for plan in plans), default=None)
    if best is None:
        with pytest.raises(NoPlanError):
            lit_walks(walks, made.options, limits_for(made))
        return
    choice = lit_walks(walks, made.options, limits_for(made))
    plan = tuple(int(i in choice.chosen) for i in range(ALL))
    assert kept(made, plan)
    assert choice.value == lit(plan) <= best <= choice.bound * (1 + 1e-12)


def _in(plan):
    return np.flatnonzero(plan)
