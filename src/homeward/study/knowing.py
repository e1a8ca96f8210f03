"""What it would be worth to know more before buying: which unknown would change the plan most.

Letters used for shapes: W worlds, D plans, I options.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.kit.arrays import Ints
from homeward.plan import Knowing, rechosen, value_of_knowing, worth
from homeward.study.aftermath import ends
from homeward.study.joint import ALL, Joint
from homeward.study.work_list import WorkList

__all__ = ["DRAWS_KNOWN", "TELLS", "value_of_information"]

DRAWS_KNOWN = 12
"""Draws of each group of unknowns alone, in each of which a plan is chosen anew."""

TELLS: Mapping[str, tuple[str, str]] = {
    "light": (
        "which streets of unknown light are lit",
        "walking them after dark, or the lighting authority's inventory",
    ),
    "records": (
        "how much is recorded in each area a year, and on which of its streets",
        "more months of records, and the exact places from the force",
    ),
    "offences": (
        "which records are of people walking in public, and at what hour",
        "records with the hour and the kind of place, from the force",
    ),
    "evidence": (
        "what each measure does at each place",
        "a trial here, with a comparison area, would tell part of it: what it does on average",
    ),
    "walks": ("how many people walk home, where and by which way", "counts of people at night"),
    "feeling": (
        "how unsafe people feel on which streets, and how far light helps",
        "asking people on the spot, by day and after dark",
    ),
    "weights": (
        "what an offence of the police's mixed category weighs",
        "its parts by kind, from the force",
    ),
    "costs": ("what things cost here", "quotes"),
}
"""Each group of unknowns in words, and what would tell."""

FOR_HARM = ("records", "offences", "evidence", "weights")
FOR_FELT = ("evidence", "feeling")
FOR_ALL = ("light", "walks", "costs")

LIT = "Not worked out for lit walks."
NOTHING = "Nothing can be bought that helps, so there is nothing to change."


@dataclass(frozen=True, eq=False, kw_only=True)
class Base:
    """The plan, and what things cost at the centre."""

    joint: Joint
    order: Ints
    unit: str


def value_of_information(
    joint: Joint, base: tuple[Ints, str], listed: WorkList, every_street_gbp: float
) -> dict[str, Any]:
    """The block: each group of unknowns alone, everything together, and the survey listed.

    Parameters
    ----------
    joint
        The programme in any world.
    base
        The plan in its order, and the unit of its aim.
    listed
        The streets worth looking at first.
    every_street_gbp
        What it costs to look at every street of unknown light.

    Notes
    -----
    At today's flows (or a draw of them) a plan is worth what it averts as far as the money
    lasts; whether it is worth its cost at all is not asked. A group alone is drawn with all
    else at its centre: since what a plan averts is a product of independent quantities, that
    is its partial information. The plans compared are the plan itself and those chosen anew in
    each draw, by greedy.
    """
    order, unit = base
    if "lit-walks" in joint.request.aims or joint.shelf.options.measure.size == 0:
        return {**_none(unit), "why": LIT if "lit-walks" in joint.request.aims else NOTHING}
    given = Base(joint=joint, order=order, unit=unit)
    everything = _group(given, ALL)
    rows = [_row(given, group, every_street_gbp) for group in _groups(joint)]
    rows.sort(key=lambda row: (-row["gain"]["expected"], row["group"]))
    return {
        "why": "",
        "unit": unit,
        "draws": DRAWS_KNOWN,
        "everything": {"gain": ends(everything.gained), "changes": everything.changes},
        "rows": rows,
        "survey": listed.block(),
    }


def _none(unit: str) -> dict[str, Any]:
    return {"unit": unit, "draws": 0, "everything": None, "rows": [], "survey": None}


def _groups(joint: Joint) -> list[str]:
    """The groups that bear on the aims."""
    aims, danger = joint.request.aims, joint.setting.danger
    bears = set(FOR_ALL) | (set(FOR_FELT) if "felt" in aims else set())
    bears |= set(FOR_HARM) if "harm" in aims and danger.rates is not None else set()
    return [group for group in TELLS if group in bears]


def _group(base: Base, drawn: frozenset[str]) -> Knowing:
    """What knowing some groups is worth: the plan against those chosen anew."""
    worlds = [base.joint.programme(world, drawn) for world in range(DRAWS_KNOWN)]
    plans = [base.order, *(rechosen(*world) for world in worlds)]
    return value_of_knowing(np.array([worth(*world, plans) for world in worlds]))


def _row(base: Base, group: str, every_street_gbp: float) -> dict[str, Any]:
    what, tells = TELLS[group]
    known = _group(base, frozenset({group}))
    return {
        "group": group,
        "what": what,
        "tells": tells,
        "gain": ends(known.gained),
        "changes": known.changes,
        "cost_gbp": round(every_street_gbp, 2) if group == "light" else None,
    }
