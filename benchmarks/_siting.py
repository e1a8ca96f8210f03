"""Made-up cities for the planning benchmarks, San Francisco's stores, and lit walks of a city."""

import csv
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from homeward.options import Options
from homeward.plan import Limits, Problem

LOW, HIGH = 0.13, 0.21
"""Share that falls away right beside an option; it fades to half at the edge of its reach."""
SF_RADIUS_M, SF_STORES = 5_000, 4
SF = Path(__file__).resolve().parents[2] / "shared" / "data" / "benchmarks" / "spopt-sf"


@dataclass(frozen=True, kw_only=True)
class City:
    """How large a made-up city is, and how its options work.

    `power` 1 gives falls as evidence has them, 20 nearly takes all; `cover` sees all or nothing.
    """

    options: int
    elements: int
    links: int
    budget: float
    power: float = 1.0
    cover: bool = False


CITIES = {
    "small": City(options=5_000, elements=6_000, links=14, budget=0.05),
    "large": City(options=20_000, elements=50_000, links=14, budget=0.05),
    "huge": City(options=100_000, elements=334_000, links=5, budget=0.05),
    "strong": City(options=20_000, elements=50_000, links=14, budget=0.002, power=20.0),
    "cover": City(options=20_000, elements=50_000, links=14, budget=0.01, cover=True),
    "cover5": City(options=20_000, elements=50_000, links=14, budget=0.05, cover=True),
    "cover tiny": City(options=400, elements=1_000, links=14, budget=0.05, cover=True),
}
"""`links` is the mean number of options that reach an element; `budget` a share of all costs."""


def made_up(name: str) -> tuple[Problem, Limits]:
    """A city by name: clusters of elements, options anywhere near them."""
    city = CITIES[name]
    draw = np.random.default_rng(2026)
    centres = draw.random((40, 2))
    where = centres[draw.integers(0, 40, city.elements)] + draw.normal(0, 0.05, (city.elements, 2))
    at = where[draw.integers(0, city.elements, city.options)]
    at = at + draw.normal(0, 0.002, (city.options, 2))
    wanted = city.links * city.elements // city.options
    far, near = cKDTree(where).query(at, wanted)
    mild = draw.uniform(LOW, HIGH, (city.options, 1)) * (1 - 0.5 * far / far.max(axis=1)[:, None])
    cost = draw.integers(40_000, 400_000, city.options)
    fall = np.ones_like(mild) if city.cover else 1.0 - (1.0 - mild) ** city.power
    each = np.zeros(city.options) if city.cover else np.arange(city.options)
    problem = Problem(
        weight=draw.gamma(0.5, 2.0, city.elements),
        number=np.arange(city.elements, dtype=np.int64),
        start=np.arange(city.options + 1, dtype=np.int64) * wanted,
        element=near.ravel().astype(np.int64),
        fall=fall.ravel(),
        family=each.astype(np.int64),
        unit="a year",
    )
    return problem, one_budget(cost, int(city.budget * cost.sum()))


def one_budget(cost: np.ndarray, pence: int) -> Limits:
    """One budget and nothing else."""
    options = len(cost)
    nothing = np.zeros(options, dtype=np.bool_)
    return Limits(
        cost_pence=np.asarray(cost, dtype=np.int64)[None, :],
        budget_pence=np.array([pence], dtype=np.int64),
        budgets=("budget",),
        units=np.ones(options),
        measure=np.zeros(options, dtype=np.int64),
        measures=("all",),
        at_least=np.zeros(1),
        at_most=np.full(1, np.inf),
        must=nothing,
        avoid=nothing,
    )


def san_francisco(folder: Path = SF) -> tuple[Problem, Limits, np.ndarray]:
    """Four of sixteen stores to cover most people within 5 km; and the distances, (205, 16)."""
    demand = _read(folder / "SF_demand_205_centroid_uniform_weight.csv")
    ways = _read(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    tracts = {row["NAME"]: n for n, row in enumerate(demand)}
    stores = {name: n for n, name in enumerate(sorted({row["name"] for row in ways}))}
    metres = np.full((len(tracts), len(stores)), np.inf)
    for row in ways:
        metres[tracts[row["DestinationName"]], stores[row["name"]]] = float(row["distance"])
    store, tract = np.nonzero((metres <= SF_RADIUS_M).T)
    problem = Problem(
        weight=np.array([float(row["POP2000"]) for row in demand]),
        number=np.arange(len(demand), dtype=np.int64),
        start=np.searchsorted(store, np.arange(len(stores) + 1)).astype(np.int64),
        element=tract.astype(np.int64),
        fall=np.ones(len(tract)),
        family=np.zeros(len(stores), dtype=np.int64),
        unit="people",
    )
    return problem, one_budget(np.ones(len(stores)), SF_STORES), metres


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


SIDE, ENDS, REACH_M = 240, 1_000, 2_500
WALKS, DARK = 100_000, 0.3


def dark_city(wanted: int = WALKS) -> tuple[SimpleNamespace, Options, np.ndarray]:
    """Walks home through a grid with dark quarters: sets of dark streets, lamps and their costs."""
    draw = np.random.default_rng(7)
    corner = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    tail = np.concatenate([corner[:, :-1].ravel(), corner[:-1].ravel()])
    head = np.concatenate([corner[:, 1:].ravel(), corner[1:].ravel()])
    metres = draw.uniform(40, 120, len(tail))
    dark = _dark(draw, (tail + head) / 2)
    graph = csr_array((metres * (1 + 0.3 * dark), (tail, head)), shape=(SIDE * SIDE,) * 2)
    sets = _walks(draw, graph, dark, wanted)
    start = np.cumsum([0, *(len(each) for each in sets)]).astype(np.int64)
    walks = SimpleNamespace(
        start=start,
        segment=np.array([s for each in sets for s in each], dtype=np.int64),
        walks=draw.gamma(0.6, 300, len(sets)),
    )
    return walks, _lamps(np.flatnonzero(dark)), np.rint(metres[dark] * 3_000).astype(np.int64)


def _dark(draw: np.random.Generator, middle: np.ndarray) -> np.ndarray:
    """Dark streets in patches."""
    xy = np.stack(np.divmod(middle, SIDE), 1)
    waves = (np.sin(xy @ draw.normal(0, 0.25, 2) + draw.uniform(0, 6.3)) for _ in range(8))
    field = sum(waves) + draw.normal(0, 1.5, len(middle))
    return field > np.quantile(field, 1 - DARK)


def _walks(
    draw: np.random.Generator,
    graph: csr_array,
    dark: np.ndarray,
    wanted: int,
) -> list[tuple[int, ...]]:
    """So many distinct sets of dark streets, on shortest ways from ends within reach."""
    found: dict[tuple[int, ...], None] = {}
    while len(found) < wanted:
        end = int(draw.integers(0, SIDE * SIDE))
        far, before = dijkstra(
            graph, directed=False, indices=end, return_predecessors=True, limit=REACH_M
        )
        homes = draw.permutation(np.flatnonzero(np.isfinite(far)))[: 2 * wanted // ENDS]
        for home in homes.tolist():
            over = _streets(np.array(_way(home, before)))
            key = tuple(sorted(over[dark[over]].tolist()))
            if key and len(found) < wanted:
                found[key] = None
    return list(found)


def _way(home: int, before: np.ndarray) -> list[int]:
    """The corners from a home to the end."""
    way = [home]
    while before[way[-1]] >= 0:
        way.append(int(before[way[-1]]))
    return way


def _streets(way: np.ndarray) -> np.ndarray:
    """The grid's streets between corners of a way: all that run one way, then all across."""
    low, high = np.minimum(way[:-1], way[1:]), np.maximum(way[:-1], way[1:])
    along = (low // SIDE) * (SIDE - 1) + low % SIDE
    return np.where(high - low == 1, along, SIDE * (SIDE - 1) + low)


def _lamps(segment: np.ndarray) -> Options:
    """A lamp option for each dark street."""
    count = len(segment)
    none = np.zeros(count, dtype=np.int64)
    return Options(
        id=np.array([f"lamp_run@{each}" for each in segment]),
        measure=none,
        measures=("lamp_run",),
        units=np.ones(count),
        xy_m=np.zeros((count, 2)),
        capital_pence=none,
        yearly_pence=none,
        survey=none.astype(np.bool_),
        start=np.arange(count + 1, dtype=np.int64),
        segment=segment.astype(np.int64),
        strength=np.ones((count, 4)),
        lights=np.ones(count, dtype=np.bool_),
        moves=none.astype(np.bool_),
    )
