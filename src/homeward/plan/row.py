"""One more linear limit of a plan: at least or at most so much of what options count for."""

from dataclasses import dataclass, replace

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints, freeze

__all__ = ["Row"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Row:
    """A floor, a cap, or both, on a sum over the chosen options.

    Attributes
    ----------
    name
        What is counted, and where, to stand after "at least £500.00" or "at most 3".
    counts
        What each option counts for: pence over all budgets, units, or 1; zero where it does
        not count, shape (I,).
    at_least, at_most
        0 and ``inf`` where there is no limit.
    money
        Whether `counts` are whole pence, which are kept to the penny.
    """

    name: str
    counts: Floats
    at_least: float = 0.0
    at_most: float = np.inf
    money: bool = False

    def __post_init__(self) -> None:
        if not (np.isfinite(self.counts) & (self.counts >= 0)).all():
            raise InputError(f"A row must count zero or more for every option; {self.name!r} not.")
        if not 0 <= self.at_least < np.inf or not self.at_most >= 0:
            raise InputError(
                f"A row's limits must be zero or more; {self.name!r} has at least "
                f"{self.at_least:g} and at most {self.at_most:g}."
            )
        freeze(self)

    def at_costs(self, was: Ints, pence: Ints) -> "Row":
        """The row at other costs than there were, shapes (I,): a cap on money follows them.

        It counts each option in proportion, to the whole penny; a floor does not. So a measure
        tried at a lower price takes less room under a cap, and never makes a floor harder to
        reach.
        """
        if not self.money or self.at_least > 0:
            return self
        share = np.divide(pence, was, out=np.ones(len(was)), where=was > 0)
        return replace(self, counts=np.rint(self.counts * share))

    def said(self, limit: float) -> str:
        """A limit on it in words, such as ``£500.00 in Riverside``."""
        amount = f"£{limit / 100:,.2f}" if self.money else f"{limit:,g}"
        return f"{amount} {self.name}"
