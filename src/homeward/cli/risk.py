"""``homeward risk``: questions about the risk model itself."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from homeward.cli import options as every
from homeward.cli.console import print_json, progress
from homeward.cli.plan_options import SeedOption

__all__ = ["add_to"]

FinalOption = Annotated[
    bool,
    typer.Option(
        "--final",
        help="Read the locked last six months and judge on them alone. Every such look is "
        "written down.",
    ),
]
LogOption = Annotated[
    Path | None,
    typer.Option(
        "--log",
        metavar="PATH",
        help="File that looks at the locked months are written down in. Default: "
        "backtest-final.log in the cache's folder.",
    ),
]

EXAMPLE = "Example: homeward risk backtest town.osm.pbf --crimes crime/ --json > backtest.json"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    risk = typer.Typer(no_args_is_help=True, help="How good is the risk model? Ask it.")
    risk.callback()(_questions)
    risk.command("backtest", epilog=EXAMPLE)(backtest)
    app.add_typer(risk, name="risk")


def _questions() -> None:
    """How good the risk model is, on months it has not seen."""


def backtest(
    context: typer.Context,
    map_file: every.MapArgument = None,
    *,
    crimes: every.CrimesOption = None,
    crime_column: every.ColumnsOption = None,
    people: every.PeopleOption = None,
    areas: every.AreasOption = None,
    final: FinalOption = False,
    log: LogOption = None,
    seed: SeedOption = 1,
    tolerate: every.TolerateOption = False,
    json_out: every.JsonOption = False,
    quiet: every.QuietOption = False,
    trace: every.TraceOption = False,
) -> None:
    """Judge the risk model against simple rivals on half-years it has not seen."""
    given = dict(context.params)
    with progress(quiet=quiet) as tell:
        from homeward import study  # noqa: PLC0415 - heavy rooms open when a command runs

        request = study.request_from(given, tell=tell, words=("homeward", "risk", "backtest"))
        today = date.today()
        found = study.backtest(request, final=final, log=log, today=today)
    if json_out:
        print_json(found)
    else:
        typer.echo(study.backtest_text(found))
