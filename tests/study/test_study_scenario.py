"""Plans and looks under a scenario, and two nights side by side."""

import dataclasses
import json
from datetime import date
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homeward import measures, report
from homeward.errors import InputError
from homeward.night import Closures, Scenario, scenario_from
from homeward.report.formats import pence, rough
from homeward.study import look, look_text, opened, request_from, solve
from homeward.study.findings import plan_block
from homeward.study.moving import Trial
from homeward.study.request import aims_from
from homeward.study.scenario import Held, told
from homeward.study.what_if import WORLDS
from homeward.study.worlds import averted_at, declared_fixed
from homeward.study.year import drawn_night, nights_like
from homeward.walks import SEXES, demand

NIGHT = date(2019, 6, 8)
LATE = 'title = "Early"\nstreets.closed = ["Street 1"]\nvenues.close_at.pub = "21:00"'
SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="session")
def under(asked):
    """The small town's plan under a scenario, and beside another night."""

    def plan(scenario=None, what_if=None):
        parts = {"scenario": scenario, "what_if": what_if}
        made = {name: None if text is None else scenario_from(text) for name, text in parts.items()}
        request = dataclasses.replace(asked, **made)
        return plan_block(solve(request, opened(request)))

    return plan


@pytest.fixture(scope="session")
def plain(solved):
    return plan_block(solved)


@pytest.fixture(scope="session")
def town(solved):
    """The small town as it stands."""
    return Held.of(solved.known.built, np.zeros(0, dtype=np.int64))


@pytest.fixture(scope="session")
def late(under):
    """Beside the drawn night, one on which the pubs shut at nine and Street 1 is closed."""
    return under(what_if=LATE)


@pytest.fixture(scope="session")
def early(planned):
    """The same of a plan that weighs harm and felt risk alike."""
    return planned(what_if=scenario_from(LATE), aims=aims_from("harm=1,felt=1"))


def test_a_scenario_that_closes_nothing_gives_the_same_bytes(under, plain):
    same = under(scenario='title = "As ever"')
    assert same.pop("scenario") == {"title": "As ever", "says": ["Nothing is changed."]}
    assert json.dumps(same) == json.dumps({k: v for k, v in plain.items() if k != "scenario"})


def test_a_kind_that_has_reopened_by_the_night_changes_nothing(town):
    assert town.under(scenario_from("venues.reopen.pub = 2019-06-08"), NIGHT) is town
    shut = town.under(scenario_from("venues.reopen.pub = 2019-06-09"), NIGHT)
    assert shut.closures.closed_kinds == ("pub",)


def test_harm_follows_people_into_the_scenario(under, plain):
    quiet = under(scenario="venues.closed_by_law = true")
    assert 0 < quiet["harm"]["expected_gbp"] < plain["harm"]["expected_gbp"]


@pytest.fixture(scope="session")
def nights(early):
    """Each of its two nights as a year of such nights, and every world's values of both kinds."""
    plain = Held.of(early.known.built, np.zeros(0, dtype=np.int64))
    there = (plain, plain.under(early.request.what_if, NIGHT))
    setting = early.setting
    years = [nights_like(each, early.request, early.values) for each in there]
    drawn = [setting.assumptions.world(setting.seed, world) for world in range(WORLDS)]
    held = [declared_fixed(setting.assumptions, values) for values in drawn]
    return years, (drawn, held)


def _ends(free, held, centre):
    """The ends of the interval and how much of the spread is assumed, from the draws."""
    low, high = np.percentile(free, [2.5, 97.5])
    assumed = max(1.0 - np.var(held) / np.var(free), 0.0) if np.var(free) else 0.0
    return pytest.approx([min(low, centre), max(high, centre), assumed], rel=1e-5, abs=2e-6)


def _told(row, name):
    return [*row[f"{name}_interval"], row[f"{name}_assumed_share"]]


def test_walkers_of_each_named_street_are_those_of_every_world(early, nights):
    years, worlds = nights
    streets, rows = early.known.built.streets, early.what_if["streets"]
    assert rows
    for row in rows:
        mine = streets.names[streets.name] == row["street"]
        drawn = np.array(
            [[[_along(streets, mine, year, each) for year in years] for each in w] for w in worlds]
        )
        for column, name in enumerate(("as_is", "what_if")):
            assert _told(row, name) == _ends(*drawn[:, :, column], row[name])
        change = row["what_if"] - row["as_is"]
        assert _told(row, "change") == _ends(*(drawn[:, :, 1] - drawn[:, :, 0]), change)
        assert row["as_is_interval"][0] < row["as_is_interval"][1]


def _along(streets, mine, year, values):
    """Walkers that night on some segments, as a mean along them."""
    dark = year.tonight.night.dark
    both = sum(year.flows.actual_tonight(values, sex, dark) for sex in SEXES).sum(axis=1)
    return (both * streets.length_m)[mine].sum() / streets.length_m[mine].sum()


def test_the_plan_averts_on_each_night_what_it_does_in_every_world(early, nights):
    years, worlds = nights
    averted, scale = early.what_if["averted"], early.chosen.scale
    drawn = np.zeros((2, WORLDS, 2))
    for column, year in enumerate(years):
        there = dataclasses.replace(year, usual=early.before.usual or early.before)
        case = dataclasses.replace(early.setting.case, before=there, after=there)
        setting = dataclasses.replace(early.setting, case=case, ways=())
        trial = Trial(built=early.known.built, request=early.request, setting=setting)
        bought = trial.bought(early.bought)
        name = ("as_is", "what_if")[column]
        assert averted[name] == pytest.approx(trial.value(bought, scale), abs=1e-6)
        for held, all_values in enumerate(worlds):
            for world, values in enumerate(all_values):
                done = averted_at(bought.case, bought.drawn(values, world))
                by_aim = {"harm": done.harm_gbp, "felt": done.felt_km}
                drawn[held, world, column] = sum(by_aim[aim] * scale[aim] for aim in scale)
        assert _told(averted, name) == _ends(*drawn[:, :, column], averted[name])
    change = averted["what_if"] - averted["as_is"]
    assert _told(averted, "change") == _ends(*(drawn[:, :, 1] - drawn[:, :, 0]), change)
    assert averted["as_is_interval"][0] < averted["as_is"] < averted["as_is_interval"][1]


def test_two_nights_side_by_side(late, plain):
    two = late["what_if"]
    assert two["night"] == "2019-06-08"
    assert two["says"] == ["Shut to walkers: Street 1.", "Pubs shut by 21:00."]
    assert {k: v for k, v in late.items() if k != "what_if"} == {
        k: v for k, v in plain.items() if k != "what_if"
    }
    street = next(each for each in two["streets"] if each["street"] == "Street 1")
    assert street["as_is"] > 0
    assert street["what_if"] == 0
    for row in (two["walkers"], two["harm"], two["averted"], *two["streets"]):
        figures = {**row, "change": row["what_if"] - row["as_is"]}
        for name in ("as_is", "what_if", "change"):
            low, high = row[f"{name}_interval"]
            assert low - 1e-6 <= figures[name] <= high + 1e-6
    jsonschema.validate(late, dict(report.schema("plan")))


def test_harm_that_rises_though_no_more_people_walk_is_explained(under):
    dark = under(what_if='[lights]\noff = "18:00-05:00"')["what_if"]
    assert dark["walkers"]["what_if"] == dark["walkers"]["as_is"]
    assert dark["harm"]["what_if"] > dark["harm"]["as_is"]
    why = "It rises though as many people walk: people take other ways"
    assert sum(why in sentence for sentence in dark["words"]) == 1
    early = under(what_if="venues.close_later.pub = -60")["what_if"]
    assert early["walkers"]["what_if"] > early["walkers"]["as_is"]
    assert early["harm"]["what_if"] > early["harm"]["as_is"]
    assert not any("though" in sentence for sentence in early["words"])


def test_the_same_night_twice_is_the_same_night(under):
    two = under(what_if='title = "As it is"')["what_if"]
    for name in ("walkers", "lit_walks", "felt", "harm", "averted"):
        assert two[name]["as_is"] == two[name]["what_if"]
    assert two["averted"]["change_interval"] == [0.0, 0.0]
    assert two["streets"] == []
    assert two["words"][0] == "As many people would walk home."


def test_the_sentences_tell_the_change_with_its_interval(late):
    two = late["what_if"]
    low, high = (rough(end) for end in two["walkers"]["change_interval"])
    change = rough(two["walkers"]["what_if"] - two["walkers"]["as_is"])
    walkers, harm, averted = two["words"]
    assert walkers.endswith(f"people would walk home: {change} (95% interval {low} to {high}).")
    low, high = (pence(end) for end in two["harm"]["change_interval"])
    change = pence(two["harm"]["what_if"] - two["harm"]["as_is"])
    assert f"changes by {change} (95% interval {low} to {high})." in harm
    change = pence(two["averted"]["what_if"] - two["averted"]["as_is"])
    low, high = two["averted"]["change_interval"]
    assert low < 0
    ends = f"\N{MINUS SIGN}{pence(-low)} to {pence(high)}"
    assert averted.startswith(
        f"What the same plan averts changes by {change} (95% interval {ends})"
    )
    assert averted.endswith(") of harm a year, if every night of the year were like it.")


def test_a_name_that_is_wrong_is_said_before_the_long_work(asked):
    for text in ('streets.closed = ["Nowhere"]', 'venues.closed = ["The Moon"]'):
        request = dataclasses.replace(asked, what_if=scenario_from(text))
        with pytest.raises(InputError, match="not on it"):
            solve(dataclasses.replace(request, tell=_stop_at_walks), opened(request))


def _stop_at_walks(said):
    assert not said.startswith("Working out")


@SLOW
@given(st.sets(st.sampled_from(["The Anchor", "The Bell"])), st.integers(-4, 4), st.booleans())
def test_closing_the_station_never_adds_to_those_who_leave_or_go_there(town, names, later, law):
    values = measures.assumptions().central()
    other = Closures(
        closed_venues=tuple(sorted(names)), venues_closed=law, close_later={"all": later}
    )
    shut = Scenario(closures=dataclasses.replace(other, closed_stations=("Town",)))
    before, after = (
        _leaving(town.under(each, NIGHT), values) for each in (Scenario(closures=other), shut)
    )
    station = before.venue_origin[town.built.town.venues.kind == "station"]
    assert (after.leaving <= before.leaving).all()
    assert after.leaving[:, station].sum() == 0
    others = np.setdiff1d(np.arange(before.origins), station)
    assert np.array_equal(after.leaving[:, others], before.leaving[:, others])
    assert (after.end_kind == 1).sum() == 0


def _leaving(there, values):
    request = request_from({"night": "2019-06-08"}, tell=lambda _: None)
    night = drawn_night(there, request)
    return demand(there.built.streets, there.built.town, (night,), night, values)


def test_look_tells_the_scenario_and_moves_the_closing_hour(asked):
    request = dataclasses.replace(asked, scenario=scenario_from('venues.close_at.all = "21:00"'))
    found = look(request)
    assert max(found["closing"], key=lambda each: each["venues"])["time"][:5] == "21:00"
    assert "All venues shut by 21:00." in look_text(found)
    jsonschema.validate(found, dict(report.schema("look")))


def test_everything_a_scenario_can_hold_has_its_sentence():
    text = """
    streets.closed = ["Street 1", "Street 2"]
    gates.open = "never"
    stations.closed = ["Town"]
    [venues]
    closed = ["The Bell"]
    closed_by_law = true
    reopen = { bar = 2019-07-01, all = 2019-05-01 }
    close_at = { nightclub = "02:00", all = "23:00" }
    close_later = { pub = -30 }
    [lights]
    off = "00:30-05:00"
    kinds = ["alley"]
    """
    assert told(scenario_from(text), NIGHT) == (
        "Shut to walkers: Street 1 and Street 2.",
        "Ways behind gates are shut all night.",
        "Shut: Town; nobody leaves there or walks there.",
        "Shut: The Bell.",
        "All venues are shut by law; stations and stops are open.",
        "Venues of every other kind reopen on 2019-05-01: on this night they are open again.",
        "Bars reopen on 2019-07-01: on this night they are still shut.",
        "Venues of every other kind shut by 23:00.",
        "Nightclubs shut by 02:00.",
        "Pubs shut 30 minutes earlier.",
        "Lamps are off from 00:30 to 05:00 on streets of these kinds: alley.",
    )


def test_the_file_is_named_when_it_cannot_be_read(tmp_path: Path):
    path = tmp_path / "what.toml"
    path.write_text("lights.off = 3")
    with pytest.raises(InputError, match=r"what\.toml"):
        request_from({"scenario": path}, tell=lambda _: None)
