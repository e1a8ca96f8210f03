"""The negative binomial likelihood of all cells and its slopes, summed over spells.

Letters used for shapes: A areas, R spells, G groups, K effects of months.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from homeward.kit.arrays import Floats
from homeward.rates.design import Design

__all__ = ["Sums", "log_likelihood", "sums"]

NODES, SHARES = (each.copy() for each in np.polynomial.hermite_e.hermegauss(7))
SHARES /= SHARES.sum()
"""Where an expectation over a normal distribution is taken, in standard deviations."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Sums:
    """Slopes and curvatures (minus second derivatives) of the log likelihood.

    Attributes
    ----------
    slope, curve
        By the log rate of each area and group, shapes (A, G).
    slope_months
        By the effects of months, shape (G, K).
    curve_mixed, curve_months
        Between an area's log rate and the effects, shape (A, G, K), and among the effects,
        shape (G, K, K).
    """

    slope: Floats
    curve: Floats
    slope_months: Floats
    curve_mixed: Floats
    curve_months: Floats


def sums(
    design: Design,
    log_rate: Floats,
    months: Floats,
    size: Floats,
    variance: Floats | None = None,
) -> Sums:
    """Slopes and curvatures at given log rates, or expected over their uncertainty.

    Parameters
    ----------
    design
        Counts and weights.
    log_rate
        Log rate of each area and group but for the effects of months, shape (A, G).
    months
        Sum of the effects of months, shape (R, G).
    size
        Negative binomial sizes, shape (G,).
    variance
        Variance of each log rate, shape (A, G); None takes the log rates as exact.
    """
    base = log_rate[:, None, :] + months[None]
    if variance is None:
        slope, curve = _slopes(design, base, size)
    else:
        slope, curve = _expected(design, base, size, np.sqrt(variance)[:, None, :])
    by_spell = curve.sum(axis=0)
    return Sums(
        slope=slope.sum(axis=1),
        curve=curve.sum(axis=1),
        slope_months=np.einsum("rg,rk->gk", slope.sum(axis=0), design.basis),
        curve_mixed=np.einsum("arg,rk->agk", curve, design.basis),
        curve_months=np.einsum("rg,rk,rl->gkl", by_spell, design.basis, design.basis),
    )


def _slopes(design: Design, log_rate: Floats, size: Floats) -> tuple[Floats, Floats]:
    """Slope and curvature of each cell by its log rate, weighted, shapes (A, R, G)."""
    mean = np.exp(log_rate)
    share = mean / (mean + size)
    both = (design.count + design.weight[:, :, None] * size) * share
    return design.count - both, both * (1.0 - share)


def _expected(
    design: Design, log_rate: Floats, size: Floats, spread: Floats
) -> tuple[Floats, Floats]:
    """The same, expected over normal log rates."""
    slope, curve = np.zeros(log_rate.shape), np.zeros(log_rate.shape)
    for node, share in zip(NODES.tolist(), SHARES.tolist(), strict=True):
        here = _slopes(design, log_rate + node * spread, size)
        slope += share * here[0]
        curve += share * here[1]
    return slope, curve


def log_likelihood(design: Design, log_rate: Floats, months: Floats, size: Floats) -> float:
    """Of all cells, each to the power of its weight."""
    base = log_rate[:, None, :] + months[None]
    both = design.count + design.weight[:, :, None] * size
    cells = design.count * base - both * np.log(np.exp(base) + size)
    counts = np.arange(len(design.tally))[:, None]
    constant = special.gammaln(counts + size) - special.gammaln(size) - special.gammaln(counts + 1)
    constant += size * np.log(size)
    return float(cells.sum() + (design.tally * constant).sum())
