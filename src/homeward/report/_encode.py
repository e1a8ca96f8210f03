"""Numbers packed small: whole steps instead of degrees, two figures instead of sixteen."""

import gzip
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from homeward.kit.arrays import Floats, Geometries, Ints

__all__ = ["LEAST", "STEP", "amounts", "block", "changes", "distinct", "moves", "packed", "steps"]

STEP = 1e-6
"""Of a degree: about a decimetre, a third of a pixel at the map's nearest zoom."""

LEAST = 0.1
"""The smallest amount that is written out; what is less, and not nought, is only "under" it."""


def block(content: Mapping[str, Any]) -> str:
    """Plain values as JSON, compressed, in base64; the same values give the same text."""
    return packed(json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def packed(text: str) -> str:
    """A text, compressed, in base64."""
    return b64encode(gzip.compress(text.encode("utf-8", "backslashreplace"), 9, mtime=0)).decode()


def changes(codes: Ints) -> list[list[int]]:
    """Codes by half-hour, (T, S), as the change from the half-hour before: small numbers."""
    rows: list[list[int]] = np.diff(codes, axis=0, prepend=np.zeros_like(codes[:1])).tolist()
    return rows


def amounts(values: Floats) -> Ints:
    """Amounts to two significant figures, as small whole numbers.

    Parameters
    ----------
    values
        Amounts of nought or more, any shape.

    Returns
    -------
    Ints
        0 for nought, 1 for less than `LEAST`; else 2 more than the number of steps from `LEAST`
        in the row 0.10, 0.11, ..., 0.99, 1.0, 1.1, ..., 9.9, 10, 11, ...: 90 steps to a decade.

    Examples
    --------
    >>> amounts(np.array([0.0, 0.02, 0.1, 0.2549, 1.0, 12.4])).tolist()
    [0, 1, 2, 17, 92, 184]
    """
    enough = values >= LEAST
    safe = np.where(enough, values, LEAST)
    decade = np.floor(np.log10(safe / LEAST) + 1e-12).astype(np.int64)
    figures = np.rint(safe / LEAST * 10.0 ** (1 - decade)).astype(np.int64)
    # 0.996 has rounded up to 100 hundredths: its code is that of 1.0, and the sum says so.
    codes = 2 + 90 * decade + figures - 10
    return np.where(enough, codes, (values > 0).astype(np.int64))


def steps(shapes: Geometries) -> tuple[Ints, Ints]:
    """All points of lines or rings in whole steps, shape (n, 2), and the shape each is of."""
    xy, which = shapely.get_coordinates(shapes, return_index=True)
    return np.rint(xy / STEP).astype(np.int64), which


def moves(points: Ints) -> list[int]:
    """Each point as its move from the one before it, the first from nought."""
    start = np.zeros((1, 2), dtype=np.int64)
    onward: list[int] = np.diff(points, axis=0, prepend=start).ravel().tolist()
    return onward


def distinct(rows: Ints) -> tuple[list[list[int]], list[int]]:
    """The rows that differ, and which of them each row is."""
    found, which = np.unique(rows, axis=0, return_inverse=True)
    return found.tolist(), which.ravel().tolist()
