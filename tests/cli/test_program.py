"""The program's manners: help, streams, exit codes, and what `look` says."""

import json
import subprocess
import sys

import pytest

from homeward import __version__
from small_map import lamps_csv

COMMANDS = ("plan", "look", "example", "schema")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_shows_an_example(program, command):
    ended = program(command, "--help")
    assert (ended.code, ended.err) == (0, "")
    assert f"Example: homeward {command}" in " ".join(ended.out.split())


def test_the_help_names_every_command(program):
    ended = program("--help")
    assert ended.code == 0
    assert all(f"  {command}" in ended.out for command in COMMANDS)


def test_the_version_is_the_packages(program):
    ended = program("--version")
    assert (ended.code, ended.out) == (0, f"homeward {__version__}\n")


def test_help_and_import_open_nothing_heavy():
    heavy = ["numpy", "numba", "geopandas", "pyogrio", "osmium", "scipy", "rich.progress"]
    lines = (
        "import sys, homeward",
        "from homeward.cli.main import main",
        "sys.argv = ['homeward', '--help']",
        "try: main()",
        "except SystemExit: pass",
        f"print('opened:', *[each for each in {heavy!r} if each in sys.modules])",
    )
    ended = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1].strip() == "opened:"


def test_a_schema_is_one_json_object(program):
    for name in ("plan", "look", "manifest"):
        ended = program("schema", name)
        assert (ended.code, ended.err) == (0, "")
        assert json.loads(ended.out)["type"] == "object"


def test_look_says_what_is_known_of_a_town(program, town, crimes, tmp_path):
    lamps = tmp_path / "lamps.csv"
    lamps.write_text(lamps_csv(), encoding="utf-8")
    ended = program("look", town, "--crimes", crimes, "--lights", lamps, "--night", "2019-02-09")
    assert (ended.code, ended.err) == (0, "")
    lines = [each.strip() for each in ended.out.splitlines()]
    assert lines[0] == "Small"
    assert "12 street segments, 1.4 km to walk" in lines
    assert "light, by length: lit 17%, dark 25.0%, not known 58%" in lines
    assert "3 venues; most close at 23:30 on 2019-02-09" in lines
    assert any(each.startswith("crimes: 12 used, 0 of other kinds") for each in lines)


def test_look_gives_one_json_object_and_nothing_else(program, town):
    ended = program("look", town, "--json")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert found["town"]["segments"] == 12
    expected = {"yes": 2 / 12, "no": 3 / 12, "unknown": 7 / 12}
    assert found["town"]["lit"] == pytest.approx(expected, abs=0.0001)


def test_look_reads_a_town_whatever_the_encoding_of_its_crimes(program, town, crimes):
    text = crimes.read_text(encoding="utf-8").replace("Street,", "Café Row,")
    counts = []
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
        crimes.write_bytes(text.encode(encoding))
        found = json.loads(program("look", town, "--crimes", crimes, "--json").out)
        counts.append(found["town"]["crimes"])
    assert counts[0]["used"] == 12
    assert counts == [counts[0]] * 6


def test_a_plan_prints_one_json_object_and_writes_the_same(program, town, crimes, tmp_path):
    out = tmp_path / "out"
    words = ("plan", town, "--crimes", crimes, "--budget", 20000, "--out", out, "--json")
    ended = program(*words, "--no-pdf")
    assert (ended.code, ended.err) == (0, "")
    said = json.loads(ended.out)
    assert said["budget_gbp"] == 20000
    assert said == json.loads((out / "plan.json").read_text(encoding="utf-8"))
    assert (out / "report.html").is_file()


def test_a_plan_sums_itself_up_in_whole_sentences(program, town, crimes, tmp_path):
    out = tmp_path / "out"
    ended = program("plan", town, "--crimes", crimes, "--out", out, "--no-pdf", "--quiet")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert all(each.endswith(".") for each in lines)
    assert str(out / "report.html") in lines[-1]


def test_limits_that_no_plan_can_keep_end_with_exit_code_3(program, town, crimes, tmp_path):
    out = tmp_path / "out"
    ended = program("plan", town, "--crimes", crimes, "--at-least", "lamp_run=1000", "--out", out)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.count("\n") == 1
    assert not out.exists()


@pytest.mark.realdata
def test_leeds_cannot_calibrate_and_ends_with_three(program, shared):
    town = shared / "leeds"
    asked = ("look", town / "leeds.osm", "--counts", town)
    ended = program(*asked, "--calibrate")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.strip() == "cannot calibrate: no venues or homes on this map"
    without = program(*asked)
    assert without.code == 0
    assert "Flows are not fitted to the counts: no venues or homes on this map." in without.out
