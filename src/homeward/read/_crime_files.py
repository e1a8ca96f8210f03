"""Crime rows as each kind of file writes them: police.uk, timed records, counts on points."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Floats, Geometries, Ints
from homeward.read._coords import placed
from homeward.read._files import Part, plain_name
from homeward.read._geojson import read_geojson
from homeward.read._tally import Tally
from homeward.read._when import NO_MONTH, clocks, months, times
from homeward.read.book import Book
from homeward.read.forces import normal_force
from homeward.read.frame import Frame
from homeward.read.sniff import Ask, Sheet, numbers, plain, read_table
from homeward.tables import Times

__all__ = ["Batch", "read_batch"]

LOOKED_FOR: Mapping[str, tuple[str, ...]] = {
    "type": ("crimetype", "type", "offence", "offencetype", "category", "primarytype"),
    "month": ("month",),
    "date": ("date", "datetime", "occurred", "from", "datefrom", "start", "occurredfrom"),
    "time": ("time", "timefrom", "starttime"),
    "until": ("until", "to", "dateto", "end", "occurredto"),
    "id": ("crimeid", "id", "reference", "casenumber"),
    "force": ("fallswithin", "force", "policeforce", "agency"),
    "by": ("reportedby",),
    "place": ("location",),
    "lsoa": ("lsoacode", "lsoa21cd", "lsoa11cd", "lsoa"),
    "lsoa_name": ("lsoaname", "lsoa21nm", "lsoa11nm"),
    "stops": ("objectofsearch", "selfdefinedethnicity"),
}
"""Columns of police.uk's files and of timed records; the last tells stop and search apart."""

COLUMN_KEYS = ("lon", "lat", "date", "time", "until", "type", "force")
"""What a user may name a column for."""

UNKNOWN = "unknown"
"""The type of offences that came without one."""

NAT = np.timedelta64("NaT", "m")

FILE_NAME = re.compile(r"(?P<month>\d{4}-\d{2})-(?P<force>.+)-street\.")


@dataclass(frozen=True, eq=False, kw_only=True)
class Batch:
    """The good rows of one file, N of them, with forces in their one name.

    `digest` is a row's fingerprint, ``b""`` where the row has no ID of its own. `supplied` are
    (force, month) pairs; `missing` marks rows without coordinates,
    `place` is what the police call the point a row was moved to.
    """

    xy_m: Floats
    missing: Bools
    place: Sequence[str]
    month: Ints
    type: Sequence[str]
    force: Sequence[str]
    lsoa: Sequence[str]
    lsoa_name: Sequence[str]
    count: Ints
    begin: Times
    finish: Times
    digest: Sequence[bytes]
    supplied: frozenset[tuple[str, int]]


def read_batch(
    part: Part, frame: Frame, columns: Mapping[str, str], book: Book
) -> tuple[Batch, Tally]:
    """Read one crime file of whichever kind it is.

    Raises
    ------
    SourceError
        If it cannot be read, lacks a column, or has too many bad rows.
    """
    if plain_name(part.name).endswith("json"):
        return _aggregated(part, frame, book)
    sheet = read_table(part, _asked(columns))
    if "stops" in sheet.columns:
        raise SourceError(f"{part.label} holds stops and searches of people; they are not used.")
    if "date" in sheet.columns:
        return _timed(part, sheet, frame, book)
    if "month" in sheet.columns:
        return _police(part, sheet, frame, book)
    raise SourceError(f"{part.label} must have a column 'month' or 'date'; it has neither.")


def _asked(columns: Mapping[str, str]) -> Ask:
    """Look for the usual columns, and for those that the user named under that name only."""
    if unknown := sorted(set(columns) - set(COLUMN_KEYS)):
        raise SourceError(
            f"A column may be named for {', '.join(COLUMN_KEYS)}; got '{unknown[0]}'."
        )
    named = {role: (plain(name),) for role, name in columns.items()}
    needed = tuple(dict.fromkeys(("type", *named)))
    return Ask(columns={**named, **_others(named)}, needed=needed, digest=True)


def _others(named: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {role: each for role, each in LOOKED_FOR.items() if role not in named}


def _police(part: Part, sheet: Sheet, frame: Frame, book: Book) -> tuple[Batch, Tally]:
    """A month of police.uk's street-level crime."""
    tally = Tally.of(book, part, sheet)
    month = months(sheet.columns["month"])
    tally.reject(month < 0, "a month that is not like 2020-02")
    never = np.full(len(sheet), np.datetime64("NaT", "m"))
    return _batch(part, sheet, tally, frame, (month, never, never)), tally


def _timed(part: Part, sheet: Sheet, frame: Frame, book: Book) -> tuple[Batch, Tally]:
    """Records with a date, and often a time, of their own."""
    tally = Tally.of(book, part, sheet)
    begin, finish = _bounds(part, sheet, frame, book)
    lost = np.isnat(begin) | np.isnat(finish)
    tally.reject(lost, "a date or time that cannot be read")
    tally.reject(finish < begin, "an end before its beginning")
    begun = begin.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    month = np.where(lost | (finish < begin), NO_MONTH, begun)
    return _batch(part, sheet, tally, frame, (month, begin, finish)), tally


def _bounds(part: Part, sheet: Sheet, frame: Frame, book: Book) -> tuple[Times, Times]:
    """Between which times each offence happened; a date without a time bounds the day."""
    zone = frame.place.timezone
    table = sheet.columns

    def tell(sentence: str) -> None:
        book.note(f"In {part.label}, {sentence}.")

    begin = times(table["date"], zone, tell)
    clocked = np.array([":" in each for each in table["date"]], dtype=bool)
    if "time" in table:
        minute = clocks(table["time"])
        given = np.array([bool(each) for each in table["time"]], dtype=bool)
        timed = begin.astype("datetime64[D]") + np.where(
            minute < 0, NAT, minute.astype("timedelta64[m]")
        )
        begin, clocked = np.where(given, timed, begin), clocked | given
    finish = np.where(clocked, begin, begin + np.timedelta64(1, "D"))
    if "until" not in table:
        return begin, finish
    given = np.array([bool(each) for each in table["until"]], dtype=bool)
    return begin, np.where(given, _until(begin, table["until"], zone, tell), finish)


def _until(begin: Times, column: Sequence[str], zone: str, tell: Callable[[str], None]) -> Times:
    """The later bound: a time of its own, or a clock on the same or the next day."""
    minute = clocks(column)
    same = begin.astype("datetime64[D]") + minute.astype("timedelta64[m]")
    same = np.where(same < begin, same + np.timedelta64(1, "D"), same)
    return np.where(minute >= 0, same, times(column, zone, tell))


def _batch(
    part: Part, sheet: Sheet, tally: Tally, frame: Frame, when: tuple[Ints, Times, Times]
) -> Batch:
    """The rows whose time and place make sense."""
    month, begin, finish = when
    where = placed(part.label, sheet.columns, frame)
    tally.book.note(where.note)
    tally.reject(where.bad, "coordinates that are no place")
    keep = np.flatnonzero((month >= 0) & ~where.bad)

    def pick(role: str) -> list[str]:
        column = sheet.columns.get(role)
        return [column[i] for i in keep.tolist()] if column is not None else [""] * len(keep)

    force = _forces([a or b for a, b in zip(pick("force"), pick("by"), strict=True)])
    return Batch(
        xy_m=where.xy_m[keep],
        missing=where.missing[keep],
        place=pick("place"),
        month=month[keep],
        type=[each or UNKNOWN for each in pick("type")],
        force=force,
        lsoa=pick("lsoa"),
        lsoa_name=pick("lsoa_name"),
        count=np.ones(len(keep), dtype=np.int64),
        begin=begin[keep],
        finish=finish[keep],
        digest=[
            sheet.digests[i] if given else b""
            for i, given in zip(keep.tolist(), pick("id"), strict=True)
        ],
        supplied=_supplied(part, force, month[keep]),
    )


def _forces(names: Sequence[str]) -> list[str]:
    """Each force by its one name."""
    known = {each: normal_force(each) for each in set(names)}
    return [known[each] for each in names]


def _supplied(part: Part, force: Sequence[str], month: Ints) -> frozenset[tuple[str, int]]:
    """The months a file stands for: those of its rows, or of its name if it has none."""
    pairs = set(zip(force, month.tolist(), strict=True))
    return frozenset(pairs or _of_name(part))


def _of_name(part: Part) -> set[tuple[str, int]]:
    """Force and month in a name such as ``2020-01-city-of-london-street.csv``."""
    found = FILE_NAME.match(part.name.lower())
    month = int(months([found["month"]])[0]) if found else NO_MONTH
    return {(normal_force(found["force"]), month)} if found and month >= 0 else set()


def _aggregated(part: Part, frame: Frame, book: Book) -> tuple[Batch, Tally]:
    """Untyped counts on points, a month in the file's name, as one force published them."""
    geometries, properties, _ = read_geojson(part)
    named = _of_name(part)
    if not named:
        raise SourceError(
            f"{part.label} needs its month and force in its name, like "
            "2018-01-metropolitan-street.geojson; its rows have none."
        )
    count = numbers([each.get("crimes", each.get("count", "")) for each in properties])
    xy, pointed = _points(geometries, frame)
    wrong = ~(count >= 1) | (count % 1 != 0)
    lines = range(1, len(count) + 1)
    tally = Tally(book=book, part=part, lines=lines, rows=len(count))
    tally.reject(wrong, "a property 'crimes' that is no whole number of one or more")
    tally.reject(~pointed, "no point")
    keep = ~wrong & pointed
    return _counted(xy[keep], count[keep].astype(np.int64), named), tally


def _points(geometries: Geometries, frame: Frame) -> tuple[Floats, Bools]:
    """Local metres of points in degrees, and which are points at all."""
    pointed = shapely.get_type_id(geometries) == shapely.GeometryType.POINT
    xy = np.full((len(geometries), 2), np.nan)
    lonlat = shapely.get_coordinates(geometries[pointed])
    xy[pointed] = frame.to_local(lonlat[:, 0], lonlat[:, 1])
    return xy, pointed & ~np.isnan(xy).any(axis=1)


def _counted(xy_m: Floats, count: Ints, named: set[tuple[str, int]]) -> Batch:
    """Rows of counts of one force and month."""
    rows = len(count)
    ((force, month),) = named
    never = np.full(rows, np.datetime64("NaT", "m"))
    none = [""] * rows
    return Batch(
        xy_m=xy_m,
        missing=np.zeros(rows, dtype=bool),
        place=none,
        month=np.full(rows, month, dtype=np.int64),
        type=[UNKNOWN] * rows,
        force=[force] * rows,
        lsoa=none,
        lsoa_name=none,
        count=count,
        begin=never,
        finish=never,
        digest=[b""] * rows,
        supplied=frozenset(named),
    )
