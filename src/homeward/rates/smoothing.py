"""Published empirical Bayes rates, against which the test vectors of others are kept.

Letters used for shapes: A areas.
"""

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats

__all__ = ["assuncao_rates", "marshall_rates"]


def marshall_rates(count: Floats, base: Floats) -> Floats:
    """Rates shrunk towards their mean, by Marshall's moments.

    Parameters
    ----------
    count
        Events in each area, shape (A,).
    base
        What they are counted over (people, years), above zero, shape (A,).

    Returns
    -------
    Floats
        ``w x rate + (1 - w) x mean`` with ``w = a / (a + mean / base)``, shape (A,); where
        rates spread less than by chance, `a` is 0 and all are the mean.

    Raises
    ------
    InputError
        If `base` is not above zero everywhere.

    References
    ----------
    .. [1] R. J. Marshall (1991), Mapping disease and mortality rates using empirical Bayes
       estimators, Applied Statistics 40, 283-294. https://doi.org/10.2307/2347593
    """
    rate, mean, spread = _moments(count, base)
    spread = max(spread, 0.0)  # chance alone explains how they differ
    weight = spread / (spread + mean / base)
    return np.asarray(weight * rate + (1 - weight) * mean)


def assuncao_rates(count: Floats, base: Floats) -> Floats:
    """Rates standardised by what chance alone would do, after Assuncao and Reis.

    Parameters
    ----------
    count
        Events in each area, shape (A,).
    base
        What they are counted over, above zero, shape (A,).

    Returns
    -------
    Floats
        ``(rate - mean) / sqrt(a + mean / base)``, shape (A,); where that variance falls
        below zero, `a` is left out.

    Raises
    ------
    InputError
        If `base` is not above zero everywhere.

    References
    ----------
    .. [1] R. M. Assuncao and E. A. Reis (1999), A new proposal to adjust Moran's I for
       population density, Statistics in Medicine 18, 2147-2162.
    """
    rate, mean, spread = _moments(count, base)
    variance = spread + mean / base
    variance = np.where(variance < 0, mean / base, variance)
    return np.asarray((rate - mean) / np.sqrt(variance))


def _moments(count: Floats, base: Floats) -> tuple[Floats, float, float]:
    """Raw rates, their mean, and how far they spread beyond chance."""
    if not np.all(base > 0):
        bad = np.flatnonzero(~(base > 0))
        raise InputError(
            f"`base` must be above zero in every area; {bad.size} of {base.size} are not "
            f"(first: area {bad[0]}, {base[bad[0]]}). Leave such areas out."
        )
    rate = count / base
    mean = float(count.sum() / base.sum())
    spread = float(np.sum(base * (rate - mean) ** 2) / base.sum())
    return rate, mean, spread - mean * len(base) / float(base.sum())
