"""Small towns drawn by hand, for any test: metres, four streets, nothing hidden."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from homeward.tables import (
    Areas,
    Barriers,
    Buildings,
    Cameras,
    Ends,
    Lamps,
    People,
    Place,
    Shapes,
    Town,
    Venues,
    Ways,
    Zones,
)

Way = tuple[int, Sequence[int], Mapping[str, str]]

PLACE = Place(
    name="Drawn by hand",
    bbox=(-0.11, 51.50, -0.09, 51.52),
    crs="+proj=tmerc +lat_0=51.51 +lon_0=-0.1 +ellps=WGS84 +units=m",
    timezone="Europe/London",
    country="GB",
    subdivision="ENG",
)


def town_of(
    nodes: Mapping[int, tuple[float, float]],
    ways: Sequence[Way],
    *,
    barriers: Mapping[int, Mapping[str, str]] | None = None,
    areas: Sequence[tuple[shapely.Geometry, str] | tuple[shapely.Geometry, str, str]] = (),
    buildings: Sequence[shapely.Geometry] = (),
    lamps: Sequence[tuple[float, float]] = (),
    lamp_hours: str = "",
    lamp_source: str = "osm",
    venues: Sequence[tuple[float, float, str]] = (),
    ends: Sequence[tuple[float, float, str]] = (),
    people: Sequence[tuple[float, float, float]] = (),
    zones: Sequence[shapely.Geometry] = (),
) -> Town:
    """Make a town of nodes ``{id: (x, y)}`` and ways ``(id, (node, node, ...), tags)``.

    `areas` are (polygon, kind) or (polygon, kind, hours); `venues` and `ends` are
    (x, y, kind); `people` are (x, y, residents); all metres.
    """
    return Town(
        place=PLACE,
        ways=ways_of(nodes, ways),
        barriers=_barriers(nodes, barriers or {}),
        areas=_areas(areas),
        buildings=_buildings(buildings),
        lamps=_lamps(lamps, lamp_hours, lamp_source),
        cameras=Cameras(xy_m=np.zeros((0, 2)), source=_texts([])),
        venues=_venues(venues),
        ends=_ends(ends),
        people=_people(people) if people else None,
        zones=_zones(zones) if zones else None,
    )


def ways_of(nodes: Mapping[int, tuple[float, float]], ways: Sequence[Way]) -> Ways:
    """Ways in flat arrays."""
    refs = [ref for _, line, _ in ways for ref in line]
    lengths = [len(line) for _, line, _ in ways]
    return Ways(
        way_id=np.array([each for each, _, _ in ways], dtype=np.int64),
        start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        node_id=np.array(refs, dtype=np.int64),
        xy_m=_xy([nodes[ref] for ref in refs]),
        tags=tuple(dict(tags) for _, _, tags in ways),
    )


def crossroads() -> Town:
    """Four residential arms of 100 m, two of them tagged lit.

    ::

                  3
                  |
            2 --- 1 --- 4      ways 10 (2-1-4, lit=yes) and 11 (3-1-5, untagged)
                  |
                  5
    """
    nodes = {1: (0, 0), 2: (-100, 0), 3: (0, 100), 4: (100, 0), 5: (0, -100)}
    street = {"highway": "residential"}
    ways = [(10, (2, 1, 4), {**street, "lit": "yes"}), (11, (3, 1, 5), street)]
    return town_of(nodes, ways)


def high_street() -> Town:
    """A lit high street, an alley, a park with a gate, and a pub, a station and homes.

    ::

        y=100  6 --------- 7 -- 8      Back Lane (residential, untagged) 6-7, Park Walk 7-8
               |           |    |
               | alley     |    | path (unlit) in the park, x from 260 to 400
               |           |    |
        y=0    1 --- 2 --- 3 -- 4 --- 5   High Street (secondary, lit=yes)
              x=0   100   200  300   400

    Houses line both sides of the alley 1-6 (x from -12 to -3 and 3 to 12) and the north side
    of High Street between 2 and 3. The pub is at 2, the station at 5; 500 people live at 6,
    300 at 7, 200 at 8. Node 9, half-way along the path 4-8, is the park's gate, shut from
    dusk to dawn.
    """
    nodes = {
        1: (0.0, 0.0),
        2: (100.0, 0.0),
        3: (200.0, 0.0),
        4: (300.0, 0.0),
        5: (400.0, 0.0),
        6: (0.0, 100.0),
        7: (200.0, 100.0),
        8: (300.0, 100.0),
        9: (300.0, 50.0),
    }
    ways = [
        (20, (1, 2, 3, 4, 5), {"highway": "secondary", "name": "High Street", "lit": "yes"}),
        (21, (1, 6), {"highway": "footway"}),
        (22, (6, 7), {"highway": "residential", "name": "Back Lane"}),
        (23, (3, 7), {"highway": "residential", "name": "Cross Street", "lit": "yes"}),
        (24, (7, 8), {"highway": "footway", "name": "Park Walk"}),
        (25, (4, 9, 8), {"highway": "footway", "lit": "no"}),
    ]
    houses = [
        shapely.box(-12, 20, -3, 90),
        shapely.box(3, 20, 12, 90),
        shapely.box(105, 6, 195, 14),
    ]
    return town_of(
        nodes,
        ways,
        barriers={9: {"barrier": "gate", "opening_hours": "dawn-dusk"}},
        areas=[(shapely.box(260, 10, 400, 200), "park")],
        buildings=houses,
        lamps=[(220.0, 104.0), (250.0, 104.0), (280.0, 104.0)],
        venues=[(100.0, 0.0, "pub")],
        ends=[(400.0, 0.0, "station")],
        people=[(0.0, 100.0, 500.0), (200.0, 100.0, 300.0), (300.0, 100.0, 200.0)],
    )


def grid(columns: int, rows: int, *, spacing_m: float = 100.0) -> Town:
    """A chessboard of residential streets, every second row lit; node ids from 1, row by row."""
    nodes = {
        1 + row * columns + column: (column * spacing_m, row * spacing_m)
        for row in range(rows)
        for column in range(columns)
    }
    ways: list[Way] = []
    for row in range(rows):
        line = [1 + row * columns + column for column in range(columns)]
        light = {"lit": "yes"} if row % 2 == 0 else {}
        ways.append((100 + row, line, {"highway": "residential", **light}))
    for column in range(columns):
        line = [1 + row * columns + column for row in range(rows)]
        ways.append((200 + column, line, {"highway": "residential"}))
    return town_of(nodes, ways)


def _xy(points: Sequence[Any]) -> np.ndarray:
    return np.array(points, dtype=np.float64).reshape(-1, 2)


def _texts(items: Sequence[str]) -> np.ndarray:
    return np.array(items, dtype=np.str_)


def _barriers(
    nodes: Mapping[int, tuple[float, float]], tags: Mapping[int, Mapping[str, str]]
) -> Barriers:
    return Barriers(
        node_id=np.array(list(tags), dtype=np.int64),
        xy_m=_xy([nodes[each] for each in tags]),
        tags=tuple(dict(each) for each in tags.values()),
    )


def _areas(areas: Sequence[Any]) -> Areas:
    return Areas(
        shapes=Shapes.of(np.array([each[0] for each in areas], dtype=object)),
        kind=_texts([each[1] for each in areas]),
        name=_texts([""] * len(areas)),
        hours=_texts([each[2] if len(each) > 2 else "" for each in areas]),
    )


def _buildings(shapes: Sequence[shapely.Geometry]) -> Buildings:
    return Buildings(
        shapes=Shapes.of(np.array(shapes, dtype=object)),
        kind=_texts(["yes"] * len(shapes)),
        levels=np.full(len(shapes), np.nan),
    )


def _lamps(points: Sequence[tuple[float, float]], hours: str, source: str) -> Lamps:
    count = len(points)
    return Lamps(
        xy_m=_xy(points),
        hours=_texts([hours] * count),
        lux=np.full(count, np.nan),
        led=np.full(count, -1, dtype=np.int8),
        source=_texts([source] * count),
    )


def _venues(venues: Sequence[tuple[float, float, str]]) -> Venues:
    count = len(venues)
    return Venues(
        xy_m=_xy([each[:2] for each in venues]),
        kind=_texts([each[2] for each in venues]),
        name=_texts([""] * count),
        hours=_texts([""] * count),
        capacity=np.full(count, np.nan),
        floor_area_m2=np.full(count, np.nan),
        source=_texts(["osm"] * count),
    )


def _ends(ends: Sequence[tuple[float, float, str]]) -> Ends:
    count = len(ends)
    return Ends(
        xy_m=_xy([each[:2] for each in ends]),
        kind=_texts([each[2] for each in ends]),
        name=_texts([""] * count),
        size=np.ones(count),
    )


def _people(people: Sequence[tuple[float, float, float]]) -> People:
    blank = _texts([""] * len(people))
    return People(
        xy_m=_xy([each[:2] for each in people]),
        residents=np.array([each[2] for each in people], dtype=np.float64),
        code=blank,
        district=blank,
        force=blank,
    )


def _zones(shapes: Sequence[shapely.Geometry]) -> Zones:
    count = len(shapes)
    names = _texts([f"Z{k}" for k in range(count)])
    return Zones(
        shapes=Shapes.of(np.array(shapes, dtype=object)),
        code=names,
        name=names,
        force=_texts([""] * count),
        residents=np.full(count, np.nan),
        deprivation=np.full(count, np.nan),
    )
