"""Spreads and dispersion from the counts themselves: empirical Bayes.

Letters used for shapes: G groups.
"""

from collections.abc import Callable

import numpy as np
from scipy import optimize

from homeward.kit.arrays import Floats
from homeward.rates.design import Design, Hyper, Options, prior_of
from homeward.rates.posterior import Terms, log_joint, log_rates, mode, start
from homeward.rates.sums import constant, sums

__all__ = ["START", "learnt", "log_marginal"]

START = Hyper(smooth=0.5, common=0.5, own=(0.4,), half_year=0.2, size=(3.0,))
"""Prior medians of spreads and sizes, the same for every group (declared)."""

FACTORS = {"smooth": 4.0, "common": 4.0, "own": 4.0, "half_year": 2.5, "size": 7.0}
"""Each lies within this factor of its median with probability 95% (declared)."""

BOUNDS = {"smooth": (0.02, 3.0), "half_year": (0.02, 1.5), "size": (0.05, 500.0)}

ROUNDS = 12
"""Steps of the climb: a number of steps, never a time."""

STRIDE = 0.02
NEAR = 1e-5
"""Close enough to a mode, log rate: the joint's error is of the order of its square."""

DIGITS = 3
"""What is learnt is kept to so many digits, so that the last bits do not matter."""


def learnt(design: Design, options: Options) -> Hyper:
    """Spreads and sizes with the highest Laplace marginal likelihood times their prior.

    Parameters
    ----------
    design
        Counts and what is given.
    options
        Which terms there are; one that is switched off keeps its prior median.

    Returns
    -------
    Hyper
        Kept to three significant digits.

    Notes
    -----
    L-BFGS-B on logarithms, slopes by forward differences, `ROUNDS` steps from the prior
    medians. The marginal likelihood is Laplace's: the joint at its mode, over the square
    root of the curvature there [1]_.

    References
    ----------
    .. [1] L. Tierney and J. B. Kadane (1986), Accurate approximations for posterior moments
       and marginal densities, Journal of the American Statistical Association 81, 82-86.
       https://doi.org/10.1080/01621459.1986.10478240
    """
    centre, names = _flat(START, design.groups)
    active = np.array([_is_on(name, options) for name in names])
    spread = np.log([FACTORS[name] for name in names]) / 1.96
    hyper = _hyper(centre, design.groups)
    nearest = [start(design, prior_of(design, hyper, options))]  # the last mode that was found

    def minus(logs: Floats, begin: Terms) -> tuple[float, Terms]:
        prior = -0.5 * float((((logs - centre) / spread) ** 2).sum())
        value, terms = log_marginal(design, options, _hyper(logs, design.groups), begin)
        return -(value + prior), terms

    def with_slopes(chosen: Floats) -> tuple[float, Floats]:
        logs = centre.copy()
        logs[active] = chosen
        value, nearest[0] = minus(logs, nearest[0])
        ahead = (logs + STRIDE * each for each in np.eye(len(logs))[active])
        there = np.array([minus(each, nearest[0])[0] for each in ahead])
        return value, (there - value) / STRIDE

    bounds = [_bounds(name) for name, kept in zip(names, active, strict=True) if kept]
    logs = centre.copy()
    logs[active] = _climb(with_slopes, centre[active], bounds)
    return _rounded(_hyper(logs, design.groups))


def log_marginal(
    design: Design, options: Options, hyper: Hyper, begin: Terms
) -> tuple[float, Terms]:
    """Laplace's approximation of the log marginal likelihood, up to a constant; and the mode."""
    prior, size = prior_of(design, hyper, options), np.array(hyper.size)
    terms, bent = mode(design, prior, size, begin, close=NEAR)
    precision = (
        design.areas * (np.log(prior.smooth) + np.linalg.slogdet(prior.between)[1])
        + design.field.log_determinant
        + np.log(prior.effects).sum()
    )
    here = sums(design, *log_rates(design, terms), size)
    value = log_joint(design, prior, terms, here) + constant(design, size)
    return value + 0.5 * (float(precision) - bent.log_determinant), terms


def _climb(
    with_slopes: Callable[[Floats], tuple[float, Floats]],
    centre: Floats,
    bounds: list[tuple[float, float]],
) -> Floats:
    if not len(centre):
        return centre
    found = optimize.minimize(
        with_slopes,
        centre,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": ROUNDS, "ftol": 1e-5, "gtol": 1e-2},
    )
    return np.asarray(found.x)


def _flat(hyper: Hyper, groups: int) -> tuple[Floats, list[str]]:
    """Logarithms of all, and the name of each."""
    rows = [("smooth", hyper.smooth), ("common", hyper.common)]
    rows += [("own", each) for each in np.resize(hyper.own, groups).tolist()]
    rows += [("half_year", hyper.half_year)]
    rows += [("size", each) for each in np.resize(hyper.size, groups).tolist()]
    return np.log([value for _, value in rows]), [name for name, _ in rows]


def _hyper(logs: Floats, groups: int) -> Hyper:
    values = np.exp(logs).tolist()
    return Hyper(
        smooth=values[0],
        common=values[1],
        own=tuple(values[2 : 2 + groups]),
        half_year=values[2 + groups],
        size=tuple(values[3 + groups :]),
    )


def _is_on(name: str, options: Options) -> bool:
    return bool(getattr(options, name, True))


def _bounds(name: str) -> tuple[float, float]:
    low, high = BOUNDS.get(name, BOUNDS["smooth"])
    return float(np.log(low)), float(np.log(high))


def _rounded(hyper: Hyper) -> Hyper:
    def near(value: float) -> float:
        return float(f"{value:.{DIGITS}g}")

    return Hyper(
        smooth=near(hyper.smooth),
        common=near(hyper.common),
        own=tuple(near(each) for each in hyper.own),
        half_year=near(hyper.half_year),
        size=tuple(near(each) for each in hyper.size),
    )
