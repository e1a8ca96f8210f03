"""How a file that was read is named on pages and sheets that others may see."""

from pathlib import Path

__all__ = ["file_said"]

HOMES = {"home", "users"}
"""Folders that hold a folder for each person, named after them, on Linux, macOS and Windows."""


def file_said(path: str) -> str:
    """A file by its name and its folder's: enough to know it by, and not where its owner lives.

    Examples
    --------
    >>> file_said("/home/ann/towns/2024-01/city-street.csv"), file_said("lamps.csv")
    ('2024-01/city-street.csv', 'lamps.csv')
    >>> file_said("/home/ann/lamps.csv"), file_said("/root/lamps.csv")
    ('lamps.csv', 'lamps.csv')
    """
    parts = Path(path).parts
    if len(parts) < 2 or _personal(parts[:-1]):
        return parts[-1] if parts else path
    return f"{parts[-2].strip('/')}/{parts[-1]}".lstrip("/")


def _personal(folder: tuple[str, ...]) -> bool:
    """Whether a folder is a person's own: its name is a person's."""
    return folder[1:] == ("root",) or (len(folder) > 1 and folder[-2].casefold() in HOMES)
