"""Names are found as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.read.osm import read_map
from homeward.read.places import index
from homeward.tables import Town
from osm_xml import STREET, node, ring, square, way, write


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Two streets (one in two ways), a park, two pubs and a station that is venue and end."""
    road = {"highway": "residential", "name": "King’s Road"}
    things = [
        *STREET,
        *[node(i, 10 * (i - 20), 30) for i in range(21, 30)],
        way(2, [21, 22], road),
        way(3, [22, 23, 24, 25, 26], road),
        way(4, [26, 27, 28], {"highway": "footway", "name": "Station Walk"}),
        *square(31, 0, 50, 40),
        way(5, ring(31), {"leisure": "park", "name": "Löwen Green"}),
        node(41, 5, 5, {"amenity": "pub", "name": "King's Head"}),
        node(42, 95, 5, {"amenity": "pub", "name": 'The "Old" Head'}),
        node(43, 50, 5, {"railway": "station", "name": "Central"}),
    ]
    tables = read_map(write(tmp_path_factory.mktemp("names") / "names.osm", things))
    return index(
        Town(
            place=tables.place,
            ways=tables.ways,
            barriers=tables.barriers,
            areas=tables.areas,
            buildings=tables.buildings,
            lamps=tables.lamps,
            cameras=tables.cameras,
            venues=tables.venues,
            ends=tables.ends,
        )
    )


def names(found) -> list[str]:
    return [each.name for each in found]


def test_the_beginning_of_each_word_is_enough(places):
    assert names(places.find("kin roa")) == ["King’s Road"]
    assert sorted(names(places.find("HEAD"))) == ["King's Head", 'The "Old" Head']


def test_accents_do_not_matter(places):
    assert names(places.find("lowen")) == ["Löwen Green"]
    assert places.find("löwen")[0].kind == "park"


def test_a_street_of_several_ways_is_found_once_in_the_middle_of_the_longest(places):
    (found,) = places.find("king’s road")
    assert found.kind == "street"
    east = [each.xy_m[0] for each in places.find("head")]
    assert min(east) < found.xy_m[0] < max(east)


def test_a_station_is_one_find_though_it_is_venue_and_end(places):
    name, kind, (_, _) = places.find("central")[0]
    assert (name, kind) == ("Central", "station")
    assert len(places.find("central")) == 1


@pytest.mark.parametrize("text", ['"', "head AND NOT", "*", "name:head", "-", "^", "'; DROP", ""])
def test_signs_have_no_special_meaning(places, text):
    assert isinstance(places.find(text), list)


@given(text=st.text(max_size=30))
def test_nothing_that_is_typed_is_an_error(places, text):
    assert len(places.find(text, 3)) <= 3


def test_a_limit_below_one_is_refused(places):
    with pytest.raises(InputError, match="at least 1; got 0"):
        places.find("head", 0)
