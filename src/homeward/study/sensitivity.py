"""Which assumption would change the answer most, each moved alone."""

from collections.abc import Mapping
from typing import Any

from homeward.measures import Assumption
from homeward.study.aftermath import value_at
from homeward.study.worlds import Setting

__all__ = ["sensitivity"]

WEIGHTIEST = 10
END = 1.959963984540054

WALKED_ANEW = ("walks.scale", "walks.share.", "walks.times", "walks.reach", "walks.people")
"""Assumptions that move walks themselves: the walks are not found anew for each."""


def sensitivity(
    setting: Setting, aims: Mapping[str, float], scale: Mapping[str, float]
) -> list[dict[str, Any]]:
    """The ten assumptions whose 95% interval moves the same plan's figure most, largest first.

    Assumptions that only act through a new search for walks (how far people walk, where to)
    are not among them: they are held, and so is the plan.
    """
    if "lit-walks" in aims or not len(setting.case.chosen):
        return []
    rows = [
        _row(setting, aims, scale, each)
        for each in setting.assumptions.by_name.values()
        if each.low < each.high and not each.name.startswith(WALKED_ANEW)
    ]
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
