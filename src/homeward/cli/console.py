"""Progress on stderr when it is a terminal, and one JSON object on stdout when asked."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

__all__ = ["print_json", "progress"]

STDOUT = 1
"""The file that C libraries write to, whatever `sys.stdout` is."""

MOTIONLESS = ("dumb", "unknown")
"""Terminals on which nothing can move."""


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Something to tell each stage to: a moving line on a terminal, nothing elsewhere.

    The library that draws it loads only when there is a terminal to draw on.
    """
    with _solvers_hushed():
        yield from _told(quiet=quiet)


def _told(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") in MOTIONLESS:
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - loads only on a terminal
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=None)
        yield lambda stage: bar.update(task, description=stage)


@contextmanager
def _solvers_hushed() -> Iterator[None]:
    """Nothing on stdout from libraries below Python: a solver's trace would break ``--json``."""
    sys.stdout.flush()
    kept = os.dup(STDOUT)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, STDOUT)
        yield
    finally:
        os.dup2(kept, STDOUT)
        os.close(kept)
        os.close(nowhere)


def print_json(thing: Mapping[str, Any]) -> None:
    """One JSON object on stdout and nothing else."""
    sys.stdout.write(json.dumps(thing, ensure_ascii=False, allow_nan=False, indent=1) + "\n")
