import base64
import csv
import dataclasses
import gzip
import json
import re
import zipfile

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.report import write
from homeward.report.disclosure import area_columns, held_back, is_open, shown_count
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
    kept = {name for name in listed if name.startswith("restricted/")}
    assert kept == {f"restricted/{name}" for name in ("READ-FIRST.txt", "areas.csv", "months.csv")}


def test_every_month_s_count_is_kept_apart_too(lent):
    with (lent / "restricted" / "months.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [
        ["type", "month", "what became of them", "recorded"],
        ["Robbery", "2020-01", "used", "1"],
    ]


def test_a_kind_s_name_runs_in_no_spreadsheet(tmp_path):
    town = _town("2020-01-04T23:15")
    risky = dataclasses.replace(town.crimes, type=np.array(["=1+1"]))
    write(tmp_path / "out", findings(town=dataclasses.replace(town, crimes=risky)))
    text = (tmp_path / "out" / "restricted" / "months.csv").read_text("utf-8-sig")
    assert "'=1+1,2020-01,excluded,1" in text


@given(counts=st.lists(st.integers(0, 12), max_size=9))
def test_what_is_shown_never_leaves_one_months_count_of_one_to_four(counts):
    held = held_back(np.array(counts, dtype=np.int64))
    hidden = [count for count, kept in zip(counts, held.tolist(), strict=True) if kept]
    shown = [count for count, kept in zip(counts, held.tolist(), strict=True) if not kept]
    assert not any(0 < count < 5 for count in shown)
    assert len([count for count in hidden if count >= 5]) <= 1
    if any(0 < count < 5 for count in counts) and any(count >= 5 for count in counts):
        assert len(hidden) >= 2
        assert sum(hidden) >= 6
    else:
        assert hidden == [count for count in counts if 0 < count < 5]


def test_a_month_held_back_for_another_reason_takes_one_more_with_it():
    counts, also = np.array([8, 20, 6, 0]), np.array([True, False, False, False])
    assert held_back(counts, also).tolist() == [True, False, True, False]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_a_count_of_the_whole_town_is_shown_from_five_upwards_or_where_records_are_open(
    count, shown
):
    assert shown_count(count, _town("2020-01-04T23:15")) == shown
    assert shown_count(count, _town("NaT")) == count


def test_files_for_the_public_keep_what_is_under_five_to_themselves(lent):
    frame = gpd.read_file(lent / "plan.gpkg", layer="areas")
    shown = frame["theft_from_person_recorded"]
    assert shown.isna().tolist() == [True, False, True]
    assert shown[1] == 6
    text = (lent / "areas.topojson").read_text("utf-8")
    assert "fewer than 5" in text
    for hidden in (9.07, 0.31, 4.54, 18.14, 0.62):
        assert str(hidden) not in text


SECRET = (7.7731, 3.3317, 15.5579)
"""Expected, low and high of a group of which fewer than five are recorded in an area."""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Every text and every number of all files of a plan but the restricted ones, by file."""
    made = areas()
    offences = made.offences.copy()
    offences[:, 0, 1] = SECRET
    folder = tmp_path_factory.mktemp("told") / "out"
    few = dataclasses.replace(made, offences=offences)
    write(folder, findings(town=_town("2020-01-04T23:15"), areas=few))
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return {name: _read(folder / name) for name in names}


def _read(path):
    """What a file says, unpacked."""
    kinds = {".xlsx": _parts, ".docx": _parts, ".gpkg": _layers, ".parquet": _columns}
    if path.suffix in kinds:
        return kinds[path.suffix](path)
    if path.suffix == ".png":
        return ""
    text = path.read_text("utf-8-sig")
    packed = re.findall(r'id="map-data">([^<]+)<', text)
    return text + "".join(gzip.decompress(base64.b64decode(each)).decode() for each in packed)


def _parts(path):
    with zipfile.ZipFile(path) as made:
        inside = [name for name in made.namelist() if name.endswith(".xml")]
        return "".join(made.read(name).decode() for name in inside)


def _layers(path):
    layers = ("plan", "segments", "areas", "walks", "venues")
    return "".join(gpd.read_file(path, layer=each).to_csv() for each in layers)


def _columns(path):
    return gpd.read_parquet(path).to_csv()


def test_no_file_for_the_public_holds_the_rate_of_a_group_with_fewer_than_five(told):
    shown = {name: text for name, text in told.items() if not name.startswith("restricted/")}
    assert {"report.html", "plan.json", "plan.xlsx", "bid.docx", "survey.csv"} <= set(shown)
    for name, text in shown.items():
        for number in SECRET:
            assert f"{number:.2f} a year" not in text, name
            assert str(number) not in text, name
    assert str(areas().offences[0, 0, 0]) in shown["plan.gpkg"]


def test_lists_of_streets_stand_in_order_of_name_or_as_chosen_and_say_so(told):
    """A list by harm, or by how unsafe, would be a league table of streets."""
    rows = list(csv.DictReader(told["survey.csv"].splitlines()))
    names = [row["street"] for row in rows]
    assert names == sorted(names)
    assert not re.search("harm|rank|unsafe", " ".join(rows[0]))
    assert "not a list of the worst streets" in told["report.html"]


def test_an_area_says_its_count_or_only_that_there_are_few():
    made = area_columns(areas())
    assert list(made) == [
        "area_id",
        *(
            f"{group}_{name}"
            for group in ("robbery", "theft_from_person")
            for name in ("recorded", "why_null", "expected_a_year", "low_a_year", "high_a_year")
        ),
    ]
    none = "not known, or too few streets to tell apart"
    assert made["area_id"].tolist() == [0, 1, -1]
    assert made["robbery_recorded"].tolist() == [7, None, None]
    assert made["robbery_recorded"].data.tolist() == [7, 0, 0]
    assert made["robbery_why_null"].tolist() == [None, "fewer than 5", none]
    assert np.isnan(made["robbery_expected_a_year"]).tolist() == [False, True, True]


def test_nothing_for_the_public_tells_offences_by_the_hour(lent):
    names = set(gpd.read_file(lent / "plan.gpkg", layer="areas").columns)
    for name in names - {"geometry"}:
        assert not any(word in name for word in ("slot", "hour", "band", "begin"))
