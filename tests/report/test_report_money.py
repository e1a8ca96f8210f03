"""The pages on who pays and who gains say what plan.json says, in words."""

import re

import pytest

from homeward.report.money import budget_years, money_page, overruns
from homeward.report.page import page
from homeward.report.spend import all_years, by_year
from report.by_hand import (
    area_row,
    budget_row,
    fair_block,
    findings,
    limit_row,
    limits_block,
    lives_there,
    part_gained,
    plan_block,
)

BUDGETS = [
    budget_row(2026, "capital", 9000.0, 8100.0)
    | {"contingency_gbp": 900.0, "match_gbp": 4500.0, "grant_gbp": 4500.0},
    budget_row(2026, "revenue", 400.0, 291.12)
    | {"contingency_gbp": 40.0, "match_gbp": 165.56, "grant_gbp": 165.56},
    budget_row(2027, "capital", 9000.0, 4897.24)
    | {"contingency_gbp": 900.0, "match_gbp": 2898.62, "grant_gbp": 2898.62},
]
LIMITS = limits_block(
    7564.18,
    match_share=0.5,
    contingency_share=0.1,
    cap_per_bid_gbp=550000.0,
    contingency_gbp=1840.0,
    match_gbp=7564.18,
    rows=[limit_row("in Riverside"), limit_row("in all", at_least=0.0, at_most=99.0, reached=3.0)],
    left_out=[{"name": "The meadow", "why": "bats", "options": 4}],
    bundles=[{"name": "The towpath", "measure": "lamp_run"}],
    whole_paths=True,
)


def said(plan):
    """The report's text, tags taken out."""
    text = re.sub(r"<(script|style).*?</\1>", "", page(findings(plan=plan)), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


@pytest.fixture(scope="module")
def told():
    """The report of a plan with terms, floors and areas."""
    fair = fair_block(
        130.86,
        by_area=[area_row("W1", "North ward"), area_row("W2", "South ward", residents=None)],
        by_decile=[
            {"decile": 3, "residents": 1200, "options": 2, "spent_gbp": 15418.38}
            | part_gained(98.145, 0.75),
            {"decile": None, "residents": 0, "options": 0, "spent_gbp": 0.0}
            | part_gained(32.715, 0.25),
        ],
        by_age=[{"band": "16 to 34", **lives_there(0.41, 0.33)}],
        residents_women=lives_there(0.52, 0.51),
        prices=[
            {
                "floor": "at least £5,000.00 in Riverside",
                "price": 20.0,
                "price_low": -12.5,
                "price_high": 61.5,
                "price_assumed_share": 0.34,
                "low": 19.0,
                "high": 21.0,
                "without": {"value": 150.86, "bound": 151.86},
            }
        ],
    )
    return said(plan_block(budgets=BUDGETS, limits=LIMITS, fair=fair))


def test_who_pays_is_told_by_year_to_the_penny(told):
    # 2026: 8,100.00 to buy, 291.12 to run, 940.00 held back; half of each row to the penny.
    row = "2026/27 £8,100.00 £291.12 £940.00 £9,331.12 £4,665.56 £4,665.56 £0.00"
    assert row in told
    # 2027 has no revenue budget, so running costs fall to the host.
    assert "2027/28 £4,897.24 £291.12 £900.00 £6,088.36 £2,898.62 £2,898.62 £291.12" in told
    assert "2028/29 to 2035/36, each £0.00 £291.12 £0.00 £291.12 £0.00 £0.00 £291.12" in told
    assert "£1,840, 10% of the budget, is held back" in told
    assert "One bid may ask for £550,000 at most; this one asks for £7,564." in told


def test_floors_caps_and_what_was_left_out_are_told(told):
    assert "In Riverside at least £5,000.00 £5,000.00" in told
    assert "In all at most £99.00 £3.00" in told
    assert "The meadow bats 4" in told
    assert "lit from end to end, or not at all. Bought together or not at all: The towpath." in told


def test_who_gains_is_told_with_what_is_not_known(told):
    assert (
        "North ward 1,200 1 £7,709.19 £65 (\N{MINUS SIGN}\N{WORD JOINER}£33 to £196) "
        "50% (25% to 75%)"
    ) in told
    assert "South ward not told" in told
    assert "not told, or outside the areas" in told
    assert "16 to 34 41.0% (39.0% to 44.0%) 33.0%" in told
    sure = "(\N{MINUS SIGN}\N{WORD JOINER}£12 to £62; 34% assumed) £19 to £21"
    assert f"At least £5,000.00 in Riverside £20 less harm a year {sure}" in told
    assert "Much is not known." in told
    assert "40% (31.0% to 52.0%) are women. That rests on declared assumptions" in told
    assert "52.0% (50.0% to 55.0%) are women; in all areas" in told
    assert "of the whole they are \N{MINUS SIGN}\N{WORD JOINER}£65 and £393, and " in told


def test_shares_of_those_who_set_out_and_of_homes_have_their_intervals(told):
    assert "97% (96% to 98.4%) set out where the network without steps is, and 98% of" in told


def test_women_and_men_are_told_what_share_they_gain_and_how_sure():
    by_sex = {
        "gain": {"women": 30.0, "men": 10.0},
        "gain_share": {"women": 0.75, "men": 0.25},
        "why": "",
        "walkers": None,
        "interval": {
            "gain": {"women": [12.0, 44.0], "men": [-2.0, 19.0]},
            "gain_share": {"women": [0.61, 0.88], "men": [0.12, 0.39]},
            "walkers": None,
        },
    }
    fair = fair_block(40.0, by_sex=by_sex)
    said_of = said(plan_block(aim="felt", fair=fair))
    assert "women 75% (61% to 88%), that is 30 km a year (12 to 44);" in said_of
    assert "men 25% (12% to 39%), that is 10 km a year (\N{MINUS SIGN}2 to 19)." in said_of


def test_page_one_says_what_is_held_back_and_who_pays(told):
    # Spent 13,288.36 and held back 1,840.00 are 15,128.36, of which each pays half.
    assert (
        "With £1,840 more held back for the unforeseen, others are asked for £7,564 and the fund "
        "for £7,564."
    ) in told
    half = limits_block(7709.19, match_share=0.5, match_gbp=7709.19)
    assert (
        "a year to keep. With overruns the money may fall short. Others are asked for £7,709 and "
        "the fund for £7,709, all years together, discounted."
    ) in said(plan_block(limits=half))
    kept = limits_block(15418.38, contingency_gbp=2000.0)
    assert "There is £2,000 more held back for the unforeseen." in said(plan_block(limits=kept))


def test_page_one_says_which_years_the_budgets_cover_and_what_nobody_pays(told):
    # Running costs of 2027/28 to 2029/30, 2030/31 to 2034/35 and 2035/36: 9 x 291.12.
    assert "£15,418 of the £20,000 given for 2026/27 and 2027/28, in 2024 prices: " in told
    assert "Of 10 years&#39; upkeep, £2,620 has no payer yet." in told
    assert "given, over 10 years" not in told
    assert "10 years is discounted, what the budgets pay is not, and running costs that" in told
    assert "Cost to the budgets given £" in told
    pot = said(plan_block())
    assert "given, over 10 years" in pot
    assert "no payer yet" not in pot
    assert "10 years is discounted. What an option does" in pot
    assert "Cost over the whole life counted £" in pot


@pytest.mark.parametrize(
    ("years", "words"),
    [
        ((2026,), "2026/27"),
        ((2026, 2028), "2026/27 and 2028/29"),
        ((2026, 2027, 2028), "2026/27 to 2028/29"),
        ((2026, 2027, 2029), "2026/27, 2027/28 and 2029/30"),
    ],
)
def test_years_of_budgets_are_told_as_a_span_where_none_is_left_out(years, words):
    rows = [budget_row(year, kind, 9.0, 0.0) for year in years for kind in ("capital", "revenue")]
    assert budget_years(plan_block(budgets=rows)) == words


def _held(gbp):
    """A plan that is quoted at 12,997 to buy, out of so much for buying."""
    return plan_block(budgets=[budget_row(2026, "capital", gbp, 12997.24)])


@pytest.mark.parametrize(
    ("plan", "how"),
    [
        (_held(16000.0), "expected"),  # the mean of the draws is 16,052.50,
        (_held(16100.0), "may"),
        (_held(22469.0), "may"),  # and the upper end 22,469.50
        (_held(22470.0), ""),
        (plan_block(budget_gbp=18473.0), "expected"),  # 2,421.14 goes on running
        (plan_block(budget_gbp=18474.0), "may"),
        (plan_block(budget_gbp=24891.0), ""),
        (plan_block(0), ""),
    ],
)
def test_money_that_may_not_do_with_overruns_is_said(plan, how):
    words = said(plan)
    assert overruns(plan) == how
    assert ("With overruns, expect the money to fall short." in words) == (how == "expected")
    assert ("With overruns the money may fall short." in words) == (how == "may")
    assert ("run short" in words) == bool(how)


def test_what_there_is_to_buy_from_stands_beside_what_overruns_make_of_it():
    assert (
        "For buying the budgets hold £16,000. With overruns it is expected to cost £16,100, so the "
        "money is expected to run short: settle first who would pay the rest"
    ) in said(_held(16000.0))
    kept = plan_block(limits=limits_block(100.0, contingency_gbp=10.0))
    assert (
        "Once running costs are paid as quoted, the budget leaves £17,579 for buying, with what is "
        "held back. With overruns it may cost up to £22,500, so the money may run short"
    ) in said(kept)


def test_one_pot_says_when_its_years_begin_and_rows_by_year_need_not(told):
    began = "bought at the start of the financial year 2020/21, the first after the night drawn, on"
    assert f"{began} 1 April 2020. To have it bought in another" in said(plan_block())
    other = plan_block(budgets=[budget_row(2024, "whole life", 20000.0, 0.0)])
    assert "the financial year 2024/25, on 1 April 2024. To have" in said(other)
    assert "taken to be bought at the start" not in told


def test_one_pot_says_where_its_years_come_to_more_than_it_holds():
    plan = plan_block()
    total = all_years(by_year(plan)).total_pence / 100
    less, more = ({**plan, "budget_gbp": round(total + change, 2)} for change in (-1, 1))
    assert f"the years come to £{total:,.0f}, which is more than the budget" in said(less)
    assert "the years come to" not in said(more)


def test_a_cap_on_a_bid_from_one_pot_is_held_against_what_will_be_billed():
    plan = plan_block(limits=limits_block(100.0, cap_per_bid_gbp=550000.0))
    asked = all_years(by_year(plan)).grant_pence / 100
    assert f"at most; this one asks for £{asked:,.0f}, not discounted." in said(plan)


def test_without_terms_nothing_is_said_of_them():
    plain = said(plan_block())
    assert "held back for" not in plain
    assert "No match (money from others than the fund) was asked for, so all of it" in plain


def test_what_it_costs_to_buy_has_its_draws_where_something_is_bought():
    told = "95% of draws lie from £10,000 to £22,500 (under 5% of that spread assumed)."
    assert told in said(plan_block())
    assert "as quoted" not in said(plan_block(options=0))


def test_all_years_are_the_sum_of_the_years():
    plan = plan_block(budgets=BUDGETS, limits=LIMITS)
    years = by_year(plan)
    assert len(years) == 10
    together = all_years(years)
    assert together.sums_gbp == pytest.approx(
        tuple(sum(column) for column in zip(*(each.sums_gbp for each in years), strict=True))
    )
    assert together.grant_pence == 756_418
    assert together.total_pence == together.match_pence + together.grant_pence + together.host_pence


def test_where_nothing_is_bought_nobody_gains():
    assert "Nothing is bought, so nobody gains." in said(plan_block(0))
    assert money_page(plan_block(0))["rows"] == []


def test_what_is_bought_anew_is_said_to_be_left_out_of_the_table():
    plan = plan_block()
    bought = sum(row["capital_gbp"] for row in plan["options"])
    first = plan["budgets"][0]["year"]
    assert "Not in the table by year" not in said(plan)  # lamps last 25 years, and 10 are counted
    lamp = plan["measures"][0]
    years = f"{first + 4}/{(first + 5) % 100:02d}, {first + 8}/{(first + 9) % 100:02d}"
    sentence = (
        "Not in the table by year: New street lamps along a dark street, bought anew every 4 years "
        f"({years}), for £{bought:,.0f} each time. The cost over the whole life counts it"
    )
    assert sentence in said(plan | {"measures": [lamp | {"life_years": 4.0}]})
    assert f"every 5 years ({first + 5}/" in said(plan | {"measures": [lamp | {"life_years": 5.0}]})
    assert "bought anew every" not in said(plan | {"measures": [lamp | {"life_years": 10.0}]})


def test_what_lasts_for_a_time_not_known_is_said_to_be_counted_once():
    plan = plan_block()
    unknown = plan["measures"][0] | {"life_years": None}
    words = "bought anew when worn out. How long that takes is not known here"
    assert words in said(plan | {"measures": [unknown]})
    assert words not in said(plan | {"measures": [unknown | {"chosen": 0}]})


def test_the_price_of_one_unit_is_on_the_page_with_its_ends_and_its_source():
    words = said(plan_block())
    assert "New street lamps along a dark street lamp to buy £1,900 (£1,750 to £2,060)" in words
    assert "derived A borough's answer of 2016; prices of 2016" in words.replace("&#39;", "'")
    free = [row | {"costs": []} for row in plan_block()["measures"]]
    assert "What one unit costs, in prices of" not in said(plan_block() | {"measures": free})


def test_what_holds_at_today_s_ways_and_what_all_knowledge_is_worth_have_their_intervals():
    words = said(plan_block()).replace("\u2060", "")
    assert "at mean effects; 95% interval −£30 to £210" in words
    assert "would do more by £10 a year (−£5 to £30 in 95% of draws): nothing" in words


def test_one_figure_that_differs_from_another_plan_s_is_told_with_its_range():
    other = plan_block()["against"]
    row = {"name": "a", "text": "Share", "then": [0.65145877, 0.3, 1.31046], "now": [0.4, 0.1, 0.8]}
    words = said(plan_block() | {"against": other | {"assumptions": [row]}})
    assert (
        "1 declared figure differs Share: 0.651 then (0.3 to 1.31), 0.4 now (0.1 to 0.8)" in words
    )
