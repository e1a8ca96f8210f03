"""Events: where, how many people, and when they end."""

from pathlib import Path

import numpy as np

from homeward.read._records import Records, read_points
from homeward.read._when import clocks, times
from homeward.read.book import Book
from homeward.read.frame import Frame
from homeward.read.sniff import Ask
from homeward.tables import Gatherings, Times

__all__ = ["read_gatherings"]

ASK = Ask(
    columns={
        "name": ("name", "event", "title"),
        "attendance": ("attendance", "people", "expected", "capacity", "size"),
        "end": ("end", "ends", "finish", "endtime", "until"),
        "date": ("date", "day", "enddate"),
    },
    needed=("attendance", "end"),
)


def read_gatherings(path: Path, frame: Frame, book: Book) -> Gatherings:
    """Read gatherings.

    Parameters
    ----------
    path
        A CSV or shapes with a place, name, attendance and end: a date and time, or a time
        beside a column of dates.
    frame
        The town's metres and box.
    book
        Where the file, bad rows and notes are written.

    Returns
    -------
    Gatherings
        Gatherings on the map and up to 100 m from it, in order of end, name and place.

    Raises
    ------
    SourceError
        If the file cannot be read, or over 5% of its rows are bad.
    """
    records = read_points(path, ASK, frame, book).near_map(frame, book, "gatherings")
    bad = np.isnat(_ends(records, frame, book)) | ~(records.number("attendance") > 0)
    kept = records.drop_bad(bad, "no end or no attendance that can be read")
    kept.tally.close()
    finish, name = _ends(kept, frame, book), kept.text("name")
    order = np.lexsort((*kept.xy_m.T, name, finish))
    return Gatherings(
        xy_m=kept.xy_m[order],
        name=name[order],
        attendance=kept.number("attendance")[order],
        finish=finish[order],
    )


def _ends(records: Records, frame: Frame, book: Book) -> Times:
    """When each gathering ends, local time."""

    def tell(sentence: str) -> None:
        book.note(f"In {records.tally.part.label}, {sentence}.")

    zone = frame.place.timezone
    whole = times(records.columns["end"], zone, tell)
    if "date" not in records.columns:
        return whole
    minute = clocks(records.columns["end"])
    day = times(records.columns["date"], zone, tell).astype("datetime64[D]")
    clocked = day + np.where(
        minute < 0, np.timedelta64("NaT", "m"), minute.astype("timedelta64[m]")
    )
    return np.where(np.isnat(whole), clocked, whole)
