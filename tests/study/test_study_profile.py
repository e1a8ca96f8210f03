"""The problem profile leaves a missing month open."""

from types import SimpleNamespace

import numpy as np

from homeward.study.profile import profile_block

JANUARY = 2024 * 12


def known(months, counted, begin="NaT"):
    """One force over both streets; `counted` are (type, month, fate, count) rows.

    With a time as `begin`, one record bears it, so that the records are not open.
    """
    crimes = SimpleNamespace(begin=np.array([begin], dtype="datetime64[m]"))
    kinds, when, fates, counts = (np.array(each) for each in zip(*counted, strict=True))
    return SimpleNamespace(
        built=SimpleNamespace(town=SimpleNamespace(crimes=crimes)),
        observed=SimpleNamespace(
            force=np.array([0, 0]),
            seen=np.array([True, True]),
            months=lambda force: np.array(months),
        ),
        tally=SimpleNamespace(type=kinds, month=when, fate=fates, count=counts),
    )


def test_a_month_not_published_is_open_and_a_month_without_offences_is_zero():
    rows = [("Robbery", JANUARY, "used", 3), ("Robbery", JANUARY + 3, "used", 2)]
    block = profile_block(known([JANUARY, JANUARY + 1, JANUARY + 3], rows))
    assert block["months"] == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert block["counts"][0]["counts"] == [3, 0, None, 2]


def test_what_is_left_out_is_not_counted():
    rows = [("Drugs", JANUARY, "excluded", 9), ("Robbery", JANUARY, "off_map", 4)]
    block = profile_block(known([JANUARY], rows))
    assert [each["counts"] for each in block["counts"]] == [[0], [0], [0]]


def test_without_a_crime_file_there_are_no_months():
    nothing = SimpleNamespace(
        built=SimpleNamespace(town=SimpleNamespace(crimes=None)),
        observed=SimpleNamespace(force=np.array([-1]), seen=np.array([False]), months=None),
        tally=None,
    )
    assert profile_block(nothing)["months"] == []


LENT = [
    ("Robbery", JANUARY, "used", 3),
    ("Robbery", JANUARY + 1, "used", 9),
    ("Robbery", JANUARY + 2, "used", 7),
    ("Theft from the person", JANUARY, "used", 5),
]
SPAN = [JANUARY, JANUARY + 1, JANUARY + 2, JANUARY + 3]


def test_of_records_that_are_not_open_few_in_a_month_are_held_back_with_the_next_fewest():
    """Of 19 robberies 9 and 0 are shown: the 10 of two months say neither 3 nor 7."""
    block = profile_block(known(SPAN, LENT, begin="2024-01-04T23:15"))
    robbery, theft, violence = block["counts"]
    assert robbery["counts"] == [None, 9, None, 0]
    assert robbery["held_back"] == ["2024-01", "2024-03"]
    assert (theft["counts"], theft["held_back"]) == ([5, 0, 0, 0], [])
    assert (violence["counts"], violence["held_back"]) == ([0, 0, 0, 0], [])
    assert "Said to be held back" in block["note"]


def test_of_open_records_every_count_is_shown():
    block = profile_block(known(SPAN, LENT))
    assert block["counts"][0]["counts"] == [3, 9, 7, 0]
    assert [row["held_back"] for row in block["counts"]] == [[], [], []]
    assert "held back" not in block["note"]


def test_a_month_not_published_is_not_one_held_back():
    block = profile_block(known([SPAN[0], SPAN[1], SPAN[3]], LENT, begin="2024-01-04T23:15"))
    assert block["counts"][0]["counts"] == [None, None, None, 0]
    assert block["counts"][0]["held_back"] == ["2024-01", "2024-02"]
