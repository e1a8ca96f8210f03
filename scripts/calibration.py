"""Simulation-based calibration with spreads that are drawn and learnt too.

    uv run python scripts/calibration.py [--json] [--towns 500]

Towns of 25 areas are drawn from the model's own prior, spreads and sizes with the rest. Each
is fitted as a plan does it: the likeliest spreads first, then the eight that stand for all that
are likely. Towns where a month of one area holds over a million offences are drawn again: they
take minutes, and a choice by the counts alone leaves ranks uniform. The truth is ranked among
nine posterior draws, each from one of the eight by lot. Ranks are uniform if the posterior is
right. The likeliest spreads alone stand beside it.

S. Talts et al. (2018), Validating Bayesian inference algorithms with simulation-based
calibration, https://arxiv.org/abs/1804.06788
"""

import argparse
import json
import sys
from collections.abc import Callable
from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from homeward import rates

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from prior_towns import Kind, one_rank_each, posterior, prior_town

DRAWS, NODES = 9, 8
MOST = 1_000_000
"""Offences in a month of one area: towns with more are left out."""

KIND = Kind(side=5)
Pick = Callable[[rates.Blend, int], rates.Fit]
WAYS: dict[str, Pick] = {
    "the eight": lambda found, world: found.at(world),
    "the likeliest alone": lambda found, _: found.likeliest,
}


def seeds(towns: int) -> list[int]:
    """The first seeds whose towns have counts that can be."""
    kept = (seed for seed in count() if prior_town(KIND, seed)[1].count.max() <= MOST)
    return list(islice(kept, towns))


def ranks_of(seed: int) -> dict[str, dict[str, np.ndarray]]:
    """Draws below the truth in one town, by way and quantity."""
    truth, panel, ground = prior_town(KIND, seed)
    hyper = rates.fit(panel, ground, options=KIND.options).hyper
    found = rates.blend(panel, ground, options=KIND.options, hyper=hyper)
    lots = np.random.default_rng((seed, 1)).integers(NODES, size=DRAWS)
    worlds = [int(NODES * (DRAWS * seed + k) + lot) for k, lot in enumerate(lots)]
    below = {}
    for way, pick in WAYS.items():
        drawn = [posterior(pick(found, world), world) for world in worlds]
        below[way] = {
            name: np.asarray(sum(each[name] < truth[name] for each in drawn)) for name in truth
        }
    return below


def rows_of(below: list[dict[str, dict[str, np.ndarray]]]) -> list[dict[str, Any]]:
    """Counts of ranks of each way and quantity, and how likely they are if ranks are uniform."""
    rows = []
    for way in WAYS:
        for name in below[0][way]:
            ranks = one_rank_each(np.array([each[way][name] for each in below]))
            counts = np.bincount(ranks, minlength=DRAWS + 1)
            rows.append(
                {
                    "spreads": way,
                    "quantity": name,
                    "ranks": counts.tolist(),
                    "ends": float(counts[[0, -1]].sum() / counts.sum()),
                    "p": float(stats.chisquare(counts).pvalue),
                }
            )
    return rows


def main() -> None:
    """Draw the towns, fit them, and print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--towns", type=int, default=500)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    rows = rows_of([ranks_of(seed) for seed in seeds(given.towns)])
    if given.json:
        print(json.dumps(rows, indent=1))
        return
    print("| spreads | quantity | towns by rank, 0 to 9 | at the ends (20% expected) | p |")
    print("|---|---|---|---|---|")
    for row in rows:
        told = " ".join(str(each) for each in row["ranks"])
        name, ends, chance = row["quantity"], row["ends"], row["p"]
        print(f"| {row['spreads']} | {name} | {told} | {ends:.0%} | {chance:.2g} |")


if __name__ == "__main__":
    main()
