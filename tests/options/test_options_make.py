"""Options of hand-drawn towns, worked by hand, and the laws that hold for any town."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.measures import LIGHT_RULES, assumptions, catalogue
from homeward.night import SLOTS, Conditions, Night
from homeward.options import Choices, make
from homeward.streets import DARK, LIT, UNKNOWN, build
from towns import grid, high_street, town_of

VALUES = assumptions().central()
CHOICES = Choices(price_year=2024, horizon_years=10)
DECLARED = Path(__file__).parents[1].joinpath("declared.toml").read_text(encoding="utf-8")
STREET = {"highway": "residential"}


def night_of(streets, light=None, *, dark_slots=SLOTS, weight=365):
    """One night for all the year: the first slots by day, `light` in the dark ones."""
    begins = datetime(2025, 2, 8, 18, tzinfo=UTC)
    dark = np.arange(SLOTS) >= SLOTS - dark_slots
    now = np.repeat((streets.lit if light is None else light)[:, None], SLOTS, axis=1)
    night = Night(
        date=date(2025, 2, 8),
        kind="Saturday, winter",
        weight=weight,
        begins=tuple(begins + timedelta(minutes=30 * k) for k in range(SLOTS)),
        dark=dark,
        holiday=False,
    )
    return Conditions(
        night=night,
        lit=np.where(dark, now, LIT).astype(np.int8),
        passable=np.ones((streets.segments, SLOTS), dtype=np.bool_),
        venue_open=np.zeros((1, SLOTS)),
        closing=np.zeros((1, SLOTS)),
    )


def offer_of(town, extra=None, choices=CHOICES, **changes):
    """Options of a town, with its streets."""
    streets = dataclasses.replace(build(town), **changes)
    offer = make(streets, town, [night_of(streets)], catalogue(extra), VALUES, choices)
    return streets, offer


def dark_lane():
    """One dark street of 120 m.

    ::

        1 ---------------- 2      way 10, lit=no
    """
    return town_of({1: (0, 0), 2: (120, 0)}, [(10, (1, 2), {**STREET, "lit": "no"})])


def test_a_dark_lane_gets_five_lamps_to_the_penny():
    """120 m / 26.2 m = 4.58, so 5 lamps.

    Capital 1,656 (2016) x 100 / 76.4554 = 2,165.97 pounds each, yearly 46.7 (2023) x
    100 / 96.2507 = 48.52 each.
    """
    _, offer = offer_of(dark_lane())
    lane = offer.options
    assert lane.id.tolist() == ["lamp_run@10/1-2"]
    assert lane.units.tolist() == [5.0]
    assert lane.capital_pence.tolist() == [1_082_984]
    assert lane.yearly_pence.tolist() == [24_260]
    assert not lane.survey.any()
    assert lane.strength.tolist() == [[1.0, 1.0, 1.0, 1.0]]
    assert lane.lights.all()
    assert not lane.moves.any()


def test_a_street_of_unknown_light_is_surveyed_first():
    """Survey: 0.12 km x 7.63 (2018) x 100 / 79.1606 = 1.16 pounds; strength 1 - p_lit."""
    town = town_of({1: (0, 0), 2: (120, 0)}, [(10, (1, 2), STREET)])
    streets, offer = offer_of(town, p_lit=np.array([0.7]))
    assert streets.lit.tolist() == [UNKNOWN]
    assert offer.options.survey.all()
    assert offer.options.capital_pence.tolist() == [1_082_984 + 116]
    assert offer.options.strength == pytest.approx(np.full((1, 4), 0.3))


def test_light_counts_in_the_dark_slots_of_a_band_only():
    """Dark from 19:30: half of the first band."""
    streets = build(dark_lane())
    night = night_of(streets, dark_slots=21)
    offer = make(streets, dark_lane(), [night], catalogue(), VALUES, CHOICES)
    assert offer.options.strength.tolist() == [[0.5, 1.0, 1.0, 1.0]]


def test_a_lane_too_short_for_a_run_is_left_out_or_joined():
    """A 30 m stub alone is dropped; beside a dark street it joins it."""
    stub = town_of({1: (0, 0), 2: (30, 0)}, [(10, (1, 2), {**STREET, "lit": "no"})])
    assert len(offer_of(stub)[1].options) == 0
    assert "No place" in offer_of(stub)[1].lines[0].sentence
    nodes = {1: (0, 0), 2: (30, 0), 3: (150, 0)}
    dark = {**STREET, "lit": "no"}
    pair = town_of(nodes, [(10, (1, 2), dark), (11, (2, 3), dark)])
    assert np.diff(offer_of(pair)[1].options.start).tolist() == [2]


def test_a_long_dark_street_is_parted():
    """Six dark segments of 90 m are three options of two."""
    nodes = {k: (90.0 * k, 0.0) for k in range(1, 8)}
    stubs = {20 + k: (90.0 * k, 50.0) for k in range(2, 7)}
    dark = {**STREET, "lit": "no", "name": "Long Lane"}
    ways = [(10, tuple(range(1, 8)), dark)]
    ways += [(100 + k, (k, 20 + k), {**STREET, "lit": "yes"}) for k in range(2, 7)]
    streets, offer = offer_of(town_of({**nodes, **stubs}, ways))
    reached = offer.options.segment
    assert len(offer.options) == 3
    assert np.diff(offer.options.start).tolist() == [2, 2, 2]
    assert (streets.lit[reached] == DARK).all()


def test_hours_come_before_led_and_lamps_stay_out_of_lit_streets():
    """Two lit lanes of 4 old lamps; one goes out at midnight: hours there, LED on the other."""
    nodes = {1: (0, 0), 2: (100, 0), 3: (100, 100)}
    ways = [(10, (1, 2), {**STREET, "lit": "yes"}), (11, (2, 3), {**STREET, "lit": "yes"})]
    town = town_of(nodes, ways)
    streets = build(town)
    four = np.full(2, 4, dtype=np.int64)
    streets = dataclasses.replace(streets, lamps=four, old_lamps=four)
    night = night_of(streets)
    first = streets.way_id == 10
    lit = night.lit.copy()
    lit[first, 12:] = DARK
    night = dataclasses.replace(night, lit=lit)
    offer = make(streets, town, [night], catalogue(), VALUES, CHOICES).options
    assert [each.split("@")[0] for each in offer.id] == ["led_upgrade", "all_night"]
    hours = int(np.flatnonzero(offer.lights)[0])
    assert streets.way_id[offer.segment[hours]] == 10
    assert offer.strength[hours].tolist() == [0.0, 0.0, 1.0, 1.0]
    assert offer.units.tolist() == [4.0, 4.0]


def test_spacing_is_measured_where_lamps_are_known():
    """40 lit segments of 100 m with 5 lamps each: a lamp every 20 m."""
    town = grid(6, 6)
    streets = build(town)
    lit = np.where(np.arange(streets.segments) % 2 == 0, LIT, DARK).astype(np.int8)
    lamps = np.where(lit == LIT, 5, 0)
    offer = offer_of(town, lit=lit, p_lit=(lit == LIT) * 1.0, lamps=lamps)[1]
    assert "A lamp every 20.0 m, the median" in offer.lines[0].sentence
    assert "is assumed" in offer_of(town)[1].lines[0].sentence


def test_no_number_no_option():
    _, offer = offer_of(high_street())
    ready = {each.key for each in catalogue() if not each.missing}
    for line in offer.lines:
        if line.key not in ready:
            assert line.options == 0
            assert line.missing
            assert line.sentence.startswith("No option, because these are missing: ")
            assert line.sentence.endswith(f"under [measure.{line.key}].")


def test_declared_figures_make_an_option_of_every_kind_of_measure():
    town = high_street()
    streets = build(town)
    night = night_of(streets)
    gated = streets.gate_rule != 0
    assert gated.any()
    passable = night.passable.copy()
    passable[gated, 6:] = False
    night = dataclasses.replace(night, passable=passable)
    offer = make(streets, town, [night], catalogue(DECLARED), VALUES, CHOICES)
    counts = {line.key: line.options for line in offer.lines}
    assert not [line.key for line in offer.lines if line.missing]
    nothing = {key for key, count in counts.items() if not count}
    assert nothing <= {"led_upgrade", "all_night"}
    moving = {str(each).split("@")[0] for each in offer.options.id[offer.options.moves]}
    assert moving == {"alley_gate", "park_hours"}
    park = np.flatnonzero(offer.options.measure == 11)[0]
    at = offer.options.start[park]
    assert offer.options.strength[at].tolist() == [0.0, 1.0, 1.0, 1.0]


def test_an_hour_of_patrol_a_night_is_paid_365_times():
    _, offer = offer_of(high_street(), DECLARED)
    patrol = offer.options.measure == 8
    assert patrol.any()
    assert set(offer.options.yearly_pence[patrol].tolist()) == {50 * 365 * 100}
    link = np.repeat(patrol, np.diff(offer.options.start))
    assert set(map(tuple, offer.options.strength[link].tolist())) == {(0.0, 1.0, 1.0, 0.0)}


def test_a_gate_stands_at_each_mouth_of_an_alley():
    streets, offer = offer_of(high_street(), DECLARED)
    gate = np.flatnonzero(offer.options.measure == 6)
    assert offer.options.units[gate].tolist() == [2.0]
    assert offer.options.id[gate[0]].startswith("alley_gate@21/")
    assert streets.way_id[offer.options.reach(int(gate[0]))].tolist() == [21]


def test_reach_is_measured_along_streets():
    """From 3, 150 m to a middle: all High Street, Cross Street, Park Walk, half the park path."""
    streets, offer = offer_of(high_street(), DECLARED)
    three = np.flatnonzero(offer.options.id == "patrol_uniformed@3")[0]
    ways = streets.way_id[offer.options.reach(int(three))]
    assert sorted(set(ways.tolist())) == [20, 23, 24, 25]
    assert sorted(streets.length_m[offer.options.reach(int(three))]) == [
        50,
        100,
        100,
        100,
        100,
        200,
    ]


def test_a_building_hides_what_is_behind_it():
    town = grid(3, 3, spacing_m=60.0)
    wall = shapely.box(65, 5, 115, 55)
    blocked = dataclasses.replace(
        town,
        buildings=dataclasses.replace(
            town_of({1: (0, 0), 2: (1, 0)}, [(1, (1, 2), STREET)], buildings=[wall]).buildings
        ),
    )
    far = DECLARED.replace("[measure.fixed_camera]", "[measure.fixed_camera]\nreach_m = 130")
    offers = [offer_of(each, far)[1].options for each in (town, blocked)]
    cameras = [each.strength[each.measure[each.of_link()] == 3].sum() for each in offers]
    assert 0 < cameras[1] < cameras[0]


def test_must_avoid_and_area_keep_options_out():
    town = grid(4, 4)
    streets = build(town)
    west = streets.middle_xy_m[:, 0] < 150
    for choices in (
        dataclasses.replace(CHOICES, area=west),
        dataclasses.replace(CHOICES, must_avoid=~west),
    ):
        offer = offer_of(town, DECLARED, choices)[1].options
        assert len(offer)
        light = offer.lights[offer.start[:-1]]
        for option in np.flatnonzero(light):
            assert west[offer.reach(int(option))].all()


@given(
    lit=st.lists(st.sampled_from([DARK, LIT, UNKNOWN]), min_size=24, max_size=24),
    old=st.lists(st.integers(0, 2), min_size=24, max_size=24),
    off=st.lists(st.booleans(), min_size=24, max_size=24),
    minimum_m=st.sampled_from([0.0, 40.0, 250.0]),
)
@settings(max_examples=25)
def test_no_segment_is_in_two_lighting_options(lit, old, off, minimum_m):
    town = grid(4, 4)
    state = np.array(lit, dtype=np.int8)
    lamps = np.array(old, dtype=np.int64) * (state == LIT)
    streets = dataclasses.replace(
        build(town), lit=state, lamps=lamps, old_lamps=lamps, p_lit=np.where(state == LIT, 1.0, 0.4)
    )
    night = night_of(streets)
    now = night.lit.copy()
    now[np.array(off) & (state == LIT), 12:] = DARK
    night = dataclasses.replace(night, lit=now)
    choices = dataclasses.replace(CHOICES, minimum_run_m=minimum_m)
    measures = catalogue(DECLARED)
    options = make(streets, town, [night], measures, VALUES, choices).options
    light = np.array([measures[m].rule in LIGHT_RULES for m in options.measure])
    links = options.segment[np.repeat(light, np.diff(options.start))]
    assert len(np.unique(links)) == len(links)
    lamp_links = options.segment[np.repeat(options.measure == 0, np.diff(options.start))]
    if minimum_m <= 100.0:
        assert sorted(lamp_links.tolist()) == np.flatnonzero(state != LIT).tolist()
    assert ((options.strength >= 0) & (options.strength <= 1)).all()
    assert (options.capital_pence >= 0).all()
    assert len(set(options.id.tolist())) == len(options)
    for option in np.flatnonzero(light):
        reach = options.reach(int(option))
        assert len(set(state[reach].tolist())) == 1
        assert nx.is_connected(nx.MultiGraph(streets.ends[reach].tolist()))


def test_faults_are_told_in_sentences():
    town = dark_lane()
    streets = build(town)
    with pytest.raises(InputError, match="`nights` is empty"):
        make(streets, town, [], catalogue(), VALUES, CHOICES)
    wrong = dataclasses.replace(CHOICES, area=np.ones(7, dtype=np.bool_))
    with pytest.raises(InputError, match="one value a segment, 1; it has 7"):
        make(streets, town, [night_of(streets)], catalogue(), VALUES, wrong)
    twice = (catalogue()[0], catalogue()[0])
    with pytest.raises(InputError, match="keys that differ"):
        make(streets, town, [night_of(streets)], twice, VALUES, CHOICES)
    with pytest.raises(InputError, match="of zero or more; got 10 and"):
        Choices(price_year=2024, horizon_years=10, minimum_run_m=-1.0)
