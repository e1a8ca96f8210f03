"""How many people walk along each street, and along those of each option, in all joint worlds.

Letters used for shapes: W worlds, S segments, C options, P parts of the people who set out
(way of choosing x light), n places asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.study.aftermath import HIGH, LOW
from homeward.study.case import Case
from homeward.study.worlds import Setting
from homeward.study.year import Year
from homeward.walks import DIRECT, QUANTA_PER_WALKER
from homeward.walks.flow import walking_parts

__all__ = ["Passing", "passing"]

AT_ONCE = 1 << 14
"""Places whose worlds are held at one time: 26 MB for 200 worlds."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Passing:
    """Walkers: expected, and the low and the high end of their 95% interval, first axis.

    `a_year` and `tonight` are of each segment, (3, S), and `desired_tonight` of those who would
    walk there if nobody were afraid; `at_options` of the streets of each
    option bought, a mean along their length, a year, (3, C); `unafraid` of the same streets,
    those who would walk there after dark a year if nobody feared it, (3, C).
    """

    a_year: Floats
    tonight: Floats
    desired_tonight: Floats
    at_options: Floats
    unafraid: Floats


def passing(setting: Setting, worlds: int) -> Passing:
    """Walkers before the plan, with intervals.

    Parameters
    ----------
    setting
        The plan and what it rests on.
    worlds
        How many worlds.

    Returns
    -------
    Passing
        How many set out, and which part of them walks by which way, is drawn in every world;
        where people go and by which way is as in the few searches that the worlds share
        (`Setting.ways`).
    """
    values = [setting.values(world) for world in range(worlds)]
    walk = _Drawn(
        centre=walking_parts(setting.assumptions.central()).ravel(),
        worlds=np.array([walking_parts(each).ravel() for each in values]),
    )
    fill = _Drawn(
        centre=np.array([setting.assumptions.central()["walks.fill"]]),
        worlds=np.array([[each["walks.fill"]] for each in values]),
    )
    cases = (setting.case, *(way.case for way in setting.ways))
    year = [_a_year(each.before) for each in cases]
    return Passing(
        a_year=walk.ends(year),
        tonight=walk.ends([_tonight(each.before) for each in cases]),
        desired_tonight=fill.ends([_direct_tonight(each.before) for each in cases]),
        at_options=walk.ends([_along(setting.case, each) for each in year]),
        unafraid=fill.ends([_along(setting.case, _direct_in_the_dark(each)) for each in year]),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Drawn:
    """The parts of the people at central values, (P,), and in every world, (W, P)."""

    centre: Floats
    worlds: Floats

    def ends(self, people: Sequence[Floats]) -> Floats:
        """Expected, low and high, (3, n), of people by part on each way: the centre's first.

        Each of `people` has shape (P, n). The interval holds the expected figure.
        """
        count = people[0].shape[1]
        parts = [slice(at, at + AT_ONCE) for at in range(0, count, AT_ONCE)]
        found = [self._ends([each[:, part] for each in people]) for part in parts]
        return np.concatenate(found, axis=1) if found else np.zeros((3, 0))

    def _ends(self, people: Sequence[Floats]) -> Floats:
        centre = _mixed(self.centre[None], people[0])[0]
        drawn = np.empty((len(self.worlds), len(centre)))
        ways = people[1:] or people
        for way, each in enumerate(ways):
            drawn[way :: len(ways)] = _mixed(self.worlds[way :: len(ways)], each)
        low, high = np.percentile(drawn, [LOW, HIGH], axis=0)
        return np.stack([centre, np.minimum(low, centre), np.maximum(high, centre)])


def _mixed(parts: Floats, people: Floats) -> Floats:
    """People of all parts, (W, n); added in one order, whatever the number of threads."""
    found = np.zeros((len(parts), people.shape[1]))
    for part, each in zip(parts.T, people, strict=True):
        found += part[:, None] * each
    return found


def _a_year(year: Year) -> Floats:
    """People a year on each segment, if all walked, by way and light, (P, S)."""
    walked = year.flows.by_band.sum(axis=3)
    return np.asarray(walked.reshape(-1, walked.shape[2]))


def _tonight(year: Year) -> Floats:
    """The same on the drawn night."""
    dark = year.tonight.night.dark
    lights = [year.flows.tonight[:, :, at].sum(axis=2) for at in (dark, ~dark)]
    walked = np.stack(lights, axis=1) / QUANTA_PER_WALKER
    return walked.reshape(-1, walked.shape[2])


def _direct_tonight(year: Year) -> Floats:
    """People on each segment on the drawn night by the way nobody takes out of fear, (1, S)."""
    return np.asarray(year.flows.tonight[DIRECT].sum(axis=1)[None] / QUANTA_PER_WALKER)


def _along(case: Case, people: Floats) -> Floats:
    """People along the streets of each option bought, a mean by length, (P, C)."""
    metres = case.streets.length_m
    means = [np.average(people[:, at], axis=1, weights=metres[at]) for at in _reached(case)]
    return np.stack(means, axis=1) if means else np.zeros((len(people), 0))


def _direct_in_the_dark(people: Floats) -> Floats:
    """Of people by part, (P, S), those after dark by the way nobody takes out of fear, (1, S)."""
    return np.asarray(people.reshape(2, 2, -1)[DIRECT, 0][None])


def _reached(case: Case) -> list[Ints]:
    return [case.options.reach(option) for option in case.chosen.tolist()]
