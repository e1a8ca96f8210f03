"""Pedestrian counters: how many people passed where, hour by hour."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from homeward.errors import SourceError
from homeward.kit.arrays import Bools, Floats
from homeward.read._coords import placed
from homeward.read._files import Part, parts, plain_name
from homeward.read._tally import Tally
from homeward.read._when import clocks, times
from homeward.read.book import Book
from homeward.read.frame import Frame
from homeward.read.sniff import PAIRS, Ask, Sheet, numbers, plain, read_table, texts
from homeward.tables import Counts, Times

__all__ = ["read_counts"]

COUNT = Ask(
    columns={
        "date": ("date", "datetime", "day", "timestamp", "dateandtime"),
        "hour": ("hour", "time", "hourstarting"),
        "name": ("locationname", "location", "locname", "counter", "camera", "site", "name"),
        "people": ("incount", "count", "people", "pedestrians", "footfall", "total", "value"),
    },
    place=False,
)

ON_MAP_M = 50.0
"""Counters this far beyond the map's box are kept."""


def read_counts(path: Path, frame: Frame, book: Book) -> Counts:
    """Read hourly counts of people at counters.

    Parameters
    ----------
    path
        A CSV with date, hour, name, count and coordinates; or a folder or zip that holds such
        tables and a table of the counters' coordinates by name.
    frame
        The town's metres and box.
    book
        Where files, bad rows and notes are written.

    Returns
    -------
    Counts
        One row a counter and hour, in order of name and hour; an hour that stands twice with
        one count is kept once, with different counts it is left out and noted.

    Raises
    ------
    SourceError
        If no file has counts or coordinates, or over 5% of a file's rows are bad.

    Notes
    -----
    Names such as ``AlbionStNorth`` and ``Albion Street North`` are one counter's if the short
    one's letters stand in the long one in order, from the first, and no other name fits.
    """
    tables = [
        (each, read_table(each, replace(COUNT, needed=()))) for each in _tables_at(Path(path))
    ]
    counted = [each for each in tables if {"date", "people"} <= set(each[1].columns)]
    if not counted:
        raise SourceError(f"{path} must hold a table with columns 'date', 'hour' and 'count'.")
    where = [each for each in tables if each not in counted and _has_place(each[1])]
    spots = _spots(where, frame, book)
    pieces = [_read(part, sheet, spots, frame, book) for part, sheet in counted]
    name, hour, people, xy = (np.concatenate(each) for each in zip(*pieces, strict=True))
    near = frame.on_map(xy, ON_MAP_M)
    if away := sorted(set(name[~near].tolist())):
        book.note(f"{len(away):,} pedestrian counters of {path} lie off the map and are left out.")
    return _table(name[near], hour[near], people[near], xy[near], book)


def _tables_at(path: Path) -> list[Part]:
    found = parts(path)
    if len(found) == 1:
        return found
    return [each for each in found if plain_name(each.name).endswith((".csv", ".tsv", ".txt"))]


def _has_place(sheet: Sheet) -> bool:
    return any(a in sheet.columns and b in sheet.columns for a, b in PAIRS)


def _spots(
    tables: Sequence[tuple[Part, Sheet]], frame: Frame, book: Book
) -> dict[str, tuple[float, float]]:
    """Where each named counter stands."""
    spots: dict[str, tuple[float, float]] = {}
    for part, sheet in tables:
        tally = Tally.of(book, part, sheet)
        where = placed(part.label, sheet.columns, frame)
        book.note(where.note)
        tally.reject(where.bad, "coordinates that are no place")
        if sheet.blank:
            book.note(f"{sheet.blank:,} empty rows of {part.label} were passed over.")
        tally.close()
        names = sheet.columns.get("name", [""] * len(sheet))
        fine = np.flatnonzero(~where.bad & ~where.missing).tolist()
        spots.update({names[i]: (where.xy_m[i, 0], where.xy_m[i, 1]) for i in fine})
    return spots


_Piece = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _read(
    part: Part, sheet: Sheet, spots: Mapping[str, tuple[float, float]], frame: Frame, book: Book
) -> _Piece:
    """Name, hour, people and place of one table's good rows."""
    tally = Tally.of(book, part, sheet)
    hour = _hours(part, sheet, frame, book)
    people = numbers(sheet.columns["people"])
    names = sheet.columns.get("name", [part.name] * len(sheet))
    xy, bad_place = _where(part, sheet, names, spots, frame)
    wrong = ~(people >= 0) | (people % 1 != 0)
    lost = np.isnat(hour)
    tally.reject(lost, "a date or hour that cannot be read")
    tally.reject(wrong, "a count that is no whole number")
    tally.reject(bad_place, "a counter without a place")
    if sheet.blank:
        book.note(f"{sheet.blank:,} empty rows of {part.label} were passed over.")
    tally.close()
    keep = ~(lost | wrong | bad_place)
    return texts(names)[keep], hour[keep], people[keep].astype(np.int64), xy[keep]


def _hours(part: Part, sheet: Sheet, frame: Frame, book: Book) -> Times:
    """The beginning of each row's hour, local time."""

    def tell(sentence: str) -> None:
        book.note(f"In {part.label}, {sentence}.")

    day = times(sheet.columns["date"], frame.place.timezone, tell)
    if "hour" in sheet.columns:
        minute = clocks(sheet.columns["hour"])
        late = np.where(minute < 0, np.timedelta64("NaT", "m"), minute.astype("timedelta64[m]"))
        day = day.astype("datetime64[D]") + late
    return day.astype("datetime64[h]").astype("datetime64[m]")


def _where(
    part: Part,
    sheet: Sheet,
    names: Sequence[str],
    spots: Mapping[str, tuple[float, float]],
    frame: Frame,
) -> tuple[Floats, Bools]:
    """Each row's place, from its own coordinates or from its counter's."""
    if _has_place(sheet):
        where = placed(part.label, sheet.columns, frame)
        return where.xy_m, where.bad | where.missing
    if not spots:
        raise SourceError(
            f"{part.label} must have columns for longitude and latitude, or stand in one folder "
            "with a table of the counters' coordinates; give that folder."
        )
    found = same_counters(sorted(set(names)), sorted(spots))
    nowhere = (np.nan, np.nan)
    places = {each: spots[found[each]] if each in found else nowhere for each in set(names)}
    xy = np.array([places[each] for each in names], dtype=np.float64).reshape(-1, 2)
    return xy, np.isnan(xy[:, 0])


def same_counters(short: Sequence[str], full: Sequence[str]) -> dict[str, str]:
    """Which full name each short name means.

    Examples
    --------
    >>> same_counters(["Briggate", "AlbionStSouth"], ["Briggate", "Albion Street South"])
    {'Briggate': 'Briggate', 'AlbionStSouth': 'Albion Street South'}
    """
    by_plain = {plain(each): each for each in full}
    found = {each: by_plain[plain(each)] for each in short if plain(each) in by_plain}
    open_names = [each for each in full if each not in found.values()]
    for each in short:
        fitting = [name for name in open_names if _shortens(plain(each), plain(name))]
        if each not in found and len(fitting) == 1:
            found[each] = fitting[0]
    return found


def _shortens(short: str, full: str) -> bool:
    """Whether the letters of one name stand in another in order, from the first."""
    ahead = iter(full)
    return bool(short) and short[0] == full[:1] and all(each in ahead for each in short)


def _table(name: np.ndarray, hour: Times, people: np.ndarray, xy: Floats, book: Book) -> Counts:
    """One row a counter and hour."""
    order = np.lexsort((people, hour, name))
    name, hour, people, xy = name[order], hour[order], people[order], xy[order]
    same = (name[1:] == name[:-1]) & (hour[1:] == hour[:-1])
    differ = same & (people[1:] != people[:-1])
    keep = np.append(True, ~same) if len(name) else np.zeros(0, dtype=bool)
    if differ.any():
        clashing = {(name[i], hour[i]) for i in np.flatnonzero(differ)}
        keep &= np.array(
            [each not in clashing for each in zip(name, hour, strict=True)], dtype=bool
        )
        book.note(
            f"{len(clashing):,} hours have two different counts at one counter and are left out."
        )
    return Counts(xy_m=xy[keep], name=name[keep], hour=hour[keep], people=people[keep])
