"""Which assumption would change the answer most, each moved alone."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.measures import GROUP_LABELS, Assumption, Evidence
from homeward.study.aftermath import value_at
from homeward.study.worlds import Setting

__all__ = ["sensitivity"]

WEIGHTIEST = 10
END = 1.959963984540054

WORDS = {**GROUP_LABELS, "felt": "the share who feel unsafe"}

WALKED_ANEW = ("walks.scale", "walks.share.", "walks.times", "walks.reach", "walks.people")
"""Assumptions that move walks themselves: the walks are not found anew for each."""


def sensitivity(
    setting: Setting, aims: Mapping[str, float], scale: Mapping[str, float]
) -> list[dict[str, Any]]:
    """The ten unknowns whose 95% interval moves the same plan's figure most, largest first.

    Declared assumptions, and what was read of each chosen measure's effect. Assumptions that
    only act through a new search for walks (how far people walk, where to) are not among
    them: they are held, and so is the plan.
    """
    if "lit-walks" in aims or not len(setting.case.chosen):
        return []
    rows = [
        _row(setting, aims, scale, each)
        for each in setting.assumptions.by_name.values()
        if each.low < each.high and not each.name.startswith(WALKED_ANEW)
    ]
    rows += [_effect_row(setting, aims, scale, each) for each in _effects(setting, aims)]
    rows.sort(key=lambda row: (-abs(row["at_high"] - row["at_low"]), row["name"]))
    return [row for row in rows if row["at_high"] != row["at_low"]][:WEIGHTIEST]


def _row(
    setting: Setting, aims: Mapping[str, float], scale: Mapping[str, float], each: Assumption
) -> dict[str, Any]:
    low, high = (
        value_at(setting, aims, scale, setting.assumptions.pinned(each.name, z))
        for z in (-END, END)
    )
    return {
        "name": each.name,
        "text": each.text,
        "unit": each.unit,
        "low": each.low,
        "high": each.high,
        "at_low": low,
        "at_high": high,
        "grade": each.grade,
        "source": each.source,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What was read of one chosen measure: its number, what it touches, and the evidence."""

    row: int
    what: str
    evidence: Evidence


def _effects(setting: Setting, aims: Mapping[str, float]) -> list[Effect]:
    """Everything read of the chosen measures that bears on the aims."""
    case, found = setting.case, []
    for row in np.unique(case.options.measure[case.chosen]).tolist():
        read = {**case.measures[row].harm} if "harm" in aims else {}
        if "felt" in aims and case.measures[row].felt is not None:
            read["felt"] = case.measures[row].felt
        found += [Effect(row=row, what=what, evidence=each) for what, each in read.items()]
    return found


def _effect_row(
    setting: Setting, aims: Mapping[str, float], scale: Mapping[str, float], effect: Effect
) -> dict[str, Any]:
    evidence, measure = effect.evidence, setting.case.measures[effect.row]
    values = setting.assumptions.central()
    low, high = (
        value_at(_with_ratio(setting, effect, ratio), aims, scale, values)
        for ratio in (evidence.low, evidence.high)
    )
    return {
        "name": f"effect.{measure.key}.{effect.what}",
        "text": f"{measure.label}: {WORDS[effect.what]} with it over without it",
        "unit": "ratio",
        "low": evidence.low,
        "high": evidence.high,
        "at_low": low,
        "at_high": high,
        "grade": evidence.grade,
        "source": evidence.cited,
    }


def _with_ratio(setting: Setting, effect: Effect, ratio: float) -> Setting:
    """The setting with one effect moved to a ratio."""
    measures = list(setting.case.measures)
    moved = dataclasses.replace(effect.evidence, ratio=ratio)
    old = measures[effect.row]
    measures[effect.row] = (
        dataclasses.replace(old, felt=moved)
        if effect.what == "felt"
        else dataclasses.replace(old, harm={**old.harm, effect.what: moved})
    )
    return dataclasses.replace(setting, case=dataclasses.replace(setting.case, measures=measures))
