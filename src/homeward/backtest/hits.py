"""How much of what came lay on the little ground that was named: PAI, PEI and RRI.

Letters used for shapes: A areas.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, freeze

__all__ = ["SHARES", "Hits", "hits", "pai", "pei", "rri"]

SHARES = (0.02, 0.05)
"""Shares of street length that are named."""

TIED = 9
"""Densities alike to so many digits of the highest are a tie: the last bits rank nothing."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Hits:
    """Of each area: what lay on named ground, the most that could have, and metres named."""

    caught: Floats
    best: Floats
    named_m: Floats

    def __post_init__(self) -> None:
        freeze(self)


def hits(expected: Floats, count: Floats, length_m: Floats, share: float) -> Hits:
    """Name the densest areas by forecast until a share of street length is reached.

    Parameters
    ----------
    expected
        Offences foreseen in each area, shape (A,).
    count
        Offences that came, shape (A,).
    length_m
        Metres of street of each area, shape (A,).
    share
        Share of all length that may be named; the last area is named in part.

    Returns
    -------
    Hits
        Ties go to the lower area.
    """
    named = _named(expected, length_m, share)
    known = _named(count, length_m, share)
    return Hits(caught=named * count, best=known * count, named_m=named * length_m)


def _named(weight: Floats, length_m: Floats, share: float) -> Floats:
    """How much of each area is named, 0 to 1, densest first."""
    density = weight / np.maximum(length_m, 1e-9)
    near = np.round(density / max(float(density.max(initial=0.0)), 1e-300), TIED)
    order = np.argsort(-near, kind="stable")
    room = share * length_m.sum() - (np.cumsum(length_m[order]) - length_m[order])
    named = np.empty(len(weight))
    named[order] = np.clip(room / np.maximum(length_m[order], 1e-9), 0.0, 1.0)
    return named


def pai(caught: float, all_of_it: float, named_m: float, length_m: float) -> float:
    """Predictive accuracy index: share of offences caught over share of ground named.

    Parameters
    ----------
    caught, all_of_it
        Offences on named ground, and everywhere.
    named_m, length_m
        Ground named, and all ground, in one unit.

    Returns
    -------
    float
        1 is what naming ground blindly would give; nan without an offence or ground.

    References
    ----------
    .. [1] S. Chainey, L. Tompson and S. Uhlig (2008), The utility of hotspot mapping for
       predicting spatial patterns of crime, Security Journal 21, 4-28.
       https://doi.org/10.1057/palgrave.sj.8350066
    """
    if not all_of_it or not named_m:
        return float("nan")
    return float((caught / all_of_it) / (named_m / length_m))


def pei(caught: float, best: float) -> float:
    """Predictive efficiency index: caught over the most that as much ground could have caught.

    Parameters
    ----------
    caught, best
        Offences on named ground, and on the best ground of the same length.

    Returns
    -------
    float
        0 to 1; nan where there was nothing to catch.
    """
    return float(caught / best) if best else float("nan")


def rri(expected: Floats, count: Floats) -> Floats:
    """Recapture rate index: foreseen over recorded, added up from the densest on, shape (A,).

    Parameters
    ----------
    expected, count
        Offences foreseen and recorded, in order of rank, shape (A,).

    Returns
    -------
    Floats
        Cumulative ratio; 1 if as many came as were foreseen.
    """
    return np.asarray(np.cumsum(expected) / np.cumsum(count))
