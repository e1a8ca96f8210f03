"""Folds that never see the future, rivals treated alike, and intervals that know their limits."""

import dataclasses

import numpy as np
import pytest

from homeward import backtest
from homeward.backtest import Ahead, Models, Treated
from homeward.backtest.blocks import DRAWS
from homeward.errors import NoPlanError
from homeward.rates import Ground


def around(panel, fold):
    """What there is to learn from, and what is asked."""
    after = panel.between(fold.first, fold.last)
    return panel.between(fold.fit_first, fold.fit_last), Ahead(month=after.month, seen=after.seen)


def treated(panel, fold):
    """What the long-run mean says once it is treated like any rival."""
    rival = Treated(surfaces={"": backtest.long_run}, length_m=np.full(len(panel.count), 100.0))
    return rival(*around(panel, fold), np.full((2, 3), 50.0))


def rates_model(panel, fold):
    """What the rate model says on ground that is all alike."""
    areas = len(panel.count)
    line = np.stack([np.arange(areas - 1), np.arange(1, areas)], axis=1)
    ground = Ground(covariates=np.zeros((areas, 0)), names=(), edges=line)
    return backtest.Ours(ground=ground, seed=1)(*around(panel, fold))


def test_folds_roll_by_half_years_and_never_overlap(make):
    folds = backtest.folds_of(make.panel(np.ones((3, 39))), locked=False)
    assert [each.words for each in folds] == [
        "2018-10 to 2019-03",
        "2019-04 to 2019-09",
        "2019-10 to 2020-03",
        "2020-04 to 2020-09",
        "2020-10 to 2021-03",
    ]
    assert all(each.fit_last == each.first - 1 for each in folds)
    assert not any(each.locked for each in folds)
    (last,) = backtest.folds_of(make.panel(np.ones((3, 39))), locked=True)
    assert (last.words, last.locked) == ("2020-10 to 2021-03", True)


def test_too_few_months_have_no_answer(make):
    with pytest.raises(NoPlanError, match="at least 18 months of records"):
        backtest.folds_of(make.panel(np.ones((3, 11))), locked=False)
    seen = np.ones((3, 14), dtype=bool)
    seen[:, 2:7] = False
    with pytest.raises(NoPlanError, match="15 were given, or too few"):
        backtest.folds_of(make.panel(np.ones((3, 14)), seen=seen), locked=False)


def test_what_comes_later_changes_no_forecast(busy):
    small = dataclasses.replace(busy, count=busy.count[:12], seen=busy.seen[:12])
    fold = backtest.folds_of(small, locked=False)[0]
    rng = np.random.default_rng(2)
    count = small.count.copy()
    later = small.month >= fold.first
    count[:, later] = rng.permuted(count[:, later], axis=0) + rng.poisson(9, size=(12, 1, 3))
    other = dataclasses.replace(small, count=count)
    for says in (treated, rates_model):
        for one, two in zip(says(small, fold), says(other, fold), strict=True):
            assert np.array_equal(one.mean, two.mean)
            assert np.array_equal(one.size, two.size)
            assert one.settings == two.settings


def test_a_month_not_given_is_missing_and_not_zero(make):
    counts = np.tile(np.array([[6], [2], [4]]), (1, 18))
    seen = np.ones((3, 18), dtype=bool)
    seen[0, 3:9] = False
    whole, holed = make.panel(counts), make.panel(counts, seen=seen)
    assert backtest.long_run(holed)[:, 0].tolist() == [6, 2, 4]
    assert backtest.last_year(holed)[:, 0].tolist() == [6, 2, 4]
    fold = backtest.folds_of(whole, locked=True)[0]
    for one, two in zip(treated(whole, fold), treated(holed, fold), strict=True):
        assert two.expected == pytest.approx(one.expected, rel=0.1)


def judged(panel, make, ours, rival):
    models = Models(ours=ours, rivals={"rival": make.given(rival)})
    folds = backtest.folds_of(panel, locked=False)
    return backtest.compare(panel, make.places(panel), models=models, folds=folds, seed=1)


def test_an_area_not_observed_in_a_fold_is_left_out_of_it(busy, make):
    seen = busy.seen.copy()
    seen[0, -6:] = 0.0
    panel = dataclasses.replace(busy, seen=seen, count=busy.count * (seen > 0)[:, :, None])
    assert judged(panel, make, make.averages, make.averages)[0].areas == (30, 30, 30, 29)


def test_a_model_against_itself_differs_by_nothing(busy, make):
    for each in judged(busy, make, make.averages, make.averages):
        for between in each.paired["rival"].values():
            assert (between.value, between.low, between.high) == (0, 0, 0)


def changed(model, change):
    """A model whose means are changed after the fact."""
    return lambda past, ahead: [
        dataclasses.replace(each, mean=change(each.mean)) for each in model(past, ahead)
    ]


def test_models_that_are_as_good_are_not_told_apart(busy, make):
    """Two models, each wrong by its own noise of one size: the interval holds zero."""
    noise = np.random.default_rng(1).lognormal(0, 0.2, size=(2, 30))
    one, two = (changed(make.averages, lambda mean, by=by: mean * by) for by in noise)
    between = judged(busy, make, one, two)[0].paired["rival"]["log"]
    assert between.low < 0 < between.high


def test_knowing_where_beats_not_knowing(busy, make):
    blind = changed(make.averages, lambda mean: np.full_like(mean, mean.mean()))
    found = judged(busy, make, make.averages, blind)[0]
    assert found.paired["rival"]["log"].low > 0
    assert found.paired["rival"]["log_given_total"].low > 0
    assert found.models["homeward"].pai[0.05].value > found.models["rival"].pai[0.05].value


def test_a_rival_is_given_our_totals(busy, make):
    places = make.places(busy)
    rival = Treated(surfaces={"": backtest.last_year}, length_m=places.length_m)
    models = Models(ours=make.averages, rivals={"rival": rival})
    folds = backtest.folds_of(busy, locked=False)
    found = backtest.compare(busy, places, models=models, folds=folds, seed=1)
    for each in found:
        expected = each.models["homeward"].expected
        assert each.models["rival"].expected == pytest.approx(expected, rel=1e-6)


def test_the_uniform_part_and_size_are_chosen_by_what_came(make):
    """Counts that never come back to the same place leave nothing but an even spread."""
    rng = np.random.default_rng(4)
    months, areas = 36, 60
    anywhere = rng.integers(areas, size=months * 20)
    counts = np.zeros((areas, months), dtype=np.int64)
    np.add.at(counts, (anywhere, np.repeat(np.arange(months), 20)), 1)
    panel = make.panel(counts)
    fold = backtest.folds_of(panel, locked=True)[0]
    assert "100% even" in treated(panel, fold)[0].settings
    settled = make.panel(np.tile(np.arange(60)[:, None], (1, 36)))
    assert "2% even" in treated(settled, fold)[0].settings


def test_zones_are_near_alike_and_cover_all():
    rng = np.random.default_rng(1)
    zone = backtest.zones_of(rng.random((137, 2)) * [3000, 900])
    sizes = np.bincount(zone)
    assert len(sizes) == 10
    assert sizes.max() - sizes.min() <= 3
    assert backtest.zones_of(np.zeros((3, 2))).tolist() == [0, 1, 2]


def test_blocks_are_drawn_both_ways():
    weights = backtest.block_weights(10, 5, seed=1)
    assert weights.shape == (DRAWS, 5, 10)
    assert weights.sum(axis=(1, 2)) == pytest.approx(np.full(DRAWS, 50))
    assert np.linalg.matrix_rank(weights[0]) == 1
    assert np.array_equal(weights, backtest.block_weights(10, 5, seed=1))


def test_ranges_hold_what_the_model_itself_draws():
    rng = np.random.default_rng(8)
    made = [
        backtest.Forecast(
            mean=rng.lognormal(0, 0.2, size=(50, 1)) * rng.gamma(1.0, 3.0, size=40),
            size=np.full(40, 2.0),
        )
        for _ in range(30)
    ]
    came = [backtest.drawn_counts(each, 1, seed=9, key=str(k))[0] for k, each in enumerate(made)]
    zone = [np.arange(40) // 4] * 30
    found = backtest.coverage(made, came, zone, seed=1, key="x")
    for wide in backtest.RANGES:
        low, high = found[wide].expected
        assert low <= found[wide].share <= high
        assert low <= wide / 100 + 0.06
        assert high >= wide / 100
    never = backtest.coverage(made, [each + 50 for each in came], zone, seed=1, key="x")
    assert never[90].share < never[90].expected[0]
