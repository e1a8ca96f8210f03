"""Which options each walk home needs before it is lit all the way."""

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.options.option import Options
from homeward.plan.rows import Rows

__all__ = ["QUANTA_PER_WALKER", "DarkWalksLike", "Needs", "completed", "needs_of"]

QUANTA_PER_WALKER = 1 << 20
_WORD, _BYTES = ">i8", 8
"""Options as bytes with the highest first, so that bytes are in order as numbers are."""


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
class Needs:
    """What each distinct walk needs: options ``option[start[n]:start[n + 1]]``, increasing.

    `walkers` a year, in quanta, so that their sums do not depend on order; `options` is how
    many there are in all.
    """

    start: Ints
    option: Ints
    walkers: Ints
    options: int

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def of_link(self) -> Ints:
        """The walk of each link, shape of `option`."""
        return np.repeat(np.arange(len(self.walkers), dtype=np.int64), np.diff(self.start))

    def every(self, options: Bools) -> Bools:
        """Walks all of whose needs are among some options."""
        missing = np.bincount(self.of_link, ~options[self.option], minlength=len(self.walkers))
        return np.asarray(missing == 0)

    def lit(self, plan: Bools) -> int:
        """Quanta of walkers a plan lights all the way."""
        return int(self.walkers[self.every(plan)].sum())

    def among(self, walks: Bools, options: Bools) -> "Needs":
        """Some walks, with what they need of some options."""
        kept = walks[self.of_link] & options[self.option]
        counts = np.bincount(self.of_link[kept], minlength=len(walks))[walks]
        return replace(
            self,
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            option=self.option[kept],
            walkers=self.walkers[walks],
        )

    def users(self) -> tuple[Ints, Ints]:
        """The walks that need each option, as start and walk."""
        order = np.argsort(self.option, kind="stable")
        counts = np.bincount(self.option, minlength=self.options)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), self.of_link[order]

    def marginals(self, order: Ints) -> Floats:
        """Walkers a year whose way each option of a plan completes, in order."""
        place = np.full(self.options, len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        # np.maximum.reduceat cannot take an empty last row: walks that need nothing are left out
        some = np.flatnonzero(np.diff(self.start) > 0)
        done = np.zeros(len(order), dtype=np.int64)
        if some.size:
            last = np.maximum.reduceat(place[self.option], self.start[some])
            lit = last < len(order)
            np.add.at(done, last[lit], self.walkers[some][lit])
        return done / QUANTA_PER_WALKER


def needs_of(walks: DarkWalksLike, options: Options, rows: Rows) -> Needs:
    """Distinct sets of options that make a walk lit, in order, with their walkers.

    Parameters
    ----------
    walks
        Dark-hour walks by their dark segments.
    options
        What can be bought; a segment has one lighting option at most.
    rows
        What a plan must keep to.

    Returns
    -------
    Needs
        Walks that need what is to be avoided, has no option, or is beyond a budget all alone
        are left out: no plan lights them.

    Raises
    ------
    InputError
        If two options light one segment, or a number of walkers is negative or missing.
    """
    option, walk = _links(walks, options)
    usable = np.append(rows.upper > 0, False)
    quanta = _quanta(walks.walks)
    able = np.bincount(walk, ~usable[option], minlength=len(quanta)) == 0
    keys = _keys(option, walk, able & (quanta > 0) & (np.diff(walks.start) > 0))
    walkers: dict[bytes, int] = {}
    for key, count in zip(keys.values(), quanta[list(keys)].tolist(), strict=True):
        walkers[key] = walkers.get(key, 0) + count
    each = sorted(walkers)
    needs = Needs(
        start=np.cumsum([0, *(len(key) // _BYTES for key in each)]).astype(np.int64),
        option=np.frombuffer(b"".join(each), dtype=_WORD).astype(np.int64),
        walkers=np.array([walkers[key] for key in each], dtype=np.int64),
        options=len(options),
    )
    return needs.among(_affordable(needs, rows), np.ones(len(options), dtype=np.bool_))


def completed(walks: DarkWalksLike, options: Options, order: Ints) -> Floats:
    """Walkers a year whose way each option of a plan completes, beside those before it.

    Parameters
    ----------
    walks
        Dark-hour walks by their dark segments.
    options
        What can be bought; a segment has one lighting option at most.
    order
        The plan's options as they are bought, shape (N,).

    Returns
    -------
    Floats
        Shape (N,); the marginals of a `Choice` of these walks.
    """
    option, walk = _links(walks, options)
    place = np.full(len(options) + 1, len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    last = np.full(len(walks.walks), -1, dtype=np.int64)
    np.maximum.at(last, walk, place[option])
    lit = (last >= 0) & (last < len(order))
    done = np.zeros(len(order), dtype=np.int64)
    np.add.at(done, last[lit], _quanta(walks.walks)[lit])
    return done / QUANTA_PER_WALKER


def _links(walks: DarkWalksLike, options: Options) -> tuple[Ints, Ints]:
    """The option, -1 for none, and the walk of each dark segment, by walk, then by option."""
    lighting = _lighting(options)
    sized = int(max(lighting.size, walks.segment.max(initial=0) + 1))
    of_segment = np.full(sized, -1, dtype=np.int64)
    of_segment[: lighting.size] = lighting
    option = of_segment[walks.segment]
    walk = np.repeat(np.arange(len(walks.walks), dtype=np.int64), np.diff(walks.start))
    order = np.lexsort((option, walk))
    return option[order], walk[order]


def _keys(option: Ints, walk: Ints, wanted: Bools) -> dict[int, bytes]:
    """The set of options of each wanted walk as bytes, which sort as the sets do."""
    once = np.append(True, (np.diff(option) != 0) | (np.diff(walk) != 0))[: len(option)]
    start = np.searchsorted(walk[once], np.arange(len(wanted) + 1)) * _BYTES
    text = option[once].astype(_WORD).tobytes()
    ends = start.tolist()
    return {n: text[ends[n] : ends[n + 1]] for n in np.flatnonzero(wanted).tolist()}


def _affordable(needs: Needs, rows: Rows) -> Bools:
    """Walks whose needs, beside the musts, fit every capped row on their own."""
    walks = np.ones(len(needs.walkers), dtype=np.bool_)
    left = (rows.most - rows.used(rows.lower))[: rows.capped]
    for r, takes in enumerate((rows.by_option * (rows.lower == 0)[:, None]).T):
        used = np.bincount(needs.of_link, takes[needs.option], minlength=len(walks))
        walks &= used <= left[r]
    return walks


def _quanta(walkers: Floats) -> Ints:
    """Walkers a year in whole quanta."""
    bad = np.flatnonzero(~(walkers >= 0))
    if bad.size:
        raise InputError(
            f"`walks` must be zero or more in every set; {bad.size} of {len(walkers)} are not "
            f"(first: set {bad[0]}, {walkers[bad[0]]})."
        )
    return np.rint(walkers * QUANTA_PER_WALKER).astype(np.int64)


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
