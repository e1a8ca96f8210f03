"""What the plan comes to: harm, whether it is worth its cost, and what could be detected."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import (
    GROUP_LABELS,
    GROUPS,
    cost_factors_in_world,
    severity_by_group,
    under_reporting,
)
from homeward.report.disclosure import shown_count
from homeward.risk import DESIGN, Hours, smallest_fall
from homeward.study.aftermath import assumed_of_total, interval
from homeward.study.cited import severity_rows, under_reporting_rows, weight_rows
from homeward.study.fixed import assumed_of
from homeward.study.learnt import learnt_rows
from homeward.study.solved import Solved
from homeward.study.stakes import HARM_UNIT
from homeward.study.worlds import averted_at, declared_fixed

__all__ = ["capital_block", "detectable", "harm_block", "worth_it"]

POWER = 0.8
SEVERITY_UNIT = "points of the severity score a year, against walkers in public at night"


NOT_KNOWN = (
    "Recorded harm is not known: no crime records given cover these streets. That is not the "
    "same as none."
)


def harm_block(solved: Solved) -> dict[str, Any]:
    """Recorded harm to walkers at night, with its interval, where it is observed.

    Where no street is, every figure of it is null and `why` says so.
    """
    known = _known(solved)
    return {
        **(_pounds(solved) if known else dict.fromkeys(POUNDS)),
        "why": None if known else NOT_KNOWN,
        "unit": f"{HARM_UNIT}, against walkers in public at night, in streets observed",
        "offences": [_offence(solved, row, group) for row, group in enumerate(GROUPS)],
        "weights": weight_rows(solved.values, solved.setting.extra),
        "severity": _severity(solved),
        "told_to_police": under_reporting_rows(),
        "learnt": learnt_rows(solved.setting.danger.rates),
        "timed": _timed(solved.setting.danger.hours),
    }


def _timed(hours: Hours | None) -> dict[str, int]:
    """How many offences have a date of their own, and how many of them tell of the hour."""
    dated, untold = (0, 0) if hours is None else (hours.dated, hours.untold)
    return {"dated": dated, "told": dated - untold}


POUNDS = ("expected_gbp", "low_gbp", "high_gbp", "assumed_share")
POINTS = ("expected", "low", "high", "assumed_share")
COUNTED = ("expected", "low", "high", "assumed_share", "recorded", "under_reported")


def _known(solved: Solved) -> bool:
    return solved.setting.danger.rates is not None


def _pounds(solved: Solved) -> dict[str, float]:
    worlds = solved.done.worlds
    before = float(solved.stakes.harm_gbp.sum())
    _, low, high = interval(worlds.before_gbp)
    assumed = assumed_of_total(worlds.before_gbp, solved.done.held.before_gbp)
    found = (before, min(low, before), max(high, before), round(assumed, 6))
    return dict(zip(POUNDS, found, strict=True))


def _offence(solved: Solved, row: int, group: str) -> dict[str, Any]:
    return {
        "group": group,
        "label": GROUP_LABELS[group],
        "weight_gbp": float(solved.stakes.weight_gbp[row]),
        **(_counted(solved, row, group) if _known(solved) else dict.fromkeys(COUNTED)),
    }


def _counted(solved: Solved, row: int, group: str) -> dict[str, Any]:
    expected = float(solved.stakes.harm[:, row].sum())
    free, held = (each.offences[:, row] for each in (solved.done.worlds, solved.done.held))
    _, low, high = interval(free)
    told = {each.group: each for each in under_reporting()}.get(group)
    return {
        "expected": expected,
        "low": min(low, expected),
        "high": max(high, expected),
        "assumed_share": round(assumed_of_total(free, held), 6),
        "recorded": _recorded(solved, row),
        "under_reported": None
        if told is None
        else {"low": expected * told.low, "high": expected * told.high},
    }


def _recorded(solved: Solved, row: int) -> int | None:
    """Offences of a group in the months used; None for none known, or few of records not open."""
    rates = solved.setting.danger.rates
    if rates is None:
        return None
    return shown_count(int(rates.count[:, row].sum()), solved.known.built.town)


def _severity(solved: Solved) -> dict[str, Any]:
    """The same harm in points of the user's severity score, never mixed with pounds."""
    setting = solved.setting
    points = severity_by_group(solved.values, setting.extra)
    told: dict[str, Any] = dict.fromkeys((*POINTS, "averted"))
    if points is not None and _known(solved):
        expected = float(solved.stakes.harm.sum(axis=(0, 2)) @ points)
        free, held = (_points(solved, held=held) for held in (False, True))
        _, low, high = interval(free)
        share = round(assumed_of_total(free, held), 6)
        found = (expected, min(low, expected), max(high, expected), share)
        told |= dict(zip(POINTS, found, strict=True))
        in_points = replace(setting.central(solved.values), weight_gbp=points)
        told["averted"] = averted_at(setting.case, in_points).harm_gbp
    return told | {"unit": SEVERITY_UNIT} | severity_rows(setting.extra)


def _points(solved: Solved, *, held: bool) -> Floats:
    """Points of severity in every world, (W,), free or with mere assumptions at their centre."""
    setting = solved.setting
    offences = (solved.done.held if held else solved.done.worlds).offences
    values = (setting.values(world) for world in range(len(offences)))
    if held:
        values = (declared_fixed(setting.assumptions, each) for each in values)
    weighed = [severity_by_group(each, setting.extra) for each in values]
    return np.asarray((offences * np.array(weighed)).sum(axis=1))


def worth_it(solved: Solved) -> float | None:
    """Chance that the discounted benefit exceeds the cost; only harm has a price."""
    if tuple(solved.request.aims) != ("harm",) or not len(solved.bought):
        return None
    if solved.setting.danger.rates is None:
        return None
    return round(float(np.mean(solved.done.worlds.net_gbp > 0)), 6)


def capital_block(solved: Solved) -> dict[str, float]:
    """What is bought costs to buy, pounds: as quoted, and with price ends and overruns drawn.

    With it how much of the spread of the draws is assumed.

    The draws are those of `worth_it`. An overrun is never below nought, so what is quoted may
    lie below all of them.
    """
    bought, options = solved.bought, solved.shelf.options
    measure = options.measure[bought]
    kinds, row = np.unique(measure, return_inverse=True)
    gbp = np.bincount(row, weights=options.capital_pence[bought], minlength=len(kinds)) / 100
    drawn, held = (
        np.array([gbp @ each for each in _capital_factors(solved, kinds, held=held)])
        for held in (False, True)
    )
    found = (float(gbp.sum()), *interval(drawn))
    names = ("quoted", "expected", "low", "high")
    pounds = {name: round(each, 2) for name, each in zip(names, found, strict=True)}
    return {**pounds, "assumed_share": round(assumed_of(drawn, held), 6)}


def _capital_factors(solved: Solved, kinds: Ints, *, held: bool) -> Iterator[Floats]:
    """In each world, what capital of these measures costs over what is quoted.

    Free, or with mere assumptions at their centre.
    """
    setting = solved.setting
    measures = [solved.shelf.measures[row] for row in kinds.tolist()]
    for world in range(solved.request.worlds):
        values = setting.values(world)
        values = declared_fixed(setting.assumptions, values) if held else values
        yield np.array(
            [cost_factors_in_world(each, values, setting.seed, world)[0] for each in measures]
        )


def detectable(solved: Solved) -> dict[str, Any]:
    """The smallest fall a review of the chosen streets could tell from chance."""
    reached = np.zeros(solved.known.built.streets.segments, dtype=np.bool_)
    for option in solved.bought.tolist():
        reached[solved.shelf.options.reach(option)] = True
    yearly = float(solved.stakes.harm[reached].sum())
    fall = smallest_fall(yearly) / yearly if yearly > 0 else None
    return {
        "design": DESIGN,
        "smallest_fall": fall if fall is not None and fall <= 1 else None,
        "power": POWER,
    }
