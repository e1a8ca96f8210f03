"""What tags mean to a walker."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeward.read import _osm_tags as tags_of

TEXT = st.text(max_size=12)
TAGS = st.dictionaries(
    st.sampled_from(
        [
            *("highway", "access", "foot", "railway", "amenity", "capacity", "rooms", "route_ref"),
            *("access:conditional", "building:levels", "lamp_type", "lit", "opening_hours"),
        ]
    ),
    st.one_of(TEXT, st.sampled_from(["yes", "no", "private", "parking", "footway", "N15;4"])),
)


@pytest.mark.parametrize(
    ("tags", "country", "open_to_walkers"),
    [
        ({"highway": "residential"}, "GB", True),
        ({"highway": "motorway"}, "GB", False),
        ({"highway": "motorway_link"}, "GB", False),
        ({"highway": "trunk"}, "GB", True),
        ({"highway": "trunk", "foot": "no"}, "GB", False),
        ({"highway": "trunk"}, "DE", False),
        ({"highway": "trunk", "motorroad": "yes"}, "GB", False),
        ({"highway": "cycleway"}, "GB", True),
        ({"highway": "cycleway"}, "DE", False),
        ({"highway": "cycleway", "foot": "designated"}, "DE", True),
        ({"highway": "proposed", "foot": "yes"}, "GB", False),
        ({"highway": "construction"}, "GB", False),
        ({"highway": "raceway"}, "GB", False),
        ({"highway": "service", "access": "private"}, "GB", False),
        ({"highway": "service", "access": "private", "foot": "yes"}, "GB", True),
        ({"highway": "service", "access": "no", "foot": "permissive"}, "GB", True),
        ({"highway": "service", "access": "destination"}, "GB", True),
        ({"highway": "primary", "foot": "use_sidepath"}, "GB", False),
        ({"highway": "path", "access": "no", "foot:conditional": "yes @ (7:00-21:00)"}, "", True),
        ({"highway": "footway", "access:conditional": "no @ (21:00-07:00)"}, "GB", True),
        ({"highway": "bus_guideway"}, "GB", False),
        ({"railway": "platform"}, "GB", True),
        ({"public_transport": "platform"}, "GB", True),
        ({"railway": "platform", "access": "private"}, "GB", False),
        ({"railway": "rail"}, "GB", False),
        ({"building": "yes"}, "GB", False),
        ({}, "", False),
    ],
)
def test_ways_are_walkable_by_the_defaults_of_the_country(tags, country, open_to_walkers):
    assert tags_of.walkable(tags, country) is open_to_walkers


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "pub"}, "pub"),
        ({"amenity": "biergarten"}, "pub"),
        ({"amenity": "nightclub"}, "nightclub"),
        ({"amenity": "restaurant"}, "restaurant"),
        ({"amenity": "fast_food"}, ""),
        ({"amenity": "pub", "disused": "yes"}, ""),
        ({"disused:amenity": "pub"}, ""),
        ({"club": "social"}, "social_club"),
        ({"railway": "station"}, "station"),
        ({"railway": "halt"}, "station"),
        ({"railway": "station", "usage": "tourism"}, ""),
        ({"highway": "bus_stop"}, ""),
        ({"highway": "bus_stop", "route_ref": "25;N25"}, "bus_stop"),
        ({"highway": "bus_stop", "route_ref": "Night"}, ""),
    ],
)
def test_venues_are_told_by_their_tags(tags, kind):
    assert tags_of.venue_kind(tags) == kind


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "station"}, "station"),
        ({"railway": "subway_entrance"}, "station"),
        ({"highway": "bus_stop"}, "stop"),
        ({"railway": "tram_stop"}, "stop"),
        ({"amenity": "taxi"}, "rank"),
        ({"amenity": "parking"}, "car_park"),
        ({"amenity": "parking", "access": "private"}, ""),
        ({"tourism": "guest_house"}, "hotel"),
        ({"tourism": "museum"}, ""),
    ],
)
def test_ends_are_told_by_their_tags(tags, kind):
    assert tags_of.end_kind(tags) == kind


@pytest.mark.parametrize(
    ("tags", "led"),
    [
        ({"light:source": "led"}, 1),
        ({"lamp_type": "LED"}, 1),
        ({"light:colour": "white"}, 1),
        ({"lamp_type": "high_pressure_sodium"}, 0),
        ({"light:source": "gaslight"}, 0),
        ({"lamp_type": "electric"}, -1),
        ({}, -1),
    ],
)
def test_lamps_say_whether_they_are_led(tags, led):
    assert tags_of.lamp_led(tags) == led


def test_a_lamp_keeps_only_hours_that_say_more_than_at_night():
    assert tags_of.lamp_hours({"lit": "sunset-23:30"}) == "sunset-23:30"
    assert tags_of.lamp_hours({"lit": "yes"}) == ""
    assert tags_of.lamp_hours({"opening_hours": "24/7"}) == ""
    assert tags_of.lamp_hours({}) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [("120", 120), ("1,200", 1200), ("80-120", 80), ("45 seats", 45), ("2.5", 2.5), ("0", 0)],
)
def test_a_number_is_what_a_tag_begins_with(text, value):
    assert tags_of.number(text) == value


@pytest.mark.parametrize("text", ["", "yes", "-3", "about 40", "99999999", "1" * 400, "nan"])
def test_what_is_no_plausible_number_is_unknown(text):
    assert math.isnan(tags_of.number(text))


def test_the_most_storeys_count_where_several_are_tagged():
    assert tags_of.storeys({"building:levels": "2;3"}) == 3
    assert math.isnan(tags_of.storeys({"building:levels": "many"}))


@given(TEXT)
def test_a_number_is_never_negative_nor_endless(text):
    value = tags_of.number(text)
    assert math.isnan(value) or 0 <= value <= tags_of.MOST_PLAUSIBLE


@given(st.floats(0, 1e6))
def test_a_number_is_read_back(value):
    assert tags_of.number(f"{value:.3f}") == pytest.approx(value, abs=5e-4)


@given(TAGS)
def test_no_tags_are_too_strange_to_read(tags):
    assert tags_of.walkable(tags, "GB") in (True, False)
    assert tags_of.lamp_led(tags) in (-1, 0, 1)
    assert isinstance(tags_of.venue_kind(tags) + tags_of.end_kind(tags), str)
    size = tags_of.end_size(tags, tags_of.end_kind(tags))
    assert math.isnan(size) or size > 0


@given(TAGS, st.sampled_from(["proposed", "construction", "raceway"]))
def test_what_is_not_there_is_never_walked(tags, highway):
    assert not tags_of.walkable({**tags, "highway": highway}, "GB")
