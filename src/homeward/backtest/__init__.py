"""Backtest: what each model would have foreseen, against what came; by place and by level.

A model sees only months that were over; rivals get the same treatment as ours.
"""

from homeward.backtest.blocks import Between, block_weights, interval, zones_of
from homeward.backtest.compare import OURS, Judged, Models, Told, compare
from homeward.backtest.coverage import RANGES, Coverage, coverage
from homeward.backtest.folds import FOLD_MONTHS, Fold, folds_of, require_months
from homeward.backtest.forecast import Ahead, Forecast, Forecaster, Rival, drawn_counts
from homeward.backtest.hits import SHARES, Hits, hits, pai, pei, rri
from homeward.backtest.ours import Ours
from homeward.backtest.places import Places, places_of
from homeward.backtest.rivals import RIVALS, last_year, long_run, pooled, rivals
from homeward.backtest.scores import Scores, pit_shares, scores
from homeward.backtest.spread import Spread, network_kernels, network_spreads, planar_spreads
from homeward.backtest.treatment import Treated

__all__ = [
    "FOLD_MONTHS",
    "OURS",
    "RANGES",
    "RIVALS",
    "SHARES",
    "Ahead",
    "Between",
    "Coverage",
    "Fold",
    "Forecast",
    "Forecaster",
    "Hits",
    "Judged",
    "Models",
    "Ours",
    "Places",
    "Rival",
    "Scores",
    "Spread",
    "Told",
    "Treated",
    "block_weights",
    "compare",
    "coverage",
    "drawn_counts",
    "folds_of",
    "hits",
    "interval",
    "last_year",
    "long_run",
    "network_kernels",
    "network_spreads",
    "pai",
    "pei",
    "pit_shares",
    "places_of",
    "planar_spreads",
    "pooled",
    "require_months",
    "rivals",
    "rri",
    "scores",
    "zones_of",
]
