"""Small census areas: cutting the town into about forty of equal population."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from homeward.example.buildings import Houses
from homeward.example.plan import TOWN
from homeward.kit.arrays import Floats, Geometries, Ints, Texts, freeze

__all__ = ["Areas", "census"]

_RESIDENTS_PER_AREA: Final = 1600
_AREAS_PER_NUMBER: Final = 5


@dataclass(frozen=True, eq=False, kw_only=True)
class Areas:
    """Made-up census areas (P), and which one each building lies in (`of_house`)."""

    code: Texts
    name: Texts
    shapes: Geometries
    centre_xy_m: Floats
    residents: Ints
    of_house: Ints

    def __post_init__(self) -> None:
        freeze(self)


def census(houses: Houses, outline: shapely.Polygon) -> Areas:
    """Census areas: halved and halved again, across the longer side, until small enough.

    Parameters
    ----------
    houses
        Buildings with residents.
    outline
        The town's edge; areas are cut to it.

    Returns
    -------
    Areas
        Codes begin with X, which no real area's does.
    """
    west, south, east, north = outline.buffer(150.0).bounds
    boxes: list[tuple[Ints, tuple[float, float, float, float]]] = []
    _halve(houses, np.arange(len(houses.kind)), (west, south, east, north), boxes)
    of_house = np.zeros(len(houses.kind), dtype=np.int64)
    for area, (inside, _) in enumerate(boxes):
        of_house[inside] = area
    residents = np.bincount(of_house, weights=houses.residents, minlength=len(boxes))
    centre = np.column_stack(
        [
            np.bincount(of_house, weights=houses.residents * each, minlength=len(boxes)) / residents
            for each in houses.middle_xy_m.T
        ]
    )
    numbers = [
        (k // _AREAS_PER_NUMBER + 1, "ABCDE"[k % _AREAS_PER_NUMBER]) for k in range(len(boxes))
    ]
    land = outline.buffer(150.0)
    return Areas(
        code=np.array([f"X01{k + 1:05d}" for k in range(len(boxes))]),
        name=np.array([f"{TOWN} {number:03d}{letter}" for number, letter in numbers]),
        shapes=np.array([shapely.box(*box).intersection(land) for _, box in boxes], dtype=object),
        centre_xy_m=centre,
        residents=residents.astype(np.int64),
        of_house=of_house,
    )


def _halve(
    houses: Houses,
    inside: Ints,
    box: tuple[float, float, float, float],
    boxes: list[tuple[Ints, tuple[float, float, float, float]]],
) -> None:
    people = houses.residents[inside]
    if people.sum() < 1.4 * _RESIDENTS_PER_AREA:
        boxes.append((inside, box))
        return
    west, south, east, north = box
    axis = 0 if east - west > north - south else 1
    order = inside[np.argsort(houses.middle_xy_m[inside, axis], kind="stable")]
    cut = int(np.searchsorted(np.cumsum(houses.residents[order]), people.sum() / 2))
    at = float(houses.middle_xy_m[order[cut], axis])
    low = (west, south, at, north) if axis == 0 else (west, south, east, at)
    high = (at, south, east, north) if axis == 0 else (west, at, east, north)
    _halve(houses, order[:cut], low, boxes)
    _halve(houses, order[cut:], high, boxes)
