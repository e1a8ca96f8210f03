"""Venues from a licensing list."""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from homeward.read._records import Records, read_points
from homeward.read._when import clocks
from homeward.read.book import Book
from homeward.read.frame import Frame
from homeward.read.sniff import Ask, texts
from homeward.tables import Venues

__all__ = ["read_venues"]

ASK = Ask(
    columns={
        "name": ("name", "premisesname", "premises", "tradingname", "venue", "businessname"),
        "kind": ("type", "kind", "category", "premisestype", "use", "description", "amenity"),
        "closing": ("closing", "closingtime", "closes", "terminalhour", "closinghour"),
        "hours": ("hours", "openinghours", "opening", "openingtimes"),
        "capacity": ("capacity", "maxcapacity", "occupancy", "peoplecapacity"),
    }
)

OPENS = "12:00"
"""When a venue of which only the closing hour is known opens (assumption; it hardly matters to
the walk home)."""

KINDS: tuple[tuple[str, str], ...] = (
    (r"night\s*-?club|dance|disco|cabaret|adult entertainment", "nightclub"),
    (r"theatre|concert|music venue|live music|comedy", "theatre"),
    (r"cinema", "cinema"),
    (r"members|social club|sports club|working men|club premises|student union", "social_club"),
    (r"restaurant|cafe|café|bistro|dining", "restaurant"),
    (r"\bpubs?\b|public house|tavern|\binn\b|brewery|ale house", "pub"),
    (r"\bbars?\b|lounge", "bar"),
    (r"bus[_\s]stop", "bus_stop"),
    (r"station", "station"),
)
"""Words of a licence's category, the telling ones first, and the kind they make."""

_ALL_DAY = re.compile(r"24\s*/\s*7|24\s*h(ou)?rs?|open all (day|night)")
_LOOKS_LIKE_HOURS = re.compile(r"\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}")


def read_venues(path: Path, frame: Frame, book: Book) -> Venues:
    """Read venues from a licensing list.

    Parameters
    ----------
    path
        CSV, GeoJSON, GeoPackage or shapefile: name, category, closing time or opening hours,
        capacity, where present. Without a category, the file's name must tell it (``pubs.csv``).
    frame
        The town's metres and box.
    book
        Where the file, bad rows and notes are written.

    Returns
    -------
    Venues
        Venues on the map and up to 100 m from it, in order of place and name. Premises that
        people do not leave at night (shops, offices) are left out and counted in a note.

    Raises
    ------
    SourceError
        If the file cannot be read, or over 5% of its rows are bad.
    """
    records = read_points(path, ASK, frame, book).near_map(frame, book, "venues")
    kind = _kinds(records, Path(path).name, book)
    known = np.array([bool(each) for each in kind], dtype=bool)
    if not known.all():
        left = sorted(
            {each for each, fine in zip(records.text("kind"), known, strict=True) if not fine}
        )
        book.note(
            f"{int((~known).sum()):,} premises of {records.tally.part.label} are of a kind that is "
            f"not planned for (such as '{left[0]}') and are left out."
        )
    kept = records.where(known)
    kept.tally.close()
    return _table(kept, texts([each for each in kind if each]), Path(path).name)


def _kinds(records: Records, file: str, book: Book) -> list[str]:
    """The kind of each row, ``""`` where it is none that is planned for."""
    if "kind" in records.columns:
        known: Mapping[str, str] = {each: kind_of(each) for each in set(records.columns["kind"])}
        return [known[each] for each in records.columns["kind"]]
    kind = kind_of(re.sub(r"[^a-z]+", " ", file.casefold())) or "pub"
    book.note(
        f"{records.tally.part.label} has no column for the kind of venue; all are taken for {kind}."
    )
    return [kind] * len(records)


def kind_of(category: str) -> str:
    """The kind of venue that a licence's category means, ``""`` if none.

    Examples
    --------
    >>> kind_of("Public House"), kind_of("Night Club"), kind_of("Off licence")
    ('pub', 'nightclub', '')
    """
    words = category.casefold()
    return next(
        (kind for pattern, kind in KINDS if re.search(pattern, words.replace("_", " "))), ""
    )


def _table(records: Records, kind: np.ndarray, file: str) -> Venues:
    name = records.text("name")
    order = np.lexsort((kind, name, *records.xy_m.T))
    return Venues(
        xy_m=records.xy_m[order],
        kind=kind[order],
        name=name[order],
        hours=texts(_hours(records))[order],
        capacity=np.where(records.number("capacity") > 0, records.number("capacity"), np.nan)[
            order
        ],
        floor_area_m2=np.full(len(records), np.nan),
        source=np.full(len(records), file[:80]),
    )


def _hours(records: Records) -> list[str]:
    """Opening hours where they read as such, else from the closing time."""
    given = records.text("hours").tolist()
    closing = records.text("closing").tolist()
    minutes = clocks(closing).tolist()
    return [
        _stated(stated) or _stated(late) or _closing(minute)
        for stated, late, minute in zip(given, closing, minutes, strict=True)
    ]


def _stated(text: str) -> str:
    if _ALL_DAY.search(text.casefold()):
        return "24/7"
    return text if _LOOKS_LIKE_HOURS.search(text) else ""


def _closing(minute: int) -> str:
    return f"{OPENS}-{minute // 60 % 24:02d}:{minute % 60:02d}" if minute >= 0 else ""
