"""The analyst's own shortlist, scored beside the plan under the same assumptions.

Letters used for shapes: N sites, I options.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.errors import NoPlanError
from homeward.kit.arrays import Ints
from homeward.plan import Choice, Limits, as_given, choose, lit_walks
from homeward.read import Sites
from homeward.report.formats import rough_in_unit
from homeward.study.aftermath import Aftermath, aftermath, ends
from homeward.study.choice import Chosen
from homeward.study.detect import detect_block
from homeward.study.fixed import Fixed
from homeward.study.lit import as_lit
from homeward.study.moving import Judged, Trial
from homeward.study.snapped import Placed, placed_sites
from homeward.study.stakes import Stakes
from homeward.study.worlds import Setting

__all__ = ["mine_block"]

ITSELF = -1
"""Which of the plans drawn at today's flows is the shortlist: the last, as of `Fixed`."""
OURS = 0
"""Which of them is what the same money buys here, where there is such a plan: the other."""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Scored:
    """The shortlist as a plan, and the plan that the same money buys here."""

    placed: Placed
    limits: Limits
    choice: Choice
    ours: Choice | None
    setting: Setting
    done: Aftermath


def mine_block(
    trial: Trial, best: Judged, done: Aftermath, stakes: Stakes, sites: Sites
) -> dict[str, Any]:
    """The block ``mine``: each site with what it costs and averts, and the whole beside ours.

    Parameters
    ----------
    trial
        The town as it is, and the request.
    best
        The plan, and what it was chosen from.
    done
        The plan in all worlds; the shortlist is judged in the same.
    stakes
        What is at stake.
    sites
        The rows of the analyst's file.
    """
    placed = placed_sites(trial.built, best.shelf, sites)
    scored = _scored(trial, best, done, placed)
    value, ours, fixed = scored.choice.value, scored.ours, scored.done.fixed
    low, high = fixed.of_plan(ITSELF, value)
    better = float(np.mean(scored.done.averted > done.averted))
    block = {
        "sites": _rows(trial, best, scored, sites),
        "lost": [{"line": line, "reason": reason} for line, reason in placed.lost],
        "cost_gbp": int(scored.choice.spent_pence.sum()) / 100,
        "value": value,
        "value_low": low,
        "value_high": high,
        "value_assumed_share": fixed.assumed_of_plan(ITSELF),
        "ours_for_the_money": None if ours is None else _ours_block(ours, fixed),
        "averted_rerouted": {
            **ends(scored.done.averted),
            "assumed_share": round(scored.done.assumed_share, 6),
        },
        "better_than_the_plan": better,
        "detectable": _detectable(scored, stakes),
        "unit": best.chosen.unit,
    }
    return {**block, "words": _words(block, best.chosen)}


def _ours_block(ours: Choice, fixed: Fixed) -> dict[str, Any]:
    """What the same money buys here, drawn in the shortlist's worlds at today's flows."""
    low, high = fixed.of_plan(OURS, ours.value)
    return {
        "value": ours.value,
        "value_low": low,
        "value_high": high,
        "value_assumed_share": fixed.assumed_of_plan(OURS),
        "bound": ours.bound,
        "options": len(ours.chosen),
    }


def _scored(trial: Trial, best: Judged, done: Aftermath, placed: Placed) -> _Scored:
    """The shortlist bought whole, at today's flows and in every world."""
    limits = _priced(best.shelf.limits, placed)
    choice = _as_bought(best.chosen, best, limits, placed.option)
    setting = _walked(trial, best.setting, choice.chosen)
    request, ours = trial.request, _ours(best, choice.spent_pence)
    others = () if ours is None else (ours.chosen,)
    return _Scored(
        placed=placed,
        limits=limits,
        choice=choice,
        ours=ours,
        setting=setting,
        done=aftermath(setting, request.aims, best.chosen.scale, len(done.averted), others),
    )


def _priced(limits: Limits, placed: Placed) -> Limits:
    """The limits with the analyst's own costs where they gave one."""
    cost = limits.cost_pence.astype(np.float64)
    own = np.isfinite(placed.cost_gbp)
    option, pence = placed.option[own], np.rint(placed.cost_gbp[own] * 100)
    total = cost[:, option].sum(axis=0)
    share = np.divide(pence, total, out=np.zeros_like(pence), where=total > 0)
    cost[:, option] *= share
    return limits.at_costs(np.rint(cost).astype(np.int64))


def _as_bought(chosen: Chosen, best: Judged, limits: Limits, option: Ints) -> Choice:
    """The shortlist as a choice; lit walks are counted by buying it and nothing else."""
    if chosen.problem is not None:
        return as_given(chosen.problem, limits, option, chosen.choice)
    return as_lit(chosen.walks, best.shelf.options, limits, option, chosen.choice)


def _ours(best: Judged, spent_pence: Ints) -> Choice | None:
    """The plan that the same money buys here; None if it buys no plan within the limits."""
    limits = dataclasses.replace(best.shelf.limits, budget_pence=spent_pence)
    known = best.chosen.choice.chosen
    try:
        if best.chosen.problem is not None:
            return choose(best.chosen.problem, limits, known=known, branch=False)
        if best.chosen.walks is not None:
            return lit_walks(best.chosen.walks, best.shelf.options, limits)
    except NoPlanError:
        return None
    return None


def _walked(trial: Trial, setting: Setting, option: Ints) -> Setting:
    """The shortlist bought, with everyone's ways found anew at the centre and on each draw."""
    central = setting.assumptions.central()
    bought = trial.bought(option)
    ways = []
    for way in setting.ways:
        before = way.case.before
        values = {**central, **way.values}
        after = trial.after(before, option, values) if len(option) else before
        case = dataclasses.replace(bought.case, before=before, after=after)
        ways.append(dataclasses.replace(way, case=case))
    return dataclasses.replace(bought, ways=tuple(ways))


def _rows(trial: Trial, best: Judged, scored: _Scored, sites: Sites) -> list[dict[str, Any]]:
    """Every placed site in the file's order."""
    marginal = scored.choice.marginal
    told = np.stack([marginal, *scored.done.ends_of_each(marginal)], axis=1)
    added = dict(zip(scored.choice.chosen.tolist(), told.tolist(), strict=True))
    ours = set(best.chosen.choice.chosen.tolist())
    placed = scored.placed
    return [
        {
            "line": int(sites.line[row]),
            "id": str(best.shelf.options.id[option]),
            "measure": best.shelf.measures[best.shelf.options.measure[option]].key,
            "street": _street(trial, best, option),
            "distance_m": round(metres, 1),
            "cost_gbp": int(scored.limits.cost_pence[:, option].sum()) / 100,
            **dict(zip(("averted", "averted_low", "averted_high"), added[option], strict=True)),
            "in_the_plan": option in ours,
        }
        for row, option, metres in zip(
            placed.row.tolist(), placed.option.tolist(), placed.metres.tolist(), strict=True
        )
    ]


def _street(trial: Trial, best: Judged, option: int) -> str:
    """The name of the first named street that an option reaches."""
    streets = trial.built.streets
    names = streets.names[streets.name[best.shelf.options.reach(option)]]
    return next((str(name) for name in names.tolist() if name), "")


def _detectable(scored: _Scored, stakes: Stakes) -> dict[str, Any]:
    """The smallest fall that a review of the shortlist's streets could tell from chance."""
    yearly = float(stakes.harm[scored.setting.case.reached].sum())
    return detect_block(yearly, scored.done.worlds.reached_offences)


def _words(block: dict[str, Any], chosen: Chosen) -> list[str]:
    """The shortlist beside the plan in plain sentences."""
    count, lost = len(block["sites"]), len(block["lost"])
    said = [
        f"Your shortlist: {_counted(count, 'site')} for £{block['cost_gbp']:,.0f}, worth "
        f"{_worth(block['value'], chosen.unit)} at today's flows{_within(block)}{_beside(block)}."
    ]
    if lost:
        said.append(
            f"{_counted(lost, 'row')} of it could not be placed: the report says why for each."
        )
    return said


def _worth(value: float, unit: str) -> str:
    return rough_in_unit(value, unit) if value else "nothing that can be counted"


def _within(block: dict[str, Any]) -> str:
    """The ends of what the shortlist is worth, where it is worth something."""
    if not block["value"]:
        return ""
    unit = block["unit"].partition(" ")[0]
    low, high = (rough_in_unit(block[end], unit) for end in ("value_low", "value_high"))
    return f" (95% of draws lie from {low} to {high})"


def _beside(block: dict[str, Any]) -> str:
    ours = block["ours_for_the_money"]
    if ours is None:
        return ""
    return f"; the same money spent here comes to {_worth(ours['value'], block['unit'])}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
