"""What limits were asked for, as values: by area, by the fund's terms, by path."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from homeward.errors import InputError

__all__ = [
    "Amount",
    "AreaRule",
    "Asked",
    "Bundle",
    "Terms",
    "amount_from",
    "pence_from",
    "rule_from",
    "share_from",
]

UNITS = re.compile(r"^(?P<count>[0-9.,]+)\s+(?P<measure>[a-z][a-z0-9_]*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """How much: a share of the money to spend, whole pence, or units of a measure.

    `kind` is ``share``, ``pence`` or ``units``; `measure` is a measure's key, for units.
    """

    kind: str
    value: Fraction
    measure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRule:
    """At least (a floor) or at most (a cap) so much in an area, or in deciles 1 to 10.

    `where` is an area's name or code, or ``decile:1-3``.
    """

    where: str
    floor: bool
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Options of one measure that are bought together or not at all.

    They are those that reach one of `streets` (segment ids), and those whose ids are given.
    """

    name: str
    measure: str
    streets: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The fund's terms.

    Attributes
    ----------
    match
        Share of all that is spent, contingency with it, that others than the fund must pay.
    found
        Pence of match that were found, by year and kind; a row not named has enough.
    contingency
        Share of every budget row that is held back.
    cap_pence
        The most that one bid may ask of the fund; None: no cap.
    """

    match: Fraction = Fraction(0)
    found: Mapping[tuple[int, str], int] = field(default_factory=dict)
    contingency: Fraction = Fraction(0)
    cap_pence: int | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Limits besides the budget and units by measure.

    Attributes
    ----------
    rules
        Floors and caps by area or decile.
    terms
        Match, contingency and cap.
    everyone
        None: an area may go without. Otherwise each area with something to gain gets one
        option at least, and this share of its equal part of the money.
    exclude
        Files of polygons where no lamp may stand.
    bundles, whole_paths
        Options bought together; whether a path is lit from end to end or not at all.
    must_ids, avoid_ids
        Option ids named in a file of limits.
    limits_file
        That file; its hash stands among the inputs.
    """

    rules: tuple[AreaRule, ...] = ()
    terms: Terms = field(default_factory=Terms)
    everyone: Fraction | None = None
    exclude: tuple[Path, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    whole_paths: bool = False
    must_ids: tuple[str, ...] = ()
    avoid_ids: tuple[str, ...] = ()
    limits_file: Path | None = None


def share_from(text: str, said: str) -> Fraction:
    """A share from ``50%`` or ``0.5``, exact, from 0 up to but not including 1.

    Raises
    ------
    InputError
        If it is not one. `said` is where it was typed.
    """
    bare = text.strip()
    share = _number(bare.removesuffix("%"))
    if share is not None and bare.endswith("%"):
        share /= 100
    if share is None or not 0 <= share < 1:
        raise InputError(
            f"`{said}` must be a share from 0% up to but not including 100%, such as 50% or 0.5; "
            f"got {text!r}."
        )
    return share


def pence_from(text: str, said: str) -> int:
    """Whole pence from pounds, such as ``450000`` or ``£450,000``; zero or more.

    Raises
    ------
    InputError
        If it is not an amount. `said` is where it was typed.
    """
    pounds = _number(text.strip().removeprefix("£"))
    if pounds is None or not 0 <= pounds < 10**12 or (pounds * 100).denominator != 1:
        raise InputError(
            f"`{said}` must be a number of pounds, zero or more, such as 450000 or 1250.50; got "
            f"{text!r}."
        )
    return int(pounds * 100)


def amount_from(text: str, said: str) -> Amount:
    """An amount from ``10%``, ``45000`` (pounds) or ``20 lamp_run`` (units of a measure).

    Raises
    ------
    InputError
        If it is none of them.
    """
    bare = text.strip()
    if bare.endswith("%"):
        return Amount(kind="share", value=share_from(bare, said))
    units = UNITS.match(bare)
    count = _number(units["count"]) if units else None
    if units and count is not None:
        return Amount(kind="units", value=count, measure=units["measure"])
    try:
        return Amount(kind="pence", value=Fraction(pence_from(bare, said)))
    except InputError:
        raise InputError(
            f"`{said}` takes a share such as 10%, pounds such as 45000, or units of a measure such "
            f"as '20 lamp_run'; got {text!r}."
        ) from None


def rule_from(text: str, *, floor: bool) -> AreaRule:
    """A floor or cap from ``Riverside=10%`` or ``decile:1-3=40%``.

    Raises
    ------
    InputError
        If it has no area or no amount.
    """
    said = "--floor" if floor else "--cap"
    where, equals, amount = text.rpartition("=")
    if not equals or not where.strip():
        raise InputError(f"`{said}` takes AREA=AMOUNT, such as Riverside=10%; got {text!r}.")
    return AreaRule(where=where.strip(), floor=floor, amount=amount_from(amount, said))


def _number(text: str) -> Fraction | None:
    """A plain decimal number, exact; None if it is none."""
    bare = text.strip().replace(",", "")
    return Fraction(bare) if re.fullmatch(r"\d+(\.\d+)?", bare) else None
