"""What each floor of fairness costs: the plan made again without it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from homeward.plan import Choice, Limits, Row, choose, lit_walks
from homeward.study.everyone import for_everyone
from homeward.study.fixed import Fixed, assumed_of, ends_within
from homeward.study.moving import Judged

__all__ = ["MOST_CLOSED", "Toll", "toll_block", "tolls_of"]

MOST_CLOSED = 12
"""Floors with which each plan made for a price may be branched on; with more, none is."""

EVERYONE = "no area is left behind"


@dataclass(frozen=True, eq=False, kw_only=True)
class Toll:
    """One floor, or all of them together, and the plan made without it."""

    floor: str
    without: Choice


def tolls_of(best: Judged) -> tuple[Toll, ...]:
    """The plan made again without each floor alone, and without all of them together.

    Parameters
    ----------
    best
        The plan, and what it was chosen from.
    """
    limits = best.shelf.limits
    floors = _floors(limits.rows)
    branch = len(floors) <= MOST_CLOSED
    if len(floors) > 1:
        floors.append(("all floors together", [row for _, rows in floors for row in rows]))
    found = []
    for name, rows in floors:
        kept = tuple(row for row in limits.rows if not any(row is each for each in rows))
        without = _chosen(best, replace(limits, rows=kept), branch=branch)
        found.append(Toll(floor=name, without=without))
    return tuple(found)


def _floors(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Floors by name; those that leave no area behind are one."""
    mine = [row for row in rows if row.at_least > 0]
    together = [row for row in mine if for_everyone(row)]
    alone = [(f"at least {row.said(row.at_least)}", [row]) for row in mine if not for_everyone(row)]
    return [*alone, *([(EVERYONE, together)] if together else [])]


def _chosen(best: Judged, limits: Limits, *, branch: bool) -> Choice:
    """The plan within other limits, at least as good as the one there is."""
    chosen, known = best.chosen, best.chosen.choice.chosen
    if chosen.problem is not None:
        return choose(chosen.problem, limits, known=known, branch=branch)
    if chosen.walks is None:
        return chosen.choice
    choice = lit_walks(chosen.walks, best.shelf.options, limits, known=known, branch=branch)
    unlisted = chosen.walks.dropped * chosen.walks.total
    return choice if choice.bound is None else replace(choice, bound=choice.bound + unlisted)


def toll_block(toll: Toll, with_it: Choice, fixed: Fixed, number: int) -> dict[str, Any]:
    """The price of a floor, in the aim's unit a year.

    Parameters
    ----------
    toll
        The floor, and the plan without it.
    with_it
        The plan kept.
    fixed
        All worlds at today's flows; the last of its plans is the one kept.
    number
        Number of the plan without the floor among them.

    Returns
    -------
    dict
        At mean effects, what the best plan without the floor gains over the best with it lies
        from `low` to `high`: both plans have a bound. They are null where no bound is claimed.
        From `price_low` to `price_high` lie 95% of the draws of the two plans there are.
    """
    without, price = toll.without, toll.without.value - with_it.value
    free, held = (each[:, number] - each[:, -1] for each in (fixed.plans, fixed.held))
    low, high = ends_within(free, price)
    return {
        "floor": toll.floor,
        "price": price,
        "price_low": low,
        "price_high": high,
        "price_assumed_share": round(assumed_of(free, held), 6),
        "low": None if with_it.bound is None else max(0.0, without.value - with_it.bound),
        "high": None if without.bound is None else without.bound - with_it.value,
        "without": {"value": without.value, "bound": without.bound},
    }
