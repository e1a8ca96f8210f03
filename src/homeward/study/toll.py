"""What each floor of fairness costs: the plan made again without it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from homeward.plan import Choice, Limits, Row, choose, lit_walks
from homeward.study.everyone import for_everyone
from homeward.study.solved import Solved

__all__ = ["MOST_CLOSED", "prices"]

MOST_CLOSED = 12
"""Floors with which each plan made for a price may be branched on; with more, none is."""

EVERYONE = "no area is left behind"


def prices(solved: Solved) -> list[dict[str, Any]]:
    """The price of each floor alone, and of all together, in the aim's unit a year.

    What the best plan without a floor gains over the best with it lies from `low` to `high`:
    both plans have a bound. They are null where no bound is claimed.
    """
    floors = _floors(solved.shelf.limits.rows)
    branch = len(floors) <= MOST_CLOSED
    if len(floors) > 1:
        floors.append(("all floors together", [row for _, rows in floors for row in rows]))
    return [_price(solved, name, rows, branch=branch) for name, rows in floors]


def _floors(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Floors by name; those that leave no area behind are one."""
    mine = [row for row in rows if row.at_least > 0]
    together = [row for row in mine if for_everyone(row)]
    alone = [(f"at least {row.said(row.at_least)}", [row]) for row in mine if not for_everyone(row)]
    return [*alone, *([(EVERYONE, together)] if together else [])]


def _price(solved: Solved, name: str, rows: Sequence[Row], *, branch: bool) -> dict[str, Any]:
    limits, with_it = solved.shelf.limits, solved.chosen.choice
    kept = tuple(row for row in limits.rows if not any(row is each for each in rows))
    without = _chosen(solved, replace(limits, rows=kept), branch=branch)
    return {
        "floor": name,
        "price": without.value - with_it.value,
        "low": None if with_it.bound is None else max(0.0, without.value - with_it.bound),
        "high": None if without.bound is None else without.bound - with_it.value,
        "without": {"value": without.value, "bound": without.bound},
    }


def _chosen(solved: Solved, limits: Limits, *, branch: bool) -> Choice:
    """The plan within other limits, at least as good as the one there is."""
    chosen, known = solved.chosen, solved.bought
    if chosen.problem is not None:
        return choose(chosen.problem, limits, known=known, branch=branch)
    if chosen.walks is None:
        return chosen.choice
    choice = lit_walks(chosen.walks, solved.shelf.options, limits, known=known, branch=branch)
    unlisted = chosen.walks.dropped * chosen.walks.total
    return choice if choice.bound is None else replace(choice, bound=choice.bound + unlisted)
