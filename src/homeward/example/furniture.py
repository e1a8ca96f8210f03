"""What else stands about town: station, stops, taxi ranks, car parks, cameras, mapped lamps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from homeward.example.crimes import Built
from homeward.example.lamps import Lamps
from homeward.example.plan import COUNTY, STATION_XY_M, TOWN
from homeward.kit.arrays import Floats, Geometries, Ints
from homeward.kit.rng import stream

__all__ = ["Furniture", "camera_xy_m", "furnish"]

_STOP_EVERY_M: Final = 330.0
_MAPPED_LAMPS: Final = 360
_CAMERAS: Final = (
    (-300, -262),
    (-245, -248),
    (-380, -268),
    (-140, -250),
    (-160, -375),
    (-50, -122),
    (15, 22),
    (35, 150),
    (100, 262),
    (215, 348),
    (235, -30),
    (-180, 8),
    (-560, -330),
    (-185, -500),
    (470, 250),
    (60, -288),
    (555, 10),
    (-330, 420),
)
_RANKS: Final = (
    ("Station taxis", 218, 388),
    ("Wharf Street taxis", -255, -254),
    ("Market taxis", 60, 14),
    ("Kingsgate taxis", -165, -386),
)
_CAR_PARK_M: Final = 13.0
_CAR_PARKS: Final = 8

Point = tuple[tuple[float, float], Mapping[str, str]]


@dataclass(frozen=True, eq=False, kw_only=True)
class Furniture:
    """Points and polygons with their OpenStreetMap tags."""

    points: list[Point]
    shapes: list[tuple[shapely.Polygon, Mapping[str, str]]]


def furnish(built: Built, lamps: Lamps, seed: int) -> Furniture:
    """Everything on the map that is neither street, building nor venue.

    Parameters
    ----------
    built
        Streets, names, buildings and venues.
    lamps
        All lamps; the map shows those nearest the market cross.
    seed
        The run's seed.

    Returns
    -------
    Furniture
        Points and polygons in metres, with their tags.
    """
    points: list[Point] = [
        (
            (0.0, 0.0),
            {
                "place": "town",
                "name": TOWN,
                "population": "60000",
                "is_in": COUNTY,
                "note": "Made up: no such town exists. Written by homeward example.",
            },
        ),
        (
            STATION_XY_M,
            {
                "railway": "station",
                "public_transport": "station",
                "train": "yes",
                "name": f"{TOWN} station",
            },
        ),
        *(((x, y), {"amenity": "taxi", "name": name}) for name, x, y in _RANKS),
        *_stops(built),
        *_lamps(lamps),
        *_cameras(),
    ]
    campus = np.flatnonzero(built.layout.style == "campus").tolist()
    grounds = [built.layout.blocks[block].buffer(-8.0) for block in campus]
    university = max(grounds, key=lambda each: float(each.area))
    parking = [
        (shape, {"amenity": "parking", "capacity": str(60 + 40 * k), "access": "yes"})
        for k, shape in enumerate(_car_parks(built, stream(seed, "example", "car parks")))
    ]
    tags = {"amenity": "university", "name": f"University of {TOWN}"}
    return Furniture(points=points, shapes=[(university, tags), *parking])


def _stops(built: Built) -> list[Point]:
    """Bus stops beside the main roads, about every 330 m."""
    stops: list[Point] = []
    for main in built.layout.bones.mains:
        if main.kind in ("primary", "secondary", "tertiary"):
            count = max(1, int(main.line.length / _STOP_EVERY_M))
            for k in range(count):
                x, y = _beside(main.line, (k + 0.5) / count * main.line.length, -6.5)
                tags = {"highway": "bus_stop", "public_transport": "platform", "bus": "yes"}
                stops.append(((x, y), tags | {"name": f"{main.name} ({k + 1})"}))
    return stops


def _beside(line: shapely.LineString, along_m: float, aside_m: float) -> tuple[float, float]:
    here, ahead = (np.asarray(line.interpolate(along_m + d).coords[0]) for d in (-1.0, 1.0))
    run = (ahead - here) / np.hypot(*(ahead - here))
    x, y = 0.5 * (here + ahead) + aside_m * np.array([-run[1], run[0]])
    return float(x), float(y)


def _lamps(lamps: Lamps) -> list[Point]:
    """The lamps nearest the market cross, as mappers start there."""
    near = np.argsort(np.hypot(*lamps.xy_m.T), kind="stable")[:_MAPPED_LAMPS]
    source = {"LED": "LED", "SOX": "low_pressure_sodium"}
    return [
        (
            (float(lamps.xy_m[k, 0]), float(lamps.xy_m[k, 1])),
            {"highway": "street_lamp", "light:method": source[str(lamps.type[k])]},
        )
        for k in np.sort(near).tolist()
    ]


def camera_xy_m() -> Floats:
    """Where the council's cameras stand, shape (cameras, 2)."""
    return np.array(_CAMERAS, dtype=np.float64)


def _cameras() -> list[Point]:
    """Two in three of the council's cameras, as mapped."""
    tags = {"man_made": "surveillance", "surveillance": "public", "surveillance:type": "camera"}
    return [((float(x), float(y)), tags) for k, (x, y) in enumerate(_CAMERAS) if k % 3]


def _car_parks(built: Built, rng: np.random.Generator) -> list[shapely.Polygon]:
    """Squares in the middle of town on which nothing stands."""
    places = rng.uniform(-520.0, 520.0, (1500, 2)) * (1.0, 0.72)
    shapes = shapely.box(*(places - _CAR_PARK_M).T, *(places + _CAR_PARK_M).T)
    shapes = shapes[shapely.within(shapes, built.layout.bones.ring)]
    taken = np.zeros(len(shapes), dtype=bool)
    for things in (built.houses.shapes, built.layout.lines):
        taken[_near(things, shapes)] = True
    kept: list[shapely.Polygon] = []
    for shape in shapes[~taken]:
        if all(shape.distance(each) > 120.0 for each in kept):
            kept.append(shape)
    return kept[:_CAR_PARKS]


def _near(things: Geometries, shapes: Geometries) -> Ints:
    return np.asarray(shapely.STRtree(things).query(shapes, predicate="dwithin", distance=3.0)[0])
