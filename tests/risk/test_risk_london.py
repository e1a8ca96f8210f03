"""The first form of risk on a real town: the City of London and its neighbours."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from homeward import rates, read, records, risk, streets
from homeward.measures import GROUPS
from homeward.risk import Recorded
from homeward.tables import LOCATED, OTHER_FORCE

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def london(shared, values):
    folder = shared / "london-city"
    sources = read.Sources(crimes=(folder / "crime",), people=shared / "uk-population")
    town = read.town(folder / "london.osm.pbf", sources)
    network = streets.build(town)
    observed = records.observe(network, town)
    areas = records.snap_areas(network, town.crimes, observed)
    ground = rates.ground_of(network, areas, town.venues)
    found = rates.estimate(areas, observed, town.crimes, ground=ground, values=values)
    return SimpleNamespace(town=town, streets=network, observed=observed, areas=areas, rates=found)


def test_half_the_map_is_the_citys_and_the_rest_is_not_observed(london):
    assert 0.4 < london.observed.share < 0.85
    forces = london.observed.forces[london.observed.force[london.observed.seen]]
    assert set(forces.tolist()) == {"London, City of"}
    assert london.observed.missing_month.size == 0
    assert np.array_equal(london.areas.area >= 0, london.observed.seen)


def test_the_core_has_about_235_snap_points(london):
    crimes = london.town.crimes
    here = np.isin(crimes.state, (LOCATED, OTHER_FORCE))
    points = np.unique(np.round(crimes.xy_m[here] * 2), axis=0)
    assert 200 <= len(points) <= 240
    pointed = int((~london.areas.elsewhere).sum())
    assert 150 <= pointed <= len(points)


def test_robberies_and_thefts_from_the_person_are_some_hundreds_a_year(london, values):
    """28 months outside the pandemic; before rows without a place, then with them."""
    counted = records.panel(london.areas, london.observed, london.town.crimes, values)
    usual = ~counted.regime
    assert usual.sum() == 28
    yearly = counted.count[:, usual, :2].sum() / usual.sum() * 12
    assert 200 < yearly < 420
    assert 0.8 * yearly < london.rates.mean[:, :2].sum() < 1.4 * yearly


def test_every_record_has_a_fate(london):
    told = records.tally(london.town.crimes)
    apart = told.unlocated + told.off_map + told.other_force + told.in_prison
    assert told.used + apart + told.excluded == london.town.crimes.count.sum()
    assert told.unlocated > 2000
    assert london.areas.stranded < 0.02 * (told.used + told.excluded)


def test_harm_at_night_is_the_rates_thinned_and_split(london, values):
    recorded = Recorded(
        streets=london.streets,
        areas=london.areas,
        rates=london.rates,
        exposure=london.streets.length_m,
    )
    harm = risk.harm_expected(recorded, values)
    kept = np.array([risk.assumed_shares(values)[group] for group in GROUPS])
    assert harm.sum(axis=(0, 2)) == pytest.approx(london.rates.mean.sum(axis=0) * kept)
    assert 20 < harm[:, :2].sum() < 150


def test_the_order_of_records_changes_no_rate(london, values):
    crimes = london.town.crimes
    order = np.random.default_rng(1).permutation(len(crimes))
    names = ("xy_m", "month", "type", "force", "lsoa", "count", "begin", "finish", "state")
    shuffled = dataclasses.replace(crimes, **{name: getattr(crimes, name)[order] for name in names})
    town = dataclasses.replace(london.town, crimes=shuffled)
    observed = records.observe(london.streets, town)
    areas = records.snap_areas(london.streets, shuffled, observed)
    ground = rates.ground_of(london.streets, areas, town.venues)
    found = rates.estimate(areas, observed, shuffled, ground=ground, values=values)
    assert np.array_equal(areas.area, london.areas.area)
    assert np.array_equal(found.world(1, 0), london.rates.world(1, 0))
