"""Where a plan's gain falls: on which streets, and for which sex, at fixed flow.

Letters used for shapes: S segments, X sexes.
"""

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import GROUPS
from homeward.night import BAND_LABELS
from homeward.plan import Problem, remaining
from homeward.study.lit import lit_by_street
from homeward.study.solved import Solved
from homeward.study.stakes import Ground, families, lit_by, mean_effects, problem_of
from homeward.walks import SEXES

__all__ = ["gain_by_sex", "gain_by_street"]


def gain_by_street(solved: Solved) -> Floats:
    """What the plan gains on each street, in the plan's unit, shape (S,).

    It sums to the plan's value at fixed flow. A walk that becomes lit all the way counts on the
    streets of it that the plan lights, by their length.
    """
    if solved.chosen.walks is not None:
        streets = solved.known.built.streets
        lit = lit_by(solved.shelf.options, solved.bought, streets.segments)
        return lit_by_street(solved.chosen.walks, lit, streets.length_m)
    found = np.zeros(solved.known.built.streets.segments)
    for aim, scale in solved.chosen.scale.items():
        per = len(SEXES) if aim == "felt" else len(GROUPS) * len(BAND_LABELS)
        problem = _problem(solved, aim)
        gained = _by_element(problem, solved.bought)
        np.add.at(found, problem.number // per, scale * gained)
    return found


def gain_by_sex(solved: Solved) -> Floats | None:
    """What women and men gain, shape (X,); None where the aim is not counted by sex."""
    if tuple(solved.request.aims) != ("felt",):
        return None
    problem = _problem(solved, "felt")
    gained = _by_element(problem, solved.bought)
    found = np.zeros(len(SEXES))
    np.add.at(found, problem.number % len(SEXES), gained)
    return found


def _by_element(problem: Problem, bought: Ints) -> Floats:
    return problem.weight * (1.0 - remaining(problem, bought))


def _problem(solved: Solved, aim: str) -> Problem:
    """The programme of one aim, as it was chosen from."""
    if len(solved.chosen.scale) == 1 and solved.chosen.problem is not None:
        return solved.chosen.problem
    shelf = solved.shelf
    family = families(shelf.measures, shelf.options)
    ground = Ground(options=shelf.options, family=family, p_lit=solved.before.p_lit)
    return problem_of(aim, ground, solved.stakes, mean_effects(shelf.options, shelf.measures))
