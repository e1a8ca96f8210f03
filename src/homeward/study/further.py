"""What else is asked of a plan once it is chosen: blocks of ``plan.json`` of their own."""

from dataclasses import dataclass
from typing import Any

from homeward.study.aftermath import Aftermath, spill_block
from homeward.study.holdout import held_out
from homeward.study.joint import Joint
from homeward.study.moving import Judged, Trial
from homeward.study.rounds import Settled, rounds_block
from homeward.study.stakes import Stakes

__all__ = ["Asked", "further"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Asked:
    """A chosen plan and what it was chosen from.

    `trial` is the town as it is; `best` the plan kept of all rounds, on all draws of ways.
    """

    trial: Trial
    best: Judged
    rounds: Settled
    done: Aftermath
    stakes: Stakes

    @property
    def joint(self) -> Joint:
        """The programme in any world."""
        return Joint(
            setting=self.best.setting,
            request=self.trial.request,
            shelf=self.best.shelf,
            scale=self.best.chosen.scale,
        )


def further(asked: Asked) -> dict[str, Any]:
    """The blocks, in the order in which they stand in the file."""
    return {
        "rounds": rounds_block(asked.rounds, asked.best.chosen.unit),
        "spill": spill_block(asked.best.setting, asked.done),
        "held_out": held_out(asked.trial, asked.best, asked.stakes),
    }
