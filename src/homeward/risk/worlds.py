"""Harm in many worlds, for the streets that are asked for and no more.

Letters used for shapes: W worlds, n streets asked for, S segments, A areas, G groups, B bands.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints
from homeward.measures import Values
from homeward.rates.estimate import Rates
from homeward.records.areas import SnapAreas
from homeward.risk.harm import central_shares, drawn_shares, night_factors
from homeward.streets.network import Streets

__all__ = ["Recorded", "harm_expected", "harm_world", "harm_worlds"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Recorded:
    """What recorded harm is drawn from.

    `exposure` is walker-metres at night on each segment, shape (S,), with central values.
    """

    streets: Streets
    areas: SnapAreas
    rates: Rates
    exposure: Floats


def harm_expected(recorded: Recorded, values: Values) -> Floats:
    """Expected offences a year against walkers at night, shape (S, G, B).

    Rates are at their means; shares and q's at the values given.
    """
    every = np.arange(recorded.streets.segments)
    central = _central(recorded, values)
    return _at(recorded, every, recorded.rates.mean, central, values)


def harm_world(recorded: Recorded, values: Values, *, seed: int, world: int) -> Floats:
    """Offences a year against walkers at night in one world, shape (S, G, B).

    Parameters
    ----------
    recorded
        What harm is drawn from.
    values
        The assumptions as drawn for this world.
    seed, world
        Keys of the streams of rates and shares.
    """
    every = np.arange(recorded.streets.segments)
    return _drawn(recorded, every, values, seed=seed, world=world)


def harm_worlds(
    recorded: Recorded, segments: Ints, values: Sequence[Values], *, seed: int, first: int = 0
) -> Floats:
    """Offences a year on chosen segments in many worlds.

    Parameters
    ----------
    recorded
        What harm is drawn from.
    segments
        The segments asked for, n of them; others are drawn and let go.
    values
        The assumptions as drawn for each world, W of them.
    seed
        The run's seed.
    first
        Number of the first world: world k of the answer is world ``first + k``.

    Returns
    -------
    Floats
        Shape (W, n, G, B): 8 bytes x 12 for each world and segment.

    Raises
    ------
    InputError
        If a segment is not one of the network's.
    """
    wanted = np.asarray(segments, dtype=np.int64)
    total = recorded.streets.segments
    if wanted.size and not 0 <= wanted.min() <= wanted.max() < total:
        raise InputError(
            f"`segments` must be from 0 to {total - 1}; got {wanted.min()} to {wanted.max()}. "
            "Ask for segments of the network that the rates were made for."
        )
    shape = (len(values), len(wanted), *night_factors(values[0]).shape) if values else (0,)
    harms = np.empty(shape)
    for k, each in enumerate(values):
        harms[k] = _drawn(recorded, wanted, each, seed=seed, world=first + k)
    return harms


def _central(recorded: Recorded, values: Values) -> Floats:
    """Expected shares of each segment in its area."""
    return central_shares(recorded.streets, recorded.areas, recorded.exposure, values)


def _drawn(recorded: Recorded, segments: Ints, values: Values, *, seed: int, world: int) -> Floats:
    """Harm of one world on chosen segments, shape (n, G, B)."""
    rates = recorded.rates.world(seed, world)
    central = _central(recorded, values)
    shares = drawn_shares(recorded.areas, central, values, seed=seed, world=world)
    return _at(recorded, segments, rates, shares, values)


def _at(
    recorded: Recorded, segments: Ints, rates: Floats, shares: Floats, values: Values
) -> Floats:
    """Harm on chosen segments by given rates and shares, shape (n, G, B)."""
    area = recorded.areas.area[segments]
    padded = np.concatenate([rates, np.zeros((1, rates.shape[1]))])  # area -1 is the last row
    rate = padded[area] * shares[segments, None]
    return rate[:, :, None] * night_factors(values)
