"""What is observed, what is missing, and what became of each record."""

import dataclasses

import numpy as np
import pytest

from homeward import records
from homeward.records.territory import force_key
from homeward.tables import IN_PRISON, OFF_MAP, OTHER_FORCE, UNLOCATED, People


def people_at(points, forces):
    text = np.full(len(points), "", dtype=np.str_)
    return People(
        xy_m=np.array(points, dtype=np.float64),
        residents=np.ones(len(points)),
        code=text,
        district=text,
        force=np.array(forces, dtype=np.str_),
    )


def test_without_a_crime_file_nothing_is_observed(lane, make):
    seen = records.observe(lane, make.town(None))
    assert not seen.seen.any()
    assert seen.share == 0.0
    assert "No crime file" in seen.notes[0]


def test_streets_beyond_500_m_of_any_record_have_no_known_force(lane, lane_crimes, make, values):
    far = make.streets([(0, 0), (100, 0), (700, 0), (800, 0)], [(0, 1), (2, 3)])
    found = records.observe(far, make.town(lane_crimes))
    # the middle of the second, at 750, is just over 500 m from the record at (250, -5)
    assert found.seen.tolist() == [True, False]
    assert found.share == 0.5
    assert records.observe(lane, make.town(lane_crimes)).seen.all()
    farther = {**values, "records.near_m": 501.0}
    assert records.observe(far, make.town(lane_crimes), values=farther).seen.all()


def test_streets_of_a_force_that_was_not_given_are_not_observed(lane, lane_crimes, make):
    """The middle of d, at 350, is 100 m from a record of the City's and 50 m from the Met's."""
    people = people_at([(50, 0), (400, 0)], ["City of London Police", "Metropolitan Police"])
    found = records.observe(lane, make.town(lane_crimes, people=people))
    assert found.seen.tolist() == [True, True, True, False, False]
    assert found.forces.tolist() == ["London, City of", "Metropolitan Police"]
    assert found.cell.tolist() == [0, 0, 1, 1, 1]  # of people points alone: 225 is half-way
    assert any("not observed" in note for note in found.notes)


def test_a_record_in_another_forces_area_shows_whose_streets_those_are(lane, lane_crimes, make):
    """A City record at the middle of b, in a census area of the Met's, makes b the Met's."""
    stray = (150.0, 0.0, make.months[0], "Robbery", make.city, OTHER_FORCE)
    own = (50.0, 0.0, make.months[0], "Robbery", make.city, 0)
    crimes = make.crimes([own, stray], [(make.city, make.months[0])])
    crimes = dataclasses.replace(crimes, lsoa=np.array(["E1", "E2"]))
    people = people_at([(50, 300), (150, 300)], ["London, City of", "Metropolitan Police"])
    people = dataclasses.replace(people, code=np.array(["E1", "E2"]))
    found = records.observe(lane, make.town(crimes, people=people))
    assert found.forces[found.force[:2]].tolist() == ["London, City of", "Metropolitan Police"]
    assert found.seen.tolist() == [True, False, False, False, False]


def test_months_between_the_first_and_last_that_were_not_given_are_missing(lane, lane_crimes, make):
    given = [each for each in make.months if each not in make.months[5:7]]
    crimes = dataclasses.replace(
        lane_crimes,
        supplied_force=np.array([make.city] * len(given)),
        supplied_month=np.array(given, dtype=np.int64),
    )
    found = records.observe(lane, make.town(crimes))
    assert found.missing_month.tolist() == list(make.months[5:7])
    assert found.months(0).tolist() == given


def test_records_that_name_no_force_are_matched_by_where_they_lie(lane, make):
    crimes = make.crimes([(50.0, 5.0, 24216, "Robbery", "", 0)], [("", 24216)])
    people = people_at([(50, 0)], ["Metropolitan Police"])
    found = records.observe(lane, make.town(crimes, people=people))
    assert found.seen.tolist() == [True, True, True, True, False]
    assert found.positions(crimes.force).tolist() == found.force[:1].tolist()


def test_transport_police_records_make_no_street_theirs(lane, make):
    force = "British Transport Police"
    crimes = make.crimes([(50.0, 5.0, 24216, "Robbery", force, 0)], [(force, 24216)])
    assert not records.observe(lane, make.town(crimes)).seen.any()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("City of London Police", "London, City of"),
        ("Devon & Cornwall Police", "Devon and Cornwall"),
        ("Avon and Somerset Constabulary", "Avon and Somerset"),
        ("Metropolitan Police Service", "Metropolitan Police"),
    ],
)
def test_one_force_has_one_key_however_it_is_written(one, other):
    assert force_key(one) == force_key(other)


def test_every_record_has_exactly_one_fate(make):
    month = make.months[0]
    rows = [
        (0, 0, month, "Robbery", make.city, 0),
        (0, 0, month, "Drugs", make.city, 0),
        (0, 0, month, "Stalking", make.city, 0),
        (np.nan, np.nan, month, "Robbery", make.city, UNLOCATED),
        (0, 0, month, "Robbery", make.city, OFF_MAP),
        (0, 0, month + 1, "Robbery", make.city, OTHER_FORCE),
        (0, 0, month + 1, "Violent crime", make.city, 0),
        (0, 0, month, "Violent crime", make.city, IN_PRISON),
    ]
    told = records.tally(make.crimes(rows, [(make.city, month)]))
    assert (told.used, told.excluded) == (2, 2)
    assert (told.unlocated, told.off_map, told.other_force, told.in_prison) == (1, 1, 1, 1)
    assert told.count.sum() == len(rows)
    one = (told.type == "Robbery") & (told.fate == "other_force")
    assert told.month[one].tolist() == [month + 1]


def test_every_excluded_type_has_a_reason_and_no_group():
    kinds = np.array(list(records.EXCLUDED))
    assert np.all(records.groups_of(kinds) == -1)
    assert all(reason.endswith(".") for reason in records.EXCLUDED.values())
