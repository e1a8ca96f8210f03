"""What a request's plan must keep to: budgets, floors, caps, musts, and where no lamp may stand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import LIGHT_RULES, Measure
from homeward.options import Offer, Options, bundled
from homeward.plan import Limits, Row
from homeward.streets import Streets
from homeward.study.asked import Bundle
from homeward.study.money import cost_rows, room_under_cap, usable
from homeward.study.places import Places, options_named
from homeward.study.regions import Regions, rows_for
from homeward.study.request import Request

__all__ = ["excluded_from", "limits_of", "with_bundles"]


def with_bundles(offer: Offer, bundles: Sequence[Bundle], streets: Streets) -> Offer:
    """The offer with every bundle as one option.

    Raises
    ------
    InputError
        If a bundle names a street, an option or a measure that is not there, or nothing in it
        can be bought; if it mixes measures; if two bundles share an option.
    """
    groups = [_members(each, offer.options, streets) for each in bundles]
    options = bundled(offer.options, groups)
    counts = np.bincount(options.measure, minlength=len(offer.lines)).tolist()
    lines = (replace(line, options=count) for line, count in zip(offer.lines, counts, strict=True))
    return replace(offer, options=options, lines=tuple(lines))


def _members(bundle: Bundle, options: Options, streets: Streets) -> Ints:
    said = f"The bundle {bundle.name!r}"
    if bundle.measure not in options.measures:
        raise InputError(
            f"{said} must name a measure, one of {', '.join(options.measures)}; got "
            f"{bundle.measure!r}."
        )
    on = options_named(bundle.streets, streets.ids, said)
    mine = options.measure == options.measures.index(bundle.measure)
    reaching = np.zeros(len(options), dtype=np.bool_)
    reaching[options.of_link()[on[options.segment]]] = True
    found = np.flatnonzero((reaching & mine) | options_named(bundle.options, options.id, said))
    if not found.size:
        raise InputError(f"{said} holds no option of {bundle.measure}: none reaches its streets.")
    return found.astype(np.int64)


def excluded_from(options: Options, measures: Sequence[Measure], places: Places) -> Ints:
    """The polygon in which an option's lamps would stand, -1 none, shape (I,)."""
    found = np.full(len(options), -1, dtype=np.int64)
    lamps = np.array([each.rule in LIGHT_RULES for each in measures], dtype=np.bool_)
    zone = places.excluded[options.segment]
    hit = (zone >= 0) & lamps[options.measure][options.of_link()]
    found[options.of_link()[hit][::-1]] = zone[hit][::-1]  # the first of them is kept
    return found


def limits_of(
    options: Options,
    whole_life: Ints,
    request: Request,
    *,
    places: Places,
    regions: Regions,
    excluded: Ints,
) -> Limits:
    """The limits of a request.

    Parameters
    ----------
    options, whole_life
        What can be bought, I options, and its whole-life cost, pence, (I,).
    request
        The budgets and everything asked for.
    places, regions
        Lists and polygons, and the areas in which options lie.
    excluded
        The polygon in which an option's lamps would stand, -1 none, (I,).

    Raises
    ------
    InputError
        If something named is not there, or an option must be bought where no lamp may stand.
    """
    asked = request.asked
    must = options_named(places.must_ids, options.id, "--must")
    _check_musts(options, must & (excluded >= 0))
    costs, held, names = cost_rows(options, usable(request.money, asked.terms), whole_life)
    money = (costs.sum(axis=0), int(held.sum()))
    return Limits(
        cost_pence=costs,
        budget_pence=held,
        budgets=names,
        units=options.units,
        measure=options.measure,
        measures=options.measures,
        at_least=_by_measure(options.measures, request.at_least, "--at-least", 0.0),
        at_most=_by_measure(options.measures, request.at_most, "--at-most", np.inf),
        must=must,
        avoid=options_named(places.avoid_ids, options.id, "--avoid") | (excluded >= 0),
        rows=(*rows_for(asked.rules, regions, options, money), *_bid_row(request, options, money)),
    )


def _bid_row(request: Request, options: Options, money: tuple[Ints, int]) -> tuple[Row, ...]:
    """The cap on one bid, if the money goes beyond it.

    A bid asks for cash. What one pot pays is discounted; the cap then counts what is bought
    and every year's running costs as they will be billed.
    """
    room = room_under_cap(request.money, request.asked.terms)
    pence, most = money
    if request.money[0].kind == "whole life":
        pence = options.capital_pence + options.yearly_pence * request.horizon_years
        most = int(pence.sum())
    if room is None or room >= most:
        return ()
    name = "in all, so that one bid stays under its cap"
    return (Row(name=name, counts=pence.astype(np.float64), at_most=float(room), money=True),)


def _check_musts(options: Options, both: Bools) -> None:
    if both.any():
        first = options.id[np.flatnonzero(both)[0]]
        raise InputError(
            f"{int(both.sum())} options must be bought where no lamp may stand (first: {first}). "
            "Take them off the list of musts, or draw the polygon smaller."
        )


def _by_measure(
    keys: tuple[str, ...], wanted: Mapping[str, float], flag: str, usual: float
) -> Floats:
    lost = sorted(set(wanted) - set(keys))
    if lost:
        raise InputError(
            f"`{flag}` must name a measure, one of {', '.join(keys)}; got {lost[0]!r}."
        )
    return np.array([wanted.get(key, usual) for key in keys])
