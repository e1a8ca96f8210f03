"""`homeward risk backtest` from files to words: shape, refusals, the lock, and the same bytes."""

import json
import os
import subprocess
import sys
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

MONTHS = [f"{2018 + k // 12}-{k % 12 + 1:02d}" for k in range(24)]
KINDS = ("Robbery", "Theft from the person", "Violence and sexual offences", "Drugs")
PLACES = [lonlat(60, 2), lonlat(180, 2), lonlat(60, 122), lonlat(180, 238), lonlat(238, 60)]


def crime_rows(seed=1):
    """Rows of two years: some places are busier than others."""
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
    ]
    assert found["locked"] == ["2019-07", "2019-12"]
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
    assert "judged on 2 half-years (2018-07 to 2019-06)" in said


def test_order_packing_and_threads_change_nothing(found, folder, tmp_path):
    """Rows shuffled, parted by month and packed, in a process of its own held to one thread."""
    rows = crime_rows()
    order = np.random.default_rng(3).permutation(len(rows))
    packed = tmp_path / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for month in reversed(MONTHS):
            own = [rows[k] for k in order if f",{month}," in rows[k]]
            archive.writestr(f"{month}-city-of-london-street.csv", text_of(own))
    one = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMBA")}
    words = ["risk", "backtest", str(folder / "small.osm"), "--crimes", str(packed), "--json"]
    done = subprocess.run(
        [sys.executable, "-c", "from homeward.cli.main import main; main()", *words],
        env=os.environ | one,
        capture_output=True,
        check=True,
    )
    other = without_inputs(json.loads(done.stdout)) | {"command": found["command"]}
    assert json.dumps(other) == json.dumps(without_inputs(found))


def test_the_locked_months_are_not_read_unless_asked(found, folder, tmp_path):
    """Other records in the last six months, and none patrol-made: the same answer without."""
    kept = [row for row in crime_rows() if row.split(",")[1] < "2019-07" and "Drugs" not in row]
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


def test_every_look_at_the_locked_months_is_written_down(folder, tmp_path):
    log = tmp_path / "looks.log"
    request = asked(folder, folder / "crimes.csv")
    log.write_text("2026-11-21, an earlier look\n", encoding="utf-8")
    twice = study.backtest(request, final=True, log=log, today=date(2026, 11, 22))
    jsonschema.validate(twice, report.schema("backtest"))
    assert [each["locked"] for each in twice["folds"]] == [True]
    assert twice["folds"][0]["judged"] == twice["locked"]
    assert twice["final_runs"] == log.read_text(encoding="utf-8").splitlines()
    assert [line[:10] for line in twice["final_runs"]] == ["2026-11-21", "2026-11-22"]
    assert "2019-07 to 2019-12" in twice["final_runs"][1]
    assert "so far, this one included: 2" in study.backtest_text(twice)


def test_a_look_that_cannot_be_written_down_is_refused(folder):
    with pytest.raises(InputError, match="Name a file with --log"):
        study.backtest(asked(folder, folder / "crimes.csv"), final=True)


def test_without_crimes_it_asks_for_them(folder):
    with pytest.raises(InputError, match="recorded crimes; none were given"):
        study.backtest(asked(folder), final=False)


def test_the_program_prints_one_object_and_leaves_with_a_code(folder, found, capfd, monkeypatch):
    monkeypatch.setenv("HOMEWARD_CACHE", "")
    monkeypatch.setattr(study, "backtest", lambda *_, **__: found)
    words = ["risk", "backtest", str(folder / "small.osm"), "--crimes", str(folder / "crimes.csv")]
    for extra in ([], ["--json"]):
        with pytest.raises(SystemExit) as ended:
            main([*words, *extra])
        assert ended.value.code == 0
    printed = capfd.readouterr().out
    assert json.loads(printed[printed.index("{") :]) == found


def test_the_program_refuses_in_one_sentence(folder, capfd, monkeypatch):
    monkeypatch.setenv("HOMEWARD_CACHE", "")
    with pytest.raises(SystemExit) as ended:
        main(["risk", "backtest", str(folder / "small.osm")])
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
