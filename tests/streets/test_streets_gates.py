import numpy as np
import pytest
import shapely

import towns
from homeward import streets
from homeward.streets.gates import barrier_rule, way_rule
from homeward.streets.hours import conditional_rule, hours_rule

FOOT = {"highway": "footway"}
NODES = {1: (0.0, 0.0), 2: (30.0, 0.0), 3: (100.0, 0.0)}


def rule_of(built, segment_id):
    """The gate rule of a segment by its published id."""
    at = built.ids.tolist().index(segment_id)
    return str(built.rules[built.gate_rule[at]])


@pytest.mark.parametrize(
    ("tags", "rule"),
    [
        ({}, ""),
        ({"opening_hours": "24/7"}, ""),
        ({"opening_hours": "dawn-dusk"}, "dawn-dusk"),
        ({"opening_hours": "22:00-06:00 off"}, "24/7; 22:00-06:00 off"),
        ({"opening_hours": "closed"}, "off"),
        ({"opening_hours": "when the keeper comes"}, None),
        ({"foot:conditional": "no @ (dusk-dawn)"}, "24/7; dusk-dawn off"),
        ({"access:conditional": "no @ (22:00-06:00)"}, "24/7; 22:00-06:00 off"),
        ({"access:conditional": "no @ snow"}, None),
        ({"foot": "no", "foot:conditional": "yes @ (08:00-18:00)"}, "off; 08:00-18:00"),
        ({"foot:conditional": "yes @ (08:00-18:00)"}, "off; 08:00-18:00"),
        ({"foot": "permissive", "access:conditional": "permissive@(12:00-14:30)"},
         "off; 12:00-14:30"),
        ({"foot": "yes", "foot:conditional": "designated @ (08:00-18:00)"},
         "24/7; 08:00-18:00"),
        ({"foot": "yes", "access": "no", "access:conditional": "yes @ (08:00-18:00)"}, ""),
        ({"access": "private", "access:conditional": "destination @ (08:00-18:00)"},
         "off; 08:00-18:00"),
        ({"access:conditional": "delivery @ (08:00-18:00)"}, ""),
        ({"access:conditional": "no @ (Mo-Fr 22:00-06:00; Sa 23:00-06:00)"},
         "24/7; Mo-Fr 22:00-06:00 off; Sa 23:00-06:00 off"),
    ],
)  # fmt: skip
def test_tags_give_a_rule_of_hours(tags, rule):
    assert way_rule(tags) == rule


@pytest.mark.parametrize(
    ("tags", "rule"),
    [
        ({"barrier": "gate"}, ""),
        ({"barrier": "gate", "access": "private"}, "off"),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, ""),
        ({"barrier": "gate", "locked": "yes"}, "off"),
        ({"barrier": "gate", "locked": "yes", "opening_hours": "08:00-20:00"}, "08:00-20:00"),
        ({"barrier": "bollard", "access": "no"}, ""),
        ({"barrier": "bollard", "foot": "no"}, "off"),
        ({"entrance": "yes", "access": "private"}, ""),
    ],
)
def test_a_barrier_stops_walkers_or_not(tags, rule):
    assert barrier_rule(tags) == rule


def test_rules_can_be_read_back():
    for text in ("22:00-06:00 off", "dawn-dusk", "Mo-Fr 08:00-18:00; PH off"):
        rule = hours_rule(text)
        assert rule is not None
        assert hours_rule(rule) == rule
    assert conditional_rule("", open_else=True) == ""


def test_a_gate_shuts_the_shorter_side_of_the_path_it_stands_on():
    town = towns.town_of(
        NODES,
        [(1, (1, 2, 3), FOOT)],
        barriers={2: {"barrier": "gate", "opening_hours": "dawn-dusk"}},
    )
    built = streets.build(town)
    assert rule_of(built, "1/1-2") == "dawn-dusk"
    assert rule_of(built, "1/2-3") == ""


def test_a_locked_gate_where_a_street_passes_shuts_the_path_only():
    """The gate is drawn on the street's own node 2, where footway 2 leaves it."""
    nodes = {**NODES, 4: (30.0, 50.0)}
    ways = [(1, (1, 2, 3), {"highway": "residential"}), (2, (2, 4), FOOT)]
    built = streets.build(
        towns.town_of(nodes, ways, barriers={2: {"barrier": "gate", "locked": "yes"}})
    )
    assert rule_of(built, "2/2-4") == "off"
    assert rule_of(built, "1/1-2") == rule_of(built, "1/2-3") == ""


def test_a_gate_drawn_on_a_main_road_bars_the_lane_and_never_the_road():
    nodes = {**NODES, 4: (30.0, 50.0)}
    road = (1, (1, 2, 3), {"highway": "primary"})
    lane = (2, (2, 4), {"highway": "residential"})
    locked = {2: {"barrier": "gate", "locked": "yes"}}
    built = streets.build(towns.town_of(nodes, [road, lane], barriers=locked))
    assert rule_of(built, "2/2-4") == "off"
    assert rule_of(built, "1/1-2") == rule_of(built, "1/2-3") == ""
    alone = streets.build(towns.town_of(nodes, [road], barriers=locked))
    assert not alone.gate_rule.any()


def test_hours_of_a_park_hold_on_its_paths_and_not_on_its_roads():
    park = (shapely.box(-5, -20, 105, 20), "park", "08:00-dusk")
    ways = [(1, (1, 2), FOOT), (2, (2, 3), {"highway": "residential"})]
    built = streets.build(towns.town_of(NODES, ways, areas=[park]))
    assert rule_of(built, "1/1-2") == "08:00-dusk"
    assert rule_of(built, "2/2-3") == ""


def test_a_way_s_own_hours_go_before_those_of_its_park():
    park = (shapely.box(-5, -20, 105, 20), "park", "08:00-dusk")
    way = (1, (1, 2, 3), {**FOOT, "opening_hours": "06:00-22:00"})
    built = streets.build(towns.town_of(NODES, [way], areas=[park]))
    assert rule_of(built, "1/1-3") == "06:00-22:00"


def test_the_smallest_park_gives_the_hours():
    parks = [
        (shapely.box(-5, -20, 105, 20), "park", "08:00-dusk"),
        (shapely.box(-500, -500, 500, 500), "common", "06:00-22:00"),
    ]
    for order in (parks, parks[::-1]):
        built = streets.build(towns.town_of(NODES, [(1, (1, 2, 3), FOOT)], areas=order))
        assert rule_of(built, "1/1-3") == "08:00-dusk"


def test_hours_that_cannot_be_read_leave_the_way_open_and_are_counted():
    way = (1, (1, 2, 3), {**FOOT, "opening_hours": "ask at the lodge"})
    built = streets.build(towns.town_of(NODES, [way]))
    assert built.gate_rule.tolist() == [0]
    assert any("could not be read: 1; those count as" in n for n in built.notes)


def test_the_first_rule_is_always():
    built = streets.build(towns.high_street())
    assert built.rules[0] == ""
    assert np.count_nonzero(built.gate_rule) == 1
