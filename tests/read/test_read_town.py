"""A whole town from its files."""

from pathlib import Path

import numpy as np
import pytest

from homeward.errors import SourceError
from homeward.read.town import Sources, town
from homeward.tables import LOCATED, OFF_MAP
from osm_xml import METRE_EAST, METRE_NORTH, node, way, write

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,"
    "LSOA name,Last outcome category,Crime type,Context"
)


@pytest.fixture
def little(tmp_path) -> Path:
    """A street of 400 m and another of 300 m, a pub and a lamp at their corner."""
    things = [
        node(1, 0, 0),
        node(2, 400, 0),
        node(3, 0, 300),
        node(4, 5, 5, {"amenity": "pub", "name": "Crown"}),
        node(5, 10, 0, {"highway": "street_lamp"}),
        way(1, [1, 2], {"highway": "residential", "name": "High Street"}),
        way(2, [1, 3], {"highway": "residential", "name": "Mill Lane"}),
    ]
    return write(tmp_path / "little.osm", things)


def crimes(path: Path, *spots: tuple[float, float]) -> Path:
    """A police.uk file with a robbery at each longitude and latitude."""
    lines = [
        f"{i:064d},2020-02,City of London Police,City of London Police,{lon:.6f},{lat:.6f},"
        "On or near High Street,E01000001,City of London 001A,,Robbery,"
        for i, (lon, lat) in enumerate(spots)
    ]
    path.mkdir(parents=True, exist_ok=True)
    file = path / "2020-02-city-of-london-street.csv"
    file.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return file


def at(east_m: float, north_m: float) -> tuple[float, float]:
    return -0.1 + east_m * METRE_EAST, 51.5 + north_m * METRE_NORTH


def test_a_map_alone_is_a_town(little):
    told = []
    known = town(little, Sources(tell=told.append))
    assert (known.people, known.crimes, known.zones, known.counts) == (None, None, None, None)
    assert [each.path for each in known.inputs] == [str(little)]
    assert len(known.inputs[0].sha256) == 64
    assert told == [f"Reading {little}"]
    assert any("lies in England was judged" in note for note in known.notes)


def test_crimes_on_and_off_the_map_are_told_apart(little, tmp_path):
    file = crimes(tmp_path / "crime", at(100, 50), at(9000, 0))
    known = town(little, Sources(crimes=(file,)))
    assert sorted(known.crimes.state.tolist()) == [LOCATED, OFF_MAP]
    assert [each.path for each in known.inputs] == [str(little), str(file)]


def test_crimes_of_another_town_are_refused_with_the_distance(little, tmp_path):
    file = crimes(tmp_path / "crime", (-2.2426, 53.4808))
    with pytest.raises(SourceError, match=r"None of the 1 crimes in .* the nearest is 26") as said:
        town(little, Sources(crimes=(file,)))
    assert "swapped" not in str(said.value)


def test_swapped_longitude_and_latitude_are_recognised(little, tmp_path):
    lon, lat = at(100, 50)
    file = crimes(tmp_path / "crime", (lat, lon))
    with pytest.raises(SourceError, match="wrong way round"):
        town(little, Sources(crimes=(file,)))


def test_listed_lamps_join_and_replace_mapped_ones(little, tmp_path):
    spots = [at(12, 0), at(200, 0), at(50_000, 0)]
    lines = [f"{lon:.6f},{lat:.6f}" for lon, lat in spots]
    file = tmp_path / "lamps.csv"
    file.write_text("\n".join(["longitude,latitude", *lines]) + "\n", encoding="utf-8")
    known = town(little, Sources(lights=file))
    assert len(known.lamps.led) == 2
    assert "map" not in known.lamps.source.tolist()


def test_lamps_that_are_all_elsewhere_are_a_note_and_no_error(little, tmp_path):
    file = tmp_path / "lamps.csv"
    file.write_text("longitude,latitude\n-2.24,53.48\n-2.25,53.48\n", encoding="utf-8")
    known = town(little, Sources(lights=file))
    assert known.lamps.source.tolist() == ["map"]
    assert any("street lights" in note for note in known.notes)


def test_a_missing_file_is_an_error_that_names_it(little, tmp_path):
    with pytest.raises(SourceError, match=r"lost\.csv"):
        town(little, Sources(lights=tmp_path / "lost.csv"))


@pytest.mark.realdata
def test_the_city_of_london_is_read_from_end_to_end(shared):
    london = shared / "london-city"
    known = town(
        london / "london.osm.pbf",
        Sources(
            crimes=(london / "crime",),
            lights=london / "Camden_Street_Lighting.csv.gz",
            people=shared / "uk-population",
            venues=london / "Pubs.csv.gz",
        ),
    )
    assert 8_000 < (known.crimes.state == LOCATED).sum() < 12_000
    assert len(known.lamps.led) > 131
    assert (known.venues.kind == "pub").sum() >= 110
    assert known.place.subdivision == "ENG"
    assert np.isfinite(known.people.residents).all()
    assert all(each.sha256 for each in known.inputs)
