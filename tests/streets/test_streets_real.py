import numpy as np
import pytest

from homeward import streets
from homeward.streets import Kind
from homeward.tables import Shapes, Town

NO_WALLS = Shapes.of(np.zeros(0, dtype=object))


@pytest.fixture(scope="module")
def london(shared):
    """The City of London's western part."""
    osm = pytest.importorskip("homeward.read.osm")
    read = osm.read_map(shared / "london-city" / "london.osm.pbf")
    tables = ["ways", "barriers", "areas", "buildings", "lamps", "cameras", "venues", "ends"]
    town = Town(place=read.place, **{name: getattr(read, name) for name in tables})
    return town, streets.build(town)


@pytest.mark.realdata
def test_the_city_of_london_looks_like_itself(london):
    """Nearly all main roads tagged lit, most of the rest untagged, courts and alleys."""
    _, city = london
    yes, no, unknown = streets.light_shares(city)
    assert 0.35 < yes < 0.6
    assert no < 0.03
    assert unknown == pytest.approx(1 - yes - no)
    assert streets.light_shares(city, city.kind == Kind.MAIN_ROAD)[0] > 0.95
    assert 3 < city.length_mm[city.kind == Kind.ALLEY].sum() / 1e6 < 20
    assert 0.8 < np.average(city.frontage, weights=city.length_mm) < 1


@pytest.mark.realdata
def test_a_real_map_has_one_id_a_segment_and_finite_numbers(london):
    _, city = london
    assert len(set(city.ids.tolist())) == city.segments
    assert (city.length_mm >= 1).all()
    assert ((city.p_lit >= 0) & (city.p_lit <= 1)).all()
    assert np.diff(city.shape_start).min() >= 2


@pytest.mark.realdata
def test_a_camera_in_the_city_sees_part_of_its_range(london):
    town, city = london
    eyes = city.node_xy_m[::40]
    views = streets.views(city, town.buildings.shapes, eyes, 60.0)
    free = streets.views(city, NO_WALLS, eyes, 60.0)
    assert 0.3 < views.share.sum() / free.share.sum() < 0.95
