"""What several plans gain at today's flows in all worlds: the curve, the rounds, who gains.

Letters used for shapes: W worlds, P plans, N streets of the last plan, X the two sexes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.study.worlds import Worlds

__all__ = ["HIGH", "LOW", "Fixed", "assumed_of", "ends_within", "fixed_in"]

LOW, HIGH = 2.5, 97.5
"""Ends of a 95% interval, per cent of the draws."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Fixed:
    """What plans gain at today's flows in every world, in the aim's unit.

    `plans` is what each gains, (W, P); `held` the same in the worlds with mere assumptions at
    their centre. `by_street` is what the last of them gains on each of
    its `streets`, (N,): of shape (W, N, X) where the aim is felt risk alone, else (W, N, 1).
    """

    plans: Floats
    held: Floats
    streets: Ints
    by_street: Floats

    def of_plan(self, plan: int, centre: float) -> tuple[float, float]:
        """The ends of a plan's 95% interval, which hold its figure."""
        return ends_within(self.plans[:, plan], centre)

    def assumed_of_plan(self, plan: int) -> float:
        """How much of the spread of what a plan gains is assumed."""
        return round(assumed_of(self.plans[:, plan], self.held[:, plan]), 6)


def assumed_of(free: Floats, held: Floats) -> float:
    """Share of the variance between worlds that goes when assumptions are held."""
    spread = float(np.var(free))
    return float(np.clip(1.0 - np.var(held) / spread, 0.0, 1.0)) if spread > 0 else 0.0


def ends_within(drawn: Floats, centre: float) -> tuple[float, float]:
    """Ends of the 95% interval of all worlds, (W,), moved so that they hold the figure."""
    low, high = np.percentile(drawn, [LOW, HIGH]).tolist()
    return min(low, centre), max(high, centre)


def fixed_in(
    worlds: Worlds, held: Worlds, aims: Mapping[str, Any], scale: Mapping[str, float]
) -> Fixed:
    """The plans of `Worlds.several`; a mix of aims is weighted, each over its own bound."""
    several, gained = worlds.several, _gained(worlds, aims, scale)
    mine = several.of_plan[-1] if len(several.of_plan) else np.zeros(gained.shape[1], dtype=bool)
    return Fixed(
        plans=gained.sum(axis=2) @ several.of_plan.T,
        held=_gained(held, aims, scale).sum(axis=2) @ held.several.of_plan.T,
        streets=several.case.reached[several.street[mine]],
        by_street=gained[:, mine],
    )


def _gained(worlds: Worlds, aims: Mapping[str, Any], scale: Mapping[str, float]) -> Floats:
    """What each stand takes away, (W, N, X) where the aim is felt risk alone, else (W, N, 1)."""
    if tuple(aims) == ("felt",):
        return worlds.stands_km
    by_aim = {"harm": worlds.stands_gbp, "felt": worlds.stands_km.sum(axis=2)}
    found: Floats = np.sum([by_aim[aim] * scale[aim] for aim in aims], axis=0)
    return found[:, :, None]
