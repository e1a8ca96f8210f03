"""Options of a plan taken one after the other: what each adds to those bought before it.

Letters used for shapes: R streets that the plan reaches, C options in the order bought, K their
links, F families, E parts of what is at stake on a street.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints

__all__ = ["Turns", "added", "turns_of"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Turns:
    """Links of chosen options in turns: of each street one link a turn, in the order bought.

    `rows` are the links of each turn; `street` the place of each link's street among those
    reached, `family` the number of its family, and `option` its option's place in the plan, all
    of shape (K,).
    """

    rows: tuple[Ints, ...]
    street: Ints
    family: Ints
    option: Ints


def turns_of(street: Ints, family: Ints, option: Ints) -> Turns:
    """The turns of links with these streets, families and options, each of shape (K,).

    Options are numbered in the order bought.
    """
    order = np.lexsort((option, street))
    turn = np.arange(len(order)) - np.searchsorted(street[order], street[order])
    _, of_family = np.unique(family, return_inverse=True)
    return Turns(
        rows=tuple(order[turn == each] for each in range(int(turn.max(initial=-1)) + 1)),
        street=street,
        family=of_family.astype(np.int64),
        option=option,
    )


def added(turns: Turns, fall: Floats, stake: Floats, options: int) -> Floats:
    """What each option adds to those bought before it.

    Parameters
    ----------
    turns
        Which link takes effect when.
    fall
        Share that each link takes away, below 0 where harm rises, shape (K, E).
    stake
        What there is on each street reached, shape (R, E).
    options
        How many are bought, C.

    Returns
    -------
    Floats
        Shape (C,); it sums to what all of them take away. Of one family at one street only the
        largest fall counts, and families multiply, as in `homeward.plan`.
    """
    families = int(turns.family.max(initial=-1)) + 1
    best = np.full((len(stake), families, stake.shape[1]), -np.inf)
    left, found = np.ones_like(stake), np.zeros(options)
    for rows in turns.rows:
        at, family = turns.street[rows], turns.family[rows]
        best[at, family] = np.maximum(best[at, family], fall[rows])
        kept = np.where(np.isfinite(best[at]), 1.0 - best[at], 1.0).prod(axis=1)
        gained = (stake[at] * (left[at] - kept)).sum(axis=1)
        np.add.at(found, turns.option[rows], gained)
        left[at] = kept
    return found
