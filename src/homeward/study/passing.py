"""How many people walk along each street, and along those of each option, in all joint worlds.

Letters used for shapes: W worlds, K worlds kept, S segments, T half-hours of the drawn night,
C options, P parts of the people who set out (way of choosing x light), n places asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.study.aftermath import HIGH, LOW
from homeward.study.case import Case
from homeward.study.worlds import Setting
from homeward.study.year import Year
from homeward.walks import DIRECT, QUANTA_PER_WALKER, Flows
from homeward.walks.flow import walking_parts

__all__ = ["Passing", "passing"]

AT_ONCE = 1 << 12
"""Places whose worlds are held at one time: 7 MB for 200 worlds."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Passing:
    """Walkers: expected, and the low and the high end of their 95% interval, first axis.

    `a_year` and `tonight` are of each segment, (3, S), and `desired_tonight` of those who would
    walk there if nobody were afraid; `at_options` of the streets of each
    option bought, a mean along their length, a year, (3, C); `unafraid` of the same streets,
    those who would walk there after dark a year if nobody feared it, (3, C). `by_slot` and
    `desired_by_slot` are of each segment in each half-hour of the drawn night, (3, S, T);
    `km_by_slot` and `desired_km_by_slot` are kilometres by everyone together in each, and last
    over the whole night, (3, T + 1).
    """

    a_year: Floats
    tonight: Floats
    desired_tonight: Floats
    by_slot: Floats
    desired_by_slot: Floats
    km_by_slot: Floats
    desired_km_by_slot: Floats
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
    values = [setting.assumptions.central(), *(setting.values(world) for world in range(worlds))]
    parts = np.array([walking_parts(each) for each in values])
    walk = _Drawn.of(parts.reshape(len(parts), -1), len(setting.ways))
    fill = _Drawn.of(np.array([[each["walks.fill"]] for each in values]), len(setting.ways))
    by_light = [_Drawn.of(parts[:, :, light], len(setting.ways)) for light in (0, 1)]
    cases, km = setting.cases, (setting.case.streets.length_m / 1000.0)[:, None]
    flows, year = [each.before.flows for each in cases], [_a_year(each.before) for each in cases]
    tonight = [_tonight(each.before) for each in cases]
    desired = [_direct_tonight(each.before) for each in cases]
    slots = [by_light[int(not dark)] for dark in setting.case.before.tonight.night.dark]
    wished = [fill for _ in slots]
    return Passing(
        by_slot=_by_slot(flows, slots),
        desired_by_slot=_by_slot(flows, wished),
        km_by_slot=_km(flows, slots, km, walk.ends([each @ km for each in tonight])),
        desired_km_by_slot=_km(flows, wished, km, fill.ends([each @ km for each in desired])),
        a_year=walk.ends(year),
        tonight=walk.ends(tonight),
        desired_tonight=fill.ends(desired),
        at_options=walk.ends([_along(setting.case, each) for each in year]),
        unafraid=fill.ends([_along(setting.case, _direct_in_the_dark(each)) for each in year]),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class _Drawn:
    """The parts of the people at central values, (P,), and in the worlds that are kept, (K, P).

    `kept` are the numbers of those worlds, and `count` says how many there are in all.
    """

    centre: Floats
    worlds: Floats
    kept: Ints
    count: int

    @staticmethod
    def of(parts: Floats, ways: int) -> "_Drawn":
        """From the parts at central values and then in every world, (1 + W, P)."""
        worlds = parts[1:]
        kept = _outermost(worlds, max(ways, 1))
        return _Drawn(centre=parts[0], worlds=worlds[kept], kept=kept, count=len(worlds))

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
        drawn = np.empty((len(self.kept), len(centre)))
        ways = people[1:] or people
        for way, each in enumerate(ways):
            its = self.kept % len(ways) == way
            drawn[its] = _mixed(self.worlds[its], each)
        low, high = _percentiles(drawn, self.count)
        return np.stack([centre, np.minimum(low, centre), np.maximum(high, centre)])


def _outermost(worlds: Floats, ways: int) -> Ints:
    """Worlds that some street may have at an end of its interval, or further out.

    No part of the people is negative. So where enough worlds of the same ways have no more of
    any part than this one, they have no more walkers than it on any street, and the low end is
    among theirs; the high end likewise. Of 200 worlds about 80 are kept.
    """
    deep = int(LOW / 100.0 * (len(worlds) - 1)) + 2
    kept = np.zeros(len(worlds), dtype=np.bool_)
    for way in range(ways):
        its = worlds[way::ways]
        kept[way::ways] = (_within(its) < deep) | (_within(-its) < deep)
    return np.flatnonzero(kept)


def _within(worlds: Floats) -> Ints:
    """How many other worlds have no more of any part than each; of equals, the earlier."""
    number = np.arange(len(worlds))
    no_more = (worlds[None, :] <= worlds[:, None]).all(axis=2)
    less = (worlds[None, :] < worlds[:, None]).any(axis=2)
    return np.asarray((no_more & (less | (number[None, :] < number[:, None]))).sum(axis=1))


def _percentiles(kept: Floats, count: int) -> tuple[Floats, Floats]:
    """Low and high ends of so many worlds, (n,) each, of which the outermost are given, (K, n).

    They are those of `numpy.percentile` over all worlds: only ranks near either end are asked
    for, and what is not given lies between them.
    """
    last = len(kept) - 1
    low, high = LOW / 100.0 * (count - 1), HIGH / 100.0 * (count - 1) - (count - 1 - last)
    below = [int(low), int(high)]
    above = [min(rank + 1, last) for rank in below]
    # Each place's worlds side by side: many times faster than apart.
    found = np.ascontiguousarray(kept.T)
    found.partition(sorted({*below, *above}), axis=1)
    first, then = found[:, below].T, found[:, above].T
    low_end, high_end = first + (np.array([[low], [high]]) - np.array(below)[:, None]) * (
        then - first
    )
    return low_end, high_end


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


def _by_slot(flows: Sequence[Flows], drawn: Sequence[_Drawn]) -> Floats:
    """Walkers of each segment in each half-hour of the drawn night, with ends, (3, S, T).

    As many parts as a half-hour's draws have are taken: of one, the direct way's.
    """
    found = np.empty((3, *flows[0].tonight.shape[1:]))
    for slot, each in enumerate(drawn):
        found[:, :, slot] = each.ends(_in_slot(flows, slot, each))
    return found


def _in_slot(flows: Sequence[Flows], slot: int, drawn: _Drawn) -> list[Floats]:
    """People on each segment in a half-hour by as many parts as its draws have, (P, S)."""
    ways = slice(len(drawn.centre))
    return [flow.tonight[ways, :, slot] / QUANTA_PER_WALKER for flow in flows]


def _km(flows: Sequence[Flows], drawn: Sequence[_Drawn], km: Floats, night: Floats) -> Floats:
    """Kilometres by everyone in each half-hour, then the whole night's, with ends, (3, T + 1)."""
    slots = [
        each.ends([people @ km for people in _in_slot(flows, slot, each)])
        for slot, each in enumerate(drawn)
    ]
    return np.concatenate([*slots, night], axis=1)


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
