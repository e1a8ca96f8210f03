"""What was asked for: the files, the night, the money and the limits of one plan."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from homeward.errors import InputError
from homeward.night import Closures, Scenario
from homeward.read import Sources
from homeward.study.asked import Asked

__all__ = [
    "AIMS",
    "DEFAULT_BUDGET_GBP",
    "DEFAULT_NIGHT",
    "Money",
    "Request",
    "aims_from",
    "first_april",
    "money_from",
]

AIMS = ("harm", "felt", "lit-walks")

DEFAULT_BUDGET_GBP = 550_000
"""Cap of one bid in round 3 of the Safer Streets Fund (Home Office, 2021)."""

DEFAULT_NIGHT = date(2025, 2, 8)
"""A Saturday in winter, used when no night is asked for and no crime file gives a month."""

APRIL = 4
"""In which a financial year begins."""

WHOLE_LIFE = "whole life"

POT = re.compile(r"^(?P<year>\d{4}):(?P<kind>capital|revenue)=(?P<gbp>.+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """One row of the budget: whole pence for one financial year, of one kind.

    `kind` is ``whole life`` (one pot for buying and for running over the horizon),
    ``capital`` or ``revenue``.
    """

    year: int
    kind: str
    pence: int


@dataclass(frozen=True, kw_only=True)
class Request:
    """Everything a plan depends on besides the files' contents.

    `map_path` None means the built-in example town. `aims` are weights by aim that sum
    to 1. `closures` hold on the drawn night alone, `scenario` on every night; `what_if` is
    only compared with the drawn night. `calibrate` insists that walks be fitted to counts.
    `at_least` and `at_most` bound units by measure key; `asked` holds all other limits.
    `cache` None keeps nothing.
    """

    map_path: Path | None
    sources: Sources = field(default_factory=Sources)
    night: date | None = None
    money: tuple[Money, ...] = ()
    aims: Mapping[str, float] = field(default_factory=lambda: {"harm": 1.0})
    own_figures: Path | None = None
    area: Path | None = None
    must: Path | None = None
    avoid: Path | None = None
    closed: Path | None = None
    backtest: Path | None = None
    against: Path | None = None
    mine: Path | None = None
    closures: Closures = field(default_factory=Closures)
    scenario: Scenario | None = None
    what_if: Scenario | None = None
    calibrate: bool = False
    segments: tuple[str, ...] = ()
    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)
    minimum_run_m: float = 40.0
    asked: Asked = field(default_factory=Asked)
    horizon_years: int = 10
    seed: int = 1
    worlds: int = 200
    threads: int = 2
    cache: Path | None = None
    command: str = "homeward plan"
    tell: Callable[[str], None] = lambda _: None

    def on(self, night: date) -> "Request":
        """The request once its night is known: if none was asked for, one pot begins after it."""
        if self.night is not None or len(self.money) != 1 or self.money[0].kind != WHOLE_LIFE:
            return self
        return replace(self, money=(replace(self.money[0], year=first_april(night)),))


def first_april(night: date) -> int:
    """The calendar year of the first April after a night: one pot's money begins then.

    Nothing is bought before the night it is planned on, nor in a year that is nearly over.
    """
    return night.year if night.month < APRIL else night.year + 1


def money_from(texts: list[str], first_year: int) -> tuple[Money, ...]:
    """Budget rows from what was typed: ``450000``, or several ``2026:capital=300000``.

    Raises
    ------
    InputError
        If an amount is not a number of pounds above zero, one pot is mixed with rows, or a
        year and kind is given twice.
    """
    if not texts:
        return (Money(year=first_year, kind=WHOLE_LIFE, pence=DEFAULT_BUDGET_GBP * 100),)
    rows = tuple(_money(text, first_year) for text in texts)
    if len(rows) > 1 and any(row.kind == WHOLE_LIFE for row in rows):
        raise InputError(
            "`--budget` is either one amount, such as 450000, or rows by year and kind, such as "
            "2026:capital=300000 and 2026:revenue=50000; the two cannot be mixed."
        )
    named = [(row.year, row.kind) for row in rows]
    if len(set(named)) < len(named):
        raise InputError(
            "`--budget` takes one row for each year and kind; got one of them twice. Add them up."
        )
    return rows


def _money(text: str, first_year: int) -> Money:
    row = POT.match(text.strip())
    if row:
        return Money(year=int(row["year"]), kind=row["kind"], pence=_pence(row["gbp"]))
    return Money(year=first_year, kind=WHOLE_LIFE, pence=_pence(text))


def _pence(text: str) -> int:
    try:
        pounds = float(text.strip().removeprefix("£").replace(",", ""))
    except ValueError:
        pounds = float("nan")
    if not 0.01 <= pounds < 1e12:
        raise InputError(
            f"`--budget` must be a number of pounds above zero, such as 450000; got {text!r}."
        )
    return round(pounds * 100)


def aims_from(text: str) -> dict[str, float]:
    """Weights by aim from ``harm`` or ``harm=0.5,felt=0.5``; they are scaled to sum to 1.

    Raises
    ------
    InputError
        If an aim is not known, a weight is not a number above zero, or lit-walks is mixed.
    """
    weights: dict[str, float] = {}
    for part in text.split(","):
        name, _, weight = part.strip().partition("=")
        weights[_aim(name.strip())] = _weight(weight or "1")
    if len(weights) > 1 and "lit-walks" in weights:
        raise InputError(
            "`--aim lit-walks` cannot be mixed with another aim: it is solved in another way."
        )
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _aim(name: str) -> str:
    if name not in AIMS:
        raise InputError(f"`--aim` must be one of {', '.join(AIMS)}, or a mix; got {name!r}.")
    return name


def _weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = float("nan")
    if not 0 < weight < float("inf"):
        raise InputError(f"A weight in `--aim` must be a number above zero; got {text!r}.")
    return weight
