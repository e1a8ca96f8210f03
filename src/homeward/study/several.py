"""Several plans side by side at today's flows, in any one world: other budgets, and the rounds.

Letters used for shapes: P plans, K links of all their options, R streets that any of them
reaches, N stands, M links of all stands, Q families of all stands, E parts of what is at stake
on a street.

A *stand* is a street with the links that a plan has there. Plans share most of their stands, so
each is worked out once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.study.case import Case

__all__ = ["Several"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Several:
    """Several plans, and the stands that they are made of.

    `case` has every option of any plan bought. `link` are its links by stand, (M,); `family`
    the first of them of each family at a stand, (Q,); `first` the first family of each stand,
    `street` its street among those reached, both (N,). `of_plan` says which stands a plan is
    made of, (P, N).
    """

    case: Case
    link: Ints
    family: Ints
    first: Ints
    street: Ints
    of_plan: Bools

    @staticmethod
    def of(case: Case, plans: Sequence[Ints]) -> "Several":
        """These plans, each as its options, on the ways of a case."""
        bought = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *plans]))
        return Several.bought(replace(case, chosen=bought), plans)

    @staticmethod
    def bought(case: Case, plans: Sequence[Ints]) -> "Several":
        """These plans, where a case already has every option of any of them bought."""
        known: dict[bytes, int] = {}
        stands = [[_numbered(known, each) for each in _by_street(case, plan)] for plan in plans]
        of_plan = np.zeros((len(plans), len(known)), dtype=np.bool_)
        for row, mine in enumerate(stands):
            of_plan[row, mine] = True
        return _laid_out(case, [np.frombuffer(each, dtype=np.int64) for each in known], of_plan)

    def gained(self, fall: Floats, stake: Floats) -> Floats:
        """What each stand takes away, (N, E).

        Parameters
        ----------
        fall
            Share that each link takes away, below 0 where harm rises, shape (K, E).
        stake
            What there is on each street reached, shape (R, E).

        Returns
        -------
        Floats
            Of one family at one street only the largest fall counts, and families multiply, as
            in `homeward.plan`.
        """
        if not len(self.first):
            return np.zeros((0, stake.shape[1]))
        largest = np.maximum.reduceat(fall[self.link], self.family, axis=0)
        left = np.multiply.reduceat(1.0 - largest, self.first, axis=0)
        found: Floats = stake[self.street] * (1.0 - left)
        return found


def _by_street(case: Case, plan: Ints) -> list[Ints]:
    """The links that a plan has, street by street."""
    rows = np.flatnonzero(np.isin(case.chosen, plan)[case.links.place])
    street = case.links.segment[rows]
    return np.split(rows, np.flatnonzero(np.diff(street)) + 1) if len(rows) else []


def _numbered(known: dict[bytes, int], links: Ints) -> int:
    """The number of a stand, which is new or known by its links."""
    return known.setdefault(links.tobytes(), len(known))


def _laid_out(case: Case, stands: Sequence[Ints], of_plan: Bools) -> Several:
    none = np.zeros(0, dtype=np.int64)
    link = np.concatenate([none, *stands])
    stand = np.repeat(np.arange(len(stands)), [len(each) for each in stands])
    family = case.family[case.chosen][case.links.place[link]]
    begins = (np.diff(stand, prepend=-1) != 0) | (np.diff(family, prepend=-1) != 0)
    pair = np.flatnonzero(begins)
    first = np.flatnonzero(np.diff(stand[pair], prepend=-1))
    street = np.searchsorted(case.reached, case.links.segment[link[pair[first]]])
    return Several(
        case=case,
        link=link,
        family=pair,
        first=first,
        street=street.astype(np.int64),
        of_plan=of_plan,
    )
