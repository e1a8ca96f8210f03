"""Simulation-based calibration: draw a town from the model's own prior, fit it, rank the truth.

If the code does what the model says, the truth's rank among posterior draws is uniform. The
spreads are held at their true values, so this proves the posterior given the spreads and says
nothing of how well they are learnt: `scripts/calibration.py` draws and learns them too.

S. Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based
calibration, https://arxiv.org/abs/1804.06788
"""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from homeward import rates
from prior_towns import Kind, one_rank_each, posterior, prior_town

TOWNS = 500
DRAWS = 9
SPREADS = rates.Hyper(
    smooth=0.5, common=0.4, own=(0.3, 0.3), half_year=0.3, covariates=0.3, size=(5.0, 5.0)
)
KIND = Kind(side=3, spreads=SPREADS)


@pytest.fixture(scope="module")
def ranks():
    """How many of nine posterior draws lie below the truth, by quantity, a row for each town."""
    found = []
    for seed in range(TOWNS):
        truth, panel, ground = prior_town(KIND, seed)
        fitted = rates.fit(panel, ground, options=KIND.options, hyper=SPREADS)
        drawn = [posterior(fitted, 1000 * seed + draw) for draw in range(DRAWS)]
        found.append({name: sum(each[name] < truth[name] for each in drawn) for name in truth})
    return {name: np.array([each[name] for each in found]) for name in found[0]}


@pytest.mark.parametrize(
    "quantity", ["smooth", "level", "covariate", "half-year", "pandemic", "log rate", "total"]
)
def test_ranks_of_the_truth_are_uniform(ranks, quantity):
    counts = np.bincount(one_rank_each(ranks[quantity]), minlength=DRAWS + 1)
    assert counts.sum() == TOWNS
    assert stats.chisquare(counts).pvalue > 0.005


def test_ranks_notice_spreads_that_are_told_too_small():
    """The check can fail: posteriors twice too narrow put the truth at the ends."""
    rng = np.random.default_rng(0)
    truth, draws = rng.normal(size=TOWNS), 0.5 * rng.normal(size=(DRAWS, TOWNS))
    counts = np.bincount((draws < truth).sum(axis=0), minlength=DRAWS + 1)
    assert stats.chisquare(counts).pvalue < 1e-6


def test_the_trial_with_learnt_spreads_runs():
    """Its result is in docs/explanation/rates-on-trial.md; three towns show that it still works."""
    path = Path(__file__).parents[2] / "scripts" / "calibration.py"
    spec = importlib.util.spec_from_file_location("calibration", path)
    trial = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(trial)
    rows = trial.rows_of([trial.ranks_of(seed) for seed in range(3)])
    assert [each["quantity"] for each in rows[:7]] == [each["quantity"] for each in rows[7:]]
    assert all(sum(each["ranks"]) == 3 for each in rows)
    assert rows[0]["ranks"] != rows[7]["ranks"] or rows[5]["ranks"] != rows[12]["ranks"]
    assert prior_town(trial.KIND, 219)[1].count.max() > trial.MOST
