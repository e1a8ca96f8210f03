"""``homeward plan``: a town's files to a costed, explained plan."""

from pathlib import Path

import typer

from homeward.cli import options as every
from homeward.cli import plan_options as only
from homeward.cli import plan_terms as terms
from homeward.cli.console import print_json, progress

__all__ = ["add_to"]

EXAMPLE = (
    "Example: homeward plan town.osm.pbf --crimes crime/ --lights lamps.csv "
    "--night 2020-02-08 --budget 450000"
)


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("plan", epilog=EXAMPLE)(plan)


def plan(
    context: typer.Context,
    map_file: every.MapArgument = None,
    *,
    crimes: every.CrimesOption = None,
    crime_column: every.ColumnsOption = None,
    lights: every.LightsOption = None,
    cameras: every.CamerasOption = None,
    people: every.PeopleOption = None,
    venues: every.VenuesOption = None,
    areas: every.AreasOption = None,
    counts: every.CountsOption = None,
    reports: every.ReportsOption = None,
    gathering: every.GatheringOption = None,
    night: only.NightOption = None,
    venues_closed: only.VenuesClosedOption = False,
    closed: only.ClosedOption = None,
    scenario: every.ScenarioOption = None,
    what_if: only.WhatIfOption = None,
    budget: only.BudgetOption = None,
    match: terms.MatchOption = None,
    contingency: terms.ContingencyOption = None,
    cap_per_bid: terms.CapPerBidOption = None,
    aim: only.AimOption = "harm",
    measures: only.MeasuresOption = None,
    backtest: only.BacktestOption = None,
    area: only.AreaOption = None,
    must: only.MustOption = None,
    avoid: only.AvoidOption = None,
    against: only.AgainstOption = None,
    mine: only.MineOption = None,
    at_least: only.AtLeastOption = None,
    at_most: only.AtMostOption = None,
    floor: terms.FloorOption = None,
    cap: terms.CapOption = None,
    leave_no_area_behind: terms.LeaveNoAreaOption = False,
    exclude: terms.ExcludeOption = None,
    limits: terms.LimitsOption = None,
    minimum_run: only.MinimumRunOption = 40.0,
    whole_paths: terms.WholePathsOption = False,
    horizon_years: only.HorizonOption = 10,
    seed: only.SeedOption = 1,
    threads: only.ThreadsOption = 2,
    out: only.OutOption = Path("homeward-plan"),
    pdf: only.PdfOption = None,
    tolerate: every.TolerateOption = False,
    json_out: every.JsonOption = False,
    quiet: every.QuietOption = False,
    trace: every.TraceOption = False,
) -> None:
    """Choose what to buy with a budget, prove how close to the best it is, and explain it."""
    given = dict(context.params)
    with progress(quiet=quiet) as tell:
        from homeward import report, study  # noqa: PLC0415 - heavy rooms open when a command runs

        wanted = report.has_pdf() if pdf is None else pdf
        made = study.plan(study.request_from(given, tell=tell), out, pdf=wanted)
    if json_out:
        print_json(made)
    else:
        typer.echo(study.summary(made, out))
