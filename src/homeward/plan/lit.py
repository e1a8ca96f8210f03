"""Plans for walks that are lit all the way: whole walks are bought, never single streets.

A walk home counts once its every dark segment is lit, so the last dark segment is worth what
the others have made of it. That is the opposite of diminishing returns: greedy over segments
sees nothing to gain, and the bound of `homeward.plan.bound` does not hold. No bound is claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints, freeze
from homeward.options.option import Options
from homeward.plan import _kernels
from homeward.plan.choose import Choice
from homeward.plan.model import Limits
from homeward.plan.questions import SHARES, CurvePoint, point_of
from homeward.plan.rows import Rows, cheapest_start, rows_of

__all__ = ["DarkWalksLike", "lit_curve", "lit_walks"]

_PROBLEM = (
    "Today's walks stay as they are; a walk counts once every dark segment of it is lit; lights "
    "are bought whole, within every budget, at-least, at-most, must and avoid. No bound is "
    "claimed."
)


_QUANTA_PER_WALKER = 1 << 20


class DarkWalksLike(Protocol):
    """Dark-hour walks by the set of dark segments on the way.

    Set n has the segments ``segment[start[n]:start[n + 1]]`` and ``walks[n]`` walkers a
    year.
    """

    @property
    def start(self) -> Ints:
        """Where each set starts, and the end."""

    @property
    def segment(self) -> Ints:
        """The dark segments of each set."""

    @property
    def walks(self) -> Floats:
        """Walkers a year."""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Needs:
    """What each distinct walk needs: options ``option[start[n]:start[n + 1]]``, increasing.

    `walkers` a year, in quanta, so that their sums do not depend on order.
    """

    start: Ints
    option: Ints
    walkers: Ints

    def __post_init__(self) -> None:
        freeze(self)


def lit_walks(
    walks: DarkWalksLike, options: Options, limits: Limits, *, known: Ints | None = None
) -> Choice:
    """The plan that makes most walks home lit all the way, by greedy over whole walks.

    Parameters
    ----------
    walks
        Dark-hour walks by their dark segments.
    options
        What can be bought; a segment has one lighting option at most.
    limits
        What the plan must keep to.
    known
        A plan to do at least as well as: that of a smaller budget.

    Returns
    -------
    Choice
        `value` in walkers a year; `bound` is None. An option's marginal is 0
        until a later one completes a walk.

    Raises
    ------
    InputError
        If two options light one segment, or a number of walkers is negative or missing.
    NoPlanError
        If no plan keeps to the limits.

    Notes
    -----
    Each step buys all that some walk still needs, by walks that become lit over price; what
    each walk would gain is kept up to date, not formed anew. Walks that need what is to be
    avoided, or has no option, can never be lit.
    """
    rows = rows_of(limits)
    needs = _needs(walks, options, rows)
    order = _greedy(needs, limits, rows)
    if known is not None and _lit(needs, known, len(options)) > _lit(needs, order, len(options)):
        order = known
    marginal = _marginals(needs, order, len(options))
    return Choice(
        chosen=order,
        marginal=marginal,
        value=float(marginal.sum()),
        bound=None,
        spent_pence=limits.spent_pence(order),
        problem=_PROBLEM,
    )


def lit_curve(
    walks: DarkWalksLike, options: Options, limits: Limits, shares: Sequence[float] = SHARES
) -> tuple[CurvePoint, ...]:
    """What smaller and larger budgets would light; never less than a smaller one.

    Parameters
    ----------
    walks, options, limits
        As for `lit_walks`.
    shares
        Sizes of all budgets together, as shares of those in `limits`.

    Returns
    -------
    tuple[CurvePoint, ...]
        By size; no bound is claimed.

    Raises
    ------
    NoPlanError
        If a budget is too small for the musts and at-least.
    """
    points: list[CurvePoint] = []
    known: Ints | None = None
    for share in sorted(shares):
        sized = limits.times(share)
        choice = lit_walks(walks, options, sized, known=known)
        known = choice.chosen
        points.append(point_of(choice, sized))
    return tuple(points)


def _needs(walks: DarkWalksLike, options: Options, rows: Rows) -> _Needs:
    """Distinct sets of options that make a walk lit, in order, with their walkers."""
    lighting = _lighting(options)
    usable = np.append(rows.upper > 0, False)
    walkers: dict[tuple[int, ...], int] = {}
    quanta = _quanta(walks.walks)
    sized = int(max(lighting.size, walks.segment.max(initial=0) + 1))
    of_segment = np.full(sized, -1, dtype=np.int64)
    of_segment[: lighting.size] = lighting
    option = of_segment[walks.segment]
    for n, count in enumerate(quanta.tolist()):
        mine = option[walks.start[n] : walks.start[n + 1]]
        if usable[mine].all():
            key = tuple(np.unique(mine).tolist())
            walkers[key] = walkers.get(key, 0) + count
    keys = sorted(walkers)
    flat = [o for key in keys for o in key]
    return _Needs(
        start=np.cumsum([0, *(len(key) for key in keys)]).astype(np.int64),
        option=np.array(flat, dtype=np.int64),
        walkers=np.array([walkers[key] for key in keys], dtype=np.int64),
    )


def _quanta(walkers: Floats) -> Ints:
    """Walkers a year in whole quanta."""
    bad = np.flatnonzero(~(walkers >= 0))
    if bad.size:
        raise InputError(
            f"`walks` must be zero or more in every set; {bad.size} of {len(walkers)} are not "
            f"(first: set {bad[0]}, {walkers[bad[0]]})."
        )
    return np.rint(walkers * _QUANTA_PER_WALKER).astype(np.int64)


def _lighting(options: Options) -> Ints:
    """The option that lights each segment, -1 where none does."""
    lit = options.segment[options.lights]
    twice = np.flatnonzero(np.bincount(lit) > 1)
    if twice.size:
        raise InputError(
            f"A segment may have one lighting option; {twice.size} have more (first: segment "
            f"{twice[0]}). Keep one for each."
        )
    found = np.full(int(lit.max(initial=-1)) + 1, -1, dtype=np.int64)
    found[lit] = options.of_link()[options.lights]
    return found


def _greedy(needs: _Needs, limits: Limits, rows: Rows) -> Ints:
    """Musts and at-least, then whole walks, in the order bought."""
    first = cheapest_start(limits, rows)
    left = (rows.most - rows.used(first.astype(np.float64)))[: rows.capped]
    share = np.zeros(rows.capped)
    budgets = len(limits.budget_pence)
    share[:budgets] = 1.0 / np.maximum(limits.budget_pence, 1)
    users = _users(needs, len(first))
    added = _kernels.whole_walks(
        needs.start, needs.option, *users, needs.walkers, rows.by_option, share, left, first.copy()
    )
    return np.concatenate([np.flatnonzero(first), added])


def _users(needs: _Needs, options: int) -> tuple[Ints, Ints]:
    """The walks that need each option, as start and walk."""
    walk = np.repeat(np.arange(len(needs.walkers), dtype=np.int64), np.diff(needs.start))
    order = np.argsort(needs.option, kind="stable")
    counts = np.bincount(needs.option, minlength=options)
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), walk[order]


def _marginals(needs: _Needs, order: Ints, options: int) -> Floats:
    """Walks completed by each option of a plan, in order."""
    place = np.full(options, len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    # np.maximum.reduceat cannot take an empty last row: walks that need nothing are left out
    some = np.flatnonzero(np.diff(needs.start) > 0)
    if not some.size:
        return np.zeros(len(order))
    last = np.maximum.reduceat(place[needs.option], needs.start[some])
    lit = last < len(order)
    done = np.zeros(len(order), dtype=np.int64)
    np.add.at(done, last[lit], needs.walkers[some][lit])
    return done / _QUANTA_PER_WALKER


def _lit(needs: _Needs, chosen: Ints, options: int) -> float:
    """Walks a year that a plan makes lit all the way."""
    return float(_marginals(needs, chosen, options).sum())
