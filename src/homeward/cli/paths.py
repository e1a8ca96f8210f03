"""Files and folders named on the command line, looked at before anything heavy opens."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from homeward.errors import InputError, SourceError

__all__ = ["all_there", "folder_for_example", "folder_for_plan", "map_there", "there"]

EXAMPLE_MB, PLAN_MB = 16, 1
"""Room asked for before the made-up town or a plan is written, megabytes: twice what the
example takes, and twice what the smallest plan does."""


def there(path: Path | None) -> Path | None:
    """A file or folder that may be left out, but not named in vain.

    Raises
    ------
    SourceError
        If nothing of that name is there, it is neither a file nor a folder, or it may not
        be read.
    """
    if path is None:
        return None
    if not path.exists():
        raise SourceError(f"There is no file or folder {path}; check its name.")
    if not (path.is_file() or path.is_dir()):
        raise SourceError(f"{path} is neither a file nor a folder; give one of these.")
    if not os.access(path, os.R_OK):
        raise SourceError(f"{path} may not be read by you; ask for leave to, or give a copy.")
    return path


def all_there(paths: Sequence[Path] | None) -> Sequence[Path] | None:
    """Several of them; see `there`."""
    for path in paths or ():
        there(path)
    return paths


def map_there(path: Path | None) -> Path | None:
    """The map, which is a file; see `there`."""
    if path is not None and path.is_dir():
        raise SourceError(
            f"{path} is a folder; give the map file itself (.osm.pbf, .osm, .osm.gz or .osm.bz2)."
        )
    return there(path)


def folder_for_plan(path: Path) -> Path:
    """A folder that is there, or can be made where it is wanted, for a plan's files.

    Raises
    ------
    InputError
        If something else has that name or a part of it, it may not be written to, or its
        disk is full.
    """
    return _with_room(path, PLAN_MB)


def folder_for_example(path: Path) -> Path:
    """A folder for the made-up town; see `folder_for_plan`."""
    return _with_room(path, EXAMPLE_MB)


def _with_room(path: Path, needed_mb: float) -> Path:
    """The folder, if so much can be written to it."""
    nearest = next(each for each in (path, *path.absolute().parents) if each.exists())
    if not nearest.is_dir():
        inside = "" if nearest == path else f", so {path} cannot be made in it"
        raise InputError(f"{nearest} is a file{inside}; give a folder, or another name.")
    if not os.access(nearest, os.W_OK):
        raise InputError(f"{path} cannot be written: {nearest} is closed to you; give another.")
    free_mb = shutil.disk_usage(nearest).free / 1e6
    if free_mb < needed_mb:
        raise InputError(
            f"The disk is full: {path} needs {needed_mb} MB or more, and {free_mb:.1f} MB are "
            "free. Make room, or give another folder."
        )
    return path
