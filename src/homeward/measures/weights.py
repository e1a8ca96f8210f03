"""What one recorded offence costs society, by offence group, and how many are never recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats
from homeward.measures import figures
from homeward.measures.assumption import YOUR_FIGURE, Values
from homeward.measures.figures import Table
from homeward.measures.measure import GROUPS
from homeward.measures.prices import price_factor

__all__ = ["UnderReporting", "Weight", "harm_weights", "under_reporting", "weights"]

KEYS = ("group", "gbp", "prices", "method", "grade", "source", "year", "link")
YOUR_KEYS = ("gbp", "prices", "source", "year")
MARKED = {
    "method": "your own",
    "grade": YOUR_FIGURE,
    "source": "your own file",
    "year": None,
    "link": "",
}
"""What is said of the user's figure: nothing of the source it stands in for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Cost of one offence of a part of a group, pounds of `prices` (``"2015/16"``).

    `method` is ``full`` (economic and social cost), ``fiscal floor`` (the public purse only:
    too low) or the user's own, whose `year` is None where it was given without one.
    """

    part: str
    group: str
    gbp: float
    prices: str
    method: str
    grade: str
    source: str
    year: int | None
    link: str

    def __post_init__(self) -> None:
        if self.gbp < 0:
            raise InputError(f"Weight `{self.part}` must be zero or more pounds; got {self.gbp}.")
        price_factor(prices_of(self.prices), 2024)  # says which years are known


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderReporting:
    """Offences for each one told to the police, as an interval; for display only."""

    group: str
    low: float
    high: float
    grade: str
    source: str
    year: int
    link: str
    note: str


@cache
def weights(extra: str | None = None) -> tuple[Weight, ...]:
    """The rows that harm weights are made from, the user's figures in place of the shipped.

    Parameters
    ----------
    extra
        Text of the user's own TOML: tables ``[weight.part]`` with `gbp` and `prices`, and if
        given `source` and its `year`.

    Raises
    ------
    InputError
        If a part is not known or a figure breaks its rule.
    """
    rows = dict(figures.shipped("weights.toml")["weight"])
    yours = figures.table(figures.parse(extra), "weight", "Your file of figures")
    figures.only(yours, rows, "Your table `weight`")
    for part in yours:
        row = figures.table(yours, part, "Your table `weight`")
        figures.only(row, YOUR_KEYS, f"Your weight `{part}`")
        rows[part] = {**rows[part], **MARKED, **row}
    return tuple(_weight(part, rows[part]) for part in rows)


def _weight(part: str, row: Table) -> Weight:
    """One row, checked."""
    where = f"Weight `{part}`"
    figures.only(row, KEYS, where)
    said = ("group", "prices", "method", "grade", "source", "link")
    return Weight(
        part=part,
        gbp=figures.number(row, "gbp", where),
        year=figures.year(row, where),
        **{name: figures.words(row, name, where) for name in said},
    )


def harm_weights(values: Values, extra: str | None = None) -> Floats:
    """Cost to society of one recorded offence of each group.

    Parameters
    ----------
    values
        Central values, or those of one world: ``weights.share.sexual``,
        ``weights.share.rape`` and ``weights.share.no_injury`` mix the parts of the police's
        category of violence and sexual offences; ``money.price_year`` is the price year.
    extra
        Text of the user's own TOML.

    Returns
    -------
    Floats
        Pounds an offence in prices of ``money.price_year``, shape (G,).

    Raises
    ------
    InputError
        If the user's text breaks a rule.

    Notes
    -----
    Theft from the person and violence without injury are counted at what they cost the
    public purse alone, because their full cost was not read: their weight is a floor.
    """
    year = int(values["money.price_year"])
    rows = weights(extra)
    costs = {row.part: row.gbp * price_factor(prices_of(row.prices), year) for row in rows}
    return by_group(costs, values)


def by_group(parts: Mapping[str, float], values: Values) -> Floats:
    """What parts weigh, mixed by their declared shares into groups, shape (G,)."""
    shares = part_shares(values)
    total = dict.fromkeys(GROUPS, 0.0)
    for row in weights():
        total[row.group] += shares[row.part] * parts[row.part]
    return np.array([total[group] for group in GROUPS])


def part_shares(values: Values) -> Mapping[str, float]:
    """Share that each part has in its group; they sum to 1 within a group."""
    sexual = values["weights.share.sexual"]
    rape = values["weights.share.rape"]
    unhurt = values["weights.share.no_injury"]
    return MappingProxyType(
        {
            "robbery": 1.0,
            "theft_from_person": 1.0,
            "injury": (1 - sexual) * (1 - unhurt),
            "no_injury": (1 - sexual) * unhurt,
            "rape": sexual * rape,
            "other_sexual": sexual * (1 - rape),
        }
    )


def prices_of(text: str) -> int | str:
    """A price year as `price_factor` takes it."""
    return int(text) if text.isdigit() else text


def under_reporting() -> tuple[UnderReporting, ...]:
    """Multipliers from recorded to estimated offences, for the groups where one was read."""
    rows = figures.shipped("weights.toml")["under_reporting"]
    return tuple(UnderReporting(group=group, **row) for group, row in rows.items())
