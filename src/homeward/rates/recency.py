"""How fast the past fades, chosen on months that the candidates have not seen.

Letters used for shapes: A areas, G groups, D draws.
"""

from dataclasses import replace

import numpy as np
from scipy import special

from homeward.kit.arrays import Floats, Ints
from homeward.measures import Values
from homeward.rates.design import HALF_YEAR_MONTHS, Hyper, Options
from homeward.rates.ground import Ground
from homeward.rates.model import Forecast, fit, predict
from homeward.records import Panel

__all__ = ["best_half_life", "half_lives", "log_score"]

DRAWS = 200
"""Draws of the model that score a half-life."""


def half_lives(values: Values) -> tuple[float, ...]:
    """Half-lives that are tried, months, the longest first; the first counts all months alike."""
    tried = (values[f"rates.half_life.{name}"] for name in ("long", "middle", "short"))
    return (float("inf"), *tried)


def best_half_life(
    panel: Panel,
    ground: Ground,
    *,
    options: Options | None = None,
    hyper: Hyper | None = None,
    seed: int = 0,
) -> float:
    """The half-life that best forecasts the last six months from those before, months.

    Parameters
    ----------
    panel
        Counts and what was seen.
    ground
        The areas' streets and neighbours.
    options
        Which terms there are, and the assumptions, whose rows ``rates.half_life.*`` are tried
        and ``rates.held_out_months`` says from how many months on; None takes those shipped.
    hyper
        Spreads and dispersion; None learns them from the months before the last six.
    seed
        Key of the draws.

    Returns
    -------
    float
        One of `half_lives`; on a tie the longer. Infinite with too few months to hold any out.
    """
    given = options or Options()
    tried = half_lives(given.values)
    fewest = given.values["rates.held_out_months"]
    last = int(panel.month[-1]) if len(panel.month) else 0
    before = panel.upto(last - HALF_YEAR_MONTHS)
    after = panel.between(last - HALF_YEAR_MONTHS + 1, last)
    if len(panel.month) < fewest or not len(before.month) or not len(after.month):
        return tried[0]
    spreads = fit(before, ground, options=given).hyper if hyper is None else hyper
    scores = []
    for life in tried:
        fitted = fit(before, ground, options=replace(given, half_life_months=life), hyper=spreads)
        share = float(after.regime.mean())
        ahead = predict(fitted, len(after.month), seed=seed, draws=DRAWS, regime=share)
        seen = after.seen.all(axis=1)
        scores.append(log_score(ahead, after.count.sum(axis=1))[seen].sum())
    return tried[int(np.argmax(np.round(scores, 6)))]


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
