"""Whole-life costs and budget rows, worked by hand."""

from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest

from homeward.errors import InputError
from homeward.measures import assumptions, catalogue, cost_factors_in_world
from homeward.study import Money, money_from
from homeward.study.asked import Terms
from homeward.study.findings import plan_block
from homeward.study.money import (
    budget_lines,
    cost_rows,
    held_back,
    matched,
    room_under_cap,
    spread,
    usable,
    whole_life_pence,
)

RATES = {"money.discount_rate": 0.035}
LAMP = SimpleNamespace(life_years=25.0)
BATTERY = SimpleNamespace(life_years=4.0)
OPTIONS = SimpleNamespace(
    measure=np.array([0, 1]),
    capital_pence=np.array([200_000, 10_000]),
    yearly_pence=np.array([5_000, 0]),
)


def test_a_lamp_over_ten_years_is_right_to_the_penny():
    # 2,000 pounds, and 50 a year: (1 - 1.035**-10) / 0.035 = 8.316605...: 415.83 pounds.
    assert whole_life_pence(OPTIONS, [LAMP, BATTERY], 10, RATES)[0] == 200_000 + 41_583


def test_what_lasts_four_years_is_bought_three_times_in_ten():
    # 100 x (1 + 1.035**-4 + 1.035**-8) = 100 + 87.144 + 75.941 pounds.
    assert whole_life_pence(OPTIONS, [LAMP, BATTERY], 10, RATES)[1] == 26_309


def test_the_declared_discount_rate_is_used_as_a_share():
    assert 0 < assumptions().central()["money.discount_rate"] < 0.1
    assert len({each.key for each in catalogue()}) == len(catalogue())


def test_capital_rows_are_one_pot_and_each_revenue_row_pays_its_year():
    rows = (
        Money(year=2026, kind="capital", pence=150_000),
        Money(year=2027, kind="capital", pence=100_000),
        Money(year=2026, kind="revenue", pence=6_000),
        Money(year=2027, kind="revenue", pence=7_000),
    )
    costs, held, names = cost_rows(OPTIONS, rows, np.array([0, 0]))
    assert costs.tolist() == [[200_000, 10_000], [5_000, 0], [5_000, 0]]
    assert held.tolist() == [250_000, 6_000, 7_000]
    assert len(names) == 3
    assert spread(rows, np.array([210_000, 5_000, 5_000])) == [150_000, 60_000, 5_000, 5_000]


def test_without_a_capital_row_nothing_can_be_built():
    rows = (Money(year=2026, kind="revenue", pence=6_000),)
    assert cost_rows(OPTIONS, rows, np.array([0, 0]))[1].tolist() == [0, 6_000]


def test_one_pot_pays_whole_lives():
    rows = (Money(year=2026, kind="whole life", pence=500_000),)
    costs, held, names = cost_rows(OPTIONS, rows, np.array([7, 8]))
    assert (costs.tolist(), held.tolist(), names) == ([[7, 8]], [500_000], ("the budget",))
    assert spread(rows, np.array([15])) == [15]
    assert sum(spread(rows, np.array([15]))) == pytest.approx(15)


HALF = Terms(match=Fraction(1, 2))


def _rows(*pence):
    return tuple(Money(year=2026 + at, kind="capital", pence=each) for at, each in enumerate(pence))


def test_contingency_is_rounded_up_and_never_planned_with():
    terms = Terms(contingency=Fraction(1, 10))
    assert held_back(_rows(1_001)[0], terms) == 101
    assert [row.pence for row in usable(_rows(1_001, 2_000), terms)] == [900, 1_800]


def test_others_pay_the_odd_penny():
    assert matched(101, HALF) == 51
    (line,) = budget_lines(_rows(1_000), HALF, np.array([101]))
    assert (line["match_gbp"], line["grant_gbp"], line["spent_gbp"]) == (0.51, 0.5, 1.01)


def test_spent_and_held_back_are_match_and_grant_together():
    terms = Terms(match=Fraction(1, 3), contingency=Fraction(7, 100))
    for spent in (0, 1, 40_001, 93_000):
        for line in budget_lines(_rows(50_000, 50_000), terms, np.array([spent])):
            paid, owed = (
                [round(line[key] * 100) for key in keys]
                for keys in (("match_gbp", "grant_gbp"), ("spent_gbp", "contingency_gbp"))
            )
            assert sum(paid) == sum(owed)
            assert 3 * paid[1] <= 2 * sum(owed)


def test_a_row_is_planned_only_as_far_as_its_match_goes():
    # Half of what is spent and held back, 100 + 20, needs 60 of match; 50 pay for 100 in all.
    terms = Terms(
        match=Fraction(1, 2), contingency=Fraction(1, 10), found={(2026, "capital"): 5_000}
    )
    (row,) = usable(_rows(20_000), terms)
    assert row.pence == 10_000 - 2_000
    (line,) = budget_lines((_rows(20_000)[0],), terms, np.array([row.pence]))
    assert line["match_gbp"] == 50.0


def test_match_found_for_no_row_is_refused():
    terms = Terms(match=Fraction(1, 2), found={(2030, "capital"): 1})
    with pytest.raises(InputError, match="names 2030:capital, and the budget has no such row"):
        usable(_rows(5), terms)


def test_match_that_does_not_cover_the_contingency_is_refused():
    terms = Terms(match=Fraction(1, 2), contingency=Fraction(1, 2), found={(2026, "capital"): 1})
    with pytest.raises(InputError, match=r"must cover at least its part of the contingency of £50"):
        usable(_rows(10_000), terms)


@pytest.mark.parametrize("share", [Fraction(0), Fraction(1, 2), Fraction(1, 3), Fraction(67, 100)])
def test_what_is_asked_of_the_fund_stays_at_or_under_the_cap(share):
    terms = Terms(match=share, contingency=Fraction(1, 10), cap_pence=55_000_003)
    rows = _rows(90_000_001, 80_000_001)
    room = room_under_cap(rows, terms)
    within = min(room, sum(row.pence for row in usable(rows, terms)))
    asked = sum(line["grant_gbp"] for line in budget_lines(rows, terms, np.array([within])))
    assert round(asked * 100) <= terms.cap_pence
    if room == within:  # and no more than a penny a row is left
        assert round(asked * 100) >= terms.cap_pence - 2


def test_a_cap_that_does_not_pay_the_contingency_is_refused():
    terms = Terms(contingency=Fraction(1, 2), cap_pence=10)
    with pytest.raises(InputError, match="must pay at least the fund's part"):
        room_under_cap(_rows(100), terms)


def test_no_cap_leaves_all_the_room():
    assert room_under_cap(_rows(100), Terms()) is None


@pytest.mark.parametrize(("name", "part"), [("capital_gbp", 0), ("yearly_gbp", 1)])
def test_what_it_costs_to_buy_and_to_run_is_drawn_as_its_worth_is(solved, name, part):
    content = plan_block(solved)
    setting, told = solved.setting, content[name]
    price = {each.key: each for each in solved.shelf.measures}
    drawn = [
        sum(
            row[name]
            * cost_factors_in_world(price[row["measure"]], setting.values(k), setting.seed, k)[part]
            for row in content["options"]
        )
        for k in range(content["worlds"])
    ]
    assert told["quoted"] == pytest.approx(sum(row[name] for row in content["options"]))
    assert told["expected"] == pytest.approx(np.mean(drawn), abs=0.01)
    ends = [told["low"], told["high"]]
    assert ends == pytest.approx(np.percentile(drawn, [2.5, 97.5]).tolist(), abs=0.01)
    assert told["low"] < told["high"]


def test_where_nothing_is_bought_nothing_is_paid_in_any_draw(planned):
    content = plan_block(planned(money=money_from(["1"], 2019)))
    for name in ("capital_gbp", "yearly_gbp"):
        assert set(content[name].values()) == {0.0}
