"""Keeping a frozen dataclass on disk: one file of arrays, mapped, and one index.

The index is written in JSON and names no code: a stored thing is only ever built from the
dataclasses that the asked-for class itself mentions.
"""

import dataclasses
import errno
import json
import mmap
import os
import shutil
import tempfile
import typing
import zlib
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt

__all__ = ["load", "save"]

FORMAT = 1
"""Version of the folder's layout; another one is not read."""

ALIGN = 64
"""Bytes at whose multiples arrays start: a cache line, and enough for any vector register."""

KINDS = "biufcUSmM"
"""Kinds of numpy array that can be stored: numbers, text, times; never objects."""

PATIENCE = 5
"""Times a finished folder is put in place while others do the same."""

TAKEN = (errno.ENOTEMPTY, errno.EEXIST, errno.EACCES)
"""What systems say when a folder lies already where one is to go."""

INDEX, ARRAYS = "index.json", "arrays.bin"

T = TypeVar("T")

Array = npt.NDArray[Any]
Stored: TypeAlias = Any
"""What JSON holds."""


class _DamagedError(ValueError):
    """What lies in the folder is not what was saved."""


def save(thing: object, folder: Path) -> None:
    """Store a frozen dataclass as a folder.

    Parameters
    ----------
    thing
        A dataclass whose fields hold arrays (numbers, truth values, text, times), tuples,
        lists, mappings with text keys, plain values, dates, None, or such dataclasses. A single
        numpy number comes back as a plain one.
    folder
        Where it will lie. What lay there is replaced, last of all and at once; a reader that
        has it mapped keeps what it mapped.

    Raises
    ------
    TypeError
        If a field holds anything else, such as an array of objects.
    OSError
        If the folder cannot be written.

    Notes
    -----
    Two processes may save to one folder: one of them wins, whole.
    """
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _write(thing, fresh)
        _put(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def load(cls: type[T], folder: Path) -> T | None:
    """Fetch a stored dataclass, its arrays mapped from disk and read-only.

    Parameters
    ----------
    cls
        The class that was saved.
    folder
        Where it lies.

    Returns
    -------
    T or None
        None if nothing is there, or it is damaged, of another class, or of another version:
        build it again. Mappings come back as dictionaries.

    Notes
    -----
    A checksum of all arrays is compared (about 1 GB a second), so that a flipped bit is a
    rebuild and not a wrong answer.
    """
    folder = Path(folder)
    try:
        index = json.loads((folder / INDEX).read_bytes())
        if index["format"] != FORMAT or index["type"] != _name(cls):
            return None
        if index["check"] != zlib.crc32(_dumps(index["fields"])):
            return None
        content = _mapped(folder / ARRAYS, index["bytes"], index["crc"])
        return _thing(cls, index["fields"], content, _known(cast("Hashable", cls)))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _dumps(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def _name(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


# Writing


def _write(thing: object, folder: Path) -> None:
    """Write both files into a fresh folder."""
    with (folder / ARRAYS).open("wb") as stream:
        writer = _Writer(stream)
        fields = writer.thing(thing)
        writer.bytes(b"\0" * ALIGN)  # an empty file cannot be mapped
        stream.flush()
        os.fsync(stream.fileno())
    index = {
        "format": FORMAT,
        "type": _name(type(thing)),
        "bytes": writer.at,
        "crc": writer.crc,
        "check": zlib.crc32(_dumps(fields)),
        "fields": fields,
    }
    (folder / INDEX).write_bytes(_dumps(index))


def _put(fresh: Path, folder: Path) -> None:
    """Move a finished folder into place; if others are quicker time and again, theirs stays."""
    for _ in range(PATIENCE):
        try:
            fresh.rename(folder)
        except OSError as fault:
            if fault.errno not in TAKEN:
                raise
        else:
            return
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
        try:
            folder.rename(old / "was")
        except OSError:
            continue
        finally:
            shutil.rmtree(old, ignore_errors=True)


class _Writer:
    """Writes arrays one after the other and gives back what the index says of them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.at = 0
        self.crc = 0

    def bytes(self, content: "bytes | memoryview") -> None:
        self._stream.write(content)
        self.crc = zlib.crc32(content, self.crc)
        self.at += len(content)

    def thing(self, thing: object) -> dict[str, Any]:
        """The fields of a dataclass."""
        if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
            raise TypeError(f"Only a dataclass can be stored; got {type(thing).__name__}.")
        fields = (each.name for each in dataclasses.fields(thing) if each.init)
        return {name: self.value(getattr(thing, name), name) for name in fields}

    def value(self, value: object, name: str) -> Stored:
        """One value: ``[kind, content]``, so that a plain one is never taken for another."""
        if isinstance(value, np.ndarray):
            return ["array", self.array(value, name)]
        if isinstance(value, np.generic) and value.dtype.kind in "biufU":
            value = value.item()
        if _is_plain(value):
            return ["plain", value]
        if isinstance(value, (tuple, list)):
            return self.several(value, name)
        return self.other(value, name)

    def several(self, values: Sequence[object], name: str) -> Stored:
        """A tuple or list; plain ones are written as one piece, which is quick to read."""
        kind = "list" if type(values) is list else "tuple"
        if all(_is_plain(each) for each in values):
            return [f"plain {kind}", list(values)]
        return [kind, [self.value(each, name) for each in values]]

    def other(self, value: object, name: str) -> Stored:
        """A date, a mapping or a dataclass."""
        if type(value) is date:
            return ["date", value.isoformat()]
        if isinstance(value, Mapping) and all(type(key) is str for key in value):
            return ["mapping", {key: self.value(each, name) for key, each in value.items()}]
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return ["thing", [_name(type(value)), self.thing(value)]]
        raise TypeError(f"`{name}` holds a {type(value).__name__}, which cannot be stored.")

    def array(self, array: Array, name: str) -> Stored:
        """Write one array at the next aligned place."""
        if array.dtype.kind not in KINDS:
            raise TypeError(f"`{name}` is an array of {array.dtype}, which cannot be stored.")
        native = np.asarray(array, dtype=array.dtype.newbyteorder("="), order="C")
        self.bytes(b"\0" * (-self.at % ALIGN))
        start = self.at
        if native.nbytes:
            self.bytes(native.reshape(-1).view(np.uint8).data)
        return [native.dtype.str, list(native.shape), start]


def _is_plain(value: object) -> bool:
    """Whether JSON gives a value back as it was: text, numbers, and mappings of those."""
    if value is None or type(value) in {str, int, float, bool}:
        return True
    if type(value) is not dict:
        return False
    return all(type(key) is str and _is_plain(each) for key, each in value.items())


# Reading


def _mapped(path: Path, size: int, crc: int) -> Array:
    """The bytes of the arrays, mapped, if they are those that were written."""
    with path.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    if len(mapped) != size or zlib.crc32(mapped) != crc:
        raise _DamagedError
    return np.frombuffer(mapped, dtype=np.uint8)


def _thing(
    cls: type[T], fields: Mapping[str, Stored], content: Array, known: Mapping[str, type]
) -> T:
    """Build a dataclass again from its fields."""
    expected = {each.name for each in dataclasses.fields(cast("Any", cls)) if each.init}
    if set(fields) != expected:
        raise _DamagedError
    return cls(**{name: _value(each, content, known) for name, each in fields.items()})


def _value(stored: Stored, content: Array, known: Mapping[str, type]) -> Any:  # noqa: ANN401
    """One value from what the index says of it."""
    kind, value = stored
    if kind in {"plain", "plain list"}:
        return value
    if kind == "plain tuple":
        return tuple(value)
    if kind == "array":
        return _array(value, content)
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "thing":
        return _thing(known[value[0]], value[1], content, known)
    return _group(kind, value, content, known)


def _group(kind: str, value: Stored, content: Array, known: Mapping[str, type]) -> Any:  # noqa: ANN401
    """A tuple, list or mapping that holds more than plain values."""
    if kind == "mapping":
        return {key: _value(each, content, known) for key, each in value.items()}
    if kind not in {"tuple", "list"}:
        raise _DamagedError
    items = [_value(each, content, known) for each in value]
    return tuple(items) if kind == "tuple" else items


def _array(stored: Stored, content: Array) -> Array:
    """A read-only view of one array."""
    name, shape, start = stored
    dtype = np.dtype(name)
    if dtype.kind not in KINDS:
        raise _DamagedError
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    if not 0 <= start <= start + size <= len(content):
        raise _DamagedError
    if not size:
        empty = np.empty(shape, dtype=dtype)
        empty.flags.writeable = False
        return empty
    view: Array = content[start : start + size].view(dtype).reshape(shape)
    return view


@cache
def _known(cls: Hashable) -> Mapping[str, type]:
    """The dataclasses that a class's fields mention, and those that theirs do, by name."""
    found: dict[str, type] = {}
    waiting: list[Any] = [cls]
    while waiting:
        hint = waiting.pop()
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            if _name(hint) in found:
                continue
            found[_name(hint)] = hint
            waiting.extend(typing.get_type_hints(hint).values())
        waiting.extend(typing.get_args(hint))
    return found
