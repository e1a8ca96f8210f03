"""Everyone who leaves, put on the streets they walk."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from queue import Empty, SimpleQueue
from typing import Literal, TypeAlias, get_args

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures.assumption import Values
from homeward.night.night import SLOTS, Conditions
from homeward.streets.network import Streets
from homeward.walks import _kernels
from homeward.walks.demand import Demand
from homeward.walks.ends import END_KINDS, NOT_FROM_STOPS
from homeward.walks.flow import Flows
from homeward.walks.leaving import PARTS_PER_PERSON
from homeward.walks.states import WAY_COLUMNS, States, states
from homeward.ways import Ends, Network, Searches, batches, network_of, places

__all__ = ["Choice", "arguments", "check", "flows", "searches", "walkers"]

Choice: TypeAlias = Literal["shortest", "logit"]
PARTS_PER_WALK = 1 << 24
"""Quanta into which one walker's ends are split."""
TURNS_A_THREAD = 16
YEAR_COLUMNS = 2 * SLOTS
"""Columns of the direct way that make up the year; the rest would count walkers twice."""


def flows(  # noqa: PLR0913, PLR0917 - the room's contract
    streets: Streets,
    demand: Demand,
    nights: Sequence[Conditions],
    tonight: Conditions,
    p_lit: Floats,
    values: Values,
    threads: int = 2,
    choice: Choice = "shortest",
) -> Flows:
    """Walkers over each segment in each slot, of a year and of one night.

    Parameters
    ----------
    streets
        The network, with S segments.
    demand
        Who leaves and where walks may end, made for the same nights.
    nights
        What holds on the nights that stand for a year; their weights count.
    tonight
        What holds on the drawn night.
    p_lit
        Probability that each segment is lit, shape (S,), for the cautious way.
    values
        The ``walks.*`` assumptions about distance and caution.
    threads
        Origins are shared among so many threads; the answer is the same to the byte.
    choice
        "shortest": everyone takes the one shortest way, by their own way of counting.
        "logit": they spread over near-shortest ways, by ``walks.spread_per_m``.

    Returns
    -------
    Flows
        In whole quanta: what leaves an origin arrives, to the last quantum.

    Raises
    ------
    InputError
        If `demand` is not for these nights or streets, walkers are too many to count, the
        choice is of no known kind, or the spread is not a positive number.

    Notes
    -----
    One bounded shortest tree per origin and distinct cost of the streets (ties to the lower
    segment), its ends weighed by distance, and flows added up in reverse settle order.
    Both ways of choosing share where people go: P(end) is proportional to the share of its
    kind, times its part of what there is of that kind within reach, times
    exp(-distance / scale), and for homes times the share of trips of that length that are
    walked. So the answer does not hang on how far the map reaches beyond the walk.

    With "logit" every way counts whose each link leads further from the origin, and ways to
    the same end are walked in proportion to exp(-spread x length). Dial's two passes over
    the settled nodes give this without listing a way. Whole quanta are split by running
    rounding, so that nothing is lost here either.

    References
    ----------
    Dijkstra (1959), Numerische Mathematik 1, 269-271, doi:10.1007/BF01386390.
    Dial (1971), A probabilistic multipath traffic assignment model which obviates path
    enumeration, Transportation Research 5, 83-111, doi:10.1016/0041-1647(71)90012-8.
    """
    everything = (*nights, tonight)
    check(streets, demand, everything, p_lit)
    found = states(streets, demand, everything, p_lit, values)
    per_mm = _spread_per_mm(choice, values)
    by_way, sums = _in_threads(streets, demand, found, values, (max(1, threads), per_mm))
    leaving_year, leaving_tonight = _leaving(demand, everything)
    return Flows(
        year=by_way[:, :2],
        tonight=by_way[:, 2],
        leaving_year=leaving_year,
        leaving_tonight=leaving_tonight,
        lost_year=int(sums[0]),
        cut_year=int(sums[1]),
        lit_low=sums[2:4].copy(),
        lit_high=sums[4:6].copy(),
        dark_walks=sums[6:8].copy(),
    )


def check(streets: Streets, demand: Demand, nights: Sequence[Conditions], p_lit: Floats) -> None:
    """Raise unless the parts fit together and all walkers can be counted in 64 bits."""
    if len(demand.leaving) != len(nights):
        raise InputError(
            f"`demand` must be made for these {len(nights)} nights (the drawn one last); "
            f"it is for {len(demand.leaving)}."
        )
    if len(p_lit) != streets.segments:
        raise InputError(
            f"`p_lit` needs one value for each of {streets.segments} segments; got {len(p_lit)}."
        )
    weights = [each.night.weight for each in nights]
    parts = sum(
        float(row.sum(dtype=np.float64)) * weight
        for row, weight in zip(demand.leaving, weights, strict=True)
    )
    most = 2.0**62 / PARTS_PER_WALK
    if parts >= most or streets.nodes >= 1 << 24:
        raise InputError(
            f"At most {most / PARTS_PER_PERSON:.3g} walks a year over {(1 << 24) - 1} nodes can "
            f"be counted; got {parts / PARTS_PER_PERSON:.3g} over {streets.nodes}. Check "
            "the capacities of venues."
        )


def arguments(streets: Streets, demand: Demand, values: Values) -> tuple[Network, Ends]:
    """The network and the ends as kernels want them."""
    at_start, at = places(demand.end_node, streets.nodes)
    return network_of(streets.neighbours), Ends(
        node=demand.end_node.astype(np.int32),
        weight=demand.end_weight,
        times=demand.end_factor if len(demand.end_factor) else np.ones(len(demand.end_node)),
        extra=demand.end_extra_mm.astype(np.int32),
        kind=demand.end_kind,
        gateway=demand.gateway,
        decay=_decay(values),
        share=_shares(values),
        at_start=at_start,
        at=at,
    )


def searches(demand: Demand, found: States, weight: Ints) -> Searches:
    """Searches from all origins: those costs that any of their walkers (`weight`) has."""
    start = found.column_start if weight is found.column_weight else found.lit_start
    asked = np.zeros((demand.origins, len(found.direct)), dtype=np.bool_)
    for q in range(len(found.direct)):
        asked[:, q] = (weight[:, start[q] : start[q + 1]] > 0).any(axis=1)
    return Searches(
        node=demand.origin_node,
        stop=demand.origin_stop.astype(np.int64),
        asked=asked,
        arc=found.arc,
        direct=found.direct,
    )


def walkers(found: States, column: Ints) -> _kernels.Walkers:
    """Walkers from all origins; `column` is where each entry of the columns is added."""
    return _kernels.Walkers(
        column_start=found.column_start,
        column=column,
        in_year=found.column_target < YEAR_COLUMNS,
        column_weight=found.column_weight,
        lit_start=found.lit_start,
        lit_row=found.lit_row,
        lit_weight=found.lit_weight,
    )


def _spread_per_mm(choice: Choice, values: Values) -> float:
    """How fast a way's odds fall with its length, per millimetre; endless for the shortest."""
    if choice not in get_args(Choice):
        raise InputError(f'`choice` must be "shortest" or "logit"; got {choice!r}.')
    if choice == "shortest":
        return np.inf
    per_m = values["walks.spread_per_m"]
    if not 0 < per_m < np.inf:
        raise InputError(f"`walks.spread_per_m` must be a positive number; got {per_m:g}.")
    return per_m / 1000


def _decay(values: Values) -> Floats:
    """Pull left at each whole metre, shape (2, reach + 1): homes, and other ends."""
    metres = np.arange(int(values["walks.reach_m"]) + 1)
    others = np.exp(-metres / values["walks.scale_m"])
    beyond_half_km = metres / 1000 - values["walks.half_km"]
    walked = 1.0 / (1.0 + np.exp(values["walks.slope_per_km"] * beyond_half_km))
    return np.array([others * walked, others])


def _shares(values: Values) -> Floats:
    """Shares by kind of end, shape (2, kinds): of people from venues, and from stops."""
    shares = np.array([values[f"walks.share.{each}"] for each in END_KINDS])
    of_stops = np.where(np.isin(END_KINDS, NOT_FROM_STOPS), 0.0, shares)
    return np.array([shares, of_stops])


def _in_threads(
    streets: Streets,
    demand: Demand,
    found: States,
    values: Values,
    how: tuple[int, float],
) -> tuple[Ints, Ints]:
    """Whole quanta summed over threads, so that their number does not matter."""
    threads, per_mm = how
    network, ends = arguments(streets, demand, values)
    used, column = np.unique(found.column_target, return_inverse=True)
    asked = searches(demand, found, found.column_weight)
    leaving = walkers(found, column.ravel())
    turns = _turns(demand.origins, threads)

    def run(_: int) -> tuple[Ints, Ints]:
        total = np.zeros((streets.segments, len(used)), dtype=np.int64)
        sums = np.zeros(8, dtype=np.int64)
        for trees, count in batches(network, ends, asked, per_mm, _taken(turns)):
            _kernels.add(trees, count, leaving, found.direct, found.lit, total, sums)
        return total, sums

    with ThreadPoolExecutor(threads) as pool:
        results = list(pool.map(run, range(max(1, min(threads, demand.origins)))))
    total, sums = results[0]
    for more, others in results[1:]:
        total += more
        sums += others
    return _laid_out(total, used, streets.segments), sums


def _turns(origins: int, threads: int) -> "SimpleQueue[tuple[int, int]]":
    """Origins by first and last, in turns that whichever thread is free takes.

    Origins that lie together are one turn: what is read is near. Those in the middle of a town
    reach several times as many streets as those at its edge, so equal halves are not.
    """
    count = max(1, min(origins, threads * TURNS_A_THREAD if threads > 1 else 1))
    bounds = np.linspace(0, origins, count + 1).astype(np.int64).tolist()
    turns: SimpleQueue[tuple[int, int]] = SimpleQueue()
    for each in pairwise(bounds):
        turns.put(each)
    return turns


def _taken(turns: "SimpleQueue[tuple[int, int]]") -> Iterator[tuple[int, int]]:
    """Turns not yet taken, until there is none."""
    while True:
        try:
            yield turns.get_nowait()
        except Empty:
            return


def _laid_out(total: Ints, used: Ints, segments: int) -> Ints:
    """Columns in their places, shape (2, 3, S, T); those never used cost no memory."""
    columns = np.zeros((2 * WAY_COLUMNS, segments), dtype=np.int64)
    columns[used] = total.T
    return columns.reshape(2, 3, SLOTS, segments).transpose(0, 1, 3, 2)


def _leaving(demand: Demand, nights: Sequence[Conditions]) -> tuple[Ints, Ints]:
    """Quanta that set out a year, shape (2, T), and on the drawn night, shape (T,)."""
    year = np.zeros((2, SLOTS), dtype=np.int64)
    slots = np.arange(SLOTS)
    parts = demand.leaving.sum(axis=1) * PARTS_PER_WALK
    for row, each in zip(parts[:-1], nights[:-1], strict=True):
        light: Bools = ~each.night.dark
        year[light.astype(np.int64), slots] += row * each.night.weight
    return year, parts[-1]
