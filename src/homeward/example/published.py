"""The town's tables as files in the formats that councils, police and counters publish."""

import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from scipy.spatial import cKDTree

from homeward.example.counters import Counters
from homeward.example.crimes import MONTHS, Built, MapPoints, Offences
from homeward.example.furniture import camera_xy_m
from homeward.example.ground import Ground
from homeward.example.lamps import Lamps
from homeward.example.people import Areas
from homeward.example.plan import FORCE, TOWN
from homeward.example.truth import TYPES
from homeward.kit.arrays import Texts
from homeward.kit.rng import stream

__all__ = [
    "table",
    "write_areas",
    "write_cameras",
    "write_counts",
    "write_crimes",
    "write_lamps",
    "write_people",
]

_CRIME_COLUMNS: Final = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
_OUTCOMES: Final = (
    "Investigation complete; no suspect identified",
    "Unable to prosecute suspect",
    "Court result unavailable",
    "Local resolution",
    "Under investigation",
    "Offender given a caution",
)
_OUTCOME_ODDS: Final = (0.44, 0.36, 0.07, 0.04, 0.06, 0.03)
_AWAY_M: Final = (9_000.0, 22_000.0)


def table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write one CSV file: a header, then the rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def write_crimes(
    folder: Path,
    offences: Offences,
    points: MapPoints,
    places: tuple[Built, Areas, Ground],
    seed: int,
) -> None:
    """Write a folder and file per month in police.uk's shape; in each, rows in mixed order."""
    built, areas, ground = places
    rng = stream(seed, "example", "crime files")
    size = len(offences.month)
    where = _where(offences, points, ground, rng)
    area = areas.of_house[cKDTree(built.houses.middle_xy_m).query(points.xy_m)[1]]
    code, name, label = _labelled(offences, points, areas, area)
    outcome = rng.choice(_OUTCOMES, size=size, p=_OUTCOME_ODDS)
    shuffled = rng.permutation(size)
    slug = FORCE.lower().replace(" ", "-")
    for month, text in enumerate(MONTHS):
        rows = [k for k in shuffled.tolist() if offences.month[k] == month]
        if rows:
            path = folder / text / f"{text}-{slug}-street.csv"
            table(
                path,
                _CRIME_COLUMNS,
                (
                    (
                        _crime_id(seed, k, offences.type[k]),
                        text,
                        FORCE,
                        FORCE,
                        *where[k],
                        label[k],
                        code[k],
                        name[k],
                        TYPES[offences.type[k]].name,
                        outcome[k] if _is_crime(offences.type[k]) else "",
                        "",
                    )
                    for k in rows
                ),
            )


def _where(
    offences: Offences, points: MapPoints, ground: Ground, rng: np.random.Generator
) -> list[tuple[str, str]]:
    """Published longitude and latitude, six places, empty where no location is published."""
    turn = rng.uniform(-0.5 * np.pi, 0.0, len(offences.point))
    far = rng.uniform(*_AWAY_M, len(offences.point))[:, None]
    away = far * np.column_stack([np.cos(turn), np.sin(turn)])
    here = np.where((offences.point >= 0)[:, None], points.xy_m[offences.point], away)
    lonlat = ground.lonlat(here).tolist()
    return [
        ("", "") if point == -1 else (f"{lon:.6f}", f"{lat:.6f}")
        for point, (lon, lat) in zip(offences.point.tolist(), lonlat, strict=True)
    ]


def _labelled(
    offences: Offences, points: MapPoints, areas: Areas, area: np.ndarray[Any, np.dtype[np.int64]]
) -> tuple[list[str], list[str], list[str]]:
    """Area code, area name and location text of each row."""
    code, name, label = [], [], []
    for point in offences.point.tolist():
        here = point >= 0
        code.append(str(areas.code[area[point]]) if here else "X0199001" if point == -2 else "")
        name.append(
            str(areas.name[area[point]]) if here else "Elsewhere 001A" if point == -2 else ""
        )
        label.append(
            f"On or near {points.label[point]}"
            if here
            else "On or near Moor Gate"
            if point == -2
            else "No Location"
        )
    return code, name, label


def _is_crime(number: int) -> bool:
    return TYPES[number].name != "Anti-social behaviour"


def _crime_id(seed: int, row: int, number: int) -> str:
    """64 hexadecimal digits, as police.uk has them; none for antisocial behaviour."""
    return hashlib.sha256(f"{seed} {row}".encode()).hexdigest() if _is_crime(number) else ""


def write_lamps(
    path: Path, lamps: Lamps, listed: Sequence[int], names: Texts, ground: Ground
) -> None:
    """Write the council's list of lamps: one part of town."""
    at = np.asarray(listed)
    grid, lonlat = ground.grid(lamps.xy_m[at]), ground.lonlat(lamps.xy_m[at])
    columns = (
        "Column ID",
        "Street Name",
        "Easting",
        "Northing",
        "Longitude",
        "Latitude",
        "Wattage",
        "Lamp Type",
        "Switch Regime",
    )
    table(
        path,
        columns,
        (
            (
                f"AM{number:05d}",
                str(names[lamps.segment[k]]).upper() or "UNNAMED",
                f"{e:.1f}",
                f"{n:.1f}",
                f"{lon:.6f}",
                f"{lat:.6f}",
                lamps.watts[k],
                lamps.type[k],
                lamps.regime[k],
            )
            for number, (k, (e, n), (lon, lat)) in enumerate(
                zip(at.tolist(), grid.tolist(), lonlat.tolist(), strict=True), 1
            )
        ),
    )


def write_cameras(path: Path, ground: Ground) -> None:
    """Write the council's list of cameras."""
    lonlat = ground.lonlat(camera_xy_m()).tolist()
    rows = (
        (f"CAM{k:02d}", TOWN, f"{lon:.6f}", f"{lat:.6f}", "PTZ dome")
        for k, (lon, lat) in enumerate(lonlat, 1)
    )
    table(path, ("Camera ID", "Town", "Longitude", "Latitude", "Type"), rows)


def write_people(path: Path, areas: Areas, ground: Ground) -> None:
    """Write residents and population-weighted centroids of census areas."""
    grid = ground.grid(areas.centre_xy_m).tolist()
    rows = (
        (k + 1, areas.code[k], areas.name[k], areas.residents[k], f"{x:.4f}", f"{y:.4f}")
        for k, (x, y) in enumerate(grid)
    )
    table(path, ("FID", "LSOA21CD", "LSOA21NM", "Residents", "Easting", "Northing"), rows)


def write_areas(path: Path, areas: Areas, ground: Ground, seed: int) -> None:
    """Write census areas as polygons with residents and an invented deprivation rank."""
    rank = stream(seed, "example", "deprivation").permutation(len(areas.code)) + 1
    features = [
        {
            "type": "Feature",
            "properties": {
                "LSOA21CD": str(areas.code[k]),
                "LSOA21NM": str(areas.name[k]),
                "residents": int(areas.residents[k]),
                "deprivation": int(rank[k]),
            },
            "geometry": shapely.geometry.mapping(shapely.transform(shape, ground.lonlat)),
        }
        for k, shape in enumerate(areas.shapes)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection) + "\n", encoding="utf-8")


def write_counts(path: Path, counters: Counters, built: Built, ground: Ground) -> None:
    """Write hourly counts, a row per counter and hour; hours a counter was broken have no row."""
    lonlat = ground.lonlat(built.layout.middle_xy_m[counters.segment]).tolist()
    rows = (
        (
            f"{day:%d/%m/%Y}",
            hour,
            counters.name[k],
            f"{lonlat[k][0]:.6f}",
            f"{lonlat[k][1]:.6f}",
            counters.people[k, d, hour],
        )
        for d, day in enumerate(counters.days())
        for hour in range(24)
        for k in range(len(counters.name))
        if counters.people[k, d, hour] >= 0
    )
    table(path, ("Date", "Hour", "LocationName", "Longitude", "Latitude", "InCount"), rows)
