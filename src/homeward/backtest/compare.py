"""All models on all folds: scores pooled, paired, and with intervals.

Letters used for shapes: A areas, F folds, Z zones, W draws.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from homeward.backtest.blocks import block_weights, interval, zones_of
from homeward.backtest.coverage import Coverage, coverage
from homeward.backtest.folds import Fold
from homeward.backtest.forecast import Ahead, Forecast, Forecaster, Rival
from homeward.backtest.hits import SHARES, hits, pai, pei
from homeward.backtest.places import Places, months_seen, totals
from homeward.backtest.scores import Scores, pit_shares, scores
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import GROUPS
from homeward.records import Panel

__all__ = ["OURS", "Between", "Judged", "Models", "Told", "compare"]

OURS = "homeward"


@dataclass(frozen=True, eq=False, kw_only=True)
class Models:
    """Our model, and by name those it is measured against."""

    ours: Forecaster
    rivals: Mapping[str, Rival]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """A figure with its 95% interval over blocks; nan where nothing came."""

    value: float
    low: float
    high: float


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
    with its sign turned, so that more than zero always speaks for ours. `pit`, and the
    coverage of totals of `zones` and `town`, are of ours.
    """

    group: str
    recorded: tuple[int, ...]
    areas: tuple[int, ...]
    models: Mapping[str, Told]
    paired: Mapping[str, Mapping[str, Between]]
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
    )


def _judged(cases: Sequence[_Case], group: int, weights: Floats, *, seed: int) -> Judged:
    runs = {name: _run(cases, name, group) for name in cases[0].told}
    ours = runs[OURS]
    return Judged(
        group=GROUPS[group],
        recorded=tuple(int(each.sum()) for each in ours.counts),
        areas=tuple(len(each) for each in ours.counts),
        models={name: _told(run, weights) for name, run in runs.items()},
        paired={
            name: {score: _paired(ours, run, score, weights) for score in COMPARED}
            for name, run in runs.items()
            if name != OURS
        },
        **_calibration(ours, seed=seed, key=GROUPS[group]),
    )


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
    apart = _sums([a - b for a, b in pairs], ours.zones, weights)
    areas = _sums([np.ones(len(each)) for each in ours.counts], ours.zones, weights)
    drawn = _drawn(apart, weights) / np.maximum(_drawn(areas, weights), 1e-12)
    low, high = interval(drawn)
    return Between(value=float(apart.sum() / areas.sum()), low=low, high=high)


def _sums(values: Sequence[Floats], zones: Sequence[Ints], weights: Floats) -> Floats:
    """Sums by fold and zone, shape (F, Z)."""
    blocks = weights.shape[2]
    return np.array(
        [
            np.bincount(zone, weights=each, minlength=blocks)
            for each, zone in zip(values, zones, strict=True)
        ]
    )


def _drawn(sums: Floats, weights: Floats) -> Floats:
    """The sum of each draw of blocks, shape (W,)."""
    return np.asarray(np.einsum("wfz,fz->w", weights, sums))


def _told(run: _Run, weights: Floats) -> Told:
    named = {share: _ground(run, share, weights) for share in SHARES}
    return Told(
        log=_mean(run.of("log")),
        log_given_total=_mean(run.of("log_given_total")),
        crps=-_mean(run.of("crps")),
        pai={share: each[0] for share, each in named.items()},
        pei={share: each[1] for share, each in named.items()},
        expected=tuple(float(each.expected.sum()) for each in run.forecasts),
        settings=tuple(each.settings for each in run.forecasts),
    )


def _mean(values: Sequence[Floats]) -> float:
    return float(np.concatenate(values).mean())


def _ground(run: _Run, share: float, weights: Floats) -> tuple[Between, Between]:
    """PAI and PEI over all folds, each with its interval."""
    found = [
        hits(each.expected, n.astype(np.float64), length, share)
        for each, n, length in zip(run.forecasts, run.counts, run.lengths, strict=True)
    ]
    parts = [
        [each.caught for each in found],
        [n.astype(np.float64) for n in run.counts],
        [each.named_m for each in found],
        list(run.lengths),
        [each.best for each in found],
    ]
    sums = [_sums(each, run.zones, weights) for each in parts]
    drawn = np.stack([_drawn(each, weights) for each in sums])
    whole = [float(each.sum()) for each in sums]
    pais = [pai(*each) for each in drawn[:4].T.tolist()]
    peis = np.minimum(1.0, [pei(each[0], each[4]) for each in drawn.T.tolist()]).tolist()
    return (
        _between(pai(whole[0], whole[1], whole[2], whole[3]), pais),
        _between(pei(whole[0], whole[4]), peis),
    )


def _between(value: float, drawn: Sequence[float]) -> Between:
    low, high = interval(np.array(drawn))
    return Between(value=value, low=low, high=high)
