"""What the chosen plan comes to: after people re-route, in all worlds, and for lit walks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import Values
from homeward.plan import completed
from homeward.streets import shifted
from homeward.study.case import Case
from homeward.study.fixed import HIGH, LOW, Fixed, assumed_of, fixed_in
from homeward.study.lit import lit_by_street, lit_whole
from homeward.study.stakes import HARM_UNIT, lit_by
from homeward.study.worlds import Setting, Worlds, averted_at, declared_fixed, drawn_worlds
from homeward.study.year import Year
from homeward.walks import CAUTIOUS, DIRECT, SEXES, DarkWalks, dark_walks

__all__ = [
    "HIGH",
    "LOW",
    "Aftermath",
    "aftermath",
    "assumed_of",
    "assumed_of_total",
    "averted_block",
    "ends",
    "interval",
    "lit_gain",
    "lit_shares",
    "parted",
    "spill_block",
    "value_at",
]

LIT_SHIFTS = (-1.0, 0.0, 1.0)
WHERE = ("reached", "beside", "elsewhere")


@dataclass(frozen=True, eq=False, kw_only=True)
class Aftermath:
    """All worlds, the aim's figure in each, and how much of its spread is assumed.

    `held` are the same worlds with mere assumptions at their centre, and `averted_held` the
    figure there. `each` is what each option adds in every world to those bought before it, on
    the world's ways before the plan, (W, C). `fixed` is what other plans come to so; the last of
    them is this one.
    """

    worlds: Worlds
    held: Worlds
    averted: Floats
    averted_held: Floats
    each: Floats
    fixed: Fixed

    @property
    def assumed_share(self) -> float:
        """How much of the spread of the aim's figure is assumed."""
        return assumed_of(self.averted, self.averted_held)

    def ends_of_each(self, centre: Floats) -> tuple[Floats, Floats]:
        """The ends of each option's 95% interval, (C,) each, which hold its figure."""
        low, high = np.percentile(self.each, [LOW, HIGH], axis=0)
        return np.minimum(low, centre), np.maximum(high, centre)


def aftermath(
    setting: Setting,
    aims: Mapping[str, float],
    scale: Mapping[str, float],
    count: int,
    others: Sequence[Ints] = (),
) -> Aftermath:
    """Draw all worlds, twice: once as they are, once with mere assumptions at their centre.

    `others` are plans, each as its options, to be worked out beside this one at today's flows.
    """
    felt, lit, plans = "felt" in aims, "lit-walks" in aims, (*others, setting.case.chosen)
    asked = () if lit else plans
    free = drawn_worlds(setting, count, felt=felt, plans=asked)
    held = drawn_worlds(setting, count, assumptions_fixed=True, felt=felt, plans=asked)
    if lit:
        averted, firm, each, fixed = _lit_worlds(setting, count, plans)
    else:
        fixed = fixed_in(free, held, aims, scale)
        averted, firm = (_weighed(drawn, aims, scale) for drawn in (free, held))
        by_aim = {"harm": free.each_gbp, "felt": free.each_km}
        each = np.sum([by_aim[aim] * scale[aim] for aim in aims], axis=0)
    return Aftermath(
        worlds=free,
        held=held,
        averted=averted,
        averted_held=firm,
        each=each,
        fixed=fixed,
    )


def _weighed(worlds: Worlds, aims: Mapping[str, float], scale: Mapping[str, float]) -> Floats:
    """The aim's figure in every world; a mix is weighted, each aim over its own bound."""
    by_aim = {"harm": worlds.harm_gbp, "felt": worlds.felt_km}
    weighed: Floats = np.sum([by_aim[aim] * scale[aim] for aim in aims], axis=0)
    return weighed


def assumed_of_total(free: Floats, held: Floats) -> float:
    """The same of a total above nought, which is a product: of its logarithms.

    Else the few worlds in which a rate is very large would hide what all are multiplied by.
    """
    return assumed_of(np.log(free), np.log(held))


def averted_block(done: Aftermath, unit: str) -> dict[str, Any]:
    """The contract's ``averted_rerouted``: the mean of all worlds and their 95% interval."""
    expected, low, high = interval(done.averted)
    return {
        "expected": expected,
        "low": low,
        "high": high,
        "unit": unit,
        "assumed_share": round(done.assumed_share, 6),
    }


def interval(drawn: Floats) -> tuple[float, float, float]:
    """Mean of all worlds, and the ends of their 95% interval.

    A mean may lie outside 95% of draws when a few are very large: the interval holds it.
    """
    expected = float(np.mean(drawn))
    low, high = np.percentile(drawn, [LOW, HIGH]).tolist()
    return expected, min(low, expected), max(high, expected)


def value_at(
    setting: Setting, aims: Mapping[str, float], scale: Mapping[str, float], values: Values
) -> float:
    """The aim's figure for the same plan at mean effects and one set of values."""
    averted = averted_at(setting.case, setting.central(values), felt="felt" in aims)
    by_aim = {"harm": averted.harm_gbp, "felt": averted.felt_km}
    return float(sum(by_aim[aim] * scale[aim] for aim in aims if aim in by_aim))


@dataclass(frozen=True, eq=False, kw_only=True)
class _Lit:
    """Walks a year that become lit: by the plan once people re-route, and on today's ways.

    `fixed` are the latter: by each option, beside those bought before it, by each of the plans
    asked about, and by the last of them on each of its streets, one after the other.
    """

    gain: float
    fixed: Floats


def _lit_worlds(
    setting: Setting, count: int, plans: Sequence[Ints]
) -> tuple[Floats, Floats, Floats, Fixed]:
    """Walks that become lit in every world, the same with assumptions held, and by option (W, C).

    How many walk, and how dark unknown streets are. The walks are listed at three shifts of
    unknown light and read between them. Last, what the plans come to on today's ways.
    """
    central, case = setting.assumptions.central(), setting.case
    gains = [_lit(case, shift, central, plans) for shift in LIT_SHIFTS]
    anew = [_lit(way.case, 0.0, {**central, **way.values}, plans) for way in setting.ways]
    drawn = [setting.values(world) for world in range(count)]
    free = _lit_in_worlds(drawn, gains, anew, central)
    held = setting.held()
    firm = [declared_fixed(held.assumptions, held.values(world)) for world in range(count)]
    anew_held = anew if held.ways else []
    parts = np.cumsum([len(case.chosen), len(plans)])
    each, whole, by_street = np.split(_lit_fixed(drawn, gains, anew, central), parts, axis=1)
    _, whole_held, _ = np.split(_lit_fixed(firm, gains, anew_held, central), parts, axis=1)
    streets = np.flatnonzero(lit_by(case.options, plans[-1], case.streets.segments))
    return (
        free,
        _lit_in_worlds(firm, gains, anew_held, central),
        each,
        Fixed(
            plans=whole,
            held=whole_held,
            streets=streets,
            by_street=parted(whole[:, -1], by_street)[:, :, None],
        ),
    )


def parted(whole: Floats, by_street: Floats) -> Floats:
    """Each street's part in every world, (W, N), so that they sum to what the plan does, (W,).

    A street that completes no walk less than not may leave them with a larger sum.
    """
    total = by_street.sum(axis=1)
    times = np.divide(whole, total, out=np.zeros_like(whole), where=total > 0)
    found: Floats = by_street * times[:, None]
    return found


def _lit_in_worlds(
    rows: Sequence[Values], gains: Sequence[_Lit], anew: Sequence[_Lit], central: Values
) -> Floats:
    """The plan's gain in every world; on a draw of ways in proportion to that at the centre."""
    centre = gains[1].gain
    times = [way.gain / centre for way in anew] if anew and centre else [1.0]
    at_shifts = [each.gain for each in gains]
    drawn = [
        float(np.interp(values["streets.unlit_shift"], LIT_SHIFTS, at_shifts))
        * _after_dark(values)
        / _after_dark(central)
        for values in rows
    ]
    found: Floats = np.array(drawn) * np.resize(times, len(rows))
    return found


def _lit_fixed(
    rows: Sequence[Values], gains: Sequence[_Lit], anew: Sequence[_Lit], central: Values
) -> Floats:
    """What is told of today's ways in every world: no walk is completed less than not.

    What a draw of ways completes more or less than the centre is added: an option that
    completes nothing at the centre has no proportion.
    """
    at_shifts = np.array([each.fixed for each in gains])
    ways = [way.fixed - at_shifts[1] for way in anew] or [np.zeros_like(at_shifts[1])]
    found = np.zeros((len(rows), at_shifts.shape[1]))
    for world, values in enumerate(rows):
        part = [float(np.interp(values["streets.unlit_shift"], LIT_SHIFTS, at)) for at in np.eye(3)]
        there = np.maximum(part @ at_shifts + ways[world % len(ways)], 0.0)
        found[world] = there * _after_dark(values) / _after_dark(central)
    return found


def lit_gain(setting: Setting) -> float:
    """Walks a year that the plan makes lit once people choose their ways anew, at the centre."""
    return _lit(setting.case, 0.0, setting.assumptions.central()).gain


def _lit(case: Case, shift: float, values: Values, plans: Sequence[Ints] = ()) -> _Lit:
    """The walks listed before and after the plan, with unknown light shifted."""
    before = shifted(case.streets.p_lit, shift)
    after = np.where(case.after.p_lit == 1.0, 1.0, before)
    now, then = (
        dark_walks(case.streets, year.demand, year.nights, p_lit, values)
        for year, p_lit in ((case.before, before), (case.after, after))
    )
    return _Lit(
        gain=then.lit_already - now.lit_already,
        fixed=np.concatenate([completed(now, case.options, case.chosen), *_of(case, now, plans)]),
    )


def _of(case: Case, now: DarkWalks, plans: Sequence[Ints]) -> list[Floats]:
    """What each plan completes, and the last of them by street that it lights."""
    lit = [lit_by(case.options, plan, case.streets.segments) for plan in plans]
    by_street = [lit_by_street(now, each, case.streets.length_m)[each] for each in lit[-1:]]
    return [np.array([lit_whole(now, each).sum() for each in lit]), *by_street]


def _after_dark(values: Values) -> float:
    """How many walk after dark, in proportion."""
    women = values["walks.share_women"]
    shares = (women, 1.0 - women)
    walking = [values[f"walks.after_dark.{sex}"] for sex in SEXES]
    return values["walks.fill"] * float(np.dot(shares, walking))


def lit_shares(year: Year, values: Values) -> list[float]:
    """Share of walks home after dark that are lit all the way: unknown all dark, and all lit."""
    flows = year.flows
    weight = np.zeros(2)
    for sex in SEXES:
        women = values["walks.share_women"]
        people = (women if sex == "women" else 1.0 - women) * values[f"walks.after_dark.{sex}"]
        cautious = values[f"walks.cautious.{sex}"]
        weight[DIRECT] += people * (1.0 - cautious)
        weight[CAUTIOUS] += people * cautious
    total = float(weight @ flows.dark_walks)
    if total == 0:
        return [0.0, 0.0]
    return [round(float(weight @ lit) / total, 6) for lit in (flows.lit_low, flows.lit_high)]


def spill_block(setting: Setting, done: Aftermath) -> dict[str, Any]:
    """Harm averted where the plan reaches, next door, and where only people's ways changed."""
    streets = (len(setting.case.reached), len(setting.case.beside.near), None)
    rows = zip(WHERE, streets, _by_where(done.worlds), _by_where(done.held), strict=True)
    return {
        "rows": [
            {
                "where": where,
                "streets": count,
                **ends(free),
                "assumed_share": round(assumed_of(free, held), 6),
            }
            for where, count, free, held in rows
        ],
        "unit": HARM_UNIT,
    }


def _by_where(worlds: Worlds) -> tuple[Floats, Floats, Floats]:
    """Pounds averted in every world at each of `WHERE`, (W,) each."""
    elsewhere = worlds.harm_gbp - worlds.reached_gbp - worlds.beside_gbp
    return worlds.reached_gbp, worlds.beside_gbp, elsewhere


def ends(drawn: Floats) -> dict[str, float]:
    """Mean of all draws, and the ends of their 95% interval, by name."""
    expected, low, high = interval(drawn)
    return {"expected": expected, "low": low, "high": high}
