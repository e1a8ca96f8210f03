"""The options of ``homeward plan`` that a fund or a council sets: match, floors, exclusions."""

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.paths import all_there, there

__all__ = [
    "CapOption",
    "CapPerBidOption",
    "ContingencyOption",
    "ExcludeOption",
    "FloorOption",
    "LeaveNoAreaOption",
    "LimitsOption",
    "MatchOption",
    "WholePathsOption",
]

TERMS = "The fund's terms"
LIMITS = "Limits"

MatchOption = Annotated[
    str | None,
    typer.Option(
        "--match",
        metavar="SHARE",
        help="Share of all that is spent that others than the fund must pay, such as 50%.",
        rich_help_panel=TERMS,
    ),
]
ContingencyOption = Annotated[
    str | None,
    typer.Option(
        "--contingency",
        metavar="SHARE",
        help="Share of every budget that is held back and never planned with, such as 10%.",
        rich_help_panel=TERMS,
    ),
]
CapPerBidOption = Annotated[
    str | None,
    typer.Option(
        "--cap-per-bid",
        metavar="POUNDS",
        help="The most that may be asked of the fund, its part of the contingency with it.",
        rich_help_panel=TERMS,
    ),
]
FloorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--floor",
        metavar="AREA=AMOUNT",
        help="At least so much in an area of --areas, or in deciles of deprivation: "
        "Riverside=10%, decile:1-3=45000 or Riverside='20 lamp_run'. May be repeated.",
        rich_help_panel=LIMITS,
    ),
]
CapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--cap",
        metavar="AREA=AMOUNT",
        help="At most so much there, as with --floor. May be repeated.",
        rich_help_panel=LIMITS,
    ),
]
LeaveNoAreaOption = Annotated[
    bool,
    typer.Option(
        "--leave-no-area-behind",
        help="Buy something in every area of --areas where it would do something.",
        rich_help_panel=LIMITS,
    ),
]
ExcludeOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--exclude",
        metavar="PATH",
        callback=all_there,
        help="Where no lamp may stand, for nature or against glare: GeoJSON or GeoPackage "
        "polygons. May be repeated.",
        rich_help_panel=LIMITS,
    ),
]
LimitsOption = Annotated[
    Path | None,
    typer.Option(
        "--limits",
        metavar="PATH",
        callback=there,
        help="All limits in one file: TOML (homeward schema limits).",
        rich_help_panel=LIMITS,
    ),
]
WholePathsOption = Annotated[
    bool,
    typer.Option(
        "--whole-paths",
        help="Light a path, alley or way through a park from end to end, or not at all.",
        rich_help_panel=LIMITS,
    ),
]
