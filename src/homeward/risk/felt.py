"""Who would feel unsafe on a street, by setting, light and sex, from the national survey.

Letters used for shapes: S segments; the two sexes, women and men, as in `walks.SEXES`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from homeward.kit.arrays import Bools, Floats, Ints, freeze
from homeward.measures import SETTINGS, Values
from homeward.streets.network import Kind, Streets
from homeward.walks.flow import SEXES

__all__ = ["Felt", "Surroundings", "felt", "felt_where", "setting_weights", "surroundings"]

PARK_KINDS = (Kind.PARK_PATH, Kind.OPEN_PATH)
BUSY_KINDS = (Kind.MAIN_ROAD, Kind.SQUARE)


@dataclass(frozen=True, eq=False, kw_only=True)
class Felt:
    """Share who would feel unsafe walking alone on each segment, 0 to 1, shapes (S, 2).

    `p_day` by day, `p_dark` after dark without light, `p_lit` after dark with light.
    """

    p_day: Floats
    p_dark: Floats
    p_lit: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def at(self, lit_probability: Floats, dark: npt.ArrayLike) -> Floats:
        """Share who would feel unsafe at an hour, by sex, shape (S, 2).

        Parameters
        ----------
        lit_probability
            Probability that each segment's lamps light it then, shape (S,).
        dark
            Whether it is dark, or the share of the time that is, one for all or shape (S,).
        """
        lit = np.asarray(lit_probability, dtype=np.float64)[:, None]
        night = np.asarray(dark, dtype=np.float64).reshape(-1, 1)
        after_dark = lit * self.p_lit + (1.0 - lit) * self.p_dark
        return np.asarray(night * after_dark + (1.0 - night) * self.p_day)


def felt(
    streets: Streets,
    near_open: Floats | Bools,
    values: Values,
    reports: Floats | float = 0.0,
) -> Felt:
    """Share of women and of men who would feel unsafe on each segment.

    Parameters
    ----------
    streets
        The network, S segments.
    near_open
        Whether a venue within 50 m is open, or the share of the time one is, shape (S,).
    values
        The assumptions ``felt.dark.<setting>.<sex>``, ``felt.day.<setting>``, ``felt.theta``,
        ``felt.lonely_shift`` and ``felt.open_shift``.
    reports
        Reports by the public of feeling unsafe within 50 m, shape (S,).

    Returns
    -------
    Felt
        Arrays of shape (S, 2), women first.

    Notes
    -----
    The national survey asks everyone, not only those who walk. Each segment is a blend of its three
    settings (`setting_weights`). Light closes a share theta of the gap between day and dark.
    Outside parks, few fronts of buildings and no open venue make a street lonely, which
    moves the log odds of every share up; open venues move them down. Reports move them up,
    by ``felt.reports_most`` at the most and by half of it at ``felt.reports_half`` reports:
    those who report are not everybody. How many people walk
    there is never asked: it would make fear its own cause.
    """
    return felt_where(surroundings(streets, near_open, reports), values)


@dataclass(frozen=True, eq=False, kw_only=True)
class Surroundings:
    """All that felt risk rests on besides what is declared, of each of n streets.

    `weights` say how far each is each of the survey's settings, (n, 3); `lonely` and `near` how
    lonely it is and how near to an open venue, 0 to 1, (n,); `reports` how many there are, (n,).
    """

    weights: Floats
    lonely: Floats
    near: Floats
    reports: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.near)

    def at(self, rows: Ints | slice) -> "Surroundings":
        """Those of some streets."""
        return Surroundings(
            weights=self.weights[rows],
            lonely=self.lonely[rows],
            near=self.near[rows],
            reports=self.reports[rows],
        )

    def distinct(self) -> tuple["Surroundings", Ints]:
        """Those that differ, and which of them each street has, shape (n,)."""
        facts = np.column_stack([self.weights, self.lonely, self.near, self.reports])
        _, first, which = np.unique(facts, axis=0, return_index=True, return_inverse=True)
        return self.at(first), which.ravel()


def surroundings(
    streets: Streets, near_open: Floats | Bools, reports: Floats | float = 0.0
) -> Surroundings:
    """What is around each segment, from what `felt` is given."""
    near = np.clip(np.asarray(near_open, dtype=np.float64), 0.0, 1.0)
    weights = setting_weights(streets, near)
    fronts = np.clip(streets.frontage, 0.0, 1.0)
    return Surroundings(
        weights=weights,
        lonely=(1.0 - fronts) * (1.0 - near) * (1.0 - weights[:, 2]),
        near=near,
        reports=np.broadcast_to(np.asarray(reports, dtype=np.float64), near.shape),
    )


def felt_where(there: Surroundings, values: Values) -> Felt:
    """The same shares as `felt`, of streets with such surroundings, shapes (n, 2)."""
    weights, told = there.weights, there.reports
    shift = values["felt.lonely_shift"] * there.lonely - values["felt.open_shift"] * there.near
    shift = shift + values["felt.reports_most"] * told / (told + values["felt.reports_half"])
    day = np.array([[values[f"felt.day.{each}"]] * len(SEXES) for each in SETTINGS])
    dark = np.array([[values[f"felt.dark.{each}.{sex}"] for sex in SEXES] for each in SETTINGS])
    p_day = _shifted(weights @ day, shift)
    p_dark = np.maximum(p_day, _shifted(weights @ dark, shift))
    p_lit = p_day + (p_dark - p_day) * (1.0 - values["felt.theta"])
    return Felt(p_day=p_day, p_dark=p_dark, p_lit=p_lit)


def setting_weights(streets: Streets, near_open: Floats) -> Floats:
    """How far each segment is each of the survey's settings, shape (S, 3); rows sum to 1.

    Returns
    -------
    Floats
        In the order of `SETTINGS`. A segment in a park or other open space is a park.
        Elsewhere it is a busy place as far as a venue is open within 50 m, or as far as a
        main road or square has fronts along it, whichever is more; and a quiet street else.
    """
    park = streets.in_park | _any_of(streets, PARK_KINDS)
    fronts = np.where(_any_of(streets, BUSY_KINDS), np.clip(streets.frontage, 0, 1), 0.0)
    busy = np.where(park, 0.0, np.maximum(near_open, fronts))
    return np.stack([1.0 - park - busy, busy, park.astype(np.float64)], axis=1)


def _any_of(streets: Streets, kinds: Sequence[Kind]) -> Bools:
    """Segments of any of a few kinds; `np.isin` takes ten times as long, world after world."""
    found: Bools = np.logical_or.reduce([streets.kind == kind for kind in kinds])
    return found


def _shifted(share: Floats, shift: Floats) -> Floats:
    """Shares with their log odds moved; 0 and 1 stay."""
    inside = np.clip(share, 1e-12, 1.0 - 1e-12)
    moved = special.expit(special.logit(inside) + shift[:, None])
    return np.where((share > 0.0) & (share < 1.0), moved, share)
