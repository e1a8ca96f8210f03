"""Where walks end when the ends, too, have totals or capacities."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints
from homeward.measures.assumption import Values
from homeward.night.night import Conditions
from homeward.streets.network import Streets
from homeward.walks.assign import arguments
from homeward.walks.demand import Demand
from homeward.walks.leaving import PARTS_PER_PERSON
from homeward.ways import Searches, arcs, drawn

__all__ = ["constrained"]

MOST_ROUNDS = 1_000
CLOSE = 1e-7
"""Totals are met when every end is within this share of its own."""


class _Margins(NamedTuple):
    """Draw of each end on each origin, shape (O, E); who leaves and who may arrive."""

    draw: csr_array
    leaving: Floats
    arriving: Floats


def constrained(
    streets: Streets,
    demand: Demand,
    nights: Sequence[Conditions],
    arriving: Floats,
    values: Values,
    *,
    at_most: bool = False,
) -> Demand:
    """The same demand, its ends' draw scaled so that their totals or capacities are met.

    Parameters
    ----------
    streets
        The network.
    demand
        Who leaves and where walks may end, with E ends, for these nights and the drawn one.
    nights
        The nights that stand for a year; their weights count.
    arriving
        Walkers a year who end at each end, shape (E,), as `demand` counts them: everyone
        who leaves, before `walks.fill` and the shares of sexes. They sum to those who leave
        and reach an end.
    values
        The ``walks.*`` assumptions about distance.
    at_most
        Whether `arriving` is what each end can take (infinity: any number) and not a total.

    Returns
    -------
    Demand
        With `end_factor` set: `flows` then meets both margins, to one part in a million
        and the rounding of its quanta, where gates do not change who can reach what.

    Raises
    ------
    InputError
        If `arriving` is not one number of at least 0 for each end, if the totals do not sum
        to the walkers (or the capacities hold too few), or if no division meets them.

    Notes
    -----
    The singly constrained model of `flows` divides each origin's walkers by draw. Here the
    ends' factors are found by iterative proportional fitting: each round scales every
    end's draw by its total over what it received; a capacity only ever scales it down
    from 1. Among all divisions that meet both margins this gives the one nearest to the
    unscaled model in relative entropy, and keeps the ratio of draws of any two ends at any
    two origins. Rounds stop when every end is within 1e-7 of its total; distances are those
    of the direct way with every gate open.

    References
    ----------
    Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444,
    doi:10.1214/aoms/1177731829.
    Wilson (1971), A family of spatial interaction models, and associated developments,
    Environment and Planning A 3, 1-32, doi:10.1068/a030001.
    """
    wanted = _checked(demand, nights, arriving, at_most=at_most)
    draw = _draw(streets, demand, values)
    reached = np.diff(draw.indptr) > 0
    margins = _Margins(draw[reached], _leaving(demand, nights)[reached], wanted)
    _check_pieces(margins, at_most=at_most)
    return replace(demand, end_factor=_fitted(margins, at_most=at_most))


def _checked(
    demand: Demand, nights: Sequence[Conditions], arriving: Floats, *, at_most: bool
) -> Floats:
    """The wanted numbers, if they are numbers, and one for each end."""
    wanted = np.asarray(arriving, dtype=np.float64)
    ends = len(demand.end_node)
    if wanted.shape != (ends,) or not (wanted >= 0).all():
        raise InputError(
            f"`arriving` needs one number, 0 or more, for each of {ends} ends; "
            f"got shape {wanted.shape}."
        )
    if not at_most and not np.isfinite(wanted).all():
        raise InputError("A total in `arriving` is infinite; only a capacity may be.")
    if len(nights) + 1 != len(demand.leaving):
        raise InputError(
            f"`demand` must be made for these {len(nights)} nights and a drawn one; "
            f"it is for {len(demand.leaving)}."
        )
    return wanted


def _leaving(demand: Demand, nights: Sequence[Conditions]) -> Floats:
    """Walkers a year from each origin, shape (O,)."""
    weights = np.array([each.night.weight for each in nights], dtype=np.int64)
    parts: Ints = np.tensordot(weights, demand.leaving[:-1].sum(axis=2), axes=1)
    return np.asarray(parts / PARTS_PER_PERSON, dtype=np.float64)


def _draw(streets: Streets, demand: Demand, values: Values) -> csr_array:
    """How much each end in reach draws on each origin, shape (O, E)."""
    network, ends = arguments(streets, replace(demand, end_factor=np.zeros(0)), values)
    length_mm = np.maximum(1, streets.length_mm)
    found = list(
        drawn(
            network,
            ends,
            Searches(
                node=demand.origin_node,
                stop=demand.origin_stop.astype(np.int64),
                asked=np.ones((demand.origins, 1), dtype=np.bool_),
                arc=arcs(streets.neighbours, length_mm)[None, :],
                direct=np.ones(1, dtype=np.bool_),
            ),
        )
    )
    start = np.concatenate([[0], np.cumsum([len(each[0]) for each in found])])
    nothing = (np.zeros(0, dtype=np.int32), np.zeros(0))
    end, draw = (np.concatenate(each) for each in zip(nothing, *found, strict=True))
    shape = (demand.origins, len(demand.end_node))
    return csr_array((draw, end, start.astype(np.int64)), shape=shape)


def _check_pieces(margins: _Margins, *, at_most: bool) -> None:
    """Raise unless, within each piece of the town, walkers and places for them agree."""
    pieces, label = _pieces(margins)
    origins = len(margins.leaving)
    walkers = np.bincount(label[:origins], margins.leaving, pieces)
    places = np.bincount(label[origins:], margins.arriving, pieces)
    slack = CLOSE * max(1.0, float(margins.leaving.sum()))
    short = walkers - places > slack
    wrong = np.flatnonzero(short if at_most else np.abs(walkers - places) > slack)
    if len(wrong):
        piece = int(wrong[0])
        ends = np.flatnonzero(label[origins:] == piece)
        where = f"the ends {_few(ends)}" if len(ends) else "no end that takes anyone"
        raise InputError(
            f"No division of walkers meets `arriving`: {walkers[piece]:,.6g} walkers a year "
            f"can reach {where}, where {places[piece]:,.6g} "
            f"{'can be taken in' if at_most else 'are to end'}. Change the totals, or the reach."
        )


def _pieces(margins: _Margins) -> tuple[int, Ints]:
    """Origins, then ends, in pieces joined by who can reach which end that takes anyone."""
    origins, ends = margins.draw.shape
    reach = margins.draw.tocoo()
    kept = margins.arriving[reach.col] > 0
    pair = (reach.row[kept], reach.col[kept] + origins)
    graph = coo_array((reach.data[kept], pair), shape=(origins + ends, origins + ends))
    pieces, label = connected_components(graph, directed=False)
    return int(pieces), np.asarray(label, dtype=np.int64)


def _few(ends: Ints) -> str:
    """The first of some ends, by position."""
    shown = ", ".join(str(each) for each in ends[:5].tolist())
    return shown + (f" and {len(ends) - 5} more" if len(ends) > 5 else "")


def _fitted(margins: _Margins, *, at_most: bool) -> Floats:
    """Factor of each end, at most 1, by rounds of proportional fitting."""
    wanted = margins.arriving
    factor = np.where(wanted > 0, 1.0, 0.0)
    apart = np.zeros(len(factor))
    for _ in range(MOST_ROUNDS):
        got = _received(margins, factor)
        apart = got - wanted
        if at_most:  # room left at an end that was never scaled down is as it should be
            apart = np.where(factor < 1.0, apart, np.maximum(0.0, apart))
        if (np.abs(apart) <= CLOSE * wanted).all():
            return factor
        scaled = factor * np.divide(wanted, got, out=np.ones_like(got), where=got > 0)
        factor = np.minimum(1.0, scaled) if at_most else scaled / scaled.max()
    worst = int(np.abs(apart).argmax())
    raise InputError(
        f"No division of walkers was found that meets `arriving`: after {MOST_ROUNDS:,} rounds "
        f"end {worst} still differs by {apart[worst]:+,.6g} from {wanted[worst]:,.6g} walkers a "
        "year. Some ends are to take more, or fewer, than those who can reach them."
    )


def _received(margins: _Margins, factor: Floats) -> Floats:
    """Walkers a year who end at each end, shape (E,)."""
    drawn_by = margins.draw @ factor
    per_draw = np.divide(margins.leaving, drawn_by, out=np.zeros_like(drawn_by), where=drawn_by > 0)
    return np.asarray(factor * (margins.draw.T @ per_draw))
