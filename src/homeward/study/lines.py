"""One line for every measure: chosen, or the price at which it would be, or what is missing."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from homeward.kit.arrays import Bools, Ints
from homeward.measures import LIGHT_RULES, Cost, Measure, mean_fall, mean_felt_fall, price_factor
from homeward.options import MeasureLine
from homeward.plan import Problem, lit_walks, price_to_be_chosen
from homeward.study.choice import Shelf
from homeward.study.money import ONE_POT
from homeward.study.moving import Judged

__all__ = ["evidence_of", "measure_lines"]

NO_EFFECT = (
    "Not chosen at any price: what was read of it finds no effect on this aim in expectation."
)
NOTHING_THERE = (
    "Not chosen at any price: at the places where it could go nothing is known that it could "
    "avert, or other choices avert it already."
)

AT_THE_MARGIN = "mean effects and today's flows"
"""What a price at which a measure would be chosen rests on: it is no forecast."""

HALVINGS = 16

Fate = tuple[str, float | None, str]
"""A measure's state, the price at which it would be chosen, and a sentence."""


def measure_lines(best: Judged) -> list[dict[str, Any]]:
    """What became of every measure, in catalogue order."""
    bought = best.chosen.choice.chosen
    counts = np.bincount(
        best.shelf.options.measure[bought], minlength=len(best.shelf.measures)
    ).tolist()
    return [_line(best, row, count) for row, count in enumerate(counts)]


def _line(best: Judged, row: int, count: int) -> dict[str, Any]:
    measure, offered = best.shelf.measures[row], best.shelf.offer.lines[row]
    state, price, line = _fate(best, row, count)
    return {
        "measure": measure.key,
        "label": measure.label,
        "state": state,
        "options": offered.options,
        "chosen": count,
        "unit": measure.unit,
        "life_years": measure.life_years if measure.life_years > 0 else None,
        "price_to_be_chosen_gbp": price,
        "costs": _costs(measure, round(best.setting.assumptions.central()["money.price_year"])),
        "line": line,
    }


def _costs(measure: Measure, price_year: int) -> list[dict[str, Any]]:
    """What one unit costs in the plan's prices, its ends, and where that was read."""
    running = "to have for an hour" if measure.rule == "patrol" else "to run for a year"
    read = (("to buy", measure.capital), (running, measure.yearly))
    return [
        {
            "what": what,
            **_ends(cost, price_factor(cost.price_year, price_year)),
            "price_year": cost.price_year,
            "grade": cost.grade,
            "source": cost.source,
        }
        for what, cost in read
        if cost is not None and cost.high > 0
    ]


def _ends(cost: Cost, factor: float) -> dict[str, float]:
    told = (("gbp", cost.central), ("low_gbp", cost.low), ("high_gbp", cost.high))
    return {name: round(each * factor, 2) for name, each in told}


def _fate(best: Judged, row: int, count: int) -> Fate:
    offered = best.shelf.offer.lines[row]
    if count:
        return "chosen", None, f"Chosen at {count:,} of {offered.options:,} places."
    if not _allowed(best.shelf, row).any():
        return _nowhere(offered)
    if best.chosen.problem is None:
        return _lit_fate(best, row)
    if best.shelf.options.moves[best.shelf.options.measure == row].any():
        return _moving(best, row)
    return _priced(best, best.chosen.problem, row)


def _nowhere(offered: MeasureLine) -> Fate:
    """There is no option, for want of a figure or a place, or the limits forbid all."""
    if offered.missing:
        return "missing figure", None, offered.sentence
    if not offered.options:
        return "no place", None, offered.sentence
    return "no place", None, f"The limits given leave it no room. {offered.sentence}"


def _allowed(shelf: Shelf, row: int) -> Bools:
    """Options of a measure that the request's own limits leave, shape (I,)."""
    mine: Bools = shelf.options.measure == row
    mine &= ~shelf.avoided & (shelf.options.units <= shelf.limits.at_most[row])
    return mine


def _lit_fate(best: Judged, row: int) -> Fate:
    if best.shelf.measures[row].rule not in ("lamp_run", "all_night"):
        return "averts nothing", None, "It lights no street, so it makes no walk lit all the way."
    if not len(_lit_entering(best, row, 0.0)):
        return "averts nothing", None, "No walk home would be lit all the way by it."
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        enters = len(_lit_entering(best, row, middle)) > 0
        low, high = (middle, high) if enters else (low, middle)
    options = _lit_entering(best, row, low)
    cost = np.floor(best.shelf.limits.cost_pence[:, options] * low).sum(axis=0)
    pence = math.floor(float(np.max(cost / best.shelf.limits.units[options])))
    return "priced out", pence / 100, _price_line(best.shelf, row, pence, "today's flows")


def _lit_entering(best: Judged, row: int, share: float) -> Ints:
    """Options of a measure that would be bought for lit walks at a share of their cost."""
    limits, mine = best.shelf.limits, best.shelf.options.measure == row
    cost = np.floor(limits.cost_pence * np.where(mine, share, 1.0)).astype(np.int64)
    cheaper = limits.at_costs(cost)
    if best.chosen.walks is None:
        return np.zeros(0, dtype=np.int64)
    chosen = lit_walks(best.chosen.walks, best.shelf.options, cheaper, branch=False).chosen
    entering: Ints = chosen[mine[chosen]]
    return entering


def _moving(best: Judged, row: int) -> Fate:
    """It moves people, so it was judged by finding their ways anew, at a few places."""
    if row not in best.helps:
        return "averts nothing", None, NO_EFFECT
    if not best.helps[row]:
        return (
            "averts nothing",
            None,
            "Not chosen: tried where it promised most, at mean effects and by finding everyone's "
            "ways anew, it averts nothing.",
        )
    pence = max(_affordable(best, option) for option in best.helps[row])
    line = (
        "Not chosen: tried where it promised most, at mean effects and by finding everyone's ways "
        "anew, the plan with it comes to no more than the plan without. It would be bought beside "
        "that plan if one "
        f"{best.shelf.measures[row].unit} cost £{pence / 100:,.2f} or less over "
        f"{_horizon(best.shelf)}."
    )
    return "priced out", pence / 100, line


def _affordable(best: Judged, option: int) -> int:
    """Pence a unit at which what is left of every budget would pay for an option."""
    limits = best.shelf.limits
    cost = limits.cost_pence[:, option]
    left = limits.budget_pence - limits.spent_pence(best.chosen.choice.chosen)
    share = min(1.0, float(np.min(left[cost > 0] / cost[cost > 0], initial=1.0)))
    return math.floor(share * int(cost.sum()) / float(limits.units[option]))


def _priced(best: Judged, problem: Problem, row: int) -> Fate:
    shelf, choice = best.shelf, best.chosen.choice
    pence = price_to_be_chosen(problem, shelf.limits, choice, row)
    if pence is None:
        return "averts nothing", None, NOTHING_THERE if _acts(best, row) else NO_EFFECT
    return "priced out", pence / 100, _price_line(shelf, row, pence, AT_THE_MARGIN)


def _price_line(shelf: Shelf, row: int, pence: int, at: str) -> str:
    return (
        f"Not chosen: at {at} it would be if one {shelf.measures[row].unit} cost "
        f"£{pence / 100:,.2f} or less over {_horizon(shelf)}, where it costs "
        f"£{_least_pence(shelf, row) / 100:,.2f} or more."
    )


def _least_pence(shelf: Shelf, row: int) -> int:
    """What one unit of a measure costs where it costs least, over all budgets, whole pence."""
    mine = _allowed(shelf, row)
    price = shelf.limits.cost_pence[:, mine].sum(axis=0) / shelf.limits.units[mine]
    return math.floor(float(price.min()))


def _acts(best: Judged, row: int) -> bool:
    """Whether what was read of a measure finds an effect on the aim."""
    measure, aims = best.shelf.measures[row], best.chosen.scale
    harm = "harm" in aims and bool((mean_fall(measure) > 0).any())
    eased = measure.rule in ("lamp_run", "all_night") or mean_felt_fall(measure) > 0
    return harm or ("felt" in aims and eased)


def _horizon(shelf: Shelf) -> str:
    if shelf.limits.budgets == (ONE_POT,):
        return "the whole life counted here"
    return "all the budgets given"


def evidence_of(measure: Measure, aims: Sequence[str]) -> str:
    """Where a measure's effect was read, for the aims asked for."""
    sources = [each.cited for each in measure.harm.values()] if "harm" in aims else []
    if measure.felt is not None and "felt" in aims:
        sources.append(measure.felt.cited)
    if measure.rule in LIGHT_RULES and "felt" in aims:
        sources.append("What light does to how safe people feel is assumed (the figure felt.theta)")
    return "; ".join(dict.fromkeys(sources)) or "No study is needed: a lit street is lit"
