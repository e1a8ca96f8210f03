"""What the plan comes to: harm, whether it is worth its cost, and what could be detected."""

from dataclasses import replace
from typing import Any

import numpy as np

from homeward.measures import GROUP_LABELS, GROUPS, severity_by_group, under_reporting
from homeward.risk import DESIGN, smallest_fall
from homeward.study.aftermath import assumed_of, interval
from homeward.study.cited import severity_rows, under_reporting_rows, weight_rows
from homeward.study.learnt import learnt_rows
from homeward.study.solved import Solved
from homeward.study.stakes import HARM_UNIT
from homeward.study.worlds import averted_at

__all__ = ["detectable", "harm_block", "worth_it"]

POWER = 0.8
SEVERITY_UNIT = "points of the severity score a year, against walkers in public at night"


def harm_block(solved: Solved) -> dict[str, Any]:
    """Recorded harm to walkers at night, with its interval, where it is observed."""
    worlds = solved.done.worlds
    before = solved.stakes.harm_gbp.sum()
    _, low, high = interval(worlds.before_gbp)
    return {
        "expected_gbp": float(before),
        "low_gbp": min(low, float(before)),
        "high_gbp": max(high, float(before)),
        "unit": f"{HARM_UNIT}, against walkers in public at night, in streets observed",
        "assumed_share": round(assumed_of(worlds.before_gbp, solved.done.held.before_gbp), 6),
        "offences": [_offence(solved, row, group) for row, group in enumerate(GROUPS)],
        "weights": weight_rows(solved.values, solved.setting.extra),
        "severity": _severity(solved),
        "told_to_police": under_reporting_rows(),
        "learnt": learnt_rows(solved.setting.danger.rates),
    }


def _offence(solved: Solved, row: int, group: str) -> dict[str, Any]:
    expected = float(solved.stakes.harm[:, row].sum())
    free, held = (each.offences[:, row] for each in (solved.done.worlds, solved.done.held))
    _, low, high = interval(free)
    told = {each.group: each for each in under_reporting()}.get(group)
    rates = solved.setting.danger.rates
    return {
        "group": group,
        "label": GROUP_LABELS[group],
        "expected": expected,
        "low": min(low, expected),
        "high": max(high, expected),
        "assumed_share": round(assumed_of(free, held), 6),
        "recorded": int(rates.count[:, row].sum()) if rates is not None else 0,
        "weight_gbp": float(solved.stakes.weight_gbp[row]),
        "under_reported": None
        if told is None
        else {"low": expected * told.low, "high": expected * told.high},
    }


def _severity(solved: Solved) -> dict[str, Any]:
    """The same harm in points of the user's severity score, never mixed with pounds."""
    setting, offences = solved.setting, solved.done.worlds.offences
    points = severity_by_group(solved.values, setting.extra)
    told: dict[str, Any] = dict.fromkeys(("expected", "low", "high", "averted"))
    if points is not None:
        each_world = (setting.values(world) for world in range(len(offences)))
        weighed = [severity_by_group(values, setting.extra) for values in each_world]
        expected = float(solved.stakes.harm.sum(axis=(0, 2)) @ points)
        _, low, high = interval((offences * np.array(weighed)).sum(axis=1))
        in_points = replace(setting.central(solved.values), weight_gbp=points)
        told |= {"expected": expected, "low": min(low, expected), "high": max(high, expected)}
        told["averted"] = averted_at(setting.case, in_points).harm_gbp
    return told | {"unit": SEVERITY_UNIT} | severity_rows(setting.extra)


def worth_it(solved: Solved) -> float | None:
    """Chance that the discounted benefit exceeds the cost; only harm has a price."""
    if tuple(solved.request.aims) != ("harm",) or not len(solved.bought):
        return None
    if solved.setting.danger.rates is None:
        return None
    return round(float(np.mean(solved.done.worlds.net_gbp > 0)), 6)


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
