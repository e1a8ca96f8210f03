"""The options of ``homeward plan`` alone: the night, and the limits of the plan."""

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.paths import folder_for_plan, there

__all__ = [
    "AgainstOption",
    "AimOption",
    "AreaOption",
    "AtLeastOption",
    "AtMostOption",
    "AvoidOption",
    "BacktestOption",
    "BudgetOption",
    "ClosedOption",
    "HorizonOption",
    "MeasuresOption",
    "MineOption",
    "MinimumRunOption",
    "MustOption",
    "NightOption",
    "OutOption",
    "PdfOption",
    "SeedOption",
    "ThreadsOption",
    "VenuesClosedOption",
    "WhatIfOption",
]

NIGHT = "The night"
LIMITS = "Limits"
COMPARE = "Compare"

NightOption = Annotated[
    str | None,
    typer.Option(
        "--night",
        metavar="DATE",
        help="The night to draw, by the date it begins. Default: a Saturday in the last month "
        "of the crime files.",
        rich_help_panel=NIGHT,
    ),
]
VenuesClosedOption = Annotated[
    bool,
    typer.Option("--venues-closed", help="All venues are shut by law.", rich_help_panel=NIGHT),
]
ClosedOption = Annotated[
    Path | None,
    typer.Option(
        "--closed",
        metavar="PATH",
        callback=there,
        help="Streets that are shut: CSV of segment ids, or GeoJSON.",
        rich_help_panel=NIGHT,
    ),
]
WhatIfOption = Annotated[
    Path | None,
    typer.Option(
        "--what-if",
        metavar="FILE",
        callback=there,
        help="A scenario (TOML, as for --scenario) whose night is compared with the drawn one.",
        rich_help_panel=NIGHT,
    ),
]
BacktestOption = Annotated[
    Path | None,
    typer.Option(
        "--backtest",
        metavar="PATH",
        callback=there,
        help="What `homeward risk backtest --json` printed, for the report's page on it.",
    ),
]
BudgetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--budget",
        metavar="POUNDS",
        help="Pounds to spend, such as 450000, or rows such as 2026:capital=300000. Default: "
        "550000, the cap of one bid in round 3 of the Safer Streets Fund.",
        rich_help_panel=LIMITS,
    ),
]
AimOption = Annotated[
    str,
    typer.Option(
        "--aim",
        metavar="AIM",
        help="harm, felt, lit-walks, or a mix such as harm=0.5,felt=0.5.",
        rich_help_panel=LIMITS,
    ),
]
AgainstOption = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="PATH",
        callback=there,
        help="Another plan to compare with: its plan.json, or its folder.",
        rich_help_panel=COMPARE,
    ),
]
MineOption = Annotated[
    Path | None,
    typer.Option(
        "--mine",
        metavar="PATH",
        callback=there,
        help="Your own shortlist, scored beside the plan: CSV with lon, lat and measure (or id), "
        "and optional cost; or GeoJSON.",
        rich_help_panel=COMPARE,
    ),
]
MeasuresOption = Annotated[
    Path | None,
    typer.Option(
        "--measures",
        metavar="PATH",
        callback=there,
        help="Your own costs, effects and assumptions: TOML.",
        rich_help_panel=LIMITS,
    ),
]
AreaOption = Annotated[
    Path | None,
    typer.Option(
        "--area",
        metavar="PATH",
        callback=there,
        help="Spend only inside this polygon: GeoJSON or GeoPackage.",
        rich_help_panel=LIMITS,
    ),
]
MustOption = Annotated[
    Path | None,
    typer.Option(
        "--must",
        metavar="PATH",
        callback=there,
        help="Options that must be bought: CSV of ids.",
        rich_help_panel=LIMITS,
    ),
]
AvoidOption = Annotated[
    Path | None,
    typer.Option(
        "--avoid",
        metavar="PATH",
        callback=there,
        help="Streets to leave alone: CSV of segment or option ids, or GeoJSON.",
        rich_help_panel=LIMITS,
    ),
]
AtLeastOption = Annotated[
    list[str] | None,
    typer.Option(
        "--at-least",
        metavar="MEASURE=UNITS",
        help="Buy at least so many units. May be repeated.",
        rich_help_panel=LIMITS,
    ),
]
AtMostOption = Annotated[
    list[str] | None,
    typer.Option(
        "--at-most",
        metavar="MEASURE=UNITS",
        help="Buy at most so many units. May be repeated.",
        rich_help_panel=LIMITS,
    ),
]
MinimumRunOption = Annotated[
    float,
    typer.Option(
        "--minimum-run",
        metavar="METRES",
        min=0,
        max=10_000,
        help="Shortest run of new lamps.",
        rich_help_panel=LIMITS,
    ),
]
HorizonOption = Annotated[
    int,
    typer.Option(
        "--horizon-years",
        min=1,
        max=60,
        help="Years over which running costs are counted.",
        rich_help_panel=LIMITS,
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", help="Seed of all random draws.")]
ThreadsOption = Annotated[
    int,
    typer.Option("--threads", min=1, max=64, help="Processors to use; the result is the same."),
]
OutOption = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="PATH",
        callback=folder_for_plan,
        help="Folder for the report and the files.",
    ),
]
PdfOption = Annotated[
    bool | None,
    typer.Option(
        "--pdf/--no-pdf",
        help="Write report.pdf too; needs the extra: pip install 'homeward[pdf]'.",
        show_default="written where the extra is installed",
    ),
]
