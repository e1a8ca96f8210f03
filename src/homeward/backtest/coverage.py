"""Whether totals of zones and of the town fell inside the ranges foreseen as often as they should.

Letters used for shapes: A areas, D draws, Z zones, F folds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.backtest.forecast import Forecast, drawn_counts
from homeward.kit.arrays import Floats, Ints

__all__ = ["RANGES", "Coverage", "coverage"]

RANGES = (50, 90)
"""Central ranges that are looked at, per cent."""

DRAWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Share of totals inside a range, and between which shares 95% of it would lie.

    `expected` is what the fitted model itself would give if it were true: with few totals, and
    one level for the whole town, that is far from the range's own name.
    """

    share: float
    expected: tuple[float, float]


def coverage(
    forecasts: Sequence[Forecast],
    counts: Sequence[Ints],
    zone: Sequence[Ints],
    *,
    seed: int,
    key: str,
) -> dict[int, Coverage]:
    """Coverage of zone totals over all folds.

    Parameters
    ----------
    forecasts
        One for each fold.
    counts
        What came in each fold, shapes (A,).
    zone
        Zone of each area, in each fold, shapes (A,).
    seed, key
        Of the random numbers.

    Returns
    -------
    dict
        By range in per cent.

    Notes
    -----
    A range is between quantiles of 1,000 drawn totals; a total at its edge is inside. 1,000
    other draws stand in for what came, to say what the model itself would expect.
    """
    parts = [
        _fold(each, counts[f], zone[f], seed=seed, key=f"{key}.{f}")
        for f, each in enumerate(forecasts)
    ]
    return {wide: _pooled([part[wide] for part in parts]) for wide in RANGES}


def _fold(
    forecast: Forecast, count: Ints, zone: Ints, *, seed: int, key: str
) -> dict[int, tuple[Floats, Floats]]:
    """Whether each zone was inside, shape (Z,), and in each draw, shape (D, Z), by range."""
    drawn = _totals(drawn_counts(forecast, DRAWS, seed=seed, key=f"range.{key}"), zone)
    other = _totals(drawn_counts(forecast, DRAWS, seed=seed, key=f"expected.{key}"), zone)
    came = _totals(count[None, :], zone)
    found = {}
    for wide in RANGES:
        low, high = np.percentile(drawn, [50 - wide / 2, 50 + wide / 2], axis=0)
        inside = [((low <= each) & (each <= high)).astype(np.float64) for each in (came, other)]
        found[wide] = (inside[0][0], inside[1])
    return found


def _totals(counts: Ints, zone: Ints) -> Ints:
    """Totals by zone of each row, shape (D, Z)."""
    sums = np.zeros((len(counts), int(zone.max()) + 1), dtype=np.int64)
    np.add.at(sums.T, zone, counts.T)
    return sums


def _pooled(parts: Sequence[tuple[Floats, Floats]]) -> Coverage:
    came = np.concatenate([each for each, _ in parts])
    drawn = np.concatenate([each for _, each in parts], axis=1).mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Coverage(share=float(came.mean()), expected=(float(low), float(high)))
