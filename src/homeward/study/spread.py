"""Walkers, lit walks and felt risk in all joint worlds: the intervals of what a plan tells.

Letters used for shapes: W worlds, X the two sexes, S segments, B bands, K kinds of street.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from homeward.kit.arrays import Floats, Ints
from homeward.measures import Assumptions, Values
from homeward.streets import Kind
from homeward.study.aftermath import HIGH, LOW, assumed_of, interval, lit_shares
from homeward.study.case import Case, felt_in, felt_left
from homeward.study.cited import survey_rows
from homeward.study.light import Light, drawn_light, expected_light
from homeward.study.people import Strides, km_on, setting_out, strides, walking
from homeward.study.stakes import Effects, effects_in_world, mean_effects
from homeward.study.worlds import Setting, declared_fixed
from homeward.study.year import Year
from homeward.walks import SEXES

__all__ = ["FELT_UNIT", "LIT_UNIT", "Told", "felt_block", "lit_block", "people_block", "told_of"]

FELT_UNIT = "share of the distance walked after dark on which walkers would feel unsafe"
LIT_UNIT = "share of walks home after dark whose every street is lit"

Row = Mapping[str, Floats]
"""Figures of one world by name, each an array of any shape."""

STREETS = "streets"
"""The one figure that every street has: kept apart, and in half the room."""

AT_ONCE = 1 << 14
"""Figures whose worlds are sorted at one time: 26 MB for 200 worlds."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Told:
    """What is told of walkers and felt risk: at central values, and in every world.

    Each figure of `drawn` has one axis more than that of `centre`, the worlds; `held` are the
    same worlds with mere assumptions at their centre. `streets` are
    the shares who would feel unsafe after dark on each street, of women and of men, (W, S, X);
    at central values they are `streets_centre`, (S, X).
    """

    centre: Row
    drawn: Row
    held: Row
    streets: npt.NDArray[np.float32]
    streets_centre: Floats

    def on_streets(self) -> Floats:
        """Low and high ends of the shares on each street, (2, S, X), which hold the central."""
        worlds, segments, sexes = self.streets.shape
        flat, centre = self.streets.reshape(worlds, -1), self.streets_centre.ravel()
        parts = [slice(at, at + AT_ONCE) for at in range(0, segments * sexes, AT_ONCE)]
        ends = [np.percentile(flat[:, part], [LOW, HIGH], axis=0) for part in parts]
        low, high = np.concatenate(ends, axis=1) if ends else np.zeros((2, 0))
        found = np.stack([np.minimum(low, centre), np.maximum(high, centre)])
        return found.reshape(2, segments, sexes)

    def ends(self, name: str, *at: int) -> dict[str, float]:
        """A figure with its 95% interval and how much of it is assumed; the whole is summed."""
        free, held = (
            np.array([each[at].sum() for each in worlds[name]])
            for worlds in (self.drawn, self.held)
        )
        return _ends(float(self.centre[name][at].sum()), free, held)

    def by_sex(self, name: str, *at: int) -> dict[str, dict[str, float]]:
        """The same for women and for men, which are the figure's last axis."""
        return {sex: self.ends(name, *at, column) for column, sex in enumerate(SEXES)}

    def change(self, after: str, before: str) -> dict[str, dict[str, float]]:
        """How much a figure changes with the plan, by sex: each world against itself."""
        centre, drawn, held = (
            each[after] - each[before] for each in (self.centre, self.drawn, self.held)
        )
        return {
            sex: _ends(float(centre[column]), drawn[:, column], held[:, column])
            for column, sex in enumerate(SEXES)
        }


def _ends(centre: float, free: Floats, held: Floats) -> dict[str, float]:
    _, low, high = interval(free)
    found = {"expected": centre, "low": min(low, centre), "high": max(high, centre)}
    rounded = {name: float(f"{value:.6g}") for name, value in found.items()}
    return {**rounded, "assumed_share": round(assumed_of(free, held), 6)}


def told_of(setting: Setting, worlds: int) -> Told:
    """Walkers, lit walks and felt risk of a plan, at central values and in every world.

    Parameters
    ----------
    setting
        The plan and what it rests on.
    worlds
        How many.

    Returns
    -------
    Told
        Numbers of people scale with what is declared of them; where they go, and by which way,
        is as in the few searches that the worlds share (`Setting.ways`).
    """
    whole = {id(each): _Whole.of(each) for each in setting.cases}
    centre = dict(_central(setting, whole[id(setting.case)]))
    on_streets = centre.pop(STREETS)
    streets = np.empty((worlds, *on_streets.shape), dtype=np.float32)
    free, held = [], []
    for world in range(worlds):
        row = dict(_drawn(setting, world, whole))
        streets[world] = row.pop(STREETS)
        free.append(row)
        held.append(_drawn(setting, world, whole, held=True))
    return Told(
        centre=centre,
        drawn=_stacked(free, centre),
        held=_stacked(held, centre),
        streets=streets,
        streets_centre=on_streets,
    )


def _stacked(rows: Sequence[Row], names: Iterable[str]) -> Row:
    return {name: np.array([row[name] for row in rows]) for name in names}


def _central(setting: Setting, whole: "_Whole") -> Row:
    case, values = setting.case, setting.assumptions.central()
    effects = mean_effects(case.options, case.measures).of(case.chosen)
    light = expected_light(case.streets, case.before.p_lit, values)
    return whole.told(_World(values=values, light=light, effects=effects))


def _drawn(
    setting: Setting, world: int, whole: Mapping[int, "_Whole"], *, held: bool = False
) -> Row:
    """Every figure of one world, or of the same with mere assumptions at their centre."""
    given = setting.held() if held else setting
    case, draw = given.at(world).case, (setting.seed, world)
    values = given.values(world)
    if held:
        values = declared_fixed(setting.assumptions, values)
    drawn = _World(
        values=values,
        light=drawn_light(case.streets, case.before.p_lit, values, draw),
        effects=effects_in_world(case.options, case.measures, draw, case.chosen),
    )
    return whole[id(case)].told(drawn)


@dataclass(frozen=True, eq=False, kw_only=True)
class _World:
    """One world: values, which streets are lit, and what the chosen options do."""

    values: Values
    light: Light
    effects: Effects


@dataclass(frozen=True, eq=False, kw_only=True)
class _Whole:
    """One case with what does not differ between the worlds that share its ways.

    `rest` are the strides before and after the plan off the streets that it reaches; `kinds`
    the share of each kind's length on every segment, (K, S).
    """

    case: Case
    rest: tuple[Strides, Strides]
    kinds: Floats

    @staticmethod
    def of(case: Case) -> "_Whole":
        off = np.setdiff1d(np.arange(case.streets.segments), case.reached)
        return _Whole(
            case=case,
            rest=(_all_left(case, case.before, off), _all_left(case, case.after, off)),
            kinds=_kinds(case),
        )

    def told(self, world: _World) -> Row:
        """Every figure of one world."""
        case, values = self.case, world.values
        out, home = setting_out(case.before, values), walking(case.before, values)
        return {
            "leaving": np.stack([out.tonight, out.a_year]),
            "walking": np.stack([home.tonight, home.a_year]),
            "lit": np.array([lit_shares(each, values) for each in (case.before, case.after)]),
            "km": np.stack(
                [km_on(case.streets, each, values, case.reached) for each in _years(case)]
            ),
            **self._felt(world),
        }

    def _felt(self, world: _World) -> Row:
        """Felt shares of the town and of the plan's streets, (X,) each, and by kind, (K, X)."""
        case, p_lit = self.case, world.light.p_lit
        felt = felt_in(case, world.values)
        after = np.where(case.after.p_lit == 1.0, 1.0, p_lit)
        left = felt_left(case, world.effects)[case.reached]
        reached = (
            _all_left(case, case.before, case.reached),
            strides(case.streets, case.after, case.reached, left),
        )
        on_streets = felt.at(p_lit, dark=True)
        found = {STREETS: on_streets, "by_kind": self.kinds @ on_streets}
        for name, at, light in (("before", 0, p_lit), ("after", 1, after)):
            there = reached[at].feared(felt, light, world.values)
            found[f"plan_{name}"] = _share(there)
            found[name] = _share(there + self.rest[at].feared(felt, light, world.values))
        return found


def _years(case: Case) -> tuple[Year, Year]:
    return case.before, case.after


def _all_left(case: Case, year: Year, rows: Ints) -> Strides:
    return strides(case.streets, year, rows, np.ones((len(rows), len(year.hours.dark))))


def _share(metres: Floats) -> Floats:
    """Unsafe metres over all, shape (X,), 0 where nobody walks."""
    found: Floats = np.divide(metres[0], metres[1], out=np.zeros(len(SEXES)), where=metres[1] > 0)
    return found


def _kinds(case: Case) -> Floats:
    """Share of each kind's length that each segment has, (K, S)."""
    streets = case.streets
    length = np.stack([np.where(streets.kind == kind, streets.length_m, 0.0) for kind in Kind])
    total = length.sum(axis=1, keepdims=True)
    found: Floats = np.divide(length, total, out=np.zeros_like(length), where=total > 0)
    return found


def people_block(told: Told, *, bought: bool) -> dict[str, Any]:
    """How many people set out and walk, and how far on the plan's streets, with intervals."""
    times = {"tonight": 0, "a_year": 1}
    return {
        "setting_out": {name: told.ends("leaving", row) for name, row in times.items()},
        "walking": {name: _everyone(told, "walking", row) for name, row in times.items()},
        "on_plan_streets": {
            "before": _everyone(told, "km", 0),
            "after": _everyone(told, "km", 1),
            "unit": "km walked a year at night on the streets that the plan reaches",
        }
        if bought
        else None,
    }


def _everyone(told: Told, name: str, row: int) -> dict[str, dict[str, float]]:
    return {"all": told.ends(name, row), **told.by_sex(name, row)}


def lit_block(told: Told) -> dict[str, Any]:
    """Shares of walks lit all the way, unknown light all dark and all lit, and what draws give.

    The interval runs from the lower end of the one to the upper end of the other; what is
    assumed is told of each of the two.
    """
    found: dict[str, Any] = {}
    intervals, assumed = {}, {}
    for row, name in enumerate(("before", "after")):
        both = [told.ends("lit", row, end) for end in (0, 1)]
        found[name] = [round(each["expected"], 6) for each in both]
        intervals[name] = [round(both[0]["low"], 6), round(both[1]["high"], 6)]
        assumed[name] = [each["assumed_share"] for each in both]
    return {**found, "unit": LIT_UNIT, "interval": intervals, "assumed_share": assumed}


def felt_block(told: Told, declared: Assumptions, *, bought: bool) -> dict[str, Any]:
    """Share of the distance on which women and men would feel unsafe, with intervals."""
    shares = {name: told.by_sex(name) for name in ("before", "after")}
    both = {**shares, "change": told.change("after", "before")}
    return {
        **{name: _by_sex(each, "expected") for name, each in shares.items()},
        "unit": FELT_UNIT,
        "interval": {
            name: {sex: [round(each[sex]["low"], 6), round(each[sex]["high"], 6)] for sex in SEXES}
            for name, each in both.items()
        },
        "assumed_share": {name: _by_sex(each, "assumed_share") for name, each in both.items()},
        "on_plan_streets": {name: told.by_sex(f"plan_{name}") for name in ("before", "after")}
        if bought
        else None,
        "by_kind": [
            {"kind": kind.label, **told.by_sex("by_kind", row)}
            for row, kind in enumerate(Kind)
            if told.centre["by_kind"][row].any()
        ],
        "survey": survey_rows(declared),
    }


def _by_sex(ends: Mapping[str, Mapping[str, float]], which: str) -> dict[str, float]:
    return {sex: round(each[which], 6) for sex, each in ends.items()}
