"""Rates: how many offences a year each snap area has, with what is not known of it.

``fit`` and ``predict`` are the model, on plain arrays; ``estimate`` is the model for one town.
"""

from homeward.rates.design import HALF_YEAR_MONTHS, Hyper, Options
from homeward.rates.estimate import Rates, estimate
from homeward.rates.ground import Ground, ground_of
from homeward.rates.model import Fit, Forecast, fit, predict
from homeward.rates.recency import HALF_LIVES, best_half_life, log_score
from homeward.rates.smoothing import assuncao_rates, fit_gamma, marshall_rates

__all__ = [
    "HALF_LIVES",
    "HALF_YEAR_MONTHS",
    "Fit",
    "Forecast",
    "Ground",
    "Hyper",
    "Options",
    "Rates",
    "assuncao_rates",
    "best_half_life",
    "estimate",
    "fit",
    "fit_gamma",
    "ground_of",
    "log_score",
    "marshall_rates",
    "predict",
]
