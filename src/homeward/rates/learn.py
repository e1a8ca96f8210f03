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

__all__ = ["flat", "hyper_of", "is_on", "learnt", "log_marginal", "prior_sd", "rounded"]

BOUNDS = {"smooth": (0.02, 3.0), "half_year": (0.02, 1.5), "size": (0.05, 500.0)}
"""Where the climb stops: far out in the tails of the priors declared for them."""

NINETY_FIVE = 1.96
"""Standard deviations from the median to the end of a 95% range."""

ROUNDS = 12
"""Steps of the climb: a number of steps, never a time."""

STRIDE = 0.02
"""Of the forward differences, logarithm."""

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
    Priors are those of the rows ``rates.*`` among the assumptions. L-BFGS-B on logarithms,
    slopes by forward differences, `ROUNDS` steps from the prior medians. The marginal
    likelihood is Laplace's: the joint at its mode, over the square root of the curvature
    there [1]_.

    References
    ----------
    .. [1] L. Tierney and J. B. Kadane (1986), Accurate approximations for posterior moments
       and marginal densities, Journal of the American Statistical Association 81, 82-86.
       https://doi.org/10.1080/01621459.1986.10478240
    """
    centre, names = flat(_medians(options), design.groups)
    active = np.array([is_on(name, options) for name in names])
    spread = prior_sd(names, options)
    hyper = hyper_of(centre, design.groups)
    nearest = [start(design, prior_of(design, hyper, options))]  # the last mode that was found

    def minus(logs: Floats, begin: Terms) -> tuple[float, Terms]:
        prior = -0.5 * float((((logs - centre) / spread) ** 2).sum())
        value, terms = log_marginal(design, options, hyper_of(logs, design.groups), begin)
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
    return rounded(hyper_of(logs, design.groups))


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


def _medians(options: Options) -> Hyper:
    """Prior medians of spreads and sizes, the same for every group."""
    values = options.values
    return Hyper(
        smooth=values["rates.smooth_sd"],
        common=values["rates.common_sd"],
        own=(values["rates.own_sd"],),
        half_year=values["rates.half_year_sd"],
        covariates=values["rates.covariate_sd"],
        size=(values["rates.size"],),
    )


def prior_sd(names: list[str], options: Options) -> Floats:
    """Prior standard deviation of each named logarithm, from the factor of its 95% range."""
    values = options.values
    own = {name: values[f"rates.{name}_factor"] for name in ("half_year", "size")}
    factors = [own.get(name, values["rates.place_factor"]) for name in names]
    return np.asarray(np.log(factors) / NINETY_FIVE)


def flat(hyper: Hyper, groups: int) -> tuple[Floats, list[str]]:
    """Logarithms of all, and the name of each."""
    rows = [("smooth", hyper.smooth), ("common", hyper.common)]
    rows += [("own", each) for each in np.resize(hyper.own, groups).tolist()]
    rows += [("half_year", hyper.half_year), ("covariates", hyper.covariates)]
    rows += [("size", each) for each in np.resize(hyper.size, groups).tolist()]
    return np.log([value for _, value in rows]), [name for name, _ in rows]


def hyper_of(logs: Floats, groups: int) -> Hyper:
    """Spreads and sizes from their logarithms."""
    values = np.exp(logs).tolist()
    return Hyper(
        smooth=values[0],
        common=values[1],
        own=tuple(values[2 : 2 + groups]),
        half_year=values[2 + groups],
        covariates=values[3 + groups],
        size=tuple(values[4 + groups :]),
    )


def is_on(name: str, options: Options) -> bool:
    """Whether the term that a spread belongs to is in the model."""
    return bool(getattr(options, name, True))


def _bounds(name: str) -> tuple[float, float]:
    low, high = BOUNDS.get(name, BOUNDS["smooth"])
    return float(np.log(low)), float(np.log(high))


def rounded(hyper: Hyper) -> Hyper:
    """The same to `DIGITS` significant digits."""

    def near(value: float) -> float:
        return float(f"{value:.{DIGITS}g}")

    return Hyper(
        smooth=near(hyper.smooth),
        common=near(hyper.common),
        own=tuple(near(each) for each in hyper.own),
        half_year=near(hyper.half_year),
        covariates=near(hyper.covariates),
        size=tuple(near(each) for each in hyper.size),
    )
