"""The map: what any reader of OpenStreetMap files can see, without this program's own reader."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import osmium
import pytest
import shapely
from opening_hours import OpeningHours
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from tzfpy import get_tz

from homeward.example import buildings, layout


@dataclass
class Seen:
    """Nodes and ways of the file."""

    place: dict[int, tuple[float, float]] = field(default_factory=dict)
    nodes: list[dict[str, str]] = field(default_factory=list)
    tags_at: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: list[tuple[int, list[int], dict[str, str]]] = field(default_factory=list)

    def streets(self):
        """Ways people may use."""
        return [each for each in self.ways if "highway" in each[2]]

    def with_tag(self, **wanted):
        """Tags of the ways that carry these."""
        return [t for _, _, t in self.ways if all(t.get(k) == v for k, v in wanted.items())]


@pytest.fixture(scope="module")
def seen(town):
    found = Seen()
    for each in osmium.FileProcessor(str(town.map)):
        tags = {tag.k: tag.v for tag in each.tags}
        if each.is_node():
            found.place[each.id] = (each.location.lon, each.location.lat)
            found.nodes.append(tags)
            found.tags_at[each.id] = tags
        elif each.is_way():
            found.ways.append((each.id, [node.ref for node in each.nodes], tags))
    return found


def pieces(seen):
    """Ways cut where ways meet: pairs of junctions."""
    uses = Counter(node for _, nodes, _ in seen.streets() for node in nodes)
    for _, nodes, _ in seen.streets():
        uses.update([nodes[0], nodes[-1]])
    cut = []
    for _, nodes, _ in seen.streets():
        start = nodes[0]
        for node in nodes[1:]:
            if uses[node] > 1:
                cut.append((start, node))
                start = node
    return cut


def test_no_way_refers_to_a_missing_node_and_ids_rise(seen):
    ids = list(seen.place)
    ways = [number for number, _, _ in seen.ways]
    assert ids == sorted(ids)
    assert ids[0] > 0
    assert ways == sorted(ways)
    assert all(node in seen.place for _, nodes, _ in seen.ways for node in nodes)
    assert all(len(nodes) >= 2 for _, nodes, _ in seen.ways)


def test_it_has_about_five_thousand_walkable_segments(seen):
    assert 4000 <= len(pieces(seen)) <= 6000


def test_nearly_all_streets_hang_together(seen):
    ends = np.array(pieces(seen))
    nodes, packed = np.unique(ends, return_inverse=True)
    a, b = packed.reshape(-1, 2).T
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(len(nodes), len(nodes))).tocsr()
    label = connected_components(graph, directed=False)[1]
    assert np.bincount(label).max() > 0.97 * len(nodes)


def test_a_river_with_two_bridges_and_one_underpass(seen):
    assert len(seen.with_tag(natural="water")) == 1
    bridges = [t for _, _, t in seen.streets() if t.get("bridge") == "yes"]
    assert sorted(t["bridge:name"] for t in bridges) == ["New Bridge", "Old Bridge"]
    assert all(t["layer"] == "1" for t in bridges)
    tunnels = [t for _, _, t in seen.streets() if "tunnel" in t]
    assert [(t["highway"], t["layer"]) for t in tunnels] == [("footway", "-1")]


def test_the_park_has_hours_and_gates_that_close(seen):
    (park,) = seen.with_tag(leisure="park")
    gates = [t for t in seen.nodes if t.get("barrier") == "gate" and "opening_hours" in t]
    assert len(gates) >= 4
    assert {t["opening_hours"] for t in gates} == {park["opening_hours"]}
    junctions = {node for pair in pieces(seen) for node in pair}
    at = [n for n, t in seen.tags_at.items() if t.get("barrier") == "gate"]
    on_paths = {node for _, nodes, _ in seen.streets() for node in nodes}
    assert set(at) <= on_paths & junctions


def test_it_has_what_a_town_has_at_night(seen):
    kinds = Counter(t.get("amenity", "") for t in seen.nodes)
    assert kinds["nightclub"] == 5
    assert kinds["pub"] == 45
    assert kinds["restaurant"] == 50
    assert kinds["theatre"] == kinds["cinema"] == 1
    assert kinds["bar"] >= 15
    assert kinds["taxi"] >= 3
    assert sum(t.get("railway") == "station" for t in seen.nodes) == 1
    assert sum(t.get("highway") == "bus_stop" for t in seen.nodes) >= 50
    assert sum(t.get("highway") == "street_lamp" for t in seen.nodes) >= 200
    assert len(seen.with_tag(amenity="parking")) >= 4
    assert sum(t.get("tourism") == "hotel" for t in seen.nodes) >= 4


def test_two_venues_in_five_tell_their_hours_and_some_are_late(seen):
    kinds = ("pub", "bar", "nightclub", "restaurant")
    told = [t.get("opening_hours", "") for t in seen.nodes if t.get("amenity") in kinds]
    assert 0.3 < np.mean([bool(each) for each in told]) < 0.5
    hours = [OpeningHours(each) for each in told if each]
    assert len(hours) >= 30
    saturday_half_past_midnight = datetime(2024, 11, 23, 0, 30)
    assert sum(each.is_open(saturday_half_past_midnight) for each in hours) >= 8


def test_light_is_tagged_far_more_where_it_is_lit(seen):
    tags = Counter(t.get("lit", "") for _, _, t in seen.streets())
    assert tags["yes"] > 4 * tags["no"] > 0
    assert tags[""] > tags["yes"]
    assert tags["00:00-05:30 off"] > 0
    assert tags["automatic"] > 0


def test_the_place_says_that_it_is_made_up(seen):
    (place,) = [t for t in seen.nodes if "place" in t]
    assert place["place"] == "town"
    assert "made up" in place["note"].lower()


def test_it_lies_in_england_where_the_clock_is_londons(seen):
    lon, lat = np.array(list(seen.place.values())).T
    assert {
        get_tz(float(x), float(y)) for x in (lon.min(), lon.max()) for y in (lat.min(), lat.max())
    } == {"Europe/London"}
    assert lat.max() < 55.0
    assert lat.max() - lat.min() < 0.06


@pytest.mark.parametrize("seed", [3, 4])
def test_other_seeds_give_other_towns_on_the_same_bones(seed):
    plan = layout.lay_out(seed)
    assert 4000 <= len(plan.ends) <= 6000
    assert sorted(each for each in plan.kind.tolist() if "bridge" in each) == [
        "primary bridge",
        "secondary bridge",
    ]
    assert (plan.kind == "underpass").sum() == 1
    assert sorted(green.kind for green in plan.greens) == ["cemetery", "common", "park"]


def test_no_building_stands_on_a_street_or_in_the_river():
    plan = layout.lay_out(5)
    houses = buildings.build(plan, 5)
    tree = shapely.STRtree(houses.shapes)
    assert not tree.query(plan.lines, predicate="intersects").size
    assert not tree.query(plan.bones.river, predicate="intersects").size
    first, second = tree.query(houses.shapes, predicate="overlaps")
    assert not (first != second).any()
    assert 5000 < len(houses.shapes) < 12000
    assert houses.residents.sum() == buildings.RESIDENTS
