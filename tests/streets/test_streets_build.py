import dataclasses

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

import towns
from homeward import streets
from homeward.streets import Kind
from homeward.tables import Town

LAMPS = [(220.0, 104.0), (250.0, 96.0), (280.0, 104.0), (310.0, 4.0), (5.0, 50.0)]
HOUSES = [
    shapely.box(-12, 20, -3, 90),
    shapely.box(3, 20, 12, 90),
    shapely.box(105, 6, 195, 14),
    shapely.box(205, 20, 214, 60),
]
PARKS = [
    (shapely.box(260, 10, 400, 200), "park", "dawn-dusk"),
    (shapely.box(250, 0, 420, 210), "common", "06:00-22:00"),
    (shapely.box(260, 10, 400, 200), "garden", "08:00-20:00"),
    (shapely.box(190, 80, 310, 120), "wood"),
]


def around_the_high_street(lamps, houses, parks) -> Town:
    """The high street's ways among the given things."""
    town = towns.high_street()
    other = towns.town_of(
        {1: (0.0, 0.0), 2: (9.0, 0.0)},
        [(1, (1, 2), {"highway": "path"})],
        lamps=lamps,
        buildings=houses,
        areas=parks,
    )
    return dataclasses.replace(
        town, lamps=other.lamps, buildings=other.buildings, areas=other.areas
    )


def same_bytes(one, two):
    """Whether two networks agree in every array, to the byte."""
    return all(
        np.asarray(getattr(one, each.name)).tobytes()
        == np.asarray(getattr(two, each.name)).tobytes()
        for each in dataclasses.fields(one)
        if each.name != "notes"
    )


def test_the_high_street_is_read_as_drawn():
    built = streets.build(towns.high_street())
    kinds = {name: Kind(kind) for name, kind in zip(built.ids, built.kind, strict=True)}
    assert kinds == {
        "20/1-3": Kind.MAIN_ROAD,
        "20/3-4": Kind.MAIN_ROAD,
        "20/4-5": Kind.MAIN_ROAD,
        "21/1-6": Kind.ALLEY,
        "22/6-7": Kind.RESIDENTIAL,
        "23/3-7": Kind.RESIDENTIAL,
        "24/7-8": Kind.OPEN_PATH,
        "25/4-9": Kind.PARK_PATH,
        "25/9-8": Kind.PARK_PATH,
    }
    assert built.names[built.name[built.ids.tolist().index("22/6-7")]] == "Back Lane"
    assert built.length_mm.sum() == 1_000_000
    assert built.notes == ()


@given(st.permutations(LAMPS), st.permutations(HOUSES), st.permutations(PARKS))
def test_the_order_of_rows_in_any_table_changes_no_byte(lamps, houses, parks):
    first = streets.build(around_the_high_street(LAMPS, HOUSES, PARKS))
    assert same_bytes(first, streets.build(around_the_high_street(lamps, houses, parks)))


def test_building_twice_gives_the_same_bytes():
    assert same_bytes(*(streets.build(towns.grid(4, 5)) for _ in range(2)))


def test_arcs_lead_both_ways_along_every_segment():
    built = streets.build(towns.grid(3, 2))
    start, node, segment = built.neighbours
    for here in range(built.nodes):
        for k in range(start[here], start[here + 1]):
            assert {here, int(node[k])} == set(built.ends[segment[k]].tolist())
    assert np.bincount(segment).tolist() == [2] * built.segments


def test_half_way_points_lie_half_way():
    built = streets.build(towns.crossroads())
    assert sorted(map(tuple, built.middle_xy_m.tolist())) == [
        (-50, 0), (0, -50), (0, 50), (50, 0)
    ]  # fmt: skip
