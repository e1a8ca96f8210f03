"""Short files that name things: ids of streets and options, and the user's own figures."""

from pathlib import Path

from homeward.errors import SourceError
from homeward.read._files import only_part
from homeward.read._text import undirected
from homeward.read.sniff import Ask, read_table

__all__ = ["read_ids", "read_text"]

ASK = Ask(columns={"id": ("id", "segment", "option", "street")}, needed=("id",), place=False)

MOST_BYTES = 4 * 1024 * 1024
"""A file of figures written by hand is never larger."""


def read_ids(path: Path) -> tuple[str, ...]:
    """The ids a CSV lists, in its column ``id``, in order and without repeats.

    Raises
    ------
    SourceError
        If the file cannot be read or has no column of ids.
    """
    sheet = read_table(only_part(path, ".csv", ".txt"), ASK)
    found = (each.strip() for each in sheet.columns["id"])
    return tuple(dict.fromkeys(each for each in found if each))


def read_text(path: Path) -> str:
    """A small text file in UTF-8.

    Raises
    ------
    SourceError
        If it cannot be opened, is too large, or is not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as fault:
        raise SourceError(f"{path} cannot be opened: {fault.strerror or fault}.") from fault
    if len(raw) > MOST_BYTES:
        raise SourceError(f"{path} must be at most 4 MB; it holds {len(raw):,} bytes.")
    try:
        return undirected(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise SourceError(f"{path} must be text in UTF-8; byte {fault.start} is not.") from fault
