"""Finding a street, a venue or a park by what people call it."""

import re
import sqlite3
import weakref
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Texts
from homeward.tables import Town, Ways

__all__ = ["Found", "Places", "index"]

Row = tuple[str, str, float, float]

CREATE = (
    "CREATE VIRTUAL TABLE place USING fts5("
    "name, kind UNINDEXED, x_m UNINDEXED, y_m UNINDEXED, "
    "tokenize = 'unicode61 remove_diacritics 2')"
)
FIND = (
    "SELECT name, kind, x_m, y_m FROM place WHERE place MATCH ? "
    "ORDER BY bm25(place), length(name), rowid LIMIT ?"
)


class Found(NamedTuple):
    """A place that was found: its name, what it is, and where, metres."""

    name: str
    kind: str
    xy_m: tuple[float, float]


@dataclass(frozen=True, eq=False, kw_only=True)
class Places:
    """The names of a town's streets, venues, ends and open spaces, ready to be searched."""

    database: sqlite3.Connection

    def find(self, text: str, limit: int = 10) -> list[Found]:
        """Places whose names hold all the words of a text.

        Parameters
        ----------
        text
            What was typed; the last letters of each word may be missing, accents and
            capitals do not matter, and no sign in it has a special meaning.
        limit
            Most places to give, at least 1.

        Returns
        -------
        list of Found
            The best first; empty where nothing fits or the text has no word.

        Raises
        ------
        InputError
            If `limit` is below 1.
        """
        if limit < 1:
            raise InputError(f"`limit` must be at least 1; got {limit}.")
        words = re.findall(r"[^\W_]+", text)
        if not words:
            return []
        wanted = " ".join(f'"{word}"*' for word in words)
        rows = self.database.execute(FIND, (wanted, limit))
        return [Found(name, kind, (x, y)) for name, kind, x, y in rows]


def index(town: Town) -> Places:
    """An index of a town's names, in memory.

    Parameters
    ----------
    town
        The town.

    Returns
    -------
    Places
        Every name once for each kind and each distinct spot; a street stands once, at the
        middle of its longest stretch.

    Notes
    -----
    SQLite's FTS5, ranked by BM25, then by the shorter name.
    """
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute(CREATE)
    database.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", sorted(set(_rows(town))))
    database.commit()
    places = Places(database=database)
    weakref.finalize(places, database.close)
    return places


def _rows(town: Town) -> Iterator[Row]:
    """Every named thing: name, kind, x, y."""
    yield from _named(town.venues.name, town.venues.kind, town.venues.xy_m)
    yield from _named(town.ends.name, town.ends.kind, town.ends.xy_m)
    boxes = [each.representative_point() for each in town.areas.shapes.geometries]
    middles = np.array([(p.x, p.y) for p in boxes], dtype=np.float64).reshape(-1, 2)
    yield from _named(town.areas.name, town.areas.kind, middles)
    yield from _streets(town.ways)


def _named(name: Texts, kind: Texts, xy_m: Floats) -> Iterator[Row]:
    """The rows of one table that have a name."""
    for each, what, (x, y) in zip(name.tolist(), kind.tolist(), xy_m.tolist(), strict=True):
        if each:
            yield each, what, x, y


def _streets(ways: Ways) -> Iterator[Row]:
    """One row a street name, at the middle point of its longest way."""
    named: dict[str, list[int]] = defaultdict(list)
    for row, tags in enumerate(ways.tags):
        if tags.get("name"):
            named[tags["name"]].append(row)
    for name, rows in named.items():
        lengths = [_length_m(ways, row) for row in rows]
        longest = rows[int(np.argmax(lengths))]
        x, y = _points(ways, longest)[_middle(ways, longest)].tolist()
        yield name, "street", x, y


def _points(ways: Ways, row: int) -> Floats:
    """The points of a way."""
    return ways.xy_m[ways.start[row] : ways.start[row + 1]]


def _length_m(ways: Ways, row: int) -> float:
    """The length of a way."""
    return float(np.hypot(*np.diff(_points(ways, row), axis=0).T).sum())


def _middle(ways: Ways, row: int) -> int:
    """Which point of a way stands in its middle."""
    return int((ways.start[row + 1] - ways.start[row]) // 2)
