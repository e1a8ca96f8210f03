"""The rivals: last year's count, the long-run mean, and kernels through air and along streets.

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

RIVALS = ("last_year", "long_run", "kde", "network_kde")

YEAR = 12


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


def _kernel_rival(spreads: tuple[Spread, ...]) -> Treated:
    return Treated(surfaces={each.name: _spread_by(each.share) for each in spreads})


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
    return MappingProxyType(
        {
            "last_year": Treated(surfaces={"": last_year}),
            "long_run": Treated(surfaces={"": long_run}),
            "kde": _kernel_rival(planar_spreads(streets, areas)),
            "network_kde": _kernel_rival(network_spreads(streets, areas)),
        }
    )
