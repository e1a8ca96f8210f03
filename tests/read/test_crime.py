"""Crime rows are told apart, counted, and never lost."""

import gzip
import json
import zipfile
from collections import Counter

import numpy as np
import pytest
import shapely

from homeward.errors import SourceError
from homeward.read.book import Book
from homeward.read.crime import read_crimes
from homeward.tables import IN_PRISON, LOCATED, OFF_MAP, OTHER_FORCE, UNLOCATED, People
from small_frame import NO_PRISONS, POLICE, crime_row, frame_of

FRAME = frame_of()


def rows() -> list[str]:
    """Forty rows: 30 here, 4 without a place, 3 off the map, 3 in Camden."""
    here = [crime_row(i, lon=-0.1 - i / 10_000) for i in range(30)]
    nowhere = [crime_row(30 + i, lon="", lat="", area="") for i in range(4)]
    away = [crime_row(40 + i, lon=-0.3) for i in range(3)]
    camden = [crime_row(50 + i, lon=-0.114, area="Camden 027B") for i in range(3)]
    return here + nowhere + away + camden


def write(path, lines, header=POLICE):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    return path


def read(*paths, people=None, prisons=NO_PRISONS, columns=None, tolerate=False):
    book = Book(tolerate=tolerate)
    return read_crimes(paths, FRAME, people, prisons, columns or {}, book), book


def same(a, b) -> bool:
    return all(
        np.array_equal(x, getattr(b, name), equal_nan=x.dtype.kind in "fM")
        for name, x in vars(a).items()
    )


STREET = "2020-02-city-of-london-street.csv"


def test_the_four_kinds_of_rows_are_counted_apart(tmp_path):
    crimes, book = read(write(tmp_path / STREET, rows()))
    assert Counter(crimes.state.tolist()) == {LOCATED: 30, UNLOCATED: 4, OFF_MAP: 3, OTHER_FORCE: 3}
    assert np.isnan(crimes.xy_m[crimes.state == UNLOCATED]).all()
    assert set(crimes.force) == {"London, City of"}
    assert "railway stations are missing" in book.notes[0]
    assert (book.rejects, book.inputs[0].rows, book.inputs[0].rejected) == ([], 40, 0)
    assert (crimes.supplied_force.tolist(), crimes.supplied_month.tolist()) == (
        ["London, City of"],
        [2020 * 12 + 1],
    )


def test_shuffled_split_zipped_and_packed_rows_give_the_same_table(tmp_path):
    lines = rows() + [crime_row("", kind="Anti-social behaviour")] * 3
    whole, _ = read(write(tmp_path / "a" / STREET, lines))
    mixed = [lines[i] for i in np.random.default_rng(1).permutation(len(lines))]
    shuffled, _ = read(write(tmp_path / "b" / STREET, mixed))
    write(tmp_path / "c" / "2020-02" / STREET, mixed[:11])
    write(tmp_path / "c" / "more" / STREET, mixed[11:])
    write(tmp_path / "c" / "2020-02" / "2020-02-city-of-london-outcomes.csv", ["x"])
    split, _ = read(tmp_path / "c")
    with zipfile.ZipFile(tmp_path / "d.zip", "w", zipfile.ZIP_DEFLATED) as box:
        box.write(tmp_path / "a" / STREET, f"2020-02/{STREET}")
        box.writestr("2020-02/2020-02-city-of-london-stop-and-search.csv", "Type,Date\n")
    zipped, _ = read(tmp_path / "d.zip")
    (tmp_path / f"{STREET}.gz").write_bytes(gzip.compress((tmp_path / "a" / STREET).read_bytes()))
    packed, _ = read(tmp_path / f"{STREET}.gz")
    assert len(whole) == 43
    for other in (shuffled, split, zipped, packed):
        assert same(whole, other)


def test_rows_without_an_id_are_never_repeats_and_exact_repeats_with_one_are(tmp_path):
    twins = [crime_row(""), crime_row(""), crime_row(7), crime_row(7), crime_row(7, kind="Drugs")]
    crimes, book = read(write(tmp_path / STREET, twins))
    assert Counter(crimes.type.tolist()) == {"Robbery": 3, "Drugs": 1}
    assert book.notes[0] == "1 crime rows that repeat another in every column were dropped."


def test_the_same_file_given_twice_counts_once(tmp_path):
    path = write(tmp_path / "a" / STREET, [crime_row("")] * 4)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as box:
        box.write(path, STREET)
    crimes, book = read(path, tmp_path / "a.zip")
    assert len(crimes) == 4
    assert "repeats a crime file" in book.notes[0]
    assert [each.rows for each in book.inputs] == [4, 0]


def test_two_downloads_of_one_month_are_pointed_out(tmp_path):
    a = write(tmp_path / "a" / STREET, [crime_row(1)])
    b = write(tmp_path / "b" / STREET, [crime_row(2)])
    assert "have one name and differ" in read(a, b)[1].notes[0]


def test_bad_rows_are_listed_with_file_line_and_reason(tmp_path):
    lines = rows() * 2
    lines = [f"{line[:3]}{i:03d}{line[6:]}" for i, line in enumerate(lines)]
    lines[3] = crime_row(99, month="2020-13")
    lines[5] = crime_row(98, lon="west")
    lines[8] = "only,three,fields"
    path = write(tmp_path / STREET, lines)
    _, book = read(path)
    assert [(each.line, each.reason) for each in book.rejects] == [
        (10, "3 fields where the header has 12"),
        (5, "a month that is not like 2020-02"),
        (7, "coordinates that are no place"),
    ]
    assert {each.file for each in book.rejects} == {str(path)}
    assert (book.inputs[0].rows, book.inputs[0].rejected) == (80, 3)


def test_more_than_a_twentieth_bad_is_an_error_unless_tolerated(tmp_path):
    lines = rows()[:19] + [crime_row(i, month="soon") for i in range(100, 102)]
    path = write(tmp_path / STREET, lines)
    with pytest.raises(SourceError, match=r"2 of 21 rows.*line 21.*--tolerate"):
        read(path)
    crimes, book = read(path, tolerate=True)
    assert (len(crimes), len(book.rejects)) == (19, 2)


def test_an_empty_month_is_supplied_and_a_missing_one_is_not(tmp_path):
    write(tmp_path / "2020-01-city-of-london-street.csv", [])
    write(tmp_path / "2020-03-city-of-london-street.csv", [crime_row(1, month="2020-03")])
    crimes, _ = read(tmp_path)
    assert crimes.supplied_month.tolist() == [2020 * 12, 2020 * 12 + 2]
    assert set(crimes.supplied_force) == {"London, City of"}


def test_transport_police_rows_on_the_map_are_located(tmp_path):
    line = crime_row(1, force="British Transport Police", area="Camden 027B")
    crimes, book = read(write(tmp_path / "2020-02-btp-street.csv", [line]))
    assert book.notes == []
    assert (crimes.state.tolist(), crimes.force.tolist()) == (
        [LOCATED],
        ["British Transport Police"],
    )


def test_a_record_at_a_prison_stands_for_no_street(tmp_path):
    gate, far = (-0.1, 51.515), (-0.096, 51.515)  # 277 m apart
    lines = [
        crime_row(1, lon=gate[0], place="On or near Prison"),
        crime_row(2, lon=gate[0], place="On or near Parking Area"),
        crime_row(3, lon=gate[0], place="On or near Prison Lane"),
        crime_row(4, lon=far[0], place="on or near prison "),
        crime_row(5, lon=far[0], place="On or near Parking Area"),
        crime_row(6, lon=-0.3, place="On or near Prison"),
        crime_row(7, lon="", lat="", place="On or near Prison"),
    ]
    path = write(tmp_path / STREET, lines)
    grounds = shapely.Point(*FRAME.to_local(*np.array(gate))).buffer(100)
    crimes, _ = read(path, prisons=np.array([grounds], dtype=object))
    where = Counter(zip(crimes.state.tolist(), np.isfinite(crimes.xy_m[:, 0]), strict=True))
    assert where == {
        (IN_PRISON, True): 3,
        (LOCATED, True): 2,
        (OFF_MAP, True): 1,
        (UNLOCATED, False): 1,
    }
    unmapped, _ = read(path)
    assert Counter(unmapped.state.tolist())[IN_PRISON] == 2


def test_people_tell_the_force_where_the_district_name_does_not(tmp_path):
    people = People(
        xy_m=FRAME.to_local([-0.095, -0.113], [51.515, 51.515]),
        residents=np.ones(2),
        code=np.array(["E01000001", "E01000914"]),
        district=np.array(["City of London", "Camden"]),
        force=np.array(["London, City of", "Metropolitan Police"]),
    )
    lines = [
        crime_row(i, lon=lon, area="").replace("E01000001", "")
        for i, lon in enumerate((-0.095, -0.113))
    ]
    crimes, _ = read(write(tmp_path / STREET, lines), people=people)
    east = crimes.xy_m[:, 0].argmax()
    assert crimes.state[east] == LOCATED
    assert crimes.state[1 - east] == OTHER_FORCE


def test_swapped_coordinates_stop_the_reading(tmp_path):
    header = POLICE.replace("Longitude,Latitude", "Latitude,Longitude")
    with pytest.raises(SourceError, match="the wrong way round"):
        read(write(tmp_path / STREET, rows(), header))


@pytest.mark.parametrize(
    ("name", "header", "words"),
    [
        ("x-outcomes.csv", "Crime ID,Month,Longitude,Latitude,Outcome type", "must have columns"),
        ("x.csv", "Type,Date,Longitude,Latitude,Object of search", "stops and searches"),
        ("x.csv", "Type,Longitude,Latitude", "neither"),
    ],
)
def test_other_police_files_are_not_taken_for_crimes(name, header, words, tmp_path):
    with pytest.raises(SourceError, match=words):
        read(write(tmp_path / name, ["a,2020-01-01,-0.1,51.515,x"], header))


def test_a_folder_without_crime_files_says_what_it_holds(tmp_path):
    write(tmp_path / "lamps.csv", [])
    with pytest.raises(SourceError, match=r"must hold files named like .*holds lamps\.csv"):
        read(tmp_path)


TIMED = [
    "Robbery;-0.1;51.515;03/02/2020;23:30;",
    "Robbery;-0.1;51.515;03/02/2020;23:30;01:15",
    "Robbery;-0.1;51.515;13/02/2020;;",
    "Robbery;531900;;13/02/2020;;",
]


def test_timed_records_keep_their_bounds(tmp_path):
    path = write(tmp_path / "own.csv", TIMED[:3], "Offence;Lng;Lat;Day;Clock;Till")
    columns = {"date": "Day", "time": "Clock", "until": "Till"}
    crimes, book = read(path, columns=columns)
    bounds = list(zip(crimes.begin.astype(str), crimes.finish.astype(str), strict=True))
    assert bounds == [
        ("2020-02-03T23:30", "2020-02-03T23:30"),
        ("2020-02-03T23:30", "2020-02-04T01:15"),
        ("2020-02-13T00:00", "2020-02-14T00:00"),
    ]
    assert crimes.month.tolist() == [2020 * 12 + 1] * 3
    assert (set(crimes.force), book.notes) == ({""}, [])


@pytest.mark.parametrize(("lon", "lat"), [("Breadth", "Height"), ("X", "Y"), ("Lng", "Lat")])
def test_named_columns_hold_the_places(tmp_path, lon, lat):
    usual = write(tmp_path / "usual.csv", TIMED[:2], "Type;Lon;Lat;Date;Time;Until")
    own = write(tmp_path / "own.csv", TIMED[:2], f"Type;{lon};{lat};Date;Time;Until")
    crimes, _ = read(own, columns={"lon": lon, "lat": lat})
    assert crimes.xy_m.tolist() == read(usual)[0].xy_m.tolist()


def test_a_named_column_that_is_not_there_is_an_error(tmp_path):
    path = write(tmp_path / "own.csv", TIMED[:1], "Offence;Lng;Lat;Day;Clock;Till")
    with pytest.raises(SourceError, match="'when'"):
        read(path, columns={"date": "When"})
    with pytest.raises(SourceError, match="may be named for"):
        read(path, columns={"victim": "Day"})


def test_an_end_before_its_beginning_is_bad(tmp_path):
    line = "Robbery,-0.1,51.515,2020-02-03 23:30,2020-02-03 22:30"
    path = write(tmp_path / "own.csv", [line], "type,lon,lat,from,to")
    _, book = read(path, tolerate=True)
    assert book.rejects[0].reason == "an end before its beginning"


def feature(count, lon=-0.1, lat=51.515):
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": {"crimes": count}, "geometry": point}


def test_counts_on_points_are_untyped_rows(tmp_path):
    document = {"type": "FeatureCollection", "features": [feature(3), feature(2, lon=-0.4)]}
    path = tmp_path / "2018-01-metropolitan-street.geojson.gz"
    path.write_bytes(gzip.compress(json.dumps(document).encode()))
    crimes, _ = read(path)
    assert (crimes.count.tolist(), set(crimes.type)) == ([2, 3], {"unknown"})
    assert crimes.state.tolist() == [OFF_MAP, LOCATED]
    assert (crimes.supplied_force.tolist(), crimes.supplied_month.tolist()) == (
        ["Metropolitan Police"],
        [2018 * 12],
    )


def test_counts_without_a_month_in_their_name_are_refused(tmp_path):
    path = tmp_path / "counts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature(1)]}), "utf-8")
    with pytest.raises(SourceError, match="month and force in its name"):
        read(path)


@pytest.mark.realdata
def test_the_city_of_london_as_published(shared):
    crimes, book = read(shared / "london-city" / "crime")
    assert sum(each.rows for each in book.inputs) == 28_761
    assert len(crimes) == 28_756
    states = Counter(crimes.state.tolist())
    assert states == {OFF_MAP: 16_663, LOCATED: 9_514, UNLOCATED: 2_191, OTHER_FORCE: 388}
    assert states[UNLOCATED] / len(crimes) == pytest.approx(0.076, abs=0.0005)
    assert (len(crimes.supplied_month), book.rejects) == (45, [])


@pytest.mark.realdata
def test_untyped_counts_of_the_metropolitan_police(shared):
    crimes, _ = read(shared / "london-met-aggregated" / "2018-01-metropolitan-street.geojson.gz")
    assert len(crimes) == 31_805
    assert set(crimes.force) == {"Metropolitan Police"}
