"""Bad input ends in one plain sentence and exit code 2, and leaves nothing behind."""

import bz2
import errno
import gzip
import zipfile
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from homeward import report
from refusals import refused
from small_map import POLICE_UK, crime_csv, lonlat, polygon

OSM = '<osm version="0.6">{}</osm>'
ENTITIES = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="passwd"><SrcDataSource>CSV:/etc/passwd'
    "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
)
POINT = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
    '"geometry": {"type": "Point", "coordinates": [-0.1, 51.5]}}]}'
)
PBF = b"\0\0\0\x0d\x0a\x09OSMHeader\x18\x7c" + b"\x10\x71"

MAPS = {
    "empty": (b"", "is empty"),
    "cut short": (PBF, "ends before it should"),
    "a web page": (b"<html></html>", "is a web page"),
    "noise": (bytes(range(256)) * 20, "is not a map"),
    "an entity bomb": ((ENTITIES + OSM).encode(), "defines XML entities"),
    "a packed entity bomb": (gzip.compress((ENTITIES + OSM).encode()), "defines XML entities"),
    "packed and cut short": (gzip.compress(OSM.encode() * 99)[:-20], "cannot be unpacked"),
    "without streets": (
        OSM.format('<node id="1" lat="51" lon="0"/>').encode(),
        "no street that can be walked",
    ),
    "without anything": (OSM.format("").encode(), "no street that can be walked"),
    "text cut short": (OSM.format('<node id="1" lat="51').encode()[:-8], "cannot be read"),
}


@pytest.mark.parametrize("what", MAPS)
def test_a_file_that_is_no_map_is_refused(program, tmp_path, what):
    content, says = MAPS[what]
    path = tmp_path / "town.osm.pbf"
    path.write_bytes(content)
    assert says in refused(program, tmp_path, path)


def test_a_map_that_is_not_there_or_is_a_folder_or_no_file_is_refused(program, tmp_path):
    assert "There is no file" in refused(program, tmp_path, tmp_path / "none.osm.pbf")
    assert "is a folder" in refused(program, tmp_path, tmp_path)
    assert "neither a file nor a folder" in refused(program, tmp_path, "/dev/zero")


def test_a_map_that_unpacks_to_a_thousand_times_its_size_is_refused_early(program, tmp_path):
    path = tmp_path / "bomb.osm.bz2"
    packer = bz2.BZ2Compressor(9)
    blank = b" " * 2**22
    chunks = [packer.compress(OSM.format("").encode()[:-6])]
    chunks += [packer.compress(blank) for _ in range(20)]
    path.write_bytes(b"".join([*chunks, packer.flush()]))
    assert "may unpack to at most" in refused(program, tmp_path, path)


CRIMES = {
    "empty": ("", "is empty"),
    "without coordinates": ("a,b\n1,2\n", "must have columns for longitude and latitude"),
    "only a header": (POLICE_UK + "\n", "There must be crimes"),
    "elsewhere": (crime_csv([(100, 10)]), "lies on the map"),
    "the wrong way round": (crime_csv([lonlat(9, 9)[::-1]]), "the wrong way round"),
    "without months": (
        crime_csv([lonlat(9, 9)]).replace("2019-0", "2019-9"),
        "At most 5% of a file's rows may be bad",
    ),
    "a map": (OSM.format(""), "must have columns"),
}


@pytest.mark.parametrize("what", CRIMES)
def test_crimes_that_cannot_be_used_are_refused(program, tmp_path, town, what):
    text, says = CRIMES[what]
    path = tmp_path / "crimes.csv"
    path.write_text(text, encoding="utf-8")
    assert says in refused(program, tmp_path, town, "--crimes", path)


def test_packed_crimes_that_are_damaged_or_bombs_are_refused(program, tmp_path, town):
    short = tmp_path / "short.csv.gz"
    short.write_bytes(gzip.compress(crime_csv([lonlat(9, 9)]).encode())[:-20])
    assert "cannot be read to its end" in refused(program, tmp_path, town, "--crimes", short)
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04" + b"x" * 99)
    assert "not a zip that can be opened" in refused(program, tmp_path, town, "--crimes", broken)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("2019-01-x-street.csv", POLICE_UK + "\n" + ("," * 2**16 + "\n") * 1100)
    assert "unpacks to more than" in refused(program, tmp_path, town, "--crimes", bomb)
    binary = tmp_path / "crimes.xls"
    binary.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(range(1, 32)) * 40)
    assert "must be text" in refused(program, tmp_path, town, "--crimes", binary)


def test_a_file_that_tells_gdal_to_open_another_is_refused(program, tmp_path, town):
    path = tmp_path / "innocent.geojson"
    path.write_text(VRT, encoding="utf-8")
    for role in ("--lights", "--cameras", "--people", "--venues", "--areas", "--area", "--avoid"):
        said = refused(program, tmp_path, town, role, path)
        assert "must be GeoJSON" in said
        assert "root:" not in said
    other = path.rename(tmp_path / "innocent.gpkg")
    assert "neither a GeoPackage" in refused(program, tmp_path, town, "--areas", other)


def test_shapes_that_are_no_polygons_or_damaged_are_refused(program, tmp_path, town):
    point, damaged = tmp_path / "point.geojson", tmp_path / "damaged.gpkg"
    point.write_text(POINT, encoding="utf-8")
    damaged.write_bytes(b"SQLite format 3\0" + bytes(4000))
    assert "must hold polygons" in refused(program, tmp_path, town, "--areas", point)
    assert "must hold polygons" in refused(program, tmp_path, town, "--area", point)
    assert "is damaged" in refused(program, tmp_path, town, "--areas", damaged)
    assert "There is no file" in refused(program, tmp_path, town, "--area", "none.geojson")
    whole = tmp_path / "cut.geojson"
    whole.write_text(polygon()[:-9], encoding="utf-8")
    assert "cannot be read as GeoJSON" in refused(program, tmp_path, town, "--area", whole)


@pytest.mark.parametrize("amount", ["0", "-5", "ten", "nan", "1e99", "inf", ""])
def test_a_budget_that_is_no_amount_is_refused(program, tmp_path, town, amount):
    said = refused(program, tmp_path, town, "--budget", amount)
    assert "`--budget` must be a number of pounds above zero" in said
    assert repr(amount) in said


WORDS = {
    ("--night", "soon"): "`--night` must be a date such as 2020-02-08",
    ("--night", "2020-02-30"): "`--night` must be a date",
    ("--aim", "joy"): "`--aim` must be one of",
    ("--at-least", "lamp_run"): "`--at-least` takes NAME=VALUE",
    ("--at-least", "lamp_run=x"): "`--at-least` takes MEASURE=UNITS",
    ("--at-least", "lamp_run=-1"): "`--at-least` takes a number of units of zero or more",
    ("--at-least", "nosuch=3"): "`--at-least` must name a measure",
    ("--at-most", "nosuch=3"): "`--at-most` must name a measure",
    ("--crime-column", "x"): "`--crime-column` takes NAME=VALUE",
    ("--seed", "one"): "'--seed': it must be a valid integer",
    ("--threads", "0"): "'--threads': it must be greater than or equal to 1",
    ("--minimum-run", "inf"): "'--minimum-run': it must be less than",
    ("--horizon-years", "0"): "'--horizon-years': it must be greater",
    ("--nosuch",): "No such option: --nosuch",
    ("second.osm",): "unexpected extra argument",
}


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_a_wrong_word_on_the_command_line_is_refused(program, tmp_path, town, words):
    assert WORDS[words] in refused(program, tmp_path, town, *words)


def test_limits_that_name_what_is_not_there_are_refused(program, tmp_path, town):
    path = tmp_path / "ids.csv"
    path.write_text("id\nnosuch\n", encoding="utf-8")
    for flag in ("--must", "--avoid", "--closed"):
        said = refused(program, tmp_path, town, flag, path)
        assert f"`{flag}` names 1 of 1 options or streets that are not here" in said
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "must have columns for 'id'" in refused(program, tmp_path, town, "--must", path)


FIGURES = {
    "a = [1,\n": "must be TOML",
    "[nosuch]\na = 1\n": "unknown key(s) (first: `nosuch`)",
    '[measure.lamp_run]\ncolour = "red"\n': "unknown key(s) (first: `colour`)",
    "measure = 3\n": "needs a table under `measure`",
}


@pytest.mark.parametrize("text", FIGURES)
def test_figures_of_ones_own_that_do_not_fit_are_refused(program, tmp_path, town, text):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    assert FIGURES[text] in refused(program, tmp_path, town, "--measures", path)


def test_figures_that_are_not_there_or_no_text_are_refused(program, tmp_path, town):
    assert "There is no file" in refused(program, tmp_path, town, "--measures", "none.toml")
    assert "Is a directory" in refused(program, tmp_path, town, "--measures", tmp_path)
    path = tmp_path / "own.toml"
    path.write_bytes(b'a = "\xe9"\n')
    assert "must be text in UTF-8" in refused(program, tmp_path, town, "--measures", path)


def test_an_out_that_is_a_file_is_refused_and_left_alone(program, tmp_path, town):
    path = tmp_path / "mine.txt"
    path.write_text("mine", encoding="utf-8")
    for out in (path, path / "within"):
        ended = program("plan", town, "--out", out, "--no-pdf")
        assert (ended.code, ended.out) == (2, "")
        assert "is a file" in ended.err
    assert path.read_text(encoding="utf-8") == "mine"
    assert "is a file" in program("example", path).err


def test_a_full_disk_leaves_nothing_half_written(program, tmp_path, town, monkeypatch):
    def full(path: Path, findings: report.Findings) -> None:
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(import_module("homeward.report.write"), "write_parquet", full)
    assert "The disk is full" in refused(program, tmp_path, town)


def test_a_disk_without_room_is_refused_before_anything_is_read(program, town, monkeypatch):
    monkeypatch.setattr("homeward.cli.paths.shutil.disk_usage", lambda _: SimpleNamespace(free=9e5))
    for words in (("plan", town), ("example", "made-up")):
        ended = program(*words)
        assert ended.code == 2
        assert ended.err.startswith("The disk is full: ")


def test_an_unknown_command_or_schema_is_refused(program):
    for words in (("nosuch",), ("schema", "nosuch"), ("schema",), ("example",)):
        ended = program(*words)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.count("\n") == 1


def test_the_traceback_is_shown_when_asked_for_and_only_then(program, tmp_path, town):
    assert "Traceback" not in program("plan", town, "--budget", "0").err
    asked = program("plan", town, "--budget", "0", "--trace", "--out", tmp_path / "out")
    assert asked.code == 2
    assert "Traceback" in asked.err


def test_a_fault_of_our_own_is_one_sentence_too(program, town, monkeypatch):
    def breaks(*_: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr("homeward.study.look", breaks)
    ended = program("look", town)
    assert ended.code == 1
    assert "did not expect (KeyError: 'lost')" in ended.err
    assert ended.err.count("\n") == 1
