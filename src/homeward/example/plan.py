"""The town's bones, drawn by hand: river, railway, main roads and what each quarter is.

Metres east and north of the market cross. Everything here is invented.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from homeward.example.curves import joined, smooth
from homeward.kit.arrays import Floats

__all__ = [
    "BRIDGES",
    "COUNTY",
    "FORCE",
    "QUARTERS",
    "STATION_XY_M",
    "TOWN",
    "Bones",
    "Main",
    "bones",
]

TOWN: Final = "Aldermere"
COUNTY: Final = "Aldermere (made up)"
FORCE: Final = "Made-up Constabulary"
STATION_XY_M: Final = (235.0, 418.0)
BRIDGES: Final = ("Old Bridge", "New Bridge")

Points = tuple[tuple[float, float], ...]

_RIVER: Final[Points] = (
    (-3000, -150), (-2300, -420), (-1750, -780), (-1150, -560), (-620, -560), (-180, -452),
    (260, -560), (640, -690), (1060, -500), (1500, -560), (1900, -900), (2500, -820), (3000, -950),
)  # fmt: skip
_RAIL: Final[Points] = (
    (-3000, 1050), (-1800, 700), (-1000, 545), (-400, 470), (235, 432), (800, 520),
    (1400, 790), (2000, 1020), (3000, 1150),
)  # fmt: skip
_OUTLINE: Final[Points] = (
    (2080, 40), (1950, 700), (1480, 1270), (880, 1750), (150, 1720), (-520, 1850), (-1180, 1480),
    (-1620, 1010), (-2130, 420), (-1980, -260), (-1820, -900), (-1350, -1420), (-620, -1560),
    (-100, -1880), (680, -1650), (1310, -1740), (1730, -1120), (1880, -560),
)  # fmt: skip
RIVER_WIDTH_M: Final = 30.0
_TOWPATH_M: Final = 23.0
_BEYOND_M: Final = 320.0


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    name: str
    kind: str
    points: Points
    closed: bool = False


_ROADS: Final = (
    _Drawn(name="Kingsgate", kind="primary", closed=True,
           points=((-500, -395), (-610, -150), (-560, 130), (-380, 290), (-80, 345), (220, 352),
                (470, 250), (560, 10), (505, -270), (300, -420), (20, -400), (-170, -382)),
    ),
    _Drawn(name="High Street", kind="pedestrian",
           points=((-170, -382), (-140, -250), (-50, -120), (15, 20), (35, 150)),
    ),
    _Drawn(name="Station Road", kind="tertiary",
           points=((35, 150), (90, 250), (215, 352))),
    _Drawn(name="Station Approach", kind="tertiary",
           points=((215, 352), (225, 380), (234, 404))),
    _Drawn(name="Market Street", kind="tertiary",
           points=((-600, -60), (-380, -20), (-180, 10), (15, 20), (230, -30), (400, 20),
                   (560, 10))),
    _Drawn(name="Wharf Street", kind="tertiary",
           points=((-540, -310), (-380, -265), (-240, -250), (-140, -250), (60, -290),
                   (300, -420))),
    _Drawn(name="Southgate", kind="primary",
           points=((-170, -382), (-190, -520), (-230, -820), (-130, -1300), (-180, -1800),
                   (-420, -2700))),
    _Drawn(name="Westmoor Road", kind="primary",
           points=((-605, -110), (-1000, -150), (-1500, -60), (-2000, 60), (-2900, 60))),
    _Drawn(name="Fellside Road", kind="secondary",
           points=((-480, 215), (-800, 420), (-980, 760), (-1280, 1150), (-1500, 1700),
                   (-1900, 2500))),
    _Drawn(name="Northfield Road", kind="primary",
           points=((470, 250), (560, 480), (640, 820), (560, 1250), (680, 1700), (640, 2700))),
    _Drawn(name="Eastgate", kind="primary",
           points=((560, 10), (800, -130), (1150, -215), (1600, -160), (2100, -230), (2900, -120))),
    _Drawn(name="Ferry Lane", kind="secondary",
           points=((1050, -190), (1055, -500), (1100, -820), (1320, -1250), (1500, -1700),
                   (1900, -2500))),
    _Drawn(name="Quarry Road", kind="secondary",
           points=((-195, -600), (-600, -830), (-1150, -900), (-1700, -1180), (-2500, -1500))),
    _Drawn(name="Moor Lane", kind="tertiary",
           points=((-1010, 800), (-650, 1010), (-250, 1060), (180, 1100), (600, 1060))),
    _Drawn(name="Beacon Road", kind="tertiary",
           points=((600, 1060), (1000, 1000), (1360, 830), (1500, 560), (1560, 200), (1600, -160))),
    _Drawn(name="Abbey Road", kind="tertiary",
           points=((-1300, -100), (-1330, 200), (-1200, 480), (-950, 700))),
    _Drawn(name="Mill Road", kind="tertiary",
           points=((-870, -880), (-700, -1160), (-160, -1250), (400, -1120), (800, -1000),
                   (1120, -860))),
    _Drawn(name="Park Road", kind="residential",
           points=((560, 40), (640, 260), (900, 320), (1180, 240), (1260, 20), (1200, -215))),
    _Drawn(name="Tollgate Road", kind="tertiary",
           points=((1540, 260), (1800, 330), (2050, 420), (2700, 500))),
    _Drawn(name="Salters Lane", kind="tertiary",
           points=((-1180, -130), (-1230, -330), (-1215, -530))),
    _Drawn(name="Cemetery Road", kind="residential",
           points=((-1130, -900), (-1180, -740), (-1160, -592))),
    _Drawn(name="Foundry Lane", kind="residential",
           points=((170, 1100), (130, 880), (190, 660), (160, 500))),
    _Drawn(name="Highfield Road", kind="residential",
           points=((-700, 1000), (-640, 1300), (-700, 1560), (-640, 1960))),
    _Drawn(name="Coronation Avenue", kind="residential",
           points=((410, -1120), (470, -1360), (380, -1620), (400, -1950))),
    _Drawn(name="Langdale Way", kind="residential",
           points=((1010, 1000), (1090, 1220), (1040, 1420), (620, 1480))),
    _Drawn(name="Ropewalk", kind="residential",
           points=((470, -878), (430, -760), (466, -690))),
    _Drawn(name="Wharfside Road", kind="residential",
           points=((-575, -330), (-780, -370), (-1010, -340), (-1225, -330))),
    _Drawn(name="Cinder Walk", kind="greenway",
           points=((-255, 320), (-300, 400), (-320, 470), (-330, 640), (-420, 860), (-440, 1055))),
    _Drawn(name="Abbey Walk", kind="greenway",
           points=((-560, 130), (-780, 160), (-1050, 90), (-1310, 60))),
    _Drawn(name="Tramway Path", kind="greenway",
           points=((-215, -760), (120, -800), (480, -880), (650, -1040))),
    _Drawn(name="Cobble Path", kind="greenway",
           points=((580, 1200), (200, 1350), (-180, 1330), (-420, 1060))),
)  # fmt: skip

QUARTERS: Final = (
    ("campus", -1040, 330, "University of Aldermere"),
    ("terrace", -900, -20, "Abbeyfields"),
    ("terrace", -850, -350, "Wharfside"),
    ("suburb", -1700, 300, "Westmoor"),
    ("estate", -1550, -330, "Saltersfield"),
    ("terrace", -640, 700, "Cinderhill"),
    ("terrace", 60, 780, "Railway Town"),
    ("suburb", -950, 1300, "Fellside"),
    ("estate", -150, 1550, "Moorcroft"),
    ("suburb", 150, 1210, "Cobble Hill"),
    ("suburb", -1500, 800, "Abbey Top"),
    ("park", 900, 80, "Jubilee Park"),
    ("suburb", 1050, 560, "Beacon Hill"),
    ("estate", 800, 1250, "Northfield"),
    ("suburb", 1250, 1100, "Langdale"),
    ("estate", 1750, 700, "Tollgate"),
    ("estate", 1800, 60, "Eastfield"),
    ("suburb", 780, -420, "Eastwharf"),
    ("suburb", 1400, -380, "Ferrybank"),
    ("terrace", -520, -690, "Southbank"),
    ("common", 130, -680, "Ropewalk Common"),
    ("suburb", 120, -1000, "Tramway"),
    ("suburb", 800, -820, "Ropewalk"),
    ("terrace", -450, -990, "Millgate"),
    ("estate", -700, -1350, "Quarryside"),
    ("estate", 400, -1450, "Millrace"),
    ("estate", 1100, -1350, "Ferrymead"),
    ("estate", 1550, -900, "Wash End"),
    ("cemetery", -1480, -820, "Quarry Road Cemetery"),
)
"""What each quarter is: the block nearest to a point takes its kind."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Main:
    """A line of the plan on which people walk, before it is cut at junctions."""

    name: str
    kind: str
    line: shapely.LineString


@dataclass(frozen=True, eq=False, kw_only=True)
class Bones:
    """Main roads and greenways, river, railway and the edge of the built-up town."""

    mains: tuple[Main, ...]
    river: shapely.Polygon
    rail: shapely.LineString
    outline: shapely.Polygon
    ring: shapely.Polygon


def bones(rng: np.random.Generator) -> Bones:
    """The drawn plan, with the pen shaking a little.

    Parameters
    ----------
    rng
        Random numbers for the pen.

    Returns
    -------
    Bones
        Lines not yet cut at junctions; the ring road is the first of the main roads.
    """
    river = shapely.LineString(smooth(_shaken(_RIVER, rng, 6.0)))
    outline = shapely.Polygon(smooth(_shaken(_OUTLINE, rng, 25.0), closed=True))
    within = outline.buffer(_BEYOND_M)
    towpaths = _towpaths(river, outline)
    mains: list[Main] = []
    for drawn in _ROADS:
        laid = [each.line for each in (*towpaths, *mains)]
        points = _shaken(drawn.points, rng, 5.0)
        line = smooth(points if drawn.closed else joined(points, laid), closed=drawn.closed)
        reach = outline if drawn.kind == "residential" else within
        mains.append(Main(name=drawn.name, kind=drawn.kind, line=_inside(line, reach)))
    return Bones(
        mains=(*mains, *towpaths),
        river=river.buffer(RIVER_WIDTH_M / 2, cap_style="flat"),
        rail=shapely.LineString(smooth(np.array(_RAIL, dtype=np.float64))),
        outline=outline,
        ring=shapely.Polygon(mains[0].line.coords),
    )


def _towpaths(river: shapely.LineString, outline: shapely.Polygon) -> list[Main]:
    """A riverside path on each bank, as far as the town goes."""
    sides = ((_TOWPATH_M, "North Bank"), (-_TOWPATH_M, "South Bank"))
    return [
        Main(name=name, kind="riverside",
             line=_inside(shapely.offset_curve(river, metres).coords, outline))
        for metres, name in sides
    ]  # fmt: skip


def _shaken(points: Points, rng: np.random.Generator, metres: float) -> Floats:
    return np.asarray(points, dtype=np.float64) + rng.normal(0.0, metres, (len(points), 2))


def _inside(line: Floats, within: shapely.Polygon) -> shapely.LineString:
    """The longest part of a line inside a polygon."""
    parts = shapely.get_parts(shapely.intersection(shapely.LineString(line), within))
    return parts[int(np.argmax(shapely.length(parts)))]
