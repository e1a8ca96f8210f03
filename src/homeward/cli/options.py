"""Options and arguments that several commands share, and turning them into what study takes."""

from pathlib import Path
from typing import Annotated

import typer

from homeward.cli.paths import all_there, map_there, there

__all__ = [
    "AreasOption",
    "CamerasOption",
    "ColumnsOption",
    "CountsOption",
    "CrimesOption",
    "GatheringOption",
    "JsonOption",
    "LightsOption",
    "MapArgument",
    "PeopleOption",
    "QuietOption",
    "ReportsOption",
    "ScenarioOption",
    "TolerateOption",
    "TraceOption",
    "VenuesOption",
]

INPUTS = "Input files"

MapArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="MAP",
        callback=map_there,
        help="OpenStreetMap file: .osm.pbf, .osm, .osm.gz or .osm.bz2. "
        "Without it, the built-in made-up town.",
    ),
]
CrimesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--crimes",
        metavar="PATH",
        callback=all_there,
        help="police.uk street-level crime: a CSV, .csv.gz, folder or .zip; may be repeated.",
        rich_help_panel=INPUTS,
    ),
]
ColumnsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--crime-column",
        metavar="NAME=COLUMN",
        help="For a crime CSV of your own: which column holds lon, lat, date, time, until, "
        "type or force. May be repeated.",
        rich_help_panel=INPUTS,
    ),
]
LightsOption = Annotated[
    Path | None,
    typer.Option(
        "--lights",
        metavar="PATH",
        callback=there,
        help="Street lights: CSV, GeoJSON or GeoPackage.",
        rich_help_panel=INPUTS,
    ),
]
CamerasOption = Annotated[
    Path | None,
    typer.Option(
        "--cameras",
        metavar="PATH",
        callback=there,
        help="Cameras: CSV, GeoJSON or GeoPackage.",
        rich_help_panel=INPUTS,
    ),
]
PeopleOption = Annotated[
    Path | None,
    typer.Option(
        "--people",
        metavar="PATH",
        callback=there,
        help="Residents: a folder with census counts and centroids, a CSV, or polygons.",
        rich_help_panel=INPUTS,
    ),
]
VenuesOption = Annotated[
    Path | None,
    typer.Option(
        "--venues",
        metavar="PATH",
        callback=there,
        help="Venues: a licensing CSV.",
        rich_help_panel=INPUTS,
    ),
]
AreasOption = Annotated[
    Path | None,
    typer.Option(
        "--areas",
        metavar="PATH",
        callback=there,
        help="Wards or LSOAs: GeoJSON or GeoPackage.",
        rich_help_panel=INPUTS,
    ),
]
CountsOption = Annotated[
    Path | None,
    typer.Option(
        "--counts",
        metavar="PATH",
        callback=there,
        help="Pedestrian counters: CSV.",
        rich_help_panel=INPUTS,
    ),
]
ReportsOption = Annotated[
    Path | None,
    typer.Option(
        "--reports",
        metavar="PATH",
        help="The public's own reports of where they feel unsafe: CSV or points.",
        callback=there,
        rich_help_panel=INPUTS,
    ),
]
GatheringOption = Annotated[
    Path | None,
    typer.Option(
        "--gathering",
        metavar="PATH",
        help="Events: CSV with place, attendance and end.",
        callback=there,
        rich_help_panel=INPUTS,
    ),
]
ScenarioOption = Annotated[
    Path | None,
    typer.Option(
        "--scenario",
        metavar="FILE",
        callback=there,
        help="What is shut or changed on every night: streets, gates, stations, venues and their "
        "hours, lamps. TOML.",
        rich_help_panel="The night",
    ),
]
TolerateOption = Annotated[
    bool, typer.Option("--tolerate", help="Go on when more than 5% of a file's rows are bad.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No progress.")]
TraceOption = Annotated[
    bool, typer.Option("--trace", help="When something fails, show where in the program.")
]
