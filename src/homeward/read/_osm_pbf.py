"""OpenStreetMap's binary format (PBF), whole blocks at a time in flat arrays.

The format is a list of blobs, each a zlib-packed protocol buffer [1]_. A block's tags are
numbers of its own table of texts, so what is of no interest is never made into a text.

.. [1] https://wiki.openstreetmap.org/wiki/PBF_Format
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from homeward.kit.arrays import Bools, Ints, ragged_positions
from homeward.read import _kernels
from homeward.read._text import undirected

__all__ = ["Block", "Fields", "Tagged", "Units", "blocks", "header", "is_plain", "numbers"]

MOST_BLOB = 32 * 2**20
"""Most bytes a blob may unpack to: the format's own bound."""

KNOWN_FEATURES = frozenset({b"OsmSchema-V0.6", b"DenseNodes"})
"""Features of a file that this reader knows; osmium is asked about any other."""

NANO = 1_000_000_000
"""Positions are written in units of so many to a degree, times the block's granularity."""

GRANULARITY = 100
"""Nanodegrees to a unit where a block does not say, and to one of osmium's units."""

FARTHEST = 2_000_000_000
"""Ten-millionths of a degree; more than any place on Earth has, and fewer than `UNSET`."""

Units: TypeAlias = npt.NDArray[np.int32]

HEADER, DATA = b"OSMHeader", b"OSMData"


@dataclass(frozen=True, eq=False)
class Fields:
    """Fields of several messages: the rows of `_kernels.fields`."""

    data: _kernels.Bytes
    messages: int
    rows: Ints

    @classmethod
    def of(cls, data: _kernels.Bytes, start: Ints, stop: Ints) -> "Fields":
        """Take messages apart."""
        count = _whole(_kernels.fields(data, start, stop, np.zeros((0, 5), dtype=np.int64)))
        rows = np.zeros((count, 5), dtype=np.int64)
        _kernels.fields(data, start, stop, rows)
        return cls(data, len(start), rows)

    def spans(self, number: int) -> tuple[Ints, Ints]:
        """Where a field's bytes stand in each message, empty where it is not; last wins."""
        rows = self._rows(number, _kernels.SPAN)
        start = np.zeros(self.messages, dtype=np.int64)
        stop = start.copy()
        start[rows[:, 0]], stop[rows[:, 0]] = rows[:, 3], rows[:, 4]
        return start, stop

    def values(self, number: int, otherwise: int = 0) -> Ints:
        """A whole number of each message."""
        rows = self._rows(number, _kernels.VARINT)
        found = np.full(self.messages, otherwise, dtype=np.int64)
        found[rows[:, 0]] = rows[:, 3]
        return found

    def repeated(self, number: int) -> tuple[Ints, Ints]:
        """Where the bytes of each repetition of a field stand, all messages together."""
        rows = self._rows(number, _kernels.SPAN)
        return rows[:, 3].copy(), rows[:, 4].copy()

    def signed(self, number: int) -> Ints:
        """A whole number of each message, written with its sign folded in."""
        values = self.values(number)
        _kernels.unfold(values, np.arange(len(values) + 1, dtype=np.int64))
        return values

    def _rows(self, number: int, wire: int) -> Ints:
        """Rows of one field."""
        chosen = (self.rows[:, 1] == number) & (self.rows[:, 2] == wire)
        return np.asarray(self.rows[chosen], dtype=np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class Tagged:
    """Tags of M things as numbers of the block's texts: thing i has ``bound[i]:bound[i + 1]``."""

    bound: Ints
    key: Ints
    value: Ints

    def any_of(self, asked: Bools) -> Bools:
        """Whether each thing has a key that is asked about, shape (M,)."""
        hits = np.concatenate(([0], np.cumsum(asked[self.key])))
        return np.asarray(hits[self.bound[1:]] > hits[self.bound[:-1]])


@dataclass(frozen=True, eq=False)
class Block:
    """One unpacked block of things."""

    raw: bytes

    @cached_property
    def data(self) -> _kernels.Bytes:
        """The block's bytes as an array."""
        return np.frombuffer(self.raw, dtype=np.uint8)

    @cached_property
    def top(self) -> Fields:
        """The block's own fields."""
        return _message(self.data)

    @cached_property
    def groups(self) -> Fields:
        """The groups of things in the block."""
        return Fields.of(self.data, *self.top.repeated(2))

    @cached_property
    def texts(self) -> list[bytes]:
        """The block's texts."""
        table = Fields.of(self.data, *self.top.spans(1))
        spans = (each.tolist() for each in table.repeated(1))
        return [self.raw[start:stop] for start, stop in zip(*spans, strict=True)]

    def asked(self, keys: Sequence[str] | frozenset[str]) -> Bools:
        """Which of the block's texts are among the keys."""
        wanted = {key.encode() for key in keys}
        return np.array([text in wanted for text in self.texts], dtype=np.bool_)

    def tagged(self, things: Fields) -> Tagged:
        """The tags of ways, relations or single nodes."""
        key, bound = numbers(self.data, *things.spans(2))
        value, other = numbers(self.data, *things.spans(3))
        if not np.array_equal(bound, other):
            raise _damage("keys and values differ in number")
        return self.checked(Tagged(bound=bound, key=key, value=value))

    def dense_tags(self, span: Ints, count: int) -> Tagged:
        """The tags of a run of `count` nodes."""
        flat, _ = numbers(self.data, span[:1], span[1:])
        rows = np.zeros((len(flat) // 2, 3), dtype=np.int64)
        found, nodes = _kernels.pairs(flat, rows)
        if nodes > count or (_whole(found) and rows[found - 1, 0] >= count):
            raise _damage("tags of more nodes than there are")
        per_node = np.bincount(rows[:found, 0], minlength=count)
        bound = np.concatenate(([0], np.cumsum(per_node))).astype(np.int64)
        return self.checked(Tagged(bound=bound, key=rows[:found, 1], value=rows[:found, 2]))

    def checked(self, tags: Tagged) -> Tagged:
        """The tags, once every one is known to have its texts."""
        for each in (tags.key, tags.value):
            if len(each) and not 0 <= each.min() <= each.max() < len(self.texts):
                raise _damage("a tag without a text")
        return tags

    def dicts(self, tags: Tagged, chosen: Ints) -> list[dict[str, str]]:
        """The tags of chosen things in words."""
        at = ragged_positions(tags.bound, chosen)
        number = np.concatenate((tags.key[at], tags.value[at]))
        used, where = np.unique(number, return_inverse=True)
        words = np.array([undirected(self.texts[k].decode()) for k in used.tolist()], dtype=object)
        said = words[where].tolist()
        ends = np.cumsum(tags.bound[chosen + 1] - tags.bound[chosen]).tolist()
        keys, values = said[: len(at)], said[len(at) :]
        return [
            dict(zip(keys[a:b], values[a:b], strict=True))
            for a, b in zip([0, *ends], ends, strict=False)
        ]

    def place(self, lon: Ints, lat: Ints) -> Units:
        """Positions in ten-millionths of a degree, shape (N, 2), towards zero as osmium has it.

        What lies farther than 200 degrees off stands at 200: it is nowhere on Earth.
        """
        scale = self.top.values(17, GRANULARITY)
        offset = np.array([self.top.values(20)[0], self.top.values(19)[0]])
        nano = np.column_stack((lon, lat)) * scale + offset
        units = np.sign(nano) * (np.abs(nano) // GRANULARITY)
        return np.asarray(np.clip(units, -FARTHEST, FARTHEST), dtype=np.int32)


def numbers(data: _kernels.Bytes, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Numbers packed in spans, and where each span's begin and the last end."""
    bound = np.zeros(len(start) + 1, dtype=np.int64)
    none = np.zeros(0, dtype=np.int64)
    found = np.zeros(_whole(_kernels.packed(data, start, stop, bound, none)), dtype=np.int64)
    _kernels.packed(data, start, stop, bound, found)
    return found, bound


def blocks(path: Path) -> Iterator[Block]:
    """The blocks of things in a file, one at a time."""
    for kind, blob in _blobs(path):
        if kind == DATA:
            yield Block(_unpacked(blob))


def header(path: Path) -> Fields:
    """The fields of the file's header."""
    kind, blob = next(_blobs(path), (b"", b""))
    if kind != HEADER:
        raise _damage("it does not begin with a header")
    return _message(np.frombuffer(_unpacked(blob), dtype=np.uint8))


def is_plain(path: Path) -> bool:
    """Whether a file is packed with zlib or not at all, and has no feature unknown here."""
    for _, blob in _blobs(path):
        fields = _message(np.frombuffer(blob, dtype=np.uint8)).rows[:, 1]
        if not np.isin(fields, (1, 2, 3)).all():
            return False
    top = header(path)
    features = zip(*(each.tolist() for each in top.repeated(4)), strict=True)
    return all(top.data[a:b].tobytes() in KNOWN_FEATURES for a, b in features)


def _blobs(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Kind and contents of each blob."""
    with path.open("rb") as stream:
        while prefix := stream.read(4):
            head = stream.read(struct.unpack(">I", prefix)[0])
            fields = _message(np.frombuffer(head, dtype=np.uint8))
            start, stop = fields.spans(1)
            size = int(fields.values(3)[0])
            if not 0 <= size <= MOST_BLOB:
                raise _damage("a blob is too large")
            yield head[start[0] : stop[0]], stream.read(size)


def _unpacked(blob: bytes) -> bytes:
    """The contents of a blob."""
    fields = _message(np.frombuffer(blob, dtype=np.uint8))
    (start,), (stop,) = fields.spans(3)
    if start == stop:
        (start,), (stop,) = fields.spans(1)
        return blob[start:stop]
    size = int(fields.values(2)[0])
    if not 0 <= size <= MOST_BLOB:
        raise _damage("a blob is too large")
    try:
        raw = zlib.decompressobj().decompress(blob[start:stop], size + 1)
    except zlib.error as fault:
        raise _damage(str(fault)) from fault
    if len(raw) != size:
        raise _damage("a blob is not as long as it says")
    return raw


def _message(data: _kernels.Bytes) -> Fields:
    """One message taken apart."""
    none, whole = np.zeros(1, dtype=np.int64), np.full(1, len(data), dtype=np.int64)
    return Fields.of(data, none, whole)


def _whole(count: int) -> int:
    """A kernel's count, if what it counted is whole."""
    if count < 0:
        raise _damage("a number does not end")
    return int(count)


def _damage(what: str) -> RuntimeError:
    """The fault of a file that is not as the format has it; the door puts it in words."""
    return RuntimeError(f"PBF: {what}")
