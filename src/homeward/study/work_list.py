"""Which streets to look at before buying: a work list by place, with what it costs and is worth.

Letters used for shapes: I options, K links.
"""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.plan import Limits, Problem, gains, next_pound, rechosen, worth
from homeward.report import lonlat_of
from homeward.streets import UNKNOWN
from homeward.study.aftermath import ends
from homeward.study.built import Built
from homeward.study.choice import Chosen
from homeward.study.joint import Joint
from homeward.study.light import drawn_light, expected_light, known_light
from homeward.study.survey import survey_gbp_per_km

__all__ = ["DRAWS_LIT", "MOST_PLACES", "WorkList", "gain_by_looking", "work_list"]

MOST_PLACES = 40
"""Places on the list: about what a few evenings' walking can look at."""

DRAWS_LIT = 16
"""Draws of which of the listed streets are lit, in each of which a plan is chosen anew."""


@dataclass(frozen=True, eq=False, kw_only=True)
class WorkList:
    """The places to look at, in order of name, and what looking first would gain.

    `gained` is what the plan chosen after looking averts more, with the survey paid from the
    same budget, in each draw of light; None where it was not worked out.
    """

    rows: list[dict[str, Any]]
    gained: Floats | None

    @property
    def cost_gbp(self) -> float:
        """What it costs to look at all of them."""
        return round(sum(float(row["cost_gbp"]) for row in self.rows), 2)

    def block(self) -> dict[str, Any]:
        """What looking at them is worth, without the list itself."""
        return {
            "places": len(self.rows),
            "length_km": round(sum(row["length_km"] for row in self.rows), 3),
            "cost_gbp": self.cost_gbp,
            "gain": None if self.gained is None else ends(self.gained),
        }


def gain_by_looking(
    gain: Floats, dark: Floats, cost_gbp: Floats, price: float, *, bought: Bools
) -> Floats:
    """What knowing each option's light is worth, where a pound gains `price` elsewhere.

    Parameters
    ----------
    gain
        What each option gains a year in expectation, shape (I,).
    dark
        Chance that its street is dark, so that light would do something, shape (I,).
    cost_gbp
        Its cost, shape (I,).
    price
        What the next pound gains.
    bought
        Options in the plan, which are bought unless they are seen to be useless.

    Returns
    -------
    Floats
        Chance of dark x what is then gained over price, less what is gained over price now.

    Examples
    --------
    Chance of dark one half, cost 10 and price 1. In the plan and worth 12: if lit, its 10
    pounds gain 10 elsewhere: 5. Not in the plan and worth 6: if dark, it gains 12 for 10: 1.

    >>> gain_by_looking(
    ...     np.array([12.0, 6.0]), np.full(2, 0.5), np.full(2, 10.0), 1.0,
    ...     bought=np.array([True, False]),
    ... )
    array([5., 1.])
    """
    spent = price * cost_gbp
    full = np.divide(gain, dark, out=np.zeros_like(gain), where=dark > 0)
    known = dark * np.maximum(0.0, full - spent)
    now = np.where(bought, gain - spent, 0.0)
    return np.maximum(0.0, known - now)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Look:
    """What looking at each option's streets of unknown light takes, shape (I,).

    `could` says which options have any.
    """

    could: Bools
    length_km: Floats
    cost_gbp: Floats

    @property
    def pence(self) -> Ints:
        """The cost in whole pence."""
        return np.rint(self.cost_gbp * 100).astype(np.int64)


def work_list(joint: Joint, chosen: Chosen, built: Built) -> WorkList:
    """The places whose light, if known, would change the plan most, at most `MOST_PLACES`.

    They are taken by what knowing them is worth at the price of the next pound, each alone;
    the list is in the order of street names, and says nothing of which is worst.
    """
    look = _look(joint)
    listed = _taken(joint, chosen, look)
    bought = set(chosen.choice.chosen.tolist())
    rows = [
        {**_place(joint, built, option, look), "in_plan": option in bought}
        for option in listed.tolist()
    ]
    rows.sort(key=lambda row: (row["street"] == "", row["street"], row["id"]))
    return WorkList(rows=rows, gained=_gained(joint, chosen, listed, look.pence))


def _look(joint: Joint) -> _Look:
    """What looking takes at every option."""
    options, streets, unsure = joint.shelf.options, joint.setting.case.streets, _unsure_links(joint)
    of_link, metres = options.of_link()[unsure], streets.length_m[options.segment[unsure]]
    km = np.asarray(np.bincount(of_link, metres, len(options)) / 1000.0, dtype=np.float64)
    per_km = survey_gbp_per_km(joint.setting.assumptions)[0]
    return _Look(could=km > 0, length_km=km, cost_gbp=np.round(km * per_km, 2))


def _unsure_links(joint: Joint) -> Bools:
    """Links that light a street of unknown light, shape (K,)."""
    options, streets = joint.shelf.options, joint.setting.case.streets
    found: Bools = options.lights & (streets.lit[options.segment] == UNKNOWN)
    return found


def _taken(joint: Joint, chosen: Chosen, look: _Look) -> Ints:
    """The options to look at: most worth knowing first."""
    could, bought = look.could, np.zeros(len(look.could), dtype=np.bool_)
    bought[chosen.choice.chosen] = True
    if chosen.problem is None:
        return np.asarray(chosen.choice.chosen[could[chosen.choice.chosen]][:MOST_PLACES])
    limits = joint.shelf.limits
    gain = gains(chosen.problem, chosen.choice.chosen)
    gain[chosen.choice.chosen] = chosen.choice.marginal
    price = next_pound(chosen.problem, limits, chosen.choice)
    cost_gbp = limits.cost_pence.sum(axis=0) / 100
    value = gain_by_looking(gain, _dark(joint), cost_gbp, price, bought=bought)
    value = np.where(could & ~limits.avoid & (value > price * look.cost_gbp), value, 0.0)
    order = np.argsort(-value, kind="stable")[:MOST_PLACES]
    return np.asarray(order[value[order] > 0])


def _dark(joint: Joint) -> Floats:
    """Chance that each option's streets are dark, by length, shape (I,)."""
    options, streets = joint.shelf.options, joint.setting.case.streets
    length, of_link = streets.length_m[options.segment], options.of_link()
    dark = (1.0 - joint.setting.case.before.p_lit[options.segment]) * length
    total = np.bincount(of_link, length, minlength=len(options))
    summed = np.bincount(of_link, dark, minlength=len(options))
    return np.divide(summed, total, out=np.ones(len(options)), where=total > 0)


def _gained(joint: Joint, chosen: Chosen, listed: Ints, survey_pence: Ints) -> Floats | None:
    """What is gained by looking at the listed places first, in each draw of their light."""
    if chosen.problem is None:
        return None
    if not len(listed):
        return np.zeros(1)
    after = _after_survey(joint.shelf.limits, listed, survey_pence)
    plan, limits = chosen.choice.chosen, joint.shelf.limits
    problems = (_seen(joint, listed, draw) for draw in range(DRAWS_LIT))
    return np.array([_gain(each, plan, limits, after) for each in problems])


def _gain(problem: Problem, plan: Ints, limits: Limits, after: Limits) -> float:
    """What the plan chosen after looking averts more than the plan as it is."""
    now = worth(problem, limits, [plan])[0]
    then = worth(problem, after, [rechosen(problem, after), plan])
    return float(then.max() - now)


def _seen(joint: Joint, listed: Ints, draw: int) -> Problem:
    """The programme once the listed places were seen to be lit or dark."""
    case, values = joint.setting.case, joint.setting.assumptions.central()
    streets, made_with = case.streets, case.before.p_lit
    seen = np.zeros(streets.segments, dtype=np.bool_)
    for option in listed.tolist():
        seen[joint.shelf.options.reach(option)] = True
    base = expected_light(streets, made_with, values)
    found = drawn_light(streets, made_with, values, (joint.request.seed, draw))
    light = known_light(streets, made_with, base, found, seen)
    return joint.programme(draw, (), light)[0]


def _after_survey(limits: Limits, listed: Ints, survey_pence: Ints) -> Limits:
    """The limits once the survey is paid: what was looked at need not be looked at again."""
    cost, budget = limits.cost_pence.copy(), limits.budget_pence.copy()
    cost[0, listed] = np.maximum(0, cost[0, listed] - survey_pence[listed])
    budget[0] = max(0, int(budget[0]) - int(survey_pence[listed].sum()))
    return dataclasses.replace(limits.at_costs(cost), budget_pence=budget)


def _place(joint: Joint, built: Built, option: int, look: _Look) -> dict[str, Any]:
    """One place to look at."""
    options, streets = joint.shelf.options, built.streets
    reach = options.reach(option)
    reach = reach[streets.lit[reach] == UNKNOWN]
    longest = int(reach[np.argmax(streets.length_mm[reach])])
    lon, lat = lonlat_of(built.town.place.crs, streets.middle_xy_m[[longest]])[0].tolist()
    return {
        "id": str(options.id[option]),
        "street": str(streets.names[streets.name[longest]]),
        "segments": streets.ids[reach].tolist(),
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "length_km": round(float(look.length_km[option]), 3),
        "cost_gbp": float(look.cost_gbp[option]),
    }
