"""Towns where hardly anyone can walk home: a right answer or one plain sentence, never a hang."""

import json

import pytest

from osm_xml import node, ring, square, way, write
from refusals import refused

STREET = {"highway": "residential"}
PUB = {"amenity": "pub", "name": "The Anchor", "opening_hours": "Mo-Su 11:00-23:30"}
FLATS = {"building": "apartments", "building:levels": "4"}


def lane(number, north_m, east_m=(0, 900)):
    """A street of its own, which meets no other."""
    ends = (number, number + 1)
    corners = [node(each, east, north_m) for each, east in zip(ends, east_m, strict=True)]
    return [*corners, way(number, ends, STREET)]


def flats(number, east_m, north_m):
    """A house with homes in it."""
    return [*square(number, east_m, north_m, 15), way(number, ring(number), FLATS)]


LANES = [*lane(1, 0), *lane(3, 1600)]
ISLAND = lane(5, 800, (300, 600))
NO_LENGTH = [
    *(node(each, 0, 0) for each in (1, 2, 3)),
    *(node(4, 200, 0), node(5, 0, 150)),
    *(way(1, [1, 2, 3, 1], STREET), way(2, [1, 2], STREET), way(3, [3, 4], STREET)),
    way(4, [2, 5], STREET),
]
TOWNS = {
    "pieces that do not meet": [
        *(*LANES, *ISLAND, *flats(21, 400, 10), *flats(31, 400, 810)),
        *(node(11, 450, 5, PUB), node(12, 450, 805, PUB)),
    ],
    "a venue on an island": [*LANES, *ISLAND, *flats(21, 400, 10), node(11, 450, 805, PUB)],
    "streets of no length": [*NO_LENGTH, *flats(21, 180, 10), node(11, 2, 140, PUB)],
    "no venue": [*LANES, *flats(21, 400, 10)],
    "no end": [*ISLAND, node(11, 450, 805, PUB), *lane(1, 0), *lane(3, 1600)],
    "a ring with one corner": [*square(1, 0, 0, 90), way(1, ring(1), STREET), node(11, 9, 1, PUB)],
}
"""What stands on each map; pubs close at 23:30."""


@pytest.fixture
def asked(program, tmp_path):
    """What `look` says of one of the towns, and its plan against how it feels."""

    def run(what):
        town = write(tmp_path / "town.osm", TOWNS[what])
        looked = program("look", town)
        assert (looked.code, looked.err) == (0, "")
        out = tmp_path / "plan"
        ended = program("plan", town, "--budget", 20000, "--aim", "felt", "--out", out)
        assert ended.code == 0
        plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
        return looked.out, ended.out, plan

    return run


def test_in_pieces_that_do_not_meet_everyone_walks_home_in_their_own(asked):
    looked, _, plan = asked("pieces that do not meet")
    assert "3 street segments" in looked
    assert "2 venues; most close at 23:30" in looked
    assert plan["walks"]["no_end"] == 0
    assert plan["walks"]["leaving_tonight"] == 48


def test_from_a_venue_on_an_island_nobody_finds_a_way_home(asked):
    _, _, plan = asked("a venue on an island")
    assert plan["walks"]["leaving_tonight"] == 24
    assert plan["walks"]["no_end"] == 1
    assert plan["walks"]["cut_by_edge"] == 0


def test_streets_of_no_length_are_walked_like_others(asked):
    looked, _, plan = asked("streets of no length")
    assert "0.3 km to walk" in looked
    assert plan["walks"]["leaving_tonight"] == 24
    assert plan["walks"]["no_end"] == 0


def test_where_there_is_no_venue_it_is_said_and_nobody_walks(asked):
    looked, said, plan = asked("no venue")
    assert "no venue and no station that people leave at night" in looked
    assert "close at" not in looked
    assert "Nothing is bought with the £20,000: the map has no venue and no station" in said
    assert plan["walks"]["leaving_a_year"] == 0


def test_where_nothing_is_known_of_homes_they_are_along_the_streets(asked):
    _, _, plan = asked("no end")
    assert any("homes are spread over residential streets" in each for each in plan["notes"])


def test_a_town_of_one_corner_is_planned_or_refused(asked, program, tmp_path):
    looked, _, plan = asked("a ring with one corner")
    assert "0.4 km to walk" in looked
    assert plan["spent_gbp"] <= 20000
    alone = [node(1, 0, 0), way(1, [1, 1], STREET), node(11, 5, 5, PUB)]
    said = refused(program, tmp_path, write(tmp_path / "alone.osm", alone))
    assert "no street that can be walked" in said
