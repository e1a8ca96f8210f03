"""Scenarios: what their words mean, and what they do to a night."""

from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import towns
from homeward import streets as street_room
from homeward.errors import InputError
from homeward.night import SLOTS, Closures, Scenario, conditions, of_date, scenario_from
from homeward.streets import DARK, LIT, Kind

SATURDAY, MIDSUMMER = date(2020, 2, 8), date(2020, 6, 20)
TEN, ELEVEN, MIDNIGHT = 8, 10, 12
KINDS = ("pub", "nightclub", "station")


@pytest.fixture(scope="module")
def streets():
    return street_room.build(towns.high_street())


def venues(*hours):
    made = towns.town_of({}, [], venues=[(100.0, 0.0, kind) for kind in KINDS]).venues
    names = np.array([f"The {kind}" for kind in KINDS])
    return replace(made, hours=np.array(hours, dtype=np.str_), name=names)


def on(streets, closures, hours=("18:00-23:00", "", ""), day=SATURDAY):
    night = of_date(day, towns.PLACE)
    return conditions(night, streets, venues(*hours), towns.PLACE, closures)


def same(one, other):
    return all(
        np.asarray(getattr(one, each.name)).tobytes()
        == np.asarray(getattr(other, each.name)).tobytes()
        for each in fields(one)
        if each.name != "night"
    )


def test_an_empty_file_changes_nothing(streets):
    assert scenario_from("") == Scenario()
    assert scenario_from('title = "As it is"').closures == Closures()
    assert same(on(streets, Closures()), on(streets, scenario_from("").closures))


def test_a_pub_told_to_shut_by_ten_does(streets):
    found = on(streets, scenario_from('venues.close_at.pub = "22:00"').closures)
    assert found.closing[0].tolist() == [float(slot == TEN) for slot in range(SLOTS)]
    assert found.venue_open[0].sum() == TEN
    assert same_row(found, on(streets, Closures()), 1)


def same_row(one, other, row):
    return np.array_equal(one.closing[row], other.closing[row]) and np.array_equal(
        one.venue_open[row], other.venue_open[row]
    )


def test_a_pub_that_shuts_sooner_stays_as_it_is(streets):
    found = on(streets, scenario_from('venues.close_at.pub = "01:00"').closures)
    assert same_row(found, on(streets, Closures()), 0)


def test_a_nightclub_that_would_open_at_the_hour_of_closing_does_not_open(streets):
    found = on(streets, scenario_from('venues.close_at.all = "22:00"').closures)
    assert found.venue_open[1].sum() == 0
    assert found.closing[1].sum() == 0
    assert found.venue_open[2].sum() > 0, "stations do not shut by law"


@pytest.mark.parametrize(("minutes", "slot"), [(60, MIDNIGHT), (-60, TEN), (0, ELEVEN)])
def test_venues_shut_later_or_earlier_by_so_many_minutes(streets, minutes, slot):
    found = on(streets, scenario_from(f"venues.close_later.pub = {minutes}").closures)
    assert found.closing[0].tolist() == [float(each == slot) for each in range(SLOTS)]
    assert found.venue_open[0].tolist() == [float(each < slot) for each in range(SLOTS)]


@given(st.integers(-23, 23), st.sampled_from(["", "18:00-23:00", "22:00-04:00", "24/7"]))
def test_moved_hours_stay_chances_and_nobody_leaves_before_it_opens(streets, slots, hours):
    found = on(streets, Closures(close_later={"all": slots}), hours=(hours, hours, ""))
    assert (found.venue_open >= 0).all()
    assert (found.venue_open <= 1).all()
    assert (found.closing.sum(axis=1) <= 1 + 1e-12).all()
    been_open = np.cumsum(found.venue_open, axis=1) - found.venue_open
    assert not found.closing[been_open == 0].any()


def test_a_kind_reopens_on_its_date():
    scenario = scenario_from("[venues.reopen]\nbar = 2021-05-17\nall = 2021-07-19")
    assert "bar" in scenario.kinds_shut(date(2021, 5, 16))
    assert "bar" not in scenario.kinds_shut(date(2021, 5, 17))
    assert "nightclub" in scenario.kinds_shut(date(2021, 5, 17))
    assert scenario.kinds_shut(date(2021, 7, 19)) == ()


def test_kinds_that_are_shut_release_nobody(streets):
    found = on(streets, Closures(closed_kinds=("nightclub",)))
    assert found.closing[1].sum() == 0
    assert same_row(found, on(streets, Closures()), 0)


def test_a_station_is_shut_by_name_and_a_pub_of_that_name_is_not(streets):
    found = on(streets, scenario_from('stations.closed = ["the STATION"]').closures)
    assert found.venue_open[2].sum() == 0
    with pytest.raises(InputError, match="stations or stops of this map"):
        on(streets, scenario_from('stations.closed = ["The pub"]').closures)


@pytest.mark.parametrize(
    ("text", "slots"), [("always", SLOTS), ("never", 0), ("06:00-22:00", TEN), ("22:00-06:00", 16)]
)
def test_gates_open_as_told(streets, text, slots):
    found = on(streets, scenario_from(f'gates.open = "{text}"').closures)
    gated = streets.gate_rule > 0
    assert gated.any()
    assert (found.passable[gated].sum(axis=1) == slots).all()
    assert found.passable[~gated].all()


def test_lamps_go_off_at_midnight_where_told_and_daylight_stays(streets):
    text = 'lights.off = "00:00-06:00"'
    winter = on(streets, scenario_from(text).closures)
    assert (winter.lit[:, MIDNIGHT:22] == DARK).all()
    assert np.array_equal(winter.lit[:, :MIDNIGHT], on(streets, Closures()).lit[:, :MIDNIGHT])
    summer = on(streets, scenario_from(text).closures, day=MIDSUMMER)
    assert (summer.lit[:, ~summer.night.dark] == LIT).all()
    main = f'[lights]\noff = "00:00-06:00"\nkinds = ["{Kind.ALLEY.label}"]'
    some = on(streets, scenario_from(main).closures)
    elsewhere = streets.kind != Kind.ALLEY
    assert np.array_equal(some.lit[elsewhere], on(streets, Closures()).lit[elsewhere])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("streets = [", "must be TOML"),
        ("street = 1", "did you mean `streets`"),
        ("title = 1", "needs text under `title`"),
        ("streets = 3", "needs a table under `streets`"),
        ('streets.closed = "Old Bridge"', "must be a list of names"),
        ("streets.open = []", "unknown key"),
        ("venues.closed_by_law = 1", "true or false"),
        ('venues.reopen.bar = "2021-05-17"', "must be a date"),
        ("venues.reopen.bar = 2021-05-17T10:00:00", "must be a date"),
        ('venues.close_at.station = "22:00"', "unknown key"),
        ('venues.close_at.pub = "22:15"', "on the half-hour"),
        ('venues.close_at.pub = "12:00"', "must lie in the night"),
        ("venues.close_later.pub = 45", "steps of 30"),
        ("venues.close_later.pub = true", "steps of 30"),
        ("venues.close_later.pub = 720", "less than twelve"),
        ('gates.open = "dusk"', "two clock times"),
        ('lights.off = "25:00-05:00"', "clock time"),
        ('lights.kinds = ["alley"]', "needs `lights.off` too"),
        ('[lights]\noff = "00:00-05:00"\nkinds = ["lane"]', "kinds of street"),
    ],
)
def test_what_a_scenario_has_wrong_is_said(text, said):
    with pytest.raises(InputError, match=said):
        scenario_from(text)
