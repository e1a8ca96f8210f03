"""A town's plan, from its files to the folder that is handed in."""

import dataclasses
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from homeward import report
from homeward.kit.aside import Begin, aside
from homeward.measures import Assumptions, Values, assumptions, catalogue, severity
from homeward.read import read_earlier, read_text
from homeward.report import Findings, Tonight, area_polygons
from homeward.risk import felt
from homeward.streets import Streets
from homeward.study.about import Known
from homeward.study.aftermath import aftermath
from homeward.study.against import compared
from homeward.study.beside import beside_of
from homeward.study.built import Built
from homeward.study.case import Case
from homeward.study.choice import Shelf, chosen_plan, shelf_of
from homeward.study.counts import calibrate
from homeward.study.danger import Danger, danger_of
from homeward.study.everyone import fair_shelf
from homeward.study.feeling import felt_by_light
from homeward.study.findings import plan_block
from homeward.study.foreseen import backtest_given
from homeward.study.further import Asked, further
from homeward.study.holdout import held_out
from homeward.study.joint import chosen_shares
from homeward.study.moving import Trial, judged
from homeward.study.notes import by_aim, notes_of
from homeward.study.passing import passing
from homeward.study.places import places_of
from homeward.study.recorded import recorded_in
from homeward.study.remembered import remembering
from homeward.study.request import Request
from homeward.study.rounds import settled
from homeward.study.selected import whose
from homeward.study.sensitivity import sensitivity
from homeward.study.snapped import check_sites, sites_of
from homeward.study.solved import Solved
from homeward.study.sources import Opened, opened
from homeward.study.spread import told_of
from homeward.study.stakes import Stakes, StakesFrom, families, stakes_of
from homeward.study.ways import on_ways, ways_before
from homeward.study.what_if import what_if_block
from homeward.study.worlds import Setting
from homeward.study.year import Year, night_of, year_of

__all__ = ["plan", "solve"]


def plan(request: Request, out: Path, *, pdf: bool = False) -> dict[str, Any]:
    """Plan for a town and write everything into a folder.

    Parameters
    ----------
    request
        The files, the night, the money and the limits.
    out
        Folder for the report and the files.
    pdf
        Whether to write the report as PDF too.

    Returns
    -------
    dict
        The content of ``plan.json`` (schema ``plan``).

    Raises
    ------
    InputError
        If a file or an argument is not what it must be, or a PDF is asked for and the extra
        that writes it is not installed; nothing is written then.
    NoPlanError
        If no plan keeps to the limits.
    """
    with report.printing() if pdf else nullcontext() as printer:
        request = _watching(request, printer)
        backtest_given(request)
        earlier = None if request.against is None else read_earlier(request.against)
        source = opened(request)
        solved = solve(request, source)
        if printer:
            printer.ready()
        request.tell("Writing the report")
        content = compared(plan_block(solved), earlier, solved.shelf.options.id)
        report.write(out, _findings(solved, content), printer=printer)
    return content


def _watching(request: Request, printer: report.Printer | None) -> Request:
    """The request, told of a printer that fails at the next step rather than at the end."""
    if printer is None:
        return request

    def tell(step: str) -> None:
        printer.check()
        request.tell(step)

    return dataclasses.replace(request, tell=tell)


def solve(request: Request, source: Opened) -> Solved:
    """Everything that a plan's files are made from."""
    night = night_of(request, source.built.town.crimes)
    with aside(request.threads) as begin:
        return _solve(request.on(night), source, begin)


def _solve(request: Request, source: Opened, begin: Begin) -> Solved:
    """The plan, with searches for walks begun as soon as all that they need is known."""
    built, extra = source.built, _own_figures(request)
    calibrated = calibrate(built, request, assumptions(extra))
    declared = calibrated.assumptions
    values = declared.central()
    places, sites = places_of(request, built), sites_of(request, built)
    year = year_of(built, request, values, places.shut)
    drawn = begin(lambda: ways_before(built, request, year, declared))
    request.tell("Estimating recorded harm")
    danger = danger_of(built, declared, learn=remembering(request.cache))
    stakes = _stakes(built.streets, year, danger, values, extra)
    shelf = shelf_of(built, year, request, catalogue(extra), values, places)
    shelf = fair_shelf(built, year, request, shelf, stakes, values)
    check_sites(built, shelf, sites)
    chosen = chosen_plan(built, year, request, shelf, stakes, values)
    setting = _setting(request, _case(built, year, shelf), (danger, declared, extra))
    request.tell("Finding people's ways anew under the plan")
    trial = Trial(built=built, request=request, setting=setting)
    rounds = settled(trial, judged(trial, shelf, chosen))
    found = begin(lambda: on_ways(trial, rounds.best.setting, drawn()))
    users = begin(lambda: whose(built, year, values))
    beside, held = beside_of(rounds), held_out(trial, rounds.best, stakes)
    moved_by = sensitivity(rounds.best.setting, request.aims, chosen.scale)
    request.tell("Drawing joint worlds")
    best = dataclasses.replace(rounds.best, setting=found())
    told = begin(lambda: told_of(best.setting, request.worlds))
    passed = begin(lambda: passing(best.setting, request.worlds))
    done = aftermath(best.setting, request.aims, chosen.scale, request.worlds, beside.plans)
    asked = Asked(
        trial=trial, best=best, beside=beside, done=done, stakes=stakes, held=held, sites=sites
    )
    recorded = recorded_in(danger, danger.rates_in_worlds(request.seed, request.worlds))
    outlines = begin(lambda: area_polygons(recorded.areas, built.streets, built.town.place.crs))
    chosen_in, more = chosen_shares(asked.joint), further(asked)
    return Solved(
        request=request,
        known=Known.of(built, danger.observed),
        places=places,
        made_up=source.made_up,
        notes=(*notes_of(source, setting, request), *by_aim(done.worlds, request.aims)),
        best=best,
        stakes=stakes,
        done=done,
        beside=beside,
        told=told(),
        passing=passed(),
        recorded=recorded,
        outlines=outlines(),
        chosen_in=chosen_in,
        sensitivity=moved_by,
        calibrated=calibrated,
        what_if=what_if_block(built, request, best.setting, best.chosen, places.shut),
        further=more,
        whose=users(),
    )


def _setting(
    request: Request, case: Case, known: tuple[Danger, Assumptions, str | None]
) -> Setting:
    danger, declared, extra = known
    return Setting(
        case=case,
        danger=danger,
        assumptions=declared,
        extra=extra,
        seed=request.seed,
        horizon_years=request.horizon_years,
    )


def _own_figures(request: Request) -> str | None:
    extra = None if request.own_figures is None else read_text(request.own_figures)
    severity(extra)  # a table with holes is told now, not when all else is done
    return extra


def _stakes(
    streets: Streets, year: Year, danger: Danger, values: Values, extra: str | None
) -> Stakes:
    return stakes_of(
        danger.harm(year, values),
        felt(streets, year.near_open, values, year.reports),
        StakesFrom(streets=streets, year=year, values=values, extra=extra),
    )


def _case(built: Built, year: Year, shelf: Shelf) -> Case:
    return Case(
        streets=built.streets,
        before=year,
        after=year,
        options=shelf.options,
        measures=shelf.measures,
        chosen=np.zeros(0, dtype=np.int64),
        family=families(shelf.measures, shelf.options),
    )


def _findings(solved: Solved, content: dict[str, Any]) -> Findings:
    """The plan with the layers its files draw."""
    built, before, danger = solved.known.built, solved.before, solved.setting.danger
    by_slot, desired = solved.passing.by_slot, solved.passing.desired_by_slot
    return Findings(
        plan=content,
        town=built.town,
        streets=built.streets,
        walkers=by_slot[0],
        desired=desired[0],
        walkers_interval=by_slot[1:],
        desired_interval=desired[1:],
        walkers_year=solved.passing.a_year,
        walkers_tonight=solved.passing.tonight,
        desired_tonight=solved.passing.desired_tonight,
        felt=solved.stakes.felt.at(before.p_lit, dark=True),
        felt_interval=solved.told.on_streets(),
        seen=danger.observed.seen,
        areas=solved.recorded.areas,
        outlines=solved.outlines,
        tonight=_tonight(solved),
        whose=solved.whose,
    )


def _tonight(solved: Solved) -> Tonight:
    """Light and felt risk by half-hour, before any measure."""
    before, felt_shares = solved.before, solved.stakes.felt
    night = before.tonight.night
    return Tonight(
        begins=tuple(f"{each:%H:%M}" for each in night.begins),
        dark=night.dark,
        light=before.tonight.lit,
        felt=np.stack([felt_shares.p_day, felt_shares.p_dark, felt_shares.p_lit]),
        felt_interval=felt_by_light(solved.setting, solved.request.worlds),
    )
