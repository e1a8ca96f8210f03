"""How good a forecast was: log score, with the total and given it, CRPS and PIT.

Letters used for shapes: A areas.
"""

from dataclasses import dataclass

import numpy as np

from homeward.backtest import _kernels
from homeward.backtest.forecast import Forecast
from homeward.kit.arrays import Floats, Ints, freeze
from homeward.kit.rng import stream

__all__ = ["PIT_SHARES", "Scores", "pit_shares", "scores"]

PIT_SHARES = 10


@dataclass(frozen=True, eq=False, kw_only=True)
class Scores:
    """One forecast against what came, area by area.

    Attributes
    ----------
    log
        Log probability of each area's count, shape (A,); nearer zero is better.
    log_given_total
        The same if the town's total had been known: these sum to the log probability of how
        the total was divided over the areas, shape (A,).
    crps
        Continuous ranked probability score of each area, offences, shape (A,); lower is
        better.
    below, at
        Probability of fewer than, and of no more than, the count, shapes (A,).
    """

    log: Floats
    log_given_total: Floats
    crps: Floats
    below: Floats
    at: Floats

    def __post_init__(self) -> None:
        freeze(self)


def scores(forecast: Forecast, count: Ints) -> Scores:
    """Score one forecast.

    Parameters
    ----------
    forecast
        What was foreseen for each area.
    count
        What was recorded, shape (A,).

    Returns
    -------
    Scores
        Area by area.

    Notes
    -----
    The log score and the CRPS are proper [1]_: no forecast does better in expectation than the
    truth. The CRPS is summed over whole counts, ``sum (F(x) - [x >= n])^2``, until less than
    1e-10 of the distribution is left. Given the total N, each count is negative binomial about
    its share of N (`Forecast.given_total`), and the probability that such counts sum to N is
    worked out exactly and divided by; place and level are told apart.

    References
    ----------
    .. [1] T. Gneiting and A. E. Raftery (2007), Strictly proper scoring rules, prediction, and
       estimation, Journal of the American Statistical Association 102, 359-378.
       https://doi.org/10.1198/016214506000001437
    """
    found = _kernels.marginals(count, forecast.mean, forecast.size)
    return Scores(
        log=found[:, 0],
        log_given_total=_given_total(forecast, count),
        crps=found[:, 3],
        below=found[:, 1],
        at=found[:, 2],
    )


def _given_total(forecast: Forecast, count: Ints) -> Floats:
    total = int(count.sum())
    if not total:
        return np.zeros(len(count))
    mean, size = forecast.given_total(total)
    own = _kernels.marginals(count, mean[None, :], size)[:, 0]
    return own - _kernels.log_total(total, mean, size) / len(count)


def pit_shares(below: Floats, at: Floats, *, seed: int, key: str) -> Floats:
    """Randomised probability integral transforms, in ten shares that sum to 1.

    Parameters
    ----------
    below, at
        Probability of fewer than, and of no more than, each count.
    seed, key
        Of the random numbers.

    Returns
    -------
    Floats
        Share of counts whose transform fell into each tenth; all 0.1 if the forecasts are
        true, heaped at both ends if they were too sure, in the middle if not sure enough.

    References
    ----------
    .. [1] C. Czado, T. Gneiting and L. Held (2009), Predictive model assessment for count data,
       Biometrics 65, 1254-1261. https://doi.org/10.1111/j.1541-0420.2009.01191.x
    """
    u = below + stream(seed, "backtest", f"pit.{key}").random(len(below)) * (at - below)
    tenth = np.minimum((u * PIT_SHARES).astype(np.int64), PIT_SHARES - 1)
    return np.bincount(tenth, minlength=PIT_SHARES) / max(1, len(u))
