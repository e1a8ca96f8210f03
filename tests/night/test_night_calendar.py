from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import towns
from homeward.errors import InputError
from homeward.night import SLOTS, of_date, year_of

POLAR = replace(
    towns.PLACE, bbox=(15.5, 78.1, 15.7, 78.3), timezone="Arctic/Longyearbyen", country="NO"
)


def test_a_night_has_24_half_hours_from_six():
    night = of_date(date(2020, 2, 8), towns.PLACE)
    assert night.labels[0] == "18:00+00:00"
    assert night.labels[-1] == "05:30+00:00"
    assert night.kind == "Saturday, equinox"
    assert night.weight == 1


@pytest.mark.parametrize(
    ("day", "last"),
    [(date(2020, 3, 28), "06:30+01:00"), (date(2020, 10, 24), "04:30+00:00")],
)
def test_a_clock_change_moves_the_labels_and_not_the_count(day, last):
    night = of_date(day, towns.PLACE)
    assert len(night.begins) == SLOTS
    assert night.labels[-1] == last
    assert len(set(night.labels)) == SLOTS


def test_june_evenings_are_light_and_december_ones_dark():
    june = of_date(date(2020, 6, 20), towns.PLACE)
    assert not june.dark[:8].any()  # London: civil twilight ends about 22:08
    assert june.dark[9:17].all()
    assert of_date(date(2020, 12, 19), towns.PLACE).dark.all()


def test_polar_lands_have_nights_of_all_dark_and_all_light():
    assert of_date(date(2020, 12, 19), POLAR).dark.all()
    assert not of_date(date(2020, 6, 20), POLAR).dark.any()


def test_a_bank_holiday_is_known_by_country_and_subdivision():
    assert of_date(date(2020, 12, 25), towns.PLACE).holiday
    assert not of_date(date(2020, 12, 23), towns.PLACE).holiday
    scotland = replace(towns.PLACE, subdivision="SCT")
    assert of_date(date(2020, 11, 30), scotland).holiday  # St Andrew's Day
    assert not of_date(date(2020, 11, 30), towns.PLACE).holiday


def test_an_unknown_country_has_no_holidays():
    nowhere = replace(towns.PLACE, country="ZZ", subdivision="")
    assert not of_date(date(2020, 12, 25), nowhere).holiday


def test_an_unknown_clock_is_refused_with_an_example():
    with pytest.raises(InputError, match="Europe/London"):
        of_date(date(2020, 2, 8), replace(towns.PLACE, timezone="Mars/Olympus"))


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_nine_nights_stand_for_365(day):
    nights = year_of(day, towns.PLACE)
    assert len(nights) == 9
    assert sum(each.weight for each in nights) == 365
    assert [each.kind.split(",")[0] for each in nights[::3]] == [
        "Sunday-Thursday",
        "Friday",
        "Saturday",
    ]
    assert not any(each.holiday for each in nights)
    assert all(abs((each.date - day).days) <= 215 for each in nights)
    assert [each.date.weekday() for each in nights] == [2] * 3 + [4] * 3 + [5] * 3


def test_the_weights_are_shared_by_quarters_of_the_year():
    weights = [each.weight for each in year_of(date(2020, 2, 8), towns.PLACE)]
    assert weights == [65, 131, 65, 13, 26, 13, 13, 26, 13]


def test_winter_is_in_june_south_of_the_equator():
    south = replace(
        towns.PLACE, bbox=(151.1, -33.9, 151.3, -33.8), timezone="Australia/Sydney", country="AU"
    )
    winter = year_of(date(2020, 2, 8), south)[0]
    assert winter.kind == "Sunday-Thursday, winter"
    assert winter.date.month == 6
    assert of_date(date(2020, 6, 20), south).kind == "Saturday, winter"
    assert np.count_nonzero(winter.dark) == SLOTS
