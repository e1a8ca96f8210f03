"""Each of an analyst's sites at the option that stands there.

Letters used for shapes: N sites that were placed, I options.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import LIGHT_RULES, Measure
from homeward.read import Frame, Sites, read_sites
from homeward.streets import LIT, nearest_segments
from homeward.study.built import Built
from homeward.study.choice import Shelf
from homeward.study.request import Request

__all__ = ["NEAR_M", "Placed", "check_sites", "placed_sites", "sites_of"]

NEAR_M = 50.0
"""How far from a site its option may be: about the depth of a building on either side."""

NAMED = 3
"""Rows whose reasons a refusal tells; the others' are most often the same."""

ALONG = (*LIGHT_RULES, "clearance", "gate", "park_hours")
"""Rules whose options lie along streets; the others' stand at a point."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Placed:
    """Sites with their options, (N,): the row of each, how far it was moved, and its own cost.

    `lost` are the line and the reason of each row that could not be placed.
    """

    row: Ints
    option: Ints
    metres: Floats
    cost_gbp: Floats
    lost: tuple[tuple[int, str], ...]


def sites_of(request: Request, built: Built) -> Sites | None:
    """The request's shortlist; None where it gives none."""
    if request.mine is None:
        return None
    return read_sites(request.mine, Frame(place=built.town.place))


def check_sites(built: Built, shelf: Shelf, sites: Sites | None) -> None:
    """Refuse a shortlist of which nothing can be placed, before the long work begins."""
    if sites is not None:
        placed_sites(built, shelf, sites)


def placed_sites(built: Built, shelf: Shelf, sites: Sites) -> Placed:
    """Every site at its option: by id, else the nearest of its measure within `NEAR_M`.

    A site on an option that an earlier row has taken, of a measure that cannot be bought, or
    with no option near is listed with its reason.

    Raises
    ------
    InputError
        If no site at all can be placed: there is nothing to score then.
    """
    taken: dict[int, tuple[int, float]] = {}
    lost: list[tuple[int, str]] = []
    for row in range(len(sites)):
        found = _option(built, shelf, sites, row)
        line = int(sites.line[row])
        if isinstance(found, str):
            lost.append((line, found))
        elif found[0] in taken:
            first = int(sites.line[taken[found[0]][0]])
            lost.append((line, f"It is the same place as line {first}, and counts once."))
        else:
            taken[found[0]] = (row, found[1])
    if not taken:
        raise InputError(_none_placed(lost))
    rows = np.array([row for row, _ in taken.values()], dtype=np.int64)
    return Placed(
        row=rows,
        option=np.array(list(taken), dtype=np.int64),
        metres=np.array([metres for _, metres in taken.values()]),
        cost_gbp=sites.cost_gbp[rows],
        lost=tuple(lost),
    )


def _none_placed(lost: list[tuple[int, str]]) -> str:
    """Why a shortlist cannot be scored, with the reasons of its first rows."""
    told = " ".join(f"Line {line}: {reason}" for line, reason in lost[:NAMED])
    more = f" And {len(lost) - NAMED} more." if len(lost) > NAMED else ""
    return (
        f"`--mine` must list a site that can be placed here; of {len(lost)} none can. {told}{more}"
    )


def _option(built: Built, shelf: Shelf, sites: Sites, row: int) -> tuple[int, float] | str:
    """The option of one site and how far it is, or why there is none."""
    named = np.flatnonzero(shelf.options.id == sites.id[row])
    if len(named):
        return int(named[0]), 0.0
    measure = _measure(shelf, str(sites.measure[row]))
    if isinstance(measure, str):
        return measure
    mine: Bools = shelf.options.measure == measure
    if not mine.any():
        return shelf.offer.lines[measure].sentence
    place = _place(built, sites, row)
    if isinstance(place, str):
        return place
    return _nearest(built, shelf, (shelf.measures[measure], mine), place)


def _measure(shelf: Shelf, said: str) -> int | str:
    """The measure of a key or label, or why there is none."""
    plain = said.strip().lower()
    if not plain:
        return "It names no measure, and no option by its id."
    for row, each in enumerate(shelf.measures):
        if plain in {each.key.lower(), each.label.lower()}:
            return row
    keys = ", ".join(each.key for each in shelf.measures)
    return f"No measure is called {said!r}; there are {keys}."


def _place(built: Built, sites: Sites, row: int) -> Floats | str:
    """Where a site is, or why that is not known."""
    streets, name = built.streets, sites.id[row]
    of_street = np.flatnonzero(streets.ids == name) if name else np.zeros(0, dtype=np.int64)
    if len(of_street):
        return np.asarray(streets.middle_xy_m[of_street[0]], dtype=np.float64)
    if np.isfinite(sites.xy_m[row]).all():
        return np.asarray(sites.xy_m[row], dtype=np.float64)
    if name:
        return (
            f"No option and no street here has the id {str(name)!r}, and there are no coordinates."
        )
    return "It has no coordinates that are a place."


def _nearest(
    built: Built, shelf: Shelf, of: tuple[Measure, Bools], place: Floats
) -> tuple[int, float] | str:
    """The nearest option of a measure, if it is near; of equals the lower number."""
    measure, mine = of
    metres = np.where(mine, _metres(built, shelf, place, along=measure.rule in ALONG), np.inf)
    option = int(np.argmin(metres))
    if metres[option] <= NEAR_M:
        return option, float(metres[option])
    segment, away = nearest_segments(built.streets, place[None, :])
    if len(away) == 0 or away[0] > NEAR_M:
        return f"No street of this map is within {NEAR_M:.0f} m."
    lit = built.streets.lit[segment[0]] == LIT
    if measure.rule == "lamp_run" and lit:
        return "The street there is known to be lit already: new lamps would add nothing."
    return (
        f"No place for {measure.key} is within {NEAR_M:.0f} m: none is called for there, it is "
        "too short, or the limits given leave it out."
    )


def _metres(built: Built, shelf: Shelf, place: Floats, *, along: bool) -> Floats:
    """How far each option is from a point, shape (I,)."""
    options = shelf.options
    if not along:
        return np.asarray(np.hypot(*(options.xy_m - place).T), dtype=np.float64)
    lines = built.streets.tree.geometries[options.segment]
    each = np.append(shapely.distance(lines, shapely.Point(place)), np.inf)
    least = np.minimum.reduceat(each, options.start[:-1])
    return np.where(np.diff(options.start) > 0, least, np.inf)
