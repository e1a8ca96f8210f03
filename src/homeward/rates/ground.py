"""What is known of each snap area without looking at its counts: its streets, its neighbours.

Letters used for shapes: S segments, A areas, P covariates, E pairs of neighbours.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures import Values
from homeward.records import SnapAreas, touching
from homeward.records.declared import shipped
from homeward.streets import nearest_segments
from homeward.streets.network import Kind, Streets
from homeward.tables import Venues

__all__ = ["Ground", "ground_of"]

KIND_SHARES = {
    "share main road": (Kind.MAIN_ROAD,),
    "share service road or mews": (Kind.SERVICE,),
    "share alley, steps or underpass": (Kind.ALLEY, Kind.STEPS, Kind.UNDERPASS),
    "share footway or square": (Kind.FOOTWAY, Kind.SQUARE),
}
VENUE_KINDS = {
    "bars, pubs and clubs": ("bar", "pub", "nightclub", "social_club", "gathering"),
    "restaurants, theatres and cinemas": ("restaurant", "theatre", "cinema"),
    "stations and night-bus stops": ("station", "bus_stop"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Ground:
    """Static facts of areas, and which areas touch.

    Attributes
    ----------
    covariates
        Facts centred and scaled to standard deviation 1 over areas, or to a range of 4 where
        that is less (0 where all areas are alike), shape (A, P).
    names
        What each is, P of them.
    edges
        Pairs of areas whose streets meet, lower number first, each pair once, shape (E, 2).
    """

    covariates: Floats
    names: tuple[str, ...]
    edges: Ints

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.covariates)


def ground_of(
    streets: Streets,
    areas: SnapAreas,
    venues: Venues | None = None,
    *,
    values: Values | None = None,
) -> Ground:
    """Describe each snap area by its streets and venues, and find which areas touch.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        Its snap areas, A of them.
    venues
        Places people leave at night; None leaves them out.
    values
        Central values of the assumptions ``rates.fact_span`` and ``rates.venue_reach_m``; None
        takes those shipped.

    Returns
    -------
    Ground
        Shares of length by kind and in parks, frontage, the logarithm of length and of one
        more than the venues of each sort; and pairs of areas that share a node.
    """
    rows = {
        "log of street length": np.log(np.maximum(areas.length_m, 1.0)),
        **{
            name: _share(streets, areas, np.isin(streets.kind, kinds).astype(np.float64))
            for name, kinds in KIND_SHARES.items()
        },
        "share in a park": _share(streets, areas, streets.in_park.astype(np.float64)),
        "share with fronts of buildings": _share(streets, areas, streets.frontage),
    }
    given = shipped() if values is None else values
    if venues is not None:
        rows |= _venue_rows(streets, areas, venues, given["rates.venue_reach_m"])
    table = np.stack(list(rows.values()), axis=1)
    return Ground(
        covariates=_scaled(table, given["rates.fact_span"]),
        names=tuple(rows),
        edges=touching(streets, areas),
    )


def _share(streets: Streets, areas: SnapAreas, weight: Floats) -> Floats:
    """Share of each area's length, each segment counted by its weight."""
    has = areas.area >= 0
    counted = streets.length_m[has] * weight[has]
    total = np.bincount(areas.area[has], counted, minlength=len(areas))
    return np.asarray(total / np.maximum(areas.length_m, 1e-3))


def _venue_rows(
    streets: Streets, areas: SnapAreas, venues: Venues, reach_m: float
) -> dict[str, Floats]:
    """Logarithm of one more than the venues of each sort in each area."""
    segment, metres = nearest_segments(streets, venues.xy_m)
    area = np.where(metres <= reach_m, areas.area[segment], -1)
    return {
        name: _log_count(area[(area >= 0) & np.isin(venues.kind, kinds)], len(areas))
        for name, kinds in VENUE_KINDS.items()
    }


def _log_count(area: Ints, areas: int) -> Floats:
    return np.log1p(np.bincount(area, minlength=areas).astype(np.float64))


def _scaled(table: Floats, widest: float) -> Floats:
    """Columns with mean 0 and standard deviation 1, or a range of `widest` if that is less.

    Without it a thing that two areas of a thousand have would tell of these two alone, and in
    tens of standard deviations.
    """
    if not len(table):
        return table
    centred = table - table.mean(axis=0)
    spread = np.maximum(np.sqrt((centred**2).mean(axis=0)), np.ptp(table, axis=0) / widest)
    known: Bools = spread > 1e-9
    return np.where(known, centred / np.where(known, spread, 1.0), 0.0)
