"""Pedestrian counters, in one table or in two."""

import numpy as np
import pytest

from homeward.errors import SourceError
from homeward.read.book import Book
from homeward.read.counts import read_counts, same_counters
from small_frame import frame_of

FRAME = frame_of()


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_short_names_find_their_counters():
    full = ["Briggate", "Briggate at McDonalds", "Commercial Street at Lush", "Dortmund Square"]
    short = ["Briggate", "BriggateAtMcDs", "CommercialStLush", "DortmundSq", "Elsewhere"]
    assert same_counters(short, full) == dict(zip(short, full, strict=False))


def test_a_name_that_fits_two_counters_fits_none():
    assert same_counters(["AlbionSt"], ["Albion Street North", "Albion Street South"]) == {}


def test_counts_and_places_in_two_tables_with_mixed_dates(tmp_path):
    write(
        tmp_path / "counts.csv",
        "Date,Hour,LocationName,InCount",
        "08/12/2014,23,AlbionStNorth,57",
        "2014-12-07,4,AlbionStNorth,5",
        "13/12/2014,0,AlbionStNorth,9",
    )
    write(
        tmp_path / "where.csv",
        "Id,LocName,X_Lon,Y_Lat",
        ",,,",
        "1,Albion Street North,-0.1,51.515",
        ",,,",
    )
    book = Book()
    counts = read_counts(tmp_path, FRAME, book)
    assert [str(each) for each in counts.hour] == [
        "2014-12-07T04:00",
        "2014-12-08T23:00",
        "2014-12-13T00:00",
    ]
    assert counts.people.tolist() == [5, 57, 9]
    assert np.allclose(counts.xy_m, FRAME.to_local([-0.1], [51.515]))
    assert "2 empty rows" in book.notes[0]


def test_counts_with_their_own_places_and_timestamps(tmp_path):
    path = write(
        tmp_path / "c.csv",
        "timestamp,count,site,lon,lat",
        "2020-02-08 23:15,10,a,-0.1,51.515",
        "2020-02-08 23:15,10,a,-0.1,51.515",
        "2020-02-08 22:00,1,b,-0.1,51.515",
        "2020-02-08 22:00,2,b,-0.1,51.515",
    )
    book = Book()
    counts = read_counts(path, FRAME, book)
    assert (counts.name.tolist(), counts.people.tolist()) == (["a"], [10])
    assert str(counts.hour[0]) == "2020-02-08T23:00"
    assert "1 hours have two different counts" in book.notes[0]


def test_counts_without_places_ask_for_the_folder(tmp_path):
    path = write(tmp_path / "c.csv", "date,hour,count,site", "2020-02-08,23,10,a")
    with pytest.raises(SourceError, match="give that folder"):
        read_counts(path, FRAME, Book())


def test_a_table_of_something_else_is_an_error(tmp_path):
    with pytest.raises(SourceError, match="'date', 'hour' and 'count'"):
        read_counts(write(tmp_path / "c.csv", "a,b", "1,2"), FRAME, Book())


@pytest.mark.realdata
def test_leeds_finds_all_eight_counters(shared):
    book = Book()
    counts = read_counts(shared / "leeds", frame_of((-1.56, 53.79, -1.53, 53.805)), book)
    assert len(set(counts.name)) == len(np.unique(counts.xy_m, axis=0)) == 8
    assert (str(counts.hour.min()), str(counts.hour.max())) == (
        "2013-01-01T00:00",
        "2015-12-31T23:00",
    )
    assert len(counts.people) == 207_728
