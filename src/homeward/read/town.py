"""A whole town from its files: the map, and whatever else is known."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from typing import TypeVar

import numpy as np

from homeward.errors import SourceError
from homeward.kit.arrays import Floats, Geometries
from homeward.read.areas import read_zones
from homeward.read.book import Book
from homeward.read.counts import read_counts
from homeward.read.crime import read_crimes
from homeward.read.frame import Frame
from homeward.read.gatherings import read_gatherings
from homeward.read.lights import read_cameras, read_lamps
from homeward.read.merge import merge_cameras, merge_lamps, merge_venues, with_gatherings
from homeward.read.osm import read_map
from homeward.read.people import read_people
from homeward.read.reports import read_reports
from homeward.read.venues import read_venues
from homeward.tables import (
    IN_PRISON,
    LOCATED,
    OTHER_FORCE,
    Crimes,
    People,
    Place,
    Town,
    Venues,
)

__all__ = ["Sources", "town"]

T = TypeVar("T")

EARTH_KM = 6371.0
"""Mean radius of the Earth, kilometres (International Union of Geodesy, 1980)."""

NATIONS = {"E": "ENG", "W": "WLS", "S": "SCT", "N": "NIR"}
"""What the first letter of a British census code says."""
NAMES = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}


def _quiet(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The files beside the map, all optional.

    `crimes` are files, folders or zips; `crime_columns` names the columns of a CSV that is
    not police.uk's; `tolerate` accepts files with more than 5% bad rows; `tell` is called
    with a few words before each step.
    """

    crimes: tuple[Path, ...] = ()
    lights: Path | None = None
    cameras: Path | None = None
    people: Path | None = None
    venues: Path | None = None
    areas: Path | None = None
    counts: Path | None = None
    reports: Path | None = None
    gathering: Path | None = None
    crime_columns: Mapping[str, str] = field(default_factory=dict)
    tolerate: bool = False
    tell: Callable[[str], None] = _quiet


NOTHING_BESIDE = Sources()


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """What every reader needs at hand."""

    frame: Frame
    book: Book
    tell: Callable[[str], None]

    def read(self, reader: Callable[[Path, Frame, Book], T], path: Path | None) -> T | None:
        """A table from a file, None where no file is given."""
        if path is None:
            return None
        self.tell(f"Reading {path}")
        return reader(path, self.frame, self.book)


def town(map_path: str | PathLike[str], sources: Sources = NOTHING_BESIDE) -> Town:
    """Read a town from its files.

    Parameters
    ----------
    map_path
        An OpenStreetMap file: .osm.pbf, .osm, .osm.gz or .osm.bz2.
    sources
        The other files.

    Returns
    -------
    Town
        Every table in metres of the town's own projection, with the hash of each file,
        the rows that were rejected, and notes on what was missing or assumed. Without a
        file of residents `people` is None.

    Raises
    ------
    SourceError
        If a file is missing, damaged or has too many bad rows, or if crimes are given and
        none of them lies on the map.

    Notes
    -----
    Listed lamps and cameras stand for mapped ones within 15 m and join the others. A listed
    venue within 30 m of a mapped one of the same name, or of the same kind where a name is
    missing or holds the other, is the same: the map's entry stays, with hours and capacity
    from the list where the map has none. All other listed venues are added.
    """
    sources.tell(f"Reading {map_path}")
    tables = read_map(map_path)
    book = Book(tolerate=sources.tolerate)
    book.inputs.append(tables.file)
    book.notes.extend(tables.notes)
    desk = _Desk(frame=Frame(place=tables.place), book=book, tell=sources.tell)
    people = desk.read(read_people, sources.people)
    known = Town(
        place=_placed(tables.place, people, book),
        ways=tables.ways,
        barriers=tables.barriers,
        areas=tables.areas,
        buildings=tables.buildings,
        lamps=_joined(merge_lamps, tables.lamps, desk.read(read_lamps, sources.lights)),
        cameras=_joined(merge_cameras, tables.cameras, desk.read(read_cameras, sources.cameras)),
        venues=_venues(tables.venues, sources, desk),
        ends=tables.ends,
        people=people,
        zones=desk.read(read_zones, sources.areas),
        crimes=_crimes(sources, people, tables.prisons, desk),
        counts=desk.read(read_counts, sources.counts),
        reports=desk.read(read_reports, sources.reports),
    )
    return _signed(known, book)


def _signed(known: Town, book: Book) -> Town:
    """The town with what was written down while it was read."""
    return replace(
        known,
        inputs=tuple(book.inputs),
        rejects=tuple(book.rejects),
        notes=tuple(book.notes),
    )


def _placed(place: Place, people: People | None, book: Book) -> Place:
    """The place with its nation from census codes, or a note that it was guessed."""
    if place.country != "GB":
        return place
    letters = Counter(str(code)[:1] for code in people.code) if people else Counter[str]()
    known = [(n, letter) for letter, n in letters.items() if letter in NATIONS]
    if known:
        return replace(place, subdivision=NATIONS[max(known)[1]])
    book.note(
        f"That the town lies in {NAMES[place.subdivision]} was judged from the map's position "
        "alone; near a border its bank holidays may be another nation's."
    )
    return place


def _joined(merge: Callable[[T, T], T], mapped: T, listed: T | None) -> T:
    """The map's things and those of the user's list, if there is one."""
    return mapped if listed is None else merge(mapped, listed)


def _venues(mapped: Venues, sources: Sources, desk: _Desk) -> Venues:
    """The map's venues, those of the user's list, and events."""
    venues = _joined(merge_venues, mapped, desk.read(read_venues, sources.venues))
    events = desk.read(read_gatherings, sources.gathering)
    return venues if events is None else with_gatherings(venues, events)


def _crimes(
    sources: Sources, people: People | None, prisons: Geometries, desk: _Desk
) -> Crimes | None:
    """The recorded offences, of which some must lie on the map."""
    if not sources.crimes:
        return None
    desk.tell("Reading crimes")
    crimes = read_crimes(
        sources.crimes, desk.frame, people, prisons, sources.crime_columns, desk.book
    )
    if not np.isin(crimes.state, (LOCATED, OTHER_FORCE, IN_PRISON)).any():
        raise SourceError(_nowhere_near(crimes, sources, desk.frame))
    return crimes


def _nowhere_near(crimes: Crimes, sources: Sources, frame: Frame) -> str:
    """Why crimes that do not lie on the map may not, in a sentence."""
    files = ", ".join(str(path) for path in sources.crimes)
    total = int(crimes.count.sum())
    if not total:
        return f"There must be crimes in {files}; every row is missing. Download the files again."
    said = f"None of the {total:,} crimes in {files} lies on the map of {frame.place.name}"
    lonlat = frame.to_lonlat(crimes.xy_m)
    lonlat = lonlat[np.isfinite(lonlat).all(axis=1)]
    if not len(lonlat):
        return f"{said}; none has a location that can be used. Check the coordinate columns."
    away_km = _away_km(lonlat, frame.place)
    return (
        f"{said}; the nearest is {away_km:,.0f} km from its middle. Give the crimes of this "
        "town, or the map of theirs."
    )


def _away_km(lonlat: Floats, place: Place) -> float:
    """Kilometres from the map's middle to the nearest point, by the haversine formula."""
    west, south, east, north = np.radians(place.bbox)
    lon, lat = np.radians(lonlat).T
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    straight = np.sin((lat - middle_lat) / 2) ** 2
    turned = np.cos(lat) * np.cos(middle_lat) * np.sin((lon - middle_lon) / 2) ** 2
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(straight + turned)).min())
