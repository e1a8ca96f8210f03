"""One plan, read back from every file that tells of it."""

import csv
import html
import json
import re
from pathlib import Path

import docx
import geopandas as gpd
import openpyxl
import pytest

from homeward.report import write
from homeward.report.facts import ratio
from homeward.report.formats import (
    assumed,
    counted,
    ends,
    gbp,
    given,
    pence,
    points,
    points_range,
    points_within,
    rough,
    share,
    share_within,
)
from homeward.report.people import lit_said
from homeward.report.words import AIMS
from report.by_hand import felt_block, findings, option, people, plan_block

MONEY = ("capital_gbp", "yearly_gbp", "whole_life_gbp")
ENDS = ("", "_low", "_high")
COLUMNS = {
    "id": "Id",
    "street": "Street",
    "units": "Units",
    "capital_gbp": "Capital, £",
    "yearly_gbp": "Running, £ a year",
    "whole_life_gbp": "Whole life, £",
    "averted": "Averted at today's flows, pounds of harm a year",
    "averted_low": "Averted, low end of 95% of draws",
    "averted_high": "Averted, high end of 95% of draws",
    "walkers_a_year": "Walkers there at night, a year",
    "walkers_a_year_low": "Walkers, low end of 95% of draws",
    "walkers_a_year_high": "Walkers, high end of 95% of draws",
    "chosen_in": "Share of redrawn plans that hold it",
}
"""The workbook's headers of what every table says of an option."""


def _plan() -> dict:
    """Three options that differ in every figure, and averted less each time."""
    options = [
        option(
            number,
            street=f"{name} Lane",
            units=float(number + 1),
            capital_gbp=1000.25 * (number + 1),
            yearly_gbp=100.5 * (number + 1),
            whole_life_gbp=2000.75 * (number + 1),
            averted=500.125 / (number + 1),
            averted_low=-70.5 * (number + 1),
            averted_high=1500.25 * (number + 1),
            walkers_a_year=41000.5 / (number + 1),
            walkers_a_year_low=11000.25 / (number + 1),
            walkers_a_year_high=91000.75 / (number + 1),
            chosen_in=0.9 - 0.1 * number,
        )
        for number, name in enumerate(("First", "Second", "Third"))
    ]
    buying = {"quoted": 6001.5, "expected": 7100.25, "low": 6100.75, "high": 9200.5}
    running = {"quoted": 603.0, "expected": 640.25, "low": 580.75, "high": 800.5}
    made = plan_block(
        0,
        capital_gbp={**buying, "assumed_share": 0.0},
        yearly_gbp={**running, "assumed_share": 0.0},
    )
    averted = sum(each["averted"] for each in options)
    spent = sum(each["whole_life_gbp"] for each in options)
    rerouted = {"expected": 812.0, "low": -345.0, "high": 2345.0}
    fixed = made["averted_fixed_flow"] | {"value": averted, "bound": averted}
    return made | {
        "options": options,
        "felt": felt_block(3),
        "walks": made["walks"] | {"people": people(3)},
        "spent_gbp": spent,
        "averted_fixed_flow": fixed,
        "averted_rerouted": made["averted_rerouted"] | rerouted,
        "p_social_benefit_exceeds_cost": 0.25,
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Every file of that plan."""
    out = tmp_path_factory.mktemp("agree") / "out"
    write(out, findings(plan=_plan()))
    return out


def _page(folder: Path) -> str:
    """What the page says, without its scripts and marks."""
    text = (folder / "report.html").read_text("utf-8")
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL)
    return " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", text))
        .replace("\u2212", "-")
        .replace("\u2060", "")
        .split()
    )


def _paper(folder: Path) -> tuple[str, dict[str, list[list[str]]]]:
    """What the bid says, and its tables by their first heading."""
    made = docx.Document(str(folder / "bid.docx"))
    said = (
        " ".join(each.text for each in made.paragraphs).replace("\u2212", "-").replace("\u2060", "")
    )
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in made.tables]
    return said, {table[0][0]: table[1:] for table in tables}


def _all_tables(folder: Path) -> list[list[list[str]]]:
    """Every table of the bid, its heading first, with plain minus signs."""
    made = docx.Document(str(folder / "bid.docx"))
    return [
        [
            [cell.text.replace("\u2212", "-").replace("\u2060", "") for cell in row.cells]
            for row in table.rows
        ]
        for table in made.tables
    ]


def _sheet(folder: Path, name: str) -> list[dict]:
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _summary(folder: Path) -> dict:
    return {row["Figure"]: row["Value"] for row in _sheet(folder, "Summary")}


def test_every_table_says_the_same_of_every_option(folder):
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    with (folder / "plan.csv").open(encoding="utf-8-sig", newline="") as stream:
        flat = list(csv.DictReader(stream))
    drawn = gpd.read_file(folder / "plan.gpkg", layer="plan").to_dict("records")
    sheet = _sheet(folder, "Plan")
    assert len(plan["options"]) == len(flat) == len(drawn) == len(sheet) == 3
    for said, row, shape, cells in zip(plan["options"], flat, drawn, sheet, strict=True):
        for name, header in COLUMNS.items():
            kind = type(said[name])
            assert kind(row[name]) == shape[name] == said[name]
            # A workbook keeps sixteen figures of a number.
            close = pytest.approx(said[name], rel=1e-14) if kind is float else said[name]
            assert cells[header] == close


def test_sums_over_options_are_the_totals(folder):
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    sheet, summary = _sheet(folder, "Plan"), _summary(folder)
    drawn = gpd.read_file(folder / "plan.gpkg", layer="plan")
    averted = plan["averted_fixed_flow"]["value"]
    assert sum(each["averted"] for each in plan["options"]) == pytest.approx(averted)
    assert drawn["averted"].sum() == pytest.approx(averted)
    assert sum(row[COLUMNS["averted"]] for row in sheet) == pytest.approx(averted)
    assert summary["Averted at today's flows"] == averted
    assert drawn["whole_life_gbp"].sum() == pytest.approx(plan["spent_gbp"])
    assert summary["Spent"] == plan["spent_gbp"]


def test_page_workbook_and_bid_say_the_plan_s_main_figures(folder):
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    page, (bid, _), summary = _page(folder), _paper(folder), _summary(folder)
    spent, budget = gbp(plan["spent_gbp"]), gbp(plan["budget_gbp"])
    assert f"{spent} of the {budget}" in page
    assert f"{spent} of the {budget}" in bid
    assert (summary["Spent"], summary["Budget"]) == (plan["spent_gbp"], plan["budget_gbp"])
    assert "at 3 places" in page
    assert "at 3 places" in bid
    assert summary["Options bought"] == 3
    averted = plan["averted_rerouted"]
    for name, text in zip(("expected", "low", "high"), ("£812", "-£345", "£2,340"), strict=True):
        assert AIMS["harm"].number(averted[name]) == text
        assert text in page
        assert text in bid
    ends = [summary[name] for name in summary if "95%" in str(name) or "expected" in str(name)]
    buying = plan["capital_gbp"]
    assert summary["To buy, as quoted"] == buying["quoted"]
    assert summary["To run for a year, as quoted"] == plan["yearly_gbp"]["quoted"]
    assert ends == [
        *(buying[end] for end in ("low", "high")),
        *(plan["yearly_gbp"][end] for end in ("low", "high")),
        *(plan["fair"][f"gain_{end}"] for end in ("low", "high")),
        *(averted[name] for name in ("expected", "low", "high")),
    ]


def test_page_and_bid_list_the_options_with_their_costs(folder):
    page, (_, tables) = _page(folder), _paper(folder)
    for number, each in enumerate(_plan()["options"], start=1):
        costs = [gbp(each[name]) for name in MONEY]
        assert " ".join(costs) in page
        low, high = (AIMS["harm"].number(each[f"averted_{end}"]) for end in ("low", "high"))
        assert f"{AIMS['harm'].number(each['averted'])} ({low} to {high})" in page
        row = tables["No."][number - 1]
        assert row[:2] == [str(number), each["street"]]
        assert row[-2:] == costs[:2]


def _sums(plan: dict) -> list[list[float]]:
    """Pounds to buy and to run in each financial year of a pot without terms, and the total."""
    names, options = ("capital_gbp", "yearly_gbp"), plan["options"]
    buy, run = (round(sum(each[name] for each in options), 2) for name in names)
    years = [[buy if year == 0 else 0.0, run] for year in range(plan["horizon_years"])]
    years.append([buy, run * len(years)])
    return [[*each, 0.0, sum(each), 0.0, sum(each), 0.0] for each in years]


def _cells(plan: dict) -> dict[str, list[list[str]]]:
    """What the rows of the bid's tables must say, by their first heading."""
    options, felt, averted = plan["options"], plan["felt"], plan["averted_rerouted"]
    expected, low, high = (AIMS["harm"].number(averted[end]) for end in ("expected", "low", "high"))
    harm = f"{expected}; 95% interval {low} to {high} "
    harm += f"({assumed(averted['assumed_share'])} assumed)"
    return {
        "Offence": [
            [
                each["label"],
                f"{each['recorded']:,}",
                rough(each["expected"]),
                f"{rough(each['low'])} to {rough(each['high'])} "
                f"({assumed(each['assumed_share'])} assumed)",
            ]
            for each in plan["harm"]["offences"]
        ],
        "Part": [
            [
                each["part"],
                share(each["share"]),
                gbp(each["gbp"]),
                each["prices"],
                each["method"],
                f"{each['source']} ({each['year']}; {each['grade']})",
            ]
            for each in plan["harm"]["weights"]
        ],
        "No.": [
            [
                str(number),
                each["place"],
                each["label"],
                counted(each["units"], each["unit"]),
                "yes" if each["survey_first"] else "no",
                gbp(each["capital_gbp"]),
                gbp(each["yearly_gbp"]),
            ]
            for number, each in enumerate(options, start=1)
        ],
        "Outcome": [
            [AIMS["harm"].column, "nothing yet", harm],
            *(
                [
                    f"Distance {who} walk after dark feeling unsafe (95% interval)",
                    *(
                        f"{points(felt[when][who])} ({points_range(felt['interval'][when][who])}; "
                        f"{assumed(felt['assumed_share'][when][who])} assumed)"
                        for when in ("before", "after")
                    ),
                ]
                for who in ("women", "men")
            ),
            ["Walks home lit all the way", lit_said(plan, "before"), lit_said(plan, "after")],
        ],
        "Year from April": [
            [*year, *(f"£{each:,.2f}" for each in sums)]
            for year, sums in zip(_years(plan), _sums(plan), strict=True)
        ],
        "Measure": _unit_costs(plan),
        "File": [
            [
                Path(each["path"]).name,
                f"{each['rows']:,}",
                f"{each['rejected']:,}",
                each["sha256"][:12],
            ]
            for each in plan["inputs"]
        ],
        "Figure": [
            [
                each["text"],
                f"{given(each['low'], each['unit'])} to {given(each['high'], each['unit'])}",
                each["unit"],
                each["grade"],
                each["source"],
            ]
            for each in plan["sensitivity"]
        ],
    }


def _unit_costs(plan: dict) -> list[list[str]]:
    """What one unit of each measure bought costs, with its ends."""
    return [
        [
            measure["label"],
            measure["unit"],
            cost["what"],
            f"{pence(cost['gbp'])} ({pence(cost['low_gbp'])} to {pence(cost['high_gbp'])})",
            str(cost["price_year"]),
            cost["grade"],
            cost["source"],
        ]
        for measure in plan["measures"]
        if measure["state"] == "chosen"
        for cost in measure["costs"]
    ]


def _years(plan: dict) -> list[list[str]]:
    first = plan["budgets"][0]["year"]
    named = range(first, first + plan["horizon_years"])
    return [*([f"{year}/{(year + 1) % 100:02d}"] for year in named), ["All years"]]


def _check_bid(folder: Path) -> None:
    """Every cell of every table of a bid, against ``plan.json``; by area, their sums."""
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    expected = _cells(plan)
    for header, *rows in _all_tables(folder):
        if header[0] == "Code":
            assert sum(int(row[2]) for row in rows) == len(plan["options"])
            for column, name in ((3, "capital_gbp"), (4, "yearly_gbp")):
                total = sum(int(re.sub(r"[£,]", "", row[column])) for row in rows)
                whole = sum(each[name] for each in plan["options"])
                assert total == pytest.approx(whole, abs=len(rows)), header
            continue
        assert rows == expected.pop(header[0])[:100], header
    assert not expected


def test_every_cell_of_the_bid_s_tables_is_in_the_plan(folder):
    _check_bid(folder)


def test_workbook_and_bid_have_the_same_costs_by_year(folder):
    sheet, (_, tables) = _sheet(folder, "Costs"), _paper(folder)
    for row, cells in zip(sheet, tables["Year from April"], strict=True):
        year, *sums = row.values()
        assert cells == [year, *(f"£{each:,.2f}" for each in sums)]
    capital, running = (
        sum(row[name] for row in _sheet(folder, "Plan"))
        for name in (COLUMNS["capital_gbp"], COLUMNS["yearly_gbp"])
    )
    assert sheet[0]["Capital, £, not discounted"] == pytest.approx(capital)
    assert sheet[5]["Running, £, not discounted"] == pytest.approx(running)


def _told(folder: Path) -> dict[str, tuple[dict, str]]:
    """Each figure of walks and felt risk by its row in the workbook, and as it is written."""
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    walkers, felt = plan["walks"]["people"], plan["felt"]
    times = {"tonight": "on the night drawn", "a_year": "a year"}
    words = {"all": "everyone", "women": "women", "men": "men"}
    found = {}
    for time, when in times.items():
        each = walkers["setting_out"][time]
        found[f"People who set out, {when}"] = (each, ends(each))
        for who, each in walkers["walking"][time].items():
            found[f"People who walk home, {when}, {words[who]}"] = (each, ends(each))
    for when in ("before", "after"):
        for who, each in walkers["on_plan_streets"][when].items():
            found[f"Walked on the plan's streets, {when} it, {words[who]}"] = (each, ends(each))
        for sex, each in felt["on_plan_streets"][when].items():
            name = f"Would feel unsafe on the plan's streets, {when} it, {sex}"
            found[name] = (each, points_within(each))
        for sex, value in felt[when].items():
            low, high = felt["interval"][when][sex]
            share = felt["assumed_share"][when][sex]
            each = {"expected": value, "low": low, "high": high, "assumed_share": share}
            found[f"Would feel unsafe, {when} the plan, {sex}"] = (each, points_within(each))
    return found


def test_page_and_workbook_say_each_figure_of_walks_and_felt_risk_with_its_interval(folder):
    sheet = {row["Figure"]: row for row in _sheet(folder, "People")}
    page, told = _page(folder), _told(folder)
    for figure, (each, written) in told.items():
        assert written in page, figure
        row = sheet.pop(figure)
        kept = (row["Value"], row["Low end of 95% of draws"], row["High end of 95% of draws"])
        assert kept == pytest.approx((each["expected"], each["low"], each["high"]), rel=1e-14)
        assert row["Of that spread, assumed"] == each["assumed_share"], figure
    assert all(name.startswith("Lit all the way") for name in sheet)


def test_the_bid_says_walks_and_felt_risk_with_their_intervals(folder):
    (bid, tables), told = _paper(folder), _told(folder)
    cells = " ".join(" ".join(row) for row in tables["Outcome"])
    for sex in ("women", "men"):
        before, after = (
            told[f"Would feel unsafe, {when} the plan, {sex}"][1] for when in ("before", "after")
        )
        assert before in bid
        assert f"{before} {after}" in cells
    assert told["People who walk home, a year, everyone"][1] in bid


def test_streets_say_the_same_walkers_in_the_geopackage_and_in_the_parquet(folder):
    names = [f"walkers_{when}{end}" for when in ("a_year", "tonight") for end in ENDS]
    flat = gpd.read_parquet(folder / "segments.parquet").set_index("id")[names]
    drawn = gpd.read_file(folder / "plan.gpkg", layer="segments").set_index("id")[names]
    walked = gpd.read_file(folder / "plan.gpkg", layer="walks").set_index("segment")[names]
    assert len(flat) == len(drawn) >= len(walked) > 0
    assert flat.equals(drawn.loc[flat.index])
    assert walked.equals(flat.loc[walked.index].rename_axis("segment"))
    for when in ("a_year", "tonight"):
        low, high = (flat[f"walkers_{when}{end}"] for end in ENDS[1:])
        assert (low <= flat[f"walkers_{when}"]).all()
        assert (flat[f"walkers_{when}"] <= high).all()


def test_areas_say_the_same_in_the_geopackage_and_in_the_topology(folder):
    drawn = gpd.read_file(folder / "plan.gpkg", layer="areas").drop(columns="geometry")
    made = json.loads((folder / "areas.topojson").read_text("utf-8"))
    for row, each in zip(
        drawn.to_dict("records"), made["objects"]["areas"]["geometries"], strict=True
    ):
        for name, value in each["properties"].items():
            assert value == row[name] or (value is None and row[name] != row[name])


def test_budgets_and_rounds_have_the_same_intervals_everywhere(folder):
    plan, page = json.loads((folder / "plan.json").read_text("utf-8")), _page(folder)
    unit = "pounds of harm a year"
    for point, row in zip(plan["curve"], _sheet(folder, "Curve"), strict=True):
        assert f"{gbp(point['budget_gbp'])} {_within(point, 'averted')}" in page
        ends = [row[f"Averted at today's flows, {unit}"], *_low_and_high(row)]
        assert ends == [point["averted" + end] for end in ENDS]
        assert row["Of that spread, assumed"] == point["averted_assumed_share"]
    for each, row in zip(plan["rounds"]["rows"], _sheet(folder, "Rounds"), strict=True):
        assert f"{_within(each, 'fixed_flow')} {_within(each, 'rerouted')}" in page
        for name, ways, was in (
            ("fixed_flow", "Today's ways", "If people kept today's ways"),
            ("rerouted", "New ways", "Once they choose anew"),
        ):
            ends = [row[f"{was}, {unit}"], *_low_and_high(row, f"{ways}: l", f"{ways}: h")]
            assert ends == [each[name + end] for end in ENDS]
            part = row[f"{ways}: of that spread, assumed"]
            assert part == each[name + "_assumed_share"]


def test_who_gains_has_the_same_intervals_and_shares_everywhere(folder):
    plan, page = json.loads((folder / "plan.json").read_text("utf-8")), _page(folder)
    fair, gains = plan["fair"], {row["Where, or who"]: row for row in _sheet(folder, "Who gains")}
    part, parts = fair["gain_assumed_share"], fair["steps"]["rows"]
    assert f", and {assumed(part)} of that spread is assumed." in page
    assert gains["everywhere"]["Of that spread, assumed"] == part
    for name, row in [("everywhere", fair), *((row["what"], row) for row in parts)]:
        shown = gains[name]
        ends = [shown["Gained at today's flows, pounds of harm a year"], *_low_and_high(shown)]
        assert ends == pytest.approx([row["gain" + end] for end in ENDS], rel=1e-14)
    for row in parts:
        low, high = _low_and_high(gains[row["what"]], "Of all gained, l", "Of all gained, h")
        shares = [gains[row["what"]]["Of all gained"], low, high]
        assert shares == [row["gain_share" + end] for end in ENDS]
    assert f"{_within(parts[0], 'gain')} {share_within(parts[0], 'gain_share')}" in page


def test_the_next_pound_and_held_out_months_have_their_intervals_on_the_page(folder):
    plan, page = json.loads((folder / "plan.json").read_text("utf-8")), _page(folder)
    for fold in plan["held_out"]["folds"]:
        for name in ("promised", "kept", "best_later"):
            assert _within(fold, name) in page
    pound, number = plan["next_pound"], AIMS["harm"].number
    middle, low, high = (number(1000 * pound["averted" + end]) for end in ENDS)
    part = assumed(pound["averted_assumed_share"])
    said = f"95% of the draws run from {low} to {high} ({part} of that spread assumed)."
    assert f"£1,000 more would mean about {middle} less harm a year at mean effects; {said}" in page


def _within(row: dict, name: str) -> str:
    """A figure of the page with its interval, in pounds."""
    middle, low, high = (AIMS["harm"].number(row[name + end]) for end in ENDS)
    part = row.get(name + "_assumed_share")  # figures of a part have none
    ends = f"{middle} ({low} to {high}{'' if part is None else f'; {assumed(part)} assumed'})"
    return ends if row[name + "_low"] < row[name + "_high"] else middle


def _low_and_high(row: dict, low: str = "L", high: str = "H") -> list[float]:
    """The ends of an interval in a row of the workbook."""
    return [row[f"{low}ow end of 95% of draws"], row[f"{high}igh end of 95% of draws"]]


def test_each_effect_is_the_same_everywhere(folder):
    plan, page = json.loads((folder / "plan.json").read_text("utf-8")), _page(folder)
    sheet = _sheet(folder, "Effects")
    assert plan["effects"]
    for each, row in zip(plan["effects"], sheet, strict=True):
        three = [each[name] for name in ("ratio", "low", "high")]
        assert [row[name] for name in ("Ratio", "Low end", "High end")] == three
        assert (row["Source"], row["Year"]) == (each["source"], each["year"])
        assert (row["Link"] or "", row["In the plan"]) == (each["link"], each["in_plan"])
        said = " ".join([*map(ratio, three), "yes" if each["in_plan"] else "no", each["grade"]])
        assert f"{each['label']} {each['acts_on_label']} {said} {each['source']}" in page


def test_figures_are_counted_on_the_page_they_stand_on(folder):
    plan, page = json.loads((folder / "plan.json").read_text("utf-8")), _page(folder)
    still = sum(each["drawn"] == "not drawn" for each in plan["assumptions"])
    assert (len(plan["effects"]), len(plan["assumptions"]), still) == (2, 2, 1)
    assert "This page holds 2 effects of measures and 2 declared figures." in page
    assert "move the effects and 1 of the declared figures; the other 1 " in page
    assert "Discount money.discount_rate 0.035 not drawn not drawn share" in page
