"""Where people go and by which way, in a few joint draws: each is a search for all walks anew.

Letters used for shapes: F draws of ways.
"""

import dataclasses

import numpy as np
from scipy import special

from homeward import walks
from homeward.kit.arrays import Floats
from homeward.kit.rng import stream
from homeward.measures import Assumption, Values
from homeward.study.moving import Trial
from homeward.study.scenario import Held
from homeward.study.worlds import Setting, Ways
from homeward.study.year import Year, night_of
from homeward.tables import Town

__all__ = ["DRAWS", "on_ways", "searched_anew", "stratified"]

DRAWS, WORLDS_EACH = 3, 50
"""Searches for walks before the plan, and as many after it, one for so many worlds at most."""

SCALED = ("walks.fill", "walks.share_women", "walks.after_dark.", "walks.cautious.")
"""Assumptions about walks that scale or mix the flows found: each world has its own draw."""


def on_ways(trial: Trial, setting: Setting, worlds: int) -> Setting:
    """The setting of a plan with people's ways drawn a few times, before the plan and after.

    Parameters
    ----------
    trial
        The built town and the request.
    setting
        The plan, with its ways at central values.
    worlds
        How many worlds will share the draws; few worlds keep ways at the centre.

    Returns
    -------
    Setting
        World w walks as draw ``w % F`` does.

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
    central, unsure = setting.assumptions.central(), searched_anew(setting)
    draws = min(DRAWS, worlds // WORLDS_EACH)
    if not unsure or not draws:
        return setting
    scores = {each.name: stratified(each.name, draws, setting.seed) for each in unsure}
    rows = [
        {each.name: each.at(float(scores[each.name][draw])) for each in unsure}
        for draw in range(draws)
    ]
    found = (_walked(trial, setting, {**central, **row}, row) for row in rows)
    return dataclasses.replace(setting, ways=tuple(found))


def searched_anew(setting: Setting) -> list[Assumption]:
    """The uncertain assumptions that act through a new search for walks alone."""
    return [
        each
        for name, each in setting.assumptions.by_name.items()
        if name.startswith("walks.") and not name.startswith(SCALED) and each.at(1.0) != each.at(0)
    ]


def stratified(name: str, draws: int, seed: int) -> Floats:
    """One standard normal score from each part of equal chance, in an order of its own, (F,)."""
    generator = stream(seed, "assumption", f"{name}.strata", draws)
    share = (generator.permutation(draws) + generator.random(draws)) / draws
    return np.asarray(special.ndtri(share), dtype=np.float64)


def _walked(trial: Trial, setting: Setting, values: Values, drawn: Values) -> Ways:
    """All walks before and after the plan under one set of values."""
    case = setting.case
    before = _before(trial, case.before, values, _town(trial))
    after = before if not len(case.chosen) else trial.after(before, case.chosen, values)
    return Ways(values=drawn, case=dataclasses.replace(case, before=before, after=after))


def _town(trial: Trial) -> Town:
    """The town as the request's scenario leaves it."""
    built, request = trial.built, trial.request
    as_is = Held.of(built, np.zeros(0, dtype=np.int64))
    return as_is.under(request.scenario, night_of(request, built.town.crimes)).built.town


def _before(trial: Trial, year: Year, values: Values, town: Town) -> Year:
    """The same year, and the usual one behind a scenario's, with all walks found anew."""
    streets, nights = trial.built.streets, (year.nights, year.tonight)
    demand = walks.demand(streets, town, *nights, values)
    flows = walks.flows(streets, demand, *nights, year.p_lit, values, threads=trial.request.threads)
    usual = year.usual and _before(trial, year.usual, values, trial.built.town)
    return dataclasses.replace(year, demand=demand, flows=flows, usual=usual)
