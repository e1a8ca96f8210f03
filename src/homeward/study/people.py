"""How many people walk, and how much of their way feels unsafe, in any one world.

Letters used for shapes: S segments, T slots, B bands, X the two sexes, C ways of choosing.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import Values
from homeward.risk import Felt
from homeward.streets import Streets
from homeward.study.year import Year
from homeward.walks import CAUTIOUS, DIRECT, QUANTA_PER_WALKER, SEXES

__all__ = ["Afoot", "Strides", "km_on", "setting_out", "strides", "walking"]


@dataclass(frozen=True, kw_only=True)
class Afoot:
    """People by sex, women first: over the year and on the drawn night, each of shape (X,)."""

    a_year: Floats
    tonight: Floats


def setting_out(year: Year, values: Values) -> Afoot:
    """People who leave venues and stations for home, if nobody stayed in out of fear."""
    return _afoot(year, values, np.ones(len(SEXES)))


def walking(year: Year, values: Values) -> Afoot:
    """People expected to walk home: after dark some stay in or ride instead."""
    return _afoot(year, values, np.array([values[f"walks.after_dark.{sex}"] for sex in SEXES]))


def _afoot(year: Year, values: Values, after_dark: Floats) -> Afoot:
    flows, dark = year.flows, year.tonight.night.dark
    people = _of_each_sex(values) * values["walks.fill"] / QUANTA_PER_WALKER
    tonight = flows.leaving_tonight[dark].sum(), flows.leaving_tonight[~dark].sum()
    a_year = flows.leaving_year.sum(axis=1)
    return Afoot(
        a_year=people * (after_dark * float(a_year[0]) + float(a_year[1])),
        tonight=people * (after_dark * float(tonight[0]) + float(tonight[1])),
    )


def _of_each_sex(values: Values) -> Floats:
    women = values["walks.share_women"]
    return np.array([women, 1.0 - women])


def km_on(streets: Streets, year: Year, values: Values, rows: Ints) -> Floats:
    """Kilometres a year walked at night on some streets, by sex, shape (X,)."""
    km = streets.length_m[rows] / 1000.0
    walked = [year.flows.actual(values, sex, rows).sum(axis=(0, 2)) for sex in SEXES]
    return np.asarray(np.stack(walked) @ km)


@dataclass(frozen=True, eq=False, kw_only=True)
class Strides:
    """Metres walked after dark a year on some segments, all of them by one way of choosing.

    `metres` has shape (C, rows). Of them `left` are those that measures other than light leave
    as frightening as they were, and of these `lit` are on lit streets and `unknown` on streets
    whose light is not known.
    """

    rows: Ints
    metres: Floats
    left: Floats
    lit: Floats
    unknown: Floats

    def feared(self, felt: Felt, p_lit: Floats, values: Values) -> Floats:
        """Metres on which women and men would feel unsafe, and all metres, shape (2, X).

        They are in proportion: how many people walk is the same above and below.
        """
        return np.stack([self._of(felt, p_lit, values, sex) for sex in range(len(SEXES))], axis=1)

    def _of(self, felt: Felt, p_lit: Floats, values: Values, sex: int) -> Floats:
        mix = np.zeros(2)
        mix[CAUTIOUS] = values[f"walks.cautious.{SEXES[sex]}"]
        mix[DIRECT] = 1.0 - mix[CAUTIOUS]
        lit = mix @ self.lit + p_lit[self.rows] * (mix @ self.unknown)
        dark = mix @ self.left - lit
        unsafe = dark @ felt.p_dark[self.rows, sex] + lit @ felt.p_lit[self.rows, sex]
        return np.array([unsafe, (mix @ self.metres).sum()])


def strides(streets: Streets, year: Year, rows: Ints, left: Floats) -> Strides:
    """Metres walked after dark on some segments; `left` is what all but light leaves, (rows, B)."""
    hours = year.hours
    metres = year.flows.by_band[:, 0][:, rows] * streets.length_m[rows, None]
    feared = metres * left
    dark = np.where(hours.dark > 0, hours.dark, 1.0)
    return Strides(
        rows=rows,
        metres=metres.sum(axis=2),
        left=feared.sum(axis=2),
        lit=(feared * (hours.lit[rows] / dark)).sum(axis=2),
        unknown=(feared * (hours.unknown[rows] / dark)).sum(axis=2),
    )
