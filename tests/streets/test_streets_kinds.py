import numpy as np
import pytest
import shapely

import towns
from homeward import streets
from homeward.streets import Kind
from homeward.streets.kinds import CROSSING, PATH, of_tags
from homeward.streets.surroundings import along

LINE = {1: (0.0, 0.0), 2: (100.0, 0.0)}
FOOT = {"highway": "footway"}


def only(nodes, ways, **around):
    """The streets of a town and the position of its way 1."""
    built = streets.build(towns.town_of(nodes, ways, **around))
    return built, int(np.flatnonzero(built.way_id == 1)[0])


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "primary_link"}, Kind.MAIN_ROAD),
        ({"highway": "living_street"}, Kind.RESIDENTIAL),
        ({"highway": "pedestrian"}, Kind.RESIDENTIAL),
        ({"highway": "pedestrian", "area": "yes"}, Kind.SQUARE),
        ({"railway": "platform"}, Kind.SQUARE),
        ({"railway": "platform", "area": "no"}, Kind.FOOTWAY),
        ({"highway": "service"}, Kind.SERVICE),
        ({"highway": "service", "service": "alley"}, Kind.ALLEY),
        ({"highway": "footway", "footway": "sidewalk"}, Kind.FOOTWAY),
        ({"highway": "footway", "footway": "crossing"}, CROSSING),
        ({"highway": "footway", "tunnel": "yes"}, Kind.UNDERPASS),
        ({"highway": "footway", "tunnel": "building_passage"}, Kind.ALLEY),
        ({"highway": "secondary", "tunnel": "yes"}, Kind.MAIN_ROAD),
        ({"highway": "cycleway", "bridge": "viaduct"}, Kind.BRIDGE),
        ({"highway": "footway", "bridge": "no"}, PATH),
        ({"highway": "steps", "bridge": "yes"}, Kind.STEPS),
        ({"highway": "track"}, PATH),
    ],
)
def test_tags_settle_the_kind(tags, kind):
    assert of_tags(tags) == kind


def test_a_footway_between_two_rows_of_houses_is_an_alley():
    rows = [shapely.box(0, 3, 100, 9), shapely.box(0, -9, 100, -3)]
    built, at = only(LINE, [(1, (1, 2), FOOT)], buildings=rows)
    assert built.kind[at] == Kind.ALLEY
    assert built.frontage[at] == 1.0


def test_a_footway_with_houses_on_one_side_is_an_open_path():
    built, at = only(LINE, [(1, (1, 2), FOOT)], buildings=[shapely.box(0, 3, 100, 9)])
    assert built.kind[at] == Kind.OPEN_PATH


def test_a_footway_along_a_road_is_a_pavement_and_takes_its_light():
    nodes = {**LINE, 3: (0.0, 8.0), 4: (100.0, 8.0)}
    road = (2, (3, 4), {"highway": "residential", "lit": "no"})
    built, at = only(nodes, [(1, (1, 2), FOOT), road])
    assert built.kind[at] == Kind.FOOTWAY
    assert built.lit[at] == streets.DARK
    assert built.reasons[built.lit_reason[at]] == "It runs beside a dark road."


def test_a_footway_that_leads_away_from_a_road_is_not_beside_it():
    nodes = {**LINE, 3: (0.0, -50.0), 4: (0.0, 50.0)}
    road = (2, (3, 1, 4), {"highway": "residential", "lit": "yes"})
    built, at = only(nodes, [(1, (1, 2), FOOT), road])
    assert built.kind[at] == Kind.OPEN_PATH
    assert built.lit[at] == streets.UNKNOWN


def test_a_crossing_takes_the_light_of_the_road_it_crosses():
    nodes = {1: (0.0, -6.0), 2: (0.0, 6.0), 3: (-50.0, 0.0), 4: (50.0, 0.0), 5: (0.0, 0.0)}
    crossing = (1, (1, 5, 2), {"highway": "footway", "footway": "crossing"})
    road = (2, (3, 5, 4), {"highway": "primary", "lit": "yes"})
    built, at = only(nodes, [crossing, road])
    assert built.kind[at] == Kind.FOOTWAY
    assert built.lit[at] == streets.LIT


@pytest.mark.parametrize(("reach", "inside"), [(51.0, True), (44.0, False)])
def test_a_path_is_in_a_park_if_half_of_it_is(reach, inside):
    park = (shapely.box(0, -20, reach, 20), "park")
    built, at = only(LINE, [(1, (1, 2), FOOT)], areas=[park])
    assert bool(built.in_park[at]) is inside
    assert built.kind[at] == (Kind.PARK_PATH if inside else Kind.OPEN_PATH)


def test_a_road_through_a_park_stays_a_road():
    park = (shapely.box(0, -20, 100, 20), "common")
    built, at = only(LINE, [(1, (1, 2), {"highway": "tertiary"})], areas=[park])
    assert built.kind[at] == Kind.MAIN_ROAD
    assert built.in_park[at]


def test_two_parks_side_by_side_are_one_open_space():
    parks = [(shapely.box(0, -9, 30, 9), "park"), (shapely.box(30, -9, 60, 9), "wood")]
    built, at = only(LINE, [(1, (1, 2), FOOT)], areas=parks)
    assert built.in_park[at]


def test_frontage_is_the_share_within_fifteen_metres_of_a_wall():
    """The house stands 10 m off, from x = 40 to 60: 15 m reaches 11 m beyond either end."""
    built, at = only(LINE, [(1, (1, 2), FOOT)], buildings=[shapely.box(40, 10, 60, 30)])
    assert built.frontage[at] == pytest.approx(0.42, abs=0.05)


def test_the_smallest_of_overlapping_zones_counts():
    zones = [shapely.box(-200, -200, 200, 200), shapely.box(0, -10, 100, 10)]
    built, at = only(LINE, [(1, (1, 2), FOOT)], zones=zones)
    assert built.zone[at] == 1
    assert only(LINE, [(1, (1, 2), FOOT)], zones=[shapely.box(0, 5, 9, 9)])[0].zone[at] == -1


def test_points_along_a_line_stand_for_equal_pieces():
    """A line of 12 m with a corner after 4 m: three pieces of 4 m."""
    samples = along(np.array([0, 3]), np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 8.0]]))
    assert samples.xy_m.tolist() == [[2, 0], [4, 2], [4, 6]]
    assert samples.toward(np.arange(3)).tolist() == [[1, 0], [0, 1], [0, 1]]


def test_a_map_without_buildings_says_so():
    assert "hardly shows buildings" in " ".join(streets.build(towns.crossroads()).notes)


def test_parts_that_nothing_joins_are_kept_and_said():
    nodes = {**LINE, 3: (0.0, 500.0), 4: (100.0, 500.0), 5: (200.0, 500.0)}
    built, _ = only(nodes, [(1, (1, 2), FOOT), (2, (3, 4, 5), FOOT)])
    assert built.segments == 2
    assert "not joined to the largest: 1; they hold 33.3% of all length" in built.notes[0]
