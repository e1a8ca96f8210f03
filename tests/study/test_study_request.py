"""From what was typed to a request: money, aims, pairs and the command that is kept."""

from datetime import date
from pathlib import Path

import pytest

from homeward.errors import InputError
from homeward.study import Money, aims_from, money_from, request_from


def typed(**given):
    return request_from(given, tell=lambda _: None)


def test_without_a_budget_the_cap_of_one_bid_is_taken():
    assert money_from([], 2024) == (Money(year=2024, kind="whole life", pence=55_000_000),)


def test_pounds_may_be_written_with_sign_commas_and_pence():
    assert money_from(["£1,234.56"], 2024)[0].pence == 123_456


def test_budget_rows_keep_year_kind_and_order():
    rows = money_from(["2026:capital=300000", "2027:revenue=50000.5"], 2024)
    assert [(row.year, row.kind, row.pence) for row in rows] == [
        (2026, "capital", 30_000_000),
        (2027, "revenue", 5_000_050),
    ]


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["none"], "number of pounds above zero"),
        (["-5"], "number of pounds above zero"),
        (["nan"], "number of pounds above zero"),
        (["0.001"], "number of pounds above zero"),
        (["2026:gifts=5"], "number of pounds above zero"),
        (["1000", "2026:capital=5"], "cannot be mixed"),
        (["2026:revenue=5", "2026:revenue=6"], "twice"),
    ],
)
def test_a_budget_that_cannot_be_read_says_why(texts, said):
    with pytest.raises(InputError, match=said):
        money_from(texts, 2024)


def test_weights_of_aims_sum_to_one():
    assert aims_from("harm=1, felt=3") == {"harm": 0.25, "felt": 0.75}
    assert aims_from("lit-walks") == {"lit-walks": 1.0}


@pytest.mark.parametrize("text", ["joy", "harm=0", "harm=inf", "harm=x", "harm,lit-walks", ""])
def test_an_aim_that_cannot_be_weighed_is_refused(text):
    with pytest.raises(InputError):
        aims_from(text)


def test_the_command_leaves_out_what_does_not_change_the_plan():
    asked = typed(
        map_file=Path("my town.osm"),
        budget=["2026:capital=300000", "2026:revenue=50000"],
        aim="felt",
        venues_closed=True,
        tolerate=False,
        minimum_run=40.0,
        seed=1,
        threads=1,
        out=Path("there"),
        json_out=True,
        quiet=True,
        trace=True,
        must=None,
    )
    assert asked.command == (
        "homeward plan 'my town.osm' --aim felt --budget 2026:capital=300000 "
        "--budget 2026:revenue=50000 --venues-closed"
    )


def test_one_pot_begins_in_the_first_april_after_the_night():
    assert typed(night="2020-02-08").money[0].year == 2020
    assert typed(night="2020-03-31").money[0].year == 2020
    assert typed(night="2020-04-01").money[0].year == 2021
    told = typed(night="2020-02-08", budget=["2019:capital=5000"])
    assert told.money[0].year == 2019
    assert typed(night="2020-04-01").night == date(2020, 4, 1)


def test_where_no_night_is_asked_for_one_pot_begins_after_the_night_that_is_drawn():
    drawn = date(2018, 12, 8)
    assert typed().on(drawn).money[0].year == 2019
    assert typed(night="2020-02-08").on(drawn).money[0].year == 2020
    by_year = typed(budget=["2017:capital=5000"])
    assert by_year.on(drawn).money == by_year.money


@pytest.mark.parametrize(
    "given",
    [
        {"night": "8 February"},
        {"at_least": ["lamp_run"]},
        {"at_most": ["lamp_run=many"]},
        {"at_most": ["lamp_run=-1"]},
        {"crime_column": ["=date"]},
    ],
)
def test_what_is_not_a_date_or_a_pair_is_refused(given):
    with pytest.raises(InputError):
        typed(**given)
