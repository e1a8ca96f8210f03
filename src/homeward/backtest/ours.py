"""Our own model of rates, as a forecaster like any other.

Letters used for shapes: A areas, G groups, D draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from homeward import rates
from homeward.backtest.forecast import LARGEST_SIZE, LEAST, Ahead, Forecast
from homeward.rates import Ground, Options
from homeward.records import Panel

__all__ = ["Ours"]

DRAWS = 200
"""Draws of the model's terms that stand for what it does not know."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Ours:
    """The rate model that plans rest on, fitted anew to the months before each fold.

    Attributes
    ----------
    ground
        The areas' streets and neighbours.
    seed
        Of the draws.

    Notes
    -----
    As in `rates.estimate`, spreads are learnt with all months alike, and how fast the past
    fades is then chosen, both inside the months learnt from; what is not known of the spreads
    is in the draws. Whether the pandemic goes
    on is not looked up: if the last month learnt from lies within its limits, it does.
    """

    ground: Ground
    seed: int

    def __call__(self, past: Panel, ahead: Ahead) -> Sequence[Forecast]:
        """One forecast for each offence group."""
        options = Options()
        learnt = rates.spreads_of(past, self.ground, options.values, seed=self.seed)
        hyper, life = learnt.likeliest, learnt.half_life_months
        options = replace(options, half_life_months=life)
        fitted = rates.blend(past, self.ground, options=options, hyper=hyper, nodes=learnt.nodes)
        months = len(ahead.month)
        goes_on = float(past.regime[-1])
        made = rates.predict(fitted, months, seed=self.seed, draws=DRAWS, regime=goes_on)
        words = f"half-life {life:g} months, half-year {hyper.half_year:.2g}"
        share = ahead.months_seen / months
        return [
            Forecast(
                mean=np.maximum(made.mean[:, :, g] * share, LEAST),
                size=np.clip(made.size[g] * share, LEAST, LARGEST_SIZE),
                settings=words,
            )
            for g in range(past.count.shape[2])
        ]
