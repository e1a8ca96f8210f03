"""A town's plan, from its files to the folder that is handed in."""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from homeward import report
from homeward.kit.arrays import Ints, ragged_positions
from homeward.measures import GROUPS, Values, assumptions, catalogue, survey
from homeward.plan import Problem, gains
from homeward.read import read_text
from homeward.report import Areas, Findings
from homeward.risk import felt
from homeward.streets import Streets
from homeward.study.about import Known
from homeward.study.aftermath import aftermath, value_at
from homeward.study.built import Built
from homeward.study.case import Case, walkers
from homeward.study.choice import Chosen, Shelf, chosen_plan, chosen_shares, shelf_of
from homeward.study.danger import Danger, danger_of
from homeward.study.findings import Solved, plan_block
from homeward.study.notes import notes_of
from homeward.study.places import places_of
from homeward.study.request import Request
from homeward.study.sensitivity import sensitivity
from homeward.study.sources import Opened, opened
from homeward.study.stakes import Stakes, StakesFrom, families, lit_by, stakes_of
from homeward.study.worlds import Setting
from homeward.study.year import Change, Year, walked, year_of
from homeward.walks import SEXES

__all__ = ["plan"]

MOST_MOVING = 3
"""How many options that move people are judged, each by finding all walks anew."""


def plan(request: Request, out: Path) -> dict[str, Any]:
    """Plan for a town and write everything into a folder.

    Parameters
    ----------
    request
        The files, the night, the money and the limits.
    out
        Folder for the report and the files.

    Returns
    -------
    dict
        The content of ``plan.json`` (schema ``plan``).

    Raises
    ------
    InputError
        If a file or an argument is not what it must be; nothing is written then.
    NoPlanError
        If no plan keeps to the limits.
    """
    source = opened(request)
    solved = solve(request, source)
    request.tell("Writing the report")
    content = plan_block(solved)
    report.write(out, _findings(solved, content))
    return content


def solve(request: Request, source: Opened) -> Solved:
    """Everything that a plan's files are made from."""
    built, extra = source.built, _own_figures(request)
    declared = assumptions(extra)
    values = declared.central()
    places = places_of(request, built)
    year = year_of(built, request, values, places.shut)
    request.tell("Estimating recorded harm")
    danger = danger_of(built, values)
    stakes = _stakes(built.streets, year, danger, values, extra)
    shelf = shelf_of(built, year, request, catalogue(extra), values, places)
    chosen = chosen_plan(built, year, request, shelf, stakes, values)
    setting = Setting(
        case=_case(built, year, shelf, chosen.choice.chosen),
        danger=danger,
        assumptions=declared,
        extra=extra,
        seed=request.seed,
        horizon_years=request.horizon_years,
    )
    request.tell("Finding people's ways anew under the plan")
    setting = _with_moving(setting, request, built, shelf, chosen)
    request.tell("Drawing joint worlds")
    done = aftermath(setting, request.aims, chosen.scale, request.worlds)
    return Solved(
        request=request,
        known=Known.of(built, danger.observed),
        made_up=source.made_up,
        notes=notes_of(source, setting, request),
        setting=setting,
        shelf=shelf,
        stakes=stakes,
        chosen=chosen,
        bought=setting.case.chosen,
        done=done,
        chosen_in=chosen_shares(setting, year, request, shelf),
        sensitivity=sensitivity(setting, request.aims, chosen.scale),
    )


def _own_figures(request: Request) -> str | None:
    return None if request.own_figures is None else read_text(request.own_figures)


def _stakes(
    streets: Streets, year: Year, danger: Danger, values: Values, extra: str | None
) -> Stakes:
    return stakes_of(
        danger.harm(year, values),
        felt(streets, year.near_open, values, survey()),
        StakesFrom(streets=streets, year=year, values=values, extra=extra),
    )


def _case(built: Built, year: Year, shelf: Shelf, bought: Ints) -> Case:
    return Case(
        streets=built.streets,
        survey=survey(),
        before=year,
        after=year,
        options=shelf.options,
        measures=shelf.measures,
        chosen=bought,
        family=families(shelf.measures, shelf.options),
    )


def _bought(setting: Setting, year: Year, request: Request, built: Built, bought: Ints) -> Setting:
    """The same setting with these options bought and everyone's ways found anew."""
    case = dataclasses.replace(setting.case, chosen=bought)
    if not len(bought):
        return dataclasses.replace(setting, case=dataclasses.replace(case, after=year))
    lit = lit_by(case.options, bought, built.streets.segments)
    moved = bought[case.options.moves[bought]]
    shut = np.unique(case.options.segment[ragged_positions(case.options.start, moved)])
    after = walked(built, year, Change(lit=lit, shut=shut), request, setting.assumptions.central())
    return dataclasses.replace(setting, case=dataclasses.replace(case, after=after))


def _with_moving(
    setting: Setting, request: Request, built: Built, shelf: Shelf, chosen: Chosen
) -> Setting:
    """Add options that move people, where what is left of the budget pays and they help.

    No bound is claimed for them, and fixed flows cannot judge them: each of the few that
    promise most is tried by finding all walks anew.
    """
    year, values = setting.case.before, setting.assumptions.central()
    best = _bought(setting, year, request, built, chosen.choice.chosen)
    if chosen.problem is None:
        return best
    for option in _promising(shelf, chosen.problem, chosen.choice.chosen).tolist():
        bought = np.append(best.case.chosen, option)
        if (shelf.limits.spent_pence(bought) > shelf.limits.budget_pence).any():
            continue
        tried = _bought(setting, year, request, built, bought)
        gained = [value_at(each, request.aims, chosen.scale, values) for each in (best, tried)]
        best = tried if gained[1] > gained[0] else best
    return best


def _promising(shelf: Shelf, problem: Problem, bought: Ints) -> Ints:
    """Options that move people, by what they would gain for their price at today's flows."""
    worth = gains(problem, bought)
    price = np.maximum(shelf.whole_life, 1)
    ratio = np.where(shelf.options.moves & ~shelf.avoided, worth / price, 0.0)
    ratio[bought] = 0.0
    order = np.argsort(-ratio, kind="stable")[:MOST_MOVING]
    return order[ratio[order] > 0].astype(np.int64)


def _findings(solved: Solved, content: dict[str, Any]) -> Findings:
    """The plan with the layers its files draw."""
    built, before, values = solved.known.built, solved.before, solved.values
    danger, dark = solved.setting.danger, before.tonight.night.dark
    tonight = [before.flows.actual_tonight(values, sex, dark) for sex in SEXES]
    desired = [before.flows.desired_tonight(values, sex) for sex in SEXES]
    return Findings(
        plan=content,
        town=built.town,
        streets=built.streets,
        walkers=np.sum(tonight, axis=0),
        desired=np.sum(desired, axis=0),
        walkers_year=walkers(before, values).sum(axis=1),
        felt=solved.stakes.felt.at(before.p_lit, dark=True),
        seen=danger.observed.seen,
        areas=_areas(danger, solved.request),
    )


def _areas(danger: Danger, request: Request) -> Areas:
    """Recorded offences a year by snap area, with their interval."""
    segments = danger.streets.segments
    if danger.areas is None or danger.rates is None:
        return Areas(
            of_segment=np.full(segments, -1, dtype=np.int64),
            groups=GROUPS,
            recorded=np.zeros((0, len(GROUPS)), dtype=np.int64),
            offences=np.zeros((3, 0, len(GROUPS))),
        )
    drawn = np.array([danger.rates.world(request.seed, each) for each in range(request.worlds)])
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    return Areas(
        of_segment=danger.areas.area,
        groups=GROUPS,
        recorded=danger.rates.count,
        offences=np.stack([danger.rates.mean, low, high]),
    )
