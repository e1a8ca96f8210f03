"""When in the night offences happen: the user's own timed records over declared weights.

Letters used for shapes: G offence groups, B the four bands, N crime rows.
"""

from types import MappingProxyType

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.kit.rng import stream
from homeward.measures import GROUPS, Values
from homeward.records.groups import used_rows
from homeward.tables import Crimes

__all__ = [
    "BANDS",
    "declared_profile",
    "profile_from_times",
    "timed_values",
    "timed_values_in_world",
]

BANDS = ("evening", "late_evening", "after_midnight", "small_hours")
"""Bands in the names of assumptions, in the order of `night.BAND_LABELS`."""

BAND_STARTS_MIN = (18 * 60, 21 * 60, 0, 3 * 60)
BAND_MIN = 180
DAY_MIN = 1440
LONGEST_MIN = DAY_MIN
"""A record that spans more than a day says nothing of the hour, and is left out."""


def profile_from_times(crimes: Crimes, values: Values) -> Floats:
    """Share of night offences in each band, from records that carry times.

    Parameters
    ----------
    crimes
        Offences; those with `begin` (local time) are used, and `finish` where the time is
        only known to lie between two.
    values
        The declared profile, and ``risk.profile_rows``: how many records it counts for.

    Returns
    -------
    Floats
        Shares by band, shape (G, B); rows sum to 1. The declared ones where no record has
        a time.

    Notes
    -----
    Aoristic [1]_: a record that may have happened at any time of a span counts for each
    band by its part of the span. The declared profile is the prior of a Dirichlet. Stamps
    at midnight sharp are left out: they are how a missing time is written.

    References
    ----------
    .. [1] J. H. Ratcliffe (2002), Aoristic signatures and the spatio-temporal analysis of
       high volume crime patterns, Journal of Quantitative Criminology 18, 23-43.
       https://doi.org/10.1023/A:1013240828824
    """
    seen, _ = _timed(crimes)
    posterior = seen + values["risk.profile_rows"] * declared_profile(values)
    return np.asarray(posterior / posterior.sum(axis=1, keepdims=True))


def timed_values(crimes: Crimes, values: Values) -> Values:
    """The assumptions with the profile and share by night that timed records show.

    Parameters
    ----------
    crimes
        Offences, with or without times.
    values
        The assumptions; each declared share counts for ``risk.profile_rows`` records.

    Returns
    -------
    Values
        `values` with ``risk.profile.*`` and ``risk.q_night.*`` replaced; as they were where
        no record has a time.
    """
    seen, total = _timed(crimes)
    profile = profile_from_times(crimes, values)
    rows = values["risk.profile_rows"]
    changed = {}
    for g, group in enumerate(GROUPS):
        declared = values[f"risk.q_night.{group}"]
        night = float(seen[g].sum()) + rows * declared
        changed[f"risk.q_night.{group}"] = night / (float(total[g]) + rows)
        for b, band in enumerate(BANDS):
            changed[f"risk.profile.{band}.{group}"] = float(profile[g, b])
    return MappingProxyType({**values, **changed})


def timed_values_in_world(crimes: Crimes, values: Values, *, seed: int, world: int) -> Values:
    """One draw of the profile and share by night that timed records leave possible.

    Parameters
    ----------
    crimes
        Offences, with or without times.
    values
        The assumptions as drawn for this world.
    seed, world
        Keys of the streams ``profile.<group>`` and ``by_night.<group>`` of room ``risk``.

    Returns
    -------
    Values
        `values` with ``risk.profile.*`` and ``risk.q_night.*`` replaced, for groups with a
        timed record, by a Dirichlet and a Beta draw round what `timed_values` gives: the
        wider, the fewer the records. Other groups keep the world's own.
    """
    seen, total = _timed(crimes)
    rows, declared = values["risk.profile_rows"], declared_profile(values)
    changed = {}
    for g in np.flatnonzero(total > 0).tolist():
        group, night = GROUPS[g], float(seen[g].sum())
        prior = rows * values[f"risk.q_night.{group}"]
        by_night = stream(seed, "risk", f"by_night.{group}", world)
        changed[f"risk.q_night.{group}"] = float(
            by_night.beta(night + prior, total[g] - night + rows - prior)
        )
        shares = stream(seed, "risk", f"profile.{group}", world).dirichlet(
            seen[g] + rows * declared[g]
        )
        for band, share in zip(BANDS, shares.tolist(), strict=True):
            changed[f"risk.profile.{band}.{group}"] = share
    return MappingProxyType({**values, **changed})


def _timed(crimes: Crimes) -> tuple[Floats, Floats]:
    """Timed offences by group and band, shape (G, B), and by group at any hour, shape (G,)."""
    group = used_rows(crimes)
    begin, span, timed = _spans(crimes)
    timed &= group >= 0
    parts = _band_minutes(begin + span) - _band_minutes(begin)
    parts = parts / span[:, None] * crimes.count[:, None]
    seen = np.zeros((len(GROUPS), len(BANDS)))
    np.add.at(seen, group[timed], parts[timed])
    total = np.bincount(group[timed], crimes.count[timed], minlength=len(GROUPS))
    return seen, total.astype(np.float64)


def declared_profile(values: Values) -> Floats:
    """The declared profile, rows summing to 1, shape (G, B)."""
    weights = np.array(
        [[values[f"risk.profile.{band}.{group}"] for band in BANDS] for group in GROUPS]
    )
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def _spans(crimes: Crimes) -> tuple[Ints, Ints, Bools]:
    """Minute each record begins, minutes it may span (at least 1), and whether it is timed."""
    known = ~np.isnat(crimes.begin)
    begin = _minutes(crimes.begin)
    finish = np.where(np.isnat(crimes.finish), begin, _minutes(crimes.finish))
    span = finish - begin
    sharp = (span == 0) & (begin % DAY_MIN == 0)
    return begin, np.maximum(span, 1), known & (span >= 0) & (span <= LONGEST_MIN) & ~sharp


def _minutes(times: np.ndarray) -> Ints:
    """Minutes since 1970 of local times; 0 for those not known."""
    minutes = times.astype("datetime64[m]").astype(np.int64)
    return np.where(np.isnat(times), 0, minutes)


def _band_minutes(minute: Ints) -> Floats:
    """Minutes of each band from 1970 until a minute, shape (N, B)."""
    day, rest = np.divmod(minute[:, None], DAY_MIN)
    starts = np.array(BAND_STARTS_MIN)
    return np.asarray(day * BAND_MIN + np.clip(rest - starts, 0, BAND_MIN), dtype=np.float64)
