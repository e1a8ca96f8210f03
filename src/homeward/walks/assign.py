"""Everyone who leaves, put on the streets they walk."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

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
from homeward.walks.states import States, states

__all__ = ["arguments", "check", "costs", "flows"]

PARTS_PER_WALK = 1 << 24
"""Quanta into which one walker's ends are split."""


def flows(  # noqa: PLR0913, PLR0917 - the room's contract
    streets: Streets,
    demand: Demand,
    nights: Sequence[Conditions],
    tonight: Conditions,
    p_lit: Floats,
    values: Values,
    threads: int = 2,
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

    Returns
    -------
    Flows
        In whole quanta: what leaves an origin arrives, to the last quantum.

    Raises
    ------
    InputError
        If `demand` is not for these nights or streets, or walkers are too many to count.

    Notes
    -----
    One bounded shortest tree per origin and distinct cost of the streets (ties to the lower
    segment), its ends weighed by distance, and flows added up in reverse settle order.
    Both ways of choosing share where people go: P(end) is proportional to the share of its
    kind, times its part of what there is of that kind within reach, times
    exp(-distance / scale), and for homes times the share of trips of that length that are
    walked. So the answer does not hang on how far the map reaches beyond the walk.
    """
    everything = (*nights, tonight)
    check(streets, demand, everything, p_lit)
    found = states(streets, demand, everything, p_lit, values)
    total, sums = _in_threads(streets, demand, found, values, max(1, threads))
    by_way = total.reshape(streets.segments, 2, 3, SLOTS).transpose(1, 2, 0, 3)
    leaving_year, leaving_tonight = _leaving(demand, everything)
    return Flows(
        year=np.ascontiguousarray(by_way[:, :2]),
        tonight=np.ascontiguousarray(by_way[:, 2]),
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


def arguments(
    streets: Streets, demand: Demand, values: Values
) -> tuple[_kernels.Network, _kernels.Ends]:
    """The network and the ends as kernels want them."""
    return _kernels.Network(*streets.neighbours), _kernels.Ends(
        node=demand.end_node,
        weight=demand.end_weight,
        extra=demand.end_extra_mm,
        kind=demand.end_kind.astype(np.int64),
        gateway=demand.gateway,
        decay=_decay(values),
        share=_shares(values),
    )


def costs(found: States, chosen: Ints) -> _kernels.Costs:
    """The states as kernels want them, for some origins."""
    return _kernels.Costs(
        cost=found.cost,
        direct=found.direct,
        column_start=found.column_start,
        column_target=found.column_target,
        column_weight=found.column_weight[chosen],
        lit_start=found.lit_start,
        lit_row=found.lit_row,
        lit_weight=found.lit_weight[chosen],
    )


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
    streets: Streets, demand: Demand, found: States, values: Values, threads: int
) -> tuple[Ints, Ints]:
    """Whole quanta summed over threads, so that their number does not matter."""
    network, ends = arguments(streets, demand, values)

    def run(chosen: Ints) -> tuple[Ints, Ints]:
        node = demand.origin_node[chosen]
        stop = demand.origin_stop[chosen].astype(np.int64)
        states = costs(found, chosen)
        return _kernels.flows(network, ends, states, found.lit, node, stop, streets.segments)

    count = max(1, min(threads, demand.origins))
    origins = np.arange(demand.origins, dtype=np.int64)
    with ThreadPoolExecutor(count) as pool:
        results = list(pool.map(run, [origins[k::count] for k in range(count)]))
    total, sums = results[0]
    for more, others in results[1:]:
        total += more
        sums += others
    return total, sums


def _leaving(demand: Demand, nights: Sequence[Conditions]) -> tuple[Ints, Ints]:
    """Quanta that set out a year, shape (2, T), and on the drawn night, shape (T,)."""
    year = np.zeros((2, SLOTS), dtype=np.int64)
    slots = np.arange(SLOTS)
    parts = demand.leaving.sum(axis=1) * PARTS_PER_WALK
    for row, each in zip(parts[:-1], nights[:-1], strict=True):
        light: Bools = ~each.night.dark
        year[light.astype(np.int64), slots] += row * each.night.weight
    return year, parts[-1]
