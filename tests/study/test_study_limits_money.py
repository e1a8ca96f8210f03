"""London and Rutland with floors, bundles, two financial years and half match, to the penny.

Every total is made again here with whole numbers from the list of options and the catalogue's
prices, and compared with each file that shows it.
"""

import csv
import dataclasses
import json
from datetime import date
from fractions import Fraction
from math import floor

import docx
import numpy as np
import openpyxl
import pytest

from homeward.measures import assumptions, catalogue, price_factor, unit_cost_gbp
from homeward.options.draft import SURVEY_PRICES
from homeward.read import Sources
from homeward.streets import LIT, UNKNOWN
from homeward.study import Request, aims_from, money_from, opened, plan
from homeward.study.asked import Asked, Bundle, Terms, rule_from

pytestmark = pytest.mark.realdata

QUARTERS = (("South West", 1), ("South East", 3), ("North West", 6), ("North East", 9))
LIGHTS = ("lamp_run", "all_night", "led_upgrade")
HALF, TENTH = Fraction(1, 2), Fraction(1, 10)


def quarters(path, west, south, east, north):
    """A town's box in four, with names and deciles, as GeoJSON; gives back its middle."""
    middle = ((west + east) / 2, (south + north) / 2)
    features = []
    for at, (name, decile) in enumerate(QUARTERS):
        left, right = ((west, middle[0]), (middle[0], east))[at % 2]
        low, high = ((south, middle[1]), (middle[1], north))[at // 2]
        ring = [[left, low], [right, low], [right, high], [left, high], [left, low]]
        features.append(
            {
                "type": "Feature",
                "properties": {"code": f"Q{at}", "name": name, "decile": decile},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return middle


def pence(pounds):
    return round(pounds * 100)


def half_up(pounds):
    """Whole pence of an exact sum of pounds, halves up."""
    return floor(Fraction(pounds) * 100 + HALF)


def asked_of(first, **others):
    """Two financial years of capital and revenue, half match, a tenth held back."""
    rows = {"capital": (300_000, 150_000), "revenue": (14_000, 15_000)}
    texts = [
        f"{first + year}:{kind}={gbp}"
        for kind, years in rows.items()
        for year, gbp in enumerate(years)
    ]
    terms = Terms(match=HALF, contingency=TENTH)
    rules = ("decile:1-3=35%", "North West=40000", "North East=5 lamp_run")
    asked = Asked(rules=tuple(rule_from(text, floor=True) for text in rules), terms=terms, **others)
    return {"money": money_from(texts, first), "asked": asked, "worlds": 2}


@pytest.fixture(scope="module", params=["london", "rutland"])
def made(request, shared, tmp_path_factory):
    """A town's plan, its folder, its streets, and the middle of its four quarters."""
    folder = tmp_path_factory.mktemp(request.param)
    areas, london = folder / "areas.geojson", request.param == "london"
    if london:
        files = shared / "london-city"
        middle = quarters(areas, -0.117, 51.508, -0.090, 51.526)
        given = {
            "lights": files / "Camden_Street_Lighting.csv.gz",
            "people": shared / "uk-population",
        }
        town, night, aim = files / "london.osm.pbf", date(2020, 2, 8), "harm"
    else:
        files = shared / "rutland"
        middle = quarters(areas, -0.83, 52.52, -0.42, 52.77)
        given, town, night, aim = {}, files / "rutland-latest.osm.pbf", date(2018, 11, 10), "felt"
    first = night.year - (night.month < 4)
    asking = Request(
        map_path=town,
        sources=Sources(crimes=(files / "crime",), areas=areas, **given),
        night=night,
        aims=aims_from(aim),
        cache=folder / "cache",
        command="homeward plan",
        **asked_of(first, whole_paths=True),
    )
    streets = opened(asking).built.streets
    asked = dataclasses.replace(asking.asked, bundles=(_bundle(streets),))
    content = plan(dataclasses.replace(asking, asked=asked), folder / "out")
    return content, folder / "out", streets, middle


def _bundle(streets):
    """All of the longest street without known light, up to 600 m: several runs of lamps."""
    dark = (streets.lit != LIT) & (streets.name > 0)
    length = np.bincount(streets.name[dark], streets.length_m[dark])
    name = int(np.argmax(np.where(length <= 600, length, 0)))
    ids = streets.ids[dark & (streets.name == name)]
    return Bundle(name=str(streets.names[name]), measure="lamp_run", streets=tuple(ids.tolist()))


def _options(content):
    """Each option as whole pence: capital, running a year, whole life."""
    names = ("capital_gbp", "yearly_gbp", "whole_life_gbp")
    return [tuple(pence(each[name]) for name in names) for each in content["options"]]


def _paid(content):
    """What each budget row pays, made again: capital year by year, then each year's running."""
    capital = sum(each[0] for each in _options(content))
    yearly = sum(each[1] for each in _options(content))
    paid = []
    for row in content["budgets"]:
        usable = pence(row["gbp"]) * 9 // 10
        share = min(capital, usable) if row["kind"] == "capital" else yearly
        capital -= share if row["kind"] == "capital" else 0
        paid.append(share)
    assert capital == 0
    return paid


def test_every_option_costs_what_the_catalogue_says_times_its_units(made):
    content, _, streets, _ = made
    prices = {each.key: each for each in catalogue()}
    values, year = assumptions().central(), content["price_year"]
    place = {each: at for at, each in enumerate(streets.ids.tolist())}
    per_km = Fraction(values["light.survey_gbp_per_km"] * price_factor(SURVEY_PRICES, year))
    for each in content["options"]:
        measure, units = prices[each["measure"]], Fraction(each["units"])
        at = [place[segment] for segment in each["segments"]]
        unknown = [k for k in at if streets.lit[k] == UNKNOWN and measure.rule == "lamp_run"]
        survey = per_km * int(streets.length_mm[unknown].sum()) / 1_000_000
        hand = half_up(units * Fraction(unit_cost_gbp(measure.capital, year)) + survey)
        runs = each["id"].partition("+")[2]  # each run of a bundle is rounded by itself
        assert abs(pence(each["capital_gbp"]) - hand) <= (int(runs) if runs else 0)
        hand = half_up(units * Fraction(unit_cost_gbp(measure.yearly, year)))
        assert abs(pence(each["yearly_gbp"]) - hand) <= (int(runs) if runs else 0)


def test_budgets_by_year_and_kind_are_right_to_the_penny(made):
    content, _, _, _ = made
    assert content["options"]
    rows, paid = content["budgets"], _paid(content)
    assert [pence(row["spent_gbp"]) for row in rows] == paid
    assert pence(content["spent_gbp"]) == sum(paid)
    held = [-(-pence(row["gbp"]) // 10) for row in rows]
    assert [pence(row["contingency_gbp"]) for row in rows] == held
    totals = [a + b for a, b in zip(paid, held, strict=True)]
    assert [pence(row["match_gbp"]) for row in rows] == [(each + 1) // 2 for each in totals]
    assert [pence(row["grant_gbp"]) for row in rows] == [each // 2 for each in totals]
    limits = content["limits"]
    assert pence(limits["grant_gbp"]) + pence(limits["match_gbp"]) == sum(totals)
    assert pence(limits["grant_gbp"]) == sum(each // 2 for each in totals)
    for row, total in zip(rows, totals, strict=True):
        assert total <= pence(row["gbp"])


def test_floors_are_met_by_what_stands_in_each_quarter(made):
    content, _, _, (middle_lon, middle_lat) = made

    def inside(each, quarter):
        return quarter == 2 * (each["lat"] > middle_lat) + (each["lon"] > middle_lon)

    def cost(quarters):
        return sum(
            capital + 2 * yearly
            for each, (capital, yearly, _) in zip(
                content["options"], _options(content), strict=True
            )
            if any(inside(each, quarter) for quarter in quarters)
        )

    poor, north_west, lamps = content["limits"]["rows"]
    usable = pence(content["limits"]["usable_gbp"])
    assert usable == sum(pence(row["gbp"]) * 9 // 10 for row in content["budgets"])
    assert pence(poor["at_least"]) == -(-usable * 35 // 100)
    assert pence(poor["reached"]) == cost((0, 1)) >= pence(poor["at_least"])
    assert pence(north_west["reached"]) == cost((2,)) >= 4_000_000
    new = [each for each in content["options"] if each["measure"] == "lamp_run" and inside(each, 3)]
    assert lamps["reached"] == sum(each["units"] for each in new) >= 5
    by_area = {row["name"]: row for row in content["fair"]["by_area"]}
    for at, (name, _) in enumerate(QUARTERS):
        assert pence(by_area[name]["spent_gbp"]) == cost((at,))
    for price in content["fair"]["prices"]:
        assert price["price"] >= -1e-9
        assert price["low"] <= price["price"] * (1 + 1e-9) + 1e-9 <= price["high"] * (1 + 1e-6) + 1


def test_paths_and_the_bundle_are_lit_whole_and_no_street_twice(made):
    content, _, streets, _ = made
    together = set(_bundle(streets).streets)
    lamps = [each for each in content["options"] if each["measure"] == "lamp_run"]
    assert len([each for each in lamps if together & set(each["segments"])]) <= 1
    lights = [each for each in content["options"] if each["measure"] in LIGHTS]
    reached = [segment for each in lights for segment in each["segments"]]
    assert len(reached) == len(set(reached))
    assert content["limits"]["whole_paths"]
    assert content["limits"]["bundles"][0]["measure"] == "lamp_run"


def test_table_workbook_and_bid_show_the_same_pence(made):
    content, folder, _, _ = made
    with (folder / "plan.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = ("capital_gbp", "yearly_gbp", "whole_life_gbp")
    assert [tuple(pence(float(row[name])) for name in names) for row in rows] == _options(content)
    book = openpyxl.load_workbook(folder / "plan.xlsx")
    budgets = list(book["Budgets"].iter_rows(min_row=2, values_only=True))
    for cells, row in zip(budgets, content["budgets"], strict=True):
        keys = ("gbp", "contingency_gbp", "spent_gbp", "match_gbp", "grant_gbp")
        assert [pence(each) for each in cells[2:]] == [pence(row[key]) for key in keys]
    expected = _years(content)
    costs = [
        [pence(cell) for cell in row[1:]]
        for row in book["Costs"].iter_rows(min_row=2, values_only=True)
    ]
    assert costs == expected
    tables = docx.Document(str(folder / "bid.docx")).tables
    table = next(each for each in tables if each.rows[0].cells[0].text == "Year from April")
    shown = [[cell.text for cell in row.cells][1:] for row in table.rows[1:]]
    assert shown == [[f"£{each / 100:,.2f}" for each in row] for row in expected]


def _years(content):
    """To buy, run, hold back, in all, match, fund and host, pence, by year; last all years."""
    yearly = sum(each[1] for each in _options(content))
    first, rows = content["budgets"][0]["year"], []
    for year in range(first, first + content["horizon_years"]):
        mine = [at for at, row in enumerate(content["budgets"]) if row["year"] == year]
        paid = {at: _paid(content)[at] for at in mine}
        held = {at: -(-pence(content["budgets"][at]["gbp"]) // 10) for at in mine}
        bought = sum(paid[at] for at in mine if content["budgets"][at]["kind"] == "capital")
        total = bought + yearly + sum(held.values())
        match = sum((paid[at] + held[at] + 1) // 2 for at in mine)
        fund = sum((paid[at] + held[at]) // 2 for at in mine)
        rows.append([bought, yearly, sum(held.values()), total, match, fund, total - match - fund])
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]
