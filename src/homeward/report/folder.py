"""A folder of files that is either whole or visibly unfinished."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from homeward import __version__
from homeward.errors import InputError

__all__ = ["MANIFEST", "filled"]

MANIFEST = "MANIFEST.json"


@contextmanager
def filled(folder: Path) -> Iterator[Path]:
    """A temporary folder to write in; its files move into `folder` when all went well.

    Parameters
    ----------
    folder
        Where the files are to stand; made if it is not there.

    Yields
    ------
    Path
        An empty folder on the same disk.

    Raises
    ------
    InputError
        If `folder` is a file, or cannot be made or written in.
    OSError
        If the disk is full or fails; `folder` then stands as it was.

    Notes
    -----
    Everything is written, hashed and flushed to disk beside the target before the first file
    moves, so that a fault until then leaves the target as it was. The old manifest goes first
    and the new one comes last: a folder whose manifest is missing or does not match is
    unfinished. Files that the old manifest lists and the new plan does not have are removed;
    other files in the folder are not touched.
    """
    target = folder.resolve()
    work = _work_folder(target)
    try:
        yield work
        _write_manifest(work)
        for path in _files(work):
            _sync(path)
        _move(work, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _work_folder(target: Path) -> Path:
    """A new folder on the target's own disk, so that moving is renaming."""
    if target.exists() and not target.is_dir():
        raise InputError(f"`--out` must be a folder; {target} is a file.")
    home = target if target.is_dir() else target.parent
    try:
        home.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".homeward-", dir=home))
    except OSError as fault:
        raise InputError(
            f"`--out` must be a folder that can be written in; {target} cannot: {fault.strerror}."
        ) from fault


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write_manifest(work: Path) -> None:
    hashes = {
        path.relative_to(work).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _files(work)
    }
    content = {"homeward": __version__, "files": hashes}
    (work / MANIFEST).write_text(
        json.dumps(content, indent=1) + "\n", encoding="utf-8", newline="\n"
    )


def _move(work: Path, target: Path) -> None:
    """Rename every file into place, the manifest last."""
    target.mkdir(exist_ok=True)
    earlier = _listed(target)
    (target / MANIFEST).unlink(missing_ok=True)
    new = [path.relative_to(work) for path in _files(work)]
    for name in sorted(new, key=lambda each: each.name == MANIFEST):
        if name.name == MANIFEST:
            _remove(target, earlier - set(new))
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).replace(target / name)


def _listed(target: Path) -> set[Path]:
    """The files an earlier manifest lists, as far as it can be read and stays in the folder."""
    try:
        names = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["files"]
        listed = [PurePosixPath(name) for name in names]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {Path(name) for name in listed if not name.is_absolute() and ".." not in name.parts}


def _remove(target: Path, names: set[Path]) -> None:
    for name in sorted(names):
        if (target / name).is_file():
            (target / name).unlink()


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
