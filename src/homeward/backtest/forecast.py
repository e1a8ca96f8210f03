"""What a model says before the months it is judged on: a distribution for every area.

Letters used for shapes: A areas, H months ahead, E states of the world, D draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from homeward.kit.arrays import Floats, Ints, freeze
from homeward.kit.rng import stream
from homeward.records import Panel

__all__ = ["LARGEST_SIZE", "LEAST", "Ahead", "Forecast", "Forecaster", "Rival", "drawn_counts"]

LARGEST_SIZE = 1e6
"""A negative binomial of this size cannot be told from a Poisson."""

LEAST = 1e-9
"""Offences expected where none can be: logarithms need something."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Ahead:
    """The months to be foreseen: since year 0, and 1 where an area will be seen, shape (A, H)."""

    month: Ints
    seen: Floats

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def months_seen(self) -> Floats:
        """Months ahead of each area, shape (A,)."""
        return np.asarray(self.seen.sum(axis=1))


@dataclass(frozen=True, eq=False, kw_only=True)
class Forecast:
    """Counts to come in each area, of one group, over all months ahead together.

    Attributes
    ----------
    mean
        Expected offences in each of E equally likely states of the world, above zero,
        shape (E, A).
    size
        In a given state, a count is negative binomial with variance
        ``mean + mean^2 / size``, shape (A,).
    settings
        What was chosen inside the months learnt from, in a few words.
    bare
        Of a rival, the surface it was made from, without its even part, shape (A,): by it, too,
        ground can be named. An even part laid by the metre leaves its order as it is.
    """

    mean: Floats
    size: Floats
    settings: str = ""
    bare: Floats | None = None

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def expected(self) -> Floats:
        """Expected offences in each area, shape (A,)."""
        return np.asarray(self.mean.mean(axis=0))

    def given_total(self, total: int) -> tuple[Floats, Floats]:
        """Mean and size of each area if the whole town's total is known, shapes (A,).

        Notes
        -----
        Every state is scaled to the total, which takes the level out and leaves the places;
        the states' spread and that of the counts are then one negative binomial of the same
        mean and variance.
        """
        scaled = self.mean * (total / self.mean.sum(axis=1))[:, None]
        mean = scaled.mean(axis=0)
        beyond = (scaled**2).mean(axis=0) * (1.0 + 1.0 / self.size) - mean**2
        return mean, np.clip(mean**2 / np.maximum(beyond, 1e-300), 1e-9, LARGEST_SIZE)


class Forecaster(Protocol):
    """A model: what it learns from, and what it says of the months ahead, by group."""

    def __call__(self, past: Panel, ahead: Ahead) -> Sequence[Forecast]:
        """One forecast for each offence group, in the order of ``measures.GROUPS``."""
        ...


class Rival(Protocol):
    """A model that says where, and is given how many in all."""

    def __call__(self, past: Panel, ahead: Ahead, level: Floats) -> Sequence[Forecast]:
        """One forecast for each group; `level` is the town's total by state, shape (E, G)."""
        ...


def drawn_counts(forecast: Forecast, draws: int, *, seed: int, key: str) -> Ints:
    """Counts drawn from a forecast, each of one state of the world, shape (D, A)."""
    rng = stream(seed, "backtest", key)
    state = rng.integers(len(forecast.mean), size=draws)
    shape = np.broadcast_to(forecast.size, (draws, len(forecast.size)))
    rate = rng.standard_gamma(shape) / forecast.size * forecast.mean[state]
    return rng.poisson(rate).astype(np.int64)
