"""Simulation-based calibration: draw a town from the model's own prior, fit it, rank the truth.

If the code does what the model says, the truth's rank among posterior draws is uniform. The
spreads are held at their true values, so this proves the posterior given the spreads and says
nothing of how well they are learnt (`test_rates_model.test_spreads_are_learnt` does).

S. Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based
calibration, https://arxiv.org/abs/1804.06788
"""

import numpy as np
import pytest
from scipy import stats

from homeward import rates, records
from homeward.measures import assumptions
from homeward.rates.field import field_of

TOWNS = 500
DRAWS = 9
SIDE, MONTHS, GROUPS = 3, 12, 2
AREAS = SIDE * SIDE
LEVEL = (np.log(4.0), np.log(2.0))
SPREADS = rates.Hyper(smooth=0.5, common=0.4, own=(0.3, 0.3), half_year=0.3, size=(5.0, 5.0))
VALUES = assumptions().central()
OPTIONS = rates.Options(level_mean=LEVEL, values=VALUES)
REGIME = np.arange(MONTHS) >= 8
HALF = (MONTHS - 1 - np.arange(MONTHS)) // 6
LATTICE = np.array(
    [
        (a, b)
        for a in range(AREAS)
        for b in (a + 1, a + SIDE)
        if b < AREAS and (b == a + SIDE or b % SIDE)
    ]
)


def prior_town(seed):
    """True terms and the counts drawn from them."""
    rng = np.random.default_rng(seed)
    facts = rng.normal(size=(AREAS, 1))
    root = np.linalg.cholesky(
        np.linalg.inv(
            field_of(AREAS, LATTICE, nearness=VALUES["rates.nearness"]).precision.toarray()
        )
    )
    truth = {
        "smooth": SPREADS.smooth * root @ rng.normal(size=AREAS),
        "level": LEVEL + VALUES["rates.level_sd"] * rng.normal(size=GROUPS),
        "covariate": VALUES["rates.covariate_sd"] * rng.normal(size=GROUPS),
        "half-year": SPREADS.half_year * rng.normal(size=(GROUPS, 2)),
        "pandemic": VALUES["rates.pandemic_sd"] * rng.normal(size=GROUPS),
    }
    own = SPREADS.common * rng.normal(size=(AREAS, 1)) + np.array(SPREADS.own) * rng.normal(
        size=(AREAS, GROUPS)
    )
    place = truth["smooth"][:, None] + own + facts * truth["covariate"]
    truth["log rate"] = place + truth["level"]
    truth["total"] = np.log(np.exp(truth["log rate"]).sum(axis=0))
    months = truth["half-year"][:, HALF] + truth["pandemic"][:, None] * REGIME
    mean = np.exp(truth["log rate"][:, None, :] + months.T)
    gammas = rng.gamma(SPREADS.size, size=mean.shape) / SPREADS.size
    panel = records.Panel(
        count=rng.poisson(mean * gammas),
        seen=np.ones((AREAS, MONTHS)),
        month=24000 + np.arange(MONTHS),
        regime=REGIME,
    )
    return truth, panel, rates.Ground(covariates=facts, names=("fact",), edges=LATTICE)


def posterior(fitted, world):
    """The same quantities of one posterior draw."""
    terms = fitted.drawn(1, world)
    log_rate = fitted.log_rates(terms)
    return {
        "smooth": terms.smooth,
        "level": terms.effects[:, 1],
        "covariate": terms.effects[:, 0],
        "half-year": terms.effects[:, 2:4],
        "pandemic": terms.effects[:, 4],
        "log rate": log_rate,
        "total": np.log(np.exp(log_rate).sum(axis=0)),
    }


@pytest.fixture(scope="module")
def ranks():
    """How many of nine posterior draws lie below the truth, by quantity, a row for each town."""
    found = []
    for seed in range(TOWNS):
        truth, panel, ground = prior_town(seed)
        fitted = rates.fit(panel, ground, options=OPTIONS, hyper=SPREADS)
        drawn = [posterior(fitted, 1000 * seed + draw) for draw in range(DRAWS)]
        found.append({name: sum(each[name] < truth[name] for each in drawn) for name in truth})
    return {name: np.array([each[name] for each in found]) for name in found[0]}


@pytest.mark.parametrize(
    "quantity", ["smooth", "level", "covariate", "half-year", "pandemic", "log rate", "total"]
)
def test_ranks_of_the_truth_are_uniform(ranks, quantity):
    """One rank of each kind from each town, so that ranks are independent."""
    columns = ranks[quantity].reshape(TOWNS, -1)
    one_each = columns[np.arange(TOWNS), np.arange(TOWNS) % columns.shape[1]]
    counts = np.bincount(one_each, minlength=DRAWS + 1)
    assert counts.sum() == TOWNS
    assert stats.chisquare(counts).pvalue > 0.005


def test_ranks_notice_spreads_that_are_told_too_small():
    """The check can fail: posteriors twice too narrow put the truth at the ends."""
    rng = np.random.default_rng(0)
    truth, draws = rng.normal(size=TOWNS), 0.5 * rng.normal(size=(DRAWS, TOWNS))
    counts = np.bincount((draws < truth).sum(axis=0), minlength=DRAWS + 1)
    assert stats.chisquare(counts).pvalue < 1e-6
