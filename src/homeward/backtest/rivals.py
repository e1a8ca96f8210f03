"""The rivals: last year's count, the long-run mean, kernels, and all groups added up.

Letters used for shapes: A areas, G groups.
"""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from scipy import sparse

from homeward.backtest.forecast import Rival
from homeward.backtest.places import months_seen, totals
from homeward.backtest.spread import Spread, network_spreads, planar_spreads
from homeward.backtest.treatment import Surface, Treated
from homeward.kit.arrays import Floats
from homeward.records import Panel, SnapAreas
from homeward.streets import Streets

__all__ = ["RIVALS", "last_year", "long_run", "rivals"]

RIVALS = ("last_year", "long_run", "kde", "network_kde", "pooled")

YEAR = 12

POOLED = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of a group's surface that may be the sum of all groups (declared)."""


def last_year(past: Panel) -> Floats:
    """Offences a month seen in each area in the last twelve months, shape (A, G)."""
    return long_run(past.between(int(past.month[-1]) - YEAR + 1, int(past.month[-1])))


def long_run(past: Panel) -> Floats:
    """Offences a month seen in each area in all months, shape (A, G)."""
    return totals(past) / np.maximum(1, months_seen(past))[:, None]


def _spread_by(share: sparse.csr_array) -> Surface:
    """The long-run mean, each record spread over the areas round it."""
    turned = sparse.csr_array(share.T)

    def surface(past: Panel) -> Floats:
        return np.asarray(turned @ long_run(past))

    return surface


def pooled(share: float) -> Surface:
    """The long-run mean, part of it the sum of all groups, each scaled to a mean of 1."""

    def surface(past: Panel) -> Floats:
        own = long_run(past)
        every = own.sum(axis=1, keepdims=True)
        return (1 - share) * _scaled(own) + share * _scaled(every)

    return surface


def _scaled(surface: Floats) -> Floats:
    mean = surface.mean(axis=0)
    return np.asarray(surface / np.where(mean > 0, mean, 1.0))


def _kernels(spreads: tuple[Spread, ...]) -> Mapping[str, Surface]:
    return {each.name: _spread_by(each.share) for each in spreads}


def rivals(streets: Streets, areas: SnapAreas) -> Mapping[str, Rival]:
    """Every rival, each with the same treatment.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        The snap areas, A of them.

    Returns
    -------
    Mapping
        By the names of `RIVALS`, in that order.
    """
    surfaces: Mapping[str, Mapping[str, Surface]] = {
        "last_year": {"": last_year},
        "long_run": {"": long_run},
        "kde": _kernels(planar_spreads(streets, areas)),
        "network_kde": _kernels(network_spreads(streets, areas)),
        "pooled": {f"{share:.0%} all groups": pooled(share) for share in POOLED},
    }
    return MappingProxyType(
        {name: Treated(surfaces=each, length_m=areas.length_m) for name, each in surfaces.items()}
    )
