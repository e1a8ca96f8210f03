"""Intervals by drawing blocks anew: zones of the town, and folds of time, both at once.

Letters used for shapes: A areas, F folds, Z zones, W draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.kit.rng import stream

__all__ = [
    "DRAWS",
    "LEVEL",
    "Between",
    "between",
    "block_sums",
    "block_weights",
    "drawn_sums",
    "interval",
    "zones_of",
]

DRAWS = 1000
"""Draws of blocks for one interval."""

LEVEL = (2.5, 97.5)
"""Ends of every interval, per cent."""

ZONES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A figure with its 95% interval over blocks; nan where nothing came."""

    value: float
    low: float
    high: float


def zones_of(xy_m: Floats, zones: int = ZONES) -> Ints:
    """Cut a town into about ten zones of neighbouring areas, as many areas in each.

    Parameters
    ----------
    xy_m
        Where each area lies, shape (A, 2).
    zones
        How many zones; no more than there are areas.

    Returns
    -------
    Ints
        Zone of each area, shape (A,).

    Notes
    -----
    The town is halved across its longer side, and each part again.
    """
    zone = np.zeros(len(xy_m), dtype=np.int64)
    _cut(xy_m, np.arange(len(xy_m)), zone, 0, min(zones, len(xy_m)))
    return zone


def _cut(xy_m: Floats, areas: Ints, zone: Ints, first: int, zones: int) -> None:
    """Give the areas the zones from `first` on, as many as asked; `zone` is filled in."""
    if zones <= 1:
        zone[areas] = first
        return
    axis = int(np.argmax(np.ptp(xy_m[areas], axis=0)))
    order = areas[np.argsort(xy_m[areas, axis], kind="stable")]
    some = zones // 2
    at = round(len(order) * some / zones)
    _cut(xy_m, order[:at], zone, first, some)
    _cut(xy_m, order[at:], zone, first + some, zones - some)


def block_weights(zones: int, folds: int, *, seed: int) -> Floats:
    """How often each zone in each fold is taken in each draw, shape (W, F, Z).

    Parameters
    ----------
    zones, folds
        How many there are.
    seed
        Of the random numbers.

    Returns
    -------
    Floats
        Zones and folds are drawn with replacement, each by itself, and multiplied.

    Notes
    -----
    What sets a half-year apart (a level nobody foresaw) is common to all zones, and what sets
    a zone apart is common to all folds. Drawing both ways at once [1]_ keeps either from being
    counted as many findings; the intervals are rather too wide than too narrow.

    References
    ----------
    .. [1] A. B. Owen (2007), The pigeonhole bootstrap, Annals of Applied Statistics 1, 386-411.
       https://doi.org/10.1214/07-AOAS122
    """
    rng = stream(seed, "backtest", "blocks")
    zone = rng.multinomial(zones, np.full(zones, 1 / zones), size=DRAWS)
    fold = rng.multinomial(folds, np.full(folds, 1 / folds), size=DRAWS)
    return (fold[:, :, None] * zone[:, None, :]).astype(np.float64)


def interval(drawn: Floats) -> tuple[float, float]:
    """The 95% interval of drawn values; those that came to nothing are left out."""
    known = drawn[np.isfinite(drawn)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, LEVEL)
    return float(low), float(high)


def between(value: float, drawn: Floats) -> Between:
    """A figure and the interval of its draws."""
    low, high = interval(drawn)
    return Between(value=value, low=low, high=high)


def block_sums(values: Sequence[Floats], zones: Sequence[Ints], weights: Floats) -> Floats:
    """Sums by fold and zone, shape (F, Z)."""
    blocks = weights.shape[2]
    return np.array(
        [
            np.bincount(zone, weights=each, minlength=blocks)
            for each, zone in zip(values, zones, strict=True)
        ]
    )


def drawn_sums(sums: Floats, weights: Floats) -> Floats:
    """The sum of each draw of blocks, shape (W,)."""
    return np.asarray(np.einsum("wfz,fz->w", weights, sums))
