"""Severity: what was read, what is missing, and what a user's whole table makes of it."""

import pytest

from homeward.errors import InputError
from homeward.measures import (
    assumptions,
    harm_weights,
    price_factor,
    severity,
    severity_by_group,
    severity_read,
    weights,
)

PARTS = [each.part for each in weights()]
READ = {
    "homicide": 7979,
    "attempted murder": 4663,
    "more serious wounding": 1919,
    "grievous bodily harm without intent": 333,
    "assault with injury": 184,
    "actual bodily harm": 127,
}


def table(points):
    rows = (f"[severity.{part}]\nweight = {each!r}" for part, each in points.items())
    return "\n".join(rows)


def test_the_weights_that_were_read_stand_with_their_source_and_no_year():
    rows = severity_read()
    assert {each.what: each.weight for each in rows} == READ
    assert {each.grade for each in rows} == {"secondary"}
    assert {each.year for each in rows} == {None}
    assert all("year of its weights could not be read" in each.source for each in rows)


def test_what_was_read_weighs_nothing():
    assert severity() == ()
    assert severity_by_group(assumptions().central()) is None
    assert not set(READ) & set(PARTS)


def test_a_table_with_holes_is_told_with_what_is_missing_and_how_to_give_it():
    with pytest.raises(InputError) as fault:
        severity(table({"robbery": 700, "injury": 150}))
    said = str(fault.value)
    assert "4 of 6 have no weight: theft_from_person, no_injury, rape, other_sexual" in said
    assert "[severity.theft_from_person]" in said


def test_a_whole_table_is_mixed_as_pounds_are():
    """0.9 of the category is violence, 0.53 of that without injury; 0.2 of the rest is rape."""
    points = dict(zip(PARTS, (700, 40, 150, 15, 3000, 300), strict=True))
    robbery, theft, violence = severity_by_group(assumptions().central(), table(points))
    assert (robbery, theft) == (700, 40)
    assert violence == pytest.approx(0.9 * (0.47 * 150 + 0.53 * 15) + 0.1 * (600 + 240))


def test_points_that_equal_pounds_weigh_as_pounds_do():
    values = assumptions().world(1, 3)
    year = int(values["money.price_year"])

    def in_pounds(row):
        prices = int(row.prices) if row.prices.isdigit() else row.prices
        return row.gbp * price_factor(prices, year)

    text = table({row.part: in_pounds(row) for row in weights()})
    assert severity_by_group(values, text) == pytest.approx(harm_weights(values))


def test_your_rows_are_marked_yours_with_source_and_year():
    full = dict.fromkeys(PARTS, 1)
    text = table(full).replace("weight = 1", 'weight = 1\nyear = 2023\nsource = "a tool"', 1)
    first, *others = severity(text)
    assert (first.grade, first.year, first.source) == ("your figure", 2023, "a tool")
    assert {(each.year, each.source) for each in others} == {(None, "your own file")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[severity.arson]\nweight = 1", "unknown key"),
        (table(dict.fromkeys(PARTS, -1)), "zero or more"),
        (table(dict.fromkeys(PARTS, 1)).replace("weight", "points"), "unknown key"),
        (table(dict.fromkeys(PARTS, "many")), "needs a number"),
    ],
)
def test_faults_in_your_table_are_told(text, said):
    with pytest.raises(InputError, match=said):
        severity(text)
