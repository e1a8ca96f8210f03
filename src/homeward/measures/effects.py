"""What a measure averts: on average, and in one world with its draw of what is not known."""

import hashlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import special

from homeward.kit.arrays import Floats
from homeward.kit.rng import stream
from homeward.measures.assumption import NINETY_FIVE
from homeward.measures.measure import GROUPS, Evidence, Measure

__all__ = [
    "fall_in_world",
    "felt_fall_in_world",
    "log_sd",
    "mean_fall",
    "mean_felt_fall",
]

Keys = npt.NDArray[np.uint64]


def log_sd(evidence: Evidence) -> float:
    """Standard deviation of the log ratio that its 95% interval stands for."""
    return float(np.log(evidence.high / evidence.low)) / (2 * NINETY_FIVE)


def mean_fall(measure: Measure) -> Floats:
    """Expected share of offences averted where a measure has its full effect.

    Returns
    -------
    Floats
        One minus the published ratio per group, shape (G,); 0 where there is no figure or
        no effect was found. It may be below 0: a measure may do harm.
    """
    figures = (measure.harm.get(group) for group in GROUPS)
    return np.array([1.0 - each.ratio if each else 0.0 for each in figures])


def mean_felt_fall(measure: Measure) -> float:
    """Expected fall in the share who feel unsafe where a measure has its full effect."""
    return 1.0 - measure.felt.ratio if measure.felt else 0.0


def fall_in_world(
    measure: Measure, option_ids: Sequence[str] | npt.NDArray[np.str_], seed: int, world: int
) -> Floats:
    """Share of offences averted at each option in one world.

    Parameters
    ----------
    measure
        The measure, with its evidence.
    option_ids
        Published ids of its options (I); each has its own draw, whichever others are asked.
    seed, world
        The run's seed, and which joint draw this is.

    Returns
    -------
    Floats
        Shape (I, G). Its mean over worlds is `mean_fall`, exactly.

    Notes
    -----
    The ratio at option i is ``ratio * exp(s z - s**2 / 2) * exp(t z_i - t**2 / 2)``: one
    score z a group, shared by all places, with s from the published interval, and one z_i
    a place, with t the measure's `between_sites`. The subtracted halves keep the mean
    ratio at the published one; so what has no effect averts nothing on average.
    """
    sites = site_keys(option_ids)
    falls = [
        _fall(measure, measure.harm.get(group), group, sites, (seed, world)) for group in GROUPS
    ]
    return np.stack(falls, axis=1)


def felt_fall_in_world(
    measure: Measure, option_ids: Sequence[str] | npt.NDArray[np.str_], seed: int, world: int
) -> Floats:
    """Fall in the share who feel unsafe at each option in one world, shape (I,)."""
    return _fall(measure, measure.felt, "felt", site_keys(option_ids), (seed, world))


def _fall(
    measure: Measure, evidence: Evidence | None, what: str, sites: Keys, draw: tuple[int, int]
) -> Floats:
    """One minus the drawn ratio at each place; 0 where there is no figure."""
    if evidence is None:
        return np.zeros(len(sites))
    seed, world = draw
    generator = stream(seed, "measures", f"effect.{measure.key}.{what}", world)
    shared = float(generator.standard_normal())
    salt = np.uint64(generator.integers(0, 2**64, dtype=np.uint64))
    sd, between = log_sd(evidence), measure.between_sites
    log_ratio = sd * shared - sd**2 / 2 + between * site_scores(sites, salt) - between**2 / 2
    ratio: Floats = evidence.ratio * np.exp(log_ratio)
    return 1.0 - ratio


def site_keys(option_ids: Sequence[str] | npt.NDArray[np.str_]) -> Keys:
    """A 64-bit key for each id, the same on every machine, shape (I,)."""
    return np.array([_key(str(each)) for each in option_ids], dtype=np.uint64)


@cache
def _key(option_id: str) -> int:
    """First 64 bits of the id's SHA-256."""
    return int.from_bytes(hashlib.sha256(option_id.encode()).digest()[:8], "little")


def site_scores(sites: Keys, salt: np.uint64) -> Floats:
    """A standard normal score for each place: its key mixed with the stream's salt.

    A generator a place and world would take most of a plan's time; this is one pass of the
    SplitMix64 finaliser [1]_.

    References
    ----------
    .. [1] G. L. Steele, D. Lea and C. H. Flood (2014), Fast splittable pseudorandom number
       generators, OOPSLA '14. https://doi.org/10.1145/2660193.2660195
    """
    mixed = sites ^ salt
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed = mixed ^ (mixed >> np.uint64(31))
    share = ((mixed >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    return np.asarray(special.ndtri(share), dtype=np.float64)
