from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import towns
from homeward import streets as street_room
from homeward.errors import InputError
from homeward.night import Closures, conditions, of_date
from homeward.streets import DARK, LIT, UNKNOWN

FRIDAY, SATURDAY, MONDAY_HOLIDAY = date(2020, 2, 7), date(2020, 2, 8), date(2020, 5, 25)
ELEVEN, MIDNIGHT = 10, 12


@pytest.fixture(scope="module")
def streets():
    return street_room.build(towns.high_street())


def venues(*hours, kinds=("pub", "nightclub", "station")):
    """Pub, nightclub and station at one door, with the given hours."""
    made = towns.town_of({}, [], venues=[(100.0, 0.0, kind) for kind in kinds]).venues
    names = np.array([f"The {kind}" for kind in kinds])
    return replace(made, hours=np.array(hours, dtype=np.str_), name=names)


def on(day, streets, of_venues, closures=None):
    night = of_date(day, towns.PLACE)
    return conditions(night, streets, of_venues, towns.PLACE, closures or Closures())


def test_a_pub_closes_in_the_slot_that_begins_at_its_closing_time(streets):
    hours = "Su-Th 12:00-23:00; Fr-Sa 12:00-24:00"
    for day, slot in [(date(2020, 2, 5), ELEVEN), (FRIDAY, MIDNIGHT)]:
        found = on(day, streets, venues(hours, hours, hours))
        assert found.closing[0].argmax() == slot
        assert found.closing[0].sum() == 1
        assert found.venue_open[0].sum() == slot


def test_a_venue_still_open_at_six_closes_in_the_last_slot(streets):
    found = on(FRIDAY, streets, venues("24/7", "18:00-06:00", ""))
    assert found.closing[:2].argmax(axis=1).tolist() == [23, 23]


def test_a_venue_shut_on_bank_holidays_does_not_open(streets):
    found = on(MONDAY_HOLIDAY, streets, venues("Mo-Su 12:00-23:00; PH off", "", ""))
    assert found.closing[0].sum() == 0
    assert found.venue_open[0].sum() == 0


@pytest.mark.parametrize("text", ["", "whenever we like"])
def test_unknown_hours_become_the_published_shares(streets, text):
    found = on(SATURDAY, streets, venues(text, text, text))
    assert found.closing[0, ELEVEN] == pytest.approx(0.63)
    assert found.closing[0, MIDNIGHT] == pytest.approx(0.07)
    assert found.closing[1, 16] == pytest.approx(0.44)
    assert found.closing[:2].sum(axis=1) == pytest.approx([1, 1])
    assert found.venue_open[0, 9] == pytest.approx(0.88)
    assert (np.diff(found.venue_open[0]) <= 0).all()
    assert found.venue_open[1, :8].sum() == 0


def test_a_station_never_closes_on_people(streets):
    found = on(SATURDAY, streets, venues("", "", "Mo-Su 05:00-24:00"))
    assert found.closing[2].sum() == 0
    assert found.venue_open[2].sum() == MIDNIGHT + 2  # 18:00 to midnight, and 05:00 to 06:00


def test_closing_by_law_shuts_venues_and_leaves_stations(streets):
    found = on(SATURDAY, streets, venues("", "24/7", ""), Closures(venues_closed=True))
    assert found.closing.sum() == 0
    assert found.venue_open[:2].sum() == 0
    assert found.venue_open[2].sum() > 0


def test_one_venue_can_be_shut_by_name(streets):
    found = on(SATURDAY, streets, venues("", "", ""), Closures(closed_venues=("the PUB",)))
    assert found.closing.sum(axis=1) == pytest.approx([0, 1, 0])


def test_a_closed_venue_that_is_not_there_is_an_error(streets):
    with pytest.raises(InputError, match="first: 'The Moon'"):
        on(SATURDAY, streets, venues("", "", ""), Closures(closed_venues=("The Moon",)))


def test_an_unknown_kind_of_venue_is_an_error(streets):
    with pytest.raises(InputError, match="casino"):
        on(SATURDAY, streets, venues("24/7", kinds=("casino",)))


def test_a_park_gate_shuts_from_dusk_to_dawn(streets):
    gated = streets.gate_rule > 0
    winter = on(SATURDAY, streets, venues("", "", ""))
    assert gated.any()
    assert not winter.passable[gated].any()
    assert winter.passable[~gated].all()
    summer = on(date(2020, 6, 20), streets, venues("", "", ""))
    assert summer.passable[gated][:, :6].all()
    assert not summer.passable[gated][:, 10:18].any()


def ruled(streets, rule, lit):
    segments = streets.segments
    return replace(
        streets,
        rules=np.array(["", rule]),
        lit_rule=np.ones(segments, dtype=np.int64),
        gate_rule=np.zeros(segments, dtype=np.int64),
        lit=np.full(segments, lit, dtype=np.int8),
    )


@pytest.mark.parametrize("rule", ["dusk-00:00,05:00-dawn", "00:00-05:00 off"])
@pytest.mark.parametrize("lit", [LIT, UNKNOWN])
def test_part_night_lamps_are_dark_from_midnight_to_five(streets, rule, lit):
    found = on(SATURDAY, ruled(streets, rule, lit), venues("", "", ""))
    assert (found.lit[:, :MIDNIGHT] == lit).all()
    assert (found.lit[:, MIDNIGHT:22] == DARK).all()
    assert (found.lit[:, 22:] == lit).all()


def test_daylight_counts_as_lit(streets):
    found = on(date(2020, 6, 20), ruled(streets, "off", DARK), venues("", "", ""))
    dark = found.night.dark
    assert (found.lit[:, ~dark] == LIT).all()
    assert (found.lit[:, dark] == DARK).all()


def test_a_rule_that_cannot_be_read_leaves_lamps_on_and_gates_open(streets):
    odd = replace(ruled(streets, "gibberish", LIT), gate_rule=np.ones(streets.segments, dtype=int))
    found = on(SATURDAY, odd, venues("", "", ""))
    assert (found.lit == LIT).all()
    assert found.passable.all()


def test_hours_hold_on_a_night_when_the_clocks_go_back(streets):
    found = on(date(2020, 10, 24), streets, venues("18:00-02:00", "", ""))
    assert found.closing[0].argmax() == 18  # 02:00 comes an hour later
