"""Real towns: what is known to be in them is found."""

import numpy as np
import pytest

from homeward.read.osm import read_map

pytestmark = pytest.mark.realdata


def counted(kinds) -> dict[str, int]:
    names, counts = np.unique(kinds, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def test_london_has_its_pubs_lamps_and_parks(shared):
    town = read_map(shared / "london-city" / "london.osm.pbf")
    venues = counted(town.venues.kind)
    assert (venues["bar"], venues["pub"], venues["nightclub"]) == (52, 110, 3)
    assert 190 <= venues["restaurant"] <= 196
    assert len(town.lamps.led) == 131
    assert len(town.buildings.kind) > 2_000
    assert len(town.areas.kind) > 50
    lit = sum("lit" in tags for tags in town.ways.tags)
    assert 800 <= lit <= 900
    assert (town.place.country, town.place.timezone) == ("GB", "Europe/London")


def test_a_whole_county_is_read(shared):
    town = read_map(shared / "rutland" / "rutland-latest_pydriosm.osm.pbf")
    assert town.place.name == "Rutland"  # a county: no one of its towns names it
    assert len(town.ways.way_id) > 5_000
    assert np.isfinite(town.ways.xy_m).all()


def test_helsinki_is_in_finland_and_has_its_lamps(shared):
    town = read_map(shared / "helsinki" / "helsinki.osm.pbf")
    assert (town.place.name, town.place.country) == ("Helsinki", "FI")
    assert len(town.lamps.led) == 1_128
    assert (town.venues.hours != "").sum() == 249


def test_references_to_missing_nodes_split_ways(shared):
    town = read_map(shared / "messy" / "West-Oakland.osm.bz2")
    assert any("split there" in note for note in town.notes)
    assert np.isfinite(town.ways.xy_m).all()
    assert (np.diff(town.ways.start) >= 2).all()


@pytest.mark.parametrize(
    "name",
    [
        "london-city/moorgate.osm.pbf",
        "london-city/clerkenwell_map.osm",
        "london-fitzrovia/example.osm",
        "leeds/leeds.osm",
        "scale/porto_portugal.osm.pbf",
    ],
)
def test_every_real_map_gives_sound_tables(shared, name):
    town = read_map(shared / name)
    steps = np.diff(town.ways.xy_m, axis=0)
    inside = np.ones(len(steps), dtype=bool)
    inside[town.ways.start[1:-1] - 1] = False
    assert np.isfinite(town.ways.xy_m).all()
    assert (np.abs(steps[inside]).sum(axis=1) > 0).mean() > 0.999
    assert len(town.ways.tags) == len(town.ways.way_id) == len(town.ways.start) - 1
    assert (np.diff(town.ways.way_id) >= 0).all()
    assert (town.ends.size > 0).all()
