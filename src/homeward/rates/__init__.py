"""Rates: how many offences a year each snap area has, with what is not known of it.

``fit``, ``blend`` and ``predict`` are the model, on plain arrays; ``estimate`` is the model for one
town.
"""

from homeward.rates.design import HALF_YEAR_MONTHS, Hyper, Options
from homeward.rates.estimate import Rates, estimate
from homeward.rates.ground import Ground, ground_of
from homeward.rates.model import Blend, Fit, Forecast, blend, fit, predict
from homeward.rates.recency import best_half_life, half_lives, log_score
from homeward.rates.smoothing import assuncao_rates, marshall_rates
from homeward.rates.spreads import Learn, Spreads, spreads_of

__all__ = [
    "HALF_YEAR_MONTHS",
    "Blend",
    "Fit",
    "Forecast",
    "Ground",
    "Hyper",
    "Learn",
    "Options",
    "Rates",
    "Spreads",
    "assuncao_rates",
    "best_half_life",
    "blend",
    "estimate",
    "fit",
    "ground_of",
    "half_lives",
    "log_score",
    "marshall_rates",
    "predict",
    "spreads_of",
]
