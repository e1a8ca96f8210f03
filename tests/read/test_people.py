"""Residents from census tables, told apart by their columns."""

import zipfile

import numpy as np
import pytest

from homeward.errors import SourceError
from homeward.read.book import Book
from homeward.read.people import lsoa_2021, read_people
from small_frame import frame_of

FRAME = frame_of()

POINTS = (
    "FID,LSOA21CD,x,y\n1,E01000002,531600,181700\n2,E01000001,531477,181647\n3,W01,300000,200000\n"
)
COUNTS = (
    '"date","geography","geography code","Residence type: Total; measures: Value"\n'
    '"2021","City of London 001A","E01000001",1500\n"2021","Camden 001B","E01000002",1700\n'
    '"2021","Cardiff 001A","W01",900\n'
)
LOOK_UP = (
    "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,LAD22CD,LAD22NM\n"
    "E0100000A,City of London 001X,E01000001,City of London 001A,E09000001,City of London\n"
    "E0100000A,City of London 001X,E01000002,Camden 001B,E09000007,Camden\n"
)


@pytest.fixture
def census(tmp_path):
    """A folder of three tables whose names tell nothing."""
    for name, text in (
        ("a.csv", POINTS),
        ("b.csv", COUNTS),
        ("c.csv", LOOK_UP),
        ("README.txt", "hi"),
    ):
        (tmp_path / name).write_text(text, "utf-8-sig")
    return tmp_path


def check(people):
    assert people.code.tolist() == ["E01000001", "E01000002"]
    assert people.residents.tolist() == [1500, 1700]
    assert people.district.tolist() == ["City of London", "Camden"]
    assert people.force.tolist() == ["London, City of", "Metropolitan Police"]


def test_a_folder_of_census_tables_is_joined_by_code(census):
    book = Book()
    check(read_people(census, FRAME, book))
    assert [each.rows for each in book.inputs] == [3, 2, 3]


def test_a_zip_of_them_is_the_same(census):
    with zipfile.ZipFile(census / "all.zip", "w") as box:
        for name in ("a.csv", "b.csv", "c.csv"):
            box.write(census / name, f"deep/{name}")
    check(read_people(census / "all.zip", FRAME, Book()))


def test_without_a_look_up_the_district_is_in_the_area_name(census):
    (census / "c.csv").unlink()
    check(read_people(census, FRAME, Book()))


def test_old_codes_lead_to_new_ones(census, tmp_path):
    assert lsoa_2021(census) == {"E0100000A": "E01000001"}


def test_one_table_with_places_and_counts(tmp_path):
    head = "code;population;longitude;latitude;district\n"
    text = head + 'b;"1,200";-0.1;51.515;Camden\na;3;-0.04;51.515;\n'
    (tmp_path / "p.csv").write_text(text, "utf-8")
    people = read_people(tmp_path / "p.csv", FRAME, Book())
    assert people.residents.tolist() == [3, 1200]
    assert people.force.tolist() == ["", "Metropolitan Police"]


def test_polygons_with_counts_become_points_inside(tmp_path):
    ring = "[[-0.11,51.51],[-0.1,51.51],[-0.1,51.52],[-0.11,51.52],[-0.11,51.51]]"
    (tmp_path / "p.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"Total":42},'
        f'"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}',
        "utf-8",
    )
    people = read_people(tmp_path / "p.geojson", FRAME, Book())
    assert people.residents.tolist() == [42]
    assert FRAME.on_map(people.xy_m).all()


@pytest.mark.parametrize(
    ("left", "words"), [("a.csv", "counts of residents"), ("b.csv", "coordinates")]
)
def test_a_folder_that_lacks_a_table_says_which(left, words, census):
    for each in census.iterdir():
        if each.name != left:
            each.unlink()
    (census / "again.csv").write_bytes((census / left).read_bytes())
    with pytest.raises(SourceError, match=words):
        read_people(census, FRAME, Book())


def test_tables_of_two_censuses_do_not_join(census):
    (census / "b.csv").write_text(COUNTS.replace("E01", "E99").replace("W01", "W99"), "utf-8")
    with pytest.raises(SourceError, match="0 of 3 codes are in both"):
        read_people(census, FRAME, Book())


def test_too_many_areas_without_a_count_are_an_error(tmp_path):
    (tmp_path / "p.csv").write_text("lon,lat,residents\n-0.1,51.515,many\n", "utf-8")
    with pytest.raises(SourceError, match="no count of residents"):
        read_people(tmp_path / "p.csv", FRAME, Book())


@pytest.mark.realdata
def test_central_london_in_2021(shared):
    people = read_people(shared / "uk-population", FRAME, Book())
    assert (len(people.code), people.residents.sum()) == (915, 1_570_703)
    assert set(people.force) == {"London, City of", "Metropolitan Police"}
    assert not np.isnan(people.xy_m).any()
