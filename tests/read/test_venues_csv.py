"""Venues from licensing lists, reports and gatherings: the small tables."""

import numpy as np
import pytest

from homeward.errors import SourceError
from homeward.read.book import Book
from homeward.read.gatherings import read_gatherings
from homeward.read.reports import read_reports
from homeward.read.venues import kind_of, read_venues
from small_frame import frame_of

FRAME = frame_of()


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(
    ("category", "kind"),
    [
        ("Public House", "pub"),
        ("Night Club", "nightclub"),
        ("nightclub", "nightclub"),
        ("Restaurant or Cafe", "restaurant"),
        ("Members Club", "social_club"),
        ("Wine bar", "bar"),
        ("Theatre", "theatre"),
        ("bus_stop", "bus_stop"),
        ("Off licence", ""),
        ("Barber", ""),
    ],
)
def test_licence_categories_become_kinds(category, kind):
    assert kind_of(category) == kind


def test_closing_times_hours_and_capacities_are_kept(tmp_path):
    path = write(
        tmp_path / "licences.csv",
        "Premises Name,Category,lon,lat,Closing time,Hours,Capacity",
        "Crown,Public house,-0.100,51.515,01:30,,250",
        "Omega,Night club,-0.101,51.515,,Fr-Sa 22:00-04:00,",
        "Diner,Restaurant,-0.102,51.515,24 hours,,0",
        "Corner,Off licence,-0.103,51.515,23:00,,",
    )
    book = Book()
    venues = read_venues(path, FRAME, book)
    assert venues.name.tolist() == ["Diner", "Omega", "Crown"]
    assert venues.kind.tolist() == ["restaurant", "nightclub", "pub"]
    assert venues.hours.tolist() == ["24/7", "Fr-Sa 22:00-04:00", "12:00-01:30"]
    assert np.array_equal(venues.capacity, [np.nan, np.nan, 250], equal_nan=True)
    assert "such as 'Off licence'" in book.notes[0]


def test_without_a_category_the_file_name_tells(tmp_path):
    book = Book()
    venues = read_venues(
        write(tmp_path / "Theatres.csv", "name,lon,lat", "Globe,-0.1,51.515"), FRAME, book
    )
    assert venues.kind.tolist() == ["theatre"]
    assert "all are taken for theatre" in book.notes[0]


def test_reports_are_read_by_month_or_date(tmp_path):
    path = write(
        tmp_path / "r.csv",
        "lon,lat,month,reason",
        "-0.1,51.515,2020-03,dark",
        "-0.101,51.515,2020-02-14,empty",
        "-0.5,51.515,2020-02,dark",
    )
    reports = read_reports(path, FRAME, Book())
    assert reports.month.tolist() == [2020 * 12 + 1, 2020 * 12 + 2]
    assert reports.reason.tolist() == ["empty", "dark"]


def test_gatherings_end_at_a_time_or_at_a_clock_beside_a_date(tmp_path):
    a = write(
        tmp_path / "a.csv", "name,lon,lat,attendance,end", "Fair,-0.1,51.515,5000,08/02/2020 22:30"
    )
    b = write(
        tmp_path / "b.csv",
        "name,lon,lat,attendance,date,end",
        "Fair,-0.1,51.515,5000,08/02/2020,22:30",
    )
    for path in (a, b):
        found = read_gatherings(path, FRAME, Book())
        assert found.finish.tolist() == [np.datetime64("2020-02-08T22:30", "m").item()]
        assert found.attendance.tolist() == [5000]


def test_a_gathering_without_an_end_is_bad(tmp_path):
    path = write(tmp_path / "a.csv", "name,lon,lat,attendance,end", "Fair,-0.1,51.515,5000,late")
    with pytest.raises(SourceError, match="no end"):
        read_gatherings(path, FRAME, Book())


@pytest.mark.realdata
def test_pubs_of_the_city(shared):
    venues = read_venues(shared / "london-city" / "Pubs.csv.gz", FRAME, Book())
    assert (len(venues.name), set(venues.kind)) == (156, {"pub"})
