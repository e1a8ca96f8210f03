"""Whether the plan is fooled by its own choice: chosen on some months, looked at in the others.

Letters used for shapes: W worlds, A snap areas, G offence groups.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.errors import NoPlanError
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import GROUPS
from homeward.plan import Problem, choose, evaluate, remaining
from homeward.rates import Learn
from homeward.records import month_text
from homeward.risk import BANDS
from homeward.study.choice import Chosen, Shelf, scaled
from homeward.study.danger import Danger, danger_of
from homeward.study.fixed import ends_within
from homeward.study.moving import Judged, Trial
from homeward.study.request import Request
from homeward.study.stakes import Ground, Stakes, mean_effects, problem_of

__all__ = ["LONG", "SHORT", "Half", "held_out", "in_first_half", "worth_of"]

LONG = 24
"""Months from which halves of a year are told apart; below it single months are."""

SHORT = 4
"""Months below which nothing can be held out."""

END = 1.959963984540054


@dataclass(frozen=True, eq=False, kw_only=True)
class Half:
    """Half of the months: offences recorded in each snap area, (A,), and what they choose.

    `problem` is what there is to gain by them; of it `harm` is what recorded harm gives, each
    pound of which counts `scale` times. `times` says how many times its mean each area's rate is
    in every world, (W, A, G).
    """

    months: Ints
    recorded: Ints
    problem: Problem
    harm: Problem
    scale: float
    times: Floats
    chosen: Ints


def held_out(trial: Trial, best: Judged, stakes: Stakes) -> dict[str, Any]:
    """What the streets chosen on some months hold in the other months, both ways round.

    Parameters
    ----------
    trial
        The built town and the request.
    best
        The plan, with what it was chosen from.
    stakes
        What is at stake by all months.

    Returns
    -------
    dict
        `why` says why nothing could be held out; it is empty where something was.
    """
    rates, why = trial.setting.danger.rates, _why_not(trial, best.chosen)
    if why or rates is None:
        return _nothing(why, best.chosen)
    first = in_first_half(rates.months)
    try:
        halves = [
            _half(trial, best, stakes, (rates.months[part], rates.learn))
            for part in (first, ~first)
        ]
    except NoPlanError:
        return _nothing("With half of the months no plan keeps to the limits.", best.chosen)
    long = len(rates.months) >= LONG
    return {
        "why": "",
        "split": "half-years, turn and turn about" if long else "every other month",
        "halves": [_said(each) for each in halves],
        "folds": [
            _fold(trial, best.shelf, one, other) for one, other in (halves, list(reversed(halves)))
        ],
        "stable": _kept(best.chosen, halves),
        "unit": best.chosen.unit,
    }


def _nothing(why: str, chosen: Chosen) -> dict[str, Any]:
    """The block where nothing was held out."""
    return {
        "why": why,
        "split": None,
        "halves": [],
        "folds": [],
        "stable": None,
        "unit": chosen.unit,
    }


def in_first_half(months: Ints) -> Bools:
    """Which months choose first: half-years in turn, the other way round each year.

    So each half has as many summers as winters. With few months every other one is taken.
    """
    if len(months) < LONG:
        found: Bools = np.asarray(months) % 2 == 0
        return found
    year, half = np.asarray(months) // 12, np.asarray(months) % 12 // 6
    turn: Bools = (year + half) % 2 == 0
    return turn


def _why_not(trial: Trial, chosen: Chosen) -> str:
    rates = trial.setting.danger.rates
    if chosen.problem is None or "harm" not in trial.request.aims:
        return "The plan was not chosen by recorded offences, so their chance cannot fool it."
    if rates is None:
        return "No crime file covers these streets, so nothing can be held out."
    if len(rates.months) < SHORT:
        return f"Fewer than {SHORT} months were given: too few to hold some of them out."
    return ""


def _half(trial: Trial, best: Judged, stakes: Stakes, told: tuple[Ints, Learn]) -> Half:
    """What would be chosen if only these months had been given."""
    months, learn = told
    declared, case = trial.setting.assumptions, trial.setting.case
    # How far places differ is no place's luck, so that much is taken from all months.
    danger = danger_of(trial.built, declared, months, learn)
    shelf, scale = best.shelf, best.chosen.scale
    ground = Ground(options=shelf.options, family=case.family, p_lit=case.before.p_lit)
    effects = mean_effects(shelf.options, shelf.measures)
    known = dataclasses.replace(stakes, harm=danger.harm(case.before, declared.central()))
    problems = {aim: problem_of(aim, ground, known, effects) for aim in scale}
    problem = scaled(problems, scale)
    return Half(
        months=months,
        recorded=_recorded(danger),
        problem=problem,
        harm=problems["harm"],
        scale=scale["harm"],
        times=_times(danger, trial.request),
        chosen=choose(problem, shelf.limits, branch=False).chosen,
    )


def _times(danger: Danger, request: Request) -> Floats:
    """How many times its mean each area's rate is in every world, (W, A, G)."""
    drawn = danger.rates_in_worlds(request.seed, request.worlds)
    return drawn if danger.rates is None else drawn / danger.rates.mean


def _recorded(danger: Danger) -> Ints:
    """Offences recorded in each snap area, shape (A,)."""
    none = np.zeros(0, dtype=np.int64)
    return none if danger.rates is None else np.asarray(danger.rates.count.sum(axis=1))


def _said(half: Half) -> dict[str, Any]:
    return {
        "months": [month_text(int(month)) for month in half.months],
        "recorded": int(half.recorded.sum()),
    }


def _fold(trial: Trial, shelf: Shelf, one: Half, other: Half) -> dict[str, Any]:
    """What was chosen on one half, in that half and in the other."""
    areas = _areas_reached(trial, shelf, one.chosen)
    here, there = (int(each.recorded[areas].sum()) for each in (one, other))
    total = int(other.recorded.sum())
    low, high = _wilson(there, total)
    return {
        "options": len(one.chosen),
        "areas": len(areas),
        "of_areas": len(one.recorded),
        "recorded": here,
        "share": here / max(1, int(one.recorded.sum())),
        "recorded_later": there,
        "share_later": there / max(1, total),
        "share_later_low": low,
        "share_later_high": high,
        **worth_of("promised", trial, one, one.chosen),
        **worth_of("kept", trial, other, one.chosen),
        **worth_of("best_later", trial, other, other.chosen),
    }


def worth_of(name: str, trial: Trial, half: Half, chosen: Ints) -> dict[str, float]:
    """What a plan is worth by the months of a half, at mean effects, and by their drawn rates.

    Harm goes with its area's rate, so each draw only multiplies each area's part.
    """
    areas, centre = trial.setting.danger.areas, evaluate(half.problem, chosen)
    if areas is None:
        raise ValueError
    cells = len(GROUPS) * len(BANDS)
    segment, cell = np.divmod(half.harm.number, cells)
    place = areas.area[segment] * len(GROUPS) + cell // len(BANDS)
    gained = half.scale * half.harm.weight * (1.0 - remaining(half.harm, chosen))
    by_rate = np.bincount(place, gained, half.times[0].size)
    drawn = centre + (half.times.reshape(len(half.times), -1) - 1.0) @ by_rate
    low, high = ends_within(drawn, centre)
    return {name: centre, f"{name}_low": low, f"{name}_high": high}


def _areas_reached(trial: Trial, shelf: Shelf, chosen: Ints) -> Ints:
    """Snap areas with a street that the chosen options reach."""
    areas = trial.setting.danger.areas
    if areas is None or not len(chosen):
        return np.zeros(0, dtype=np.int64)
    reached = np.concatenate([shelf.options.reach(option) for option in chosen.tolist()])
    found = np.unique(areas.area[reached])
    return np.asarray(found[found >= 0])


def _wilson(count: int, total: int) -> tuple[float, float]:
    """95% interval of a share by E. B. Wilson's score (1927)."""
    if not total:
        return 0.0, 1.0
    share, spread = count / total, END**2 / total
    middle = (share + spread / 2) / (1 + spread)
    half = END * np.sqrt(share * (1 - share) / total + spread / (4 * total)) / (1 + spread)
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))


def _kept(chosen: Chosen, halves: Sequence[Half]) -> dict[str, int]:
    """Of the plan's options, how many each half and both would choose."""
    plan = set(chosen.choice.chosen.tolist())
    first, second = (plan & set(each.chosen.tolist()) for each in halves)
    return {
        "options": len(plan),
        "first": len(first),
        "second": len(second),
        "both": len(first & second),
    }
