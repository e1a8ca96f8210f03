"""Rates of a made-up county: time and memory of a fit, beside a model without the smooth term.

    uv run --group bench python benchmarks/risk.py [--json]

The peer is a negative binomial regression on the same covariates and half-years, one group at
a time, its dispersion given: no smooth term, no terms of areas, nothing learnt of spreads. Its
draws are of its coefficients and of new half-years. So it does less, and its time says what a
plain regression takes.
"""

import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from _bench import Bench, Contender, Facts, Go, main, row

from homeward import rates
from homeward.records import Panel

SIZES = {"town": (240, 39), "county": (3000, 60)}
"""Areas and months: about those of the City of London's map, and of a county."""
GROUPS, FACTS = 3, 10
SIZE = 2.0
MONTHS_AHEAD, DRAWS = 6, 200


def made(areas: int, months: int) -> tuple[Panel, rates.Ground]:
    """Areas on a square lattice, with rates that differ smoothly, by facts, and on their own."""
    rng = np.random.default_rng(areas)
    side = int(np.ceil(np.sqrt(areas)))
    number = np.arange(areas)
    right = number[(number % side < side - 1) & (number + 1 < areas)]
    down = number[number + side < areas]
    edges = np.concatenate(
        [np.column_stack([right, right + 1]), np.column_stack([down, down + side])]
    )
    facts = rng.normal(size=(areas, FACTS))
    waves = np.sin(number // side / 5.0) + np.cos(number % side / 7.0)
    own = rng.normal(size=(areas, 1)) + 0.5 * rng.normal(size=(areas, GROUPS))
    place = 0.5 * waves[:, None] + facts @ rng.normal(0, 0.2, (FACTS, GROUPS)) + own
    mean = np.exp(place - [3.5, 2.5, 1.5])[:, None, :] * np.ones((1, months, 1))
    count = rng.poisson(mean * rng.gamma(SIZE, 1 / SIZE, mean.shape))
    panel = Panel(
        count=count,
        seen=np.ones((areas, months)),
        month=24000 + np.arange(months),
        regime=np.zeros(months, dtype=np.bool_),
    )
    names = tuple(f"fact {k}" for k in range(FACTS))
    return panel, rates.Ground(covariates=facts, names=names, edges=edges)


SPREADS = rates.Hyper(
    smooth=0.4,
    common=1.0,
    own=(0.5,) * GROUPS,
    half_year=0.1,
    covariates=0.3,
    size=(SIZE,) * GROUPS,
)


def learning(size: str, _folder: Path) -> Callable[[], rates.Blend]:
    """All that an estimate takes: spreads and dispersion learnt, then a fit at eight of them."""
    small, around = made(30, 12)
    rates.fit(small, around)  # so that kernels are compiled
    panel, ground = made(*SIZES[size])
    return lambda: rates.blend(panel, ground, hyper=rates.fit(panel, ground).hyper)


def drawing(size: str, _folder: Path) -> Callable[[], rates.Forecast]:
    """200 joint draws of six months to come."""
    panel, ground = made(*SIZES[size])
    fitted = rates.fit(panel, ground, hyper=SPREADS)
    return lambda: rates.predict(fitted, MONTHS_AHEAD, seed=1, draws=DRAWS)


def regression(size: str, _folder: Path) -> Callable[[], list[Any]]:
    """statsmodels, a generalised linear model for each group."""
    panel, ground = made(*SIZES[size])
    return lambda: regressed(panel, ground)


def regressed(panel: Panel, ground: rates.Ground) -> list[Any]:
    """One result for each group."""
    import statsmodels.api as sm

    half = (panel.month[-1] - panel.month) // 6
    table = np.concatenate(
        [
            np.repeat(ground.covariates, len(half), axis=0),
            np.tile(np.eye(int(half.max()) + 1)[half], (len(ground), 1)),
        ],
        axis=1,
    )
    family = sm.families.NegativeBinomial(alpha=1 / SIZE)
    counts = panel.count.reshape(-1, GROUPS)
    return [sm.GLM(counts[:, g], table, family=family).fit() for g in range(GROUPS)]


def regression_draws(size: str, _folder: Path) -> Callable[[], np.ndarray]:
    """As many draws from the regressions: coefficients, and the level of a new half-year."""
    panel, ground = made(*SIZES[size])
    found = regressed(panel, ground)
    facts = ground.covariates.shape[1]

    def draws() -> np.ndarray:
        rng = np.random.default_rng(1)
        parts = []
        for each in found:
            drawn = rng.multivariate_normal(each.params, each.cov_params(), DRAWS)
            levels = drawn[:, facts:]
            ahead = levels.mean(axis=1) + levels.std(axis=1) * rng.standard_normal(DRAWS)
            log_rate = drawn[:, :facts] @ ground.covariates.T + ahead[:, None]
            parts.append(MONTHS_AHEAD * np.exp(log_rate))
        return np.stack(parts, axis=2)

    return draws


def learnt(fitted: rates.Blend, _folder: Path) -> Facts:
    """What came out."""
    return {"hyper": str(fitted.hyper)}


def rows(go: Go) -> Iterable[dict[str, Any]]:
    """One row for each size and work."""
    for size, (areas, months) in SIZES.items():
        what = f"{areas:,} areas x {months} months x {GROUPS} groups"
        mine = go(f"{size}: fit")
        yield row(
            f"Rates of {what}: spreads learnt, nine fits",
            mine,
            go(f"{size}: regression"),
            "statsmodels",
            note="the peer does less: one regression a group, no terms of areas, dispersion given",
            learnt=mine.facts.get("hyper", ""),
        )
        yield row(
            f"Rates of {what}: {DRAWS} draws of six months",
            go(f"{size}: draws"),
            go(f"{size}: regression draws"),
            "statsmodels",
            note="the peer draws coefficients and a level, and no area's own rate",
        )


CONTENDERS = {
    f"{size}: {name}": Contender(prepare=partial(prepare, size), package=package, **more)
    for size in SIZES
    for name, prepare, package, more in (
        ("fit", learning, "", {"facts": learnt, "repeats": 1, "warm": False}),
        ("draws", drawing, "", {"repeats": 1}),
        ("regression", regression, "statsmodels", {"repeats": 1, "warm": False}),
        ("regression draws", regression_draws, "statsmodels", {"repeats": 3}),
    )
}

if __name__ == "__main__":
    main(
        Bench(
            script=sys.argv[0],
            contenders=CONTENDERS,
            prepare=lambda _maps, _folder: None,
            rows=rows,
        )
    )
