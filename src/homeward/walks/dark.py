"""Which dark segments stand between walks home and being lit all the way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints, freeze
from homeward.kit.rng import stream
from homeward.measures.assumption import Values
from homeward.night.night import Conditions
from homeward.streets.network import DARK, UNKNOWN, Streets
from homeward.walks import _kernels
from homeward.walks.assign import arguments, check, searches, walkers
from homeward.walks.demand import Demand
from homeward.walks.flow import QUANTA_PER_WALKER
from homeward.walks.states import states
from homeward.ways import batches

__all__ = ["MOST_SETS", "DarkWalks", "dark_walks"]

MOST_SETS = 200_000
"""Sets beyond this number are dropped, fewest walkers first, and their share is stated."""
FIRST_SETS = 1 << 12
LIT_ENOUGH = 0.5
"""A segment of unknown light counts as lit when that is at least as likely as not."""


@dataclass(frozen=True, eq=False, kw_only=True)
class DarkWalks:
    """Walks after dark by the set of dark segments on them; K sets, most walked first.

    Attributes
    ----------
    start, segment
        Set k holds segments ``segment[start[k]:start[k + 1]]``, in rising order.
    walks
        Walkers a year whose dark segments are exactly these, shape (K,).
    lit_already
        Walkers a year who pass no dark segment.
    total
        All walkers a year after dark who reach an end, dropped sets included.
    dropped
        Share of `total` in sets that were left out for their number.
    """

    start: Ints
    segment: Ints
    walks: Floats
    lit_already: float
    total: float
    dropped: float

    def __post_init__(self) -> None:
        freeze(self)


def dark_walks(
    streets: Streets,
    demand: Demand,
    nights: Sequence[Conditions],
    p_lit: Floats,
    values: Values,
    *,
    judged: tuple[Sequence[Conditions], Floats] | None = None,
) -> DarkWalks:
    """Walks after dark by the set of dark segments that each must have lit.

    Parameters
    ----------
    streets
        The network, with S segments.
    demand
        Who leaves and where walks may end, made for the same nights and one drawn night
        more, which is not used.
    nights
        What holds on the nights that stand for a year.
    p_lit
        Probability that each segment is lit, shape (S,). Unknown light counts as dark below
        one half.
    values
        All ``walks.*`` assumptions: walkers are those expected of both sexes and ways.
    judged
        Nights and `p_lit` by which segments count as dark, if not those that people walk by:
        the same nights before a plan that has lit some.

    Returns
    -------
    DarkWalks
        Distinct sets of dark segments, with walkers a year.

    Raises
    ------
    InputError
        If `demand` is not for these nights or streets, or walkers are too many to count.

    Notes
    -----
    Sets are told apart by the sum of 64 random bits per segment, so that two different sets
    pass for one with a chance below 1e-6 for five million sets.
    """
    check(streets, demand, (*nights, nights[-1]), p_lit)
    by_light = (nights, p_lit) if judged is None else judged
    sets, quanta = _sets(streets, demand, (nights, p_lit), values, by_light)
    by_direct, by_cautious = _walkers_per_quantum(values).tolist()
    walks = quanta[:, 0] * by_direct + quanta[:, 1] * by_cautious
    total = float(walks.sum())
    order = np.argsort(-walks[1:], kind="stable") + 1
    chosen = order[walks[order] > 0][:MOST_SETS]
    start, segment = _members(sets, chosen)
    kept = float(walks[chosen].sum() + walks[0])
    return DarkWalks(
        start=start,
        segment=segment,
        walks=walks[chosen],
        lit_already=float(walks[0]),
        total=total,
        dropped=max(0.0, 1.0 - kept / total) if len(chosen) == MOST_SETS else 0.0,
    )


def _sets(
    streets: Streets,
    demand: Demand,
    walked: tuple[Sequence[Conditions], Floats],
    values: Values,
    judged: tuple[Sequence[Conditions], Floats],
) -> tuple[Ints, Ints]:
    """Sets as rows (parent, segment, code), and the quanta of the direct and cautious way."""
    (nights, p_lit), (seen, seen_lit) = walked, judged
    lists = (*nights, nights[-1]), (*seen, seen[-1])
    found = states(streets, demand, lists[0], p_lit, values, lists[1])
    unlit = (found.lit == DARK) | ((found.lit == UNKNOWN) & (seen_lit < LIT_ENOUGH))
    network, ends = arguments(streets, demand, values)
    span = np.iinfo(np.int64)
    codes = stream(0, "walks", "set codes").integers(
        span.min, span.max, streets.segments, dtype=np.int64
    )
    asked = searches(demand, found, found.lit_weight)
    leaving = walkers(found, found.column_target)
    book = _new_book()
    for trees, count in batches(network, ends, asked):
        book = _kernels.add_dark(trees, count, leaving, found.direct, unlit, codes, book)
    known = int(book.known[0])
    return book.sets[:known], book.quanta[:known]


def _new_book() -> _kernels.Book:
    """A book that knows the empty set alone."""
    sets = np.full((FIRST_SETS, 3), -1, dtype=np.int64)
    sets[0, 2] = 0
    return _kernels.Book(
        sets=sets,
        quanta=np.zeros((FIRST_SETS, 2), dtype=np.int64),
        table=_kernels.table_of(sets[:, 2], 1, 2 * FIRST_SETS),
        known=np.ones(1, dtype=np.int64),
    )


def _members(sets: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Segments of the chosen sets as (start, segment), each set in rising order."""
    start, segment = _kernels.members(sets, chosen)
    of_set = np.repeat(np.arange(len(chosen)), np.diff(start))
    return start, segment[np.lexsort((segment, of_set))]


def _walkers_per_quantum(values: Values) -> Floats:
    """Expected walkers after dark per quantum of the direct and the cautious way."""
    women = values["walks.share_women"]
    people = {"women": women, "men": 1.0 - women}
    direct = cautious = 0.0
    for sex, share in people.items():
        out = share * values[f"walks.after_dark.{sex}"]
        direct += out * (1.0 - values[f"walks.cautious.{sex}"])
        cautious += out * values[f"walks.cautious.{sex}"]
    per_quantum = values["walks.fill"] / QUANTA_PER_WALKER
    return np.array([direct, cautious]) * per_quantum
