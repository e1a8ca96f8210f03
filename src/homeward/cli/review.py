"""``homeward review``: whether a measure worked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from homeward.cli.console import print_json
from homeward.cli.options import JsonOption, TraceOption
from homeward.errors import InputError

if TYPE_CHECKING:
    from homeward.review import Design, Judgement

__all__ = ["add_to"]

NO_ANSWER = 3
"""The exit code where counts have no control to be set against."""

AREAS = ("treated", "control", "buffer", "buffer-control")

TreatedOption = Annotated[
    tuple[int, int],
    typer.Option(
        "--treated",
        metavar="BEFORE AFTER",
        help="Recorded offences where the measure was, before it and after.",
    ),
]
ControlOption = Annotated[
    tuple[int, int] | None,
    typer.Option(
        "--control",
        metavar="BEFORE AFTER",
        help="The same of a place like it that was left alone. Without it nothing can be said.",
    ),
]
BufferOption = Annotated[
    tuple[int, int] | None,
    typer.Option(
        "--buffer",
        metavar="BEFORE AFTER",
        help="The same of the streets round the treated ones, where offences may have gone.",
    ),
]
BufferControlOption = Annotated[
    tuple[int, int] | None,
    typer.Option(
        "--buffer-control",
        metavar="BEFORE AFTER",
        help="The same of a place like the buffer that was left alone.",
    ),
]
TimeOption = Annotated[
    tuple[float, float],
    typer.Option(
        "--time",
        metavar="BEFORE AFTER",
        help="How long was counted before and after, in any one unit.",
    ),
]
SizeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--size",
        metavar="AREA=NUMBER",
        help="How large an area is (treated, control, buffer or buffer-control), in any one unit. "
        "May be repeated; 1 where it is not given.",
    ),
]
ConfidenceOption = Annotated[
    float, typer.Option("--confidence", metavar="SHARE", help="Of the interval.")
]

EXAMPLE = "Example: homeward review wdd --treated 207 110 --control 308 318"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    review = typer.Typer(no_args_is_help=True, help="Did it work? Ask the counts.")
    review.callback()(_questions)
    review.command("wdd", epilog=EXAMPLE)(difference)
    app.add_typer(review, name="review")


def _questions() -> None:
    """Whether a measure worked, from offences counted before and after."""


def difference(
    *,
    treated: TreatedOption,
    control: ControlOption = None,
    buffer: BufferOption = None,
    buffer_control: BufferControlOption = None,
    time: TimeOption = (1.0, 1.0),
    size: SizeOption = None,
    confidence: ConfidenceOption = 0.95,
    json_out: JsonOption = False,
    trace: TraceOption = False,
) -> None:
    """Set counts before and after against places left alone (weighted displacement difference).

    Leaves with code 3 where there is no control to set them against.
    """
    from homeward import review  # noqa: PLC0415 - opens when asked

    counts = dict(zip(AREAS, (treated, control, buffer, buffer_control), strict=True))
    found = review.judge(_design(counts, time, _sizes(size or ())), confidence)
    if json_out:
        print_json(_as_json(found))
    else:
        typer.echo(review.judgement_text(found))
    if found.verdict == review.NO_CONTROL:
        raise typer.Exit(NO_ANSWER)


def _sizes(said: Sequence[str]) -> dict[str, float]:
    """Sizes by area, from words such as ``control=1.2``."""
    sizes = {}
    for words in said:
        area, _, number = words.partition("=")
        try:
            sizes[AREAS[AREAS.index(area)]] = float(number)
        except ValueError:
            raise InputError(
                f"A size must be given as AREA=NUMBER with an area of {', '.join(AREAS)}; "
                f"got `{words}`."
            ) from None
    return sizes


def _design(
    counts: dict[str, tuple[int, int] | None], time: tuple[float, float], sizes: dict[str, float]
) -> "Design":
    """What was typed as a review takes it."""
    from homeward.review import Area, Design  # noqa: PLC0415 - opens when asked

    areas = {
        name.replace("-", "_"): Area(before=pair[0], after=pair[1], size=sizes.get(name, 1.0))
        for name, pair in counts.items()
        if pair is not None
    }
    return Design(**areas, time_before=time[0], time_after=time[1])


def _as_json(found: "Judgement") -> dict[str, Any]:
    """A judgement as one object; figures that there are not are null."""
    names = ("wdd", "se", "z", "low", "high")
    difference = {name: getattr(found.difference, name, None) for name in names}
    quotient = found.quotient
    return {
        **difference,
        "confidence": found.confidence,
        "wdq": getattr(quotient, "wdq", None),
        "gross": getattr(quotient, "gross", None),
        "net": getattr(quotient, "net", None),
        "total_net": getattr(quotient, "total_net", None),
        "verdict": found.verdict,
        "why": list(found.why),
    }
