"""Whole-life costs and budget rows, worked by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from homeward.measures import assumptions, catalogue
from homeward.study import Money
from homeward.study.money import cost_rows, spread, whole_life_pence

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
