"""Hand-made maps, one rule at a time."""

import random
from pathlib import Path

import numpy as np
import pytest

from homeward.errors import SourceError
from homeward.kit.arrays import freeze
from homeward.read._osm_place import _named_after
from homeward.read.osm import MapTables, read_map
from osm_xml import STREET, node, relation, ring, square, way, write

RESIDENTIAL = {"highway": "residential"}


@pytest.fixture
def read(tmp_path):
    """Read a map from its things."""

    def read_things(*things: str, head: str = "", name: str = "little.osm") -> MapTables:
        return read_map(write(tmp_path / name, things, head))

    return read_things


def same(one, other) -> bool:
    """Whether two tables hold the same."""
    if isinstance(one, np.ndarray):
        nan = one.dtype.kind == "f"
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=nan)
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, f), getattr(other, f)) for f in one.__dataclass_fields__)
    return one == other


def test_a_street_keeps_its_ids_tags_and_length(read):
    town = read(*STREET)
    assert town.ways.way_id.tolist() == [1]
    assert town.ways.node_id.tolist() == [1, 2]
    assert town.ways.tags == ({"highway": "residential"},)
    length = np.hypot(*(town.ways.xy_m[1] - town.ways.xy_m[0]))
    assert length == pytest.approx(100, rel=2e-3)


def test_the_place_knows_its_clock_country_and_projection(read):
    place = read(*STREET).place
    assert (place.timezone, place.country, place.subdivision) == ("Europe/London", "GB", "ENG")
    assert place.name == "Little"
    assert "+proj=tmerc +lat_0=51.5 +lon_0=-0.0993" in place.crs


def test_a_map_without_a_town_is_called_after_its_file():
    named = {"rutland-latest.osm.pbf": "Rutland", "porto_portugal.osm.pbf": "Porto Portugal"}
    assert {each: _named_after(Path(each)) for each in named} == named
    assert _named_after(Path("latest.osm")) == "latest.osm"


def test_the_highest_ranking_place_in_the_box_names_the_town(read):
    suburb = node(8, 50, 0, {"place": "suburb", "name": "Netherend"})
    city = node(9, 90, 0, {"place": "city", "name": "Fairburgh"})
    far = node(7, 9000, 0, {"place": "city", "name": "Elsewhere"})
    assert read(*STREET, suburb, city, far).place.name == "Fairburgh"
    assert read(*STREET, suburb, far).place.name == "Netherend"


def test_a_header_box_is_cut_to_where_there_are_streets(read):
    head = '<bounds minlat="51.4" minlon="-0.0995" maxlat="51.6" maxlon="5"/>'
    west, south, east, north = read(
        *STREET, node(3, 100, 80), way(2, [2, 3], RESIDENTIAL), head=head
    ).place.bbox
    assert west == pytest.approx(-0.0995)
    assert (south, north) == pytest.approx((51.5, 51.5 + 80 / 111_267), abs=1e-6)
    assert east == pytest.approx(-0.1 + 100 / 69_450, abs=1e-6)


def test_one_stray_node_does_not_blow_up_the_box(read):
    lane = [node(i, 2 * i, i % 7) for i in range(1, 400)]
    stray = [node(900, 90_000, 90_000), way(9, [399, 900], RESIDENTIAL)]
    west, _, east, _ = read(*lane, way(1, range(1, 400), RESIDENTIAL), *stray).place.bbox
    assert east - west < 0.02


def test_a_way_is_split_where_a_node_is_missing(read):
    nodes = [node(i, 10 * i, 0) for i in (1, 2, 4, 5, 7)]
    town = read(*nodes, way(6, [1, 2, 3, 4, 5, 6, 7], RESIDENTIAL))
    assert town.ways.way_id.tolist() == [6, 6]
    assert town.ways.node_id.tolist() == [1, 2, 4, 5]
    assert town.ways.start.tolist() == [0, 2, 4]
    assert any("split there: 1 (2 references)" in note for note in town.notes)


def test_a_node_named_twice_in_a_row_stands_once(read):
    nodes = [node(i, 10 * i, 0) for i in (1, 2, 3)]
    assert read(*nodes, way(6, [1, 1, 2, 2, 3], RESIDENTIAL)).ways.node_id.tolist() == [1, 2, 3]


def test_nodes_with_negative_ids_are_found(read):
    town = read(node(-1, 0, 0), node(-2, 50, 0), way(-3, [-1, -2], RESIDENTIAL))
    assert town.ways.node_id.tolist() == [-1, -2]
    assert np.isfinite(town.ways.xy_m).all()


def test_a_map_without_walkable_streets_is_refused(read):
    nodes = [node(1, 0, 0), node(2, 100, 0)]
    with pytest.raises(SourceError, match="no street that can be walked: none of the 1 ways"):
        read(*nodes, way(1, [1, 2], {"highway": "motorway"}))
    with pytest.raises(SourceError, match="no street that can be walked"):
        read(way(1, [1, 2], RESIDENTIAL))


def test_squares_and_platforms_keep_their_closed_outline(read):
    tags = {"highway": "pedestrian", "area": "yes"}
    town = read(*square(1, 0, 0, 40), way(5, ring(1), tags))
    assert town.ways.node_id.tolist() == ring(1)
    assert town.ways.tags[0]["area"] == "yes"


def test_a_square_drawn_as_a_multipolygon_lends_its_tags_to_its_outline(read):
    town = read(
        *STREET,
        *square(11, 0, 10, 40),
        way(5, ring(11)),
        relation(7, [(5, "outer")], {"type": "multipolygon", "highway": "pedestrian"}),
    )
    assert town.ways.way_id.tolist() == [1, 5]
    assert town.ways.tags[1] == {"highway": "pedestrian", "area": "yes"}


def test_only_gates_on_walkable_ways_are_barriers(read):
    gate = node(2, 100, 0, {"barrier": "gate", "access": "private"})
    away = node(9, 50, 50, {"barrier": "gate"})
    town = read(node(1, 0, 0), gate, away, way(1, [1, 2], RESIDENTIAL))
    assert town.barriers.node_id.tolist() == [2]
    assert town.barriers.tags[0]["barrier"] == "gate"


def test_a_park_with_a_lake_left_out_is_an_area_with_a_hole(read):
    """A park 100 m wide, a relation; inside it a ring of 20 m that is not park."""
    tags = {"type": "multipolygon", "leisure": "park", "name": "Green", "opening_hours": "24/7"}
    town = read(
        *STREET,
        *square(11, 0, 0, 100),
        *square(21, 40, 40, 20),
        way(2, ring(11)),
        way(3, ring(21)),
        relation(4, [(2, "outer"), (3, "inner")], tags),
    )
    assert town.areas.kind.tolist() == ["park"]
    assert (town.areas.name[0], town.areas.hours[0]) == ("Green", "24/7")
    assert town.areas.shapes.geometries[0].area == pytest.approx(9600, rel=5e-3)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"landuse": "cemetery"}, "cemetery"),
        ({"natural": "wood"}, "wood"),
        ({"leisure": "nature_reserve"}, "nature_reserve"),
        ({"amenity": "grave_yard"}, "grave_yard"),
    ],
)
def test_open_spaces_are_known_by_their_tag(read, tags, kind):
    town = read(*STREET, *square(11, 0, 0, 50), way(2, ring(11), tags))
    assert town.areas.kind.tolist() == [kind]


def test_the_grounds_of_a_prison_are_no_open_space(read):
    town = read(*STREET, *square(11, 0, 0, 50), way(2, ring(11), {"amenity": "prison"}))
    assert [round(each.area, -1) for each in town.prisons] == [2500]
    assert len(town.areas.shapes) == 0


def test_an_area_cut_by_the_edge_of_the_map_is_left_out_and_noted(read):
    corners = square(11, 0, 0, 50)[1:]
    town = read(*STREET, *corners, way(2, ring(11), {"leisure": "park"}))
    assert len(town.areas.shapes) == 0
    assert any("do not close" in note and ": 1." in note for note in town.notes)


def test_a_twisted_building_is_mended(read):
    """The corners of a square in the order of a bow tie."""
    town = read(*STREET, *square(11, 0, 0, 40), way(2, [11, 13, 12, 14, 11], {"building": "yes"}))
    shape = town.buildings.shapes.geometries[0]
    assert shape.is_valid
    assert shape.area == pytest.approx(800, rel=1e-2)


def test_a_pub_that_is_a_building_has_all_its_storeys(read):
    tags = {"building": "pub", "amenity": "pub", "name": "The Plough", "building:levels": 3}
    town = read(*STREET, *square(11, 0, 10, 10), way(2, ring(11), tags))
    assert town.venues.floor_area_m2[0] == pytest.approx(300, rel=5e-3)
    assert town.buildings.levels.tolist() == [3]


def test_venues_in_one_building_share_its_footprint(read):
    """Two bars in a building of 400 m2; a third in the open."""
    bars = [node(i, 5 + i % 3, 15, {"amenity": "bar", "name": str(i)}) for i in (31, 32)]
    lone = node(33, 300, 15, {"amenity": "bar"})
    tags = {"building": "yes", "building:levels": 4}
    town = read(*STREET, *square(11, 0, 10, 20), way(2, ring(11), tags), *bars, lone)
    assert town.venues.floor_area_m2[:2] == pytest.approx([200, 200], rel=5e-3)
    assert np.isnan(town.venues.floor_area_m2[2])


def test_a_venue_drawn_as_point_and_as_area_stands_once(read):
    tags = {"building": "yes", "amenity": "pub", "name": "The Plough"}
    point = node(5, 5, 15, {"amenity": "pub", "name": "the plough", "opening_hours": "18:00-24:00"})
    other = node(6, 400, 15, {"amenity": "pub", "name": "The Plough"})
    town = read(*STREET, *square(11, 0, 10, 10), way(2, ring(11), tags), point, other)
    assert len(town.venues.kind) == 2
    assert town.venues.hours.tolist() == ["", "18:00-24:00"]


def test_capacity_is_read_and_unknown_stays_unknown(read):
    club = node(5, 5, 15, {"amenity": "nightclub", "capacity": "350 people"})
    pub = node(6, 5, 25, {"amenity": "pub", "capacity": "yes"})
    capacity = read(*STREET, club, pub).venues.capacity
    assert capacity[0] == 350
    assert np.isnan(capacity[1])


def test_untagged_car_parks_count_as_the_middle_one(read):
    spaces = [{"capacity": 20}, {"capacity": 60}, {}, {"capacity": 30}]
    parks = [node(5 + i, i, 9, {"amenity": "parking", **more}) for i, more in enumerate(spaces)]
    town = read(*STREET, *parks, node(20, 3, 3, {"amenity": "taxi"}))
    assert town.ends.kind.tolist() == ["car_park"] * 4 + ["rank"]
    assert town.ends.size.tolist() == [20, 60, 30, 30, 1]


def test_lamps_and_cameras_are_read_from_their_nodes(read):
    led = node(5, 1, 1, {"highway": "street_lamp", "light:source": "led"})
    part = node(6, 2, 1, {"highway": "street_lamp", "lit": "sunset-00:00"})
    dead = node(7, 3, 1, {"highway": "street_lamp", "disused": "yes"})
    eye = node(8, 4, 1, {"man_made": "surveillance", "surveillance": "public"})
    shop = node(9, 5, 1, {"man_made": "surveillance", "surveillance": "indoor"})
    town = read(*STREET, led, part, dead, eye, shop)
    assert town.lamps.led.tolist() == [1, -1]
    assert town.lamps.hours.tolist() == ["", "sunset-00:00"]
    assert len(town.cameras.xy_m) == 1


def test_names_keep_their_letters(read):
    pub = node(5, 1, 1, {"amenity": "pub", "name": "Café “Zum Löwen” & 酒場"})
    assert read(*STREET, pub).venues.name.tolist() == ["Café “Zum Löwen” & 酒場"]


def test_tables_do_not_depend_on_the_order_in_the_file(tmp_path):
    tags = {"type": "multipolygon", "leisure": "park", "name": "Green"}
    things = [
        *[node(i, 10 * i, 3 * (i % 5)) for i in range(1, 40)],
        *[way(i, [i, i + 1, i + 2], RESIDENTIAL) for i in range(1, 36)],
        *square(111, 0, 0, 100),
        *square(121, 40, 40, 20),
        way(202, ring(111)),
        way(203, ring(121), {"building": "yes"}),
        relation(204, [(202, "outer"), (203, "inner")], tags),
        *[node(300 + i, 45 + i, 50, {"amenity": "bar", "name": "B"}) for i in range(5)],
        *[node(400 + i, i, 9, {"amenity": "parking", "capacity": i}) for i in range(5)],
    ]
    first = read_map(write(tmp_path / "map.osm", things))
    for seed in range(4):
        random.Random(seed).shuffle(things)  # noqa: S311 - no secret
        other = read_map(write(tmp_path / "map.osm", things))
        for table in ("ways", "barriers", "areas", "buildings", "venues", "ends", "place"):
            assert same(getattr(first, table), getattr(other, table)), table


def test_arrays_cannot_be_changed(read):
    town = read(*STREET)
    freeze(town.ways)
    with pytest.raises(ValueError, match="read-only"):
        town.ways.xy_m[0] = 0
