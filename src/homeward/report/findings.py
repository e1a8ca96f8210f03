"""Everything the written files are made from: one plan and the layers it stands on.

Letters used for shapes: S segments, A snap areas, G offence groups.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.streets import Streets
from homeward.tables import Town

__all__ = ["Areas", "Findings"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Areas:
    """Recorded offences by snap area.

    Attributes
    ----------
    of_segment
        Each segment's area, -1 none, shape (S,).
    groups
        Names of the offence groups, G of them.
    recorded
        Offences recorded in the months used, shape (A, G).
    offences
        Offences a year, expected, low and high (95%), shape (3, A, G).
    """

    of_segment: Ints
    groups: tuple[str, ...]
    recorded: Ints
    offences: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Findings:
    """One plan with the layers that its files draw.

    Attributes
    ----------
    plan
        The content of ``plan.json``, as plain values in the contract's order.
    town, streets
        The town and its network.
    walkers, desired
        Expected and desired walkers in each slot of the drawn night, shape (S, 24).
    walkers_year
        Expected walkers a year, shape (S,).
    felt
        Share of women and of men expected to feel unsafe after dark, shape (S, 2).
    seen
        Whether each segment's police force supplied its files, shape (S,).
    areas
        Recorded offences by snap area.
    """

    plan: Mapping[str, Any]
    town: Town
    streets: Streets
    walkers: Floats
    desired: Floats
    walkers_year: Floats
    felt: Floats
    seen: Bools
    areas: Areas
