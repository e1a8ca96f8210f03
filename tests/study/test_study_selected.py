"""Whose walks use a street, as a look tells it and as the report's map holds it."""

import dataclasses

import jsonschema
import numpy as np
import pytest

from homeward import report
from homeward.errors import InputError
from homeward.night import scenario_from
from homeward.report import look_page
from homeward.report.formats import assumed
from homeward.study import look, look_text
from homeward.study.case import walkers
from homeward.study.selected import segments_text, whose
from homeward.study.worlds import declared_fixed
from homeward.walks.flow import walking_parts


@pytest.fixture(scope="module")
def busiest(solved):
    """The most walked segment's number and id, and its walkers a year."""
    year = walkers(solved.before, solved.values).sum(axis=1)
    row = int(np.argmax(year))
    return row, str(solved.known.built.streets.ids[row]), float(year[row])


def test_look_says_whose_walks_use_a_street(asked, busiest, solved):
    row, name, expected = busiest
    found = look(dataclasses.replace(asked, segments=(name,)))
    block = found["whose"]
    assert block["walkers_a_year"] == pytest.approx(expected, rel=1e-3)
    worlds = range(asked.worlds)
    central = [solved.setting.assumptions.world(asked.seed, world) for world in worlds]
    drawn = [walkers(solved.before, values).sum(axis=1)[row] for values in central]
    low, high = np.percentile(drawn, [2.5, 97.5])
    assert low < expected < high
    assert block["walkers_a_year_low"] == pytest.approx(low, rel=1e-3)
    assert block["walkers_a_year_high"] == pytest.approx(high, rel=1e-3)
    for part in ("ends", "ways", "slots"):
        assert sum(each["walkers_a_year"] for each in block[part]) == pytest.approx(
            expected, rel=1e-3
        )
    venues = sum(each["walkers_a_year"] for each in block["venues"])
    assert venues + block["other_venues"]["walkers_a_year"] == pytest.approx(expected, rel=1e-3)
    assert {each["venue"] for each in block["venues"]} <= {"The Anchor", "The Bell", "Town"}
    held = [
        walkers(solved.before, declared_fixed(solved.setting.assumptions, values)).sum(axis=1)[row]
        for values in central
    ]
    assert block["assumed_share"] == pytest.approx(1 - np.var(held) / np.var(drawn), abs=1e-3)
    assert f"{assumed(block['assumed_share'])} of that spread rests on assumptions" in look_text(
        found
    )
    assert "They go to: homes" in look_text(found)
    assert "In 95% of draws it is from" in look_text(found)
    jsonschema.validate(found, dict(report.schema("look")))
    assert row >= 0


PARTS = ("walkers_a_year", "share")


def test_each_part_of_the_walks_has_the_interval_of_every_world(asked, busiest, solved):
    row, name, _ = busiest
    block = look(dataclasses.replace(asked, segments=(name,)))["whose"]
    declared, year = solved.setting.assumptions, solved.before
    drawn = [declared.world(asked.seed, world) for world in range(asked.worlds)]
    by_light = year.flows.by_band[:, :, row].sum(axis=2)
    walks = [by_light * walking_parts(values) for values in (declared.central(), *drawn)]
    for way, told in enumerate(block["ways"]):
        mine = np.array([each[way].sum() for each in walks])
        share = mine / np.array([each.sum() for each in walks])
        for figure, worlds in zip(PARTS, (mine, share), strict=True):
            low, high = np.percentile(worlds[1:], [2.5, 97.5])
            ends = [worlds[0], min(low, worlds[0]), max(high, worlds[0])]
            found = [told[figure], told[f"{figure}_low"], told[f"{figure}_high"]]
            assert found == pytest.approx(ends, rel=1e-3, abs=1e-6)
    assert block["ways"][0]["share_low"] < block["ways"][0]["share"] < 1


def test_every_part_holds_its_figure_and_parts_of_both_lights_move_apart(asked, busiest):
    block = look(dataclasses.replace(asked, segments=(busiest[1],)))["whose"]
    tables = [block[part] for part in ("venues", "ends", "ways", "slots")]
    rows = [row for table in tables for row in table] + [block["other_venues"]]
    for figure in PARTS:
        for row in rows:
            assert row[f"{figure}_low"] <= row[figure] <= row[f"{figure}_high"]
    assert any(row["share_low"] < row["share_high"] for row in block["slots"])
    used = [row for row in rows if row["walkers_a_year"] > 1]
    assert used
    assert all(row["walkers_a_year_low"] < row["walkers_a_year_high"] for row in used)


def test_the_page_of_a_look_tells_it_too(asked, busiest):
    found = look(dataclasses.replace(asked, segments=(busiest[1],)))
    survey = {
        "streets": 0,
        "length_km": 0.0,
        "cost_gbp": 0.0,
        "cost_low_gbp": 0.0,
        "cost_high_gbp": 0.0,
        "note": "",
        "rows": [],
    }
    made = look_page({**found, "survey": survey})
    assert "Whose walks use Street" in made
    assert "They come from" in made


def test_the_sentences_name_some_venues_and_count_all_others(asked, busiest):
    block = look(dataclasses.replace(asked, segments=(busiest[1],)))["whose"]
    share = {"share": 0.05, "share_low": 0.04, "share_high": 0.07}
    venues = [
        {"venue": f"Inn {row}", "kind": "pub", "walkers_a_year": 5.0, **share} for row in range(12)
    ]
    rest = {"venues": 7, "walkers_a_year": 40.0, "share": 0.4}
    said = segments_text({**block, "venues": venues, "other_venues": rest})[2]
    assert said.startswith("They come from: Inn 0 (pub) 5% (4% to 7%), Inn 1")
    assert said.endswith("Inn 4 (pub) 5% (4% to 7%), and 14 others.")
    one = {**block, "venues": venues[:5], "other_venues": {**rest, "venues": 1}}
    assert segments_text(one)[2].endswith(", and 1 other.")
    few = {**block, "venues": venues[:2], "other_venues": {**rest, "venues": 0, "share": 0.0}}
    assert segments_text(few)[2].endswith("(4% to 7%), Inn 1 (pub) 5% (4% to 7%).")


def test_nobody_walks_a_street_that_a_scenario_shuts(asked, busiest):
    shut = scenario_from(f'streets.closed = ["{busiest[1]}"]')
    found = look(dataclasses.replace(asked, segments=(busiest[1],), scenario=shut))
    assert found["whose"]["walkers_a_year"] == 0
    assert "nobody is expected to walk home here" in look_text(found)


def test_a_segment_that_is_not_on_the_map_is_refused(asked):
    with pytest.raises(InputError, match="'1/2-3' is not"):
        look(dataclasses.replace(asked, segments=("1/2-3",)))


def test_the_maps_shares_are_those_of_the_flows(solved):
    made = whose(solved.known.built, solved.before, solved.values)
    year = walkers(solved.before, solved.values)
    assert made.walkers == pytest.approx(year.sum(axis=1))
    used = made.walkers > 0
    assert made.by_end[used].sum(axis=1) == pytest.approx(np.ones(used.sum()))
    assert made.by_band[used] * made.walkers[used, None] == pytest.approx(year[used])
    assert (made.cautious >= 0).all()
    assert (made.cautious <= 1).all()
    assert (made.from_origin.sum(axis=1) <= 1 + 1e-9).all()
    assert all("(" in each for each in made.places)
