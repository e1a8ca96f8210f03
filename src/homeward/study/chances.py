"""How many of some independent chances come true."""

import math

import numpy as np

from homeward.kit.arrays import Floats
from homeward.study.fixed import HIGH, LOW

__all__ = ["come_true"]

SURE = 1e-12
"""A chance nearer than this to 0 or 1 is none: rounding left it."""


def come_true(name: str, chances: Floats) -> dict[str, float]:
    """How many of some chances are expected to come true, and their 95% interval.

    Parameters
    ----------
    name
        What the figure is called; its ends are `name` with ``_low`` and ``_high``.
    chances
        Chances from 0 to 1, each on its own, shape (N,).

    Returns
    -------
    dict
        The mean, and the ends as whole numbers: moved, where they must be, to hold the mean.
    """
    mean = float(chances.sum())
    sure = int((chances > 1.0 - SURE).sum())
    at_most = np.cumsum(_of_counts(chances[(chances > SURE) & (chances <= 1.0 - SURE)]))
    low, high = (sure + int(np.searchsorted(at_most, end / 100.0)) for end in (LOW, HIGH))
    told = round(mean, 3)
    return {
        name: told,
        f"{name}_low": min(low, math.floor(told)),
        f"{name}_high": max(high, math.ceil(told)),
    }


def _of_counts(chances: Floats) -> Floats:
    """How likely each count from 0 to N is: the Poisson binomial by its characteristic function.

    Hong 2013, doi:10.1016/j.csda.2012.10.006.
    """
    each, times = np.unique(chances, return_counts=True)
    size = len(chances) + 1
    turns = np.exp(2j * np.pi * np.arange(size) / size)
    wave = np.prod((1.0 + each[:, None] * (turns - 1.0)) ** times[:, None], axis=0)
    found: Floats = np.maximum(np.fft.fft(wave).real / size, 0.0)
    return found
