"""Built towns kept between runs, by what they were built from."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

import platformdirs

from homeward import __version__
from homeward.errors import InputError
from homeward.kit import store
from homeward.read.book import sha256

__all__ = ["default_folder", "key", "load", "save"]

MOST_ENTRIES = 20
"""Entries kept; beyond that the longest unused go."""

VARIABLE = "HOMEWARD_CACHE"
"""Environment variable that names another folder; set but empty, nothing is kept."""

T = TypeVar("T")


def default_folder() -> Path | None:
    """The folder for built towns: the user's, or the one in ``HOMEWARD_CACHE``.

    Returns
    -------
    Path or None
        None if ``HOMEWARD_CACHE`` is set to nothing: keep nothing.
    """
    named = os.environ.get(VARIABLE)
    if named is None:
        return Path(platformdirs.user_cache_dir("homeward"))
    return Path(named) if named.strip() else None


def key(paths: Iterable[Path], extra: str) -> str:
    """A name for what is built from these files.

    Parameters
    ----------
    paths
        Input files and folders, in the order of their roles; names do not count, contents do
        (of a folder's files also their names, which tell them apart).
    extra
        What else the result depends on, such as options and which role each path plays.

    Returns
    -------
    str
        64 hexadecimal digits; other contents, another `extra` or another version of Homeward
        give another.

    Raises
    ------
    SourceError
        If a file cannot be opened.
    """
    digest = hashlib.sha256(f"homeward {__version__}\x1f{store.FORMAT}\x1f{extra}".encode())
    for path in paths:
        digest.update(_fingerprint(Path(path)).encode() + b"\x1e")
    return digest.hexdigest()


def _fingerprint(path: Path) -> str:
    """A file's hash, or those of all a folder's files with their names."""
    if not path.is_dir():
        return sha256(path)
    files = sorted(each for each in path.rglob("*") if each.is_file())
    lines = [f"{each.relative_to(path).as_posix()}\x1f{sha256(each)}" for each in files]
    return "folder\x1f" + "\x1f".join(lines)


def load(kind: type[T], key: str, folder: Path | None) -> T | None:
    """Fetch what was kept under a key.

    Parameters
    ----------
    kind
        The dataclass that was kept.
    key
        From `key`.
    folder
        The cache's folder; None keeps nothing.

    Returns
    -------
    T or None
        None if there is none that can be used: build it, and `save` it.
    """
    if folder is None:
        return None
    entry = folder / _entry(kind, key)
    found = store.load(kind, entry)
    if found is not None:
        _touch(entry)
    return found


def save(thing: object, key: str, folder: Path | None) -> str:
    """Keep a dataclass under a key, and let go of the longest unused beyond 20.

    Parameters
    ----------
    thing
        A dataclass that `kit.store` can store.
    key
        From `key`.
    folder
        The cache's folder; None keeps nothing.

    Returns
    -------
    str
        ``""``, or a sentence for the notes if it could not be kept.

    Notes
    -----
    Processes may save and load at once: an entry is put in place whole, and one that is let
    go while it is mapped stays readable where the system keeps open files.
    """
    if folder is None:
        return ""
    try:
        store.save(thing, folder / _entry(type(thing), key))
        _prune(folder)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        return f"The built town was not kept for next time: {folder}, {reason}."
    return ""


def _entry(kind: type, key: str) -> str:
    """The name of an entry's folder."""
    if not key.isalnum():
        raise InputError(f"`key` must be letters and digits, from `cache.key`; got {key[:80]!r}.")
    return f"{kind.__name__.lower()}-{key}"


def _touch(entry: Path) -> None:
    """Mark an entry as just used; where that is not allowed, it does not matter."""
    try:
        os.utime(entry)
    except OSError:
        return


def _prune(folder: Path) -> None:
    """Remove the longest unused entries beyond the most that are kept."""
    entries = [each for each in folder.iterdir() if _is_entry(each)]
    if len(entries) <= MOST_ENTRIES:
        return
    for entry in sorted(entries, key=_age, reverse=True)[MOST_ENTRIES:]:
        # Moved away first, so that no reader meets half an entry.
        away = Path(tempfile.mkdtemp(prefix=".old.", dir=folder))
        try:
            entry.rename(away / "was")
        except OSError:
            continue
        finally:
            shutil.rmtree(away, ignore_errors=True)


def _is_entry(path: Path) -> bool:
    """Whether a folder is one of ours: nothing else is ever removed."""
    return not path.name.startswith(".") and (path / store.INDEX).is_file()


def _age(entry: Path) -> float:
    """When an entry was last used, seconds since 1970."""
    try:
        return entry.stat().st_mtime
    except OSError:
        return 0.0
