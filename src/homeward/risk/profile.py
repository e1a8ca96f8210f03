"""When in the night offences happen: the user's own timed records over declared weights.

Letters used for shapes: G offence groups, B the four bands, P ranges of hours. D is 5: for
parts of a day (06:00 to 17:59, then the bands), and for scores (of the night, then the bands).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy import special

from homeward.kit.arrays import Bools, Floats
from homeward.kit.rng import stream
from homeward.measures import GROUPS, Assumptions, Values
from homeward.risk.hours import Hours

__all__ = ["BANDS", "declared_profile", "timed_values", "timed_values_in_world"]

BANDS = ("evening", "late_evening", "after_midnight", "small_hours")
"""Bands in the names of assumptions, in the order of `night.BAND_LABELS`."""

LEAST = 1e-9
"""Share or weight below which none is taken: a declared one is never quite nothing."""

STEPS, HALVINGS, LEVEL, FLAT = 100, 40, 1e-12, 1e-9
"""Most steps, and halvings of each; the gain at which a step is the last; the least bend that
is told from none, against the greatest.

Steps are counted, never timed. Newton's error is squared at each: the last leaves none.
"""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Weighed:
    """What is declared of one group and its records with the weight each has.

    `centre` and `spread` are of the scores, (D,): the log odds of the night and the logarithms
    of the bands' weights. `known` is what is sure of each part of the day, (D,); `covered` and
    `weight` are of the ranges, (P, D) and (P,).
    """

    centre: Floats
    spread: Floats
    known: Floats
    covered: Floats
    weight: Floats


def timed_values(hours: Hours, values: Values, declared: Assumptions) -> Values:
    """The assumptions with the profile and share by night that timed records show.

    Parameters
    ----------
    hours
        What dated records say of the hour.
    values
        The assumptions' values.
    declared
        The assumptions: how wide the interval of a share is says how many records it outweighs.
        One without an interval is taken as exact, and no record moves it.

    Returns
    -------
    Values
        `values` with ``risk.profile.*`` and ``risk.q_night.*`` replaced where a record says
        something of them, and as they were elsewhere.

    Notes
    -----
    Aoristic analysis [1]_ [2]_ spreads a record that may have happened at any time of a span
    evenly over the span. That takes hours for equally likely, and so draws every profile to a
    flat one. Here the chance of a record is the share of all offences in the hours it leaves
    open, each part of a day taken as even within, and the shares are the likeliest ones [3]_
    for the records and the declared distributions together: each range is spread by the shares
    themselves. Against a flat profile that is aoristic analysis; a range over all bands leaves
    the declared profile as it is.

    References
    ----------
    .. [1] J. H. Ratcliffe and M. J. McCullagh (1998), Aoristic crime analysis, International
       Journal of Geographical Information Science 12, 751-764.
       https://doi.org/10.1080/136588198241644
    .. [2] J. H. Ratcliffe (2002), Aoristic signatures and the spatio-temporal analysis of
       high volume crime patterns, Journal of Quantitative Criminology 18, 23-43.
       https://doi.org/10.1023/A:1013240828824
    .. [3] B. W. Turnbull (1976), The empirical distribution function with arbitrarily grouped,
       censored and truncated data, Journal of the Royal Statistical Society B 38, 290-295.
       https://doi.org/10.1111/j.2517-6161.1976.tb01597.x
    """
    changed: dict[str, float] = {}
    for g, in_group in _groups(hours):
        centre, spread = _declared(values, declared, g)
        weighed = _Weighed(
            centre=centre,
            spread=spread,
            known=hours.known[g],
            covered=hours.covered[in_group],
            weight=hours.count[in_group].astype(np.float64),
        )
        changed |= _named(weighed, g)
    return MappingProxyType({**values, **changed})


def timed_values_in_world(
    hours: Hours, values: Values, declared: Assumptions, *, seed: int, world: int
) -> Values:
    """One draw of the profile and share by night that timed records leave possible.

    Parameters
    ----------
    hours
        What dated records say of the hour.
    values
        The assumptions as drawn for this world.
    declared
        The assumptions, as for `timed_values`.
    seed, world
        Keys of the stream ``times.<group>`` of room ``risk``.

    Returns
    -------
    Values
        `values` with ``risk.profile.*`` and ``risk.q_night.*`` replaced where a record says
        something of them: the wider, the fewer the records and the longer their spans. What
        no record tells keeps the world's own.

    Notes
    -----
    `timed_values` round the world's own shares, with random weights in place of ones for the
    records: the weighted likelihood bootstrap [1]_, with what is declared drawn as well [2]_.
    Without a record it is the declared draw itself; with a declared distribution and a
    likelihood of normal shape it is a draw from what Bayes' rule gives. What is declared is
    drawn once: it has no random weight besides.

    References
    ----------
    .. [1] M. A. Newton and A. E. Raftery (1994), Approximate Bayesian inference with the
       weighted likelihood bootstrap, Journal of the Royal Statistical Society B 56, 3-26.
       https://doi.org/10.1111/j.2517-6161.1994.tb01956.x
    .. [2] J. M. Bardsley, A. Solonen, H. Haario and M. Laine (2014), Randomize-then-optimize:
       a method for sampling from posterior distributions in nonlinear inverse problems, SIAM
       Journal on Scientific Computing 36, A1895-A1910. https://doi.org/10.1137/140964023
    """
    changed: dict[str, float] = {}
    for g, in_group in _groups(hours):
        centre, spread = _declared(values, declared, g)
        drawn = stream(seed, "risk", f"times.{GROUPS[g]}", world)
        weighed = _Weighed(
            centre=centre,
            spread=spread,
            known=drawn.standard_gamma(hours.known[g]),
            covered=hours.covered[in_group],
            weight=drawn.standard_gamma(hours.count[in_group].astype(np.float64)),
        )
        changed |= _named(weighed, g)
    return MappingProxyType({**values, **changed})


def declared_profile(values: Values) -> Floats:
    """The declared profile, rows summing to 1, shape (G, B)."""
    weights = np.array(
        [[values[name] for name in _names(g)[1:]] for g in range(len(GROUPS))], dtype=np.float64
    )
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _names(g: int) -> tuple[str, ...]:
    """Names of a group's assumptions, in the order of its scores."""
    profile = (f"risk.profile.{band}.{GROUPS[g]}" for band in BANDS)
    return (f"risk.q_night.{GROUPS[g]}", *profile)


def _groups(hours: Hours) -> Iterator[tuple[int, Bools]]:
    """Groups of which some record says something of the hour, each with its ranges, (P,)."""
    for g in range(len(GROUPS)):
        in_group = hours.group == g
        if in_group.any() or hours.known[g].any():
            yield g, in_group


def _declared(values: Values, declared: Assumptions, g: int) -> tuple[Floats, Floats]:
    """Scores at some values, (D,), and the standard deviation of each as declared, (D,).

    It is half the way between the points one standard deviation either side of the median.
    """
    each = [declared.by_name[name] for name in _names(g)]
    ends = [_scores(np.array([one.at(z) for one in each])) for z in (-1.0, 1.0)]
    return _scores(np.array([values[name] for name in _names(g)])), (ends[1] - ends[0]) / 2.0


def _scores(figures: Floats) -> Floats:
    """Log odds of the share by night and logarithms of the bands' weights, (D,)."""
    share = np.clip(figures[0], LEAST, 1.0 - LEAST)
    return np.append(special.logit(share), np.log(np.maximum(figures[1:], LEAST)))


def _named(weighed: _Weighed, g: int) -> dict[str, float]:
    """What the records of a group say, by the names of assumptions: of the night, of its bands."""
    score = _likeliest(weighed)
    figures = np.append(special.expit(score[0]), np.exp(score[1:]))
    bands = weighed.covered[:, 1:]
    of_bands = bool(weighed.known[1:].any() or (bands != bands[:, :1]).any())
    told = (weighed.spread > 0) & np.array([True, *[of_bands] * len(BANDS)])
    named = zip(_names(g), figures.tolist(), told.tolist(), strict=True)
    return {name: figure for name, figure, changed in named if changed}


def _likeliest(weighed: _Weighed) -> Floats:
    """The likeliest scores, (D,), climbing from the declared ones by Newton's steps.

    Where ranges make the hill bend upwards in some direction, a step goes as far along it as if
    it bent downwards as much: upwards, and away from saddles [1]_.

    References
    ----------
    .. [1] Y. N. Dauphin and others (2014), Identifying and attacking the saddle point problem
       in high-dimensional non-convex optimization, Advances in Neural Information Processing
       Systems 27, 2933-2941. https://arxiv.org/abs/1406.2572
    """
    score, free = weighed.centre, np.flatnonzero(weighed.spread > 0)
    for _ in range(STEPS if len(free) else 0):
        slope, bent = _around(weighed, score)
        step = np.zeros(len(score))
        step[free] = _step(slope[free], bent[np.ix_(free, free)])
        if slope @ step < LEVEL:
            return score + step
        score = _climbed(weighed, score, step)
    return score


def _step(slope: Floats, bent: Floats) -> Floats:
    """Newton's step, with every bend taken as one downwards."""
    bends, along = np.linalg.eigh(bent)
    steep = np.maximum(np.abs(bends), FLAT * np.abs(bends).max())
    return np.asarray(along @ ((along.T @ slope) / steep))


def _parts(score: Floats) -> Floats:
    """The share of all offences in each part of the day, (D,)."""
    night = special.expit(score[0])
    return np.append(special.expit(-score[0]), night * special.softmax(score[1:]))


def _around(weighed: _Weighed, score: Floats) -> tuple[Floats, Floats]:
    """How steep the hill is, (D,), and how it bends, (D, D): above zero is downwards.

    Scores of a record in one part of the day are the rows of `own`; a range is a mixture of
    those, so that it bends by so much less as they differ within it.
    """
    parts = _parts(score)
    own = _own_scores(parts)
    spread_over = weighed.covered * parts
    spread_over /= spread_over.sum(axis=1, keepdims=True)
    records = weighed.known + weighed.weight @ spread_over
    tight = np.where(weighed.spread > 0, weighed.spread, 1.0) ** -2.0
    slope = own.T @ records - tight * (score - weighed.centre)
    if_known = np.diag(tight) + _if_known(parts, records)
    within = np.diag(records - weighed.known) - (spread_over.T * weighed.weight) @ spread_over
    return slope, if_known - own.T @ within @ own


def _own_scores(parts: Floats) -> Floats:
    """By how much each score makes a record in each part likelier, (D, D): parts by scores."""
    night = 1.0 - parts[0]
    bands = parts[1:] / night
    own = np.zeros((len(parts), len(parts)))
    own[:, 0] = -night
    own[1:, 0] += 1.0
    own[1:, 1:] = np.eye(len(bands)) - bands
    return own


def _if_known(parts: Floats, records: Floats) -> Floats:
    """How the records would bend the hill if the part of the day of each were known, (D, D)."""
    night = 1.0 - parts[0]
    bands = parts[1:] / night
    bend = np.zeros((len(parts), len(parts)))
    bend[0, 0] = records.sum() * night * parts[0]
    bend[1:, 1:] = records[1:].sum() * (np.diag(bands) - np.outer(bands, bands))
    return bend


def _height(weighed: _Weighed, score: Floats) -> float:
    """Logarithm of how likely scores are, up to a constant."""
    parts, free = _parts(score), weighed.spread > 0
    apart = (score[free] - weighed.centre[free]) / weighed.spread[free]
    told = special.xlogy(weighed.known, parts).sum()
    told += special.xlogy(weighed.weight, weighed.covered @ parts).sum()
    return float(told - apart @ apart / 2.0)


def _climbed(weighed: _Weighed, score: Floats, step: Floats) -> Floats:
    """The first of the whole step, its half, its quarter ... that leads no lower."""
    here = _height(weighed, score)
    for halved in range(HALVINGS):
        there = score + step / 2.0**halved
        if _height(weighed, there) >= here:
            return there
    return score
