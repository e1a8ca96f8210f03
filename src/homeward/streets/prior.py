"""How likely a segment is to be lit where nothing says so."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import numpy as np
from scipy import special

from homeward.kit.arrays import Bools, Floats, Ints, Tiny, freeze
from homeward.streets.network import DARK, LIT, UNKNOWN, Kind

__all__ = ["Setting", "declared", "p_lit", "shifted"]

MM_PER_KM = 1_000_000


@dataclass(frozen=True, eq=False, kw_only=True)
class Setting:
    """What the prior of S segments depends on; `hint` marks those with some light."""

    kind: Tiny
    lit: Tiny
    length_mm: Ints
    in_park: Bools
    built_up: Bools
    hint: Bools

    def __post_init__(self) -> None:
        freeze(self)


@cache
def declared() -> Mapping[str, Any]:
    """The assumptions of ``prior.toml``, as read.

    Returns
    -------
    Mapping
        `grade`, `source`, `discount`, `hint`, `in_park`, `built_up` and, per kind, `kind`.
    """
    text = resources.files("homeward.streets").joinpath("prior.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(text))


def p_lit(setting: Setting) -> Floats:
    """Probability that each segment is lit when its lamps are on.

    Parameters
    ----------
    setting
        Kinds, known light and surroundings of S segments.

    Returns
    -------
    Floats
        1 where lit, 0 where dark; else the mean of a Beta distribution for its kind and
        setting, shape (S,), strictly between 0 and 1.

    Notes
    -----
    Light is not missing at random: mappers tag lit streets far more than dark ones. So the
    declared prior is informative, each tagged kilometre of this town counts for a fifth of one
    (`discount`), and all of them together for no more than the prior: that kind of bias does not
    shrink as more is tagged. What remains of the doubt is shown by `shifted`.
    """
    table = _cell_means(setting)
    odds = special.logit(table[setting.kind, setting.built_up.astype(np.int64)])
    elsewhere = setting.in_park & (setting.kind != Kind.PARK_PATH)
    odds = odds + declared()["in_park"]["value"] * elsewhere
    odds = odds + declared()["hint"]["value"] * setting.hint
    chance = np.where(setting.lit == UNKNOWN, special.expit(odds), setting.lit == LIT)
    return np.asarray(chance, dtype=np.float64)


def shifted(p_lit: Floats, shift: float) -> Floats:
    """Probabilities moved by a constant on the logit scale.

    Parameters
    ----------
    p_lit
        Probabilities, any shape.
    shift
        Added to the logit: -1 and +1 are the report's sensitivity.

    Returns
    -------
    Floats
        As `p_lit`; what is exactly 0 or 1 is known and stays.

    Examples
    --------
    >>> shifted(np.array([0.0, 0.5, 1.0]), 1.0).round(3)
    array([0.   , 0.731, 1.   ])
    """
    p = np.asarray(p_lit, dtype=np.float64)
    unknown = (p > 0) & (p < 1)
    moved = p.copy()
    moved[unknown] = special.expit(special.logit(p[unknown]) + shift)
    return moved


def _cell_means(setting: Setting) -> Floats:
    """Posterior mean share lit by kind and setting (open, built-up), shape (kinds, 2)."""
    cell = 2 * setting.kind.astype(np.int64) + setting.built_up
    share, weight = _prior()
    km = {}
    for state in (LIT, DARK):
        total = np.zeros(share.size, dtype=np.int64)
        np.add.at(total, cell, np.where(setting.lit == state, setting.length_mm, 0))
        km[state] = total.reshape(share.shape) / MM_PER_KM
    tagged = km[LIT] + km[DARK]
    seen = np.minimum(declared()["discount"]["value"] * tagged, weight)
    here = km[LIT] / np.maximum(tagged, 1e-9)
    return np.asarray((share * weight + here * seen) / (weight + seen), dtype=np.float64)


def _prior() -> tuple[Floats, Floats]:
    """Mean and weight of each cell's prior, shape (kinds, 2)."""
    rows = [declared()["kind"][kind.name.lower()] for kind in Kind]
    cells = [[row["open"], row["built_up"]] for row in rows]
    share = np.array([[cell["share"] for cell in row] for row in cells], dtype=np.float64)
    weight = np.array([[cell["weight_km"] for cell in row] for row in cells], dtype=np.float64)
    return share, weight
