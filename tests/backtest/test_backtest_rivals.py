"""Rivals ranked by what is fair to them, and one that borrows across groups as ours does."""

import dataclasses

import numpy as np
import pytest

from homeward import backtest
from homeward.backtest import Ahead, Forecast, Models, Places, Treated
from homeward.backtest.named import named
from homeward.backtest.treatment import Even, laid

LENGTH_M = np.array([50.0, 500.0, 450.0])
BARE = np.array([0.0, 6.0, 3.0])
CAME = np.array([0, 4, 1])


def order(surface, length_m):
    """Areas from the densest on."""
    return np.argsort(-np.asarray(surface) / length_m, kind="stable").tolist()


def test_evenness_by_area_puts_short_streets_first_and_by_metre_does_not(make):
    """Scaled to a mean of 1 the surface is 0, 2, 1; three quarters of it are laid evenly."""
    past = make.panel(np.ones((3, 12)))
    by_area = laid(BARE, Even(share=0.75, by_metre=False), past, LENGTH_M)
    by_metre = laid(BARE, Even(share=0.75, by_metre=True), past, LENGTH_M)
    assert by_area == pytest.approx([0.75, 1.25, 1.0])
    assert by_metre == pytest.approx([0.1125, 1.625, 1.2625])
    assert order(BARE, LENGTH_M) == order(by_metre, LENGTH_M) == [1, 2, 0]
    assert order(by_area, LENGTH_M) == [0, 1, 2]


def told(forecast):
    """What one forecast of the three areas would have named on 5% of their 1,000 m."""
    weights = backtest.block_weights(3, 1, seed=1)
    return named([forecast], [CAME], ([np.arange(3)], [LENGTH_M]), 0.05, weights)


def test_a_rival_is_ranked_by_the_better_of_two_surfaces():
    """Evened by area, 50 m without a record; bare, 50 of 500 m with four of five: 0.08 / 0.05."""
    treated = Forecast(mean=np.array([[0.75, 1.25, 1.0]]), size=np.full(3, 2.0))
    assert told(treated).pai.value == 0
    found = told(dataclasses.replace(treated, bare=BARE))
    assert found.pai.value == pytest.approx(1.6)
    assert found.pei.value == pytest.approx(1)
    wrong_way = dataclasses.replace(treated, mean=np.array([BARE + 0.1]), bare=BARE[::-1].copy())
    assert told(wrong_way).pai.value == pytest.approx(1.6)


def caught(surface, length_m, came, metres):
    """What lies on the densest ground, walked through one area at a time."""
    found = 0.0
    dense = [round(d, 9) for d in surface / length_m / max(surface / length_m)]
    for area in sorted(range(len(came)), key=lambda a: (-dense[a], a)):
        part = min(1.0, metres / length_m[area])
        found += part * came[area]
        metres -= part * length_m[area]
        if metres <= 1e-9:
            break
    return found


def mixed(seed):
    """Thirty areas of 20 to 900 m in which three groups lie in the same busy places."""
    rng = np.random.default_rng(seed)
    busy = rng.gamma(0.6, 1.0, size=30)
    rate = busy[:, None, None] * np.array([0.04, 0.4, 1.0])
    return rng.poisson(np.broadcast_to(rate, (30, 30, 3))), rng.uniform(20, 900, size=30)


@pytest.fixture(scope="module")
def town(make):
    count, length_m = mixed(7)
    panel = dataclasses.replace(make.panel(np.ones((30, 30))), count=count)
    places = Places(xy_m=make.places(panel).xy_m, length_m=length_m)
    rivals = {
        "last_year": Treated(surfaces={"": backtest.last_year}, length_m=length_m),
        "long_run": Treated(surfaces={"": backtest.long_run}, length_m=length_m),
        "pooled": Treated(
            surfaces={f"{each:.0%} all groups": backtest.pooled(each) for each in (0, 0.5, 1)},
            length_m=length_m,
        ),
    }
    return panel, places, rivals


def judged(make, town, *names):
    panel, places, rivals = town
    models = Models(ours=make.averages, rivals={name: rivals[name] for name in names})
    folds = backtest.folds_of(panel, locked=False)
    return backtest.compare(panel, places, models=models, folds=folds, seed=1)


def test_a_rival_named_as_much_as_a_ranking_by_hand_does(make, town):
    panel, places, rivals = town
    folds = backtest.folds_of(panel, locked=False)
    found = judged(make, town, "long_run")
    metres = 0.05 * float(places.length_m.sum())
    for g in range(3):
        by_bare = by_forecast = came_in_all = 0.0
        for fold in folds:
            past, after = (
                panel.between(*ends)
                for ends in ((fold.fit_first, fold.fit_last), (fold.first, fold.last))
            )
            came = after.count[:, :, g].sum(axis=1)
            said = rivals["long_run"](
                past, Ahead(month=after.month, seen=after.seen), np.full((1, 3), 9.0)
            )[g]
            bare = past.count[:, :, g].sum(axis=1) / len(past.month)
            by_bare += caught(bare, places.length_m, came, metres)
            by_forecast += caught(said.expected, places.length_m, came, metres)
            came_in_all += came.sum()
        best = max(by_bare, by_forecast) / came_in_all / 0.05
        assert found[g].models["long_run"].pai[0.05].value == pytest.approx(best)


def test_one_rival_more_changes_nothing_for_the_others(make, town):
    few, more = judged(make, town, "last_year"), judged(make, town, "last_year", "long_run")
    for one, two in zip(few, more, strict=True):
        assert set(two.models) - set(one.models) == {"long_run"}
        for name, told_of in one.models.items():
            assert vars(two.models[name]) == vars(told_of)
        assert two.paired["last_year"] == one.paired["last_year"]
        assert two.named_apart["last_year"] == one.named_apart["last_year"]
        assert np.array_equal(two.pit, one.pit)


def test_ground_named_is_compared_on_the_same_draws(make, town):
    for each in judged(make, town, "long_run"):
        ours, other = (each.models[name].pai[0.05].value for name in (backtest.OURS, "long_run"))
        apart = each.named_apart["long_run"][0.05]
        assert apart.value == pytest.approx(ours - other)
        assert apart.low <= apart.value <= apart.high


def test_groups_are_added_up_by_hand(make):
    """Two areas, a month: 1 and 0 of the first group, 3 and 1, 0 and 5; in all 4 and 6."""
    count = np.array([[[1, 3, 0]], [[0, 1, 5]]])
    past = dataclasses.replace(make.panel(np.ones((2, 1))), count=count)
    assert backtest.pooled(0.0)(past)[:, 0].tolist() == [2, 0]
    assert backtest.pooled(1.0)(past) == pytest.approx(np.array([[0.8] * 3, [1.2] * 3]))
    assert backtest.pooled(0.5)(past)[:, 0] == pytest.approx([1.4, 0.6])


def test_the_rarest_group_borrows_most(make, town):
    """Where all groups lie alike, a few robberies are foreseen better by all that is recorded."""
    robbery, _, violence = judged(make, town, "long_run", "pooled")
    assert robbery.models["pooled"].log > robbery.models["long_run"].log
    assert any("100% all groups" in each for each in robbery.models["pooled"].settings)
    gain = [
        each.models["pooled"].log_given_total - each.models["long_run"].log_given_total
        for each in (robbery, violence)
    ]
    assert gain[0] > gain[1]
