"""Places people go to and leave at night, and places where walks end."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from homeward.example.buildings import Houses
from homeward.example.names import venue_names
from homeward.example.plan import STATION_XY_M
from homeward.kit.arrays import Bools, Floats, Ints, Texts, freeze
from homeward.kit.rng import stream

__all__ = ["Venues", "open_up"]

_CLUBS: Final = (-300.0, -255.0)
_HIGH_STREET: Final = (-40.0, -80.0)
_MARKET: Final = (120.0, 40.0)


class _Sort(NamedTuple):
    """A sort of venue: how many, where about, people in each, and hours some have."""

    kind: str
    number: int
    near: tuple[float, float]
    spread_m: float
    people: int
    hours: tuple[str, ...]


_PUB_HOURS: Final = (
    "Mo-Th 12:00-23:00; Fr,Sa 12:00-24:00; Su 12:00-22:30",
    "Mo-Su 11:00-23:00",
    "Su-Th 12:00-23:30; Fr,Sa 12:00-01:00",
)
_BAR_HOURS: Final = (
    "Su-Th 17:00-24:00; Fr,Sa 17:00-02:00",
    "We-Sa 18:00-02:30",
    "Mo-Th 16:00-24:00; Fr,Sa 15:00-01:30; Su 16:00-23:00",
)
_CLUB_HOURS: Final = ("Fr,Sa 22:00-04:00", "We,Fr,Sa 22:00-03:30", "Th-Sa 22:30-03:00")
_MEAL_HOURS: Final = (
    "Mo-Sa 12:00-14:30,17:30-22:30",
    "Tu-Su 17:00-23:00",
    "Mo-Su 12:00-22:00",
)
_CAFE_HOURS: Final = ("Mo-Sa 08:00-17:30", "Mo-Su 08:30-18:00")
_LATE_FOOD_HOURS: Final = ("Mo-Su 17:00-03:00", "Su-Th 16:00-24:00; Fr,Sa 16:00-03:30")
_SORTS: Final = (
    _Sort("nightclub", 5, _CLUBS, 95, 420, _CLUB_HOURS),
    _Sort("bar", 16, _CLUBS, 130, 130, _BAR_HOURS),
    _Sort("bar", 6, _MARKET, 200, 110, _BAR_HOURS),
    _Sort("pub", 15, _HIGH_STREET, 230, 120, _PUB_HOURS),
    _Sort("pub", 30, (0, 0), 1500, 75, _PUB_HOURS),
    _Sort("restaurant", 38, _MARKET, 260, 55, _MEAL_HOURS),
    _Sort("restaurant", 12, (0, 0), 1100, 45, _MEAL_HOURS),
    _Sort("fast_food", 9, _CLUBS, 170, 25, _LATE_FOOD_HOURS),
    _Sort("fast_food", 9, (0, 0), 1200, 15, _LATE_FOOD_HOURS),
    _Sort("cafe", 18, _HIGH_STREET, 260, 30, _CAFE_HOURS),
    _Sort("theatre", 1, (230, -60), 90, 620, ()),
    _Sort("cinema", 1, (330, 150), 90, 540, ("Mo-Su 11:00-23:45",)),
    _Sort("social_club", 4, (0, 800), 900, 110, ("Th-Su 19:00-23:30",)),
    _Sort("hotel", 6, (150, 180), 300, 90, ()),
    _Sort("shop", 90, _HIGH_STREET, 230, 0, ("Mo-Sa 09:00-17:30",)),
    _Sort("shop", 40, (0, 0), 1400, 0, ("Mo-Su 07:00-22:00",)),
)  # fmt: skip
_TELLS_HOURS: Final = 0.46


@dataclass(frozen=True, eq=False, kw_only=True)
class Venues:
    """Venues, shops and hotels (V), each in a building on a segment.

    `people` is how many a full house holds; `hours` is what the map says, `""` untagged.
    """

    xy_m: Floats
    kind: Texts
    name: Texts
    hours: Texts
    people: Ints
    house: Ints
    segment: Ints

    def __post_init__(self) -> None:
        freeze(self)


def open_up(houses: Houses, seed: int) -> Venues:
    """Venues of the town, one to a building.

    Parameters
    ----------
    houses
        The town's buildings; venues take shops and, farther out, other buildings.
    seed
        The run's seed.

    Returns
    -------
    Venues
        In the order of the list above; about two in five carry opening hours.
    """
    rng = stream(seed, "example", "venues")
    free = ~np.isin(houses.kind, ("university", "dormitory"))
    free &= np.hypot(*(houses.middle_xy_m - STATION_XY_M).T) > 60.0
    taken, sorts = [], []
    for sort in _SORTS:
        picked = _picked(houses, free, sort, rng)
        free[picked] = False
        taken.append(picked)
        sorts += [sort] * len(picked)
    house = np.concatenate(taken)
    kind = [sort.kind for sort in sorts]
    wobble = rng.lognormal(0.0, 0.35, len(sorts))
    return Venues(
        xy_m=houses.middle_xy_m[house] + rng.uniform(-1.5, 1.5, (len(house), 2)),
        kind=np.array(kind), name=np.array(venue_names(kind, rng)),
        hours=np.array([_hours(sort, rng) for sort in sorts]),
        people=np.array([int(sort.people * w) for sort, w in zip(sorts, wobble, strict=True)]),
        house=house, segment=houses.segment[house],
    )  # fmt: skip


def _picked(houses: Houses, free: Bools, sort: _Sort, rng: np.random.Generator) -> Ints:
    """Buildings drawn for one sort of venue, likelier the nearer and the more they are shops."""
    gap_m = np.hypot(*(houses.middle_xy_m - sort.near).T)
    pull = np.exp(-0.5 * (gap_m / sort.spread_m) ** 2) * np.where(
        houses.kind == "retail", 30.0, 1.0
    )
    pull = np.where(free, pull, 0.0)
    return rng.choice(len(pull), size=sort.number, replace=False, p=pull / pull.sum())


def _hours(sort: _Sort, rng: np.random.Generator) -> str:
    tells = rng.random() < _TELLS_HOURS
    return str(rng.choice(sort.hours)) if tells and sort.hours else ""
