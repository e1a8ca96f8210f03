"""Whose walks use a street: by venue, half-hour, kind of end and way of choosing.

Letters used for shapes: S segments, T the 24 slots, V venues, K kinds of end with gateways
last, N origins listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures.assumption import Values
from homeward.night.night import SLOTS, Conditions
from homeward.streets.network import Streets
from homeward.tables import Venues
from homeward.walks import _kernels
from homeward.walks.assign import YEAR_COLUMNS, arguments, check, searches
from homeward.walks.demand import Demand
from homeward.walks.ends import END_KINDS
from homeward.walks.flow import QUANTA_PER_WALKER, walking_parts
from homeward.walks.leaving import leaving, people
from homeward.walks.states import WAY_COLUMNS, States, states
from homeward.ways import batches

__all__ = ["END_LABELS", "MOST_ORIGINS", "Scene", "Selected", "Users", "selected", "users"]

END_LABELS = ("homes", "stations", "stops", "taxi ranks", "car parks", "hotels", "beyond the map")
"""Kinds of end in the order of `END_KINDS`, then what lies beyond gateways."""

MOST_ORIGINS = 3
"""Origins listed for each segment."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Scene:
    """What `flows` takes: the same walks are asked about."""

    streets: Streets
    demand: Demand
    nights: Sequence[Conditions]
    tonight: Conditions
    p_lit: Floats
    values: Values


@dataclass(frozen=True, eq=False, kw_only=True)
class Selected:
    """Walks that use at least one of some segments.

    Attributes
    ----------
    quanta
        Walkers if all chose one way, shape (V, 2, 3, T, K): venue, way of choosing, when
        (dark and daylight hours of the year, the drawn night), slot, kind of end. Summed
        over venues and ends it is the flow of a single segment, to the quantum.
    worth
        Expected walkers for each quantum by way and light (dark, daylight), shape (2, 2).
    """

    quanta: Ints
    worth: Floats

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def walkers(self) -> Floats:
        """Expected walkers of both sexes a year, shape (V, 2, T, K): dark and daylight summed."""
        found: Floats = np.einsum("vwlte,wl->vwte", self.quanta[:, :, :2], self.worth)
        return found


def selected(scene: Scene, venues: Venues, segments: Ints) -> Selected:
    """Whose walks use any of some segments.

    Parameters
    ----------
    scene
        The walks.
    venues
        The venues that the demand was made for, V of them.
    segments
        Numbers of one or more segments.

    Returns
    -------
    Selected
        By venue, way, slot and kind of end. A walk over two of the segments counts once.

    Raises
    ------
    InputError
        If a segment is not one of the network's, or `venues` are not the demand's.

    Notes
    -----
    The trees of `flows` once more: what ends below a chosen segment is summed in settle order,
    so nothing of the size of origins x ends is ever kept. Where ends of several kinds stand at
    one node its quanta are split by running rounding. People who leave venues at one node
    share its trees, so a venue's part is its share of those who leave in each slot, exactly.
    """
    chosen = _chosen(scene, venues, segments)
    of_venue = _by_venue(scene, venues)
    found = _states(scene)
    units = _units(scene, found, chosen)
    by_venue = states(
        scene.streets, of_venue, (*scene.nights, scene.tonight), scene.p_lit, scene.values
    )
    quanta = np.zeros((len(venues.kind), 2 * WAY_COLUMNS, units.shape[2]), dtype=np.int64)
    for q in range(len(found.direct)):
        for c in range(found.column_start[q], found.column_start[q + 1]):
            column, weight = found.column_target[c], by_venue.column_weight[:, c]
            quanta[:, column] += weight[:, None] * units[scene.demand.venue_origin, q]
    shape = (len(venues.kind), 2, 3, SLOTS, units.shape[2])
    return Selected(quanta=quanta.reshape(shape), worth=_worth(scene.values))


def _chosen(scene: Scene, venues: Venues, segments: Ints) -> Bools:
    """Mask of the segments, once everything fits together."""
    check(scene.streets, scene.demand, (*scene.nights, scene.tonight), scene.p_lit)
    wrong = (segments < 0) | (segments >= scene.streets.segments)
    if wrong.any() or not len(segments):
        raise InputError(
            f"`segments` must be one or more numbers from 0 to {scene.streets.segments - 1}; "
            f"got {segments[wrong][0] if wrong.any() else 'none'}."
        )
    if len(venues.kind) != len(scene.demand.venue_origin):
        raise InputError(
            f"`venues` must be the {len(scene.demand.venue_origin)} that the demand was made "
            f"for; got {len(venues.kind)}."
        )
    chosen = np.zeros(scene.streets.segments, dtype=np.bool_)
    chosen[segments] = True
    return chosen


def _by_venue(scene: Scene, venues: Venues) -> Demand:
    """The demand with each venue as an origin of its own."""
    demand, values = scene.demand, scene.values
    held = people(venues, values)
    rows = [leaving(venues, held, each, values) for each in (*scene.nights, scene.tonight)]
    return replace(
        demand,
        origin_node=demand.origin_node[demand.venue_origin],
        origin_stop=demand.origin_stop[demand.venue_origin],
        venue_origin=np.arange(len(venues.kind), dtype=np.int64),
        leaving=np.array(rows, dtype=np.int64).reshape(len(rows), len(venues.kind), SLOTS),
    )


def _states(scene: Scene) -> States:
    nights = (*scene.nights, scene.tonight)
    return states(scene.streets, scene.demand, nights, scene.p_lit, scene.values)


def _units(scene: Scene, found: States, chosen: Bools) -> Ints:
    """Units of walks over the chosen segments by origin, cost and kind of end."""
    demand, kinds = scene.demand, len(END_KINDS) + 1
    network, ends = arguments(scene.streets, demand, scene.values)
    units = np.zeros((demand.origins, len(found.direct), kinds), dtype=np.int64)
    apart = np.zeros((scene.streets.nodes, kinds), dtype=np.int64)
    asked = searches(demand, found, found.column_weight)
    length = scene.streets.length_mm
    for trees, count in batches(network, ends, asked):
        _kernels.add_users(
            trees, count, asked.stop, ends, length, found.direct, chosen, apart, units
        )
    return units


@dataclass(frozen=True, eq=False, kw_only=True)
class Users:
    """Who uses each segment over the year, in short.

    Attributes
    ----------
    walkers
        Expected walkers a year of both sexes, shape (S,).
    by_end
        The same by kind of end, shape (S, K).
    origin, from_origin
        The origins that send most, most first, -1 where there is none, and walkers from
        each, shapes (S, N).
    """

    walkers: Floats
    by_end: Floats
    origin: Ints
    from_origin: Floats

    def __post_init__(self) -> None:
        freeze(self)


def users(scene: Scene) -> Users:
    """Who uses each segment: kinds of end, and the origins that send most.

    Parameters
    ----------
    scene
        The walks.

    Returns
    -------
    Users
        The same for any number of threads: it uses one.
    """
    streets, demand, kinds = scene.streets, scene.demand, len(END_KINDS) + 1
    check(streets, demand, (*scene.nights, scene.tonight), scene.p_lit)
    found = _states(scene)
    network, ends = arguments(streets, demand, scene.values)
    table = _kernels.Table(
        at=np.zeros(1, dtype=np.int64),
        mine=np.zeros(streets.segments),
        by_kind=np.zeros((streets.segments, kinds)),
        who=np.full((streets.segments, MOST_ORIGINS), -1, dtype=np.int64),
        most=np.zeros((streets.segments, MOST_ORIGINS)),
    )
    apart = np.zeros((streets.nodes, kinds), dtype=np.int64)
    asked = searches(demand, found, found.column_weight)
    worth = _unit_worth(found, demand.origins, scene.values)
    for trees, count in batches(network, ends, asked):
        _kernels.add_shares(
            trees, count, asked.stop, ends, streets.length_mm, found.direct, worth, apart, table
        )
    _kernels.rank(table.at[0], table.mine, table.who, table.most)
    return Users(
        walkers=table.by_kind.sum(axis=1),
        by_end=table.by_kind,
        origin=table.who,
        from_origin=table.most,
    )


def _worth(values: Values) -> Floats:
    """Expected walkers for each quantum by way and light (dark, daylight), shape (2, 2)."""
    return walking_parts(values) / QUANTA_PER_WALKER


def _unit_worth(found: States, origins: int, values: Values) -> Floats:
    """Expected walkers a year for each unit from an origin under a cost, shape (O, Q)."""
    worth, total = _worth(values), np.zeros((origins, len(found.direct)))
    for q in range(len(found.direct)):
        for c in range(found.column_start[q], found.column_start[q + 1]):
            way, column = divmod(int(found.column_target[c]), WAY_COLUMNS)
            if column < YEAR_COLUMNS:
                total[:, q] += found.column_weight[:, c] * worth[way, column // SLOTS]
    return total
