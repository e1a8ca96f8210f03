"""Counting the good and the bad rows of one file."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from homeward.kit.arrays import Bools
from homeward.read._files import Part
from homeward.read.book import Book
from homeward.read.sniff import Sheet

__all__ = ["Tally"]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The bad rows of one file, written into the book as they are found.

    `lines` are the lines of the rows that could be read; `rows` counts all.
    """

    book: Book
    part: Part
    lines: Sequence[int]
    rows: int
    bad: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, book: Book, part: Part, sheet: Sheet) -> "Tally":
        """Start with the rows that did not fit the header."""
        tally = cls(book=book, part=part, lines=sheet.lines, rows=sheet.rows)
        for line, reason in sheet.misfits:
            tally.add(line, reason)
        return tally

    def add(self, line: int, reason: str) -> None:
        """Write down one bad row, once."""
        if line not in self.bad:
            self.bad.add(line)
            self.book.reject(self.part.label, line, reason)

    def reject(self, which: Bools, reason: str) -> None:
        """Write down the rows where `which` is true, shape (rows that could be read,)."""
        for row in np.flatnonzero(which).tolist():
            self.add(self.lines[row], reason)

    def check(self) -> None:
        """Refuse the file if too many rows are bad; see `Book.check`."""
        self.book.check(self.part.label, self.rows, len(self.bad))

    def close(self) -> None:
        """Write the file into the book, and refuse it if too many rows are bad."""
        self.book.file(self.part.path, self.rows, len(self.bad))
        self.check()
