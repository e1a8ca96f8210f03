"""The plans that are drawn beside the one kept, and where each stands among all."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from homeward.kit.arrays import Ints
from homeward.study.margin import Margin, margin_of
from homeward.study.rounds import Settled
from homeward.study.toll import Toll, tolls_of

__all__ = ["Beside", "beside_of"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Beside:
    """Other budgets, the rounds, plans without a floor, and the step that the next pound buys.

    They are drawn in this order at today's flows, and the plan kept after them.
    """

    found: Settled
    tolls: tuple[Toll, ...]
    margin: Margin

    @cached_property
    def plans(self) -> tuple[Ints, ...]:
        """All of them but the plan kept, each as its options."""
        return (
            *(point.chosen for point in self.found.best.chosen.curve),
            *(np.array(each.chosen, dtype=np.int64) for each in self.found.rounds),
            *(each.without.chosen for each in self.tolls),
            *self.margin.plans,
        )

    def of_round(self, at: int) -> int:
        """Number of a round's plan among all."""
        return len(self.found.best.chosen.curve) + at

    def of_toll(self, at: int) -> int:
        """Number of a plan without a floor."""
        return self.of_round(len(self.found.rounds)) + at

    @property
    def of_margin(self) -> int:
        """Number of the first of the two plans of the next pound's step."""
        return self.of_toll(len(self.tolls))


def beside_of(found: Settled) -> Beside:
    """What is drawn beside the plan kept of all rounds."""
    best = found.best
    return Beside(
        found=found,
        tolls=tolls_of(best),
        margin=margin_of(best.chosen, best.shelf.limits),
    )
