"""Recorded offences by area, as the files show them."""

import dataclasses

import numpy as np
import pytest
import shapely

from homeward.measures import GROUPS, assumptions
from homeward.records import LEAST_SEGMENTS
from homeward.report import ENOUGH, lonlat_of
from homeward.report.shapes import area_polygons
from homeward.study import Request
from homeward.study.danger import danger_of
from homeward.study.findings import plan_block
from homeward.study.recorded import recorded_in
from homeward.study.sources import opened

SEED, WORLDS = 1, 12


@pytest.fixture(scope="module")
def made_up():
    """The made-up town's recorded crime, and joint draws of its snap areas' rates."""
    built = opened(Request(map_path=None)).built
    danger = danger_of(built, assumptions())
    return built, danger, danger.rates_in_worlds(SEED, WORLDS)


@pytest.fixture(scope="module")
def shown(made_up):
    """The made-up town's areas as they are shown."""
    _, danger, drawn = made_up
    return recorded_in(danger, drawn)


def test_the_areas_figures_are_all_that_is_recorded_and_not_a_nights_share(solved):
    """What the table calls "all areas together" is what its areas sum to, at any hour."""
    rates, made = solved.setting.danger.rates, solved.recorded.areas
    whole = rates.mean.sum(axis=0)
    np.testing.assert_allclose(made.town[0], whole)
    offences = plan_block(solved)["harm"]["offences"]
    night = {row["group"]: row["expected"] for row in offences}
    assert all(night[name] < 0.7 * whole[row] for row, name in enumerate(GROUPS) if whole[row])
    assert (made.town[1] <= made.town[0]).all()
    assert (made.town[0] <= made.town[2]).all()


def test_no_figure_of_the_made_up_town_belongs_to_fewer_than_three_segments(made_up, shown):
    alone = np.bincount(made_up[1].areas.area[made_up[1].areas.area >= 0])
    assert (alone < LEAST_SEGMENTS).sum() > 1000  # else this says nothing
    areas = shown.areas
    pieces = np.bincount(areas.of_segment[areas.of_segment >= 0], minlength=len(areas.recorded))
    assert pieces.min() >= LEAST_SEGMENTS
    assert (areas.recorded >= ENOUGH).any()


def test_joined_areas_keep_the_towns_sums_in_every_draw(made_up, shown):
    _, danger, drawn = made_up
    areas = shown.areas
    np.testing.assert_array_equal(areas.recorded.sum(axis=0), danger.rates.count.sum(axis=0))
    np.testing.assert_allclose(areas.offences[0].sum(axis=0), areas.town[0])
    np.testing.assert_allclose(shown.drawn.sum(axis=1), drawn.sum(axis=1))


def test_an_areas_interval_is_that_of_its_parts_drawn_together(made_up, shown):
    _, danger, drawn = made_up
    areas, before = shown.areas, danger.areas.area
    for area in range(0, len(areas.recorded), 97):
        parts = np.unique(before[areas.of_segment == area])
        together = drawn[:, parts].sum(axis=1)
        mean = danger.rates.mean[parts].sum(axis=0)
        np.testing.assert_allclose(areas.offences[0, area], mean)
        low, high = np.percentile(together, [2.5, 97.5], axis=0)
        np.testing.assert_allclose(areas.offences[1, area], np.minimum(low, mean))
        np.testing.assert_allclose(areas.offences[2, area], np.maximum(high, mean))


def test_every_streets_middle_lies_in_its_own_areas_shape_and_in_no_other(made_up, shown):
    built, streets = made_up[0], made_up[0].streets
    far = np.arange(streets.segments) % 50 == 0  # as if no police file were there
    areas = dataclasses.replace(shown.areas, of_segment=np.where(far, -1, shown.areas.of_segment))
    shapes = area_polygons(areas, streets, built.town.place.crs)
    lonlat = shapely.transform(
        shapely.points(streets.middle_xy_m), lambda xy: lonlat_of(built.town.place.crs, xy)
    )
    middle, shape = shapely.STRtree(shapes).query(lonlat, predicate="intersects")
    assert middle.tolist() == list(range(streets.segments))
    own = np.where(areas.of_segment >= 0, areas.of_segment, len(areas.recorded))
    np.testing.assert_array_equal(shape, own)


def test_what_is_said_of_an_option_is_the_sum_of_what_the_map_shows_of_its_areas(shown):
    areas = shown.areas
    enough = areas.recorded >= ENOUGH
    busy, quiet = np.flatnonzero(enough.any(axis=1)), np.flatnonzero(~enough.any(axis=1))
    first = [np.flatnonzero(areas.of_segment == each)[0] for each in (*busy[:2], quiet[0])]
    around = shown.around(np.array(first))
    told = np.where(enough, areas.offences[0], 0.0).sum(axis=1)
    assert around.areas == 3
    assert around.offences[0] == pytest.approx(told[busy[:2]].sum())
    assert around.offences[1] <= around.offences[0] <= around.offences[2]
    assert not around.whole
    assert shown.around(np.array(first[2:])).offences is None


def test_the_small_towns_options_say_what_their_areas_show(solved):
    for option in plan_block(solved)["options"]:
        assert "offences" in option["why"] or "not told" in option["why"]
