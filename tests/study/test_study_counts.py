"""Counts of people in a look and in a plan, and the refusal where there is nothing to fit."""

import dataclasses
import json

import jsonschema
import numpy as np
import pytest

from homeward import measures, report
from homeward.errors import InputError, NoPlanError
from homeward.read import Sources
from homeward.study import Request, look, look_text, opened
from homeward.study.counts import _counted, calibrate
from homeward.study.survey import survey_list
from small_map import lonlat

SATURDAYS = (8, 15, 22)
SPOTS = {"A": lonlat(60, 0), "B": lonlat(180, 120), "C": lonlat(180, 240), "D": lonlat(0, 180)}
CLOCK = [(18 + hour) % 24 for hour in range(12)]


def counting(asked, folder, people):
    """The small town's request with counts on Saturday nights, `people` by place and hour."""
    lines = ["date,hour,count,site,lon,lat"]
    for name, (lon, lat) in SPOTS.items():
        lines += [
            f"2019-06-{day + (clock < 6):02d},{clock},{people(name, hour)},{name},{lon},{lat}"
            for day in SATURDAYS
            for hour, clock in enumerate(CLOCK)
        ]
    path = folder / "counts.csv"
    path.write_text("\n".join(lines) + "\n")
    return dataclasses.replace(asked, sources=dataclasses.replace(asked.sources, counts=path))


@pytest.fixture(scope="module")
def flows(asked, tmp_path_factory):
    """Flows at the four places, to count by."""
    request = counting(asked, tmp_path_factory.mktemp("flows"), lambda *_: 1)
    names, made = _counted(opened(request).built, request, measures.assumptions().central())
    return dict(zip(names, np.split(made.flow, 4), strict=True)), made


def test_without_counts_nothing_is_fitted_and_insisting_is_an_error(asked):
    built, declared = opened(asked).built, measures.assumptions()
    made = calibrate(built, asked, declared)
    assert made.assumptions is declared
    assert made.sentence == "These numbers are not fitted to counts of people."
    assert look(asked)["counts"] is None
    with pytest.raises(InputError, match="--counts"):
        calibrate(built, asked, declared, strict=True)


def test_the_hours_counted_belong_to_the_night_they_fall_in(flows):
    made = flows[1]
    assert made.counter.tolist() == [each for each in range(len(SPOTS)) for _ in CLOCK]
    assert made.hour.tolist() == list(range(12)) * len(SPOTS)
    assert set(made.times.tolist()) == {float(len(SATURDAYS))}


def test_counts_of_known_truth_scale_the_walks(asked, flows, tmp_path):
    by_place, _ = flows
    request = counting(asked, tmp_path, lambda name, hour: round(100 + 30 * by_place[name][hour]))
    built, declared = opened(request).built, measures.assumptions()
    made = calibrate(built, request, declared, strict=True)
    fill = made.assumptions.by_name["walks.fill"]
    assert made.fit.scale == pytest.approx(30, rel=0.01)
    assert made.fit.background == pytest.approx(np.full(12, 100), abs=1)
    assert fill.central == pytest.approx(0.4 * made.fit.scale)
    assert fill.low <= fill.central <= fill.high
    assert fill.grade == "measured"
    assert "calibrated to counts at 4 places" in made.sentence
    found = look(request)
    assert found["counts"]["fit"]["used"]
    assert "18:00" in look_text(found)
    jsonschema.validate(found, dict(report.schema("look")))


def test_the_streets_to_survey_have_as_many_walkers_as_the_counts_bear_out(asked, flows, tmp_path):
    by_place, _ = flows
    plain, declared = opened(asked).built, measures.assumptions()
    before = survey_list(plain, asked, declared)["rows"]
    request = counting(asked, tmp_path, lambda name, hour: round(100 + 30 * by_place[name][hour]))
    fitted = calibrate(opened(request).built, request, declared).assumptions
    look(request, tmp_path / "looked")
    after = json.loads((tmp_path / "looked" / "look.json").read_text("utf-8"))["survey"]["rows"]
    times = fitted.by_name["walks.fill"].central / declared.by_name["walks.fill"].central
    assert times > 20
    assert [row["street"] for row in after] == [row["street"] for row in before]
    for row, old in zip(after, before, strict=True):
        assert row["walkers_a_year"] == pytest.approx(times * old["walkers_a_year"], rel=1e-3)
        for end in ("low", "high"):
            fill = fitted.by_name["walks.fill"]
            full = getattr(fill, end) / fill.central * row["walkers_a_year"]
            assert row[f"walkers_a_year_{end}"] == pytest.approx(full, abs=1.5)
        assert row["cost_low_gbp"] < row["cost_gbp"] < row["cost_high_gbp"]


def test_a_look_says_of_a_street_as_many_walkers_as_the_counts_bear_out(asked, flows, tmp_path):
    by_place, _ = flows
    request = counting(asked, tmp_path, lambda name, hour: round(100 + 30 * by_place[name][hour]))
    street = str(opened(request).built.streets.ids[0])
    plain, fitted = (
        look(dataclasses.replace(each, segments=(street,))) for each in (asked, request)
    )
    scale = fitted["counts"]["fit"]["scale"]
    walkers = plain["whose"]["walkers_a_year"]
    assert walkers > 0
    assert fitted["whose"]["walkers_a_year"] == pytest.approx(scale * walkers, rel=1e-3)


def test_counts_that_walks_do_not_explain_change_nothing(asked, tmp_path):
    people = {"A": 5, "B": 900, "C": 40, "D": 300}
    request = counting(asked, tmp_path, lambda name, hour: people[name] + hour)
    built, declared = opened(request).built, measures.assumptions()
    made = calibrate(built, request, declared)
    assert made.assumptions is declared
    assert "Flows are not fitted to the counts: a counter left out" in made.sentence
    assert not made.block()["used"]
    with pytest.raises(NoPlanError, match="cannot calibrate: a counter left out"):
        calibrate(built, request, declared, strict=True)


@pytest.mark.realdata
def test_leeds_shows_its_hours_and_cannot_calibrate(shared):
    place = shared / "leeds"
    request = Request(map_path=place / "leeds.osm", sources=Sources(counts=place))
    found = look(request)["counts"]
    assert len(found["counters"]) == 8
    noon, four = (found["by_hour"][hour] for hour in (12, 4))
    assert noon["sunday_to_thursday"] > 20 * four["sunday_to_thursday"]
    assert found["by_hour"][2]["friday_and_saturday"] > found["by_hour"][2]["sunday_to_thursday"]
    with pytest.raises(NoPlanError, match=r"^cannot calibrate: no venues or homes on this map$"):
        look(dataclasses.replace(request, calibrate=True))
