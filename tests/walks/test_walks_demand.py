from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest

import towns
from homeward import night as night_room
from homeward import streets as street_room
from homeward.errors import InputError
from homeward.night import Closures, conditions
from homeward.read.osm import read_map
from homeward.streets import nearest_nodes
from homeward.walks import demand, flows, lonely

DAY = date(2020, 2, 8)
NO_RING = {"walks.ring_density": 0.0}


def known(town, streets, closures=None):
    """Nine nights and the drawn one."""
    nights = [*night_room.year_of(DAY, town.place), night_room.of_date(DAY, town.place)]
    closed = closures or Closures()
    found = [conditions(each, streets, town.venues, town.place, closed) for each in nights]
    return found[:-1], found[-1]


def wanted(town, values, closures=None):
    streets = street_room.build(town)
    nights, tonight = known(town, streets, closures)
    return streets, demand(streets, town, nights, tonight, values)


def with_venues(town, *, hours="", **columns):
    """The same town, its venues with other columns."""
    count = len(town.venues.kind)
    return replace(town, venues=replace(town.venues, hours=np.array([hours] * count), **columns))


def saturday(found):
    """People who leave on the drawn Saturday by slot."""
    return found.leaving[-1].sum(axis=0) / 256


def test_half_leave_over_two_hours_and_half_at_closing(values):
    town = with_venues(towns.high_street(), hours="12:00-23:00", capacity=np.array([80.0]))
    _, found = wanted(town, values)
    assert saturday(found)[:12].tolist() == [0] * 6 + [10] * 4 + [40, 0]


def test_nobody_leaves_before_the_door_opens(values):
    town = with_venues(towns.high_street(), hours="22:00-23:00", capacity=np.array([80.0]))
    _, found = wanted(town, values)
    assert saturday(found)[:12].tolist() == [0] * 8 + [20, 20, 40, 0]


def test_people_follow_capacity_then_floor_then_kind(values):
    town = with_venues(towns.high_street(), hours="12:00-23:00")
    plain = saturday(wanted(town, values)[1]).sum()
    assert plain == pytest.approx(values["walks.people.pub"])
    floor = np.array([100.0])
    by_floor = saturday(
        wanted(with_venues(town, hours="12:00-23:00", floor_area_m2=floor), values)[1]
    )
    assert by_floor.sum() == pytest.approx(100 * values["walks.public_floor_share"] / 0.5)
    huge = with_venues(town, hours="12:00-23:00", floor_area_m2=np.array([1e5]))
    assert saturday(wanted(huge, values)[1]).sum() == pytest.approx(300)


def test_fewer_are_out_on_a_weekday(values):
    town = with_venues(towns.high_street(), hours="12:00-23:00", capacity=np.array([80.0]))
    _, found = wanted(town, values)
    totals = found.leaving.sum(axis=(1, 2)) / 256
    weekday, friday = values["walks.busy.sunday_thursday"], values["walks.busy.friday"]
    assert totals[[0, 3, 6]] == pytest.approx([80 * weekday, 80 * friday, 80])


def test_everyone_at_an_event_leaves_whatever_the_weekday(values):
    """100 people at an event: after `walks.fill` is applied, 100 leave."""
    town = with_venues(
        towns.high_street(),
        kind=np.array(["gathering"]),
        hours="12:00-22:00",
        capacity=np.array([100.0]),
    )
    _, found = wanted(town, values)
    leaving = found.leaving.sum(axis=(1, 2)) / 256 * values["walks.fill"]
    assert leaving == pytest.approx(np.full(len(leaving), 100.0), abs=0.2)


def test_a_station_releases_people_while_it_is_open(values):
    town = replace(
        towns.high_street(),
        venues=towns.town_of({}, [], venues=[(100.0, 0.0, "station")]).venues,
    )
    _, found = wanted(town, values)
    assert found.origin_stop.tolist() == [True]
    released = [values["walks.station_hourly"] / 2] * 14
    assert saturday(found)[:15] == pytest.approx([*released, 0.0])


def test_closed_venues_let_nobody_out(values):
    _, found = wanted(towns.high_street(), values, Closures(venues_closed=True))
    assert found.leaving.sum() == 0


def test_residents_and_the_station_are_ends(values):
    streets, found = wanted(towns.high_street(), {**values, **NO_RING})
    assert not found.gateway.any()
    assert np.bincount(found.end_kind, found.end_weight) == pytest.approx([1000, 1])
    node = nearest_nodes(streets, np.array([[400.0, 0.0]]))[0]
    assert found.end_node[found.end_kind == 1].tolist() == node.tolist()


def test_homes_beyond_the_edge_come_in_through_gateways(values):
    town = towns.high_street()
    far = towns.town_of({}, [], people=[(0.0, 100.0, 100.0), (1400.0, 0.0, 900.0)]).people
    streets, found = wanted(replace(town, people=far), values)
    assert found.gateway.sum() == 1
    gate = int(np.flatnonzero(found.gateway)[0])
    assert found.end_extra_mm[gate] == 1_000_000
    assert streets.node_xy_m[found.end_node[gate]].tolist() == [400.0, 0.0]
    assert found.end_weight[gate] == 900


def test_without_people_homes_are_where_the_houses_are(values):
    town = replace(towns.high_street(), people=None)
    streets, found = wanted(town, {**values, **NO_RING})
    assert "floor of buildings" in found.notes[0]
    at = streets.node_xy_m[found.end_node[found.end_kind == 0]].tolist()
    assert at
    assert all(xy in [[0.0, 0.0], [0.0, 100.0], [200.0, 0.0], [100.0, 0.0]] for xy in at)


def test_without_people_or_houses_homes_are_along_residential_streets(values):
    _, found = wanted(towns.crossroads(), {**values, **NO_RING})
    assert "by length" in found.notes[0]
    assert found.end_weight.sum() == pytest.approx(1)


def test_without_people_beyond_the_edge_the_same_density_is_assumed(values):
    _, found = wanted(towns.crossroads(), values)
    assert found.gateway.any()
    assert "declared share" in found.notes[1]


def test_an_end_of_unknown_kind_is_left_out_and_said(values):
    strange = towns.town_of({}, [], ends=[(0.0, 0.0, "helipad")]).ends
    _, found = wanted(replace(towns.crossroads(), ends=strange), values)
    assert "1 ends are of no known kind" in found.notes[2]


def test_a_street_near_an_open_venue_is_not_lonely(values):
    town = with_venues(towns.high_street(), hours="12:00-23:00")
    built, found = wanted(town, values)
    streets = replace(built, frontage=np.zeros(built.segments))
    _, tonight = known(town, streets)
    early = lonely(streets, found, tonight, 3, values)
    assert np.flatnonzero(~early).tolist() == found.near_segment.tolist()
    assert lonely(streets, found, tonight, 20, values).all()


def same(one, other):
    return all(
        np.asarray(getattr(one, each.name)).tobytes()
        == np.asarray(getattr(other, each.name)).tobytes()
        for each in fields(one)
    )


def test_the_order_of_rows_changes_no_byte_of_the_flows(values):
    rng = np.random.Generator(np.random.Philox(7))
    kinds = ["pub", "bar", "restaurant", "station", "nightclub"]
    spots = rng.integers(0, 600, (30, 2)).tolist()
    venues = [(x, y, kinds[k % 5]) for k, (x, y) in enumerate(spots)]
    ends = [(y, x, ["stop", "rank", "hotel"][k % 3]) for k, (x, y) in enumerate(spots)]
    people = [(x, y, 10.0 + k / 3) for k, (x, y) in enumerate(spots)]

    def found(order):
        rows = [[table[k] for k in order] for table in (venues, ends, people)]
        drawn = towns.town_of({}, [], venues=rows[0], ends=rows[1], people=rows[2])
        town = replace(towns.grid(7, 7), venues=drawn.venues, ends=drawn.ends, people=drawn.people)
        streets, wishes = wanted(town, values)
        nights, tonight = known(town, streets)
        return flows(streets, wishes, nights, tonight, streets.p_lit, values)

    assert same(found(range(30)), found(rng.permutation(30)))


def test_a_place_by_a_scrap_of_street_opens_on_the_town(values):
    """A pub 5 m from a courtyard of its own, 40 m from the street that leads somewhere."""
    nodes = {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (50, 40), 5: (60, 40)}
    street = {"highway": "residential"}
    town = towns.town_of(
        nodes, [(1, (1, 2, 3), street), (2, (4, 5), street)], venues=[(62.0, 41.0, "pub")]
    )
    streets, found = wanted(town, values)
    assert streets.node_xy_m[found.origin_node[0]].tolist()[1] == 0.0


def test_nights_made_for_other_venues_are_refused(values):
    town = towns.high_street()
    streets = street_room.build(town)
    nights, tonight = known(town, streets)
    with pytest.raises(InputError, match="the town's 0 venues"):
        demand(streets, towns.crossroads(), nights, tonight, values)


@pytest.mark.realdata
def test_the_city_of_london_walks_home_the_same_with_any_number_of_threads(shared, values):
    tables = read_map(shared / "london-city" / "london.osm.pbf")
    parts = ("place", "ways", "barriers", "areas", "buildings", "lamps", "cameras")
    town = replace(
        towns.crossroads(),
        **{name: getattr(tables, name) for name in (*parts, "venues", "ends")},
    )
    streets, wishes = wanted(town, values)
    nights, tonight = known(town, streets)
    one, two = (
        flows(streets, wishes, nights, tonight, streets.p_lit, values, threads=each)
        for each in (1, 2)
    )
    assert same(one, two)
    assert one.lost_year < 0.01 * one.leaving_year.sum()
    assert (one.lit_low <= one.lit_high).all()
    assert (one.dark_walks <= one.leaving_year[0].sum()).all()
