"""The public's own reports of where they feel unsafe."""

from pathlib import Path

import numpy as np

from homeward.read._records import Records, read_points
from homeward.read._when import NO_MONTH, months, times
from homeward.read.book import Book
from homeward.read.frame import Frame
from homeward.read.sniff import Ask
from homeward.tables import Reports

__all__ = ["read_reports"]

ASK = Ask(
    columns={
        "month": ("month", "date", "when", "reported", "created"),
        "reason": ("reason", "why", "category", "type", "comment"),
    },
    needed=("month",),
)


def read_reports(path: Path, frame: Frame, book: Book) -> Reports:
    """Read reports of places that feel unsafe.

    Parameters
    ----------
    path
        A CSV or points with longitude, latitude, month (or date) and reason.
    frame
        The town's metres and box.
    book
        Where the file, bad rows and notes are written.

    Returns
    -------
    Reports
        Reports on the map, in order of month and place.

    Raises
    ------
    SourceError
        If the file cannot be read, or over 5% of its rows are bad.
    """
    records = read_points(path, ASK, frame, book).near_map(frame, book, "reports", 0.0)
    month = _months(records, frame, book)
    kept = records.drop_bad(month < 0, "a month that cannot be read")
    kept.tally.close()
    month, reason = month[month >= 0], kept.text("reason")
    order = np.lexsort((reason, *kept.xy_m.T, month))
    return Reports(xy_m=kept.xy_m[order], month=month[order], reason=reason[order])


def _months(records: Records, frame: Frame, book: Book) -> np.ndarray:
    """Months since year 0 of months or dates; -1 where it is neither."""
    given = records.columns["month"]

    def tell(sentence: str) -> None:
        book.note(f"In {records.tally.part.label}, {sentence}.")

    plain_months = months(given)
    dates = times(given, frame.place.timezone, tell)
    dated = np.where(
        np.isnat(dates), NO_MONTH, dates.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    )
    return np.where(plain_months >= 0, plain_months, dated)
