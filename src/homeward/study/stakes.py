"""What each aim has at stake on each street, and how much of it each option takes away.

Letters used for shapes: S segments, G offence groups, X sexes, B bands, I options, K links.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import (
    LIGHT_RULES,
    Measure,
    Values,
    fall_in_world,
    felt_fall_in_world,
    harm_weights,
    mean_fall,
    mean_felt_fall,
)
from homeward.options import Options
from homeward.plan import Problem, felt_problem, harm_problem
from homeward.risk import Felt
from homeward.streets import Streets
from homeward.study.year import Year
from homeward.walks import SEXES

__all__ = [
    "LIGHT_FAMILY",
    "Effects",
    "Ground",
    "Stakes",
    "StakesFrom",
    "effects_in_world",
    "families",
    "felt_falls",
    "felt_km",
    "lit_by",
    "mean_effects",
    "of_dark_slots",
    "problem_of",
    "share_of_hours",
    "stakes_of",
]

HARM_UNIT = "pounds of harm a year"
FELT_UNIT = "kilometres a year walked feeling unsafe"

LIGHT_FAMILY = 0
"""The family of everything that acts through light, and so after dark alone."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Stakes:
    """Everything the aims are made of, at central values.

    `harm` is offences a year, (S, G, B); `weight_gbp` pounds per offence, (G,); `felt`
    the shares who feel unsafe; `desired_km` kilometres a year people would walk in the
    dark, (S, X, B); `dark_share` the share of each band that is dark over the year, (B,).
    """

    harm: Floats
    weight_gbp: Floats
    felt: Felt
    desired_km: Floats
    dark_share: Floats

    @property
    def harm_gbp(self) -> Floats:
        """Pounds of harm a year, shape (S, G, B)."""
        return self.harm * self.weight_gbp[None, :, None]


@dataclass(frozen=True, eq=False, kw_only=True)
class Effects:
    """Falls at full strength: of offences by group, (I, G), and of felt risk, (I,).

    Light has no felt fall of its own: what it does is the assumption ``felt.theta``.
    """

    harm: Floats
    felt: Floats

    def of(self, chosen: Ints) -> "Effects":
        """The same of some options alone."""
        return Effects(harm=self.harm[chosen], felt=self.felt[chosen])


def felt_km(
    streets: Streets, year: Year, values: Values, rows: Ints | slice = slice(None)
) -> Floats:
    """Kilometres a year people would walk in the dark if they did not fear it, (rows, X, B)."""
    dark = [year.flows.desired(values, sex, rows)[0] for sex in SEXES]
    return np.stack(dark, axis=1) * (streets.length_m[rows] / 1000.0)[:, None, None]


def families(measures: Sequence[Measure], options: Options) -> Ints:
    """Which options do not add up at one place: light with light, camera with camera.

    Options of any other measure do not add up with their own kind either.
    """
    shared = {**dict.fromkeys(LIGHT_RULES, LIGHT_FAMILY), "camera": LIGHT_FAMILY + 1}
    family = [shared.get(each.rule, 2 + row) for row, each in enumerate(measures)]
    return np.array(family, dtype=np.int64)[options.measure]


def of_dark_slots(options: Options, family: Ints, dark_share: Floats) -> Floats:
    """Strength of each link as a share of the dark slots of each band, shape (K, B).

    The strength of light, LED too, is a share of all slots of a band, since recorded harm is
    known by band.
    """
    light = family[options.of_link()] == LIGHT_FAMILY
    share = np.divide(
        options.strength,
        dark_share[None, :],
        out=np.zeros_like(options.strength),
        where=dark_share > 0,
    )
    return np.where(light[:, None], share, options.strength)


def felt_falls(ground: "Ground", fall: Floats, stakes: Stakes) -> Floats:
    """Share of the unsafe-feeling kilometres that falls away at each link, shape (K, X).

    Kilometres are counted as if the street were dark all night: light takes away the gap
    between dark and lit in the hours that it adds; any other measure takes its share of
    what people feel there now.
    """
    options, felt, segment = ground.options, stakes.felt, ground.options.segment
    relief = 1.0 - felt.p_lit[segment] / felt.p_dark[segment]
    now = 1.0 - ground.p_lit[segment][:, None] * relief
    other_fall = fall[options.of_link()][:, None] * now
    full = np.where(options.lights[:, None], relief, other_fall)
    strength = of_dark_slots(options, ground.family, stakes.dark_share)
    falls: Floats = full * share_of_hours(stakes.desired_km[segment], strength)
    return falls


def share_of_hours(km: Floats, strength: Floats) -> Floats:
    """Mean strength of each link over the night, weighted by walking, shape (K, X)."""
    total = km.sum(axis=2)
    weighted = np.einsum("kxb,kb->kx", km, strength)
    share: Floats = np.divide(weighted, total, out=np.zeros_like(total), where=total > 0)
    return share


def mean_effects(options: Options, measures: Sequence[Measure]) -> Effects:
    """What every option does in expectation."""
    harm = np.array([mean_fall(each) for each in measures]).reshape(len(measures), -1)
    felt = np.array([mean_felt_fall(each) for each in measures])
    return Effects(harm=harm[options.measure], felt=felt[options.measure])


def effects_in_world(
    options: Options, measures: Sequence[Measure], draw: tuple[int, int], rows: Ints | None = None
) -> Effects:
    """What every option, or each of some `rows` alone, does in one (seed, world)."""
    chosen = np.arange(len(options)) if rows is None else rows
    mean, (seed, world) = mean_effects(options, measures).of(chosen), draw
    harm, felt = mean.harm.copy(), mean.felt.copy()
    measure, named = options.measure[chosen], options.id[chosen]
    for row in np.unique(measure).tolist():
        of_measure = measure == row
        ids = named[of_measure]
        harm[of_measure] = fall_in_world(measures[row], ids, seed, world)
        felt[of_measure] = felt_fall_in_world(measures[row], ids, seed, world)
    return Effects(harm=harm, felt=felt)


@dataclass(frozen=True, eq=False, kw_only=True)
class Ground:
    """What a programme is made from besides the stakes: options, families, and light today."""

    options: Options
    family: Ints
    p_lit: Floats


def problem_of(aim: str, ground: Ground, stakes: Stakes, effects: Effects) -> Problem:
    """The programme of one aim at fixed flow."""
    options, family = ground.options, ground.family
    if aim == "harm":
        made = harm_problem(options, effects.harm, stakes.harm_gbp, family)
        return dataclasses.replace(made, unit=HARM_UNIT)
    weight = (stakes.desired_km * stakes.felt.p_dark[:, :, None]).sum(axis=2)
    falls = felt_falls(ground, effects.felt, stakes)
    made = felt_problem(options, falls, weight, family)
    return dataclasses.replace(made, unit=FELT_UNIT)


@dataclass(frozen=True, eq=False, kw_only=True)
class StakesFrom:
    """What stakes are worked out from besides harm and felt risk."""

    streets: Streets
    year: Year
    values: Values
    extra: str | None


def stakes_of(harm: Floats, felt: Felt, given: StakesFrom) -> Stakes:
    """The stakes at one set of values."""
    return Stakes(
        harm=harm,
        weight_gbp=harm_weights(given.values, given.extra),
        felt=felt,
        desired_km=felt_km(given.streets, given.year, given.values),
        dark_share=given.year.hours.dark,
    )


def lit_by(options: Options, chosen: Ints, segments: int) -> Bools:
    """Segments that the chosen options light, shape (S,)."""
    lit = np.zeros(segments, dtype=np.bool_)
    for option in chosen.tolist():
        links = slice(options.start[option], options.start[option + 1])
        lit[options.segment[links][options.lights[links]]] = True
    return lit
