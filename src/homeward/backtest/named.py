"""What lay on the ground a model would have named first, pooled over folds, with intervals.

Letters used for shapes: W draws.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.backtest.blocks import Between, between, block_sums, drawn_sums
from homeward.backtest.forecast import Forecast
from homeward.backtest.hits import Hits, hits, pai, pei
from homeward.kit.arrays import Floats, Ints, freeze

__all__ = ["Named", "named", "named_apart"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Named:
    """PAI and PEI over all folds; `drawn` is the PAI of each draw of blocks, shape (W,)."""

    pai: Between
    pei: Between
    drawn: Floats

    def __post_init__(self) -> None:
        freeze(self)


def named(
    forecasts: Sequence[Forecast],
    counts: Sequence[Ints],
    ground: tuple[Sequence[Ints], Sequence[Floats]],
    share: float,
    weights: Floats,
) -> Named:
    """Name ground fold by fold, and say how much of what came lay on it.

    Parameters
    ----------
    forecasts, counts
        What was foreseen and what came, by fold.
    ground
        The zone and the metres of street of each area, by fold.
    share
        Share of all street length that is named.
    weights
        Draws of blocks (`block_weights`).

    Returns
    -------
    Named
        A forecast with a bare surface is ranked by what it expects and by that surface, and
        the one that caught more over all folds is told: a favour that is seen only afterwards.
    """
    zones, lengths = ground
    rankings = [[each.expected for each in forecasts]]
    if all(each.bare is not None for each in forecasts):
        rankings.append([each.bare for each in forecasts if each.bare is not None])
    tried = [
        [
            hits(by, count.astype(np.float64), length, share)
            for by, count, length in zip(ranking, counts, lengths, strict=True)
        ]
        for ranking in rankings
    ]
    best = max(tried, key=lambda found: sum(float(each.caught.sum()) for each in found))
    return _pooled(best, counts, (zones, lengths), weights)


def _pooled(
    found: Sequence[Hits],
    counts: Sequence[Ints],
    ground: tuple[Sequence[Ints], Sequence[Floats]],
    weights: Floats,
) -> Named:
    zones, lengths = ground
    parts = [
        [each.caught for each in found],
        [count.astype(np.float64) for count in counts],
        [each.named_m for each in found],
        list(lengths),
        [each.best for each in found],
    ]
    sums = [block_sums(each, zones, weights) for each in parts]
    drawn = np.stack([drawn_sums(each, weights) for each in sums])
    whole = [float(each.sum()) for each in sums]
    pais = np.array([pai(*each) for each in drawn[:4].T.tolist()])
    peis = np.minimum(1.0, [pei(each[0], each[4]) for each in drawn.T.tolist()])
    return Named(
        pai=between(pai(whole[0], whole[1], whole[2], whole[3]), pais),
        pei=between(pei(whole[0], whole[4]), peis),
        drawn=pais,
    )


def named_apart(one: Named, other: Named) -> Between:
    """PAI of one less that of another, on the same draws of blocks."""
    return between(one.pai.value - other.pai.value, one.drawn - other.drawn)
