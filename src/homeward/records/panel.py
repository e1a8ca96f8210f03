"""Recorded offences by area, month and group, and where and when they could be seen.

Letters used for shapes: A areas, M months, G offence groups, N crime rows.
"""

from dataclasses import dataclass, replace

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures import GROUPS, Values
from homeward.records.areas import SnapAreas
from homeward.records.groups import used_rows
from homeward.records.observed import Observed
from homeward.tables import Crimes

__all__ = ["Panel", "panel"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Panel:
    """Counts with what was seen of them.

    Attributes
    ----------
    count
        Offences recorded, shape (A, M, G); 0 where the month was not given.
    seen
        Months seen of each area in each month: 1 where its force's file was given, else 0,
        shape (A, M).
    month
        Months since year 0, ascending, shape (M,): those that some force gave.
    regime
        Whether each month lies within the pandemic's limits, shape (M,).
    """

    count: Ints
    seen: Floats
    month: Ints
    regime: Bools

    def __post_init__(self) -> None:
        freeze(self)
        areas, months = self.count.shape[:2]
        if self.seen.shape != (areas, months) or len(self.month) != months:
            raise InputError(
                "A panel needs `count` (areas, months, groups), `seen` (areas, months) and one "
                f"`month` and `regime` for each month; got shapes {self.count.shape}, "
                f"{self.seen.shape}, {self.month.shape} and {self.regime.shape}."
            )

    def between(self, first: int, last: int) -> "Panel":
        """The months from first to last, both included."""
        kept = (self.month >= first) & (self.month <= last)
        return replace(
            self,
            count=self.count[:, kept],
            seen=self.seen[:, kept],
            month=self.month[kept],
            regime=self.regime[kept],
        )

    def upto(self, last: int) -> "Panel":
        """The months until one, itself included."""
        return self.between(0, last)


def panel(areas: SnapAreas, observed: Observed, crimes: Crimes, values: Values) -> Panel:
    """Count the recorded offences of each snap area in each month that was given.

    Parameters
    ----------
    areas
        The snap areas, A of them.
    observed
        Which months were given for which force.
    crimes
        The recorded offences, N rows; a row of a month its force did not give is left out.
    values
        ``risk.pandemic.first_month`` and ``risk.pandemic.last_month``.

    Returns
    -------
    Panel
        A month not given for an area's force is not seen there: missing, never zero.
    """
    month = np.unique(observed.month)
    forces = max(1, len(observed.forces))
    given = np.zeros((forces, len(month)), dtype=np.bool_)
    given[observed.month_force, np.searchsorted(month, observed.month)] = True
    first, last = values["risk.pandemic.first_month"], values["risk.pandemic.last_month"]
    return Panel(
        count=_counts(areas, observed, crimes, month, given),
        seen=given[areas.force].astype(np.float64).reshape(len(areas), len(month)),
        month=month,
        regime=(month >= first) & (month <= last),
    )


def _counts(
    areas: SnapAreas, observed: Observed, crimes: Crimes, month: Ints, given: Bools
) -> Ints:
    """Offences by area, month and group, shape (A, M, G)."""
    counts = np.zeros((len(areas), len(month), len(GROUPS)), dtype=np.int64)
    force, group = observed.positions(crimes.force), used_rows(crimes)
    at = np.minimum(np.searchsorted(month, crimes.month), max(0, len(month) - 1))
    kept = (areas.row >= 0) & (group >= 0) & (force >= 0)
    kept[kept] &= (month[at[kept]] == crimes.month[kept]) & given[force[kept], at[kept]]
    np.add.at(counts, (areas.row[kept], at[kept], group[kept]), crimes.count[kept])
    return counts
