"""Rates of a town: by hand, what was not given, keyed draws."""

import dataclasses

import numpy as np
import pytest

from homeward import rates, records
from homeward.tables import LOCATED, UNLOCATED, Venues


def lane_rates(lane, crimes, make, values, learn=rates.spreads_of):
    observed = records.observe(lane, make.town(crimes))
    areas = records.snap_areas(lane, crimes, observed)
    ground = rates.ground_of(lane, areas)
    return areas, rates.estimate(areas, observed, crimes, ground=ground, values=values, learn=learn)


def test_three_areas_by_hand(lane, lane_crimes, make, values):
    """P has segments a and b, q has c and d; e is out of reach of both, and a third area.

    Streets of p and q meet at x = 200, those of q and e at 400. Over two years 12, 4 and 0
    thefts and 2, 0 and 0 robberies. None of the 18 rows lacks a place, so the share that does
    is about 0.5 / 19; as 20 rows it joins the 16 thefts in a Beta(a, b), and the uplift, the
    mean of one over one minus a share so drawn, is (a + b - 1) / (b - 1).
    """
    areas, found = lane_rates(lane, lane_crimes, make, values)
    assert areas.area.tolist() == [0, 0, 1, 1, 2]
    assert rates.ground_of(lane, areas).edges.tolist() == [[0, 1], [1, 2]]
    assert found.count.tolist() == [[2, 12, 0], [0, 4, 0], [0, 0, 0]]
    assert found.years.tolist() == [2.0, 2.0, 2.0]
    uplift = (20 + 16 - 1) / (20 * (1 - 0.5 / 19) + 16 - 1)
    assert found.mean[:, 1] == pytest.approx(12 * found.fitted.monthly[:, 1] * uplift)
    thefts, robberies = found.mean[:, 1], found.mean[:, 0]
    assert 2.5 < thefts[0] < 7  # all twelve are more than a year old
    assert 1 < thefts[1] < 3
    assert 0 < thefts[2] < 1
    assert np.all(robberies < thefts)
    assert any("too few to learn" in note for note in found.notes)


def test_facts_of_areas_by_hand(lane, make, lane_crimes):
    """P's streets are 200 m, q's 200 m, e is 400 m; one pub stands on b and one by e."""
    venues = Venues(
        xy_m=np.array([[150.0, 10.0], [600.0, -20.0], [600.0, 300.0]]),
        kind=np.array(["pub", "pub", "pub"]),
        name=np.array(["", "", ""]),
        hours=np.array(["", "", ""]),
        capacity=np.full(3, np.nan),
        floor_area_m2=np.full(3, np.nan),
        source=np.array(["", "", ""]),
    )
    areas = records.snap_areas(lane, lane_crimes, records.observe(lane, make.town(lane_crimes)))
    found = rates.ground_of(lane, areas, venues)
    facts = dict(zip(found.names, found.covariates.T.tolist(), strict=True))
    root = np.sqrt(0.5)
    assert facts["bars, pubs and clubs"] == pytest.approx([root, -2 * root, root])
    assert facts["log of street length"] == pytest.approx([-root, -root, 2 * root])
    assert facts["share main road"] == [0.0, 0.0, 0.0]


def test_a_missing_month_adds_neither_offences_nor_time(lane, lane_crimes, make, values):
    kept = np.isin(lane_crimes.supplied_month, make.months[12:], invert=True)
    half = dataclasses.replace(
        lane_crimes,
        supplied_force=lane_crimes.supplied_force[kept],
        supplied_month=lane_crimes.supplied_month[kept],
    )
    _, found = lane_rates(lane, half, make, values)
    assert found.years.tolist() == [1.0, 1.0, 1.0]
    assert found.count[:, 1].tolist() == [12, 3, 0]  # the theft of month 23 is not counted


def test_a_force_that_stopped_publishing_is_no_quiet_place(lane, make, values):
    """As Greater Manchester after June 2019: two thefts a month at p and at q while both publish.

    From July the files hold p's force alone. What q's force did not publish is not nought.
    """
    other, last = "Greater Manchester", 2019 * 12 + 5
    both = [(50.0, 5.0, make.city), (250.0, -5.0, other)]
    rows = [
        (x, y, month, "Theft from the person", force, LOCATED)
        for x, y, force in both
        for month in make.months
        if force == make.city or month <= last
        for _ in range(2)
    ]
    given = [(f, m) for *_, f in both for m in make.months if f == make.city or m <= last]
    crimes = make.crimes(rows, given)
    areas, found = lane_rates(lane, crimes, make, values)
    here, there = areas.area[[0, 2]].tolist()
    assert (found.years[here], found.years[there]) == (2.0, 1.5)
    assert found.count[[here, there], 1].tolist() == [48, 36]
    assert found.mean[there, 1] == pytest.approx(found.mean[here, 1], rel=0.1)
    observed = records.observe(lane, make.town(crimes))
    panel = records.panel(areas, observed, crimes, values)
    assert panel.seen[there].sum() == 18
    assert not panel.seen[there, panel.month > last].any()


def test_pandemic_months_tell_of_places_and_not_of_levels(lane, make, values):
    """Twelve months with six robberies each at p, then twelve of the pandemic with one."""
    start = 2019 * 12 + 2
    months = range(start, start + 24)
    rows = [
        (50.0, 5.0, month, "Robbery")
        for month in months
        for _ in range(6 if month < start + 12 else 1)
    ]
    crimes = make.crimes(rows, [(make.city, month) for month in months])
    _, found = lane_rates(lane, crimes, make, values)
    assert found.years[0] == 2.0
    assert 50 < found.mean[0, 0] < 95
    assert any("12 of 24 months given lie within the pandemic" in note for note in found.notes)


def test_only_pandemic_months_still_give_rates_with_a_plain_sentence(lane, make, values):
    months = range(2020 * 12 + 4, 2020 * 12 + 9)
    rows = [(50.0, 5.0, month, "Robbery") for month in months]
    crimes = make.crimes(rows, [(make.city, month) for month in months])
    _, found = lane_rates(lane, crimes, make, values)
    drawn = np.array([found.world(1, w)[0, 0] for w in range(200)])
    low, high = np.percentile(drawn, [2.5, 97.5])
    assert high > 8 * low
    assert any("All 5 months" in note for note in found.notes)
    assert any("5 months only" in note for note in found.notes)


def test_rows_without_a_place_raise_and_widen_the_rates(lane, lane_crimes, make, values):
    _, plain = lane_rates(lane, lane_crimes, make, values)
    lost = [
        (np.nan, np.nan, month, "Theft from the person", make.city, UNLOCATED)
        for month in make.months
    ]
    rows = [
        (*xy, month, kind)
        for xy, month, kind in zip(
            lane_crimes.xy_m.tolist(),
            lane_crimes.month.tolist(),
            lane_crimes.type.tolist(),
            strict=True,
        )
    ]
    crimes = make.crimes([*rows, *lost], [(make.city, each) for each in make.months])
    _, wider = lane_rates(lane, crimes, make, values)
    assert wider.unlocated[0].tolist() == [0, 24, 0]
    assert np.all(wider.mean[:, 1] > 1.5 * plain.mean[:, 1])
    logs = [np.log([each.world(1, w)[0, 1] for w in range(300)]).std() for each in (plain, wider)]
    assert logs[1] > logs[0]


def test_worlds_have_the_same_numbers_in_any_order(lane, lane_crimes, make, values):
    _, found = lane_rates(lane, lane_crimes, make, values)
    forwards = [found.world(3, w) for w in range(4)]
    backwards = [found.world(3, w) for w in reversed(range(4))][::-1]
    assert np.array_equal(forwards, backwards)
    assert not np.array_equal(forwards[0], found.world(4, 0))


def test_worlds_average_to_the_mean(lane, lane_crimes, make, values):
    _, found = lane_rates(lane, lane_crimes, make, values)
    drawn = np.mean([found.world(1, w) for w in range(800)], axis=0)
    assert drawn[:2] == pytest.approx(found.mean[:2], rel=0.25)


def test_without_offences_rates_are_small_and_finite(lane, make, values):
    crimes = make.crimes(
        [(50, 5, make.months[0], "Drugs")], [(make.city, each) for each in make.months]
    )
    _, found = lane_rates(lane, crimes, make, values)
    assert np.all(np.isfinite(found.mean))
    assert np.all((found.mean > 0) & (found.mean < 1))


def test_rates_like_others_take_their_spreads_and_keep_their_own_counts(
    lane, lane_crimes, make, values
):
    _, found = lane_rates(lane, lane_crimes, make, values)
    _, again = lane_rates(lane, lane_crimes, make, values, learn=found.learn)
    np.testing.assert_array_equal(again.fitted.log_rate, found.fitted.likeliest.log_rate)

    kept = np.asarray(lane_crimes.month) % 2 == 0
    fewer = dataclasses.replace(
        lane_crimes,
        **{
            field.name: value[kept]
            for field in dataclasses.fields(lane_crimes)
            if len(value := getattr(lane_crimes, field.name)) == len(kept)
        },
    )
    _, half = lane_rates(lane, fewer, make, values, learn=found.learn)
    assert half.fitted.hyper == found.fitted.hyper
    assert 0 < half.count.sum() < found.count.sum()
