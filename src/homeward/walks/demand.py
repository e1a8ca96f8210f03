"""Who leaves from which node in which slot, and where walks may end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, Tiny, freeze
from homeward.measures.assumption import Values
from homeward.night.night import SLOTS, Conditions
from homeward.streets import segments_within
from homeward.streets.network import Streets
from homeward.tables import Town, Venues
from homeward.walks import ends, homes, leaving
from homeward.walks.doors import doors

__all__ = ["Demand", "demand"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Demand:
    """Departures and ends of walks, for N nights and the drawn one.

    Attributes
    ----------
    origin_node
        Node from which people leave, shape (O,). Venues at one node are one origin, but
        stations and stops stand apart from the rest.
    origin_stop
        Whether an origin is of stations and stops, whose people do not walk to another.
    venue_origin
        Origin of each venue, shape (V,).
    leaving
        256ths of a person who leave at full use, shape (N + 1, O, T); the drawn night last.
    end_node, end_kind
        Node and kind (position in `END_KINDS`) of each end, shape (E,).
    end_weight
        How much there is at each end, in its kind's own unit: residents (or floor, or
        length), 1 a stop, spaces of a car park.
    end_extra_mm
        What remains to walk beyond the node, for homes beyond the map's edge.
    gateway
        Whether an end stands for homes beyond the map's edge.
    near_start, near_segment
        Segments within ``walks.lonely_m`` of venue v:
        ``near_segment[near_start[v]:near_start[v + 1]]``.
    end_factor
        What each end's draw is multiplied by to meet given totals (`constrained`), shape
        (E,); empty where nothing is to be met.
    notes
        What was assumed about homes, in sentences.
    """

    origin_node: Ints
    origin_stop: Bools
    venue_origin: Ints
    leaving: Ints
    end_node: Ints
    end_kind: Tiny
    end_weight: Floats
    end_extra_mm: Ints
    gateway: Bools
    near_start: Ints
    near_segment: Ints
    end_factor: Floats = field(default_factory=lambda: np.zeros(0))
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def origins(self) -> int:
        """Number of origins, O."""
        return len(self.origin_node)


def demand(
    streets: Streets,
    town: Town,
    nights: Sequence[Conditions],
    tonight: Conditions,
    values: Values,
) -> Demand:
    """Who leaves from where and when, and where walks may end.

    Parameters
    ----------
    streets
        The network.
    town
        Venues, ends, people and buildings.
    nights
        What holds on each of the N nights that stand for a year.
    tonight
        What holds on the drawn night.
    values
        Assumptions named ``walks.*``. Those that scale all flows (``walks.fill``, the shares
        of sexes and ways) are not applied here.

    Returns
    -------
    Demand
        The same for any order of the rows of `town`'s tables.

    Raises
    ------
    InputError
        If the network has no node, or a night was made for other venues.
    """
    _check(streets, town.venues, (*nights, tonight))
    where, notes = homes.homes(streets, town, values)
    keys, weight, strange = ends.rows(streets, town.ends, where)
    node, stop, of_venue = _origins(streets, town.venues)
    start, segment = segments_within(streets, town.venues.xy_m, values["walks.lonely_m"])
    return Demand(
        origin_node=node,
        origin_stop=stop,
        venue_origin=of_venue,
        leaving=_leaving(town.venues, (*nights, tonight), values, (of_venue, len(node))),
        end_node=keys[:, 1].copy(),
        end_kind=keys[:, 0].astype(np.int8),
        end_weight=weight,
        end_extra_mm=keys[:, 2].copy(),
        gateway=keys[:, 3] == 1,
        near_start=start,
        near_segment=segment,
        notes=(*notes, *_strange(int(strange))),
    )


def _check(streets: Streets, venues: Venues, nights: Sequence[Conditions]) -> None:
    if not streets.nodes:
        raise InputError("`streets` has no node; give a map with streets a person may walk.")
    count = len(venues.kind)
    wrong = [each for each in nights if len(each.closing) != count]
    if wrong:
        raise InputError(
            f"Every night must be made for the town's {count} venues; {len(wrong)} of "
            f"{len(nights)} are not (first: {wrong[0].night.date}, {len(wrong[0].closing)})."
        )


def _strange(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    known = ", ".join(ends.END_KINDS[1:])
    return (f"{count} ends are of no known kind ({known}) and were left out.",)


def _origins(streets: Streets, venues: Venues) -> tuple[Ints, Bools, Ints]:
    """Distinct (node, is a stop), in order, and each venue's."""
    stop = np.isin(venues.kind, leaving.STOPS)
    node = doors(streets, venues.xy_m)
    keys, of_venue = np.unique(np.column_stack([node, stop]), axis=0, return_inverse=True)
    origin_node = keys[:, 0].astype(np.int64)
    return origin_node, keys[:, 1] == 1, of_venue.ravel().astype(np.int64)


def _leaving(
    venues: Venues,
    nights: Sequence[Conditions],
    values: Values,
    origins: tuple[Ints, int],
) -> Ints:
    """Whole parts are summed, so the order of venues does not matter; shape (N + 1, O, T)."""
    of_venue, count = origins
    held = leaving.people(venues, values)
    total = np.zeros((len(nights), count, SLOTS), dtype=np.int64)
    for k, each in enumerate(nights):
        np.add.at(total[k], of_venue, leaving.leaving(venues, held, each, values))
    return total
