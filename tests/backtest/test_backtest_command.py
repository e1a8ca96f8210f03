"""`homeward risk backtest` from files to words: shape, refusals, the lock, and the same bytes."""

import json
import zipfile
from datetime import date

import jsonschema
import numpy as np
import pytest

from homeward import report, study
from homeward.backtest import RIVALS
from homeward.cli.main import main
from homeward.errors import InputError, NoPlanError
from homeward.read import Sources
from homeward.study import Request
from small_map import POLICE_UK, lonlat, small_map

MONTHS = [f"{2018 + k // 12}-{k % 12 + 1:02d}" for k in range(30)]
KINDS = ("Robbery", "Theft from the person", "Violence and sexual offences", "Drugs")
PLACES = [lonlat(60, 2), lonlat(180, 2), lonlat(60, 122), lonlat(180, 238), lonlat(238, 60)]


def crime_rows(seed=1):
    """Rows of thirty months: some places are busier than others."""
    rng = np.random.default_rng(seed)
    rows = []
    for month in MONTHS:
        for place, (lon, lat) in enumerate(PLACES):
            for kind in KINDS:
                rows += [
                    f",{month},City of London Police,City of London Police,{lon},{lat},"
                    f"On or near Street,E01000001,City of London 001A,{kind},,"
                ] * rng.poisson(0.4 * (place + 1))
    return rows


def text_of(rows):
    return "\n".join([POLICE_UK, *rows]) + "\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("backtest")
    small_map(place)
    (place / "crimes.csv").write_text(text_of(crime_rows()), encoding="utf-8")
    return place


def asked(folder, *crimes):
    return Request(map_path=folder / "small.osm", sources=Sources(crimes=crimes))


@pytest.fixture(scope="module")
def found(folder):
    return study.backtest(asked(folder, folder / "crimes.csv"), final=False)


def without_inputs(found):
    return {key: value for key, value in found.items() if key != "inputs"}


def test_it_has_the_published_shape(found):
    jsonschema.validate(found, report.schema("backtest"))
    assert [each["judged"] for each in found["folds"]] == [
        ["2018-07", "2018-12"],
        ["2019-01", "2019-06"],
        ["2019-07", "2019-12"],
    ]
    assert found["locked"] == ["2020-01", "2020-06"]
    assert [each["group"] for each in found["groups"]] == [
        "robbery",
        "theft_from_person",
        "violence_sexual",
    ]
    for each in found["groups"]:
        assert set(each["models"]) == {"homeward", *RIVALS}
        assert set(each["paired"]) == set(RIVALS)
        assert sum(each["pit"]) == pytest.approx(1, abs=1e-5)
        assert each["recorded"] == sum(fold["recorded"][each["group"]] for fold in found["folds"])


def test_it_says_every_group_in_words(found):
    said = study.backtest_text(found)
    for name in ("Robbery (", "Theft from the person (", "Violence and sexual offences ("):
        assert name in said
    assert "judged on 3 half-years (2018-07 to 2019-12)" in said


def test_patrol_made_records_count_for_nothing(found, folder, tmp_path):
    rows = [row for row in crime_rows() if "Drugs" not in row]
    path = tmp_path / "other.csv"
    path.write_text(text_of(rows), encoding="utf-8")
    other = study.backtest(asked(folder, path), final=False)
    assert without_inputs(other) == without_inputs(found)


def test_the_order_and_packing_of_rows_change_nothing(found, folder, tmp_path):
    rows = crime_rows()
    order = np.random.default_rng(3).permutation(len(rows))
    shuffled = tmp_path / "shuffled.csv"
    shuffled.write_text(text_of([rows[k] for k in order]), encoding="utf-8")
    parts = tmp_path / "parts"
    parts.mkdir()
    for month in MONTHS:
        own = [row for row in rows if f",{month}," in row]
        (parts / f"{month}-city-of-london-street.csv").write_text(text_of(own), encoding="utf-8")
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(parts.iterdir(), reverse=True):
            archive.write(path, path.name)
    for crimes in (shuffled, parts, packed):
        other = study.backtest(asked(folder, crimes), final=False)
        assert json.dumps(without_inputs(other)) == json.dumps(without_inputs(found))


def test_the_locked_months_are_not_read_unless_asked(found, folder, tmp_path):
    """Other records in the last six months: the same answer without, another with --final."""
    kept = [row for row in crime_rows() if row.split(",")[1] < "2020-01"]
    lon, lat = lonlat(2, 180)
    made_up = [
        f",{month},City of London Police,City of London Police,{lon},{lat},"
        "On or near Street,E01000001,City of London 001A,Robbery,,"
        for month in MONTHS[-6:]
    ] * 3
    path = tmp_path / "other.csv"
    path.write_text(text_of(kept + made_up), encoding="utf-8")
    other = study.backtest(asked(folder, path), final=False)
    assert without_inputs(other) == without_inputs(found)
    last = study.backtest(asked(folder, path), final=True, log=tmp_path / "log.txt")
    assert [each["locked"] for each in last["folds"]] == [True]
    assert last["folds"][0]["recorded"]["robbery"] == 18


def test_every_look_at_the_locked_months_is_written_down(folder, tmp_path):
    log = tmp_path / "looks.log"
    request = asked(folder, folder / "crimes.csv")
    once = study.backtest(request, final=True, log=log, today=date(2026, 11, 21))
    twice = study.backtest(request, final=True, log=log, today=date(2026, 11, 22))
    jsonschema.validate(twice, report.schema("backtest"))
    assert len(once["final_runs"]) == 1
    assert twice["final_runs"] == log.read_text(encoding="utf-8").splitlines()
    assert [line[:10] for line in twice["final_runs"]] == ["2026-11-21", "2026-11-22"]
    assert "2020-01 to 2020-06" in twice["final_runs"][0]
    assert "so far, this one included: 2" in study.backtest_text(twice)


def test_a_look_that_cannot_be_written_down_is_refused(folder):
    with pytest.raises(InputError, match="Name a file with --log"):
        study.backtest(asked(folder, folder / "crimes.csv"), final=True)


def test_without_crimes_it_asks_for_them(folder):
    with pytest.raises(InputError, match="recorded crimes; none were given"):
        study.backtest(asked(folder), final=False)


def test_the_program_prints_one_object_and_leaves_with_a_code(folder, capfd, monkeypatch):
    monkeypatch.setenv("HOMEWARD_CACHE", "")
    words = ["risk", "backtest", str(folder / "small.osm")]
    with pytest.raises(SystemExit) as ended:
        main([*words, "--crimes", str(folder / "crimes.csv"), "--json"])
    assert ended.value.code == 0
    printed = json.loads(capfd.readouterr().out)
    assert printed["command"].startswith("homeward risk backtest")
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capfd.readouterr().err.strip().count("\n") == 0


@pytest.mark.realdata
def test_rutland_has_too_few_months(shared):
    place = shared / "rutland"
    request = Request(
        map_path=place / "rutland-latest.osm.pbf", sources=Sources(crimes=(place / "crime",))
    )
    with pytest.raises(NoPlanError, match="Give more months, or plan without it"):
        study.backtest(request, final=False)
