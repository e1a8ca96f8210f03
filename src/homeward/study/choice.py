"""The plan itself: options, limits, what is chosen, and what is asked of the choice."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from homeward.kit.arrays import Bools, Ints
from homeward.measures import Measure, Values
from homeward.options import Choices, Offer, Options, make
from homeward.plan import (
    Choice,
    CurvePoint,
    Limits,
    Problem,
    choose,
    curve,
    mixed,
)
from homeward.study.built import Built
from homeward.study.limits import excluded_from, limits_of, with_bundles
from homeward.study.lit import lit_plan
from homeward.study.money import whole_life_pence
from homeward.study.places import Places
from homeward.study.regions import Regions, zone_at
from homeward.study.request import Request
from homeward.study.stakes import (
    Ground,
    Stakes,
    families,
    mean_effects,
    problem_of,
)
from homeward.study.year import Year
from homeward.walks import DarkWalks, dark_walks

__all__ = ["Chosen", "Shelf", "chosen_plan", "programmes", "scaled", "shelf_of"]

MIXED_UNIT = "of what is possible for each aim, weighted"
LIT_UNIT = "walks home a year that become lit all the way"


@dataclass(frozen=True, eq=False, kw_only=True)
class Shelf:
    """What can be bought, what it costs each budget row, and the limits.

    `avoided` are the options the request's own lists leave out, (I,); `limits` also leave
    out those that move people, which fixed flows cannot judge. `excluded` is the polygon in
    which an option's lamps would stand, -1 none, (I,); `regions` the areas options lie in.
    """

    offer: Offer
    measures: tuple[Measure, ...]
    whole_life: Ints
    limits: Limits
    avoided: Bools
    excluded: Ints
    regions: Regions

    @property
    def options(self) -> Options:
        """All options."""
        return self.offer.options


@dataclass(frozen=True, eq=False, kw_only=True)
class Chosen:
    """What was chosen, with the programme it was chosen from (None for lit walks).

    `walks` are the walks that lit walks were chosen from (None for other aims).
    `scale` turns each aim's own figure into the plan's unit: 1 for a single aim; its weight
    over its own bound in a mix.
    """

    choice: Choice
    curve: tuple[CurvePoint, ...]
    problem: Problem | None
    scale: Mapping[str, float]
    unit: str
    walks: DarkWalks | None = None


def shelf_of(
    built: Built,
    year: Year,
    request: Request,
    measures: tuple[Measure, ...],
    values: Values,
    places: Places,
) -> Shelf:
    """Make all options and the limits of the request."""
    request.tell("Making options")
    choices = Choices(
        price_year=round(values["money.price_year"]),
        horizon_years=request.horizon_years,
        minimum_run_m=request.minimum_run_m,
        must_avoid=places.avoid,
        area=places.inside,
        apart=places.excluded >= 0,
        whole_paths=request.asked.whole_paths,
    )
    streets = dataclasses.replace(built.streets, p_lit=year.p_lit)
    offer = make(streets, built.town, year.nights, measures, values, choices)
    offer = with_bundles(offer, request.asked.bundles, built.streets)
    whole_life = whole_life_pence(offer.options, measures, request.horizon_years, values)
    excluded = excluded_from(offer.options, measures, places)
    regions = Regions(
        zones=built.town.zones, of_option=zone_at(built.town.zones, offer.options.xy_m)
    )
    limits = limits_of(
        offer.options, whole_life, request, places=places, regions=regions, excluded=excluded
    )
    wanted = limits.must | (limits.at_least > 0)[offer.options.measure]
    fixed = limits.avoid | (offer.options.moves & ~wanted)
    return Shelf(
        offer=offer,
        measures=measures,
        whole_life=whole_life,
        limits=dataclasses.replace(limits, avoid=fixed),
        avoided=limits.avoid,
        excluded=excluded,
        regions=regions,
    )


def chosen_plan(
    built: Built, year: Year, request: Request, shelf: Shelf, stakes: Stakes, values: Values
) -> Chosen:
    """Choose for the request's aims, with the curve of other budgets."""
    request.tell("Choosing the plan")
    if "lit-walks" in request.aims:
        return _lit(built, year, shelf, values)
    problems = programmes(year, request, shelf, stakes)
    problem, scale = _one(problems, request, shelf.limits)
    choice = choose(problem, shelf.limits)
    return Chosen(
        choice=choice,
        curve=curve(problem, shelf.limits, choice=choice),
        problem=problem,
        scale=scale,
        unit=problem.unit,
    )


def programmes(year: Year, request: Request, shelf: Shelf, stakes: Stakes) -> dict[str, Problem]:
    """The programme of each aim that has one: none for lit walks."""
    family = families(shelf.measures, shelf.options)
    ground = Ground(options=shelf.options, family=family, p_lit=year.p_lit)
    effects = mean_effects(shelf.options, shelf.measures)
    aims = (aim for aim in request.aims if aim != "lit-walks")
    return {aim: problem_of(aim, ground, stakes, effects) for aim in aims}


def _one(
    problems: dict[str, Problem], request: Request, limits: Limits
) -> tuple[Problem, dict[str, float]]:
    """The single aim's programme, or the mix, each aim over its own bound; and the scales."""
    if len(problems) == 1:
        aim, problem = next(iter(problems.items()))
        return problem, {aim: 1.0}
    bounds = {aim: choose(each, limits).bound or 0.0 for aim, each in problems.items()}
    scale = {aim: request.aims[aim] / bounds[aim] if bounds[aim] else 0.0 for aim in problems}
    return dataclasses.replace(scaled(problems, scale), unit=MIXED_UNIT), scale


def _lit(built: Built, year: Year, shelf: Shelf, values: Values) -> Chosen:
    walks = dark_walks(built.streets, year.demand, year.nights, year.p_lit, values)
    choice, points = lit_plan(walks, shelf.options, shelf.limits)
    return Chosen(
        choice=choice,
        curve=points,
        problem=None,
        scale={"lit-walks": 1.0},
        unit=LIT_UNIT,
        walks=walks,
    )


def scaled(problems: dict[str, Problem], scale: Mapping[str, float]) -> Problem:
    """One programme, each aim times its scale."""
    if len(problems) == 1 or not any(scale.values()):
        return next(iter(problems.values()))
    return mixed(problems, dict(scale), dict.fromkeys(problems, 1.0))
