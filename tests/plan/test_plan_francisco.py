"""San Francisco's stores, a published covering problem, by the same code that plans lamps."""

import csv

import numpy as np
import pytest

from homeward.plan import choose
from plan.plans import limits_of, problem_of

RADIUS_M, STORES, BEST = 5_000, 4, 875_247
"""As published with spopt: people within the radius of the best four of sixteen stores."""


def rows_in(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.realdata
def test_four_stores_cover_as_many_people_as_was_published(shared):
    folder = shared / "benchmarks" / "spopt-sf"
    tracts = rows_in(folder / "SF_demand_205_centroid_uniform_weight.csv")
    ways = rows_in(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    number = {row["NAME"]: n for n, row in enumerate(tracts)}
    stores = sorted({row["name"] for row in ways})
    links = {i: {} for i in range(len(stores))}
    for row in ways:
        if float(row["distance"]) <= RADIUS_M:
            links[stores.index(row["name"])][number[row["DestinationName"]]] = 1.0
    weight = [float(row["POP2000"]) for row in tracts]
    choice = choose(
        problem_of(weight, links, [0] * len(stores)), limits_of(np.ones(len(stores)), STORES)
    )
    assert choice.value == BEST
    assert choice.bound == pytest.approx(BEST, rel=1e-4)
    assert len(choice.chosen) == STORES
