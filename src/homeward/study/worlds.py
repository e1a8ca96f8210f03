"""Joint worlds: what the chosen plan averts when everything uncertain is drawn together.

Letters used for shapes: W worlds, C chosen options, G offence groups, S segments, N stands of
several plans (`homeward.study.several`), X the two sexes.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import (
    Assumptions,
    Values,
    cost_factors_in_world,
    harm_weights,
    whole_life_factors,
)
from homeward.risk import Felt
from homeward.study.case import Case, felt_averted, felt_in, harm_after
from homeward.study.danger import Danger
from homeward.study.each import felt_at_stake, felt_each, harm_at_stake, harm_each
from homeward.study.light import Light, drawn_light, expected_light
from homeward.study.several import Several
from homeward.study.stakes import Effects, effects_in_world, mean_effects
from homeward.walks import SEXES

__all__ = [
    "Averted",
    "Draw",
    "Setting",
    "Ways",
    "Worlds",
    "averted_at",
    "declared_fixed",
    "drawn_worlds",
]


@dataclass(frozen=True, eq=False, kw_only=True)
class Draw:
    """What one world holds: values, offences a year before the plan (S, G, B), and effects.

    `effects` are those of the chosen options; `weight_gbp` pounds per offence, (G,); `light`
    says which streets are dark.
    """

    values: Values
    harm: Floats
    effects: Effects
    weight_gbp: Floats
    light: Light


@dataclass(frozen=True, eq=False, kw_only=True)
class Averted:
    """What the plan averts in one world: pounds of harm and unsafe-feeling kilometres a year.

    Of the pounds, `reached_gbp` are on the streets that it reaches, `beside_gbp` on those next
    to them (spill-over, of either sign); the rest is where only people's ways have changed.
    `offences` is how many the plan averts a year, (G,).
    `each_gbp` and `each_km` are what each option adds to those before it on the world's ways
    before the plan, (C,).
    """

    harm_gbp: float
    reached_gbp: float
    beside_gbp: float
    felt_km: float
    offences: Floats
    each_gbp: Floats
    each_km: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Worlds:
    """All worlds: averted by aim (W,), offences before (W, G), pounds before (W,), net worth (W,).

    `reached_gbp` and `beside_gbp` are parts of `harm_gbp`, as of `Averted`, and
    `averted_offences` are the offences behind it, (W, G); `felt_km` is 0 where it was not asked
    for. `reached_offences` are those before the plan on the streets that it reaches. `net_gbp`
    is the discounted benefit over the horizon less the discounted cost. `each_gbp` and `each_km`
    are of each option, as of `Averted`, (W, C), and `stands_gbp`, (W, N), and `stands_km`,
    (W, N, X), of each stand of the plans asked about, which are `several`.
    """

    harm_gbp: Floats
    reached_gbp: Floats
    beside_gbp: Floats
    felt_km: Floats
    offences: Floats
    averted_offences: Floats
    reached_offences: Floats
    before_gbp: Floats
    net_gbp: Floats
    each_gbp: Floats
    each_km: Floats
    several: Several
    stands_gbp: Floats
    stands_km: Floats


def averted_at(case: Case, draw: Draw, *, felt: bool = True, shares: Felt | None = None) -> Averted:
    """What the plan averts under one draw, after people have chosen their ways anew.

    Felt risk is left at 0 where it is not asked for: it takes as long as all the rest.
    `shares` are those of `felt_in`, if they were worked out before.
    """
    values, effects, light = draw.values, draw.effects, draw.light
    after = harm_after(case, values, draw.harm, effects, light)
    offences = (draw.harm - after).sum(axis=2)
    averted = offences @ draw.weight_gbp
    there = draw.harm[case.reached] * draw.weight_gbp[:, None]
    km, each_km = 0.0, np.zeros(len(case.chosen))
    if felt:
        km, each_km = _felt(case, draw, shares or felt_in(case, values))
    return Averted(
        harm_gbp=float(averted.sum()),
        reached_gbp=float(averted[case.reached].sum()),
        beside_gbp=float(averted[case.beside.near].sum()),
        felt_km=km,
        offences=offences.sum(axis=0),
        each_gbp=harm_each(case, there, effects, light),
        each_km=each_km,
    )


def _felt(case: Case, draw: Draw, shares: Felt) -> tuple[float, Floats]:
    """Kilometres of felt risk that the plan averts, and each option of it."""
    values, effects, light = draw.values, draw.effects, draw.light
    return (
        felt_averted(case, values, effects, light, shares),
        felt_each(case, values, shares, effects, light),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class Ways:
    """One draw of where people go and by which way, before and after the plan.

    `values` are the assumptions that only a new search for walks can answer.
    """

    values: Values
    case: Case


@dataclass(frozen=True, eq=False, kw_only=True)
class Setting:
    """What all worlds of one plan share; `ways` are taken in turn, none: ways at the centre."""

    case: Case
    danger: Danger
    assumptions: Assumptions
    extra: str | None
    seed: int
    horizon_years: int
    ways: tuple[Ways, ...] = ()

    def values(self, world: int) -> Values:
        """Every assumption in one world; those about ways are as they were searched with."""
        drawn = self.assumptions.world(self.seed, world)
        return {**drawn, **self.way(world).values}

    @property
    def cases(self) -> tuple[Case, ...]:
        """The plan on the ways at the centre, and on every draw of them."""
        return (self.case, *(way.case for way in self.ways))

    def way(self, world: int) -> Ways:
        """The ways people take in one world."""
        if not self.ways:
            return Ways(values={}, case=self.case)
        return self.ways[world % len(self.ways)]

    def at(self, world: int) -> "Setting":
        """The setting with the ways of one world."""
        return dataclasses.replace(self, case=self.way(world).case, ways=())

    def held(self) -> "Setting":
        """The setting with ways at their centre, if anything they rest on is a mere assumption."""
        by_name = self.assumptions.by_name
        drawn = self.way(0).values
        assumed = any(by_name[name].grade == "assumption" for name in drawn)
        return dataclasses.replace(self, ways=()) if assumed else self

    def central(self, values: Values) -> Draw:
        """Mean rates and mean effects under one set of values."""
        case = self.case
        return Draw(
            values=values,
            harm=self.danger.harm(case.before, values),
            effects=mean_effects(case.options, case.measures).of(case.chosen),
            weight_gbp=harm_weights(values, self.extra),
            light=expected_light(case.streets, case.before.p_lit, values),
        )

    def drawn(self, values: Values, world: int) -> Draw:
        """One joint draw."""
        case, draw = self.case, (self.seed, world)
        return Draw(
            values=values,
            harm=self.danger.harm_in_world(case.before, values, self.seed, world),
            effects=effects_in_world(case.options, case.measures, draw, case.chosen),
            weight_gbp=harm_weights(values, self.extra),
            light=drawn_light(case.streets, case.before.p_lit, values, draw),
        )


def drawn_worlds(
    setting: Setting,
    worlds: int,
    *,
    assumptions_fixed: bool = False,
    felt: bool = True,
    plans: Sequence[Ints] = (),
) -> Worlds:
    """All worlds of one plan.

    Parameters
    ----------
    setting
        The plan and what it rests on.
    worlds
        How many.
    assumptions_fixed
        Hold every assumption of grade ``assumption`` at its centre, to tell how much of the
        spread comes from assumptions. People's ways are then as at the centre: nearly all
        that they rest on is assumed.
    felt
        Whether felt risk is asked for.
    plans
        Other plans, each as its options, to be worked out beside it at today's flows.
    """
    given = setting.held() if assumptions_fixed else setting
    several = {id(case): Several.of(case, plans) for case in given.cases}
    asked = _Asked(held=assumptions_fixed, felt=felt, several=several)
    found = [_world(given, world, asked) for world in range(worlds)]
    rows = np.array([row for row, _, _ in found])
    harm, reached, beside, felt_km, there, before, net, *offences = rows.T
    return Worlds(
        harm_gbp=harm,
        reached_gbp=reached,
        beside_gbp=beside,
        felt_km=felt_km,
        averted_offences=np.array([averted.offences for _, averted, _ in found]),
        reached_offences=there,
        before_gbp=before,
        net_gbp=net,
        offences=np.array(offences).T,
        each_gbp=np.array([averted.each_gbp for _, averted, _ in found]),
        each_km=np.array([averted.each_km for _, averted, _ in found]),
        several=several[id(given.case)],
        stands_gbp=np.array([gbp for _, _, (gbp, _) in found]),
        stands_km=np.array([km for _, _, (_, km) in found]),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Asked:
    """Whether assumptions are held, whether felt risk is asked for, and plans beside, by case."""

    held: bool
    felt: bool
    several: Mapping[int, Several]


def _world(
    setting: Setting, world: int, asked: _Asked
) -> tuple[list[float], Averted, tuple[Floats, Floats]]:
    """The row of figures, what the plan averts, and what each stand of other plans does."""
    here, values = setting.at(world), setting.values(world)
    if asked.held:
        values = declared_fixed(setting.assumptions, values)
    draw = here.drawn(values, world)
    shares = felt_in(here.case, values) if asked.felt else None
    averted = averted_at(here.case, draw, felt=asked.felt, shares=shares)
    several = asked.several[id(here.case)]
    drawn = (setting.seed, world)
    effects = effects_in_world(here.case.options, here.case.measures, drawn, several.case.chosen)
    stands = _stands(several, dataclasses.replace(draw, effects=effects), shares)
    offences = draw.harm.sum(axis=(0, 2))
    before = float(offences @ draw.weight_gbp)
    net = averted.harm_gbp * _annuity(setting, values) - _cost_gbp(setting, values, world)
    parts = (averted.harm_gbp, averted.reached_gbp, averted.beside_gbp, averted.felt_km)
    there = float(draw.harm[here.case.reached].sum())
    return [*parts, there, before, net, *offences.tolist()], averted, stands


def _stands(several: Several, draw: Draw, shares: Felt | None) -> tuple[Floats, Floats]:
    """Pounds of harm, (N,), and kilometres felt unsafe, (N, X), that each stand takes away."""
    case, values, effects, light = several.case, draw.values, draw.effects, draw.light
    there = draw.harm[case.reached] * draw.weight_gbp[:, None]
    gbp = several.gained(*harm_at_stake(case, there, effects, light)).sum(axis=1)
    if shares is None:
        return gbp, np.zeros((len(gbp), len(SEXES)))
    return gbp, several.gained(*felt_at_stake(case, values, shares, effects, light))


def declared_fixed(assumptions: Assumptions, values: Values) -> Values:
    """The drawn values with every mere assumption put back to its centre."""
    central = assumptions.central()
    grades = {name: each.grade for name, each in assumptions.by_name.items()}
    return {
        name: central[name] if grades[name] == "assumption" else value
        for name, value in values.items()
    }


def _annuity(setting: Setting, values: Values) -> float:
    rate = values["money.discount_rate"]
    return whole_life_factors(float("nan"), setting.horizon_years, rate)[1]


def _cost_gbp(setting: Setting, values: Values, world: int) -> float:
    """Discounted cost of the chosen options, less the value left at the horizon."""
    case, total = setting.case, 0.0
    chosen_measure = case.options.measure[case.chosen]
    for row in np.unique(chosen_measure).tolist():
        measure = case.measures[row]
        bought = case.chosen[chosen_measure == row]
        factors = cost_factors_in_world(measure, values, setting.seed, world)
        lasting = whole_life_factors(
            measure.life_years, setting.horizon_years, values["money.discount_rate"]
        )
        capital = float(case.options.capital_pence[bought].sum()) * factors[0] * lasting[0]
        yearly = float(case.options.yearly_pence[bought].sum()) * factors[1] * lasting[1]
        total += (capital + yearly) / 100.0
    return total
