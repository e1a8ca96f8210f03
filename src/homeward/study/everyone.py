"""No area left behind: every area with something to gain gets something, as rows of the plan.

An area has *something to gain* if an option in it, bought alone, would do something for the
aim; for lit walks, if it lights a street of a walk that could be lit all the way. Options that
may not be bought, or that cost more than a whole budget, do not count.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Ints
from homeward.measures import Values
from homeward.plan import Problem, Row, gains
from homeward.study.built import Built
from homeward.study.choice import Shelf, programmes
from homeward.study.regions import area_name
from homeward.study.request import Request
from homeward.study.stakes import Stakes
from homeward.study.year import Year
from homeward.walks import DarkWalks, dark_walks

__all__ = ["fair_shelf", "for_everyone", "helping", "leaving_none_behind"]

SUFFIX = ", so that no area is left behind"


def for_everyone(row: Row) -> bool:
    """Whether a row is there so that no area is left behind."""
    return row.name.endswith(SUFFIX)


def fair_shelf(
    built: Built, year: Year, request: Request, shelf: Shelf, stakes: Stakes, values: Values
) -> Shelf:
    """The shelf, with no area left behind if the request asks for that.

    Raises
    ------
    InputError
        If it does, and no areas were given.
    """
    if request.asked.everyone is None:
        return shelf
    walks = None
    if "lit-walks" in request.aims:
        walks = dark_walks(built.streets, year.demand, year.nights, year.p_lit, values)
    problems = list(programmes(year, request, shelf, stakes).values())
    return leaving_none_behind(shelf, helping(shelf, problems, walks), request.asked.everyone)


def leaving_none_behind(shelf: Shelf, helps: Bools, share: Fraction) -> Shelf:
    """The shelf with a floor or two for every area with something to gain.

    Parameters
    ----------
    shelf
        What can be bought, I options, and the limits.
    helps
        Options that would do something for the aim, shape (I,).
    share
        The part of its equal share of the money that an area gets besides one option.

    Returns
    -------
    Shelf
        An area's equal share is the money that can be planned with over the number of such
        areas, or all that its helping options cost, if that is less.

    Raises
    ------
    InputError
        If no areas were given.
    """
    zones, limits = shelf.regions.zones, shelf.limits
    if zones is None:
        raise InputError("`--leave-no-area-behind` needs the areas: give them with `--areas`.")
    payable = (limits.cost_pence <= limits.budget_pence[:, None]).all(axis=0)
    able = helps & ~limits.avoid & payable
    inside = [able & (shelf.regions.of_option == at) for at in range(len(zones.code))]
    gaining = [at for at, mine in enumerate(inside) if mine.any()]
    part = share * int(limits.budget_pence.sum()) / max(len(gaining), 1)
    rows = [row for at in gaining for row in _rows(shelf, area_name(zones, at), inside[at], part)]
    return replace(shelf, limits=replace(limits, rows=(*limits.rows, *rows)))


def _rows(shelf: Shelf, name: str, mine: Bools, part: Fraction) -> list[Row]:
    """One option at least, and the area's part of the money, whole pence rounded down."""
    cost: Ints = shelf.limits.cost_pence.sum(axis=0) * mine
    least = min(int(part), int(cost.sum()))
    one = Row(
        name=f"option that does something in {name}{SUFFIX}",
        counts=mine.astype(np.float64),
        at_least=1.0,
    )
    if not least:
        return [one]
    counts = cost.astype(np.float64)
    said = f"in {name} for what does something{SUFFIX}"
    money = Row(name=said, counts=counts, at_least=float(least), money=True)
    return [one, money]


def helping(shelf: Shelf, problems: list[Problem], walks: DarkWalks | None) -> Bools:
    """Options that would do something alone, for any of the aims; or light a walk, (I,)."""
    found = np.zeros(len(shelf.options), dtype=np.bool_)
    none = np.zeros(0, dtype=np.int64)
    for problem in problems:
        found |= gains(problem, none) > 0
    if walks is not None:
        found |= _lighting(shelf, walks)
    return found


def _lighting(shelf: Shelf, walks: DarkWalks) -> Bools:
    """Options that light a street of a walk whose every dark street could be lit, (I,)."""
    options, can = shelf.options, ~shelf.limits.avoid
    lights = options.lights & can[options.of_link()]
    sized = int(max(options.segment.max(initial=0), walks.segment.max(initial=0))) + 1
    of_segment = np.full(sized, -1, dtype=np.int64)
    of_segment[options.segment[lights]] = options.of_link()[lights]
    found = np.zeros(len(options), dtype=np.bool_)
    if len(walks.walks):
        option = of_segment[walks.segment]
        whole = np.logical_and.reduceat(option >= 0, walks.start[:-1])
        found[option[np.repeat(whole, np.diff(walks.start))]] = True
    return found
