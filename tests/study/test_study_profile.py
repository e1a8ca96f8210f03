"""The problem profile leaves a missing month open."""

from types import SimpleNamespace

import numpy as np

from homeward.study.profile import profile_block

JANUARY = 2024 * 12


def known(months, counted):
    """One force over both streets; `counted` are (type, month, fate, count) rows."""
    kinds, when, fates, counts = (np.array(each) for each in zip(*counted, strict=True))
    return SimpleNamespace(
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
        observed=SimpleNamespace(force=np.array([-1]), seen=np.array([False]), months=None),
        tally=None,
    )
    assert profile_block(nothing)["months"] == []
