"""Opening a file, packed or not, without ever unpacking more than is sane."""

import bz2
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from homeward.errors import SourceError

__all__ = ["Part", "only_part", "parts"]

MOST_BYTES = 2 * 1024**3
"""Bytes of one file, unpacked, beyond which it is refused."""

FREE_BYTES = 64 * 1024**2
"""Bytes any file may unpack to, whatever its ratio."""

MOST_RATIO = 200
"""Unpacked bytes per packed byte beyond which a file is taken for a bomb; CSV packs 4 to 20."""

MOST_MEMBERS = 100_000
"""Members of one zip beyond which it is refused."""

DAMAGE = (EOFError, OSError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
"""What the unpackers raise on truncated, damaged, locked or unknown packing."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One file's worth of bytes: a file on disk, or a member of a zip on disk."""

    path: Path
    member: str = ""

    @property
    def label(self) -> str:
        """How the part is named in messages."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def name(self) -> str:
        """The part's own file name, without folders."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The unpacked bytes, counted while they are read.

        Raises
        ------
        SourceError
            If the part cannot be opened, is damaged, or unpacks to more than is sane.
        """
        try:
            with self._packed() as (raw, packed_bytes):
                yield cast("BinaryIO", io.BufferedReader(_Counted(self, raw, packed_bytes)))
        except SourceError:
            raise
        except DAMAGE as fault:
            raise _damaged(self, fault) from fault

    @contextmanager
    def _packed(self) -> Iterator[tuple[BinaryIO, int]]:
        """The bytes as they lie, or as the zip gives them, and how many there are on disk."""
        if not self.member:
            with self.path.open("rb") as stream:
                yield stream, self.path.stat().st_size
            return
        with zipfile.ZipFile(self.path) as box:
            info = box.getinfo(self.member)
            with box.open(info) as member:
                yield cast("BinaryIO", member), info.compress_size

    def read(self, most: int = MOST_BYTES) -> bytes:
        """All bytes, refused beyond `most`."""
        with self.open() as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise SourceError(
                f"{self.label} is larger than {most // 1024**2:,} MB; cut it to the town first."
            )
        return content

    def content_sha256(self) -> str:
        """SHA-256 of the unpacked bytes: the same for a file, its ``.gz`` and its zip."""
        with self.open() as stream:
            return hashlib.file_digest(cast("io.BufferedReader", stream), "sha256").hexdigest()


def _damaged(part: Part, fault: Exception) -> SourceError:
    reason = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return SourceError(
        f"{part.label} cannot be read to its end: {reason.rstrip('.')}. Download or save it again."
    )


class _Counted(io.RawIOBase):
    """A stream that unpacks gzip and bzip2 and stops before a bomb goes off."""

    def __init__(self, part: Part, raw: BinaryIO, packed_bytes: int) -> None:
        self._part, self._packed = part, packed_bytes
        self._stream = _unpacked(raw)
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            chunk = self._stream.read(len(buffer))
        except DAMAGE as fault:
            raise _damaged(self._part, fault) from fault
        self._seen += len(chunk)
        bomb = self._seen > max(FREE_BYTES, MOST_RATIO * self._packed)
        if self._seen > MOST_BYTES or bomb:
            raise SourceError(
                f"{self._part.label} unpacks to more than {self._seen // 1024**2:,} MB from "
                f"{self._packed:,} bytes; it is taken for damaged or hostile and not read."
            )
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _unpacked(raw: BinaryIO) -> BinaryIO:
    """The stream behind gzip or bzip2, told by its first bytes and not by its name."""
    head = raw.read(3)
    raw.seek(0)
    if head[:2] == b"\x1f\x8b":
        return cast("BinaryIO", gzip.GzipFile(fileobj=raw))
    if head == b"BZh":
        return cast("BinaryIO", bz2.BZ2File(raw))
    return raw


def parts(path: Path) -> list[Part]:
    """The files that a path stands for: itself, a zip's members, or all files of a folder.

    Parameters
    ----------
    path
        A file, a zip, or a folder (searched to its depths; zips in it are opened).

    Returns
    -------
    list[Part]
        In order of name. Hidden files and folders are left out.

    Raises
    ------
    SourceError
        If there is nothing there, or a zip is damaged.
    """
    if not path.exists():
        raise SourceError(f"There is no file or folder {path}; check its name.")
    if not path.is_dir():
        return _members(path) if _is_zip(path) else [Part(path=path)]
    files = [each for each in path.rglob("*") if each.is_file()]
    shown = sorted(each for each in files if not _hidden(each.relative_to(path).as_posix()))
    return [part for each in shown for part in parts(each)]


def only_part(path: Path, *endings: str) -> Part:
    """The one file that a path stands for; in a zip or folder, the one with such an ending.

    Raises
    ------
    SourceError
        If there is none, or there are several.
    """
    found = parts(path)
    if len(found) > 1:
        found = [each for each in found if plain_name(each.name).endswith(endings)]
    if len(found) != 1:
        names = ", ".join(each.name for each in found[:3])
        what = f"{len(found)} files ({names})" if found else "none"
        raise SourceError(
            f"{path} must hold one {' or '.join(endings)} file; found {what}. Give the file itself."
        )
    return found[0]


def plain_name(name: str) -> str:
    """A file's name in lower case without the ending of its packing."""
    return name.lower().removesuffix(".gz").removesuffix(".bz2")


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}


def _members(path: Path) -> list[Part]:
    """The members of a zip, which is never unpacked to disk: their names can do no harm."""
    try:
        with zipfile.ZipFile(path) as box:
            names = [each.filename for each in box.infolist() if not each.is_dir()]
    except DAMAGE as fault:
        raise SourceError(
            f"{path} is not a zip that can be opened: {str(fault).rstrip('.')}. Download it again."
        ) from fault
    if len(names) > MOST_MEMBERS:
        raise SourceError(f"{path} holds {len(names):,} files; at most {MOST_MEMBERS:,} are read.")
    return [Part(path=path, member=each) for each in sorted(set(names)) if not _hidden(each)]


def _hidden(name: str) -> bool:
    """Whether a file or a folder on its way is hidden or a Mac's shadow copy."""
    steps = PurePosixPath(name).parts
    return any((each.startswith(".") and each.strip(".")) or each == "__MACOSX" for each in steps)
