"""Rates: how many offences a year each snap area has, with what is not known of it."""

from homeward.rates.estimate import Rates, estimate
from homeward.rates.smoothing import assuncao_rates, fit_gamma, marshall_rates

__all__ = ["Rates", "assuncao_rates", "estimate", "fit_gamma", "marshall_rates"]
