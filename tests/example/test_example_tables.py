"""The tables beside the map, read with nothing but the csv module, held against the truth."""

import ast
import csv
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from homeward import example
from homeward.errors import InputError
from homeward.example import layout
from homeward.example.crimes import MISSING_MONTH, MONTHS

POLICE_UK = [
    *("Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location"),
    *("LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context"),
]


def rows(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def truth(town):
    return json.loads((town.truth / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def crimes(town):
    return [row for path in sorted(town.crimes.rglob("*.csv")) for row in rows(path)]


@pytest.fixture(scope="module")
def segments(town):
    return rows(town.truth / "segments.csv")


def near_poisson(count, mean):
    return abs(count - mean) < 4 * np.sqrt(mean) + 1


def test_crime_files_are_shaped_as_the_police_publish_them(town):
    paths = sorted(path.relative_to(town.crimes).as_posix() for path in town.crimes.rglob("*.csv"))
    months = [month for month in MONTHS if month != MISSING_MONTH]
    assert paths == [f"{month}/{month}-made-up-constabulary-street.csv" for month in months]
    assert len(months) == 23
    for path in (town.crimes / paths[0], town.crimes / paths[-1]):
        table = rows(path)
        assert list(table[0]) == POLICE_UK
        assert {row["Month"] for row in table} == {path.name[:7]}


def test_some_crimes_have_no_location_and_some_lie_off_the_map(town, crimes):
    nowhere = [row for row in crimes if row["Location"] == "No Location"]
    assert all(
        not row["Longitude"] and not row["Latitude"] and not row["LSOA code"] for row in nowhere
    )
    assert 0.06 < len(nowhere) / len(crimes) < 0.08
    away = [row for row in crimes if row["LSOA name"].startswith("Elsewhere")]
    assert 0.015 < len(away) / len(crimes) < 0.028
    assert all(row["LSOA code"].startswith("X") for row in crimes if row["LSOA code"])


def test_crimes_by_type_keep_to_the_truth_within_chance(truth, crimes):
    years = 23 / 12
    seen = Counter(row["Crime type"] for row in crimes)
    assert set(seen) == {kind["name"] for kind in truth["types"]}
    for kind in truth["types"]:
        assert near_poisson(seen[kind["name"]], kind["per_year"] * years), kind["name"]


def test_the_town_has_crime_of_a_believable_size(truth):
    per_year = {kind["name"]: kind["per_year"] for kind in truth["types"]}
    assert per_year["Robbery"] + per_year["Theft from the person"] == 420
    assert per_year["Violence and sexual offences"] == 2600


def test_each_published_point_stands_for_about_eight_addresses(crimes):
    points = {
        (row["Longitude"], row["Latitude"])
        for row in crimes
        if row["LSOA name"].startswith("Alder")
    }
    assert 1000 < len(points) < 4000


def test_offences_against_walkers_follow_the_true_rates(town, truth):
    done = [row for row in rows(town.truth / "offences.csv") if row["walker"] == "1"]
    for group, names in (
        ("theft", ("Robbery", "Theft from the person")),
        ("violence", ("Violence and sexual offences",)),
    ):
        mine = [row for row in done if row["type"] in names]
        table = rows(town.truth / f"rates-{group}.csv")
        rates = np.array([[float(row[f"h{h:02d}"]) for h in range(24)] for row in table])
        years = 23 / 12
        assert rates.sum() == pytest.approx(truth["walkers_in_public_per_year"][group], rel=1e-3)
        assert near_poisson(len(mine), rates.sum() * years)
        late = sum(int(row["hour"]) in (0, 1, 2, 3) for row in mine)
        assert near_poisson(late, rates[:, :4].sum() * years)
        hot = np.argsort(-rates.sum(axis=1))[:200]
        ways = {
            (table[k]["way"], table[k]["first_node"], table[k]["last_node"]) for k in hot.tolist()
        }
        here = sum((row["way"], row["first_node"], row["last_node"]) in ways for row in mine)
        assert near_poisson(here, rates[hot].sum() * years)


def test_sixty_thousand_people_live_there(town):
    table = rows(town.people)
    assert sum(int(row["Residents"]) for row in table) == 60_000
    assert all(row["LSOA21CD"].startswith("X01") for row in table)
    shapes = json.loads(town.areas.read_text(encoding="utf-8"))["features"]
    assert {each["properties"]["LSOA21CD"] for each in shapes} == {row["LSOA21CD"] for row in table}


def test_a_planner_has_dark_streets_to_choose_from(truth):
    km = truth["length_km"]
    assert 0.07 < km["dark"] / km["all"] < 0.14
    assert km["part_night"] > 8
    assert km["tagged_lit_no"] > 8
    assert 0.35 < km["known_dark"] / km["dark"] < 0.7


def test_the_way_under_the_railway_is_dark_and_known_to_be(segments):
    walk = [row for row in segments if row["name"] == "Cinder Walk"]
    assert {row["kind"] for row in walk} == {"greenway", "underpass"}
    assert {(row["lit"], row["lit_tag"]) for row in walk} == {("dark", "no")}
    assert sum(float(row["length_m"]) for row in walk) > 600


def test_the_list_of_lamps_is_whole_where_it_reaches(town, segments):
    lamps = rows(town.lights)
    assert 1000 < len(lamps) < 6000
    assert {row["Lamp Type"] for row in lamps} == {"LED", "SOX"}
    assert any("00:00-05:30" in row["Switch Regime"] for row in lamps)
    shining = sum(row["lamps_listed"] == "1" and row["lit"] != "dark" for row in segments)
    assert len(lamps) >= shining


def test_counters_count_about_what_truly_passes(town):
    table = rows(town.counts)
    assert len({row["LocationName"] for row in table}) == 36
    assert 36 * 28 * 24 > len(table) > 36 * 28 * 24 - 60
    means = rows(town.truth / "counters.csv")
    assert len(means) == 36 * 7 * 5, "weekdays, sorts of walk"
    true = sum(4 * float(row[f"h{h:02d}"]) for row in means for h in range(24))
    # A night strays by 19% of its mean everywhere at once: 3.5% over four weeks.
    assert sum(int(row["InCount"]) for row in table) == pytest.approx(true, rel=0.1)


def test_counters_stand_on_streets_where_people_walk_and_where_they_do_not(town):
    passing = Counter()
    for row in rows(town.truth / "counters.csv"):
        passing[row["LocationName"]] += sum(float(row[f"h{h:02d}"]) for h in (22, 23)) / 14
    assert sum(each > 40 for each in passing.values()) >= 10
    assert sum(each < 3 for each in passing.values()) >= 12


def test_the_truth_tells_kilometres_walked_at_night_by_sort(town, segments):
    walked = json.loads((town.truth / "truth.json").read_text())["walked_km_a_week_18_to_06"]
    by_day = {
        sort: sum(float(row[f"walkers_{sort}"]) * float(row["length_m"]) for row in segments) / 1000
        for sort in walked
    }
    assert list(walked) == ["meal", "pub", "late", "train", "shopping"]
    assert 7 * by_day["late"] * 0.9 < walked["late"] < 7 * by_day["late"] * 1.1
    assert walked["shopping"] < 7 * by_day["shopping"] * 0.5


def test_every_segment_of_the_truth_has_its_rates(town, segments):
    key = [(row["way"], row["first_node"], row["last_node"]) for row in segments]
    for group in ("theft", "violence"):
        table = rows(town.truth / f"rates-{group}.csv")
        assert [(row["way"], row["first_node"], row["last_node"]) for row in table] == key
    assert min(float(row["walkers_late"]) for row in segments) >= 0.0


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(town, tmp_path):
    again = example.write(tmp_path / "again")
    other = example.write(tmp_path / "other", seed=4)
    first, second, third = (
        (each.folder / "MANIFEST.json").read_text() for each in (town, again, other)
    )
    assert first == second
    assert first != third
    assert town.map.read_bytes() == again.map.read_bytes()


def test_a_folder_is_whole_only_with_all_files_as_they_were_written(tmp_path):
    folder = tmp_path / "town"
    assert not example.is_whole(folder)
    written = example.write(folder)
    assert example.is_whole(folder)
    assert written == example.files(folder)
    written.counts.write_text("Date\n", encoding="utf-8")
    assert not example.is_whole(folder)


def test_what_else_lies_in_the_folder_is_left_alone(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("mine", encoding="utf-8")
    example.write(tmp_path)
    assert note.read_text(encoding="utf-8") == "mine"
    assert "note.txt" not in (tmp_path / "MANIFEST.json").read_text(encoding="utf-8")


def test_a_file_is_no_folder(tmp_path):
    path = tmp_path / "town"
    path.write_text("here already", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        example.write(path)


def test_every_file_says_or_is_listed_as_made_up(town):
    text = town.readme.read_text(encoding="utf-8")
    assert "made up" in text
    for path in town.folder.iterdir():
        assert path.name in text or path.name in ("README.txt",), path


def test_the_truth_knows_nothing_of_the_rooms_that_are_to_recover_it():
    allowed = {"homeward.errors", "homeward.kit", "homeward.tables", "homeward.example"}
    for path in Path(layout.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for name in (each for each in names if each.startswith("homeward")):
                assert any(name == room or name.startswith(f"{room}.") for room in allowed), (
                    path,
                    name,
                )
