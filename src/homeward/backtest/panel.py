"""Records by snap area, month and group, with what was not observed kept apart from zero.

Letters used for shapes: A areas, M months, G offence groups, N crime rows, S segments.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures import GROUPS
from homeward.records import Observed, SnapAreas
from homeward.records.groups import used_rows
from homeward.streets import Streets
from homeward.tables import Crimes

__all__ = ["Panel", "panel_of"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Panel:
    """What was recorded where and when, and where and when nothing could be.

    Attributes
    ----------
    month
        Months since year 0, one after another without a hole, shape (M,).
    count
        Offences, shape (A, M, G); zero wherever `seen` is False.
    seen
        Whether the records of an area's force were given for a month, shape (A, M).
    xy_m
        Where each area lies: its point, or the middle of its streets, shape (A, 2).
    length_m
        Metres of street in each area, shape (A,).
    """

    month: Ints
    count: Ints
    seen: Bools
    xy_m: Floats
    length_m: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.length_m)

    def within(self, first: int, last: int) -> "Panel":
        """The months from `first` to `last`, both included; others are gone, not hidden."""
        kept = (self.month >= first) & (self.month <= last)
        return dataclasses.replace(
            self,
            month=self.month[kept],
            count=self.count[:, kept],
            seen=self.seen[:, kept],
        )

    def of_areas(self, chosen: Bools) -> "Panel":
        """Some of the areas."""
        return Panel(
            month=self.month,
            count=self.count[chosen],
            seen=self.seen[chosen],
            xy_m=self.xy_m[chosen],
            length_m=self.length_m[chosen],
        )

    @property
    def months_seen(self) -> Ints:
        """Months observed of each area, shape (A,)."""
        return np.asarray(self.seen.sum(axis=1))

    @property
    def totals(self) -> Ints:
        """Offences of each area over all its months, shape (A, G)."""
        return np.asarray(self.count.sum(axis=1))


def panel_of(streets: Streets, areas: SnapAreas, observed: Observed, crimes: Crimes) -> Panel:
    """Count records by area, month and group.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        The snap areas, A of them.
    observed
        Which months were given for which force.
    crimes
        The recorded offences, N rows.

    Returns
    -------
    Panel
        From the first month given to the last. A record counts if its own force's file was
        given for its month; patrol-made types (`records.EXCLUDED`) never do.
    """
    month = np.arange(observed.month.min(), observed.month.max() + 1)
    seen = np.zeros((len(observed.forces), len(month)), dtype=np.bool_)
    seen[observed.month_force, observed.month - month[0]] = True
    return Panel(
        month=month,
        count=_counts(areas, observed, crimes, month) * seen[areas.force][:, :, None],
        seen=seen[areas.force],
        xy_m=_places(streets, areas),
        length_m=areas.length_m,
    )


def _counts(areas: SnapAreas, observed: Observed, crimes: Crimes, month: Ints) -> Ints:
    """Offences by area, month and group, shape (A, M, G)."""
    group = used_rows(crimes)
    given = observed.month * len(observed.forces) + observed.month_force
    force = observed.positions(crimes.force)
    own = np.isin(crimes.month * len(observed.forces) + force, given) & (force >= 0)
    used = own & (group >= 0) & (areas.row >= 0)
    counts = np.zeros((len(areas), len(month), len(GROUPS)), dtype=np.int64)
    where = (areas.row[used], crimes.month[used] - month[0], group[used])
    np.add.at(counts, where, crimes.count[used])
    return counts


def _places(streets: Streets, areas: SnapAreas) -> Floats:
    """The point of each area; for one without, the middle of its streets by length."""
    kept = areas.area >= 0
    area, length = areas.area[kept], streets.length_mm[kept]
    sums = np.zeros((len(areas), 2))
    np.add.at(sums, area, streets.middle_xy_m[kept] * length[:, None])
    whole = np.bincount(area, weights=length, minlength=len(areas))
    middle = sums / np.maximum(whole, 1.0)[:, None]
    return np.where(areas.elsewhere[:, None], middle, areas.point_xy_m)
