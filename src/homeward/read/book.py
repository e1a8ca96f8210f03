"""What is written down while reading: files, bad rows, and notes."""

import hashlib
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from homeward.errors import SourceError
from homeward.tables import InputFile, Reject

__all__ = ["Book", "sha256"]

BAD_SHARE = 0.05
"""Share of bad rows above which a file is refused (assumption: design, section 3)."""


def sha256(path: str | PathLike[str]) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    SourceError
        If the file cannot be opened.
    """
    if not Path(path).exists():
        raise SourceError(f"There is no file {path}; check its name.")
    if not Path(path).is_file():
        raise SourceError(f"{path} is not an ordinary file; give one.")
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as fault:
        raise SourceError(f"{path} cannot be opened: {fault.strerror or fault}.") from fault


@dataclass(frozen=True, kw_only=True)
class Book:
    """Collects input files, bad rows and notes while a town is read.

    `tolerate` lets a file pass with more than 5% bad rows.
    """

    tolerate: bool = False
    inputs: list[InputFile] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reject(self, file: str | PathLike[str], line: int, reason: str) -> None:
        """Write down one bad row: its file, its line counted from 1, and what is wrong."""
        self.rejects.append(Reject(file=str(file), line=int(line), reason=reason))

    def file(self, path: str | PathLike[str], rows: int, rejected: int) -> None:
        """Write down a file that was read, with its hash.

        Parameters
        ----------
        path
            The file, as the user gave it.
        rows, rejected
            Rows read, and how many of them were bad.

        Raises
        ------
        SourceError
            If the file cannot be opened.
        """
        digest = sha256(path)
        self.inputs.append(
            InputFile(path=str(path), sha256=digest, rows=int(rows), rejected=int(rejected))
        )

    def note(self, sentence: str) -> None:
        """Write down a plain sentence about what was missing or assumed, once; ``""`` is none."""
        if sentence and sentence not in self.notes:
            self.notes.append(sentence)

    def check(self, file: str | PathLike[str], rows: int, rejected: int) -> None:
        """Refuse a file of which too many rows are bad.

        Parameters
        ----------
        file
            The file, named as in `reject`.
        rows, rejected
            Rows read, and how many of them were bad.

        Raises
        ------
        SourceError
            If more than 5% of the rows are bad, unless `tolerate`.
        """
        if self.tolerate or rejected <= BAD_SHARE * rows:
            return
        first = next((each for each in self.rejects if each.file == str(file)), None)
        where = f" (first: line {first.line}, {first.reason})" if first else ""
        raise SourceError(
            f"At most 5% of a file's rows may be bad; {rejected:,} of {rows:,} rows of {file} "
            f"are{where}. Mend the file, or read on without those rows by --tolerate."
        )
