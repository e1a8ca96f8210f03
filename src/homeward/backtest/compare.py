"""All models on all folds: scores pooled, paired, and with intervals.

Letters used for shapes: A areas, F folds, Z zones, W draws.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from homeward.backtest.blocks import (
    Between,
    between,
    block_sums,
    block_weights,
    drawn_sums,
    zones_of,
)
from homeward.backtest.coverage import Coverage, coverage
from homeward.backtest.folds import Fold
from homeward.backtest.forecast import Ahead, Forecast, Forecaster, Rival
from homeward.backtest.hits import SHARES
from homeward.backtest.named import Named, named, named_apart
from homeward.backtest.places import Places, months_seen, totals
from homeward.backtest.scores import Scores, pit_shares, scores
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import GROUPS
from homeward.records import Panel

__all__ = ["OURS", "Judged", "Models", "Told", "compare"]

OURS = "homeward"


@dataclass(frozen=True, eq=False, kw_only=True)
class Models:
    """Our model, and by name those it is measured against."""

    ours: Forecaster
    rivals: Mapping[str, Rival]


@dataclass(frozen=True, eq=False, kw_only=True)
class Told:
    """One model on one group: scores a count on average, and ground named.

    `log`, `log_given_total` and `crps` are means over areas and folds; `pai` and `pei` are
    pooled over folds, by share of length; `settings` are what it chose before each fold.
    """

    log: float
    log_given_total: float
    crps: float
    pai: Mapping[float, Between]
    pei: Mapping[float, Between]
    expected: tuple[float, ...]
    settings: tuple[str, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Judged:
    """One group: what was recorded in each fold, every model, and ours less each rival.

    `paired` holds the differences of the log score, of that given the total, and of the CRPS
    with its sign turned, so that more than zero always speaks for ours; `named_apart` those of
    the PAI, by share of length. `pit`, and the coverage of totals of `zones` and `town`, are of
    ours.
    """

    group: str
    recorded: tuple[int, ...]
    areas: tuple[int, ...]
    models: Mapping[str, Told]
    paired: Mapping[str, Mapping[str, Between]]
    named_apart: Mapping[str, Mapping[float, Between]]
    pit: Floats
    zones: Mapping[int, Coverage]
    town: Mapping[int, Coverage]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Case:
    """One fold: what each model foresaw and what came, where both months were observed."""

    kept: Bools
    zone: Ints
    length_m: Floats
    count: Ints
    told: Mapping[str, Sequence[Forecast]]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Run:
    """One model on one group over all folds."""

    forecasts: tuple[Forecast, ...]
    counts: tuple[Ints, ...]
    zones: tuple[Ints, ...]
    lengths: tuple[Floats, ...]

    @cached_property
    def scores(self) -> tuple[Scores, ...]:
        """Scores of each fold."""
        return tuple(scores(each, n) for each, n in zip(self.forecasts, self.counts, strict=True))

    def of(self, name: str) -> tuple[Floats, ...]:
        """One of the scores, fold by fold; more is better."""
        sign = -1.0 if name == "crps" else 1.0
        return tuple(sign * getattr(each, name) for each in self.scores)


def compare(
    panel: Panel,
    places: Places,
    *,
    models: Models,
    folds: Sequence[Fold],
    seed: int,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Judged, ...]:
    """Let every model foresee every fold, and judge them by what came.

    Parameters
    ----------
    panel
        What was recorded where and when, A areas.
    places
        Where they lie.
    models
        Ours and its rivals.
    folds
        Months to learn from and to be judged on.
    seed
        Of all random numbers.
    tell
        Is told what is being done.

    Returns
    -------
    tuple of Judged
        One for each offence group, in the order of ``measures.GROUPS``.

    Notes
    -----
    A model is given the months before a fold and nothing else of the panel. Areas that were
    not observed both before and in a fold are left out of it. Intervals are `block_weights`.
    """
    zone = zones_of(places.xy_m)
    cases = []
    for fold in folds:
        tell(f"Foreseeing {fold.words}")
        cases.append(_case(panel, models, fold, (zone, places.length_m)))
    weights = block_weights(int(zone.max()) + 1, len(folds), seed=seed)
    tell("Judging what was foreseen")
    return tuple(_judged(cases, g, weights, seed=seed) for g in range(len(GROUPS)))


def _case(
    panel: Panel,
    models: Models,
    fold: Fold,
    ground: tuple[Ints, Floats],
) -> _Case:
    past = panel.between(fold.fit_first, fold.fit_last)
    after = panel.between(fold.first, fold.last)
    ahead = Ahead(month=after.month, seen=after.seen)
    kept = (months_seen(past) > 0) & (months_seen(after) > 0)
    zone, length_m = ground
    ours = models.ours(past, ahead)
    level = np.stack([each.mean[:, kept].sum(axis=1) for each in ours], axis=1)
    rivals = {name: model(past, ahead, level) for name, model in models.rivals.items()}
    return _Case(
        kept=kept,
        zone=zone[kept],
        length_m=length_m[kept],
        count=totals(after)[kept],
        told={OURS: ours, **rivals},
    )


def _run(cases: Sequence[_Case], name: str, group: int) -> _Run:
    return _Run(
        forecasts=tuple(_of_areas(case.told[name][group], case.kept) for case in cases),
        counts=tuple(case.count[:, group] for case in cases),
        zones=tuple(case.zone for case in cases),
        lengths=tuple(case.length_m for case in cases),
    )


def _of_areas(forecast: Forecast, kept: Bools) -> Forecast:
    return Forecast(
        mean=np.ascontiguousarray(forecast.mean[:, kept]),
        size=forecast.size[kept],
        settings=forecast.settings,
        bare=None if forecast.bare is None else forecast.bare[kept],
    )


def _judged(cases: Sequence[_Case], group: int, weights: Floats, *, seed: int) -> Judged:
    runs = {name: _run(cases, name, group) for name in cases[0].told}
    ground = {name: _ground(run, weights) for name, run in runs.items()}
    ours = runs[OURS]
    rivals = [name for name in runs if name != OURS]
    return Judged(
        group=GROUPS[group],
        recorded=tuple(int(each.sum()) for each in ours.counts),
        areas=tuple(len(each) for each in ours.counts),
        models={name: _told(run, ground[name]) for name, run in runs.items()},
        paired={
            name: {score: _paired(ours, runs[name], score, weights) for score in COMPARED}
            for name in rivals
        },
        named_apart={
            name: {s: named_apart(each, ground[name][s]) for s, each in ground[OURS].items()}
            for name in rivals
        },
        **_calibration(ours, seed=seed, key=GROUPS[group]),
    )


def _ground(run: _Run, weights: Floats) -> dict[float, Named]:
    """What it would have named first, by share of length."""
    return {
        share: named(run.forecasts, run.counts, (run.zones, run.lengths), share, weights)
        for share in SHARES
    }


def _calibration(run: _Run, *, seed: int, key: str) -> dict[str, Any]:
    """How often what came lay where it was foreseen: PIT, and totals of zones and the town."""
    below = np.concatenate([each.below for each in run.scores])
    at = np.concatenate([each.at for each in run.scores])
    parts = {
        "zones": [np.unique(each, return_inverse=True)[1] for each in run.zones],
        "town": [np.zeros_like(each) for each in run.zones],
    }
    return {
        "pit": pit_shares(below, at, seed=seed, key=key),
        **{
            name: coverage(run.forecasts, run.counts, zone, seed=seed, key=key)
            for name, zone in parts.items()
        },
    }


COMPARED = ("log", "log_given_total", "crps")


def _paired(ours: _Run, rival: _Run, score: str, weights: Floats) -> Between:
    """Mean difference an area, ours less the rival's, with its interval."""
    pairs = zip(ours.of(score), rival.of(score), strict=True)
    apart = block_sums([a - b for a, b in pairs], ours.zones, weights)
    areas = block_sums([np.ones(len(each)) for each in ours.counts], ours.zones, weights)
    drawn = drawn_sums(apart, weights) / np.maximum(drawn_sums(areas, weights), 1e-12)
    return between(float(apart.sum() / areas.sum()), drawn)


def _told(run: _Run, named: Mapping[float, Named]) -> Told:
    return Told(
        log=_mean(run.of("log")),
        log_given_total=_mean(run.of("log_given_total")),
        crps=-_mean(run.of("crps")),
        pai={share: each.pai for share, each in named.items()},
        pei={share: each.pei for share, each in named.items()},
        expected=tuple(float(each.expected.sum()) for each in run.forecasts),
        settings=tuple(each.settings for each in run.forecasts),
    )


def _mean(values: Sequence[Floats]) -> float:
    return float(np.concatenate(values).mean())
