"""Which streets are truly lit, what the map says of it, and the council's list of lamps."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from homeward.example.layout import Layout
from homeward.kit.arrays import Bools, Floats, Ints, Texts, freeze
from homeward.kit.rng import stream

__all__ = ["DARK", "LIT", "PART_NIGHT", "SWITCHED_OFF", "Lamps", "Light", "inventory", "light"]

DARK, LIT, PART_NIGHT = 0, 1, 2
SWITCHED_OFF: Final = "00:00-05:30"
_PART_NIGHT_QUARTERS: Final = ("Moorcroft",)
_LISTED_QUARTERS: Final = (
    "Moorcroft",
    "Railway Town",
    "Cobble Hill",
    "Millgate",
    "Tramway",
    "Millrace",
)
_LIT_TOWPATH_M: Final = 330.0

_DARK_SHARE: Final = {
    "alley": 0.27,
    "riverside": 1.0,
    "greenway": 1.0,
    "underpass": 1.0,
    "path": 0.17,
    "steps": 0.5,
    "park path": 0.6,
    "common path": 0.9,
    "cemetery path": 0.6,
    "campus": 0.1,
    "residential": 0.009,
}
_TAGGED_DARK: Final = {
    "alley": 0.3,
    "riverside": 0.85,
    "greenway": 1.0,
    "underpass": 1.0,
    "path": 0.3,
    "steps": 0.4,
    "park path": 0.6,
    "common path": 0.45,
    "cemetery path": 0.3,
    "campus": 0.3,
    "residential": 0.35,
}
_TAGGED_LIT: Final = {
    "primary": 0.88,
    "secondary": 0.85,
    "tertiary": 0.8,
    "pedestrian": 0.95,
    "residential": 0.45,
    "alley": 0.2,
    "campus": 0.55,
    "path": 0.3,
    "greenway": 0.8,
    "riverside": 0.7,
}
_PART_NIGHT_TAGS: Final = ("", "yes", f"{SWITCHED_OFF} off", "limited")
_PART_NIGHT_ODDS: Final = (0.5, 0.2, 0.22, 0.08)


@dataclass(frozen=True, eq=False, kw_only=True)
class Light:
    """Light on each segment: `state` in truth, `tag` on the map (`""` none), `listed` or not.

    `listed` segments lie where the council's list of lamps is complete: one without a lamp
    there is known to be dark.
    """

    state: Ints
    tag: Texts
    listed: Bools

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def known_dark(self) -> Bools:
        """Segments without lamps whose map tag or the list says so."""
        return np.asarray((self.state == DARK) & ((self.tag == "no") | self.listed))


@dataclass(frozen=True, eq=False, kw_only=True)
class Lamps:
    """Street lights: where, on which segment, watts, source of light, and switching regime."""

    xy_m: Floats
    segment: Ints
    watts: Ints
    type: Texts
    regime: Texts

    def __post_init__(self) -> None:
        freeze(self)


def light(layout: Layout, seed: int) -> Light:
    """True light and mapped light of every segment.

    Parameters
    ----------
    layout
        The street plan.
    seed
        The run's seed.

    Returns
    -------
    Light
        Alike along each way. Lit streets are tagged far more often than dark ones.
    """
    rng = stream(seed, "example", "light")
    first = np.unique(layout.way, return_index=True)[1]
    kind = np.array([each.removesuffix(" bridge") for each in layout.kind[first].tolist()])
    quarter = np.append(layout.quarter, "")[layout.block[first]]
    dark_share = np.array([_DARK_SHARE.get(each, 0.0) for each in kind.tolist()])
    central = shapely.contains_xy(layout.bones.ring.buffer(90.0), *layout.middle_xy_m[first].T)
    dark_share[central & (kind == "riverside")] = 0.0
    dark_share[central & (kind == "residential")] = 0.0
    state = np.where(rng.random(len(first)) < dark_share, DARK, LIT)
    state[np.isin(quarter, _PART_NIGHT_QUARTERS) & (state == LIT)] = PART_NIGHT
    tag = _tags(kind, state, rng)
    listed = np.isin(quarter, _LISTED_QUARTERS)
    return Light(state=state[layout.way], tag=tag[layout.way], listed=listed[layout.way])


def _tags(kind: Texts, state: Ints, rng: np.random.Generator) -> Texts:
    """What mappers wrote, `""` where they wrote nothing."""
    said = rng.random(len(kind))
    part = rng.choice(_PART_NIGHT_TAGS, size=len(kind), p=_PART_NIGHT_ODDS)
    how = rng.choice(
        ["yes", "automatic", "24/7", "sunset-sunrise"], size=len(kind), p=[0.95, 0.02, 0.02, 0.01]
    )
    dark = np.array([_TAGGED_DARK.get(each, 0.0) for each in kind.tolist()])
    lit = np.array([_TAGGED_LIT.get(each, 0.5) for each in kind.tolist()])
    tag = np.where(state == DARK, np.where(said < dark, "no", ""), np.where(said < lit, how, ""))
    return np.where(state == PART_NIGHT, part, tag)


def inventory(layout: Layout, shining: Light, seed: int) -> Lamps:
    """Every lamp in town: one about each 30 m of lit street, on alternate sides.

    Parameters
    ----------
    layout
        The street plan.
    shining
        Which segments are truly lit.
    seed
        The run's seed.

    Returns
    -------
    Lamps
        In order of segment; a lit segment has at least one.
    """
    rng = stream(seed, "example", "lamps")
    wide = np.isin(layout.kind, ("primary", "secondary", "tertiary", "pedestrian"))
    spacing = np.where(wide, 27.0, 32.0)
    count = np.maximum(1, (layout.length_m / spacing).astype(np.int64)) * (shining.state != DARK)
    segment = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
    share = (nth + 0.5) / count[segment]
    line = layout.lines[segment]
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, share, normalized=True))
    ahead = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.minimum(share + 0.02, 1.0), normalized=True)
    )
    run = ahead - here
    run /= np.maximum(np.hypot(*run.T), 1e-6)[:, None]
    side = np.where(nth % 2, 1.0, -1.0)[:, None] * np.where(wide[segment], 5.0, 3.4)[:, None]
    old = rng.random(int(layout.street.max()) + 1) < 0.38
    sodium = old[layout.street[segment]]
    part = shining.state[segment] == PART_NIGHT
    return Lamps(
        xy_m=here + side * np.column_stack([-run[:, 1], run[:, 0]]),
        segment=segment,
        watts=np.where(wide[segment], np.where(sodium, 135, 61), np.where(sodium, 55, 23)),
        type=np.where(sodium, "SOX", "LED"),
        regime=np.where(part, f"Part night: off {SWITCHED_OFF}", "All night"),
    )
