"""Our own model of rates, as a forecaster like any other.

Letters used for shapes: A areas, G groups.
"""

from collections.abc import Sequence

import numpy as np

from homeward.backtest.forecast import LARGEST_SIZE, Ahead, Forecast, levels
from homeward.backtest.panel import Panel
from homeward.backtest.treatment import LEAST, level_of
from homeward.rates import fit_gamma

__all__ = ["gamma_rates"]


def gamma_rates(past: Panel, ahead: Ahead) -> Sequence[Forecast]:
    """Each area's rate drawn towards the town's mean, as `rates.estimate` does; no smoothing.

    Parameters
    ----------
    past
        The months learnt from.
    ahead
        The months to be foreseen.

    Returns
    -------
    Sequence of Forecast
        One for each group; the level is that of every rival (`level_of`).
    """
    return [_of_group(past, ahead, group) for group in range(past.count.shape[2])]


def _of_group(past: Panel, ahead: Ahead, group: int) -> Forecast:
    count, years = past.totals[:, group], past.months_seen / 12.0
    prior = fit_gamma(count, years)
    rate = (prior.shape + count) / (prior.shape / max(prior.mean, LEAST) + years)
    level = level_of(past, group)
    scale = level.per_month / float(rate[years > 0].mean())
    mean = np.maximum(rate * scale * ahead.months_seen, LEAST)
    size = np.minimum(prior.shape + count, LARGEST_SIZE)
    return Forecast(
        mean=levels(level.sd)[:, None] * mean,
        size=size,
        settings=f"gamma of shape {prior.shape:.3g}",
    )
