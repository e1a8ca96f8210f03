"""Reading figures from TOML, the package's own or a user's, with plain words for what is wrong."""

import difflib
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from homeward.errors import InputError

__all__ = [
    "Table",
    "number",
    "only",
    "parse",
    "shipped",
    "shipped_names",
    "table",
    "words",
    "year",
]

Table = Mapping[str, Any]
"""One TOML table."""

FEW_KEYS = 16
"""So many names can be read in one sentence."""

TOP = ("measure", "assumption", "weight", "severity")
"""What a user's own file may hold."""


def shipped_names(prefix: str) -> tuple[str, ...]:
    """Names of the package's TOML files that begin so, in alphabetical order."""
    names = (each.name for each in resources.files("homeward.measures").iterdir())
    return tuple(sorted(n for n in names if n.startswith(prefix) and n.endswith(".toml")))


def shipped(name: str) -> Table:
    """One of the package's own TOML files."""
    text = resources.files("homeward.measures").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def parse(text: str | None) -> Table:
    """The user's own figures: tables `measure`, `assumption`, `weight`, `severity`; all optional.

    Raises
    ------
    InputError
        If the text is not TOML, or holds another table.
    """
    if text is None:
        return {}
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise InputError(
            f"Your file of figures must be TOML; it cannot be read: {fault}. Correct that line."
        ) from fault
    return only(parsed, TOP, "Your file of figures")


def only(given: Table, allowed: Iterable[str], where: str) -> Table:
    """`given`, if it has no key that is not `allowed`.

    Raises
    ------
    InputError
        Naming the first unknown key, the nearest known one and, if few, all that are allowed.
    """
    known = tuple(allowed)
    unknown = [key for key in given if key not in known]
    if unknown:
        listed = f" It may have: {', '.join(known)}." if len(known) <= FEW_KEYS else ""
        raise InputError(
            f"{where} has {len(unknown)} unknown key(s) (first: `{unknown[0]}`)"
            f"{_nearest(unknown[0], known)}.{listed}"
        )
    return given


def _nearest(key: str, known: Sequence[str]) -> str:
    """A hint at what was meant, or nothing."""
    close = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


def table(given: Table, key: str, where: str) -> Table:
    """The table under `key`, empty if absent.

    Raises
    ------
    InputError
        If what stands there is not a table.
    """
    found = given.get(key, {})
    if not isinstance(found, Mapping):
        raise InputError(f"{where} needs a table under `{key}`; got {found!r}.")
    return found


def number(given: Table, key: str, where: str) -> float:
    """The finite number under `key`.

    Raises
    ------
    InputError
        If it is missing, not a number, or not finite.
    """
    found = given.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise InputError(
            f"{where} needs a number under `{key}`; got "
            f"{'nothing' if found is None else repr(found)}."
        )
    return float(found)


def words(given: Table, key: str, where: str) -> str:
    """The text under `key`.

    Raises
    ------
    InputError
        If it is missing, or not text.
    """
    found = given.get(key)
    if not isinstance(found, str):
        raise InputError(
            f"{where} needs text under `{key}`; got {'nothing' if found is None else repr(found)}."
        )
    return found


def year(given: Table, where: str) -> int | None:
    """The year of a source; None where the user's own figure was given without one.

    Raises
    ------
    InputError
        If a table of the package has none, or it is not a number.
    """
    if "year" in given and given["year"] is None:  # no TOML holds None: it was marked so here
        return None
    return int(number(given, "year", where))
