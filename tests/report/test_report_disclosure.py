import csv
import dataclasses
import json

import geopandas as gpd
import numpy as np
import pytest

from homeward.report import write
from homeward.report.disclosure import area_columns, is_open
from homeward.tables import Crimes, Town
from report.by_hand import areas, findings, high_street


def _town(begin: str) -> Town:
    """The high street with one crime, which began then; ``NaT`` where only its month is known."""
    when = np.array([begin], dtype="datetime64[m]")
    crimes = Crimes(
        xy_m=np.zeros((1, 2)),
        month=np.array([2020 * 12], dtype=np.int64),
        type=np.array(["Robbery"]),
        force=np.array(["city-of-london"]),
        lsoa=np.array([""]),
        count=np.ones(1, dtype=np.int64),
        begin=when,
        finish=when,
        state=np.zeros(1, dtype=np.int8),
        supplied_force=np.array(["city-of-london"]),
        supplied_month=np.array([2020 * 12], dtype=np.int64),
    )
    return dataclasses.replace(high_street()[0], crimes=crimes)


@pytest.fixture(scope="module")
def lent(tmp_path_factory):
    """The files of a plan made with records that carry times of day."""
    folder = tmp_path_factory.mktemp("lent") / "out"
    write(folder, findings(town=_town("2020-01-04T23:15")))
    return folder


def test_records_are_open_as_long_as_none_bears_a_time():
    assert is_open(high_street()[0])
    assert is_open(_town("NaT"))
    assert not is_open(_town("2020-01-04T23:15"))


def test_open_records_need_no_restricted_folder(tmp_path):
    write(tmp_path / "out", findings(town=_town("NaT")))
    assert not (tmp_path / "out" / "restricted").exists()


def test_records_that_are_not_open_keep_their_full_counts_apart_and_marked(lent):
    warning = (lent / "restricted" / "READ-FIRST.txt").read_text("utf-8")
    assert warning.startswith("RESTRICTED")
    assert "do not publish" in warning
    with (lent / "restricted" / "areas.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    recorded = {(row["area_id"], row["group"]): int(row["recorded"]) for row in rows}
    assert recorded == {
        ("0", "robbery"): 7,
        ("0", "theft_from_person"): 4,
        ("1", "robbery"): 0,
        ("1", "theft_from_person"): 6,
    }


def test_the_manifest_lists_the_restricted_files(lent):
    listed = json.loads((lent / "MANIFEST.json").read_text("utf-8"))["files"]
    assert {"restricted/READ-FIRST.txt", "restricted/areas.csv"} <= set(listed)


def test_files_for_the_public_keep_what_is_under_five_to_themselves(lent):
    frame = gpd.read_file(lent / "plan.gpkg", layer="areas")
    assert frame["theft_from_person_recorded"].tolist() == ["fewer than 5", "6"]
    text = (lent / "areas.topojson").read_text("utf-8")
    assert "fewer than 5" in text
    for hidden in (9.07, 0.31, 4.54, 18.14, 0.62):
        assert str(hidden) not in text


def test_an_area_says_its_count_or_only_that_there_are_few():
    made = area_columns(areas())
    assert list(made) == [
        "area_id",
        *(
            f"{group}_{name}"
            for group in ("robbery", "theft_from_person")
            for name in ("recorded", "expected_a_year", "low_a_year", "high_a_year")
        ),
    ]
    assert made["robbery_recorded"].tolist() == ["7", "fewer than 5"]
    assert np.isnan(made["robbery_expected_a_year"]).tolist() == [False, True]


def test_nothing_for_the_public_tells_offences_by_the_hour(lent):
    names = set(gpd.read_file(lent / "plan.gpkg", layer="areas").columns)
    for name in names - {"geometry"}:
        assert not any(word in name for word in ("slot", "hour", "band", "begin"))
