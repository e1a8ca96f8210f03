"""When in the night offences happen: the user's own timed records over declared weights.

Letters used for shapes: G offence groups, B the four bands, P ranges of hours, K parts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from homeward.kit.arrays import Bools, Floats
from homeward.kit.rng import stream
from homeward.measures import GROUPS, Values
from homeward.risk.hours import Hours

__all__ = ["BANDS", "declared_profile", "timed_values", "timed_values_in_world"]

BANDS = ("evening", "late_evening", "after_midnight", "small_hours")
"""Bands in the names of assumptions, in the order of `night.BAND_LABELS`."""

LEAST = 1e-9
"""Records that a declared share counts for at least: it is never quite nothing."""

ROUNDS, CLOSE = 100, 1e-7
"""Most rounds of night and bands in turn, and the move of a share at which they end."""
FIRST, STEPS, HALVINGS, LEVEL = 5, 100, 40, 1e-10
"""Rounds before Newton's steps; most steps, and halvings of each; the gain at which one is last.

Steps are counted, never timed. Newton's error is squared at each: the last leaves 1e-10.
"""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Weighed:
    """Records of one group with the weight each has: what is declared, sure, and a range.

    `by_night` is what is declared by day and by night, (2,), `by_band` within the night, (B,),
    in records; `known` what is sure of each part of the day, (5,); `covered` and `weight` are
    of the ranges, (P, 5) and (P,).
    """

    by_night: Floats
    by_band: Floats
    known: Floats
    covered: Floats
    weight: Floats


def timed_values(hours: Hours, values: Values) -> Values:
    """The assumptions with the profile and share by night that timed records show.

    Parameters
    ----------
    hours
        What dated records say of the hour.
    values
        The assumptions; each declared share counts for ``risk.profile_rows`` records.

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
    open, each part of a day taken as even within, and the shares are the likeliest ones, with
    the declared ones as so many more records [3]_: each range is spread by the shares
    themselves. Against a flat profile that is aoristic analysis; a range over all bands leaves
    the declared profile as it is, and an exact time counts as one record.

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
        by_night, by_band = _declared(values, g)
        weighed = _Weighed(
            by_night=by_night,
            by_band=by_band,
            known=hours.known[g],
            covered=hours.covered[in_group],
            weight=hours.count[in_group].astype(np.float64),
        )
        changed |= _named(weighed, g)
    return MappingProxyType({**values, **changed})


def timed_values_in_world(hours: Hours, values: Values, *, seed: int, world: int) -> Values:
    """One draw of the profile and share by night that timed records leave possible.

    Parameters
    ----------
    hours
        What dated records say of the hour.
    values
        The assumptions as drawn for this world.
    seed, world
        Keys of the streams ``by_night.<group>``, ``profile.<group>`` and ``times.<group>`` of
        room ``risk``.

    Returns
    -------
    Values
        `values` with ``risk.profile.*`` and ``risk.q_night.*`` replaced where a record says
        something of them: the wider, the fewer the records and the longer their spans. What
        no record tells keeps the world's own.

    Notes
    -----
    `timed_values` with random weights in place of ones for the records, and for those that the
    declared shares stand for: the weighted likelihood bootstrap [1]_. Where every time is
    exact it is a draw from the Dirichlet and the Beta distribution that Bayes' rule gives.

    References
    ----------
    .. [1] M. A. Newton and A. E. Raftery (1994), Approximate Bayesian inference with the
       weighted likelihood bootstrap, Journal of the Royal Statistical Society B 56, 3-26.
       https://doi.org/10.1111/j.2517-6161.1994.tb01956.x
    """
    changed: dict[str, float] = {}
    for g, in_group in _groups(hours):
        by_night, by_band = _declared(values, g)
        draws = [
            stream(seed, "risk", f"{what}.{GROUPS[g]}", world)
            for what in ("by_night", "profile", "times")
        ]
        weighed = _Weighed(
            by_night=np.maximum(draws[0].standard_gamma(by_night), LEAST),
            by_band=np.maximum(draws[1].standard_gamma(by_band), LEAST),
            known=draws[2].standard_gamma(hours.known[g]),
            covered=hours.covered[in_group],
            weight=draws[2].standard_gamma(hours.count[in_group].astype(np.float64)),
        )
        changed |= _named(weighed, g)
    return MappingProxyType({**values, **changed})


def declared_profile(values: Values) -> Floats:
    """The declared profile, rows summing to 1, shape (G, B)."""
    weights = np.array(
        [[values[f"risk.profile.{band}.{group}"] for band in BANDS] for group in GROUPS]
    )
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _groups(hours: Hours) -> Iterator[tuple[int, Bools]]:
    """Groups of which some record says something of the hour, each with its ranges, (P,)."""
    for g in range(len(GROUPS)):
        in_group = hours.group == g
        if in_group.any() or hours.known[g].any():
            yield g, in_group


def _declared(values: Values, g: int) -> tuple[Floats, Floats]:
    """Records that are declared by day and by night, (2,), and in each band, (B,)."""
    rows, share = values["risk.profile_rows"], values[f"risk.q_night.{GROUPS[g]}"]
    by_night = rows * np.array([1.0 - share, share])
    return np.maximum(by_night, LEAST), np.maximum(rows * declared_profile(values)[g], LEAST)


def _named(weighed: _Weighed, g: int) -> dict[str, float]:
    """What the records of a group say, by the names of assumptions: of the night, of its bands."""
    by_night, by_band = _likeliest(weighed)
    found = {f"risk.q_night.{GROUPS[g]}": float(by_night[1])}
    bands = weighed.covered[:, 1:]
    if weighed.known[1:].any() or (bands != bands[:, :1]).any():
        for band, share in zip(BANDS, by_band.tolist(), strict=True):
            found[f"risk.profile.{band}.{GROUPS[g]}"] = share
    return found


def _likeliest(weighed: _Weighed) -> tuple[Floats, Floats]:
    """Likeliest shares of day and night, (2,), and of the bands within the night, (B,).

    Each in turn given the other, until neither moves: of either alone the logarithm of the
    likelihood is concave.
    """
    known, covered = weighed.known, weighed.covered
    night_prior = weighed.by_night + np.array([known[0], known[1:].sum()])
    band_prior = weighed.by_band + known[1:]
    by_night, by_band = _shares(night_prior), _shares(band_prior)
    for _ in range(ROUNDS if len(covered) else 0):
        before = by_band
        in_night = np.column_stack([covered[:, 0], covered[:, 1:] @ by_band])
        by_night = _mixed(night_prior, in_night, weighed.weight)
        in_bands = by_night[0] * covered[:, :1] + by_night[1] * covered[:, 1:]
        by_band = _mixed(band_prior, in_bands, weighed.weight)
        if np.abs(by_band - before).max() < CLOSE:
            break
    return by_night, by_band


def _shares(rows: Floats) -> Floats:
    return np.asarray(rows / rows.sum())


def _mixed(prior: Floats, covered: Floats, weight: Floats) -> Floats:
    """Shares x, (K,), with the highest ``prior . log x + weight . log(covered x)``.

    A few rounds of spreading each record by the shares themselves, then Newton's steps with
    backtracking: with the sum of x taken off as often as there are records, the highest point
    is where x sums to 1, so that nothing else must hold it there.
    """
    total = float(prior.sum() + weight.sum())
    height = _Height(prior=prior, covered=covered, weight=weight)
    share = _shares(prior)
    for _ in range(FIRST):
        share = _shares(prior + share * ((weight / (covered @ share)) @ covered))
    for _ in range(STEPS):
        chance = covered @ share
        slope = prior / share + (weight / chance) @ covered - total
        bend = np.diag(prior / share**2) + (covered.T * (weight / chance**2)) @ covered
        step: Floats = np.linalg.solve(bend, slope).astype(np.float64)
        if slope @ step < LEVEL:
            return _shares(share + step)
        share = _climbed(share, step, height)
    return _shares(share)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Height:
    """What `_mixed` makes as high as it can."""

    prior: Floats
    covered: Floats
    weight: Floats

    def __call__(self, share: Floats) -> float:
        if (share <= 0).any():
            return -np.inf
        gain = self.prior @ np.log(share) + self.weight @ np.log(self.covered @ share)
        return float(gain - (self.prior.sum() + self.weight.sum()) * share.sum())


def _climbed(share: Floats, step: Floats, height: _Height) -> Floats:
    """The first of the whole step, its half, its quarter ... that leads no lower."""
    here = height(share)
    for halved in range(HALVINGS):
        there = share + step / 2.0**halved
        if height(there) >= here:
            return there
    return share
