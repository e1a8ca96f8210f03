"""What the plan comes to: harm, whether it is worth its cost, and what could be detected."""

from dataclasses import replace
from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import (
    GROUP_LABELS,
    GROUPS,
    cost_factors_in_world,
    harm_weights,
    severity_by_group,
    under_reporting,
)
from homeward.report.disclosure import shown_count
from homeward.risk import Hours
from homeward.study.aftermath import assumed_of_total, interval
from homeward.study.cited import severity_rows, under_reporting_rows, weight_rows
from homeward.study.detect import detect_block
from homeward.study.fixed import assumed_of, ends_within
from homeward.study.learnt import learnt_rows
from homeward.study.solved import Solved
from homeward.study.stakes import HARM_UNIT
from homeward.study.worlds import averted_at, declared_fixed

__all__ = ["cost_blocks", "detectable", "harm_block", "worth_it"]

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
AVERTED = ("averted", "averted_low", "averted_high", "averted_assumed_share")
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
        **_weight(solved, row),
        **(_counted(solved, row, group) if _known(solved) else dict.fromkeys(COUNTED)),
    }


def _weight(solved: Solved, row: int) -> dict[str, float]:
    """Pounds an offence of a group, with the interval of what its parts' shares leave open."""
    setting, centre = solved.setting, float(solved.stakes.weight_gbp[row])
    worlds = range(solved.request.worlds)
    drawn = [harm_weights(setting.values(world), setting.extra)[row] for world in worlds]
    low, high = ends_within(np.array(drawn), centre)
    return {"weight_gbp": centre, "weight_low_gbp": low, "weight_high_gbp": high}


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
    told: dict[str, Any] = dict.fromkeys((*POINTS, *AVERTED))
    if points is not None and _known(solved):
        expected = float(solved.stakes.harm.sum(axis=(0, 2)) @ points)
        free, held = (_points(solved, "offences", held=held) for held in (False, True))
        _, low, high = interval(free)
        share = round(assumed_of_total(free, held), 6)
        found = (expected, min(low, expected), max(high, expected), share)
        told |= dict(zip(POINTS, found, strict=True))
        in_points = replace(setting.central(solved.values), weight_gbp=points)
        averted = averted_at(setting.case, in_points).harm_gbp
        free, held = (_points(solved, "averted_offences", held=held) for held in (False, True))
        ends = ends_within(free, averted)
        part = round(assumed_of(free, held), 6)
        told |= dict(zip(AVERTED, (averted, *ends, part), strict=True))
    return told | {"unit": SEVERITY_UNIT} | severity_rows(setting.extra)


def _points(solved: Solved, of: str, *, held: bool) -> Floats:
    """Points of severity in every world, (W,), free or with mere assumptions at their centre.

    `of` says of which of the worlds' offences.
    """
    setting = solved.setting
    offences = getattr(solved.done.held if held else solved.done.worlds, of)
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


def cost_blocks(solved: Solved) -> dict[str, dict[str, float]]:
    """What is bought costs to buy and to run for a year, pounds: as quoted, and as drawn.

    The draws, of price ends and of overruns, are those of `worth_it`; with them stands how much
    of their spread is assumed. An overrun is never below nought, so what is quoted to buy may
    lie below all of them.
    """
    bought, options = solved.bought, solved.shelf.options
    kinds, row = np.unique(options.measure[bought], return_inverse=True)
    drawn, held = (_cost_factors(solved, kinds, held=held) for held in (False, True))
    pence = {"capital_gbp": options.capital_pence, "yearly_gbp": options.yearly_pence}
    found = {}
    for part, (name, each) in enumerate(pence.items()):
        gbp = np.bincount(row, weights=each[bought], minlength=len(kinds)) / 100
        found[name] = _as_quoted_and_drawn(gbp, drawn[:, :, part], held[:, :, part])
    return found


def _as_quoted_and_drawn(gbp: Floats, drawn: Floats, held: Floats) -> dict[str, float]:
    """The sum of some measures' cost, (K,), and of the same times the worlds' factors, (W, K)."""
    found = (float(gbp.sum()), *interval(drawn @ gbp))
    names = ("quoted", "expected", "low", "high")
    pounds = {name: round(each, 2) for name, each in zip(names, found, strict=True)}
    return {**pounds, "assumed_share": round(assumed_of(drawn @ gbp, held @ gbp), 6)}


def _cost_factors(solved: Solved, kinds: Ints, *, held: bool) -> Floats:
    """What these measures cost to buy, and to run, over what is quoted: (W, K, 2).

    In each world, or in each with mere assumptions at their centre.
    """
    setting = solved.setting
    measures = [solved.shelf.measures[row] for row in kinds.tolist()]
    found = np.ones((solved.request.worlds, len(kinds), 2))
    for world in range(solved.request.worlds):
        values = setting.values(world)
        values = declared_fixed(setting.assumptions, values) if held else values
        for row, each in enumerate(measures):
            found[world, row] = cost_factors_in_world(each, values, setting.seed, world)
    return found


def detectable(solved: Solved) -> dict[str, Any]:
    """The smallest fall a review of the chosen streets could tell from chance."""
    yearly = float(solved.stakes.harm[solved.setting.case.reached].sum())
    return detect_block(yearly, solved.done.worlds.reached_offences)
