"""Tables of text in all the shapes that people send."""

import bz2
import gzip
import zipfile
from pathlib import Path

import numpy as np
import pytest

from homeward.errors import SourceError
from homeward.read import _files
from homeward.read._coords import placed
from homeward.read._files import Part, only_part, parts
from homeward.read._when import clocks, months, times
from homeward.read.sniff import Ask, numbers, read_table
from small_frame import frame_of

ASK = Ask(columns={"name": ("name", "title")})
ROWS = "Name,Longitude,Latitude\nCafé Étoile,-0.1,51.515\nCrown £,-0.101,51.516\n"


def read(tmp_path: Path, content: bytes, name: str = "t.csv", ask: Ask = ASK):
    path = tmp_path / name
    path.write_bytes(content)
    return read_table(only_part(path, ".csv"), ask)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_any_usual_encoding_gives_the_same_names(encoding, tmp_path):
    sheet = read(tmp_path, ROWS.encode(encoding))
    assert sheet.columns["name"] == ["Café Étoile", "Crown £"]


def test_a_long_windows_file_is_read_as_such(tmp_path):
    many = ROWS + "Café français – “Old Town”,-0.1,51.5\n" * 400
    sheet = read(tmp_path, many.encode("cp1252"))
    assert sheet.columns["name"][2] == "Café français – “Old Town”"


def test_a_stray_windows_byte_far_into_a_utf8_file_is_mended(tmp_path):
    filler = b"\xc3\x89t\xc3\xa9,-0.1,51.515\n" * 20_000
    sheet = read(tmp_path, b"name,lon,lat\n" + filler + b"Zo\xeb,-0.1,51.515\n")
    assert (sheet.columns["name"][0], sheet.columns["name"][-1]) == ("Été", "Zoë")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found(delimiter, tmp_path):
    sheet = read(tmp_path, ROWS.replace(",", delimiter).encode())
    assert len(sheet) == 2
    assert sheet.columns["lon"] == ["-0.1", "-0.101"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packing_is_told_by_content_and_not_by_name(pack, tmp_path):
    assert len(read(tmp_path, pack(ROWS.encode()), "t.csv")) == 2


def test_a_zip_member_is_read_without_unpacking_to_disk(tmp_path):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as box:
        box.writestr("../../evil.csv", ROWS)
        box.writestr("__MACOSX/._evil.csv", b"\0")
    (part,) = [each for each in parts(tmp_path / "t.zip") if "MACOSX" not in each.label]
    assert len(read_table(part, ASK)) == 2
    assert [each.name for each in tmp_path.iterdir()] == ["t.zip"]


def test_lines_are_kept_through_quoted_newlines_titles_and_blank_rows(tmp_path):
    text = 'A title of ours\nname,lon,lat\n"two\nlines",-0.1,51.5\n,,\n\nbad,1\nlast,-0.1,51.5\n'
    sheet = read(tmp_path, text.encode())
    assert list(sheet.lines) == [4, 8]
    assert sheet.misfits == [(7, "2 fields where the header has 3")]
    assert (sheet.blank, sheet.rows) == (2, 3)


def test_empty_fields_beyond_the_header_do_no_harm(tmp_path):
    sheet = read(tmp_path, b"name,lon,lat\na,-0.1,51.5,,\nb,-0.1,51.5,x\n")
    assert (len(sheet), len(sheet.misfits)) == (1, 1)


def test_a_nul_byte_makes_a_bad_row(tmp_path):
    sheet = read(tmp_path, b"name,lon,lat\na\0b,-0.1,51.5\nc,-0.1,51.5\n")
    assert sheet.misfits == [(2, "a NUL byte")]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\0\0\0\0"])
def test_an_empty_file_says_so(content, tmp_path):
    with pytest.raises(SourceError, match="is empty"):
        read(tmp_path, content)


def test_missing_columns_are_named_beside_those_found(tmp_path):
    with pytest.raises(SourceError, match=r"longitude and latitude.*'month'.*'Street', 'Lamp No'"):
        read(tmp_path, b"Street,Lamp No\na,1\n", ask=Ask(columns={"m": ("month",)}, needed=("m",)))


def test_a_quote_left_open_is_an_error_with_its_line(tmp_path):
    rows = b"name,lon,lat\na,-0.1,51.5\n" + b'"open,-0.1,51.5\n' + b"a,-0.1,51.5\n" * 3000
    with pytest.raises(SourceError, match="starts on line 3"):
        read(tmp_path, rows)


def test_a_line_without_end_is_refused(tmp_path):
    with pytest.raises(SourceError, match="line of over"):
        read(tmp_path, b"name,lon,lat\n" + b"a" * 3_000_000)


def test_a_bomb_is_refused_while_it_unpacks(tmp_path, monkeypatch):
    monkeypatch.setattr(_files, "FREE_BYTES", 1_000_000)
    with pytest.raises(SourceError, match="damaged or hostile"):
        read(tmp_path, gzip.compress(b"name,lon,lat\n" + b"a,1,1\n" * 1_000_000), "t.csv.gz")


def test_too_large_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(_files, "MOST_BYTES", 10_000)
    with pytest.raises(SourceError, match="damaged or hostile"):
        read(tmp_path, b"name,lon,lat\n" + b"a,1,1\n" * 100_000)


def test_a_cut_gzip_is_a_plain_error(tmp_path):
    content = gzip.compress(np.random.default_rng(1).bytes(1000).hex().encode())
    with pytest.raises(SourceError, match="cannot be read to its end"):
        read(tmp_path, content[: len(content) // 2], "t.csv.gz")


def test_a_file_that_is_not_there_is_a_plain_error(tmp_path):
    with pytest.raises(SourceError, match="There is no file"):
        parts(tmp_path / "none.csv")


def test_a_broken_zip_is_a_plain_error(tmp_path):
    (tmp_path / "t.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(SourceError, match="not a zip"):
        parts(tmp_path / "t.zip")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    with pytest.raises(SourceError):
        read(tmp_path, np.random.default_rng(2).bytes(5000))


def test_degrees_and_grid_references_of_one_spot_meet():
    degrees = placed("t", {"lon": ["-0.106453"], "lat": ["51.518207"]}, frame_of())
    grid = placed("t", {"x": ["531477"], "y": ["181647"]}, frame_of())
    named_wrongly = placed("t", {"lon": ["531477"], "lat": ["181647"]}, frame_of())
    assert np.linalg.norm(degrees.xy_m - grid.xy_m) < 150
    assert np.array_equal(grid.xy_m, named_wrongly.xy_m)
    assert grid.missing.sum() == grid.bad.sum() == 0


@pytest.mark.parametrize(
    "columns",
    [
        {"lon": ["51.515", "51.516"], "lat": ["-0.1", "-0.101"]},
        {"east": ["181600", "181700"], "north": ["531477", "531500"]},
    ],
)
def test_swapped_coordinates_are_said_to_be(columns):
    with pytest.raises(SourceError, match=r"the wrong way round.*2 of 2"):
        placed("lamps.csv", columns, frame_of())


def test_swapped_longitudes_beyond_ninety_are_seen_too():
    with pytest.raises(SourceError, match="the wrong way round"):
        placed("t", {"lon": ["37.80"], "lat": ["-122.27"]}, frame_of((-122.3, 37.7, -122.2, 37.9)))


def test_points_of_another_town_are_not_called_swapped():
    elsewhere = placed("t", {"lon": ["2.35"], "lat": ["48.85"]}, frame_of())
    assert not elsewhere.bad.any()


def test_what_is_no_place_is_bad_and_what_is_empty_is_missing():
    lon = ["", "nan", "inf", "0", "-0.1", "x", "-0.1", "-0,1"]
    lat = ["", "51.5", "51.5", "0", "", "51.5", "95", "51,5"]
    where = placed("t", {"lon": lon, "lat": lat}, frame_of())
    assert where.missing.tolist() == [True] + [False] * 7
    assert where.bad.tolist() == [False, True, True, True, True, True, True, False]


def test_numbers_with_thousands_and_pounds():
    assert numbers(["£1,250", "3", "", "1e3"])[[0, 1, 3]].tolist() == [1250, 3, 1000]


def test_one_order_of_day_and_month_holds_for_a_file():
    told = []
    assert times(["03/04/2020", "13/04/2020"], "UTC", told.append)[0] == np.datetime64("2020-04-03")
    assert times(["03/04/2020", "04/13/2020"], "UTC", told.append)[0] == np.datetime64("2020-03-04")
    assert told == []
    assert times(["03/04/2020"], "UTC", told.append)[0] == np.datetime64("2020-04-03")
    assert "look alike" in told[0]
    times(["13/04/2020", "04/13/2020"], "UTC", told.append)
    assert "mixed" in told[1]


@pytest.mark.parametrize(
    "text",
    [
        "2020-07-08T23:30",
        "2020-07-08 23:30:59",
        "08/07/2020 23:30",
        "08/07/2020 11:30:00 PM",
        "8 July 2020 23:30",
        "Wed 8 Jul 2020, 11:30 pm",
        "2020-07-08T22:30:00Z",
        "2020-07-09T00:30+02:00",
    ],
)
def test_one_moment_written_in_many_ways(text):
    assert times([text], "Europe/London", print)[0] == np.datetime64("2020-07-08T23:30")


@pytest.mark.parametrize("text", ["", "2020-13-01", "30/02/2020", "yesterday", "2020-01-01 25:00"])
def test_what_is_no_time_is_nat(text):
    assert np.isnat(times([text], "Europe/London", print)[0])


def test_clocks_and_months():
    assert clocks(["23:30", "2330", "11.30pm", "24:00", "25:00", ""]).tolist() == [
        1410,
        1410,
        1410,
        1440,
        -1,
        -1,
    ]
    assert months(["2020-02", "2020-00", "20-02", ""]).tolist() == [2020 * 12 + 1, -1, -1, -1]


def test_a_part_names_its_zip_and_member():
    assert Part(path=Path("a.zip"), member="b/c.csv").label == "a.zip/b/c.csv"


def test_grid_references_count_where_degrees_are_of_another_datum():
    # The same three corners: easting and northing, and OSGB36 degrees taken for WGS84 ones.
    columns = {
        "lon": ["-0.10489", "-0.10199"],
        "lat": ["51.51769", "51.51763"],
        "east": ["531477", "531678"],
        "north": ["181647", "181645"],
    }
    found = placed("pubs.csv", columns, frame_of())
    grid = placed("pubs.csv", {role: columns[role] for role in ("east", "north")}, frame_of())
    assert found.xy_m == pytest.approx(grid.xy_m)
    assert "of another datum" in found.note
    assert grid.note == ""


def test_degrees_count_where_grid_references_agree_or_are_another_countrys():
    agree = {"lon": ["-0.106453"], "lat": ["51.518207"], "east": ["531477"], "north": ["181647"]}
    dutch = agree | {"east": ["121000"], "north": ["487000"]}
    lonlat = {"lon": agree["lon"], "lat": agree["lat"]}
    plain = placed("t", lonlat, frame_of())
    for columns in (agree, dutch):
        found = placed("t", columns, frame_of())
        assert found.xy_m == pytest.approx(plain.xy_m)
        assert found.note == ""


def test_a_spreadsheet_or_other_binary_file_is_no_table(tmp_path):
    path = tmp_path / "lamps.csv"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(range(1, 32)) * 40)
    with pytest.raises(SourceError, match="must be text"):
        read_table(Part(path=path), Ask(columns={}))


def test_a_table_of_too_many_rows_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("homeward.read.sniff.MOST_ROWS", 1)
    with pytest.raises(SourceError, match="has over 1 rows; cut it to the town first"):
        read(tmp_path, ROWS.encode())
