"""Empirical Bayes for counts: a gamma prior learnt from all areas, and published rivals.

Letters used for shapes: A areas.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints

__all__ = ["GammaPrior", "assuncao_rates", "fit_gamma", "marshall_rates"]

FEWEST_AREAS = 5
FEWEST_OFFENCES = 10
"""With fewer areas or offences than these, how rates spread cannot be learnt (declared)."""

SHAPES = (0.02, 200.0)
"""Bounds of the prior's shape: from nearly all offences in one place to all places alike."""

STEPS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class GammaPrior:
    """How yearly rates spread over areas: a gamma distribution by `shape` and `mean`.

    `learnt` is False where there was too little to learn the shape from, and 1 was taken.
    """

    shape: float
    mean: float
    learnt: bool


def fit_gamma(count: Ints, years: Floats) -> GammaPrior:
    """Learn how rates spread over areas, by maximum marginal likelihood.

    Parameters
    ----------
    count
        Offences counted in each area, shape (A,).
    years
        Years over which each was counted, above zero where counted, shape (A,).

    Returns
    -------
    GammaPrior
        Shape and mean, offences a year. With few data, shape 1 and a mean half an offence
        above what was seen.

    Notes
    -----
    With rate ~ Gamma(shape, mean) and count ~ Poisson(rate x years), counts are negative
    binomial [1]_; its likelihood is climbed by L-BFGS-B from the moments, at most 200 steps.

    References
    ----------
    .. [1] D. Clayton and J. Kaldor (1987), Empirical Bayes estimates of age-standardized
       relative risks for use in disease mapping, Biometrics 43, 671-681.
       https://doi.org/10.2307/2532003

    Examples
    --------
    >>> prior = fit_gamma(np.array([0, 3]), np.array([2.0, 2.0]))
    >>> prior.shape, prior.mean, prior.learnt
    (1.0, 0.875, False)
    """
    counted = years > 0
    count, years = count[counted], years[counted]
    total, span = int(count.sum()), float(years.sum())
    if span <= 0:
        return GammaPrior(shape=1.0, mean=0.0, learnt=False)
    if len(count) < FEWEST_AREAS or total < FEWEST_OFFENCES:
        return GammaPrior(shape=1.0, mean=(total + 0.5) / span, learnt=False)
    mean = total / span
    found = optimize.minimize(
        _minus_log_likelihood,
        np.log([_moment_shape(count, years, mean), mean]),
        args=(count, years),
        jac=True,
        method="L-BFGS-B",
        bounds=[(np.log(SHAPES[0]), np.log(SHAPES[1])), (np.log(mean / 20), np.log(mean * 20))],
        options={"maxiter": STEPS},
    )
    shape, fitted = np.exp(found.x).tolist()
    return GammaPrior(shape=shape, mean=fitted, learnt=True)


def _moment_shape(count: Ints, years: Floats, mean: float) -> float:
    """The shape that the spread of the raw rates suggests, kept within bounds."""
    spread = float(np.sum(years * (count / years - mean) ** 2) / years.sum())
    excess = spread - mean * len(years) / float(years.sum())
    shape = mean**2 / excess if excess > 0 else SHAPES[1]
    return float(np.clip(shape, *SHAPES))


def _minus_log_likelihood(logs: Floats, count: Ints, years: Floats) -> tuple[float, Floats]:
    """Negative binomial, without its constant, and its slope by log shape and log mean."""
    shape, mean = np.exp(logs)
    expected = mean * years
    both = shape + expected
    value = (
        special.gammaln(count + shape)
        - special.gammaln(shape)
        + shape * np.log(shape / both)
        + count * np.log(expected / both)
    )
    by_shape = (
        special.digamma(count + shape)
        - special.digamma(shape)
        + np.log(shape / both)
        + (expected - count) / both
    )
    by_mean = shape * (count - expected) / both
    return -float(value.sum()), -np.array([shape * by_shape.sum(), by_mean.sum()])


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
        ``w x rate + (1 - w) x mean`` with ``w = a / (a + mean / base)``, shape (A,).

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
