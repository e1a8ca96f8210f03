"""Councils and all they may ask of a plan, and a judge of what each of it means.

The terms are checked here by whole numbers and fractions, straight from what was asked; the rows
that a plan is chosen within are not looked at. What is settled when options are made (streets
outside `--area`, runs too short, paths lit whole) has tests of its own in tests/options.
"""

from fractions import Fraction
from itertools import product
from math import ceil, floor
from types import SimpleNamespace

import numpy as np
from hypothesis import strategies as st

from homeward.options import Options, bundled
from homeward.study import Money, Request
from homeward.study.asked import Asked, Terms, rule_from
from homeward.study.choice import Shelf
from homeward.study.everyone import helping, leaving_none_behind
from homeward.study.limits import limits_of
from homeward.study.regions import Regions

REACH = ((0,), (1,), (2,), (3, 4), (0, 1), (2, 3))
"""Four lamps, the last of two streets, and two cameras that share streets with them."""
LAMPS, ALL, STREETS = 4, len(REACH), 5
AREA = (0, 0, 1, 1, 0, 1)
NAMES = ("West", "East")
AREAS = SimpleNamespace(
    code=np.array(["W", "E"]), name=np.array(NAMES), decile=np.array([2.0, 9.0])
)
EAST = ("East", "decile:9")
RULES = ("West=25%", "decile:9=90", "East=1 lamp_run", "W=1 cctv")
CAPS = ("decile:1-3=60%", "East=150", "West=1 cctv")
BUNDLES = ((), ((0, 2),), ((1, 3), (4, 5)))
"""Options bought together or not at all; one lies where its first option lies."""
YEARS = 4
"""Of the horizon, where one pot pays for whole lives."""


def key(option):
    return "lamp_run" if option < LAMPS else "cctv"


def options_at(capital, yearly, units):
    """The six options at these prices."""
    links = sum(len(each) for each in REACH)
    lamp = np.arange(ALL) < LAMPS
    return Options(
        id=np.array([f"{key(i)}@{i}" for i in range(ALL)]),
        measure=np.where(lamp, 0, 1),
        measures=("lamp_run", "cctv"),
        units=np.array(units, dtype=np.float64),
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
def money_asked(draw):
    """Two financial years of capital and revenue, or one pot for whole lives."""
    if draw(st.booleans()):
        return (Money(year=2026, kind="whole life", pence=draw(st.integers(500, 60_000))),)
    rows = [(2026, "capital"), (2027, "capital"), (2026, "revenue"), (2027, "revenue")]
    return tuple(
        Money(year=year, kind=kind, pence=draw(st.integers(500, 20_000))) for year, kind in rows
    )


@st.composite
def asked(draw):
    """Prices, money, and some of every kind of limit."""
    pence = st.lists(st.integers(1, 9_000), min_size=ALL, max_size=ALL)
    units = draw(st.lists(st.integers(1, 3), min_size=ALL, max_size=ALL))
    options = options_at(draw(pence), [each // 9 for each in draw(pence)], units)
    money = draw(money_asked())
    first = (2026, money[-1].kind)
    contingency = draw(st.sampled_from([Fraction(0), Fraction(1, 10)]))
    held = sum(ceil(row.pence * contingency) for row in money)
    terms = Terms(
        match=draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1, 3)])),
        contingency=contingency,
        cap_pence=draw(st.sampled_from([None, held + 2_500, held + 9_000])),
        found=draw(st.sampled_from([{}, {first: 3_100}])),
    )
    floors, caps = (draw(st.lists(st.sampled_from(each), max_size=1)) for each in (RULES, CAPS))
    rules = [rule_from(text, floor=True) for text in floors]
    rules += [rule_from(text, floor=False) for text in caps]
    everyone = draw(st.sampled_from([None, None, Fraction(0), Fraction(1, 3)]))
    groups = draw(st.sampled_from(BUNDLES))
    firsts = st.sampled_from(sorted(set(range(ALL)) - {i for each in groups for i in each[1:]}))
    barred, musts, left = (draw(st.sets(firsts, max_size=size)) for size in (1, 1, 1))
    return SimpleNamespace(
        options=options,
        groups=groups,
        whole_life=draw(pence),
        quiet=draw(st.sets(st.integers(0, STREETS - 1), max_size=3)),
        request=Request(
            map_path=None,
            money=money,
            horizon_years=YEARS,
            at_least=draw(st.sampled_from([{}, {}, {"lamp_run": 3.0}, {"cctv": 1.0}])),
            at_most=draw(st.sampled_from([{}, {}, {"lamp_run": 4.0}, {"cctv": 1.0}])),
            asked=Asked(rules=tuple(rules), terms=terms, everyone=everyone),
        ),
        barred=barred,
        musts=musts - barred - left,
        left=left,
    )


def members(made):
    """The options each thing on sale holds, in order of the first of them."""
    later = {i: each for each in made.groups for i in each}
    return [later.get(i, (i,)) for i in range(ALL) if later.get(i, (i,))[0] == i]


def limits_for(made, problems, walks=None):
    """The limits as a request makes them, and the options on sale."""
    sold = members(made)
    options = bundled(made.options, [np.array(each) for each in made.groups])
    first = [each[0] for each in sold]
    ids = dict(zip(first, options.id.tolist(), strict=True))
    places = SimpleNamespace(
        must_ids=tuple(ids[i] for i in sorted(made.musts)),
        avoid_ids=tuple(ids[i] for i in sorted(made.left)),
    )
    regions = Regions(zones=AREAS, of_option=np.array([AREA[i] for i in first]))
    excluded = np.where(np.isin(first, list(made.barred)), 0, -1)
    whole_life = np.array([sum(made.whole_life[i] for i in each) for each in sold])
    limits = limits_of(
        options, whole_life, made.request, places=places, regions=regions, excluded=excluded
    )
    if made.request.asked.everyone is None:
        return limits
    shelf = Shelf(
        offer=SimpleNamespace(options=options),
        measures=(),
        whole_life=whole_life,
        limits=limits,
        avoided=limits.avoid,
        excluded=excluded,
        regions=regions,
    )
    helps = helping(shelf, problems, walks)
    return leaving_none_behind(shelf, helps, made.request.asked.everyone).limits


def spendable(row, terms):
    """Whole pence of a budget row that a plan may spend, as far as its match goes."""
    held = ceil(row.pence * terms.contingency)
    found = terms.found.get((row.year, row.kind))
    if found is None or not terms.match:
        return row.pence - held
    return min(row.pence - held, floor(found / terms.match) - held)


def room_of(made):
    """Pence each budget row may spend, by year and kind."""
    terms = made.request.asked.terms
    return {(row.year, row.kind): spendable(row, terms) for row in made.request.money}


def pence_of(made, i):
    """What an option takes from all budget rows together."""
    if made.request.money[0].kind == "whole life":
        return made.whole_life[i]
    return int(made.options.capital_pence[i]) + 2 * int(made.options.yearly_pence[i])


def payable(made, chosen):
    """Whether the budget rows pay for these options."""
    room = room_of(made)
    if made.request.money[0].kind == "whole life":
        return sum(pence_of(made, i) for i in chosen) <= room[2026, "whole life"]
    bought = sum(int(made.options.capital_pence[i]) for i in chosen)
    run = sum(int(made.options.yearly_pence[i]) for i in chosen)
    most = min(room[2026, "revenue"], room[2027, "revenue"])
    return bought <= room[2026, "capital"] + room[2027, "capital"] and run <= most


def under_cap(made, chosen):
    """Whether the fund is asked for no more than its cap, running costs billed year by year."""
    request, terms = made.request, made.request.asked.terms
    if terms.cap_pence is None:
        return True
    years = YEARS if request.money[0].kind == "whole life" else 2
    bought = sum(int(made.options.capital_pence[i]) for i in chosen)
    run = sum(int(made.options.yearly_pence[i]) for i in chosen)
    held = sum(ceil(row.pence * terms.contingency) for row in request.money)
    return (bought + years * run + held) * (1 - terms.match) <= terms.cap_pence


def kept(made, chosen, helps):
    """Whether a plan keeps to all that was asked, in whole pence and fractions."""
    request = made.request
    if chosen & (made.barred | made.left) or not made.musts <= chosen:
        return False
    if any(0 < len(chosen & set(each)) < len(each) for each in made.groups):
        return False
    if not (payable(made, chosen) and under_cap(made, chosen) and _units_kept(made, chosen)):
        return False
    if not all(_rule_kept(rule, chosen, made) for rule in request.asked.rules):
        return False
    return request.asked.everyone is None or _none_behind(made, chosen, helps)


def _units_kept(made, chosen):
    """Units of each measure, at least and at most."""
    bought = {
        name: sum(made.options.units[i] for i in chosen if key(i) == name)
        for name in made.options.measures
    }
    least, most = made.request.at_least.items(), made.request.at_most.items()
    return all(bought[name] >= units for name, units in least) and all(
        bought[name] <= units for name, units in most
    )


def area_of(made, i):
    """An option's area: a bundle's is that of its first option."""
    return next((AREA[each[0]] for each in made.groups if i in each), AREA[i])


def _rule_kept(rule, chosen, made):
    """One floor or cap: shares are of what can be spent, pounds count every budget row's."""
    inside = {i for i in chosen if area_of(made, i) == (rule.where in EAST)}
    amount = rule.amount
    if amount.kind == "units":
        found = sum(made.options.units[i] for i in inside if key(i) == amount.measure)
        return found >= amount.value if rule.floor else found <= amount.value
    found = sum(pence_of(made, i) for i in inside)
    money = sum(room_of(made).values())
    limit = amount.value * (money if amount.kind == "share" else 1)
    return found >= limit if rule.floor else found <= limit


def _none_behind(made, chosen, helps):
    """Every area with something to gain has an option that helps, and its part of the money."""
    able = [
        set(each)
        for each in members(made)
        if each[0] not in made.barred | made.left and payable(made, set(each)) and helps(each)
    ]
    gaining = {area_of(made, min(each)) for each in able}
    for area in gaining:
        mine = set().union(*(each for each in able if area_of(made, min(each)) == area))
        part = made.request.asked.everyone * sum(room_of(made).values()) / len(gaining)
        least = min(floor(part), sum(pence_of(made, i) for i in mine))
        if not chosen & mine or sum(pence_of(made, i) for i in chosen & mine) < least:
            return False
    return True


def plans_kept(made, helps):
    """Every plan there is that keeps to the terms."""
    plans = ({i for i in range(ALL) if plan[i]} for plan in product((0, 1), repeat=ALL))
    return [plan for plan in plans if kept(made, plan, helps)]
