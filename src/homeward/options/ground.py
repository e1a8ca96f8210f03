"""What every rule needs to find places for a measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import Measure
from homeward.measures.assumption import Values
from homeward.night import BAND_LABELS, Conditions
from homeward.options.hours import Hours, hours_of
from homeward.streets.network import Streets
from homeward.tables import Town

__all__ = ["MINIMUM_RUN_M", "Choices", "Ground", "ground_of", "in_bands"]

MINIMUM_RUN_M = 40.0
"""Declared: a lamp or two on their own light nobody's walk."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Choices:
    """How options are to be made.

    Attributes
    ----------
    price_year
        Year in whose prices costs are given.
    horizon_years
        Years over which they will be compared, at least 1. Costs here are those of buying
        once and of one year: whoever compares discounts them over it.
    minimum_run_m
        Shortest run of new lamps.
    must_avoid
        Segments where nothing may be put, shape (S,); None: none.
    area
        Segments where something may be put, shape (S,); None: all.
    apart
        Segments that no run of lights shares with others, so that it can be left out without
        them, shape (S,); None: none.
    whole_paths
        Whether a path, alley, flight of steps or underpass is lit from end to end by one
        option, or not at all.
    """

    price_year: int
    horizon_years: int
    minimum_run_m: float = MINIMUM_RUN_M
    must_avoid: Bools | None = None
    area: Bools | None = None
    apart: Bools | None = None
    whole_paths: bool = False

    def __post_init__(self) -> None:
        if self.horizon_years < 1 or not self.minimum_run_m >= 0:
            raise InputError(
                "Options need `horizon_years` of at least 1 and `minimum_run_m` of zero or more; "
                f"got {self.horizon_years} and {self.minimum_run_m}."
            )


@dataclass(frozen=True, eq=False, kw_only=True)
class Ground:
    """A town as the rules see it; `allowed` says where something may be put, shape (S,)."""

    streets: Streets
    town: Town
    hours: Hours
    values: Values
    choices: Choices
    allowed: Bools

    @cached_property
    def graph(self) -> sparse.csr_array:
        """Metres between neighbouring nodes, the shorter of two parallel ways."""
        ends, length_m = self.streets.ends, self.streets.length_m
        low, high = ends.min(axis=1), ends.max(axis=1)
        order = np.lexsort((length_m, high, low))
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (np.diff(low[order]) != 0) | (np.diff(high[order]) != 0)
        kept = order[first]
        kept = kept[low[kept] != high[kept]]
        shape = (self.streets.nodes, self.streets.nodes)
        return sparse.csr_array((length_m[kept], (low[kept], high[kept])), shape=shape)

    @cached_property
    def free_nodes(self) -> Bools:
        """Nodes where something may be put: all their segments may take it, shape (C,)."""
        free = np.zeros(self.streets.nodes, dtype=np.bool_)
        free[self.streets.ends[self.allowed].ravel()] = True
        free[self.streets.ends[~self.allowed].ravel()] = False
        return free


def ground_of(
    streets: Streets,
    town: Town,
    nights: Sequence[Conditions],
    values: Values,
    choices: Choices,
) -> Ground:
    """A town as the rules see it, its inputs checked.

    Raises
    ------
    InputError
        If there is no night, or a mask does not fit the network.
    """
    if not nights:
        raise InputError("`nights` is empty; give at least one night, such as those of a year.")
    allowed = np.ones(streets.segments, dtype=np.bool_)
    for name in ("area", "must_avoid", "apart"):
        mask: Bools | None = getattr(choices, name)
        if mask is not None and mask.shape != allowed.shape:
            raise InputError(
                f"`{name}` must have one value a segment, {streets.segments}; it has {len(mask)}."
            )
    if choices.area is not None:
        allowed &= choices.area
    if choices.must_avoid is not None:
        allowed &= ~choices.must_avoid
    return Ground(
        streets=streets,
        town=town,
        hours=hours_of(nights),
        values=values,
        choices=choices,
        allowed=allowed,
    )


def in_bands(measure: Measure, links: Ints) -> Floats:
    """Full strength at every link in the measure's bands, none in the others, shape (k, B)."""
    band = np.zeros(len(BAND_LABELS))
    band[list(measure.bands)] = 1.0
    return np.tile(band, (len(links), 1))
