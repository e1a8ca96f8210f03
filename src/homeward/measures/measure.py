"""A measure: a thing that money buys, with what is known of its cost and its effect."""

from collections.abc import Mapping
from dataclasses import dataclass

from homeward.errors import InputError

__all__ = [
    "BANDS",
    "GROUPS",
    "GROUP_LABELS",
    "LIGHT_RULES",
    "NEEDS",
    "RULES",
    "Cost",
    "Evidence",
    "Measure",
]

GROUP_LABELS = {
    "robbery": "robbery",
    "theft_from_person": "theft from the person",
    "violence_sexual": "violence and sexual offences",
}
"""Offence groups, with their names in a sentence."""

GROUPS = tuple(GROUP_LABELS)
"""Offence groups counted as harm to walkers, in the order of every array's group axis."""

BANDS = (0, 1, 2, 3)
"""The four bands of the night, 18:00 to 05:59 in quarters."""

LIGHT_RULES = ("lamp_run", "led", "all_night")
RULES = (
    *LIGHT_RULES,
    "camera",
    "clearance",
    "gate",
    "help_point",
    "patrol",
    "safe_place",
    "park_hours",
)
"""How options are made from places; at most one measure of LIGHT_RULES reaches a segment."""

NEEDS = {
    "legal_basis": "the legal basis on which it works (`legal_basis`)",
    "identification": "how its officers can be identified (`identification`)",
}
"""What some measures need besides figures, by the user's key, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A measured effect and where it was published.

    `ratio` is what it touches with the measure over without it: 0.86 means 14% less. Where
    the source finds no effect, `ratio` is 1 and low and high are its interval. `year` is
    None for the user's own figure that was given without one.
    """

    ratio: float
    low: float
    high: float
    grade: str
    source: str
    year: int | None
    link: str
    note: str = ""

    @property
    def cited(self) -> str:
        """The source, and where it can be found."""
        return f"{self.source}, {self.link}" if self.link else self.source

    def __post_init__(self) -> None:
        if not 0 < self.low <= self.ratio <= self.high:
            raise InputError(
                f"Evidence from {self.source!r} needs 0 < low <= ratio <= high; "
                f"got low {self.low}, ratio {self.ratio}, high {self.high}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Money for one unit, in pounds of `price_year`, without VAT unless said.

    `central` with `low` and `high`; `source` says where each was read.
    """

    central: float
    low: float
    high: float
    price_year: int
    grade: str
    source: str
    link: str

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.central <= self.high:
            raise InputError(
                f"A cost from {self.source!r} needs 0 <= low <= gbp <= high; "
                f"got low {self.low}, gbp {self.central}, high {self.high}."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One row of the catalogue.

    Attributes
    ----------
    key, label
        Such as ``lamp_run`` and ``New street lamps along a street``.
    unit
        What one unit is: ``lamp``, ``camera``, ``metre``, ``gate``, ``hour a night`` ...
    rule
        How options are made from places: one of RULES.
    reach_m
        How far it reaches along streets or in sight; 0 for the segment alone.
    life_years
        Until it must be renewed; nan if nothing is built.
    capital, yearly
        Cost of one unit to buy, and to run for a year; None: not read in a source. For
        the rule ``patrol``, `yearly` is the cost of one hour.
    harm
        Effect per offence group (a subset of GROUPS); a group not named has no figure.
    felt
        Effect on the share who feel unsafe; None: no figure. Light needs none: its effect
        on felt risk is the assumption ``felt.theta``.
    needs
        What a user must give before it can be chosen, in words, besides missing figures
        (plain-clothes patrol: a legal basis).
    yours
        Whether any figure came from the user's own file.
    bands
        The bands of the night it works in.
    between_sites
        Standard deviation of its log ratio between places (``effect.between_sites``).
    """

    key: str
    label: str
    unit: str
    rule: str
    reach_m: float
    life_years: float
    payer: str
    maintainer: str
    lead_months: float
    capital: Cost | None
    yearly: Cost | None
    harm: Mapping[str, Evidence]
    felt: Evidence | None
    transfer: str
    needs: str = ""
    yours: bool = False
    bands: tuple[int, ...] = BANDS
    between_sites: float = 0.0

    @property
    def missing(self) -> tuple[str, ...]:
        """The figures without which no option can be made, in words; empty when ready."""
        lacks = []
        if self.capital is None and self.yearly is None:
            lacks.append(f"the cost of one {self.unit}")
        if not self.harm and self.felt is None and self.rule not in LIGHT_RULES:
            lacks.append("an effect on offences or on how safe people feel")
        if self.needs:
            lacks.append(self.needs)
        return tuple(lacks)
