"""Progress on stderr when it is a terminal, and one JSON object on stdout when asked."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

__all__ = ["print_json", "progress"]

MOTIONLESS = ("dumb", "unknown")
"""Terminals on which nothing can move."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Something to tell each stage to: a moving line on a terminal, nothing elsewhere.

    The library that draws it loads only when there is a terminal to draw on.
    """
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") in MOTIONLESS:
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - loads only on a terminal
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None)
        yield lambda stage: bar.update(task, description=stage)


def print_json(thing: Mapping[str, Any]) -> None:
    """One JSON object on stdout and nothing else."""
    sys.stdout.write(json.dumps(thing, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
