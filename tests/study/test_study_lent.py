"""Crime records that bear times are not open: what few of them say stays in `restricted/`."""

import csv
import dataclasses
import json
import re
import zipfile
from pathlib import Path

import pytest

from homeward.read import Sources
from homeward.study import look, plan
from small_map import lonlat

ROBBERIES = {1: 3, 2: 9, 3: 7, 4: 14}
THEFTS = {1: 1, 2: 1, 3: 1, 4: 0}
"""Records of each month of 2019, by hand."""


@pytest.fixture(scope="module")
def lent(folder, asked):
    """A request with records of one's own, each with its time."""
    spots = [lonlat(180, 120), lonlat(60, 120), lonlat(120, 60)]
    rows = [
        ",".join(map(str, (*spots[k % 3], f"2019-{month:02d}-{k + 1:02d} 23:15", kind)))
        for kind, counts in (("Robbery", ROBBERIES), ("Theft from the person", THEFTS))
        for month, count in counts.items()
        for k in range(count)
    ]
    path = folder / "lent.csv"
    path.write_text("\n".join(["longitude,latitude,date,type", *rows]) + "\n")
    return dataclasses.replace(asked, sources=Sources(crimes=(path,)))


@pytest.fixture(scope="module")
def planned_with(lent, tmp_path_factory):
    """The folder of a plan made with them."""
    out = tmp_path_factory.mktemp("lent") / "out"
    plan(lent, out)
    return out


@pytest.fixture(scope="module")
def looked_with(lent, tmp_path_factory):
    """The folder of a look at them."""
    out = tmp_path_factory.mktemp("looked") / "out"
    look(lent, out)
    return out


def _months(folder: Path) -> dict[tuple[str, str], int]:
    with (folder / "restricted" / "months.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {(row["type"], row["month"]): int(row["recorded"]) for row in csv.DictReader(stream)}


def test_the_plan_tells_no_month_with_few_and_its_restricted_folder_tells_all(planned_with):
    made = json.loads((planned_with / "plan.json").read_text("utf-8"))
    robbery, theft, _ = made["profile"]["counts"]
    assert made["profile"]["months"] == ["2019-01", "2019-02", "2019-03", "2019-04"]
    assert (robbery["counts"], robbery["held_back"]) == (
        [None, 9, None, 14],
        ["2019-01", "2019-03"],
    )
    assert theft["counts"] == [None, None, None, 0]
    recorded = {row["group"]: row["recorded"] for row in made["harm"]["offences"]}
    assert recorded == {"robbery": 33, "theft_from_person": None, "violence_sexual": 0}
    assert any("counts of one to four" in note for note in made["notes"])
    whole = _months(planned_with)
    assert [whole["Robbery", f"2019-{month:02d}"] for month in ROBBERIES] == [3, 9, 7, 14]
    assert whole["Theft from the person", "2019-02"] == 1


def test_page_and_bid_say_so_in_words(planned_with):
    html = (planned_with / "report.html").read_text("utf-8")
    rows = dict(re.findall(r'<tr><th scope="row">(2019-\d\d)</th>(.*?)</tr>', html))
    cells = {month: re.findall(r">([^<]+)</td>", row) for month, row in rows.items()}
    assert cells == {
        "2019-01": ["held back", "held back", "0"],
        "2019-02": ["9", "held back", "0"],
        "2019-03": ["held back", "held back", "0"],
        "2019-04": ["14", "0", "0"],
    }
    assert "one to four records of a kind" in html
    with zipfile.ZipFile(planned_with / "bid.docx") as parts:
        assert "fewer than 5" in parts.read("word/document.xml").decode()


def test_a_look_tells_no_month_from_which_a_plan_s_counts_leave_few(looked_with):
    """Of January's 4, February's 10 and March's 8 rows, a theft and robberies are held back."""
    found = json.loads((looked_with / "look.json").read_text("utf-8"))
    rows = {each["month"]: each["rows"] for each in found["crimes_by_month"]}
    assert rows == {"2019-01": None, "2019-02": None, "2019-03": None, "2019-04": None}
    kinds = {each["type"]: each["rows"] for each in found["crime_types"]}
    assert kinds == {"Robbery": 33, "Theft from the person": None}
    html = (looked_with / "look.html").read_text("utf-8")
    assert '2019-01</th><td class="n" data-label="Rows">held back</td>' in html
    assert "held back: of records that are not open data, months with few" in html
    assert _months(looked_with)["Robbery", "2019-01"] == 3


def test_with_open_records_every_month_is_told_and_no_folder_is_restricted(asked, tmp_path):
    found = look(asked, tmp_path / "out")
    assert {each["rows"] for each in found["crimes_by_month"]} == {2}
    assert not (tmp_path / "out" / "restricted").exists()
    assert "held back" not in (tmp_path / "out" / "look.html").read_text("utf-8")
