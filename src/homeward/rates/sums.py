"""The negative binomial likelihood of all cells and its slopes, summed over spells.

Letters used for shapes: A areas, R spells, G groups, K effects of months.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from homeward.kit.arrays import Floats
from homeward.rates import _kernels
from homeward.rates.design import Design

__all__ = ["Sums", "constant", "sums"]

NODES, SHARES = (each.copy() for each in np.polynomial.hermite_e.hermegauss(7))
SHARES /= SHARES.sum()
CENTRE, WHOLE = np.zeros(1), np.ones(1)
"""Where an expectation over a normal distribution is taken, in standard deviations."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Sums:
    """Slopes and curvatures (minus second derivatives) of the log likelihood.

    Attributes
    ----------
    value
        The log likelihood but for its `constant`, each month to the power of what it
        counts for.
    slope, curve
        By the log rate of each area and group, shapes (A, G).
    slope_effects
        By the effects of months, shape (G, K).
    curve_mixed, curve_effects
        Between an area's log rate and the effects, shape (A, G, K), and among the effects,
        shape (G, K, K).
    """

    value: float
    slope: Floats
    curve: Floats
    slope_effects: Floats
    curve_mixed: Floats
    curve_effects: Floats


def sums(
    design: Design,
    log_rate: Floats,
    spells: Floats,
    size: Floats,
    variance: Floats | None = None,
) -> Sums:
    """The likelihood, its slopes and curvatures, or all expected over uncertain log rates.

    Parameters
    ----------
    design
        Counts and weights.
    log_rate
        Log rate of each area and group but for the effects of months, shape (A, G).
    spells
        Sum of the effects of months in each spell, shape (R, G).
    size
        Negative binomial sizes, shape (G,).
    variance
        Variance of each log rate, shape (A, G); None takes the log rates as exact.
    """
    exact = variance is None
    value, *rest = _kernels.cells(
        design.count,
        design.weight,
        log_rate,
        np.zeros(log_rate.shape) if variance is None else np.sqrt(variance),
        spells,
        size,
        design.basis,
        CENTRE if exact else NODES,
        WHOLE if exact else SHARES,
    )
    slope, curve, slope_effects, mixed, curve_effects = rest
    return Sums(
        value=value,
        slope=slope,
        curve=curve,
        slope_effects=slope_effects,
        curve_mixed=mixed,
        curve_effects=curve_effects,
    )


def constant(design: Design, size: Floats) -> float:
    """What the log likelihood holds beside what moves with the rates."""
    counts = np.arange(len(design.tally))[:, None]
    each = special.gammaln(counts + size) - special.gammaln(size) - special.gammaln(counts + 1)
    return float((design.tally * (each + size * np.log(size))).sum())
