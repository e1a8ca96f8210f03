"""The loops of the rate model.

Letters used for shapes: A areas, R spells, G groups, K effects of spells, J effects of a group,
Q nodes.
"""

import math

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.kit.jit import kernel

__all__ = ["cells", "folded", "inverse_on_diagonal", "products"]


@kernel
def cells(
    count: Floats,
    weight: Floats,
    log_rate: Floats,
    spread: Floats,
    spells: Floats,
    size: Floats,
    basis: Floats,
    nodes: Floats,
    shares: Floats,
) -> tuple[float, Floats, Floats, Floats, Floats, Floats]:
    """Negative binomial log likelihood without constants, its slopes and its curvatures.

    All are expected over log rates that are normal round `log_rate` (A, G) with standard
    deviation `spread` (A, G), by values at `nodes` (Q,) that count for `shares` (Q,).
    `spells` (R, G) is what each spell adds. Gives the value, slope and curvature by log
    rate (A, G), slope by effects of spells (G, K), curvature between log rates and effects
    (A, G, K) and among effects (G, K, K).
    """
    areas, spell_count, groups = count.shape
    effects = basis.shape[1]
    value = 0.0
    slope = np.zeros((areas, groups))
    curve = np.zeros((areas, groups))
    slope_spells = np.zeros((spell_count, groups))
    curve_spells = np.zeros((spell_count, groups))
    mixed = np.zeros((areas, groups, effects))
    for a in range(areas):
        for r in range(spell_count):
            if weight[a, r] == 0.0:
                continue
            for g in range(groups):
                both = count[a, r, g] + weight[a, r] * size[g]
                bent = 0.0
                up = 0.0
                for q in range(len(nodes)):
                    at = log_rate[a, g] + spells[r, g] + nodes[q] * spread[a, g]
                    mean = math.exp(at)
                    part = mean / (mean + size[g])
                    up += shares[q] * (count[a, r, g] - both * part)
                    bent += shares[q] * both * part * (1.0 - part)
                    value += shares[q] * (count[a, r, g] * at - both * math.log(mean + size[g]))
                slope[a, g] += up
                curve[a, g] += bent
                slope_spells[r, g] += up
                curve_spells[r, g] += bent
                for k in range(effects):
                    mixed[a, g, k] += bent * basis[r, k]
    slope_effects = np.zeros((groups, effects))
    curve_effects = np.zeros((groups, effects, effects))
    for r in range(spell_count):
        for g in range(groups):
            for k in range(effects):
                if basis[r, k] == 0.0:
                    continue
                slope_effects[g, k] += slope_spells[r, g] * basis[r, k]
                for other in range(effects):
                    curve_effects[g, k, other] += curve_spells[r, g] * basis[r, k] * basis[r, other]
    return value, slope, curve, slope_effects, mixed, curve_effects


@kernel
def folded(covariates: Floats, within: Floats, local: Floats, curve_effects: Floats) -> Floats:
    """Precision of the effects that the counts give, own terms summed out, (G, J, G, J).

    `covariates` has shape (A, P), `within` (A, G, G), `local` (A, G, J) and `curve_effects`
    (G, K, K); the effects of a group are P of covariates and K of spells.
    """
    areas, groups, effects = local.shape
    many = covariates.shape[1]
    block = np.zeros((groups, effects, groups, effects))
    for a in range(areas):
        for g in range(groups):
            for h in range(g, groups):
                for j in range(effects):
                    scale = within[a, g, h] * local[a, g, j]
                    for k in range(effects):
                        block[g, j, h, k] -= scale * local[a, h, k]
            for p in range(many):
                for k in range(effects):
                    block[g, p, g, k] += covariates[a, p] * local[a, g, k]
    for g in range(groups):
        for p in range(many):
            for k in range(many, effects):
                block[g, k, g, p] += block[g, p, g, k] - block[g, k, g, p]
        for k in range(many, effects):
            for other in range(many, effects):
                block[g, k, g, other] += curve_effects[g, k - many, other - many]
        for h in range(g):
            for j in range(effects):
                for k in range(effects):
                    block[g, j, h, k] = block[h, k, g, j]
    return block


@kernel
def inverse_on_diagonal(start: Ints, row: Ints, value: Floats, pivot: Floats) -> Floats:
    """Diagonal of the inverse of L D L', from the last column to the first.

    L is unit lower triangular by columns: entries ``start[j]`` to ``start[j + 1]`` of `row`,
    ascending, and `value`; D has `pivot`, shape (A,). Takahashi's equations need the inverse
    only where L has entries, and every pair of rows of a column is such a place.
    """
    many = len(pivot)
    inverse = np.zeros(len(value))
    for j in range(many - 1, -1, -1):
        first, last = start[j] + 1, start[j + 1]  # the diagonal itself comes first
        for at in range(first, last):
            i = row[at]
            total = 0.0
            for other in range(first, last):
                k = row[other]
                low, high = (i, k) if i < k else (k, i)
                place = start[low] + np.searchsorted(row[start[low] : start[low + 1]], high)
                if place < start[low + 1] and row[place] == high:
                    total -= inverse[place] * value[other]
            inverse[at] = total
        corner = 1.0 / pivot[j]
        for at in range(first, last):
            corner -= value[at] * inverse[at]
        inverse[start[j]] = corner
    return inverse[start[:-1]]


@kernel
def products(left: Floats, right: Floats) -> Floats:
    """Products of columns summed over rows, (I, J), row by row: the same on every machine."""
    total = np.zeros((left.shape[1], right.shape[1]))
    for row in range(len(left)):
        for i in range(left.shape[1]):
            for j in range(right.shape[1]):
                total[i, j] += left[row, i] * right[row, j]
    return total
