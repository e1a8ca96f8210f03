"""A map file looked over before it is opened: small harm from broken or hostile files."""

import bz2
import gzip
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import IO, Any

from osmium import InvalidLocationError

from homeward.errors import SourceError

__all__ = ["MapFile", "look_over", "plain_errors"]

MAX_BYTES = 8 * 2**30
"""Most bytes a map may unpack to (assumption: many times the largest city)."""

MAX_RATIO, MAX_RATIO_PBF, FREE_BYTES = 200, 20, 64 * 2**20
"""Most unpacked bytes for each packed one, once more than `FREE_BYTES` are unpacked
(assumption: real XML stays below 30, real PBF below 5)."""

CHUNK = 2**20
HEAD = 4096
FORMATS = ".osm.pbf, .osm, .osm.gz or .osm.bz2"

CAUSES = (
    ("no element found", "it ends before it should; download it again"),
    ("unclosed", "it ends before it should; download it again"),
    ("unexpected eof", "it ends before it should; download it again"),
    ("entities", "it defines XML entities, which no map needs; do not trust it"),
    ("coordinate", "a node's latitude or longitude is not a number on Earth"),
    ("version", "it does not say that it is OpenStreetMap data of version 0.6"),
    ("xml parsing error", "its XML is damaged"),
    ("illegal id", "an id in it is not a whole number"),
)
"""What the reading library says, in lower case, and what that means."""


@dataclass(frozen=True, kw_only=True)
class MapFile:
    """A map that may be opened: where it is, and its format as osmium names it."""

    path: Path
    format: str


def look_over(path: str | PathLike[str]) -> MapFile:
    """Make sure that a file is a map that can be read within bounded memory.

    Parameters
    ----------
    path
        The map, in any of the formats .osm.pbf, .osm, .osm.gz, .osm.bz2. The format is
        told by the contents, not by the name.

    Returns
    -------
    MapFile
        What to open, and how.

    Raises
    ------
    SourceError
        If there is no such file, it is empty, no map, cut short, has an element of over
        1 MB, or unpacks to more than 8 GB or, beyond 64 MB, to 200 times its size (PBF: 20
        times).
    """
    file = Path(path)
    head = _head(file, path)
    if head.startswith(b"\x1f\x8b"):
        _look_into(gzip.open, file)
        return MapFile(path=file, format="osm.gz")
    if head.startswith(b"BZh"):
        _look_into(bz2.open, file)
        return MapFile(path=file, format="osm.bz2")
    if b"OSMHeader" in head[:64]:
        _walk_blobs(file)
        return MapFile(path=file, format="pbf")
    _check_text(head, file)
    _look_into(nullcontext, file)
    return MapFile(path=file, format="osm")


def _head(file: Path, given: str | PathLike[str]) -> bytes:
    """The first bytes of a file that exists and is not empty."""
    if file.is_dir():
        raise SourceError(f"{given} is a folder; give the map file itself ({FORMATS}).")
    if not file.exists():
        raise SourceError(f"There is no file {given}; give a map ({FORMATS}).")
    if not file.is_file():
        raise SourceError(f"{given} is not an ordinary file; give a map ({FORMATS}).")
    try:
        with file.open("rb") as stream:
            head = stream.read(HEAD)
    except OSError as fault:
        raise SourceError(f"{given} cannot be opened: {fault.strerror or fault}.") from fault
    if not head:
        raise SourceError(f"{given} is empty (0 bytes); download the map again.")
    return head


def _check_text(head: bytes, file: Path) -> None:
    """Refuse text that is not OpenStreetMap XML, saying what it is instead."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"<!ENTITY" in text:
        raise SourceError(f"{file} cannot be read as a map: {dict(CAUSES)['entities']}.")
    if re.search(rb"<osm[\s>]", text):
        return
    what = "is not a map"
    if re.match(rb"<!doctype html|<html", text, re.IGNORECASE):
        what = "is a web page (HTML), not a map; the download may have failed"
    elif text.startswith((b"{", b"[")):
        what = "is JSON, not a map; ask for OpenStreetMap XML or PBF instead"
    elif text.startswith(b"<"):
        what = "is XML, but not OpenStreetMap's"
    raise SourceError(f"{file} {what}. Give a map in {FORMATS}.")


def _look_into(unpack: Callable[[Any], Any], file: Path) -> None:
    """Unpack a compressed map once, keeping nothing, to see that it is whole and not a bomb."""
    with file.open("rb") as packed:
        try:
            with unpack(packed) as unpacked:
                _check_text(unpacked.read(HEAD), file)
                _count(unpacked, packed, file)
        except (EOFError, zlib.error, OSError) as fault:
            raise SourceError(
                f"{file} cannot be unpacked: it is damaged or ends before it should. "
                "Download it again."
            ) from fault


def _count(unpacked: IO[bytes], packed: IO[bytes], file: Path) -> None:
    """Count unpacked bytes, stopping at the first sign of a bomb.

    An element without end would take the XML library a time that grows with its square.
    """
    total = HEAD
    while chunk := unpacked.read(CHUNK):
        if len(chunk) == CHUNK and b">" not in chunk and chunk.strip():
            raise SourceError(
                f"{file} has an element of over {CHUNK // 2**20} MB, which no map has; it is taken "
                "for damaged or hostile and not read."
            )
        total += len(chunk)
        _check_size(total, packed.tell(), MAX_RATIO, file)


def _check_size(unpacked: int, packed: int, ratio: int, file: Path) -> None:
    """Refuse more unpacked bytes than any map of a town needs."""
    too_dense = unpacked > FREE_BYTES and unpacked > ratio * packed
    if unpacked > MAX_BYTES or too_dense:
        raise SourceError(
            f"A map may unpack to at most {MAX_BYTES // 2**30} GB and {ratio} times its "
            f"size; {file} unpacks to {unpacked / 2**20:,.0f} MB or more from "
            f"{packed / 2**20:,.1f} MB. Cut it down to one town, or do not trust it."
        )


def _walk_blobs(file: Path) -> None:
    """Step over a PBF's blobs, adding up the sizes they say they unpack to."""
    size = file.stat().st_size
    unpacked = 0
    with file.open("rb") as stream:
        while stream.tell() < size:
            length = _blob_length(stream, file)
            end = stream.tell() + length
            if end > size:
                raise SourceError(
                    f"{file} cannot be read as a map: {dict(CAUSES)['unexpected eof']}."
                )
            unpacked += _raw_size(stream.read(min(length, 64)), length)
            _check_size(unpacked, end, MAX_RATIO_PBF, file)
            stream.seek(end)


def _blob_length(stream: IO[bytes], file: Path) -> int:
    """Bytes of the blob that follows the header at the stream's position."""
    prefix = stream.read(4)
    header_size = struct.unpack(">I", prefix)[0] if len(prefix) == 4 else 0
    if not 0 < header_size <= 64 * 1024:
        raise SourceError(f"{file} cannot be read as a map: its PBF blocks are damaged.")
    return dict(_varints(stream.read(header_size))).get(3, 0)


def _raw_size(start: bytes, length: int) -> int:
    """Bytes a blob says it unpacks to; its own length when it is not compressed."""
    return max(dict(_varints(start)).get(2, 0), length)


def _varints(message: bytes) -> Iterator[tuple[int, int]]:
    """The whole numbers of a protocol-buffer message: field number and value."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & 7 == 0:
            yield key >> 3, value
        elif key & 7 == 2:
            at += value
        else:
            return


def _varint(message: bytes, at: int) -> tuple[int, int]:
    """One whole number in base 128, and where the next byte stands."""
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            break
    return value, at


@contextmanager
def plain_errors(file: Path) -> Iterator[None]:
    """Turn what the reading library raises into one plain sentence that names the file."""
    try:
        yield
    except SourceError:
        raise
    except (RuntimeError, ValueError, OSError, InvalidLocationError) as fault:
        said = str(fault).strip()
        meant = (means for word, means in CAUSES if word in said.lower())
        cause = next(meant, "its contents are damaged")
        raise SourceError(f"{file} cannot be read as a map: {cause} ({said}).") from fault
