"""Buildings along the streets, set back from them, and the people who live there."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import shapely

from homeward.example.layout import Layout
from homeward.kit.arrays import Bools, Floats, Geometries, Ints, Texts, freeze
from homeward.kit.rng import stream

__all__ = ["RESIDENTS", "Houses", "build"]

RESIDENTS: Final = 60_000
_LEVEL: Final = {"terrace": 2, "semidetached_house": 2, "house": 2, "apartments": 4, "retail": 3,
                 "university": 4, "dormitory": 5, "industrial": 1}  # fmt: skip


class _Row(NamedTuple):
    """One sort of building along a street: sizes in metres, dwellings in each."""

    kind: str
    share: float
    width_m: float
    gap_m: float
    back_m: float
    depth_m: float
    dwellings: int


_ROWS: Final = {
    "centre": (_Row("retail", 0.75, 15, 1.5, 6.5, 13, 2),
               _Row("apartments", 0.25, 26, 4, 7, 14, 16)),
    "terrace": (_Row("terrace", 0.95, 34, 3, 6.5, 9, 6),
                _Row("apartments", 0.05, 26, 5, 7.5, 11, 12)),
    "suburb": (_Row("semidetached_house", 0.75, 16, 5, 11, 9, 2),
               _Row("house", 0.25, 11, 6, 12, 10, 1)),
    "estate": (_Row("terrace", 0.62, 26, 7, 9, 8, 4),
               _Row("semidetached_house", 0.26, 15, 6, 9, 8, 2),
               _Row("apartments", 0.12, 28, 9, 10, 12, 12)),
    "campus": (_Row("university", 0.7, 42, 14, 9, 16, 0),
               _Row("dormitory", 0.3, 40, 14, 9, 14, 40)),
    "main": (_Row("semidetached_house", 0.55, 17, 6, 13, 10, 2),
             _Row("terrace", 0.25, 32, 5, 11, 9, 5),
             _Row("apartments", 0.12, 28, 8, 12, 13, 14),
             _Row("retail", 0.08, 20, 4, 10, 14, 3)),
}  # fmt: skip
_FRONTED: Final = ("residential", "campus", "primary", "secondary", "tertiary", "pedestrian")
_CLEAR_OF_STREETS_M: Final = 3.5
_CLEAR_OF_RAIL_M: Final = 11.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Houses:
    """Buildings (H): footprints, what they are, where they front, and who lives there."""

    shapes: Geometries
    middle_xy_m: Floats
    kind: Texts
    levels: Ints
    segment: Ints
    along: Floats
    dwellings: Ints
    residents: Ints

    def __post_init__(self) -> None:
        freeze(self)


def build(layout: Layout, seed: int) -> Houses:
    """Buildings of the whole town.

    Parameters
    ----------
    layout
        The street plan.
    seed
        The run's seed.

    Returns
    -------
    Houses
        Buildings that touch no street, water, railway, open space or other building; their
        residents sum to exactly 60,000.
    """
    rng = stream(seed, "example", "buildings")
    rows = _street_rows(layout)
    parts = [_along(layout, np.flatnonzero(rows == name), name, rng) for name in _ROWS]
    segment, along, kind, dwellings, shapes = (
        np.concatenate([part[k] for part in parts]) for k in range(5)
    )
    free = _free_ground(layout, shapes)
    chosen = np.flatnonzero(free)[_not_overlapping(shapes[free])]
    homes = dwellings[chosen].astype(np.int64)
    return Houses(
        shapes=shapes[chosen], kind=kind[chosen],
        middle_xy_m=shapely.get_coordinates(shapely.centroid(shapes[chosen])),
        levels=np.array([_LEVEL[each] for each in kind[chosen].tolist()]),
        segment=segment[chosen], along=along[chosen], dwellings=homes,
        residents=_shared_out(homes, RESIDENTS),
    )  # fmt: skip


def _street_rows(layout: Layout) -> Texts:
    """Which sort of building row lines each segment, "" for none."""
    style = np.append(layout.style, "main")[layout.block]
    in_ring = shapely.contains_xy(layout.bones.ring.buffer(30.0), *layout.middle_xy_m.T)
    style[(layout.block < 0) & in_ring] = "centre"
    fronted = np.isin(layout.kind, _FRONTED)
    in_town = shapely.contains_xy(layout.bones.outline, *layout.middle_xy_m.T)
    return np.where(fronted & in_town, style, "")


def _along(
    layout: Layout, segments: Ints, name: str, rng: np.random.Generator
) -> tuple[Ints, Floats, Texts, Ints, Geometries]:
    """Candidate buildings on both sides of some segments."""
    rows = _ROWS[name]
    sides = np.repeat(segments, 2)
    row = rng.choice(len(rows), size=len(sides), p=[each.share for each in rows])
    width, gap, back, depth = (
        np.array([getattr(each, key) for each in rows])[row]
        for key in ("width_m", "gap_m", "back_m", "depth_m")
    )
    room_m = layout.length_m[sides] - 2 * 7.0
    count = np.clip((room_m + gap) // (width + gap), 0, None).astype(np.int64)
    which = np.repeat(np.arange(len(sides)), count)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    spare = (room_m - count * (width + gap) + gap)[which]
    start = 7.0 + spare * 0.5 + nth * (width + gap)[which]
    side = np.where(np.arange(len(sides)) % 2, 1.0, -1.0)[which]
    size = np.column_stack([start, width[which], back[which] + rng.uniform(0, 1.2, len(which)),
                            depth[which] * rng.uniform(0.88, 1.12, len(which))])  # fmt: skip
    shapes = _footprints(layout.lines[sides[which]], side, size)
    kinds = np.array([each.kind for each in rows])[row][which]
    homes = np.array([each.dwellings for each in rows])[row][which]
    along = (start + width[which] / 2) / layout.length_m[sides[which]]
    return sides[which], along, kinds, homes, shapes


def _footprints(lines: Geometries, side: Floats, size: Floats) -> Geometries:
    """Oblongs beside lines: `size` is start, width, set-back and depth, metres, shape (H, 4)."""
    start, width, back, depth = size.T
    a = shapely.get_coordinates(shapely.line_interpolate_point(lines, start))
    b = shapely.get_coordinates(shapely.line_interpolate_point(lines, start + width))
    run = b - a
    run /= np.maximum(np.hypot(*run.T), 0.1)[:, None]
    normal = np.column_stack([-run[:, 1], run[:, 0]]) * side[:, None]
    near, far = normal * back[:, None], normal * (back + depth)[:, None]
    ring = np.stack([a + near, b + near, b + far, a + far, a + near], axis=1)
    return np.asarray(shapely.polygons(np.round(ring, 2)))


def _free_ground(layout: Layout, shapes: Geometries) -> Bools:
    """Whether each footprint is clear of streets, railway, water and open space."""
    tree = shapely.STRtree(shapes)
    bones = layout.bones
    taken = np.zeros(len(shapes), dtype=bool)
    taken[tree.query(layout.lines, predicate="dwithin", distance=_CLEAR_OF_STREETS_M)[1]] = True
    taken[tree.query(bones.rail, predicate="dwithin", distance=_CLEAR_OF_RAIL_M)] = True
    for ground in (bones.river.buffer(8.0), *(each.outline for each in layout.greens)):
        taken[tree.query(ground, predicate="intersects")] = True
    return ~taken


def _not_overlapping(shapes: Geometries) -> Ints:
    """Positions of footprints kept so that no two overlap: the earlier one stays."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    gone = np.zeros(len(shapes), dtype=bool)
    pairs = np.column_stack([first, second])[first < second]
    for a, b in pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].tolist():
        if not gone[a]:
            gone[b] = True
    return np.flatnonzero(~gone)


def _shared_out(weights: Ints, total: int) -> Ints:
    """Whole numbers in proportion to weights that sum to the total exactly."""
    edges = np.concatenate([[0], np.cumsum(weights)]) / weights.sum() * total
    return np.asarray(np.diff(np.round(edges).astype(np.int64)))
