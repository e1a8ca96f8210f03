"""Streets as strips that share their borders: every place belongs to its nearest street's owner.

Letters used for shapes: S segments, O owners, P samples, D triangles, W pieces of border.
"""

from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import Delaunay, KDTree

from homeward.kit.arrays import Floats, Geometries, Ints

__all__ = ["parted"]

APART_M = 5.0
"""Farthest that samples along a street lie from each other."""

END_M = 1.0
"""How far from a street's ends its outer samples lie: the same for all, so that the border
between two streets that meet runs through their meeting point."""

COARSE_M = 0.5
"""Corners that stand out by less are left out, of a border as of a strip."""

QUARTER = 2
"""Straight steps that round off a quarter turn of a strip's end."""

AWAY_M = 10_000.0
"""How far beyond all streets four points stand that give every sample a border all round."""


def parted(lines: Geometries, owner: Ints, owners: int, margin_m: float) -> Geometries:
    """Strips along streets, cut where another owner's street is nearer.

    Parameters
    ----------
    lines
        Segments in metres, shape (S,).
    owner
        Whose each is, from 0, shape (S,).
    owners
        How many owners there are, O.
    margin_m
        How far a strip reaches to each side.

    Returns
    -------
    Geometries
        Polygons or multipolygons in metres, shape (O,), that touch and never overlap; empty for
        an owner without a street, or with none that is nearest anywhere.

    Notes
    -----
    Borders are those of the Voronoi cells [1]_ of samples along all streets that have another
    owner's near by, each street's middle among them; so a street's middle always lies with its
    owner.

    References
    ----------
    .. [1] F. Aurenhammer (1991), Voronoi diagrams. ACM Computing Surveys 23(3).
       https://doi.org/10.1145/116873.116880
    """
    strips = shapely.buffer(shapely.simplify(lines, COARSE_M), margin_m, quad_segs=QUARTER)
    ground = shapely.union_all(strips)
    segment, xy_m = _samples(lines, owner, margin_m)
    borders = _borders(xy_m, owner[segment], margin_m) if len(xy_m) else np.zeros((0, 2, 2))
    faces = _faces(ground, borders)
    return _gathered(faces, _owner_of(faces, lines, owner, (segment, xy_m)), owners)


def _samples(lines: Geometries, owner: Ints, margin_m: float) -> tuple[Ints, Floats]:
    """Points along streets where another owner's are near: their segments, and x and y, (P, 2)."""
    reach_m = 2.0 * margin_m + END_M
    one, other = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=reach_m)
    strange = owner[one] != owner[other]
    one, other = one[strange], other[strange]
    near, row = np.unique(one, return_inverse=True)
    segment, along_m, count = _spaced(near, shapely.length(lines))
    points = shapely.line_interpolate_point(lines[segment], along_m)
    xy_m = shapely.get_coordinates(points)
    first = np.cumsum(count) - count
    kept = np.zeros(len(segment), dtype=np.bool_)
    kept[first + count // 2] = True  # the middles
    times = count[row]
    sample = np.arange(times.sum()) + np.repeat(first[row] - (np.cumsum(times) - times), times)
    box = shapely.bounds(lines)[np.repeat(other, times)]
    here = xy_m[sample]
    inside = (here > box[:, :2] - reach_m) & (here < box[:, 2:] + reach_m)
    kept[sample[inside.all(axis=1)]] = True
    return segment[kept], xy_m[kept]


def _spaced(near: Ints, length_m: Floats) -> tuple[Ints, Floats, Ints]:
    """An odd number of samples on each street: segments, metres along them, and how many."""
    inner_m = np.maximum(length_m[near] - 2.0 * END_M, 0.0)
    count = 2 * np.ceil(inner_m / (2.0 * APART_M)).astype(np.int64) + 1
    apart_m = inner_m / np.maximum(count - 1, 1)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count + count // 2, count)
    along_m = np.repeat(length_m[near] / 2.0, count) + number * np.repeat(apart_m, count)
    return np.repeat(near, count), along_m, count


def _borders(xy_m: Floats, owner: Ints, margin_m: float) -> Floats:
    """Pieces of border between cells of two owners, within a strip's reach, shape (W, 2, 2)."""
    low, high = xy_m.min(axis=0) - AWAY_M, xy_m.max(axis=0) + AWAY_M
    away = np.array([low, high, [low[0], high[1]], [high[0], low[1]]])
    points = np.concatenate([_unalike(xy_m), away])
    whose = np.concatenate([owner, np.full(len(away), -1)])
    made = Delaunay(points - low)
    centre = _centres(points[made.simplices])
    pieces = []
    for corner in range(3):
        ends = made.simplices[:, (corner + 1) % 3], made.simplices[:, (corner + 2) % 3]
        beyond = made.neighbors[:, corner]
        gap_m = np.hypot(*(points[ends[0]] - points[ends[1]]).T)
        wanted = (whose[ends[0]] != whose[ends[1]]) & (beyond > np.arange(len(beyond)))
        wanted &= gap_m < 2.0 * (margin_m + APART_M / 2.0 + END_M)
        pieces.append(np.stack([centre[wanted], centre[beyond[wanted]]], axis=1))
    found: Floats = np.concatenate(pieces)
    proper = np.isfinite(found).all(axis=(1, 2)) & (found[:, 0] != found[:, 1]).any(axis=1)
    return np.asarray(found[proper])


def _unalike(xy_m: Floats) -> Floats:
    """Samples moved by up to a centimetre, each otherwise: four on a circle have no triangles."""
    number = np.arange(len(xy_m))
    return xy_m + np.stack([number * 7919 % 1009, number * 104_729 % 1013], axis=1) / 1e5


def _centres(corners: Floats) -> Floats:
    """The centre of the circle through each triangle's corners, shape (D, 2)."""
    first = corners[:, 0]
    b, c = corners[:, 1] - first, corners[:, 2] - first
    b2, c2 = (b**2).sum(axis=1), (c**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        twice = 2.0 * (b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0])
        x, y = c[:, 1] * b2 - b[:, 1] * c2, b[:, 0] * c2 - c[:, 0] * b2
        return np.asarray(first + np.stack([x, y], axis=1) / twice[:, None])


def _faces(ground: shapely.Geometry, borders: Floats) -> Geometries:
    """The ground in faces between borders, whose corners of less than `COARSE_M` are gone."""
    drawn = [shapely.boundary(ground), shapely.multilinestrings(shapely.linestrings(borders))]
    arcs = shapely.get_parts(shapely.line_merge(shapely.union_all(drawn)))
    # Each arc by itself, ends kept: both sides of a border lose the same corners.
    plain = shapely.simplify(arcs, COARSE_M, preserve_topology=False)
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(plain)]))
    shapely.prepare(ground)
    return np.asarray(faces[shapely.contains(ground, shapely.point_on_surface(faces))])


def _owner_of(
    faces: Geometries, lines: Geometries, owner: Ints, samples: tuple[Ints, Floats]
) -> Ints:
    """The owner of each face: of its nearest sample, or of its nearest street where none is."""
    inside = shapely.point_on_surface(faces)
    _, street = shapely.STRtree(lines).query_nearest(inside, all_matches=False)
    segment, xy_m = samples
    if not len(segment):
        return np.asarray(owner[street])
    off_m, nearest = KDTree(xy_m).query(shapely.get_coordinates(inside))
    by_sample = off_m <= shapely.distance(inside, lines[street]) + APART_M
    return np.where(by_sample, owner[segment[nearest]], owner[street])


def _gathered(faces: Geometries, whose: Ints, owners: int) -> Geometries:
    """All faces of each owner as one shape, shape (O,)."""
    order = np.argsort(whose, kind="stable")
    cuts = np.searchsorted(whose[order], np.arange(owners + 1)).tolist()
    held = [shapely.coverage_union_all(faces[order[first:last]]) for first, last in pairwise(cuts)]
    return np.array(held, dtype=object)
