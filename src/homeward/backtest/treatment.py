"""What every rival gets alike: an even part and a spread, chosen on the months before, and a level.

A rival is a way to say where; how far it may be trusted is learnt for it here, by the same
steps as for any other, on months that were already over.

Letters used for shapes: A areas, G groups, M months, V inner splits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import special

from homeward.backtest.forecast import LARGEST_SIZE, LEAST, Ahead, Forecast
from homeward.backtest.places import months_seen
from homeward.kit.arrays import Bools, Floats, Ints
from homeward.records import Panel

__all__ = ["Even", "Surface", "Treated", "laid"]

Surface: TypeAlias = Callable[[Panel], Floats]
"""Where offences are expected, from the months learnt from: weights of zero or more for a
month in each area, by group, shape (A, G)."""

SPLITS = 3
"""Ends of the months learnt from that are held back in turn to choose on (declared)."""

UNIFORM = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)
"""Shares of the forecast that may be laid evenly."""

SIZES = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 1e3, LARGEST_SIZE)
"""Sizes of the negative binomial that may be chosen."""

GROWING = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""The same as a multiple of each area's mean: busy places are foreseen the better for it."""

HALF_YEAR = 6


@dataclass(frozen=True, kw_only=True)
class Treated:
    """A surface made into a `Rival`; of several, the best one is chosen.

    Attributes
    ----------
    surfaces
        By what distinguishes them (a bandwidth, a kernel).
    length_m
        Metres of street of each area, shape (A,).

    Notes
    -----
    For each group the surface, the share laid evenly, whether that is as much for every area
    or for every metre of street, and the size are those that would have
    been best on the ends of the months learnt from, each held back in turn, by the log score
    given the total. The chosen surface is then made anew from all of them. How many there
    will be in all is not the rival's to say: it is given our model's own totals, so that none
    loses by not knowing of a season or a pandemic.
    """

    surfaces: Mapping[str, Surface]
    length_m: Floats

    def __call__(self, past: Panel, ahead: Ahead, level: Floats) -> Sequence[Forecast]:
        """One forecast for each offence group."""
        splits = _splits(past)
        tried = {name: [made(each) for each, _ in splits] for name, made in self.surfaces.items()}
        groups = range(past.count.shape[2])
        chosen = [_choose(tried, splits, g, self.length_m) for g in groups]
        now = {name: self.surfaces[name](past) for name in sorted({each[0] for each in chosen})}
        return [
            _forecast(
                laid(now[name][:, g], even, past, self.length_m) * ahead.months_seen,
                chosen[g],
                level[:, g],
                bare=now[name][:, g] * ahead.months_seen,
            )
            for g, (name, even, _) in enumerate(chosen)
        ]


Split: TypeAlias = tuple[Panel, Panel]
Chosen: TypeAlias = tuple[str, "Even", "Size"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Even:
    """The share of a forecast that is laid evenly: as much for each area, or for each metre."""

    share: float
    by_metre: bool

    @property
    def words(self) -> str:
        """As it stands in the settings."""
        return f"{self.share:.0%} even by {'metre' if self.by_metre else 'area'}"


EVENS = tuple(
    Even(share=share, by_metre=by_metre) for by_metre in (False, True) for share in UNIFORM
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How the size of the negative binomial follows from an area's mean."""

    value: float
    growing: bool

    def of(self, mean: Floats) -> Floats:
        """Size of each area."""
        size = self.value * mean if self.growing else np.full_like(mean, self.value)
        return np.clip(size, 1e-6, LARGEST_SIZE)

    @property
    def words(self) -> str:
        """As it stands in the settings."""
        return f"size {self.value:g}" + (" x mean" if self.growing else "")


SPREADS = tuple(Size(value=each, growing=False) for each in SIZES) + tuple(
    Size(value=each, growing=True) for each in GROWING
)


def _splits(past: Panel) -> list[Split]:
    """The months learnt from, cut into what is over and what is held back, latest first."""
    months = len(past.month)
    held = max(1, min(HALF_YEAR, months // 3))
    found = []
    for k in range(SPLITS):
        cut = months - (k + 1) * held
        if cut < held:
            break
        first, last = int(past.month[cut]), int(past.month[cut + held - 1])
        before, after = past.between(int(past.month[0]), first - 1), past.between(first, last)
        if bool((before.seen > 0).any() and (after.seen > 0).any()):
            found.append((before, after))
    return found


def _choose(
    tried: Mapping[str, list[Floats]], splits: list[Split], group: int, length_m: Floats
) -> Chosen:
    """Surface, even part and size with the best log score; ties go to the first."""
    best: tuple[float, Chosen] = (
        -np.inf,
        (next(iter(tried)), Even(share=0.5, by_metre=False), SPREADS[2]),
    )
    for name, surfaces in tried.items():
        for even in EVENS:
            scores = np.zeros(len(SPREADS))
            for surface, (before, after) in zip(surfaces, splits, strict=True):
                count = after.count[:, :, group].sum(axis=1)
                mean = laid(surface[:, group], even, before, length_m) * months_seen(after)
                known = mean > 0
                scaled = mean[known] * (max(count.sum(), 0.5) / max(mean.sum(), 1e-300))
                scores += [log_score(count[known], scaled, each.of(scaled)) for each in SPREADS]
            at = int(np.argmax(scores))
            if scores[at] > best[0]:
                best = (float(scores[at]), (name, even, SPREADS[at]))
    return best[1]


def log_score(count: Ints, mean: Floats, size: Floats) -> float:
    """Log probability of counts under negative binomials, without what only counts decide."""
    both = size + mean
    terms = (
        special.gammaln(count + size)
        - special.gammaln(size)
        + size * np.log(size / both)
        + count * np.log(mean / both)
    )
    return float(terms.sum())


def laid(surface: Floats, even: Even, past: Panel, length_m: Floats) -> Floats:
    """The surface with its even part, scaled to a mean of 1 over the areas seen before, (A,)."""
    seen = months_seen(past) > 0
    part = _scaled(length_m, seen) if even.by_metre else np.ones_like(surface)
    return (1 - even.share) * _scaled(surface, seen) + even.share * part


def _scaled(surface: Floats, seen: Bools) -> Floats:
    """Scaled to a mean of 1 over some areas; the same for all where that cannot be."""
    mean = float(surface[seen].mean()) if seen.any() else 0.0
    return surface / mean if mean > 0 else np.ones_like(surface)


def _forecast(where: Floats, chosen: Chosen, total: Floats, *, bare: Floats) -> Forecast:
    """The town's total of each state, divided as the surface says."""
    name, even, size = chosen
    mean = np.maximum(total[:, None] * (where / where.sum()), LEAST)
    words = [name, even.words, size.words]
    return Forecast(
        mean=mean,
        size=size.of(mean.mean(axis=0)),
        settings=", ".join(word for word in words if word),
        bare=bare,
    )
