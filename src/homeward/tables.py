"""What a reader hands over: plain frozen tables, in metres of one local projection.

Letters used for shapes: W ways, R node references, V venues, E ends, L lamps, N crime rows,
P people points, Z zones. Arrays of one table have one row per thing. Text that is not known
is ``""``; a number that is not known is ``nan``; a time that is not known is ``NaT``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from homeward.kit.arrays import Floats, Geometries, Ints, Texts, Tiny, freeze

__all__ = [
    "IN_PRISON",
    "LOCATED",
    "OFF_MAP",
    "OTHER_FORCE",
    "UNLOCATED",
    "Areas",
    "Barriers",
    "Buildings",
    "Cameras",
    "Counts",
    "Crimes",
    "Ends",
    "Gatherings",
    "InputFile",
    "Lamps",
    "People",
    "Place",
    "Reject",
    "Reports",
    "Shapes",
    "Town",
    "Venues",
    "Ways",
    "Zones",
]

Times = npt.NDArray[np.datetime64]

LOCATED, UNLOCATED, OFF_MAP, OTHER_FORCE, IN_PRISON = 0, 1, 2, 3, 4
"""What a crime row is: usable, without a place, off the map, or of another force."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a town is and which clock, calendar and projection it keeps.

    `crs` is the PROJ string of the local metric projection all tables use; `bbox` is west,
    south, east, north in degrees (WGS84); `country` and `subdivision` are ISO codes.
    """

    name: str
    bbox: tuple[float, float, float, float]
    crs: str
    timezone: str
    country: str
    subdivision: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Shapes:
    """Polygons in flat arrays, so that they can be stored and mapped from disk.

    `xy_m` holds all ring points; ring r runs from ``ring_start[r]`` to ``ring_start[r + 1]``,
    part p holds rings from ``part_start[p]``, shape i holds parts from ``shape_start[i]``.
    """

    xy_m: Floats
    ring_start: Ints
    part_start: Ints
    shape_start: Ints

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    def of(cls, geometries: Geometries) -> "Shapes":
        """Flatten polygons and multipolygons; anything else becomes an empty shape."""
        parts = [_as_multipolygon(each) for each in geometries]
        if not parts:
            none = np.zeros(1, dtype=np.int64)
            return cls(xy_m=np.zeros((0, 2)), ring_start=none, part_start=none, shape_start=none)
        _, xy, offsets = shapely.to_ragged_array(np.array(parts, dtype=object), include_z=False)
        rings, polygons, shapes = (np.asarray(each, dtype=np.int64) for each in offsets)
        return cls(xy_m=xy, ring_start=rings, part_start=polygons, shape_start=shapes)

    def __len__(self) -> int:
        return len(self.shape_start) - 1

    @cached_property
    def geometries(self) -> Geometries:
        """The shapes as shapely multipolygons, one per row."""
        if not len(self):
            return np.zeros(0, dtype=object)
        offsets = (self.ring_start, self.part_start, self.shape_start)
        kind = shapely.GeometryType.MULTIPOLYGON
        made = shapely.from_ragged_array(kind, self.xy_m, offsets)
        return np.asarray(made, dtype=object)


def _as_multipolygon(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    if isinstance(geometry, shapely.MultiPolygon):
        return geometry
    if isinstance(geometry, shapely.Polygon) and not geometry.is_empty:
        return shapely.MultiPolygon([geometry])
    return shapely.MultiPolygon()


@dataclass(frozen=True, eq=False, kw_only=True)
class Ways:
    """OpenStreetMap ways a person might walk on; way w has points ``start[w]:start[w + 1]``.

    `tags` holds each way's tags as written on the map. Points missing from the file are left
    out by the reader, which splits the way there.
    """

    way_id: Ints
    start: Ints
    node_id: Ints
    xy_m: Floats
    tags: tuple[Mapping[str, str], ...]

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Barriers:
    """Nodes that may stop a walker: gates, stiles, entrances, with their tags."""

    node_id: Ints
    xy_m: Floats
    tags: tuple[Mapping[str, str], ...]

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Areas:
    """Open spaces as polygons: `kind` is the tag value (``park``, ``cemetery``, ``wood`` ...).

    `hours` is the area's own ``opening_hours``, ``""`` where untagged.
    """

    shapes: Shapes
    kind: Texts
    name: Texts
    hours: Texts

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Buildings:
    """Footprints; `kind` is the ``building`` tag's value, `levels` storeys (nan unknown)."""

    shapes: Shapes
    kind: Texts
    levels: Floats

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Lamps:
    """Street lights. `hours` is ``""`` (all dark hours), or an opening-hours text when lit.

    `led` is 1 for LED or white light, 0 for an older source, -1 unknown.
    """

    xy_m: Floats
    hours: Texts
    lux: Floats
    led: Tiny
    source: Texts

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Cameras:
    """Public-space cameras that are there already."""

    xy_m: Floats
    source: Texts

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Venues:
    """Places people leave at night.

    `kind` is one of pub, bar, nightclub, restaurant, theatre, cinema, social_club, station,
    bus_stop, gathering; `hours` the tagged opening hours (``""`` unknown); `capacity` people;
    `floor_area_m2` the footprint of the building it stands in, all storeys open to it.
    """

    xy_m: Floats
    kind: Texts
    name: Texts
    hours: Texts
    capacity: Floats
    floor_area_m2: Floats
    source: Texts

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Ends:
    """Places on the map where walks end, homes apart: station, stop, rank, car_park, hotel.

    `size` weighs places of one kind against each other: 1 unless the map says more (car
    park spaces, hotel rooms).
    """

    xy_m: Floats
    kind: Texts
    name: Texts
    size: Floats

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class People:
    """Residents at points (population-weighted centroids), or spread over buildings.

    `code` is the census area (2021 codes), `force` the police force that covers it, ``""``
    where not known. Points some way beyond the map are kept: gateways stand for them.
    """

    xy_m: Floats
    residents: Floats
    code: Texts
    district: Texts
    force: Texts

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Zones:
    """Areas the user reports by: wards, LSOAs, with whatever shares came with them.

    `decile` is of deprivation, 1 the most deprived; `women` the share of residents who are,
    and `ages`, (Z, bands), the shares in `age_bands`. All are ``nan`` where not given.
    """

    shapes: Shapes
    code: Texts
    name: Texts
    force: Texts
    residents: Floats
    deprivation: Floats
    decile: Floats = field(default_factory=lambda: np.zeros(0))
    women: Floats = field(default_factory=lambda: np.zeros(0))
    age_bands: tuple[str, ...] = ()
    ages: Floats = field(default_factory=lambda: np.zeros((0, 0)))

    def __post_init__(self) -> None:
        for name in ("decile", "women"):
            if not len(getattr(self, name)):
                object.__setattr__(self, name, np.full(len(self.code), np.nan))
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Crimes:
    """Recorded offences, a row each (N), or a row of `count` offences when aggregated.

    `month` is months since year 0 (``2020-02`` is ``2020 * 12 + 1``). `begin` and `finish`
    bound the time where the source has one. `state` is LOCATED, UNLOCATED, OFF_MAP,
    OTHER_FORCE or IN_PRISON. `supplied` lists the (force, month) pairs whose files were given,
    as text and number: a pair not listed is missing, never zero.
    """

    xy_m: Floats
    month: Ints
    type: Texts
    force: Texts
    lsoa: Texts
    count: Ints
    begin: Times
    finish: Times
    state: Tiny
    supplied_force: Texts
    supplied_month: Ints

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.month)


@dataclass(frozen=True, eq=False, kw_only=True)
class Counts:
    """Pedestrian counters: people counted at a place in the hour that starts at `hour`."""

    xy_m: Floats
    name: Texts
    hour: Times
    people: Ints

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Reports:
    """The public's own reports of where they feel unsafe, rounded in place and time."""

    xy_m: Floats
    month: Ints
    reason: Texts

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Gatherings:
    """Events: where, how many people, and when they end (local time)."""

    xy_m: Floats
    name: Texts
    attendance: Floats
    finish: Times

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, kw_only=True)
class Reject:
    """One bad row: where it stands and what is wrong with it."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class InputFile:
    """A file that was read: its path as given, SHA-256, rows read and rows rejected."""

    path: str
    sha256: str
    rows: int
    rejected: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Town:
    """Everything known about one place, from files.

    `notes` are plain sentences about what was missing or assumed while reading.
    """

    place: Place
    ways: Ways
    barriers: Barriers
    areas: Areas
    buildings: Buildings
    lamps: Lamps
    cameras: Cameras
    venues: Venues
    ends: Ends
    people: People | None = None
    zones: Zones | None = None
    crimes: Crimes | None = None
    counts: Counts | None = None
    reports: Reports | None = None
    inputs: tuple[InputFile, ...] = ()
    rejects: tuple[Reject, ...] = ()
    notes: tuple[str, ...] = field(default=())
