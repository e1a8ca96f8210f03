"""How grave an offence is, in points of a severity score: what was read, and the user's own."""

from dataclasses import dataclass
from functools import cache

from homeward.errors import InputError
from homeward.kit.arrays import Floats
from homeward.measures import figures
from homeward.measures.assumption import YOUR_FIGURE, Values
from homeward.measures.figures import Table
from homeward.measures.weights import by_group, weights

__all__ = ["Severity", "severity", "severity_by_group", "severity_read"]

READ_KEYS = ("offence", "weight", "grade", "source", "link")
YOUR_KEYS = ("weight", "year", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """Points of one offence; `year` is None where the source does not say it.

    `what` names an offence as it was read, or a part that harm is made of.
    """

    what: str
    weight: float
    grade: str
    source: str
    year: int | None
    link: str

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise InputError(
                f"Severity of `{self.what}` must be zero or more points; got {self.weight}."
            )


@cache
def severity_read() -> tuple[Severity, ...]:
    """Weights that were read; they weigh nothing, because they have holes."""
    rows = figures.shipped("severity.toml")["read"]
    return tuple(_read(key, row) for key, row in rows.items())


def _read(key: str, row: Table) -> Severity:
    where = f"Severity `{key}`"
    figures.only(row, READ_KEYS, where)
    said = {name: figures.words(row, name, where) for name in ("grade", "source", "link")}
    weight = figures.number(row, "weight", where)
    return Severity(what=figures.words(row, "offence", where), weight=weight, year=None, **said)


@cache
def severity(extra: str | None = None) -> tuple[Severity, ...]:
    """The user's severity of each part that harm is made of, in the order of `weights`.

    Parameters
    ----------
    extra
        Text of the user's own TOML: tables ``[severity.part]`` with `weight`.

    Returns
    -------
    tuple of Severity
        One for each part; none where the user gave none.

    Raises
    ------
    InputError
        If some parts are given and others are not, a part is not known, or a figure breaks
        its rule.
    """
    parts = [each.part for each in weights()]
    yours = figures.table(figures.parse(extra), "severity", "Your file of figures")
    figures.only(yours, parts, "Your table `severity`")
    missing = [part for part in parts if part not in yours]
    if yours and missing:
        raise InputError(
            f"Severity must be given for every part of harm, or for none; {len(missing)} of "
            f"{len(parts)} have no weight: {', '.join(missing)}. Add `[severity.{missing[0]}]` "
            "with `weight = ...` to your file, and so on; no source for these was read."
        )
    return tuple(_yours(part, yours) for part in parts if yours)


def _yours(part: str, yours: Table) -> Severity:
    where = f"Your severity `{part}`"
    row = figures.table(yours, part, "Your table `severity`")
    figures.only(row, YOUR_KEYS, where)
    return Severity(
        what=part,
        weight=figures.number(row, "weight", where),
        grade=YOUR_FIGURE,
        source=figures.words({"source": "your own file", **row}, "source", where),
        year=int(figures.number(row, "year", where)) if "year" in row else None,
        link="",
    )


def severity_by_group(values: Values, extra: str | None = None) -> Floats | None:
    """Points of one recorded offence of each group, shape (G,); None without the user's own.

    Parameters
    ----------
    values
        Central values, or those of one world: parts are mixed by the same declared shares as
        pounds.
    extra
        Text of the user's own TOML.

    Raises
    ------
    InputError
        If the user's text breaks a rule.
    """
    rows = severity(extra)
    return by_group({each.what: each.weight for each in rows}, values) if rows else None
