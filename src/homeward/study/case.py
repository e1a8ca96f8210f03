"""What a chosen plan changes, once people have chosen their ways anew, in any one world.

Letters used for shapes: S segments, G offence groups, X sexes, B bands, C chosen options,
K links of chosen options, Q pairs (segment, family) among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from homeward.kit.arrays import Floats, Ints, ragged_positions
from homeward.measures import Measure, Values
from homeward.options import Options
from homeward.risk import Felt, felt, follows
from homeward.streets import Streets
from homeward.study.light import Light, expected_light
from homeward.study.spill import Beside, beside, spilt
from homeward.study.stakes import Effects, of_dark_slots
from homeward.study.turns import Turns, turns_of
from homeward.study.year import Year
from homeward.walks import SEXES

__all__ = [
    "Case",
    "felt_averted",
    "felt_in",
    "felt_left",
    "felt_strength",
    "felt_taken",
    "half_km",
    "harm_after",
    "remaining",
    "strength_in",
    "walkers",
]


@dataclass(frozen=True, eq=False, kw_only=True)
class Case:
    """A chosen plan with the year before and the year after it."""

    streets: Streets
    before: Year
    after: Year
    options: Options
    measures: Sequence[Measure]
    chosen: Ints
    family: Ints

    @cached_property
    def links(self) -> "Links":
        """Links of the chosen options, sorted so that those that compete stand together."""
        positions = ragged_positions(self.options.start, self.chosen)
        place = np.repeat(
            np.arange(len(self.chosen), dtype=np.int64),
            np.diff(self.options.start)[self.chosen],
        )
        segment = self.options.segment[positions]
        family = self.family[self.chosen][place]
        order = np.lexsort((place, family, segment))
        key = segment[order] * (int(family.max(initial=0)) + 1) + family[order]
        first = np.flatnonzero(np.diff(key, prepend=-1))
        return Links(
            position=positions[order],
            place=place[order],
            segment=segment[order],
            group_start=first,
            group_segment=segment[order][first],
        )

    @cached_property
    def reached(self) -> Ints:
        """Streets that the chosen options reach."""
        return np.unique(self.links.segment)

    @cached_property
    def turns(self) -> Turns:
        """Links of the chosen options in turns, in the order bought."""
        links = self.links
        street = np.searchsorted(self.reached, links.segment).astype(np.int64)
        return turns_of(street, self.family[self.chosen][links.place], links.place)

    @cached_property
    def beside(self) -> Beside:
        """Streets next to those that the chosen options reach."""
        return beside(self.streets, self.reached)


@dataclass(frozen=True, eq=False, kw_only=True)
class Links:
    """Links of chosen options: position among all links, which chosen option, which segment.

    `group_start` is the first link of each pair (segment, family), shape (Q,).
    """

    position: Ints
    place: Ints
    segment: Ints
    group_start: Ints
    group_segment: Ints


def remaining(case: Case, fall: Floats) -> Floats:
    """Share left on each segment when links take `fall` away, shapes (K, X, B) to (S, X, B)."""
    left = np.ones((case.streets.segments, *fall.shape[1:]))
    if len(fall):
        largest = np.maximum.reduceat(fall, case.links.group_start, axis=0)
        np.multiply.at(left, case.links.group_segment, 1.0 - largest)
    return left


def strength_in(case: Case, light: Light, of_option: Floats) -> Floats:
    """Strength of each link in a world: a street of unknown light may be lit after all, (K, B)."""
    links = case.links
    factor = np.where(case.options.lights[links.position], light.dark[links.segment], 1.0)
    return np.minimum(of_option[links.position] * factor[:, None], 1.0)


def light_of(case: Case, values: Values) -> Light:
    """Light as it is expected under one world's assumptions."""
    return expected_light(case.streets, case.before.p_lit, values)


def walkers(year: Year, values: Values) -> Floats:
    """Walkers a year of both sexes over each segment in each band, shape (S, B)."""
    return year.flows.everyone(values)


def harm_after(
    case: Case, values: Values, harm: Floats, effects: Effects, light: Light | None = None
) -> Floats:
    """Offences a year after the plan, shape (S, G, B).

    Parameters
    ----------
    case
        The plan.
    values
        The world's assumptions.
    harm
        Offences a year before it, (S, G, B).
    effects
        What each chosen option does at full strength.
    light
        Which streets are dark; None takes it as expected.
    """
    strength = strength_in(case, light or light_of(case, values), case.options.strength)
    fall = effects.harm[case.links.place]
    alone = remaining(case, fall[:, :, None] * strength[:, None, :])
    left = spilt(alone, case.beside, values["spill.adjacent"])
    moved = follows(walkers(case.before, values), walkers(case.after, values), values)
    after: Floats = harm * left * moved[:, None, :]
    return after


def felt_averted(
    case: Case,
    values: Values,
    effects: Effects,
    light: Light | None = None,
    shares: Felt | None = None,
) -> float:
    """Kilometres a year less walked feeling unsafe, by the rule of half.

    `shares` are those of `felt_in`, if they were worked out before.
    """
    shares, there = shares or felt_in(case, values), light or light_of(case, values)
    strength = strength_in(case, there, felt_strength(case))
    full = felt_taken(case, shares, effects, there)
    left = remaining(case, full[:, :, None] * strength[:, None, :])[case.reached]
    km = half_km(case, values, case.reached)
    return float((km * shares.p_dark[case.reached][:, :, None] * (1.0 - left)).sum())


def felt_taken(case: Case, felt: Felt, effects: Effects, light: Light) -> Floats:
    """Share of what is felt in the dark that each link takes away at full strength, (K, X)."""
    links = case.links
    relief = 1.0 - felt.p_lit[links.segment] / felt.p_dark[links.segment]
    now = 1.0 - light.p_lit[links.segment][:, None] * relief
    lights = case.options.lights[links.position][:, None]
    taken: Floats = np.where(lights, relief, effects.felt[links.place][:, None] * now)
    return taken


def felt_strength(case: Case) -> Floats:
    """Strength of each of all links as a share of the dark slots of each band, (K, B)."""
    return of_dark_slots(case.options, case.family, case.before.hours.dark)


def felt_left(case: Case, effects: Effects) -> Floats:
    """What all but light leaves of the share who feel unsafe, shape (S, B)."""
    links = case.links
    fall = np.where(case.options.lights[links.position], 0.0, effects.felt[links.place])
    strength = felt_strength(case)[links.position]
    left: Floats = remaining(case, (fall[:, None] * strength)[:, None, :])[:, 0]
    return left


def half_km(case: Case, values: Values, rows: Ints) -> Floats:
    """Half the sum of kilometres walked in the dark before and after, shape (rows, X, B)."""
    flows = (case.before.flows, case.after.flows)
    both = [sum(each.actual(values, sex, rows)[0] for each in flows) for sex in SEXES]
    return np.stack(both, axis=1) / 2 * (case.streets.length_m[rows] / 1000.0)[:, None, None]


def felt_in(case: Case, values: Values) -> Felt:
    """Shares who feel unsafe, under one world's assumptions."""
    year = case.before
    return felt(case.streets, year.near_open, values, year.reports)
