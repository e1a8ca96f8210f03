"""One careful reader for tables of text: packing, encoding, delimiter, header, line numbers."""

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import BinaryIO, Protocol

import charset_normalizer
import numpy as np

from homeward.errors import SourceError
from homeward.kit.arrays import Floats, Texts
from homeward.read._files import Part
from homeward.read._text import undirected

__all__ = ["PLACE", "Ask", "Sheet", "numbers", "read_table", "texts"]

SAMPLE_BYTES = 256 * 1024
"""Bytes looked at to tell encoding, delimiter and header."""

MOST_LINE = 1024**2
"""Characters of one line beyond which a file is not taken for a table."""

MOST_LINES_IN_A_ROW = 100
"""Lines one quoted row may run over; beyond that a quote was left open."""

MOST_ROWS = 4_000_000
"""Rows of one table beyond which it is refused: they take about 2 GB of memory."""

HEADER_WITHIN = 10
"""Rows looked at to find the header: councils like to put a title above it."""

CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")
MOST_CONTROLS = 0.01
"""Bytes that no text needs, and their share beyond which a file is none: spreadsheets and
packed files have several times as many (assumption)."""

LONGEST_TEXT = 300
"""Characters kept of any one field, so that one monster does not widen a whole column."""

DELIMITERS = ",;\t|"

PLACE: Mapping[str, tuple[str, ...]] = {
    "lon": ("longitude", "lon", "lng", "long", "xlon", "longitudewgs84", "wgs84lon", "geolon"),
    "lat": ("latitude", "lat", "ylat", "latitudewgs84", "wgs84lat", "geolat"),
    "east": ("easting", "eastings", "east", "xeasting", "osgbeasting", "osgb36easting"),
    "north": ("northing", "northings", "north", "ynorthing", "osgbnorthing", "osgb36northing"),
    "x": ("x", "xcoord", "xcoordinate", "coordx", "pointx", "geox", "gridx"),
    "y": ("y", "ycoord", "ycoordinate", "coordy", "pointy", "geoy", "gridy"),
}
"""Names of coordinate columns, as `plain` writes them."""

PAIRS = (("lon", "lat"), ("east", "north"), ("x", "y"))


class Reader(Protocol):
    """What `csv.reader` gives."""

    @property
    def line_num(self) -> int:
        """Lines read so far."""

    def __iter__(self) -> Iterator[list[str]]:
        """The rows."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is looked for in a table.

    `columns` names each role's possible headers, the best first, in lower case without spaces
    or signs; `needed` are the roles that must be there; `place` says that coordinates must be.
    `digest` asks for a fingerprint of every row, all columns of it.
    """

    columns: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...] = ()
    place: bool = True
    digest: bool = False


@dataclass(frozen=True, eq=False, kw_only=True)
class Sheet:
    """A table of text that was read: the columns asked for, and where each row stands.

    `lines` are the lines, from 1, on which the rows end; `misfits` the lines of rows with the
    wrong number of fields or with NUL bytes, and what is wrong with them; `blank` counts empty
    rows. `columns` holds only the roles that were found.
    """

    label: str
    header: tuple[str, ...]
    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    digests: Sequence[bytes]
    misfits: Sequence[tuple[int, str]]
    blank: int

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def rows(self) -> int:
        """Rows that hold anything, good and bad."""
        return len(self.lines) + len(self.misfits)


def plain(header: str) -> str:
    """A header in lower case, letters and digits only.

    Examples
    --------
    >>> plain(" Crime Type ")
    'crimetype'
    """
    return re.sub(r"[^0-9a-z]", "", header.casefold())


def read_table(part: Part, ask: Ask) -> Sheet:
    """Read the columns asked for from a delimited text file.

    Parameters
    ----------
    part
        The file, or member of a zip; gzip and bzip2 are told by their first bytes.
    ask
        The roles to find and the names they may have.

    Returns
    -------
    Sheet
        Fields without outer blanks, cut at 300 characters.

    Raises
    ------
    SourceError
        If the file is empty, is no text, lacks a column that is needed, leaves a quote open,
        is damaged, or is larger than is sane.

    Notes
    -----
    Encodings: UTF-8 (a stray byte in it is taken for Windows-1252), UTF-16 by its mark or its
    NULs, and else what charset-normalizer finds likeliest among the Western ones.
    """
    with part.open() as stream:
        sample = stream.read(SAMPLE_BYTES)
        encoding = _encoding(part.label, sample)
        delimiter, skip, index, header = _layout(part.label, sample, encoding, ask)
    with part.open() as stream:
        reader = csv.reader(_lines(part.label, stream, encoding), delimiter=delimiter)
        try:
            for _ in islice(reader, skip):
                pass
            return _collect(part.label, reader, header, index, digest=ask.digest)
        except csv.Error as fault:
            line = reader.line_num
            raise SourceError(f"{part.label} is no proper table: line {line}, {fault}.") from fault


def _encoding(label: str, sample: bytes) -> str:
    """The encoding of a text, from its first bytes."""
    if not sample.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise SourceError(f"{label} is empty.")
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if (half := _wide(sample)) is not None:
        return half
    if len(CONTROLS.findall(sample)) > MOST_CONTROLS * len(sample):
        raise SourceError(f"{label} must be text, and is not; save it as CSV in UTF-8.")
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(sample, final=False)
    except UnicodeDecodeError:
        return _western(sample)
    return "utf-8-sig"


def _wide(sample: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of plain text is NUL."""
    head = sample[:4096]
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > 0.7 * pairs and not head[0::2].count(0):
        return "utf-16-le"
    if pairs and head[0::2].count(0) > 0.7 * pairs and not head[1::2].count(0):
        return "utf-16-be"
    return None


def _western(sample: bytes) -> str:
    """The likeliest of the one-byte encodings that spreadsheets write."""
    likely = ["cp1252", "cp1250", "iso8859_15", "mac_roman"]
    best = charset_normalizer.from_bytes(sample, cp_isolation=likely, language_threshold=0.1).best()
    # Short samples often fit several; without a clear winner Windows-1252 is by far commonest.
    return best.encoding if best is not None and len(sample) > 2048 else "cp1252"


_STRAY = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)
}
"""Bytes that were no UTF-8, kept by surrogateescape, read as Windows-1252."""


def _lines(label: str, stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of a text, ends kept; a line without end is an error."""
    mend = encoding == "utf-8-sig"
    errors = "surrogateescape" if mend else "replace"
    with io.TextIOWrapper(stream, encoding, errors=errors, newline="") as text:
        while line := text.readline(MOST_LINE):
            if len(line) >= MOST_LINE:
                raise SourceError(f"{label} has a line of over {MOST_LINE:,} characters; no table.")
            yield undirected(line.translate(_STRAY) if mend and not line.isascii() else line)


_Layout = tuple[str, int, dict[str, int], tuple[str, ...]]


def _layout(label: str, sample: bytes, encoding: str, ask: Ask) -> _Layout:
    """Delimiter, rows up to and with the header, column of each role, and the header."""
    best: _Layout | None = None
    found = -1
    for delimiter in DELIMITERS:
        head = list(islice(_rows(label, sample, encoding, delimiter), HEADER_WITHIN))
        for skip, row in enumerate(head, start=1):
            index = _roles(row, ask)
            if (score := len(index) + (100 if _enough(index, ask) else 0)) > found:
                best, found = (delimiter, skip, index, tuple(row)), score
    if best is None or not _enough(best[2], ask):
        raise SourceError(_lacking(label, sample, encoding, ask))
    return best


def _rows(label: str, sample: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The first rows of a sample, as far as they parse."""
    reader = csv.reader(_lines(label, io.BytesIO(sample), encoding), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        return


def _roles(row: Sequence[str], ask: Ask) -> dict[str, int]:
    """The column of each role that a header names; a column plays one role."""
    names = [plain(each) for each in row]
    index: dict[str, int] = {}
    for role in {**ask.columns, **PLACE}:
        synonyms = ask.columns.get(role) or PLACE[role]  # a name the user gave stands first
        free = [
            each for each in synonyms if each in names and names.index(each) not in index.values()
        ]
        if free:
            index[role] = names.index(free[0])
    return index


def _enough(index: Mapping[str, int], ask: Ask) -> bool:
    """Whether the roles found are all that are needed."""
    placed = any(a in index and b in index for a, b in PAIRS)
    return all(each in index for each in ask.needed) and (placed or not ask.place)


def _lacking(label: str, sample: bytes, encoding: str, ask: Ask) -> str:
    """One sentence: which columns were looked for, and which were found."""
    places = ["longitude and latitude (or easting and northing)"] if ask.place else []
    wanted = places + [f"'{ask.columns[each][0]}'" for each in ask.needed]
    first = max((next(_rows(label, sample, encoding, each), [""]) for each in DELIMITERS), key=len)
    names = ", ".join(f"'{each.strip()[:40]}'" for each in first[:20] if each.strip())
    return (
        f"{label} must have columns for {', '.join(wanted)}; "
        f"its first row holds {names or 'nothing that reads as text'}."
    )


@dataclass(frozen=True, kw_only=True)
class _Pile:
    """Rows as they are read: the fields that play a role, and what is wrong with the others."""

    lines: list[int] = field(default_factory=list)
    kept: list[tuple[str, ...]] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    misfits: list[tuple[int, str]] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)


def _collect(
    label: str, reader: Reader, header: tuple[str, ...], index: Mapping[str, int], *, digest: bool
) -> Sheet:
    """Read all rows after the header, keeping the columns that play a role."""
    pile = _piled(label, reader, len(header), index, digest=digest)
    columns = zip(*pile.kept, strict=True) if pile.kept else [()] * len(index)
    named = {
        role: [each.strip()[:LONGEST_TEXT] for each in column]
        for role, column in zip(index, columns, strict=False)
    }
    return Sheet(
        label=label,
        header=header,
        lines=pile.lines,
        columns=named,
        digests=pile.digests,
        misfits=pile.misfits,
        blank=len(pile.blank),
    )


def _piled(
    label: str, reader: Reader, width: int, index: Mapping[str, int], *, digest: bool
) -> _Pile:
    """Sort rows into good ones, blank ones and those that do not fit."""
    pile = _Pile()
    pick = itemgetter(*index.values(), *([0, 0] if len(index) < 2 else []))
    for line, given in _numbered(label, reader):
        row = _trimmed(given, width) if len(given) != width else given
        whole = "\x1f".join(row)
        if not whole.strip("\x1f \t\xa0"):
            pile.blank.append(line)
        elif len(row) != width or "\0" in whole:
            pile.misfits.append((line, _misfit(row, width)))
        else:
            pile.lines.append(line)
            pile.kept.append(pick(row))
            if digest:
                pile.digests.append(hashlib.blake2b(whole.encode(), digest_size=16).digest())
    return pile


def _numbered(label: str, reader: Reader) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it ends on."""
    before = reader.line_num
    for number, row in enumerate(reader):
        if number >= MOST_ROWS:
            raise SourceError(f"{label} has over {MOST_ROWS:,} rows; cut it to the town first.")
        if reader.line_num - before > MOST_LINES_IN_A_ROW:
            raise SourceError(
                f"{label} leaves a quote open: the row that starts on line {before + 1}."
            )
        before = reader.line_num
        yield before, row


def _trimmed(row: list[str], width: int) -> list[str]:
    """A row without empty fields beyond the header's last."""
    return row[:width] if len(row) > width and not any(row[width:]) else row


def _misfit(row: Sequence[str], width: int) -> str:
    if len(row) != width:
        return f"{len(row)} fields where the header has {width}"
    return "a NUL byte"


def numbers(column: Sequence[str], *, decimal_comma: bool = False) -> Floats:
    """The numbers of a column of text; ``nan`` where there is none.

    Parameters
    ----------
    column
        Texts, N of them.
    decimal_comma
        Whether a lone comma is a decimal point (coordinates) or parts thousands (counts).

    Returns
    -------
    Floats
        Shape (N,); infinite numbers as ``nan``.

    Examples
    --------
    >>> numbers(["1,234", "", "5"])
    array([1234.,   nan,    5.])
    """
    try:
        found = np.array([each or "nan" for each in column], dtype=np.float64)
    except ValueError:
        found = np.array([_number(each, comma=decimal_comma) for each in column], dtype=np.float64)
    found[~np.isfinite(found)] = np.nan
    return found


def _number(text: str, *, comma: bool) -> float:
    bare = text.strip().removeprefix("£")
    if comma and bare.count(",") == 1 and "." not in bare:
        bare = bare.replace(",", ".")
    elif re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", bare):
        bare = bare.replace(",", "")
    try:
        return float(bare)
    except ValueError:
        return np.nan


def texts(column: Sequence[str]) -> Texts:
    """A column of text as an array, shape (N,)."""
    return np.array(column, dtype=np.str_) if len(column) else np.zeros(0, dtype="<U1")
