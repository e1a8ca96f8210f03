"""The content of ``plan.json``, put together from everything that was worked out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward import __version__
from homeward.kit.arrays import Floats, Ints
from homeward.measures import GROUPS, Assumptions, Values, price_factor, under_reporting
from homeward.options.draft import SURVEY_PRICES
from homeward.plan import next_pound
from homeward.report import lonlat_of
from homeward.risk import DESIGN, smallest_fall
from homeward.streets import UNKNOWN
from homeward.study.about import Known, excluded_crimes, inputs_block, town_block
from homeward.study.aftermath import Aftermath, averted_block, felt_block, interval, lit_shares
from homeward.study.choice import Chosen, Shelf
from homeward.study.lines import evidence_of, measure_lines
from homeward.study.money import spread
from homeward.study.moving import Judged
from homeward.study.notes import moved
from homeward.study.profile import GROUP_LABELS, profile_block
from homeward.study.request import Request
from homeward.study.stakes import HARM_UNIT, Stakes
from homeward.study.worlds import Setting
from homeward.study.year import Year
from homeward.walks import QUANTA_PER_WALKER

__all__ = ["Solved", "plan_block"]

POWER = 0.8


@dataclass(frozen=True, eq=False, kw_only=True)
class Solved:
    """Everything that was worked out for one plan."""

    request: Request
    known: Known
    made_up: bool
    notes: tuple[str, ...]
    best: Judged
    stakes: Stakes
    done: Aftermath
    chosen_in: Floats
    sensitivity: list[dict[str, Any]]

    @property
    def setting(self) -> Setting:
        """What the plan rests on."""
        return self.best.setting

    @property
    def shelf(self) -> Shelf:
        """What could be bought."""
        return self.best.shelf

    @property
    def chosen(self) -> Chosen:
        """What was chosen, and from what."""
        return self.best.chosen

    @property
    def bought(self) -> Ints:
        """The options bought, in the order chosen."""
        return self.best.chosen.choice.chosen

    @property
    def before(self) -> Year:
        """The year before the plan."""
        return self.setting.case.before

    @property
    def after(self) -> Year:
        """The year after the plan."""
        return self.setting.case.after

    @property
    def values(self) -> Values:
        """Central values."""
        return self.setting.assumptions.central()


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
        "budgets": _budgets(request, spent),
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
            "before": lit_shares(solved.before, solved.values),
            "after": lit_shares(solved.after, solved.values),
            "unit": "share of walks home after dark whose every street is lit",
        },
        "felt": felt_block(solved.setting, solved.values),
        "harm": _harm(solved),
        "profile": profile_block(solved.known),
        "options": _options(solved),
        "curve": [
            {
                "budget_gbp": int(point.budget_pence.sum()) / 100,
                "averted": point.value,
                "bound": point.bound,
            }
            for point in chosen.curve
        ],
        "next_pound": {
            "averted": _next_pound(solved),
            "unit": f"{chosen.unit}, for one pound more",
        },
        "p_social_benefit_exceeds_cost": _worth_it(solved),
        "detectable": _detectable(solved),
        "measures": measure_lines(solved.best),
        "sensitivity": solved.sensitivity,
        "survey": _survey(solved),
        "walks": _walks(solved),
        "excluded_crimes": excluded_crimes(solved.known.built.town.crimes, solved.known.tally),
        "inputs": inputs_block(solved.known.built.town.inputs),
        "assumptions": assumptions_block(solved.setting.assumptions),
        "notes": list(dict.fromkeys(solved.notes)),
        "worlds": request.worlds,
        "seed": request.seed,
        "command": request.command,
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


def _budgets(request: Request, spent: Ints) -> list[dict[str, Any]]:
    paid = spread(request.money, spent)
    return [
        {"year": row.year, "kind": row.kind, "gbp": row.pence / 100, "spent_gbp": pence / 100}
        for row, pence in zip(request.money, paid, strict=True)
    ]


def _next_pound(solved: Solved) -> float:
    if solved.chosen.problem is None:
        return _slope(solved)
    return next_pound(solved.chosen.problem, solved.shelf.limits, solved.chosen.choice)


def _slope(solved: Solved) -> float:
    """Walks lit by the next pound: the curve's slope past the budget asked for."""
    points = solved.chosen.curve
    asked = int(solved.shelf.limits.budget_pence.sum())
    here = [p for p in points if int(p.budget_pence.sum()) <= asked][-1]
    more = [p for p in points if int(p.budget_pence.sum()) > asked]
    if not more:
        return 0.0
    pounds = (int(more[0].budget_pence.sum()) - int(here.budget_pence.sum())) / 100
    return max(0.0, (more[0].value - here.value) / pounds)


def _harm(solved: Solved) -> dict[str, Any]:
    """Recorded harm to walkers at night, with its interval, where it is observed."""
    worlds = solved.done.worlds
    before = solved.stakes.harm_gbp.sum()
    _, low, high = interval(worlds.before_gbp)
    return {
        "expected_gbp": float(before),
        "low_gbp": min(low, float(before)),
        "high_gbp": max(high, float(before)),
        "unit": f"{HARM_UNIT}, against walkers in public at night, in streets observed",
        "offences": [_offence(solved, row, group) for row, group in enumerate(GROUPS)],
    }


def _offence(solved: Solved, row: int, group: str) -> dict[str, Any]:
    expected = float(solved.stakes.harm[:, row].sum())
    _, low, high = interval(solved.done.worlds.offences[:, row])
    told = {each.group: each for each in under_reporting()}.get(group)
    rates = solved.setting.danger.rates
    return {
        "group": group,
        "label": GROUP_LABELS[group],
        "expected": expected,
        "low": min(low, expected),
        "high": max(high, expected),
        "recorded": int(rates.count[:, row].sum()) if rates is not None else 0,
        "weight_gbp": float(solved.stakes.weight_gbp[row]),
        "under_reported": None
        if told is None
        else {"low": expected * told.low, "high": expected * told.high},
    }


def _options(solved: Solved) -> list[dict[str, Any]]:
    marginal = dict(
        zip(
            solved.chosen.choice.chosen.tolist(),
            solved.chosen.choice.marginal.tolist(),
            strict=True,
        )
    )
    lonlat = _lonlat(solved)
    return [
        _option(solved, option, marginal.get(option, 0.0), place)
        for option, place in zip(solved.bought.tolist(), lonlat.tolist(), strict=True)
    ]


def _lonlat(solved: Solved) -> Floats:
    xy = solved.shelf.options.xy_m[solved.bought]
    return np.round(lonlat_of(solved.known.built.town.place.crs, xy), 6)


def _option(
    solved: Solved, option: int, averted: float, place: tuple[float, float]
) -> dict[str, Any]:
    options, streets = solved.shelf.options, solved.known.built.streets
    measure = solved.shelf.measures[options.measure[option]]
    reach = options.reach(option)
    return {
        "id": str(options.id[option]),
        "measure": measure.key,
        "label": measure.label,
        "segments": streets.ids[reach].tolist(),
        "street": _street(solved, reach),
        "lon": place[0],
        "lat": place[1],
        "units": float(options.units[option]),
        "unit": measure.unit,
        "survey_first": bool(options.survey[option]),
        "capital_gbp": int(options.capital_pence[option]) / 100,
        "yearly_gbp": int(options.yearly_pence[option]) / 100,
        "whole_life_gbp": int(solved.shelf.whole_life[option]) / 100,
        "averted": averted,
        "chosen_in": round(float(solved.chosen_in[option]), 6),
        "evidence": evidence_of(measure, tuple(solved.request.aims)),
        "why": _why(solved, option, reach),
    }


def _street(solved: Solved, reach: Ints) -> str:
    """The name most of the reach carries, ``""`` where none has one."""
    streets = solved.known.built.streets
    length = np.bincount(
        streets.name[reach], weights=streets.length_mm[reach], minlength=len(streets.names)
    )
    length[0] = 0.0
    return str(streets.names[int(np.argmax(length))]) if length.max() > 0 else ""


def _why(solved: Solved, option: int, reach: Ints) -> str:
    """What is known of the street's light, and how many would walk it after dark."""
    streets = solved.known.built.streets
    longest = int(reach[np.argmax(streets.length_mm[reach])])
    reason = str(streets.reasons[streets.lit_reason[longest]]).rstrip(".")
    metres = np.maximum(streets.length_m[reach], 1e-6)
    walkers = float((solved.stakes.desired_km[reach].sum(axis=(1, 2)) * 1000 / metres).max())
    if walkers < 1:
        return f"{reason}. Hardly anyone would walk here after dark."
    return (
        f"{reason}. About {_rounded(walkers):,} people a year would walk here after dark if they "
        "did not fear it."
    )


def _rounded(count: float) -> int:
    """A count of people to two figures."""
    return round(float(f"{count:.2g}"))


def _worth_it(solved: Solved) -> float | None:
    """Chance that the discounted benefit exceeds the cost; only harm has a price."""
    if tuple(solved.request.aims) != ("harm",) or not len(solved.bought):
        return None
    if solved.setting.danger.rates is None:
        return None
    return round(float(np.mean(solved.done.worlds.net_gbp > 0)), 6)


def _detectable(solved: Solved) -> dict[str, Any]:
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


def _survey(solved: Solved) -> dict[str, Any]:
    """What it would cost to find out which streets of unknown light are lit."""
    streets = solved.known.built.streets
    unknown = streets.lit == UNKNOWN
    year = round(solved.values["money.price_year"])
    km = float(streets.length_mm[unknown].sum()) / 1e6
    each = solved.setting.assumptions.by_name["light.survey_gbp_per_km"]
    return {
        "streets": int(unknown.sum()),
        "length_km": round(km, 3),
        "cost_gbp": round(km * each.central * price_factor(SURVEY_PRICES, year), 2),
        "note": f"{each.text}; {each.unit}, here in prices of {year}; {each.source}",
    }


def _walks(solved: Solved) -> dict[str, Any]:
    flows, fill = solved.before.flows, solved.values["walks.fill"]
    leaving = int(flows.leaving_year.sum())
    return {
        "leaving_a_year": round(leaving / QUANTA_PER_WALKER * fill),
        "leaving_tonight": round(int(flows.leaving_tonight.sum()) / QUANTA_PER_WALKER * fill, 1),
        "cut_by_edge": round(flows.cut_year / leaving, 6) if leaving else 0.0,
        "no_end": round(flows.lost_year / leaving, 6) if leaving else 0.0,
        "calibrated": "Flows are not fitted to counts of people.",
    }


def assumptions_block(assumptions: Assumptions) -> list[dict[str, Any]]:
    """Every declared assumption with its interval, grade and source."""
    return [
        {
            "name": each.name,
            "text": each.text,
            "value": each.central,
            "low": each.low,
            "high": each.high,
            "unit": each.unit,
            "grade": each.grade,
            "source": each.source,
        }
        for each in assumptions.by_name.values()
    ]
