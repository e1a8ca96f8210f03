"""Numbers packed small: whole steps instead of degrees, two figures instead of sixteen.

Letters used for shapes: S segments, T half-hours of a night.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from homeward.kit.arrays import Floats, Geometries, Ints

__all__ = [
    "LEAST",
    "MARKS",
    "STEP",
    "amounts",
    "block",
    "changes",
    "distinct",
    "gaps",
    "letters",
    "moves",
    "packed",
    "steps",
]

STEP = 1e-6
"""Of a degree: about a decimetre, a third of a pixel at the map's nearest zoom."""

LEAST = 0.1
"""The smallest amount that is written out; what is less, and not nought, is only "under" it."""

MARKS = (10, 11, 12, 14, 16, 18, 20, 22, 25, 28, 32, 36, 40, 45, 50, 56, 63, 71, 80, 90)
"""Tenths at which an interval may end in each decade: no step is longer than a sixth."""

FIRST_LETTER = "#"
"""Stands for nought: JSON writes it and nearly all after it as they are."""


def block(content: Mapping[str, Any]) -> str:
    """Plain values as JSON, compressed, in base64; the same values give the same text."""
    return packed(json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def packed(text: str) -> str:
    """A text, compressed, in base64."""
    return b64encode(gzip.compress(text.encode("utf-8", "backslashreplace"), 9, mtime=0)).decode()


def changes(codes: Ints) -> Ints:
    """Codes by half-hour, (S, T), as the change from the half-hour before: small numbers."""
    return np.diff(codes, axis=1, prepend=np.zeros_like(codes[:, :1]))


def letters(numbers: Ints) -> str:
    """Small whole numbers, row after row, as a letter each: 0, -1, 1, -2, 2 are #, $, %, &, '."""
    folded = np.where(numbers < 0, -2 * numbers - 1, 2 * numbers) + ord(FIRST_LETTER)
    return "".join(map(chr, folded.ravel().tolist()))


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
    decade, tenths = _figures(values)
    # 0.996 has rounded up to 100 hundredths: its code is that of 1.0, and the sum says so.
    return _codes(values, 2 + 90 * decade + np.rint(tenths).astype(np.int64) - 10)


def gaps(values: Floats, ends: Floats) -> tuple[Ints, Ints]:
    """How many `MARKS` each end of an interval lies from the amount in it.

    Parameters
    ----------
    values
        Amounts of nought or more, any shape.
    ends
        The low and the high end of each, first axis.

    Returns
    -------
    tuple of Ints
        Marks down and marks up from the mark at or below the amount as `amounts` gives it. Each
        end is moved outwards to the next mark, so no interval is narrower than it was. Below the
        first mark are less than `LEAST`, and nought.

    Examples
    --------
    >>> [each.tolist() for each in gaps(np.array([2.1, 0.0]), np.array([[1.9, 0.0], [2.3, 0.02]]))]
    [[1, 0], [2, 1]]
    """
    middle = _written_mark(amounts(values))
    return middle - _mark(ends[0], up=False), _mark(ends[1], up=True) - middle


def _written_mark(codes: Ints) -> Ints:
    """The mark at or below each amount as `amounts` writes it."""
    decade, above = np.divmod(codes - 2, 90)
    found = 2 + len(MARKS) * decade + np.searchsorted(MARKS, above + 10, side="right") - 1
    return np.where(codes < 2, codes, found)


def _mark(values: Floats, *, up: bool) -> Ints:
    """The first mark at or above each amount (up), or at or below it."""
    decade, tenths = _figures(values)
    # A hair off a mark is that mark: it is what adding up has left.
    near = np.round(tenths, 9)
    at = np.searchsorted(MARKS, near) if up else np.searchsorted(MARKS, near, side="right") - 1
    return _codes(values, 2 + len(MARKS) * decade + at)


def _figures(values: Floats) -> tuple[Ints, Floats]:
    """The decade of each amount above `LEAST`, 0 the first, and its tenths, from 10 to 100."""
    safe = np.maximum(values, LEAST)
    decade = np.floor(np.log10(safe / LEAST) + 1e-12).astype(np.int64)
    return decade, safe / LEAST * 10.0 ** (1 - decade)


def _codes(values: Floats, enough: Ints) -> Ints:
    """These codes where an amount is large enough; else 0 for nought and 1 for anything else."""
    return np.where(values >= LEAST, enough, (values > 0).astype(np.int64))


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
