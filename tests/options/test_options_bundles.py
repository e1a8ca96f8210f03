"""Whole paths, bundles and runs that end where no lamp may stand, worked by hand."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeward.errors import InputError
from homeward.options import bundled
from homeward.options.runs import runs, whole_paths
from homeward.streets import build
from options.test_options_make import CHOICES, STREET, dark_lane, offer_of
from towns import grid, town_of

PATH = {"highway": "footway", "lit": "no"}


def park():
    """A path of two ways and a side path, across a park between two lit streets.

    ::

        1 ═══ 2 ═══ 3        way 10, lit
              │ way 20
              4               nothing else meets here: the map only changes way
              │ way 21
              5 ─── 7         way 22 leads off
              │ way 21
        8 ═══ 6 ═══ 9        way 11, lit
    """
    at = {1: (-90, 400), 2: (0, 400), 3: (90, 400), 4: (0, 300), 5: (0, 150), 6: (0, 0)}
    at |= {7: (120, 150), 8: (-90, 0), 9: (90, 0)}
    lit = {**STREET, "lit": "yes"}
    ways = [(10, (1, 2, 3), lit), (11, (8, 6, 9), lit)]
    ways += [(20, (2, 4), PATH), (21, (4, 5, 6), PATH), (22, (5, 7), PATH)]
    return town_of(at, ways)


def lamps(town, **choices):
    streets, offer = offer_of(town, choices=dataclasses.replace(CHOICES, **choices))
    found = {}
    for i in range(len(offer.options)):
        if offer.options.measures[offer.options.measure[i]] == "lamp_run":
            found[str(offer.options.id[i])] = set(streets.ids[offer.options.reach(i)].tolist())
    return streets, found


def test_a_path_is_parted_into_runs_unless_it_is_lit_whole():
    _, parted = lamps(park())
    assert sorted(map(len, parted.values())) == [1, 1, 1, 1]
    _, whole = lamps(park(), whole_paths=True)
    assert sorted(whole.values(), key=len) == [{"22/5-7"}, {"20/2-4", "21/4-5", "21/5-6"}]


def test_no_run_shares_a_segment_with_where_no_lamp_may_stand():
    streets = build(park())
    apart = np.isin(streets.ids, ["21/4-5"])
    _, found = lamps(park(), whole_paths=True, apart=apart)
    assert {"21/4-5"} in found.values()
    assert {"20/2-4"} in found.values()


def test_the_mask_of_where_no_lamp_may_stand_fits_the_network():
    with pytest.raises(InputError, match="`apart` must have one value a segment"):
        lamps(park(), apart=np.zeros(2, dtype=np.bool_))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.booleans(), min_size=24, max_size=24))
def test_whole_paths_hold_each_chosen_segment_once_and_no_run_is_cut_by_them(mask):
    streets = build(grid(4, 4))
    chosen = np.resize(np.array(mask), streets.segments)
    kind = np.zeros(streets.segments, dtype=np.int64)
    paths = whole_paths(streets, chosen, kind)
    every = np.concatenate([np.zeros(0, dtype=np.int64), *paths])
    assert sorted(every.tolist()) == np.flatnonzero(chosen).tolist()
    for run in runs(streets, chosen, kind, 150.0):
        assert sum(np.isin(run, path).all() for path in paths) == 1


def test_a_bundle_costs_and_reaches_what_its_options_do_together():
    _, offer = offer_of(park())
    options = offer.options
    pair = np.array([2, 0])
    made = bundled(options, [pair])
    assert len(made) == len(options) - 1
    assert made.id[0] == f"{options.id[0]}+1"
    assert made.capital_pence[0] == options.capital_pence[pair].sum()
    assert made.yearly_pence[0] == options.yearly_pence[pair].sum()
    assert made.units[0] == options.units[pair].sum()
    assert set(made.reach(0)) == set(options.reach(0)) | set(options.reach(2))
    assert made.reach(1).tolist() == options.reach(1).tolist()
    assert made.capital_pence.sum() == options.capital_pence.sum()


def test_where_a_bundle_reaches_a_segment_twice_the_strongest_counts():
    _, offer = offer_of(dark_lane())
    one = offer.options
    two = dataclasses.replace(
        one,
        id=np.array(["lamp_run@a", "lamp_run@b"]),
        measure=np.repeat(one.measure, 2),
        units=np.repeat(one.units, 2),
        xy_m=np.repeat(one.xy_m, 2, axis=0),
        capital_pence=np.repeat(one.capital_pence, 2),
        yearly_pence=np.repeat(one.yearly_pence, 2),
        survey=np.array([False, True]),
        start=np.array([0, 1, 2]),
        segment=np.repeat(one.segment, 2),
        strength=np.array([[0.2, 0.9, 0.0, 0.1], [0.5, 0.3, 0.0, 0.1]]),
        lights=np.array([False, True]),
        moves=np.repeat(one.moves, 2),
    )
    made = bundled(two, [np.array([0, 1])])
    assert made.segment.tolist() == one.segment.tolist()
    assert made.strength.tolist() == [[0.5, 0.9, 0.0, 0.1]]
    assert made.lights.tolist() == made.survey.tolist() == [True]


def test_without_bundles_options_are_as_they_were():
    _, offer = offer_of(park())
    assert bundled(offer.options, []) is offer.options
    same = bundled(offer.options, [np.array([1])])
    for name in ("id", "segment", "strength", "start", "capital_pence"):
        assert np.array_equal(getattr(same, name), getattr(offer.options, name))


def test_bundles_that_overlap_or_mix_measures_are_refused():
    _, offer = offer_of(park())
    with pytest.raises(InputError, match="An option may be in one bundle; 1 are in more"):
        bundled(offer.options, [np.array([0, 1]), np.array([1, 2])])
    mixed = dataclasses.replace(
        offer.options, measure=np.append(offer.options.measure[:-1], offer.options.measure[0] + 1)
    )
    with pytest.raises(InputError, match="holds options of one measure; one has"):
        bundled(mixed, [np.array([0, len(mixed) - 1])])
