"""Files and folders named on the command line, looked at before anything heavy opens."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from homeward.errors import InputError, SourceError

__all__ = ["all_there", "folder_for_example", "folder_to_fill", "map_there", "there"]

EXAMPLE_MB = 16
"""Room asked for before the made-up town is written, megabytes: twice what it takes."""


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


def folder_to_fill(path: Path) -> Path:
    """A folder that is there, or can be made where it is wanted.

    Raises
    ------
    InputError
        If something else has that name or a part of it, or it may not be written to.
    """
    nearest = _nearest(path)
    if not nearest.is_dir():
        inside = "" if nearest == path else f", so {path} cannot be made in it"
        raise InputError(f"{nearest} is a file{inside}; give a folder, or another name.")
    if not os.access(nearest, os.W_OK):
        raise InputError(f"{path} cannot be written: {nearest} is closed to you; give another.")
    return path


def folder_for_example(path: Path) -> Path:
    """A folder with room for the made-up town; see `folder_to_fill`."""
    free_mb = shutil.disk_usage(_nearest(folder_to_fill(path))).free / 1e6
    if free_mb < EXAMPLE_MB:
        raise InputError(
            f"The made-up town needs {EXAMPLE_MB} MB; there are {free_mb:,.1f} MB free for "
            f"{path}. Make room, or give another folder."
        )
    return path


def _nearest(path: Path) -> Path:
    """The path, or the nearest folder above it that is there."""
    return next(each for each in (path, *path.absolute().parents) if each.exists())
