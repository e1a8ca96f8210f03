"""The program `homeward`: its commands, and how faults become one sentence and an exit code."""

import errno
import gc
import sys
import traceback
from collections.abc import Sequence

import typer

from homeward import __version__
from homeward.cli import example, look, plan, review, risk, schema
from homeward.errors import HomewardError, NoPlanError

__all__ = ["app", "main"]

UsageFault: type[Exception] = typer.BadParameter.__mro__[2]
"""What typer raises for a wrong word on the command line, wherever it keeps its click."""

DONE, OUR_FAULT, BAD_INPUT, NO_ANSWER, INTERRUPTED = 0, 1, 2, 3, 130

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
"""How systems say that a disk, or a person's share of it, is full."""

FULL = ("no space left", "disk is full", "disk full", "failed to commit transaction")
"""How libraries say it that write files themselves, in lower case; the last is GDAL's word."""

app = typer.Typer(
    name="homeward",
    help="Where to spend money on safer streets for the walk home, from open data.",
    epilog="Start with: homeward plan (a made-up town); then: homeward plan MAP --crimes DIR",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
plan.add_to(app)
look.add_to(app)
example.add_to(app)
risk.add_to(app)
review.add_to(app)
schema.add_to(app)


def _version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"homeward {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: bool = typer.Option(
        False,
        "--version",
        help="Print the version.",
        callback=lambda asked: _version(asked=asked),
    ),
) -> None:
    """Where to spend money on safer streets for the walk home, from open data."""


SELDOM = (100_000, 50, 1000)
"""How seldom Python looks for objects that only name each other.

A plan makes millions of objects and hardly any of that kind; looking for them as often as
Python does unasked took 1.0 s of London's plan and now takes 0.2 s, in the same memory.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and leave with its exit code.

    Parameters
    ----------
    arguments
        The words after ``homeward``; None takes those the program was started with.

    Notes
    -----
    0 done, 2 bad input, 3 no answer, 130 interrupted, 1 a fault of the program itself.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    gc.set_threshold(*SELDOM)
    sys.exit(_run(words))


def _run(words: list[str]) -> int:
    try:
        code = app(words, standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        return _say("Stopped; nothing was written.", INTERRUPTED)
    except UsageFault as fault:
        return _say(_usage(fault), BAD_INPUT)
    except NoPlanError as fault:
        return _fault(fault, words, NO_ANSWER)
    except (HomewardError, OSError, MemoryError) as fault:
        return _fault(fault, words, BAD_INPUT)
    except Exception as fault:  # nobody should meet a traceback unasked
        return _fault(fault, words, BAD_INPUT if _disk_is_full(fault) else OUR_FAULT)
    return int(code or DONE)


def _fault(fault: BaseException, words: list[str], code: int) -> int:
    if "--trace" in words:
        traceback.print_exception(fault)
    return _say(_sentence(fault), code)


def _sentence(fault: BaseException) -> str:
    if isinstance(fault, HomewardError):
        return str(fault)
    if _disk_is_full(fault):
        return "The disk is full; nothing was left half-written. Make room, or give another folder."
    if isinstance(fault, OSError):
        return _of_the_system(fault)
    if isinstance(fault, MemoryError):
        return "There is not enough memory for this. Try a smaller map."
    return (
        f"Homeward met something it did not expect ({type(fault).__name__}: {_one_line(fault)}). "
        "Nothing was left half-written. Please report it with what --trace shows."
    )


def _disk_is_full(fault: BaseException) -> bool:
    """Whether the system, or a library that writes files in its stead, ran out of room."""
    if isinstance(fault, OSError) and fault.errno in NO_ROOM:
        return True
    said = f"{fault} {fault.__context__ or ''}".casefold()
    return any(words in said for words in FULL)


def _of_the_system(fault: OSError) -> str:
    """What the system refused, in a sentence."""
    where = f" {fault.filename}" if fault.filename else " a file or folder"
    said = fault.strerror or _one_line(fault) or type(fault).__name__
    return f"Homeward could not use{where}: {said}. Nothing was left half-written."


def _usage(fault: Exception) -> str:
    """What is wrong on the command line, with the option's name, and where to look."""
    name = getattr(getattr(fault, "ctx", None), "command_path", "homeward")
    told = getattr(fault, "format_message", fault.__str__)()
    said = told.replace("Input should be", "it must be").strip().rstrip(".")
    return f"{said}. `{name} --help` shows what can be given."


def _one_line(fault: BaseException) -> str:
    return " ".join(str(fault).split())[:300].rstrip(".")


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(sentence.rstrip() + "\n")
    return code
