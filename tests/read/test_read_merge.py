"""Lists from files join what the map already has."""

import numpy as np
import pytest

from homeward.read.merge import merge_cameras, merge_lamps, merge_venues, with_gatherings
from homeward.tables import Cameras, Gatherings, Lamps, Venues


def lamps(*spots, source="map", led=-1):
    many = len(spots)
    return Lamps(
        xy_m=np.array(spots, dtype=float).reshape(-1, 2),
        hours=np.full(many, ""),
        lux=np.full(many, np.nan),
        led=np.full(many, led, dtype=np.int8),
        source=np.full(many, source),
    )


def venues(*rows, source="map"):
    """Rows of x, kind, name, hours, capacity, all on one line."""
    return Venues(
        xy_m=np.array([(row[0], 0.0) for row in rows], dtype=float).reshape(-1, 2),
        kind=np.array([row[1] for row in rows], dtype=np.str_),
        name=np.array([row[2] for row in rows], dtype=np.str_),
        hours=np.array([row[3] for row in rows], dtype=np.str_),
        capacity=np.array([row[4] for row in rows], dtype=float),
        floor_area_m2=np.full(len(rows), np.nan),
        source=np.full(len(rows), source),
    )


NAN = float("nan")


def test_a_listed_lamp_stands_for_the_mapped_one_beside_it():
    both = merge_lamps(lamps((0, 0), (100, 0)), lamps((108, 0), (50, 0), source="list", led=1))
    assert both.xy_m.tolist() == [[0, 0], [50, 0], [108, 0]]
    assert both.source.tolist() == ["map", "list", "list"]
    assert both.led.tolist() == [-1, 1, 1]


def test_lists_may_be_empty():
    assert len(merge_lamps(lamps(), lamps()).led) == 0
    assert merge_lamps(lamps((1, 2)), lamps()).xy_m.tolist() == [[1, 2]]
    assert merge_venues(venues(), venues((0, "pub", "A", "", NAN))).name.tolist() == ["A"]
    assert merge_venues(venues((0, "pub", "A", "", NAN)), venues()).name.tolist() == ["A"]


def test_cameras_join_in_an_order_that_rows_do_not_change():
    mapped = Cameras(xy_m=np.array([[0.0, 0.0]]), source=np.array(["map"]))
    spots = np.array([[90.0, 0.0], [10.0, 0.0], [40.0, 0.0]])
    one = merge_cameras(mapped, Cameras(xy_m=spots, source=np.full(3, "list")))
    two = merge_cameras(mapped, Cameras(xy_m=spots[::-1], source=np.full(3, "list")))
    assert one.xy_m.tolist() == two.xy_m.tolist() == [[10, 0], [40, 0], [90, 0]]


def test_a_mapped_venue_learns_hours_and_capacity_from_the_list():
    both = merge_venues(
        venues((0, "pub", "The Red Lion", "", NAN), (60, "pub", "Crown", "18:00-23:00", 80)),
        venues(
            (60, "pub", "CROWN", "10:00-02:00", 120),
            (12, "pub", "Red Lion Public House", "11:00-01:00", 200),
            source="list",
        ),
    )
    assert both.name.tolist() == ["The Red Lion", "Crown"]
    assert both.hours.tolist() == ["11:00-01:00", "18:00-23:00"]
    assert both.capacity.tolist() == [200, 80]


@pytest.mark.parametrize(
    ("listed", "is_new"),
    [
        ((10, "bar", "Crown", "", NAN), False),
        ((40, "pub", "Crown", "", NAN), True),
        ((10, "pub", "Anchor", "", NAN), True),
        ((10, "pub", "", "", NAN), False),
        ((10, "nightclub", "", "", NAN), True),
        ((10, "pub", "Crown & Anchor", "", NAN), False),
        ((10, "nightclub", "Crown & Anchor", "", NAN), True),
    ],
)
def test_a_listed_venue_is_the_mapped_one_if_name_and_place_agree(listed, is_new):
    both = merge_venues(venues((0, "pub", "The Crown", "", NAN)), venues(listed, source="list"))
    assert len(both.kind) == 1 + is_new


def test_an_event_is_a_venue_open_on_its_date_until_its_end():
    events = Gatherings(
        xy_m=np.array([[0.0, 0.0], [5.0, 5.0]]),
        name=np.array(["Match", "All-night vigil"]),
        attendance=np.array([900.0, 50.0]),
        finish=np.array(["2024-12-14T22:15", "2024-12-15T01:30"], dtype="datetime64[m]"),
    )
    merged = with_gatherings(venues(), events)
    assert merged.kind[-2:].tolist() == ["gathering", "gathering"]
    assert merged.hours[-2:].tolist() == ["2024 Dec 14 12:00-22:15", "2024 Dec 14 12:00-25:30"]
    assert merged.capacity[-2:].tolist() == [900.0, 50.0]
