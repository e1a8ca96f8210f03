"""What else is asked of a plan once it is chosen: blocks of ``plan.json`` of their own."""

from dataclasses import dataclass
from typing import Any

from homeward.read import Sites
from homeward.study.aftermath import Aftermath, spill_block
from homeward.study.beside import Beside
from homeward.study.joint import Joint, redrawn_plans
from homeward.study.knowing import value_of_information
from homeward.study.mine import mine_block
from homeward.study.moving import Judged, Trial
from homeward.study.rounds_block import rounds_block
from homeward.study.stakes import Stakes
from homeward.study.survey import survey_block
from homeward.study.work_list import work_list

__all__ = ["Asked", "further"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Asked:
    """A chosen plan and what it was chosen from.

    `trial` is the town as it is; `best` the plan kept of all rounds, on all draws of ways;
    `beside` the plans drawn beside it, and `done` all worlds;
    `held` what other months say of it; `sites` the analyst's own shortlist.
    """

    trial: Trial
    best: Judged
    beside: Beside
    done: Aftermath
    stakes: Stakes
    held: dict[str, Any]
    sites: Sites | None = None

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
    asked.trial.request.tell("Asking what more would be worth knowing")
    chosen, joint = asked.best.chosen, asked.joint
    listed = work_list(joint, chosen, asked.trial.built)
    survey = survey_block(asked.trial.built.streets, joint.setting.assumptions, listed.rows)
    base = chosen.choice.chosen, chosen.unit
    return {
        "rounds": rounds_block(asked.beside, asked.done, joint.request, chosen.unit),
        "spill": spill_block(asked.best.setting, asked.done),
        "redrawn_plans": redrawn_plans(joint.request.aims),
        "draws_of_ways": max(1, len(joint.setting.ways)),
        "held_out": asked.held,
        "survey": survey,
        "mine": _mine(asked),
        "value_of_information": value_of_information(joint, base, listed, survey["cost_gbp"]),
    }


def _mine(asked: Asked) -> dict[str, Any] | None:
    """The analyst's shortlist; None where none was given."""
    if asked.sites is None:
        return None
    return mine_block(asked.trial, asked.best, asked.done, asked.stakes, asked.sites)
