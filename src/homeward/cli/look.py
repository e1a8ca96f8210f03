"""``homeward look``: what is known of a town before any money is spent."""

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli import options as every
from homeward.cli.console import print_json, progress
from homeward.cli.paths import folder_for_plan
from homeward.cli.plan_options import NightOption

__all__ = ["add_to"]


def _folder(path: Path | None) -> Path | None:
    return None if path is None else folder_for_plan(path)


SegmentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--segment",
        metavar="ID",
        help="Say whose walks use this segment, by venue, end, way and half-hour; repeated, whose "
        "walks use any of them. Ids stand in segments.parquet.",
    ),
]
CalibrateOption = Annotated[
    bool,
    typer.Option(
        "--calibrate",
        help="Stop with exit code 3 and the reason where walks cannot be fitted to the counts.",
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="PATH",
        callback=_folder,
        help="Folder for a page to read; the streets whose light is worth surveying stand beside "
        "it in survey.csv.",
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("look", epilog="Example: homeward look town.osm.pbf --crimes crime/")(look)


def look(
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
    night: NightOption = None,
    scenario: every.ScenarioOption = None,
    segment: SegmentOption = None,
    calibrate: CalibrateOption = False,
    out: OutOption = None,
    tolerate: every.TolerateOption = False,
    json_out: every.JsonOption = False,
    quiet: every.QuietOption = False,
    trace: every.TraceOption = False,
) -> None:
    """Say what is known of a town: network, light, venues, crimes by month, bad rows."""
    given = dict(context.params)
    with progress(quiet=quiet) as tell:
        from homeward import study  # noqa: PLC0415 - heavy rooms open when a command runs

        found = study.look(study.request_from(given, tell=tell), out)
    if json_out:
        print_json(found)
    else:
        typer.echo(study.look_text(found))
        if out is not None:
            typer.echo(f"Open {out / 'look.html'} to read the rest.")
