import zipfile
from datetime import datetime

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from homeward.report.cells import FIGURE, format_of
from homeward.report.xlsx import write_workbook
from report.by_hand import ALL_HOSTILE, budget_row, hostile_everywhere, limits_block, plan_block

SHEETS = [
    "Summary",
    "People",
    "Plan",
    "Costs",
    "Budgets",
    "Limits",
    "Curve",
    "Rounds",
    "Who gains",
    "Measures",
    "Unit costs",
    "Effects",
    "Sensitivity",
    "Worth knowing",
    "Survey",
    "Assumptions",
    "Inputs",
    "Notes",
]


LOW_PRICE, HIGH_PRICE = (f"{end} end, £ (blank: no interval)" for end in ("Low", "High"))


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The workbook of a plan of two options."""
    path = tmp_path_factory.mktemp("xlsx") / "plan.xlsx"
    write_workbook(path, plan_block())
    return openpyxl.load_workbook(path)


def _table(sheet) -> list[dict]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_sheet_has_a_header_that_stays_and_a_filter(book):
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])


def test_values_keep_their_kind(book):
    first = _table(book["Plan"])[0]
    assert first["Capital, £"] == 6498.62
    assert first["Survey its light first"] is True
    assert first["Street"] == "Back Lane"
    assert first["Averted at today's flows, pounds of harm a year"] == 65.43


def test_costs_by_financial_year_add_up_and_are_half_matched(tmp_path):
    plan = plan_block(limits=limits_block(0.0, match_share=0.5))
    write_workbook(tmp_path / "plan.xlsx", plan)
    *years, together = _table(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Costs"])
    assert [row["Financial year (from April)"] for row in years[:2]] == ["2020/21", "2021/22"]
    assert len(years) == 10
    assert years[0]["Capital, £, not discounted"] == pytest.approx(2 * 6498.62)
    assert years[1]["Capital, £, not discounted"] == 0
    for name in (
        "Total, £, not discounted",
        "Match, £, not discounted",
        "Asked of the fund, £, not discounted",
    ):
        assert together[name] == pytest.approx(sum(row[name] for row in years))
    assert together["Match, £, not discounted"] == pytest.approx(
        0.5 * together["Total, £, not discounted"], abs=0.01
    )


def test_capital_budgets_of_two_years_pay_in_their_years(tmp_path):
    budgets = [
        budget_row(2022, "capital", 9000.0, 9000.0),
        budget_row(2023, "capital", 9000.0, 3997.24),
        budget_row(2023, "revenue", 900.0, 291.12),
    ]
    write_workbook(tmp_path / "plan.xlsx", plan_block(budgets=budgets))
    rows = _table(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Costs"])
    assert [row["Capital, £, not discounted"] for row in rows[:3]] == [9000, 3997.24, 0]
    assert [row["Left to the host, £, not discounted"] for row in rows[:3]] == [291.12, 0, 291.12]
    assert [row["Asked of the fund, £, not discounted"] for row in rows[:3]] == [9000, 4288.36, 0]


def test_the_price_of_one_unit_has_its_ends_and_its_source(book):
    row = _table(book["Unit costs"])[0]
    assert (row["What for"], row["One unit, £, without overruns"]) == ("to buy", 1900)
    assert (row[LOW_PRICE], row[HIGH_PRICE]) == (1750.5, 2060.25)
    assert row["Source"] == "A borough's answer of 2016"


def test_a_figure_that_is_not_known_is_blank(book):
    price = "Whole-life price of one unit at which it would be chosen, at mean effects, £"
    assert _table(book["Measures"])[0][price] is None


def test_nothing_in_it_runs_and_nothing_in_it_leads_anywhere(tmp_path):
    path = tmp_path / "plan.xlsx"
    write_workbook(path, hostile_everywhere())
    made = openpyxl.load_workbook(path)
    for sheet in made:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    with zipfile.ZipFile(path) as parts:
        text = "".join(parts.read(name).decode() for name in parts.namelist())
    assert "<f>" not in text
    assert "<hyperlink" not in text
    assert "_rels/sheet" not in text


def test_texts_stand_as_they_were(tmp_path):
    write_workbook(tmp_path / "plan.xlsx", hostile_everywhere())
    rows = _table(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Plan"])
    for row, text in zip(rows, ALL_HOSTILE, strict=True):
        # Openpyxl leaves some signs as the format escapes them.
        held = unescape(row["Street"])
        assert held == unescape(text)


def test_files_read_are_named_without_the_way_to_their_owner_s_folders(tmp_path):
    inputs = [{"path": "/home/ann/lamps/city.csv", "sha256": "0", "rows": 1, "rejected": 0}]
    write_workbook(tmp_path / "plan.xlsx", plan_block(inputs=inputs))
    (row,) = _table(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Inputs"])
    assert row["File"] == "lamps/city.csv"


def test_a_file_name_that_is_not_text_is_an_escape(tmp_path):
    inputs = [{"path": "crime-\udcff.csv", "sha256": "0", "rows": 1, "rejected": 0}]
    write_workbook(tmp_path / "plan.xlsx", plan_block(inputs=inputs))
    (row,) = _table(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Inputs"])
    assert row["File"] == "crime-\\udcff.csv"


def test_every_figure_is_shown_as_its_unit_asks_and_the_night_is_a_date(book):
    shown = {}
    for sheet in book:
        header, *rows = sheet.iter_rows()
        for row in rows:
            for name, cell in zip(header, row, strict=True):
                if cell.data_type == "n" and cell.value is not None:
                    assert cell.number_format not in {"General", "@"}, (sheet.title, name.value)
                shown[sheet.title, row[0].value, name.value] = cell
    night = shown["Summary", "Night drawn", "Value"]
    assert (night.value, night.number_format) == (datetime(2020, 2, 8), "yyyy-mm-dd")
    formats = {
        ("Summary", "Budget", "Value"): "#,##0.00;[Red]-#,##0.00",
        ("Summary", "Options bought", "Value"): "#,##0",
        ("Summary", "Prices of", "Value"): "0",
        ("People", "Would feel unsafe, before the plan, women", "Value"): "0.0%",
        ("People", "People who set out, a year", "High end of 95% of draws"): "#,##0",
        ("Plan", "lamp_run@0", "Walkers there at night, a year"): "#,##0",
        ("Plan", "lamp_run@0", "Latitude, degrees"): "0.000000",
        ("Curve", 10000, "Low end of 95% of draws"): "#,##0.00;[Red]-#,##0.00",
        ("Survey", "Back Lane", "Unknown light, km"): "#,##0.000",
    }
    assert {at: shown[at].number_format for at in formats} == formats


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "#,##0.000"),
        (0.076818, "#,##0.00000"),
        (-1.44, "#,##0.000"),
        (12.5, "#,##0.00"),
        (4028, "#,##0"),
        (123456.7, "#,##0"),
        (3e-12, "#,##0.000000000"),
        ("pooled", "@"),
    ],
)
def test_figures_of_many_units_show_four_figures(value, shown):
    assert format_of(value, FIGURE) == shown


def test_other_aims_are_shown_in_tenths_and_a_mix_to_four_figures(tmp_path):
    for unit, shown in (("walks home a year", "#,##0.0"), ("of what is possible", "#,##0.00")):
        fixed = plan_block()["averted_fixed_flow"] | {"unit": unit}
        write_workbook(tmp_path / "plan.xlsx", plan_block(averted_fixed_flow=fixed))
        sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx")["Curve"]
        assert [cell.value for cell in sheet[3]][:2] == [10000, 60]
        assert sheet[3][1].number_format == shown


def test_a_price_without_an_interval_has_no_ends(tmp_path):
    plan = plan_block()
    (cost,) = plan["measures"][0]["costs"]
    cost |= {"low_gbp": 1900.0, "high_gbp": 1900.0}
    write_workbook(tmp_path / "plan.xlsx", plan)
    (row,) = _table(openpyxl.load_workbook(tmp_path / "plan.xlsx")["Unit costs"])
    assert row["One unit, £, without overruns"] == 1900
    assert (row[LOW_PRICE], row[HIGH_PRICE]) == (None, None)


def test_what_is_not_drawn_has_no_ends(book):
    drawn, still = _table(book["Assumptions"])
    ends = [f"{end} end (blank: not drawn)" for end in ("Low", "High")]
    assert [drawn[end] for end in ends] == [0.1, 0.9]
    assert [still[end] for end in ends] == [None, None]
    assert (still["Value"], still["How it is drawn"]) == (0.035, "not drawn")


def test_the_cost_of_looking_has_its_ends_on_both_sheets(book):
    # All streets: 3.05 (2.50 to 7.45); the one listed: 0.90 of it, in proportion.
    light, walks = _table(book["Worth knowing"])
    assert (light["Cost, low end, £"], light["Cost, high end, £"]) == (2.5, 7.45)
    assert (walks["Cost, low end, £"], walks["Cost, high end, £"]) == (None, None)
    (street,) = _table(book["Survey"])
    assert street["Cost of looking, low end, £"] == 0.74
    assert street["Cost of looking, high end, £"] == 2.2
