"""``homeward schema``: the JSON schema of a file that Homeward writes."""

from typing import Annotated

import typer

from homeward.cli.console import print_json
from homeward.cli.options import TraceOption

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("schema", epilog="Example: homeward schema plan > plan.schema.json")(schema)


def schema(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="plan, look, backtest, manifest or limits.")
    ],
    *,
    trace: TraceOption = False,
) -> None:
    """Print the JSON schema of a file that Homeward writes, or of a file of limits."""
    from homeward.report.write import schema as published  # noqa: PLC0415 - opens when asked

    print_json(published(name))
