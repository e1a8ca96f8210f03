"""Where the areas lie, and what was recorded in each over some months.

Letters used for shapes: A areas, G offence groups, S segments.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints, freeze
from homeward.records import Panel, SnapAreas
from homeward.streets import Streets

__all__ = ["Places", "months_seen", "places_of", "totals"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Places:
    """The ground the areas stand on.

    Attributes
    ----------
    xy_m
        Where each area lies: its point, or the middle of its streets, shape (A, 2).
    length_m
        Metres of street in each area, shape (A,).
    """

    xy_m: Floats
    length_m: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.length_m)


def places_of(streets: Streets, areas: SnapAreas) -> Places:
    """The point of each area, or for one without the middle of its streets by length.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        The snap areas, A of them.

    Returns
    -------
    Places
        In the order of the areas.
    """
    kept = areas.area >= 0
    area, length = areas.area[kept], streets.length_mm[kept]
    sums = np.zeros((len(areas), 2))
    np.add.at(sums, area, streets.middle_xy_m[kept] * length[:, None])
    whole = np.bincount(area, weights=length, minlength=len(areas))
    middle = sums / np.maximum(whole, 1.0)[:, None]
    xy_m = np.where(areas.elsewhere[:, None], middle, areas.point_xy_m)
    return Places(xy_m=xy_m, length_m=areas.length_m)


def months_seen(panel: Panel) -> Floats:
    """Months observed of each area, shape (A,)."""
    return np.asarray(panel.seen.sum(axis=1))


def totals(panel: Panel) -> Ints:
    """Offences of each area over all months of a panel, shape (A, G)."""
    return np.asarray(panel.count.sum(axis=1))
