"""Street lights and cameras from an authority's inventory."""

import re
from pathlib import Path

import numpy as np

from homeward.kit.arrays import Texts
from homeward.read._records import read_points
from homeward.read.book import Book
from homeward.read.frame import Frame
from homeward.read.sniff import Ask, texts
from homeward.tables import Cameras, Lamps

__all__ = ["lighting_hours", "read_cameras", "read_lamps"]

LAMPS = Ask(
    columns={
        "hours": (
            "hours",
            "lightinghours",
            "burninghours",
            "openinghours",
            "lit",
            "switchregime",
            "regime",
            "switching",
            "control",
            "controltype",
        ),
        "lux": ("lux", "illuminance", "illuminancelux"),
        "lamp": ("led", "lamptype", "lightsource", "lamp", "source", "lampdescription", "type"),
    }
)

PART_NIGHT = "05:30-00:00"
"""When a part-night lamp without stated hours is on, darkness given (assumption: off from
midnight to half past five, a usual English switching pattern; the inventory's own hours win)."""

_TIME = r"(\d{1,2})[:.]?(\d{2})"
_SPAN = re.compile(rf"\b{_TIME}\s*(?:h|hrs)?\s*(?:-|–|to|until)\s*{_TIME}\b")
_OFF = re.compile(r"\boff\b|\bunlit\b")
_PART = re.compile(r"\bpart[\s-]*night\b")

_WHITE = re.compile(r"\bled\b|\bcosmo|\bcpo|\bcdm|metal halide|white|\bceramic|^(1|yes|y|true)$")
_OLD = re.compile(
    r"\bso[nx]|sodium|\bhps\b|\blps\b|mercury|\bmbf|fluor|\bpl[-\s]?[lt]|tungsten|halogen|^(0|no|n|false)$"
)


def read_lamps(path: Path, frame: Frame, book: Book) -> Lamps:
    """Read street lights.

    Parameters
    ----------
    path
        CSV, GeoJSON, GeoPackage or shapefile of points; hours, lux and type where present.
    frame
        The town's metres and box.
    book
        Where the file, bad rows and notes are written.

    Returns
    -------
    Lamps
        Lamps on the map and up to 100 m from it, in order of place. ``hours`` is ``""`` where
        the inventory tells none, and for photocells (switch-on and switch-off lux such as
        ``35/18``): lit all dark hours. ``led`` follows the lamp's type, never its wattage.

    Raises
    ------
    SourceError
        If the file cannot be read, or over 5% of its rows are bad.
    """
    records = read_points(path, LAMPS, frame, book)
    near = records.near_map(frame, book, "street lights")
    near.tally.close()
    given = near.text("hours").tolist()
    hours = {each: lighting_hours(each) for each in set(given)}
    assumed = sum(hours[each] == PART_NIGHT and not _SPAN.search(each) for each in given)
    if assumed:
        book.note(
            f"{assumed:,} street lights are said to burn part of the night, without hours; "
            f"{PART_NIGHT} was assumed."
        )
    kinds = {each: _led(each) for each in set(near.columns.get("lamp", ()))}
    order = np.lexsort(near.xy_m.T)
    led = np.array([kinds[each] for each in near.columns.get("lamp", ())], dtype=np.int8)
    return Lamps(
        xy_m=near.xy_m[order],
        hours=texts([hours[each] for each in given])[order],
        lux=near.number("lux")[order],
        led=led[order] if len(led) else np.full(len(near), -1, dtype=np.int8),
        source=_source(path, len(near)),
    )


def read_cameras(path: Path, frame: Frame, book: Book) -> Cameras:
    """Read the public-space cameras that are there already.

    Parameters
    ----------
    path, frame, book
        As for `read_lamps`.

    Returns
    -------
    Cameras
        Cameras on the map and up to 100 m from it, in order of place.

    Raises
    ------
    SourceError
        If the file cannot be read, or over 5% of its rows are bad.
    """
    near = read_points(path, Ask(columns={}), frame, book).near_map(frame, book, "cameras")
    near.tally.close()
    order = np.lexsort(near.xy_m.T)
    return Cameras(xy_m=near.xy_m[order], source=_source(path, len(near)))


def lighting_hours(text: str) -> str:
    """Opening-hours text of an inventory's switching regime, ``""`` for all dark hours.

    Parameters
    ----------
    text
        As the inventory writes it.

    Returns
    -------
    str
        When the lamp is on; darkness is asked of it besides.

    Examples
    --------
    >>> lighting_hours("35/18"), lighting_hours("part night"), lighting_hours("off 00:00-05:30")
    ('', '05:30-00:00', '05:30-00:00')
    """
    words = text.casefold()
    if found := _SPAN.search(words):
        start, end = f"{int(found[1]):02d}:{found[2]}", f"{int(found[3]):02d}:{found[4]}"
        if not (_is_time(start) and _is_time(end)) or start == end:
            return ""
        off = _OFF.search(words)
        return f"{end}-{start}" if off else f"{start}-{end}"
    return PART_NIGHT if _PART.search(words) else ""


def _is_time(text: str) -> bool:
    hour, minute = int(text[:2]), int(text[3:])
    return minute < 60 and hour * 60 + minute <= 24 * 60


def _led(text: str) -> int:
    """1 for LED or white light, 0 for an older source, -1 where the text says neither."""
    words = text.casefold().strip()
    if _WHITE.search(words):
        return 1
    return 0 if _OLD.search(words) else -1


def _source(path: Path, rows: int) -> Texts:
    """The file's name, once a row."""
    return np.full(rows, Path(path).name[:80])
