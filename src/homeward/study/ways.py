"""Where people go and by which way, in a few joint draws: each is a search for all walks anew.

Letters used for shapes: F draws of ways.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from homeward import walks
from homeward.kit.arrays import Floats
from homeward.kit.rng import stream
from homeward.measures import Assumption, Assumptions, Values
from homeward.study.built import Built
from homeward.study.fixed import ends_within
from homeward.study.moving import Trial
from homeward.study.request import Request
from homeward.study.scenario import Held
from homeward.study.worlds import Setting, Ways
from homeward.study.year import Year, night_of
from homeward.tables import Town

__all__ = [
    "DRAWS",
    "Drawn",
    "ends_over_ways",
    "on_ways",
    "searched_anew",
    "stratified",
    "ways_before",
]

DRAWS, WORLDS_EACH = 3, 50
"""Searches for walks before the plan, and as many after it, one for so many worlds at most."""

SCALED = ("walks.fill", "walks.share_women", "walks.after_dark.", "walks.cautious.")
"""Assumptions about walks that scale or mix the flows found: each world has its own draw."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Drawn:
    """One draw of the assumptions about ways, all values with it, and the year as it is then."""

    values: Values
    drawn: Values
    before: Year


def ways_before(
    built: Built, request: Request, year: Year, assumptions: Assumptions
) -> tuple[Drawn, ...]:
    """People's ways drawn a few times, before any plan.

    Parameters
    ----------
    built
        The town and its streets.
    request
        How many worlds will share the draws (few worlds keep ways at the centre), and the seed.
    year
        The walks at central values.
    assumptions
        What is declared about them.

    Returns
    -------
    tuple of Drawn
        F of them, or none.

    Notes
    -----
    Latin hypercube [1]_: each assumption about ways takes one value from each F-th of its
    distribution, in an order of its own. So few searches stand for the whole of each interval,
    though not for every combination.

    References
    ----------
    .. [1] M. D. McKay, R. J. Beckman and W. J. Conover (1979), A comparison of three methods for
       selecting values of input variables in the analysis of output from a computer code,
       Technometrics 21(2), 239-245. https://doi.org/10.1080/00401706.1979.10489755
    """
    central, unsure = assumptions.central(), searched_anew(assumptions)
    draws = min(DRAWS, request.worlds // WORLDS_EACH) if unsure else 0
    scores = {each.name: stratified(each.name, draws, request.seed) for each in unsure}
    rows = [
        {each.name: each.at(float(scores[each.name][draw])) for each in unsure}
        for draw in range(draws)
    ]
    town = _town(built, request)
    return tuple(
        Drawn(
            values={**central, **row},
            drawn=row,
            before=_before(built, request, year, {**central, **row}, town),
        )
        for row in rows
    )


def on_ways(trial: Trial, setting: Setting, draws: tuple[Drawn, ...]) -> Setting:
    """The setting of a plan with people's ways under it found for every draw.

    Parameters
    ----------
    trial
        The built town and the request.
    setting
        The plan, with its ways at central values.
    draws
        The ways before it.

    Returns
    -------
    Setting
        World w walks as draw ``w % F`` does; with no draw, as at the centre.
    """
    found = tuple(_after(trial, setting, each) for each in draws)
    return dataclasses.replace(setting, ways=found) if found else setting


def searched_anew(assumptions: Assumptions) -> list[Assumption]:
    """The uncertain assumptions that act through a new search for walks alone."""
    return [
        each
        for name, each in assumptions.by_name.items()
        if name.startswith("walks.") and not name.startswith(SCALED) and each.at(1.0) != each.at(0)
    ]


def stratified(name: str, draws: int, seed: int) -> Floats:
    """One standard normal score from each part of equal chance, in an order of its own, (F,)."""
    generator = stream(seed, "assumption", f"{name}.strata", draws)
    share = (generator.permutation(draws) + generator.random(draws)) / draws
    return np.asarray(special.ndtri(share), dtype=np.float64)


def ends_over_ways(figures: Sequence[float], worlds: int) -> tuple[float, float]:
    """The ends of the 95% interval of a figure that people's ways alone move.

    Parameters
    ----------
    figures
        The figure on each of `Setting.cases`: at the centre, and on every draw of ways.
    worlds
        How many worlds share those draws.
    """
    return ends_within(np.resize(figures[1:] or figures, worlds), figures[0])


def _after(trial: Trial, setting: Setting, draw: Drawn) -> Ways:
    """All walks before and after the plan under one draw."""
    case, before = setting.case, draw.before
    after = before if not len(case.chosen) else trial.after(before, case.chosen, draw.values)
    return Ways(values=draw.drawn, case=dataclasses.replace(case, before=before, after=after))


def _town(built: Built, request: Request) -> Town:
    """The town as the request's scenario leaves it."""
    as_is = Held.of(built, np.zeros(0, dtype=np.int64))
    return as_is.under(request.scenario, night_of(request, built.town.crimes)).built.town


def _before(built: Built, request: Request, year: Year, values: Values, town: Town) -> Year:
    """The same year, and the usual one behind a scenario's, with all walks found anew."""
    streets, nights = built.streets, (year.nights, year.tonight)
    demand = walks.demand(streets, town, *nights, values)
    flows = walks.flows(streets, demand, *nights, year.p_lit, values, threads=request.threads)
    usual = year.usual and _before(built, request, year.usual, values, built.town)
    return dataclasses.replace(year, demand=demand, flows=flows, usual=usual)
