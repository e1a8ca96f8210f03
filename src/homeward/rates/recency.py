"""How fast the past fades, chosen on months that the candidates have not seen.

Letters used for shapes: A areas, G groups, D draws.
"""

import numpy as np
from scipy import special

from homeward.kit.arrays import Floats, Ints
from homeward.rates.design import HALF_YEAR_MONTHS, Hyper, Options
from homeward.rates.ground import Ground
from homeward.rates.model import Forecast, fit, predict
from homeward.records import Panel

__all__ = ["HALF_LIVES", "best_half_life", "log_score"]

HALF_LIVES = (float("inf"), 48.0, 24.0, 12.0)
"""Half-lives tried, months (declared)."""

FEWEST_MONTHS = 18
"""With fewer months than these nothing is held out, and all months count alike (declared)."""

DRAWS = 200


def best_half_life(
    panel: Panel, ground: Ground, *, hyper: Hyper | None = None, seed: int = 0
) -> float:
    """The half-life that best forecasts the last six months from those before, months.

    Parameters
    ----------
    panel
        Counts and what was seen.
    ground
        The areas' streets and neighbours.
    hyper
        Spreads and dispersion; None learns them from the months before the last six.
    seed
        Key of the draws.

    Returns
    -------
    float
        One of `HALF_LIVES`; on a tie the longer. Infinite with fewer than 18 months.
    """
    last = int(panel.month[-1]) if len(panel.month) else 0
    before = panel.upto(last - HALF_YEAR_MONTHS)
    after = panel.between(last - HALF_YEAR_MONTHS + 1, last)
    if len(panel.month) < FEWEST_MONTHS or not len(before.month) or not len(after.month):
        return HALF_LIVES[0]
    spreads = fit(before, ground).hyper if hyper is None else hyper
    scores = []
    for life in HALF_LIVES:
        fitted = fit(before, ground, options=Options(half_life_months=life), hyper=spreads)
        share = float(after.regime.mean())
        ahead = predict(fitted, len(after.month), seed=seed, draws=DRAWS, regime=share)
        seen = after.seen.all(axis=1)
        scores.append(log_score(ahead, after.count.sum(axis=1))[seen].sum())
    return HALF_LIVES[int(np.argmax(np.round(scores, 6)))]


def log_score(ahead: Forecast, count: Ints) -> Floats:
    """Log predictive probability of each area's and group's total, shape (A, G).

    Parameters
    ----------
    ahead
        The forecast, D draws.
    count
        What came, shape (A, G).

    Returns
    -------
    Floats
        Of the equal mixture over draws; higher is better.
    """
    size, mean = ahead.size, ahead.mean
    each = special.xlogy(count, mean / (mean + size)) - size * np.log1p(mean / size)
    constant = special.gammaln(count + size) - special.gammaln(size) - special.gammaln(count + 1)
    return np.asarray(special.logsumexp(each, axis=0) - np.log(len(mean)) + constant)
