"""The programme as one world has it, all of it or one group of unknowns alone; what is then chosen.

Letters used for shapes: S segments, I options.
"""

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats
from homeward.measures import Values, cost_factors_in_world
from homeward.options import Options
from homeward.plan import Limits, Problem, chosen_in, easily_kept, lit_walks
from homeward.risk import felt
from homeward.streets import shifted
from homeward.study.choice import Shelf, scaled
from homeward.study.light import Light, drawn_light, expected_light
from homeward.study.money import cost_rows, whole_life_pence
from homeward.study.request import Request
from homeward.study.stakes import (
    Effects,
    Ground,
    Stakes,
    StakesFrom,
    effects_in_world,
    mean_effects,
    problem_of,
    stakes_of,
)
from homeward.study.worlds import Setting
from homeward.walks import dark_walks

__all__ = ["ALL", "UNKNOWNS", "Joint", "chosen_shares", "redrawn_plans"]

UNKNOWNS: Mapping[str, tuple[str, ...]] = {
    "light": ("streets.unlit_shift",),
    "records": ("risk.share_", "rates."),
    "offences": ("risk.q_", "risk.profile."),
    "evidence": (),
    "walks": ("walks.",),
    "feeling": ("felt.",),
    "weights": ("weights.",),
    "costs": ("money.",),
}
"""Groups of unknowns, with how the names of the declared assumptions in each begin.

Light also draws each street's, records each area's rate and each street's share of it, evidence
each measure's effect, walks the ways people take, and costs each measure's price.
"""

ALL = frozenset(UNKNOWNS)

WORLDS_CHOSEN, WORLDS_LIT = 80, 8
"""Worlds in which a plan is chosen anew; for lit walks each lists all dark walks anew."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Joint:
    """What a programme in any world is made from; a mix keeps its scales."""

    setting: Setting
    request: Request
    shelf: Shelf
    scale: Mapping[str, float]

    def programme(
        self, world: int, drawn: Collection[str] = ALL, light: Light | None = None
    ) -> tuple[Problem, Limits]:
        """What there is to gain in one world, and the limits with what things cost there.

        Only the groups `drawn` are as this world has them; all else is at its centre. `light`
        takes the place of the world's own.
        """
        here = self.setting.at(world) if "walks" in drawn else self.setting
        values = self._values(world, drawn)
        there = light or self._light(values, world, drawn)
        ground = Ground(
            options=_as_dark(self.shelf.options, there), family=here.case.family, p_lit=there.p_lit
        )
        stakes, effects = self._stakes(here, values, world, drawn), self._effects(world, drawn)
        problems = {aim: problem_of(aim, ground, stakes, effects) for aim in self.request.aims}
        limits = self.limits(values, world) if "costs" in drawn else self.shelf.limits
        return scaled(problems, self.scale), limits

    def limits(self, values: Values, world: int) -> Limits:
        """The limits with costs as in one world.

        Floors and musts are left out in a world so dear that the same money cannot keep them.
        """
        shelf, request = self.shelf, self.request
        options, draw = shelf.options, (request.seed, world)
        factors = np.array([cost_factors_in_world(m, values, *draw) for m in shelf.measures])
        paid = zip(
            (options.capital_pence, options.yearly_pence), factors[options.measure].T, strict=True
        )
        capital, yearly = (np.rint(pence * factor).astype(np.int64) for pence, factor in paid)
        dearer = dataclasses.replace(options, capital_pence=capital, yearly_pence=yearly)
        total = whole_life_pence(dearer, shelf.measures, request.horizon_years, values)
        limits = shelf.limits.at_costs(cost_rows(dearer, request.money, total)[0])
        return limits if easily_kept(limits) else _without_floors(limits)

    def _values(self, world: int, drawn: Collection[str]) -> Values:
        """Values of one world for the groups drawn, central ones for the rest."""
        central, here = self.setting.assumptions.central(), self.setting.values(world)
        begins = tuple(start for group in drawn for start in UNKNOWNS[group])
        return {n: here[n] if n.startswith(begins) else central[n] for n in central}

    def _light(self, values: Values, world: int, drawn: Collection[str]) -> Light:
        case = self.setting.case
        if "light" not in drawn:
            return expected_light(case.streets, case.before.p_lit, values)
        return drawn_light(case.streets, case.before.p_lit, values, (self.request.seed, world))

    def _stakes(self, here: Setting, values: Values, world: int, drawn: Collection[str]) -> Stakes:
        case, danger, year = here.case, here.danger, here.case.before
        harm = (
            danger.harm_in_world(year, values, self.request.seed, world)
            if "records" in drawn
            else danger.harm(year, values)
        )
        return stakes_of(
            harm,
            felt(case.streets, year.near_open, values, year.reports),
            StakesFrom(streets=case.streets, year=year, values=values, extra=here.extra),
        )

    def _effects(self, world: int, drawn: Collection[str]) -> Effects:
        options, measures = self.shelf.options, self.shelf.measures
        if "evidence" not in drawn:
            return mean_effects(options, measures)
        return effects_in_world(options, measures, (self.request.seed, world))


def _without_floors(limits: Limits) -> Limits:
    """The limits with nothing that has to be bought."""
    return dataclasses.replace(
        limits,
        rows=tuple(each for each in limits.rows if not each.at_least),
        must=np.zeros_like(limits.must),
        at_least=np.zeros_like(limits.at_least),
    )


def redrawn_plans(aims: Collection[str]) -> int:
    """In how many worlds the plan is chosen anew, to say how often each option would be in it."""
    return WORLDS_LIT if "lit-walks" in aims else WORLDS_CHOSEN


def chosen_shares(joint: Joint) -> Floats:
    """Share of worlds in which each option would be chosen, shape (I,)."""
    if "lit-walks" in joint.request.aims:
        return _lit_shares(joint)
    return chosen_in(joint.programme(world) for world in range(redrawn_plans(joint.request.aims)))


def _as_dark(options: Options, light: Light) -> Options:
    """The options where streets of unknown light are as dark as one world has them."""
    factor = np.where(options.lights, light.dark[options.segment], 1.0)
    strength = np.minimum(options.strength * factor[:, None], 1.0)
    return dataclasses.replace(options, strength=strength)


def _lit_shares(joint: Joint) -> Floats:
    """The same for lit walks, over fewer worlds."""
    count = np.zeros(len(joint.shelf.options))
    setting = joint.setting
    for world in range(WORLDS_LIT):
        values, year = setting.values(world), setting.way(world).case.before
        p_lit = shifted(setting.case.streets.p_lit, values["streets.unlit_shift"])
        walks = dark_walks(setting.case.streets, year.demand, year.nights, p_lit, values)
        limits = joint.limits(values, world)
        count[lit_walks(walks, joint.shelf.options, limits, branch=False).chosen] += 1
    return count / WORLDS_LIT
