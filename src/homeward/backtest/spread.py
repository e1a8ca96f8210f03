"""How a record's weight spreads over the areas round it, through the air or along streets.

Letters used for shapes: S segments, A areas, B bandwidths.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy import sparse
from scipy.spatial import cKDTree

from homeward.backtest import _kernels
from homeward.kit.arrays import Floats, Ints
from homeward.records import SnapAreas
from homeward.streets import Streets

__all__ = [
    "BANDWIDTHS_M",
    "KERNELS",
    "Spread",
    "network_kernels",
    "network_spreads",
    "planar_spreads",
]

BANDWIDTHS_M = (25.0, 50.0, 100.0, 200.0, 400.0, 800.0)
"""Bandwidths that the kernel rivals may choose from (declared)."""

KERNELS = ("simple", "discontinuous")

PIECE_M = 20.0
"""Streets are cut into pieces no longer than this; a kernel is read at each piece's middle."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Spread:
    """One kernel and bandwidth: `share` row b says how a record in area b is divided, (A, A)."""

    name: str
    share: sparse.csr_array


def planar_spreads(streets: Streets, areas: SnapAreas) -> tuple[Spread, ...]:
    """The quartic kernel through the air, for each bandwidth.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        The snap areas, A of them.

    Returns
    -------
    tuple of Spread
        One for each of `BANDWIDTHS_M`; every row sums to 1.

    Notes
    -----
    A record at an area's point is divided over pieces of street by ``(1 - (d / h)^2)^2`` times
    the piece's length [1]_, and pieces are summed by area. A record that no piece is near
    enough to stays in its own area.

    References
    ----------
    .. [1] B. W. Silverman (1986), Density Estimation for Statistics and Data Analysis,
       Chapman and Hall, equation 4.5. https://doi.org/10.1201/9781315140919
    """
    middle, metres, area = _pieces(streets, areas)
    pointed = np.flatnonzero(~areas.elsewhere)
    tree = cKDTree(middle)
    found = []
    for h in BANDWIDTHS_M:
        near = [np.sort(each) for each in _near(tree, areas.point_xy_m[pointed], h)]
        source = np.repeat(pointed, [len(each) for each in near])
        piece = np.concatenate([*near, _NONE]).astype(np.int64)
        apart = np.hypot(*(areas.point_xy_m[source] - middle[piece]).T)
        weight = (1 - np.minimum(1.0, apart / h) ** 2) ** 2 * metres[piece]
        found.append(_spread(f"{h:.0f} m", source, area[piece], weight, len(areas)))
    return tuple(found)


_NONE = np.zeros(0, dtype=np.int64)


def _near(tree: cKDTree, xy_m: Floats, reach_m: float) -> list[Ints]:
    """The pieces within reach of each place."""
    found = tree.query_ball_point(xy_m, reach_m)
    return [np.array(each, dtype=np.int64) for each in np.asarray(found, dtype=object)]


def _pieces(streets: Streets, areas: SnapAreas) -> tuple[Floats, Floats, Ints]:
    """Middle, metres and area of each piece of observed street."""
    kept = np.flatnonzero(areas.area >= 0)
    pieces = np.ceil(streets.length_m[kept] / PIECE_M).astype(np.int64)
    segment = np.repeat(kept, pieces)
    order = np.arange(len(segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share = (order + 0.5) / np.repeat(pieces, pieces)
    points = shapely.line_interpolate_point(streets.lines[segment], share, normalized=True)
    metres = streets.length_m[segment] / np.repeat(pieces, pieces)
    return shapely.get_coordinates(points), metres, areas.area[segment]


def _spread(name: str, source: Ints, area: Ints, weight: Floats, areas: int) -> Spread:
    """Weights as shares that sum to 1 by source; a source with none keeps its own."""
    raw = sparse.coo_array((weight, (source, area)), shape=(areas, areas)).tocsr()
    whole: Floats = np.asarray(raw.sum(axis=1)).reshape(-1)
    alone = sparse.diags_array((whole <= 0).astype(np.float64))
    scaled = sparse.diags_array(1.0 / np.where(whole > 0, whole, 1.0)) @ raw
    return Spread(name=name, share=sparse.csr_array(scaled + alone))


def network_spreads(streets: Streets, areas: SnapAreas) -> tuple[Spread, ...]:
    """The quartic kernel along streets, simple and discontinuous, for each bandwidth.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        The snap areas, A of them.

    Returns
    -------
    tuple of Spread
        Simple then discontinuous within each bandwidth; every row sums to 1.

    Notes
    -----
    See `network_kernels`. Each row is scaled to sum to 1, so that even the simple kernel,
    which makes weight out of nothing at every junction, hands on one record as one.
    """
    pointed = np.flatnonzero(~areas.elsewhere)
    rows = network_kernels(streets, areas.area, areas.point_xy_m[pointed])
    names = [f"{kind} {h:.0f} m" for h in BANDWIDTHS_M for kind in KERNELS]
    found = []
    for at, name in enumerate(names):
        each = rows[at].tocoo()
        found.append(
            _spread(name, pointed[each.row], each.col.astype(np.int64), each.data, len(areas))
        )
    return tuple(found)


def network_kernels(
    streets: Streets, area: Ints, xy_m: Floats, bandwidths_m: tuple[float, ...] = BANDWIDTHS_M
) -> list[sparse.csr_array]:
    """Kernel mass that a record at each place lays on the streets of each area.

    Parameters
    ----------
    streets
        The network, S segments.
    area
        Area of each segment, -1 none, shape (S,).
    xy_m
        Places of records, metres; each stands on the street nearest to it.
    bandwidths_m
        How far a kernel reaches, metres, B of them.

    Returns
    -------
    list of sparse array
        For each bandwidth the simple and then the discontinuous kernel, (places, areas).

    Notes
    -----
    The kernel is ``15/16 (1 - (d/h)^2)^2 / h`` with d the shortest way along streets. The
    simple kernel takes it as it is [1]_; the discontinuous one divides it, at each node on the
    way, by the number of other ways out (degree less one) [2]_. Streets are read at the
    middles of pieces of at most 20 m. In a ring, the shortest way alone counts.

    References
    ----------
    .. [1] Z. Xie and J. Yan (2008), Kernel density estimation of traffic accidents in a network
       space, Computers, Environment and Urban Systems 32, 396-406.
       https://doi.org/10.1016/j.compenvurbsys.2008.05.001
    .. [2] A. Okabe, T. Satoh and K. Sugihara (2009), A kernel density estimation method for
       networks, International Journal of Geographical Information Science 23, 7-32.
       https://doi.org/10.1080/13658810802475491
    """
    areas = int(area.max(initial=-1)) + 1
    roads, found = _roads(streets, area), _nothing_found(streets)
    own = streets.tree.nearest(shapely.points(xy_m))
    along = shapely.line_locate_point(streets.lines[own], shapely.points(xy_m), normalized=True)
    widths = np.array(bandwidths_m)
    rows: list[list[sparse.coo_array]] = [[] for _ in range(2 * len(widths))]
    for segment, share in zip(own.tolist(), along.tolist(), strict=True):
        out = np.zeros((len(widths), 2, areas))
        place = (segment, share * float(streets.length_m[segment]))
        _kernels.spread(place, widths, PIECE_M, roads, found, out)
        for at, row in enumerate(out.reshape(-1, areas)):
            rows[at].append(sparse.coo_array(row[None, :]))
    return [sparse.csr_array(sparse.vstack(each)) for each in rows]


def _roads(streets: Streets, area: Ints) -> _kernels.Roads:
    start, head, segment = streets.neighbours
    ways = np.diff(start)
    return _kernels.Roads(start, head, segment, ways, streets.ends, streets.length_m, area)


def _nothing_found(streets: Streets) -> _kernels.Found:
    nodes = streets.nodes
    return _kernels.Found(
        np.full(nodes, np.inf),
        np.zeros(nodes),
        np.zeros(nodes, dtype=np.bool_),
        np.zeros(nodes, dtype=np.int64),
    )
