"""Loops over counts and over streets: negative binomials, and kernels that walk the network."""

import heapq
import math
from typing import NamedTuple

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.kit.jit import kernel


@kernel
def marginals(count: Ints, mean: Floats, size: Floats) -> Floats:
    """Log probability, distribution just below and at the count, and CRPS, shape (A, 4).

    `mean` is by state of the world and area; states are equally likely.
    """
    out = np.empty((len(count), 4))
    states = len(mean)
    log_p = np.empty(states)
    log_q = np.empty(states)
    for a in range(len(count)):
        n = count[a]
        k = size[a]
        for e in range(states):
            mu = mean[e, a]
            log_p[e] = -k * math.log1p(mu / k)
            log_q[e] = math.log(mu) - math.log(mu + k)
        so_far = 0.0
        crps = 0.0
        below = 0.0
        log_at = 0.0
        x = 0
        while True:
            top = log_p.max()
            each = 0.0
            for e in range(states):
                each += math.exp(log_p[e] - top)
            p = math.exp(top) * each / states
            if x == n:
                below = so_far
                log_at = top + math.log(each / states)
            so_far += p
            short = so_far if x < n else so_far - 1.0
            crps += short * short
            if x > n and (so_far > 1.0 - 1e-10 or (p < 1e-16 and so_far > 0.5)):
                break
            step = math.log((x + k) / (x + 1.0))
            for e in range(states):
                log_p[e] += log_q[e] + step
            x += 1
        out[a, 0] = log_at
        out[a, 1] = below
        out[a, 2] = min(1.0, below + math.exp(log_at))
        out[a, 3] = crps
    return out


@kernel
def log_total(total: int, mean: Floats, size: Floats) -> float:
    """Log probability that independent negative binomials sum to the total."""
    power = np.empty(len(mean))
    ratio = np.empty(len(mean))
    log_zero = 0.0
    for a in range(len(mean)):
        ratio[a] = mean[a] / (mean[a] + size[a])
        power[a] = size[a]
        log_zero -= size[a] * math.log1p(mean[a] / size[a])
    moment = np.empty(total + 1)
    p = np.zeros(total + 1)
    p[0] = 1.0
    scale = 0.0
    for n in range(1, total + 1):
        each = 0.0
        for a in range(len(mean)):
            power[a] *= ratio[a]
            each += power[a]
        moment[n] = each
        so_far = 0.0
        for j in range(1, n + 1):
            so_far += moment[j] * p[n - j]
        p[n] = so_far / n
        if p[n] > 1e200:
            p[: n + 1] *= 1e-200
            scale += 200.0 * math.log(10.0)
    return math.log(p[total]) + scale + log_zero


class Roads(NamedTuple):
    """Arcs out of each node, the street ends that meet there, and the streets."""

    start: Ints
    head: Ints
    segment: Ints
    ways: Ints
    ends: Ints
    length_m: Floats
    area: Ints


class Found(NamedTuple):
    """For one search, used again for the next: metres to and share arriving at each node."""

    far: Floats
    share: Floats
    done: Bools
    met: Ints


@kernel
def quartic(metres: float, bandwidth_m: float) -> float:
    """The quartic kernel along a line, per metre; it integrates to 1."""
    if metres >= bandwidth_m:
        return 0.0
    ratio = metres / bandwidth_m
    rest = 1.0 - ratio * ratio
    return 15.0 / 16.0 * rest * rest / bandwidth_m


@kernel
def search(own: int, along_m: float, reach_m: float, roads: Roads, found: Found) -> int:
    """Shortest ways from a place on a street to every node within reach; how many were met.

    A kernel's share is divided at each node by the ways out other than the one come by.
    """
    met = 0
    heap = [(0.0, np.int64(0))]
    heap.pop()
    for k in range(2):
        node = roads.ends[own, k]
        metres = along_m if k == 0 else roads.length_m[own] - along_m
        if metres < found.far[node] and metres <= reach_m:
            if found.far[node] == np.inf:
                found.met[met] = node
                met += 1
            found.far[node] = metres
            found.share[node] = 1.0
            heapq.heappush(heap, (metres, node))
    while len(heap) > 0:
        so_far, here = heapq.heappop(heap)
        if found.done[here]:
            continue
        found.done[here] = True
        out = found.share[here] / max(1, roads.ways[here] - 1)
        for arc in range(roads.start[here], roads.start[here + 1]):
            there = roads.head[arc]
            metres = so_far + roads.length_m[roads.segment[arc]]
            if metres < found.far[there] and metres <= reach_m:
                if found.far[there] == np.inf:
                    found.met[met] = there
                    met += 1
                found.far[there] = metres
                found.share[there] = out
                heapq.heappush(heap, (metres, there))
    return met


@kernel
def density(
    own: int,
    along_m: float,
    segment: int,
    at_m: float,
    bandwidth_m: float,
    roads: Roads,
    found: Found,
) -> tuple[float, float]:
    """The simple and the discontinuous kernel at a place on a street, per metre."""
    if segment == own:
        here = quartic(abs(at_m - along_m), bandwidth_m)
        return here, here
    first, second = roads.ends[segment, 0], roads.ends[segment, 1]
    one = found.far[first] + at_m
    other = found.far[second] + roads.length_m[segment] - at_m
    node = first if one <= other else second
    simple = quartic(min(one, other), bandwidth_m)
    return simple, simple * found.share[node] / max(1, roads.ways[node] - 1)


@kernel
def lay(
    segment: int,
    place: tuple[int, float],
    bandwidths_m: Floats,
    piece_m: float,
    roads: Roads,
    found: Found,
    out: Floats,
) -> None:
    """Add both kernels over one street to its area; `out` is (bandwidth, kernel, area)."""
    area = roads.area[segment]
    if area < 0:
        return
    pieces = int(np.ceil(roads.length_m[segment] / piece_m))
    step = roads.length_m[segment] / pieces
    for piece in range(pieces):
        at_m = (piece + 0.5) * step
        for h in range(len(bandwidths_m)):
            both = density(place[0], place[1], segment, at_m, bandwidths_m[h], roads, found)
            out[h, 0, area] += both[0] * step
            out[h, 1, area] += both[1] * step


@kernel
def walked(arc: int, node: int, roads: Roads, found: Found) -> bool:
    """Whether the street of an arc is laid at its other end, or by the arc before it."""
    segment = roads.segment[arc]
    first, second = roads.ends[segment, 0], roads.ends[segment, 1]
    if first == second:
        return bool(arc > roads.start[node] and roads.segment[arc - 1] == segment)
    other = second if node == first else first
    return bool(found.far[other] < np.inf and other < node)


@kernel
def spread(
    place: tuple[int, float],
    bandwidths_m: Floats,
    piece_m: float,
    roads: Roads,
    found: Found,
    out: Floats,
) -> None:
    """Add up both kernels of a record over all streets within reach, each street once."""
    met = search(place[0], place[1], bandwidths_m.max(), roads, found)
    lay(place[0], place, bandwidths_m, piece_m, roads, found, out)
    for k in range(met):
        node = found.met[k]
        for arc in range(roads.start[node], roads.start[node + 1]):
            if roads.segment[arc] != place[0] and not walked(arc, node, roads, found):
                lay(roads.segment[arc], place, bandwidths_m, piece_m, roads, found, out)
    for k in range(met):
        found.far[found.met[k]] = np.inf
        found.done[found.met[k]] = False
