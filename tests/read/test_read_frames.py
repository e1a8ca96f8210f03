"""GeoDataFrames at the door."""

import geopandas
import numpy as np
import pytest
from shapely.geometry import Point, box

from homeward.errors import InputError
from homeward.read.frame import Frame, local_crs
from homeward.read.frames import crimes_from_frame, lamps_from_frame, to_points
from homeward.tables import LOCATED, OFF_MAP, UNLOCATED, Place

BOX = (-0.2, 51.4, 0.0, 51.6)


@pytest.fixture
def frame() -> Frame:
    """A box round London, its middle at 0.1 degrees west, 51.5 north."""
    place = Place(
        name="London", bbox=BOX, crs=local_crs(BOX), timezone="Europe/London", country="GB"
    )
    return Frame(place=place)


def table(crs="EPSG:4326", **columns):
    return geopandas.GeoDataFrame(columns, geometry="geometry", crs=crs)


def test_the_middle_of_the_map_is_the_origin(frame):
    assert to_points(table(geometry=[Point(-0.1, 51.5)]), frame) == pytest.approx(0, abs=1e-3)


def test_degrees_and_grid_references_meet(frame):
    """Trafalgar Square by both."""
    by_grid = frame.from_grid([530_030], [180_380])[0]
    by_degrees = frame.to_local([-0.12776], [51.50741])[0]
    assert np.hypot(*(by_grid - by_degrees)) < 20


def test_positions_come_back(frame):
    lonlat = np.array([[-0.15, 51.45], [0.3, 51.9]])
    assert frame.to_lonlat(frame.to_local(*lonlat.T)) == pytest.approx(lonlat, abs=1e-9)


def test_what_is_no_place_on_earth_is_unknown(frame):
    assert np.isnan(frame.to_local([999, np.nan, 0], [51, 51, 91])).all()
    assert not frame.on_map([[np.nan, np.nan]]).any()


def test_a_margin_widens_the_map(frame):
    beyond = frame.to_local([-0.1], [51.6 + 300 / 111_320])
    assert not frame.on_map(beyond)[0]
    assert not frame.on_map(beyond, 250)[0]
    assert frame.on_map(beyond, 350)[0]


def test_a_table_without_a_reference_system_is_refused(frame):
    with pytest.raises(InputError, match="coordinate reference system; this one has none"):
        to_points(table(crs=None, geometry=[Point(0, 0)]), frame)


def test_lamps_keep_what_is_known(frame):
    lamps = lamps_from_frame(
        table(
            led=[True, None, "no"],
            lux=[5.0, None, 7],
            geometry=[Point(-0.1, 51.5), None, box(-0.1, 51.5, -0.09, 51.51)],
        ),
        frame,
    )
    assert lamps.led.tolist() == [1, 0]
    assert lamps.lux.tolist() == [5, 7]
    assert lamps.hours.tolist() == ["", ""]


def test_crimes_are_told_apart_by_where_they_lie(frame):
    crimes = crimes_from_frame(
        table(
            month=["2020-02", "2020-03-04", "2020-12"],
            type=["Robbery", "Robbery", "Drugs"],
            force=["a", "a", None],
            geometry=[Point(-0.1, 51.5), Point(10, 50), None],
        ),
        frame,
    )
    assert crimes.state.tolist() == [LOCATED, OFF_MAP, UNLOCATED]
    assert crimes.month.tolist() == [2020 * 12 + 1, 2020 * 12 + 2, 2020 * 12 + 11]
    assert crimes.count.tolist() == [1, 1, 1]
    assert crimes.supplied_force.tolist() == ["", "a", "a"]


def test_a_month_that_cannot_be_read_is_named(frame):
    bad = table(month=["2020-02", "soon"], type=["a", "b"], geometry=[Point(0, 51)] * 2)
    with pytest.raises(InputError, match="1 of 2 are not \\(first: row 1, 'soon'\\)"):
        crimes_from_frame(bad, frame)


def test_a_missing_column_is_named(frame):
    with pytest.raises(InputError, match="it lacks type"):
        crimes_from_frame(table(month=["2020-02"], geometry=[Point(0, 51)]), frame)
