"""Recorded offences by area, as everything that is written shows them: at any hour, in any place.

Letters used for shapes: S segments, W worlds, A areas as they are shown, G offence groups.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import GROUPS
from homeward.records import shown_areas
from homeward.report import ENOUGH, Areas
from homeward.study.aftermath import HIGH, LOW
from homeward.study.danger import Danger

Numbers = TypeVar("Numbers", Ints, Floats)

__all__ = ["Around", "Recorded", "recorded_in"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Around:
    """What is recorded a year where some segments lie.

    `areas` is how many areas they lie in, and `offences` what those are shown to have, expected
    and the ends of its interval, (3,), None where each has too few of every group. `whole` says
    that no group is left out for that, and `everywhere` that every segment lies in an area.
    """

    areas: int
    offences: Floats | None
    whole: bool
    everywhere: bool


@dataclass(frozen=True, eq=False, kw_only=True)
class Recorded:
    """The areas as they are shown, and joint draws of their offences a year, (W, A, G)."""

    areas: Areas
    drawn: Floats

    def around(self, segments: Ints) -> Around:
        """What is recorded in the areas of some segments: the sum of what the map shows of them."""
        areas = self.areas
        within = areas.of_segment[segments]
        held = np.unique(within[within >= 0])
        told = areas.recorded[held] >= ENOUGH
        return Around(
            areas=len(held),
            offences=self._sums(held, told) if told.any() else None,
            whole=bool(told.all()),
            everywhere=bool((within >= 0).all()),
        )

    def _sums(self, held: Ints, told: Bools) -> Floats:
        mean = float(self.areas.offences[0, held][told].sum())
        return _with_ends(np.array(mean), self.drawn[:, held][:, told].sum(axis=1))


def recorded_in(danger: Danger, drawn: Floats) -> Recorded:
    """Join areas until each has streets enough, with figures from the joint draws of its parts.

    Parameters
    ----------
    danger
        The snap areas of S segments, and their expected rates.
    drawn
        Joint draws of the rates of all snap areas, whose number stands second of three axes.

    Notes
    -----
    Snap areas that hang together with too few streets are shown in no area; they count in the
    figures of the whole town.
    """
    if danger.areas is None or danger.rates is None:
        return Recorded(areas=_none(danger.streets.segments), drawn=drawn)
    rates, shown = danger.rates, shown_areas(danger.streets, danger.areas)
    joined = _joined(drawn, shown)
    areas = Areas(
        of_segment=np.append(shown, -1)[danger.areas.area],
        groups=GROUPS,
        recorded=_joined(rates.count, shown),
        offences=_with_ends(_joined(rates.mean, shown), joined),
        town=_with_ends(rates.mean.sum(axis=0), drawn.sum(axis=1)),
    )
    return Recorded(areas=areas, drawn=joined)


def _none(segments: int) -> Areas:
    """Where no crime file was given."""
    return Areas(
        of_segment=np.full(segments, -1, dtype=np.int64),
        groups=GROUPS,
        recorded=np.zeros((0, len(GROUPS)), dtype=np.int64),
        offences=np.zeros((3, 0, len(GROUPS))),
        town=np.zeros((3, len(GROUPS))),
    )


def _joined(parts: Numbers, shown: Ints) -> Numbers:
    """Sums over the snap areas, last axis but one, that make up each area."""
    order = np.argsort(shown, kind="stable")[np.count_nonzero(shown < 0) :]
    if not len(order):
        return parts[..., :0, :]
    first = np.flatnonzero(np.diff(shown[order], prepend=-1))
    return np.add.reduceat(parts[..., order, :], first, axis=-2)


def _with_ends(mean: Floats, drawn: Floats) -> Floats:
    """Expected figures, and the ends of their 95% interval, which holds them."""
    low, high = np.percentile(drawn, [LOW, HIGH], axis=0)
    return np.stack([mean, np.minimum(low, mean), np.maximum(high, mean)])
