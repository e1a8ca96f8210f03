"""From a snap area's yearly rate to harm against walkers on a street in a part of the night.

Letters used for shapes: S segments, A areas, G offence groups, B the four bands.
"""

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.kit.rng import stream
from homeward.measures import GROUPS, Values
from homeward.records.areas import SnapAreas
from homeward.risk.profile import declared_profile
from homeward.streets.network import Streets

__all__ = ["assumed_shares", "central_shares", "drawn_shares", "follows", "harm", "night_factors"]

TINY = 1e-300
"""Below this a share cannot be drawn; it stands for none."""


def harm(
    streets: Streets,
    areas: SnapAreas,
    rates_yearly: Floats,
    exposure: Floats,
    values: Values,
    shares: Floats | None = None,
) -> Floats:
    """Offences a year against walkers in public at night, by segment, group and band.

    Parameters
    ----------
    streets
        The network, S segments.
    areas
        Its snap areas, A.
    rates_yearly
        Recorded offences a year of each area and group, shape (A, G).
    exposure
        Walker-metres at night on each segment, in any one unit, shape (S,).
    values
        The assumptions: ``risk.q_public``, ``risk.q_walker``, ``risk.q_night`` of each
        group, the profile's weights, ``risk.share_exposure``.
    shares
        Each segment's share of its area, shape (S,); None takes `central_shares`.

    Returns
    -------
    Floats
        Offences a year, shape (S, G, B): 0 where a segment is not observed, which is to be
        read as left out and not as safe.

    Notes
    -----
    ``rate x q_public x q_walker x q_night x profile x share``. Summed over an area's
    segments it is the area's rate times the q's, because its shares sum to 1.
    """
    split = central_shares(streets, areas, exposure, values) if shares is None else shares
    rate = np.zeros((streets.segments, len(GROUPS)))
    observed = areas.area >= 0
    rate[observed] = rates_yearly[areas.area[observed]] * split[observed, None]
    return rate[:, :, None] * night_factors(values)


def night_factors(values: Values) -> Floats:
    """Share of recorded offences that are against walkers in public in each band, (G, B).

    Returns
    -------
    Floats
        ``q_public x q_walker x q_night x profile``; summed over bands, the product of q's.
    """
    kept = [
        values[f"risk.q_public.{group}"]
        * values[f"risk.q_walker.{group}"]
        * values[f"risk.q_night.{group}"]
        for group in GROUPS
    ]
    return np.asarray(np.array(kept)[:, None] * declared_profile(values))


def assumed_shares(values: Values) -> dict[str, float]:
    """Of recorded offences of each group, the share that the declared q's keep, by group."""
    kept = night_factors(values).sum(axis=1)
    return dict(zip(GROUPS, kept.tolist(), strict=True))


def central_shares(streets: Streets, areas: SnapAreas, exposure: Floats, values: Values) -> Floats:
    """Each segment's expected share of its area's offences, shape (S,); 0 if not observed.

    Parameters
    ----------
    streets, areas
        The network and its snap areas.
    exposure
        Walker-metres at night on each segment, shape (S,).
    values
        ``risk.share_exposure``: how much of the share goes by exposure, the rest by length.

    Returns
    -------
    Floats
        ``(1 - m) x length / length of area + m x exposure / exposure of area``, which sums
        to 1 over each area; by length alone where nobody walks.
    """
    mix = values["risk.share_exposure"]
    by_length = _per_area(streets.length_m, areas.area)
    total = _sums(exposure, areas.area)[areas.area]
    by_walkers = np.divide(exposure, total, out=np.zeros(len(total)), where=total > 0)
    share = np.where(total > 0, (1.0 - mix) * by_length + mix * by_walkers, by_length)
    return np.where(areas.area >= 0, share, 0.0)


def drawn_shares(
    areas: SnapAreas, central: Floats, values: Values, *, seed: int, world: int
) -> Floats:
    """One Dirichlet draw of every area's shares around their centre, shape (S,).

    Parameters
    ----------
    areas
        The snap areas.
    central
        Expected shares, shape (S,).
    values
        ``risk.share_concentration``: the higher, the nearer to the centre.
    seed, world
        Key of the stream ``share`` of room ``risk``: one draw for all areas of a world.

    Returns
    -------
    Floats
        Shares that sum to 1 over each area; 0 where not observed.
    """
    alpha = np.maximum(values["risk.share_concentration"] * central, TINY)
    gammas = stream(seed, "risk", "share", world).standard_gamma(alpha)
    drawn = np.where(central > 0, gammas, 0.0)
    lost = _sums(drawn, areas.area)[areas.area] <= 0  # all draws too small to be held
    return _per_area(np.where(lost, central, drawn), areas.area)


def follows(flow_before: Floats, flow_after: Floats, values: Values) -> Floats:
    """How harm follows people: harm after over harm before when only flows change.

    Parameters
    ----------
    flow_before, flow_after
        Walkers a year on each segment in each band (or any shape), zero or more.
    values
        ``risk.beta``, how fully harm follows people (0 not at all, 1 fully beyond f0), and
        ``risk.f0``, walkers a year in a band.

    Returns
    -------
    Floats
        ``((after + f0) / (before + f0)) ** beta``, the flows' shape.

    Examples
    --------
    >>> follows(np.array([0.0, 90.0]), np.array([30.0, 90.0]), {"risk.beta": 0.5, "risk.f0": 10})
    array([2., 1.])
    """
    floor = values["risk.f0"]
    return np.asarray(((flow_after + floor) / (flow_before + floor)) ** values["risk.beta"])


def _sums(weight: Floats, area: Ints) -> Floats:
    """Sum of weights over each area; one more, 0, for no area."""
    sums = np.bincount(area + 1, weight, minlength=1)
    return np.append(sums[1:], 0.0)


def _per_area(weight: Floats, area: Ints) -> Floats:
    """Each segment's part of its area's weight, 0 where the area has none."""
    total = _sums(weight, area)[area]
    part = np.where(area >= 0, weight, 0.0)
    return np.divide(part, total, out=np.zeros(len(area)), where=total > 0)
