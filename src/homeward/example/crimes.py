"""Offences drawn from the truth, then snapped and stripped to their month as police.uk does."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from scipy.spatial import cKDTree

from homeward.example.buildings import Houses
from homeward.example.layout import Layout
from homeward.example.truth import TYPES, Kind, Rates
from homeward.example.venues import Venues
from homeward.kit.arrays import Bools, Floats, Ints, Texts, freeze
from homeward.kit.rng import stream

__all__ = [
    "ADDRESSES_PER_POINT",
    "MISSING_MONTH",
    "MONTHS",
    "Built",
    "MapPoints",
    "Offences",
    "commit",
    "map_points",
]

MONTHS: Final = tuple(f"{year}-{month:02d}" for year in (2023, 2024) for month in range(1, 13))
MISSING_MONTH: Final = "2024-05"
ADDRESSES_PER_POINT: Final = 8
_UNLOCATED: Final = 0.07
_OFF_MAP: Final = 0.02
_SUMMER_SWING: Final = 0.08
_SNAPPED, _NOWHERE, _AWAY = 0, 1, 2


@dataclass(frozen=True, eq=False, kw_only=True)
class Built:
    """What stands in the town: streets with their names, buildings and venues."""

    layout: Layout
    names: Texts
    houses: Houses
    venues: Venues


@dataclass(frozen=True, eq=False, kw_only=True)
class MapPoints:
    """The only places offences are published at, and what they are called."""

    xy_m: Floats
    label: Texts

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Offences:
    """Offences (N): what is published of them, and what truly happened.

    `point` is a position in the map points, -1 where no location was published, -2 off the
    map. `segment` is where it happened, -1 when not in the street.
    """

    month: Ints
    type: Ints
    point: Ints
    true_xy_m: Floats
    segment: Ints
    hour: Ints
    in_public: Bools
    walker: Bools

    def __post_init__(self) -> None:
        freeze(self)


def map_points(built: Built) -> MapPoints:
    """Map points: one on the street before every eighth address, and some well-known places.

    Parameters
    ----------
    built
        Streets, names, buildings and venues.

    Returns
    -------
    MapPoints
        Points and what is written after "On or near".

    References
    ----------
    .. [1] data.police.uk, About: how location anonymisation works: map points stand for at
       least eight postal addresses, or none. https://data.police.uk/about/
    """
    houses, layout = built.houses, built.layout
    order = np.lexsort((houses.along, houses.segment))
    addresses = np.cumsum(np.maximum(1, houses.dwellings[order]))
    wanted = np.arange(ADDRESSES_PER_POINT // 2, addresses[-1], ADDRESSES_PER_POINT)
    chosen = order[np.unique(np.searchsorted(addresses, wanted))]
    line = layout.lines[houses.segment[chosen]]
    on_street = shapely.line_interpolate_point(line, houses.along[chosen], normalized=True)
    label = built.names[houses.segment[chosen]]
    known = np.isin(built.venues.kind, list(_KNOWN_PLACES))
    places = [_KNOWN_PLACES[each] for each in built.venues.kind[known].tolist()]
    greens = np.array([each.gates_xy_m.mean(axis=0) for each in layout.greens])
    return MapPoints(
        xy_m=np.round(
            np.vstack([shapely.get_coordinates(on_street), built.venues.xy_m[known], greens]), 1
        ),
        label=np.array(
            [
                *(each or "Parking Area" for each in label.tolist()),
                *places,
                *["Park/Open Space"] * len(greens),
            ]
        ),
    )


_KNOWN_PLACES: Final = {"nightclub": "Nightclub", "theatre": "Theatre/Concert Hall"}


def commit(built: Built, truth: Rates, points: MapPoints, seed: int) -> Offences:
    """Every offence of two years, drawn from the truth and then made anonymous.

    Parameters
    ----------
    built
        The town.
    truth
        Offences a year against walkers by segment and hour.
    points
        Map points to snap to.
    seed
        The run's seed.

    Returns
    -------
    Offences
        In order of month and type; the month that is not published is left out.
    """
    parts = []
    for month, name in enumerate(MONTHS):
        if name != MISSING_MONTH:
            for number, kind in enumerate(TYPES):
                rng = stream(seed, "example", f"offences.{kind.name}", month)
                mean = kind.per_year / 12 * _season(month)
                parts.append(
                    (month, number, *_draw(built, truth, kind, int(rng.poisson(mean)), rng))
                )
    size = [len(part[2]) for part in parts]
    segment, hour, true_xy, walker = (
        np.concatenate([part[k] for part in parts]) for k in (2, 3, 4, 5)
    )
    snapped = cKDTree(points.xy_m).query(true_xy)[1].astype(np.int64)
    fate = stream(seed, "example", "published").choice(
        (_SNAPPED, _NOWHERE, _AWAY),
        size=sum(size),
        p=(1 - _UNLOCATED - _OFF_MAP, _UNLOCATED, _OFF_MAP),
    )
    return Offences(
        month=np.repeat([part[0] for part in parts], size),
        type=np.repeat([part[1] for part in parts], size),
        point=np.where(fate == _SNAPPED, snapped, -fate),
        true_xy_m=true_xy,
        segment=segment,
        hour=hour,
        in_public=segment >= 0,
        walker=walker,
    )


def _season(month: int) -> float:
    """A little more in July than in January, 1 over the year."""
    return 1.0 - _SUMMER_SWING * float(np.cos(2 * np.pi * (month % 12) / 12))


def _draw(
    built: Built, truth: Rates, kind: Kind, count: int, rng: np.random.Generator
) -> tuple[Ints, Ints, Floats, Bools]:
    """Segment, hour, place and whether against a walker, for offences of one type and month."""
    public = rng.random(count) < kind.public
    walker = public & (rng.random(count) < kind.walker)
    table = truth.violence if kind.group == "violence" else truth.theft
    flat = np.cumsum(table.ravel())
    cell = np.searchsorted(flat, rng.random(count) * flat[-1], side="right")
    segment, hour = np.divmod(np.minimum(cell, len(flat) - 1), table.shape[1])
    elsewhere = public & ~walker
    segment[elsewhere] = _any_street(built, int(elsewhere.sum()), rng)
    hour[~walker] = rng.integers(0, 24, int((~walker).sum()))
    xy = shapely.get_coordinates(
        shapely.line_interpolate_point(
            built.layout.lines[segment], rng.random(count), normalized=True
        )
    )
    xy[~public] = _indoors(built, kind.place, int((~public).sum()), rng)
    return np.where(public, segment, -1), hour, xy, walker


def _any_street(built: Built, count: int, rng: np.random.Generator) -> Ints:
    """Streets for offences that are not against walkers: before any building."""
    house = rng.integers(0, len(built.houses.kind), count)
    return built.houses.segment[house]


def _indoors(built: Built, place: str, count: int, rng: np.random.Generator) -> Floats:
    """Places for offences that are not in the street."""
    if place == "homes":
        weight = built.houses.residents / built.houses.residents.sum()
        return built.houses.middle_xy_m[rng.choice(len(weight), size=count, p=weight)]
    shops = np.isin(built.venues.kind, ("shop", "fast_food"))
    inside = shops if place == "shops" else built.venues.people > 0
    return np.asarray(built.venues.xy_m[rng.choice(np.flatnonzero(inside), size=count)])
