"""``homeward example``: the made-up town as files in the real formats."""

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.console import print_json, progress
from homeward.cli.options import JsonOption, QuietOption, TraceOption
from homeward.cli.paths import folder_for_example

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("example", epilog="Example: homeward example my-example/")(example)


def example(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR",
            callback=folder_for_example,
            help="Folder to write to; made if it is not there.",
        ),
    ],
    *,
    json_out: JsonOption = False,
    quiet: QuietOption = False,
    trace: TraceOption = False,
) -> None:
    """Write the made-up town's input files, and the truth they were drawn from."""
    with progress(quiet=quiet) as tell:
        from homeward import study  # noqa: PLC0415 - heavy rooms open when a command runs

        tell("Drawing the made-up town")
        files = study.example(folder)
    if json_out:
        print_json({"folder": str(folder), "files": files})
    else:
        typer.echo(f"Wrote {len(files)} files of a made-up town to {folder}. Plan for it with:")
        typer.echo(f"  homeward plan {folder}/town.osm.pbf --crimes {folder}/crime")
