"""The plan chosen again on the ways that people take under it, until it stays as it is.

Letters used for shapes: S segments.
"""

import dataclasses
from dataclasses import dataclass

import numpy as np

from homeward.errors import NoPlanError
from homeward.kit.arrays import Ints
from homeward.plan import Problem, as_given, choose, lit_walks
from homeward.risk import follows
from homeward.study.aftermath import lit_gain
from homeward.study.case import felt_in, half_km, walkers
from homeward.study.choice import Chosen, Shelf, scaled
from homeward.study.lit import as_lit
from homeward.study.moving import Judged, Trial
from homeward.study.stakes import Ground, Stakes, mean_effects, problem_of
from homeward.study.worlds import Setting
from homeward.walks import DarkWalks, dark_walks

__all__ = ["MOST_ROUNDS", "Round", "Settled", "settled"]

MOST_ROUNDS = 4
"""Rounds after which the search for a plan that stays as it is ends: each finds all walks anew."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round: the plan chosen, and what it comes to at today's flows and on people's new ways.

    `chosen` are its options in rising order; `added` how many were not in the round before.
    """

    chosen: tuple[int, ...]
    added: int
    spent_pence: int
    fixed: float
    rerouted: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Settled:
    """Every round with its plan; which was judged best; and why there was no further one."""

    plans: tuple[Judged, ...]
    rounds: tuple[Round, ...]
    kept: int
    why: str

    @property
    def best(self) -> Judged:
        """The plan judged best."""
        return self.plans[self.kept]


AGAIN = "The round after the last would choose a plan that was judged already."
LIMIT = f"Rounds end after {MOST_ROUNDS}."
NO_MORE = "Nothing is bought, so nobody changes their way."


def settled(trial: Trial, first: Judged) -> Settled:
    """Choose again on the ways people take under the plan, and keep the best judged.

    Parameters
    ----------
    trial
        The built town, the request, and the year as it is.
    first
        The plan chosen at today's flows, with everyone's ways found anew under it.

    Returns
    -------
    Settled
        Never judged worse than `first`.

    Notes
    -----
    A plan is judged at central values after everyone has chosen their ways anew. Each round
    takes what would be lost on those ways without the plan as what there is to gain; for lit
    walks, what would be dark on them. The
    rounds stop when a plan comes back or after `MOST_ROUNDS`; no bound is claimed for them.
    """
    if not len(first.chosen.choice.chosen):
        return Settled(plans=(first,), rounds=(_round(trial, first, None),), kept=0, why=NO_MORE)
    plans, rounds = [first], [_round(trial, first, None)]
    while len(plans) < MOST_ROUNDS:
        chosen = _again(trial, plans[-1])
        if chosen is None or _key(chosen) in {each.chosen for each in rounds}:
            return _best(plans, rounds, AGAIN)
        plans.append(_with(trial, first, chosen))
        rounds.append(_round(trial, plans[-1], rounds[-1]))
    return _best(plans, rounds, LIMIT)


def _best(plans: list[Judged], rounds: list[Round], why: str) -> Settled:
    """The plan judged highest; of equals the first."""
    kept = int(np.argmax([each.rerouted for each in rounds]))
    return Settled(plans=tuple(plans), rounds=tuple(rounds), kept=kept, why=why)


def _round(trial: Trial, judged: Judged, before: Round | None) -> Round:
    choice, now = judged.chosen.choice, set(judged.chosen.choice.chosen.tolist())
    return Round(
        chosen=_key(choice.chosen),
        added=len(now - set(before.chosen)) if before else len(now),
        spent_pence=int(judged.shelf.limits.spent_pence(choice.chosen).sum()),
        fixed=choice.value,
        rerouted=_rerouted(trial, judged),
    )


def _rerouted(trial: Trial, judged: Judged) -> float:
    """What a plan comes to on people's new ways, at central values."""
    if judged.chosen.problem is None:
        return lit_gain(judged.setting)
    return trial.value(judged.setting, judged.chosen.scale)


def _key(chosen: Ints) -> tuple[int, ...]:
    return tuple(np.sort(chosen).tolist())


def _with(trial: Trial, first: Judged, chosen: Ints) -> Judged:
    """Another plan than the first, with everyone's ways found anew under it."""
    given, limits, choice = first.chosen, first.shelf.limits, first.chosen.choice
    if given.problem is not None:
        choice = as_given(given.problem, limits, chosen, choice)
    else:
        choice = as_lit(given.walks, first.shelf.options, limits, chosen, choice)
    return dataclasses.replace(
        first,
        setting=trial.bought(choice.chosen),
        chosen=dataclasses.replace(given, choice=choice),
    )


def _again(trial: Trial, last: Judged) -> Ints | None:
    """The plan that would be chosen on the ways people take under the last one."""
    limits, options = last.shelf.limits, last.shelf.options
    try:
        if last.chosen.problem is None:
            return lit_walks(_walks_on_new_ways(last.setting), options, limits, branch=False).chosen
        problem = _on_new_ways(trial, last.setting, last.shelf, last.chosen)
        return choose(problem, limits, branch=False).chosen
    except NoPlanError:
        return None


def _walks_on_new_ways(setting: Setting) -> DarkWalks:
    """Walks as people walk under the plan, by the segments that are dark without it."""
    case, values = setting.case, setting.assumptions.central()
    then, now = case.after, case.before
    return dark_walks(
        case.streets, then.demand, then.nights, then.p_lit, values, judged=(now.nights, now.p_lit)
    )


def _on_new_ways(trial: Trial, setting: Setting, shelf: Shelf, chosen: Chosen) -> Problem:
    """What there is to gain if people walked as they do under the plan, without its effects."""
    values, case = setting.assumptions.central(), setting.case
    draw = setting.central(values)
    moved = follows(walkers(case.before, values), walkers(case.after, values), values)
    stakes = Stakes(
        harm=draw.harm * moved[:, None, :],
        weight_gbp=draw.weight_gbp,
        felt=felt_in(case, values),
        desired_km=half_km(case, values, np.arange(case.streets.segments)),
        dark_share=case.before.hours.dark,
    )
    ground = Ground(options=shelf.options, family=case.family, p_lit=case.before.p_lit)
    effects = mean_effects(shelf.options, shelf.measures)
    problems = {aim: problem_of(aim, ground, stakes, effects) for aim in trial.request.aims}
    return scaled(problems, chosen.scale)
