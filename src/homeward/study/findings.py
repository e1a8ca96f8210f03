"""The content of ``plan.json``, put together from everything that was worked out."""

from collections.abc import Mapping
from typing import Any

from homeward import __version__
from homeward.measures import Assumptions
from homeward.study.about import excluded_crimes, inputs_block, town_block
from homeward.study.aftermath import averted_block
from homeward.study.bought import options_block
from homeward.study.cited import effect_rows
from homeward.study.fair import fair_block
from homeward.study.foreseen import backtest_block
from homeward.study.limits_block import curve_pence, limits_block
from homeward.study.lines import measure_lines
from homeward.study.lit import shares_if_ways_stay
from homeward.study.money import budget_lines
from homeward.study.notes import moved
from homeward.study.outcome import cost_blocks, detectable, harm_block, worth_it
from homeward.study.profile import profile_block
from homeward.study.scenario import scenario_block
from homeward.study.solved import Solved
from homeward.study.spread import felt_block, lit_block, people_block
from homeward.study.ways import ends_over_ways
from homeward.walks import QUANTA_PER_WALKER, Flows

__all__ = ["plan_block"]


def plan_block(solved: Solved) -> dict[str, Any]:
    """Everything ``plan.json`` holds, in the contract's order."""
    request, chosen, night = solved.request, solved.chosen, solved.before.tonight.night
    spent = solved.shelf.limits.spent_pence(solved.bought)
    return {
        "homeward": __version__,
        "made_up": solved.made_up,
        "town": town_block(solved.known),
        "night": night.date.isoformat(),
        "nights": [
            {"kind": each.night.kind, "weight": each.night.weight} for each in solved.before.nights
        ],
        "aim": _aim(request.aims),
        "budget_gbp": sum(row.pence for row in request.money) / 100,
        "spent_gbp": int(spent.sum()) / 100,
        **cost_blocks(solved),
        "budgets": budget_lines(request.money, request.asked.terms, spent),
        "limits": limits_block(solved),
        "horizon_years": request.horizon_years,
        "price_year": round(solved.values["money.price_year"]),
        "averted_fixed_flow": {
            "value": chosen.choice.value,
            "bound": chosen.choice.bound,
            "gap": chosen.choice.gap,
            "problem": _problem(solved),
            "unit": chosen.unit,
        },
        "averted_rerouted": _rerouted(solved),
        "lit_walks": {
            **lit_block(solved.told),
            **shares_if_ways_stay(chosen.walks, chosen.choice),
        },
        "felt": felt_block(
            solved.told, solved.setting.assumptions, bought=bool(len(solved.bought))
        ),
        "fair": fair_block(solved),
        "harm": harm_block(solved),
        "profile": profile_block(solved.known),
        "backtest": backtest_block(solved),
        "options": options_block(solved),
        "curve": [_point(solved, at) for at in range(len(chosen.curve))],
        "next_pound": solved.beside.margin.block(
            solved.done.fixed, solved.beside.of_margin, chosen.unit
        ),
        "p_social_benefit_exceeds_cost": worth_it(solved),
        "detectable": detectable(solved),
        "measures": measure_lines(solved.best),
        "sensitivity": solved.sensitivity,
        **solved.further,
        "walks": _walks(solved),
        "scenario": scenario_block(request.scenario, night.date),
        "what_if": solved.what_if,
        "excluded_crimes": excluded_crimes(solved.known.built.town, solved.known.tally),
        "inputs": inputs_block((*solved.known.built.town.inputs, *solved.places.files)),
        "effects": _effects(solved),
        "assumptions": assumptions_block(solved.setting.assumptions),
        "notes": list(dict.fromkeys(solved.notes)),
        "worlds": request.worlds,
        "seed": request.seed,
        "command": request.command,
        "against": None,  # filled where another plan was given to compare with
    }


def _point(solved: Solved, at: int) -> dict[str, Any]:
    """One budget of the curve; its plan's interval is at today's flows, as its figure is."""
    point = solved.chosen.curve[at]
    low, high = solved.done.fixed.of_plan(at, point.value)
    return {
        "budget_gbp": curve_pence(solved, int(point.budget_pence.sum())) / 100,
        "averted": point.value,
        "averted_low": low,
        "averted_high": high,
        "averted_assumed_share": solved.done.fixed.assumed_of_plan(at),
        "bound": point.bound,
    }


def _rerouted(solved: Solved) -> dict[str, Any]:
    """What is expected once people have chosen their ways anew, and why it differs."""
    block = averted_block(solved.done, solved.chosen.unit)
    fixed = solved.chosen.choice.value
    return {**block, "why": moved(solved.request.aims, fixed, block["expected"])}


def _problem(solved: Solved) -> str:
    """The problem that value and bound are for; felt risk counts walks that fear prevents."""
    said = solved.chosen.choice.problem
    if "felt" not in solved.request.aims:
        return said
    return (
        f"{said} Felt risk is counted on the walks people would make if they did not fear the dark."
    )


def _aim(aims: Mapping[str, float]) -> str:
    if len(aims) == 1:
        return next(iter(aims))
    return ",".join(f"{aim}={weight:g}" for aim, weight in aims.items())


def _walks(solved: Solved) -> dict[str, Any]:
    flows, fill = solved.before.flows, solved.values["walks.fill"]
    leaving = int(flows.leaving_year.sum())
    return {
        "leaving_a_year": round(leaving / QUANTA_PER_WALKER * fill),
        "leaving_tonight": round(int(flows.leaving_tonight.sum()) / QUANTA_PER_WALKER * fill, 1),
        **_unfinished(solved),
        "by_half_hour": _by_half_hour(solved),
        "people": people_block(solved.told, bought=bool(len(solved.bought))),
        "calibrated": solved.calibrated.sentence,
        "fit": solved.calibrated.block(),
    }


def _by_half_hour(solved: Solved) -> dict[str, Any]:
    """Kilometres walked by everyone together in each half-hour of the drawn night, and in all."""
    begins = [f"{each:%H:%M}" for each in solved.before.tonight.night.begins]
    km = {"walked_km": solved.passing.km_by_slot, "desired_km": solved.passing.desired_km_by_slot}
    told = [
        {
            f"{name}{end}": float(f"{each[row, at]:.6g}")
            for name, each in km.items()
            for row, end in enumerate(("", "_low", "_high"))
        }
        for at in range(len(begins) + 1)
    ]
    return {
        "rows": [{"from": begin, **row} for begin, row in zip(begins, told, strict=False)],
        "whole_night": told[-1],
        "unit": "km by everyone together",
    }


def _unfinished(solved: Solved) -> dict[str, float]:
    """Shares of walks that the map's edge cuts, and that find no end, with intervals."""
    every = [case.before.flows for case in solved.setting.cases]
    shares = {
        "cut_by_edge": [_of_leaving(each, each.cut_year) for each in every],
        "no_end": [_of_leaving(each, each.lost_year) for each in every],
    }
    found: dict[str, float] = {}
    for name, each in shares.items():
        low, high = ends_over_ways(each, solved.request.worlds)
        found |= {name: each[0], f"{name}_low": low, f"{name}_high": high}
    return found


def _of_leaving(flows: Flows, walks: int) -> float:
    leaving = int(flows.leaving_year.sum())
    return round(walks / leaving, 6) if leaving else 0.0


def _effects(solved: Solved) -> list[dict[str, Any]]:
    """What every measure of the catalogue does, and whether this plan buys it."""
    measures = solved.shelf.measures
    rows = set(solved.shelf.options.measure[solved.bought].tolist())
    return effect_rows(measures, (measures[row].key for row in rows))


DRAWN_AS = {"uniform": "evenly between low and high"}
"""How an assumption is drawn, by its shape; all others have 95% between low and high."""


def assumptions_block(assumptions: Assumptions) -> list[dict[str, Any]]:
    """Every declared assumption with its ends, how it is drawn, its grade and source."""
    return [
        {
            "name": each.name,
            "text": each.text,
            "value": each.central,
            "low": each.low,
            "high": each.high,
            "drawn": "not drawn"
            if each.is_fixed
            else DRAWN_AS.get(each.shape, "with 95% between low and high"),
            "unit": each.unit,
            "grade": each.grade,
            "source": each.source,
        }
        for each in assumptions.by_name.values()
    ]
