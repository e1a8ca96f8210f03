"""Options that move people: judged by finding everyone's ways anew, never at fixed flow."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from homeward.errors import NoPlanError
from homeward.kit.arrays import Bools, Ints
from homeward.measures import Values
from homeward.night import BAND_OF_SLOT
from homeward.plan import Choice, CurvePoint, Problem, choose, curve, gains
from homeward.study.aftermath import value_at
from homeward.study.built import Built
from homeward.study.choice import Chosen, Shelf
from homeward.study.request import Request
from homeward.study.stakes import lit_by, mean_effects
from homeward.study.worlds import Setting
from homeward.study.year import Change, Year, walked

__all__ = ["Judged", "Trial", "judged"]

MOST_MOVING = 3
"""How many options of one measure that moves people are tried."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Trial:
    """Where plans are tried: a built town, a request, and a setting with the year as it is."""

    built: Built
    request: Request
    setting: Setting

    def bought(self, bought: Ints) -> Setting:
        """The setting with these options bought and everyone's ways found anew."""
        case = dataclasses.replace(self.setting.case, chosen=bought)
        if not len(bought):
            return dataclasses.replace(self.setting, case=case)
        after = self.after(case.before, bought, self.setting.assumptions.central())
        return dataclasses.replace(self.setting, case=dataclasses.replace(case, after=after))

    def after(self, before: Year, bought: Ints, values: Values) -> Year:
        """A year after these options are bought, with everyone's ways found anew."""
        return walked(self.built, before, self._change(bought), self.request, values)

    def value(self, setting: Setting, scale: Mapping[str, float]) -> float:
        """The aim's figure of a plan at central values, once people have chosen their ways."""
        values = setting.assumptions.central()
        return value_at(setting, self.request.aims, scale, values)

    def _change(self, bought: Ints) -> Change:
        options = self.setting.case.options
        return Change(
            lit=lit_by(options, bought, self.built.streets.segments),
            shut=self._moved(bought, opens=False),
            opened=self._moved(bought, opens=True),
        )

    def _moved(self, bought: Ints, *, opens: bool) -> Bools:
        """Which segments are opened, or shut, in which slots, shape (S, T)."""
        case, streets = self.setting.case, self.built.streets
        found = np.zeros((streets.segments, len(BAND_OF_SLOT)), dtype=np.bool_)
        for option in bought[case.options.moves[bought]].tolist():
            measure = case.measures[case.options.measure[option]]
            if (measure.rule == "park_hours") == opens:
                slots = np.isin(BAND_OF_SLOT, measure.bands)
                found[case.options.reach(option)] |= slots
        return found


@dataclass(frozen=True, eq=False, kw_only=True)
class Judged:
    """The plan after options that move people were tried.

    `helps` says of each measure that was tried (by number) which of its options help, if
    any of them was not bought.
    """

    setting: Setting
    shelf: Shelf
    chosen: Chosen
    helps: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def judged(trial: Trial, shelf: Shelf, chosen: Chosen) -> Judged:
    """Add options that move people, where the plan with them comes to more than without.

    No bound is claimed for that: each of the few that promise most is tried by finding all
    walks anew, with the rest of the plan chosen for the money that it leaves.
    """
    best = Judged(setting=trial.bought(chosen.choice.chosen), shelf=shelf, chosen=chosen)
    if chosen.problem is None:
        return best
    for option in _promising(trial, shelf, chosen.problem, chosen.choice.chosen).tolist():
        best = _tried(trial, best, chosen.problem, option)
    if best.chosen.choice is chosen.choice:
        return best
    choice = choose(chosen.problem, best.shelf.limits)
    points = _joined(chosen.curve, curve(chosen.problem, best.shelf.limits, choice=choice))
    return dataclasses.replace(
        best,
        setting=trial.bought(choice.chosen),
        chosen=dataclasses.replace(chosen, choice=choice, curve=points),
    )


def _joined(old: Sequence[CurvePoint], new: Sequence[CurvePoint]) -> tuple[CurvePoint, ...]:
    """The new curve, after the old one's points for budgets too small for what was added."""
    first = new[0]
    smaller = (
        each
        for each in old
        if (each.budget_pence < first.budget_pence).all()
        and each.value <= first.value
        and (each.bound or 0.0) <= (first.bound or 0.0)
    )
    return (*smaller, *new)


def _promising(trial: Trial, shelf: Shelf, problem: Problem, bought: Ints) -> Ints:
    """Options that move people and have an effect on the aim, the best of each measure.

    By what they would gain for their price at today's flows.
    """
    options, aims = shelf.options, trial.request.aims
    effects = mean_effects(options, shelf.measures)
    acts = (effects.harm > 0).any(axis=1) & ("harm" in aims)
    acts |= (effects.felt > 0) & ("felt" in aims)
    can = options.moves & acts & ~shelf.avoided
    can[bought] = False
    ratio = gains(problem, bought) / np.maximum(shelf.whole_life, 1)
    order = np.argsort(-ratio, kind="stable")
    order = order[can[order]]
    best = [
        order[options.measure[order] == row][:MOST_MOVING] for row in range(len(shelf.measures))
    ]
    found: Ints = np.concatenate([np.zeros(0, dtype=np.int64), *best])
    return found


def _tried(trial: Trial, best: Judged, problem: Problem, option: int) -> Judged:
    """The better of a plan and the plan that has one option more."""
    scale, row = best.chosen.scale, int(best.shelf.options.measure[option])
    now = trial.value(best.setting, scale)
    added = trial.bought(np.append(best.chosen.choice.chosen, option))
    if trial.value(added, scale) <= now:
        return dataclasses.replace(best, helps={row: (), **best.helps})
    shelf = _with_must(best.shelf, option)
    choice = _chosen(problem, shelf)
    setting = None if choice is None else trial.bought(choice.chosen)
    if choice is None or setting is None or trial.value(setting, scale) <= now:
        helping = (*best.helps.get(row, ()), option)
        return dataclasses.replace(best, helps={**best.helps, row: helping})
    chosen = dataclasses.replace(best.chosen, choice=choice)
    return Judged(setting=setting, shelf=shelf, chosen=chosen, helps=best.helps)


def _with_must(shelf: Shelf, option: int) -> Shelf:
    must, avoid = shelf.limits.must.copy(), shelf.limits.avoid.copy()
    must[option], avoid[option] = True, False
    return dataclasses.replace(
        shelf, limits=dataclasses.replace(shelf.limits, must=must, avoid=avoid)
    )


def _chosen(problem: Problem, shelf: Shelf) -> Choice | None:
    """The plan within the shelf's limits; None if there is none."""
    try:
        return choose(problem, shelf.limits, branch=False)
    except NoPlanError:
        return None
