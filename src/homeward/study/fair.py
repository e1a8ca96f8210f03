"""Who gains: ``fair`` in plan.json, by area, deprivation, sex, age and steps, and its price."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.measures import Values
from homeward.streets import Kind
from homeward.study.fixed import Fixed, ends_within
from homeward.study.gain import gain_by_sex, gain_by_street
from homeward.study.regions import area_name, zone_at
from homeward.study.solved import Solved
from homeward.study.steps import STEP_FREE_KINDS, main_nodes, step_free
from homeward.study.toll import toll_block
from homeward.study.ways import ends_over_ways
from homeward.study.year import Year
from homeward.tables import Zones
from homeward.walks import SEXES
from homeward.walks.ends import HOME

__all__ = ["fair_block"]

BY_AIM = {
    "harm": "Who is harmed is not told by the police's open data, by sex or by age.",
    "lit-walks": "Lit walks are counted for women and men together.",
}
MIXED = "A mix of aims is not counted by sex."

SHARE_ENDS = ("gain_share_low", "gain_share_high")

Within = tuple[float, float, float]
"""A figure at mean effects, and the ends of its 95% interval."""

BySex = Mapping[str, Within]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Gain:
    """What the plan gains on each street at mean effects, (S,), and in every world."""

    street: Floats
    worlds: Fixed

    def by(self, number: Ints, count: int) -> Floats:
        """What is gained by the streets' numbers, (S,), below `count`, shape (1 + W, count).

        At mean effects, and then in every world.
        """
        there = number[self.worlds.streets]
        worlds = self.worlds.by_street.sum(axis=2)
        return np.array(
            [
                np.bincount(number, self.street, minlength=count),
                *(np.bincount(there, each, minlength=count) for each in worlds),
            ]
        )

    @cached_property
    def whole(self) -> Floats:
        """What is gained on all streets, (1 + W,)."""
        found: Floats = self.by(np.zeros(len(self.street), dtype=np.int64), 1)[:, 0]
        return found

    def part(self, gained: Floats) -> dict[str, float | None]:
        """A part of what is gained and its share of the whole, from shape (1 + W,)."""
        share = self.share(gained)
        shares = dict(zip(("gain_share", *SHARE_ENDS), share or (None,) * 3, strict=True))
        return {**_ends(gained), **shares}

    def share(self, gained: Floats) -> Within | None:
        """A part of what is gained as a share of the whole; None where nothing is.

        Its interval is over the worlds in which the plan gains at all; a part that loses there
        is a share of nought.
        """
        some = self.whole > 0
        shares = np.clip(gained[some] / self.whole[some], 0.0, 1.0)
        if not some[0]:
            return None
        low, high = ends_within(shares[1:] if len(shares) > 1 else shares, float(shares[0]))
        return round(float(shares[0]), 6), round(low, 6), round(high, 6)


def _ends(gained: Floats) -> dict[str, float]:
    """A gain at mean effects with its 95% interval, from shape (1 + W,)."""
    centre = float(gained[0])
    low, high = ends_within(gained[1:], centre)
    return {"gain": centre, "gain_low": low, "gain_high": high}


def fair_block(solved: Solved) -> dict[str, Any]:
    """Who gains from the plan, at fixed flow, and what each floor of fairness costs."""
    gain = _Gain(street=gain_by_street(solved), worlds=solved.done.fixed)
    zones = solved.known.built.town.zones
    return {
        "unit": solved.chosen.unit,
        **_ends(gain.whole),
        "gain_assumed_share": solved.done.fixed.assumed_of_plan(-1),
        "by_area": None if zones is None else _by_area(solved, zones, gain),
        "by_decile": None if zones is None else _by_decile(solved, zones, gain),
        "by_sex": _by_sex(solved, gain),
        "by_age": None if zones is None else _by_age(solved, zones, gain),
        "residents_women": None if zones is None else _women_there(solved, zones, gain),
        "steps": _steps(solved, gain),
        "prices": _prices(solved),
        "not_known": list(_not_known(solved, zones)),
    }


def _parts(solved: Solved, zones: Zones, gain: _Gain) -> tuple[Floats, Ints, Floats]:
    """Gain, (1 + W, Z + 1), options and pounds, (Z + 1,), by area; at the end what lies in none."""
    count = len(zones.code)
    option = solved.shelf.regions.of_option[solved.bought]
    spent = solved.shelf.limits.cost_pence[:, solved.bought].sum(axis=0)
    area = np.where(option < 0, count, option)
    options = np.bincount(area, minlength=count + 1).astype(np.int64)
    pounds: Floats = np.bincount(area, spent, minlength=count + 1) / 100
    return _gain_by_area(solved, zones, gain), options, pounds


def _gain_by_area(solved: Solved, zones: Zones, gain: _Gain) -> Floats:
    """Gain by area, and at the end what lies in none, (1 + W, Z + 1)."""
    street, count = zone_at(zones, solved.known.built.streets.middle_xy_m), len(zones.code)
    return gain.by(np.where(street < 0, count, street), count + 1)


def _by_area(solved: Solved, zones: Zones, gain: _Gain) -> list[dict[str, Any]]:
    """A row an area, in order of code; last what lies in none, if anything does."""
    gained, options, spent = _parts(solved, zones, gain)
    residents, decile = _known(zones.residents), _known(zones.decile)
    rows = [
        {
            "code": str(zones.code[at]),
            "name": area_name(zones, at),
            "decile": decile[at],
            "residents": residents[at],
            "options": int(options[at]),
            "spent_gbp": round(float(spent[at]), 2),
            **gain.part(gained[:, at]),
        }
        for at in range(len(zones.code))
    ]
    rest = {"code": "", "name": "outside the areas given", "decile": None, "residents": None}
    last = {"options": int(options[-1]), "spent_gbp": round(float(spent[-1]), 2)}
    outside = {**rest, **last, **gain.part(gained[:, -1])}
    return [*rows, outside] if options[-1] or gained[0, -1] else rows


def _known(figures: Floats) -> list[int | None]:
    """Whole figures, with None for what is not known."""
    return [None if np.isnan(each) else round(each) for each in figures.tolist()]


def _by_decile(solved: Solved, zones: Zones, gain: _Gain) -> list[dict[str, Any]] | None:
    """A row a decile that some area has, 1 the most deprived; last where it is not known."""
    if not np.isfinite(zones.decile).any():
        return None
    gained, options, spent = _parts(solved, zones, gain)
    of_area = np.append(zones.decile, np.nan)
    residents = np.append(zones.residents, np.nan)
    rows = []
    for decile in [*np.unique(zones.decile[np.isfinite(zones.decile)]).tolist(), None]:
        mine = np.isnan(of_area) if decile is None else of_area == decile
        if decile is None and not (options[mine].any() or gained[0, mine].any()):
            continue
        rows.append(
            {
                "decile": None if decile is None else round(decile),
                "residents": _known(residents[mine].sum(keepdims=True))[0],
                "options": int(options[mine].sum()),
                "spent_gbp": round(float(spent[mine].sum()), 2),
                **gain.part(gained[:, mine].sum(axis=1)),
            }
        )
    return rows


def _by_sex(solved: Solved, gain: _Gain) -> dict[str, Any]:
    """What each sex gains, where the aim is counted so, and who walks where the gain falls."""
    gained, shares, aims = *_sexes_gain(solved, gain), tuple(solved.request.aims)
    there = _by_name(_walkers(solved, gain))
    return {
        "gain": _centre(gained),
        "gain_share": _centre(shares),
        "why": "" if gained is not None else BY_AIM[aims[0]] if len(aims) == 1 else MIXED,
        "walkers": _centre(there),
        "interval": {
            "gain": _low_high(gained),
            "gain_share": _low_high(shares),
            "walkers": _low_high(there),
        },
    }


def _sexes_gain(solved: Solved, gain: _Gain) -> tuple[BySex | None, BySex | None]:
    """What women and men gain, and their shares of it; None where it is not counted so."""
    by_sex = gain_by_sex(solved)
    if by_sex is None:
        return None, None
    columns = np.vstack([by_sex, gain.worlds.by_street.sum(axis=1)]).T
    ends = [ends_within(each[1:], float(each[0])) for each in columns]
    gained = [(float(each[0]), *between) for each, between in zip(columns, ends, strict=True)]
    shares = [each for each in map(gain.share, columns) if each is not None]
    return _by_name(gained), _by_name(shares or None)


def _by_name(rows: Sequence[Within] | None) -> BySex | None:
    return None if rows is None else dict(zip(SEXES, rows, strict=True))


def _centre(rows: BySex | None) -> dict[str, float] | None:
    return None if rows is None else {sex: row[0] for sex, row in rows.items()}


def _low_high(rows: BySex | None) -> dict[str, list[float]] | None:
    return None if rows is None else {sex: list(row[1:]) for sex, row in rows.items()}


def _walkers(solved: Solved, gain: _Gain) -> list[Within] | None:
    """Women's and men's share of those who walk after dark where the gain falls."""
    setting, worlds = solved.setting, gain.worlds
    centre = _walking(solved.before, solved.values, slice(None), gain.street)
    drawn = (
        _walking(setting.way(world).case.before, setting.values(world), worlds.streets, each)
        for world, each in enumerate(np.maximum(worlds.by_street.sum(axis=2), 0.0))
    )
    return _within(centre, drawn)


def _walking(year: Year, values: Values, rows: Ints | slice, gain: Floats) -> list[float] | None:
    """Mean share of each sex among those who walk on some streets, weighed by gain there."""
    by_sex = [year.flows.actual(values, sex, rows)[0].sum(axis=1) for sex in SEXES]
    walkers = np.stack(by_sex, axis=1)
    total = walkers.sum(axis=1)
    share = np.divide(walkers, total[:, None], out=np.zeros_like(walkers), where=total[:, None] > 0)
    return _weighed(share, np.where(total > 0, gain, 0.0))


def _weighed(share: Floats, weight: Floats) -> list[float] | None:
    """Mean of each column by weight, None where there is no weight."""
    total = float(weight.sum())
    if total <= 0:
        return None
    found = (share * weight[:, None]).sum(axis=0) / total
    return [round(each, 6) for each in found.tolist()]


def _within(centre: list[float] | None, drawn: Iterable[list[float] | None]) -> list[Within] | None:
    """Shares with the ends of their intervals, over the worlds in which there are any."""
    if centre is None:
        return None
    worlds = np.array([centre, *(each for each in drawn if each is not None)])[1:]
    if not len(worlds):
        return [(each, each, each) for each in centre]
    ends = [ends_within(worlds[:, at], each) for at, each in enumerate(centre)]
    return [
        (each, round(low, 6), round(high, 6))
        for each, (low, high) in zip(centre, ends, strict=True)
    ]


def _residents(
    solved: Solved, zones: Zones, gain: _Gain, share: Floats
) -> list[tuple[Within, float]] | None:
    """Residents' shares, weighed by where the gain falls and by where people live, by column.

    Over the areas that tell them; None where none does, or nothing is gained there. An area in
    which a world has more harm with the plan weighs nothing in that world.
    """
    told = np.isfinite(share).all(axis=1) & np.isfinite(zones.residents)
    gained = np.maximum(_gain_by_area(solved, zones, gain)[:, :-1][:, told], 0.0)
    there = _within(
        _weighed(share[told], gained[0]), (_weighed(share[told], w) for w in gained[1:])
    )
    all_ = _weighed(share[told], zones.residents[told])
    return None if there is None or all_ is None else list(zip(there, all_, strict=True))


def _by_age(solved: Solved, zones: Zones, gain: _Gain) -> list[dict[str, Any]] | None:
    """Ages of those who live where the gain falls, beside all residents of the areas."""
    bands = [at for at in range(len(zones.age_bands)) if np.isfinite(zones.ages[:, at]).any()]
    pairs = _residents(solved, zones, gain, zones.ages[:, bands]) if bands else None
    if pairs is None:
        return None
    return [
        {"band": zones.age_bands[at], **_live_there(pair)}
        for at, pair in zip(bands, pairs, strict=True)
    ]


def _live_there(pair: tuple[Within, float]) -> dict[str, float]:
    (there, low, high), everywhere = pair
    return {
        "where_gain_falls": there,
        "where_gain_falls_low": low,
        "where_gain_falls_high": high,
        "all_areas": everywhere,
    }


def _women_there(solved: Solved, zones: Zones, gain: _Gain) -> dict[str, float] | None:
    """Share of women among those who live where the gain falls, and in all areas."""
    if not np.isfinite(zones.women).any():
        return None
    pairs = _residents(solved, zones, gain, zones.women[:, None])
    return None if pairs is None else _live_there(pairs[0])


def _steps(solved: Solved, gain: _Gain) -> dict[str, Any]:
    """How much of the gain falls on ways without steps, and who can set out and get home so."""
    streets = solved.known.built.streets
    what = step_free(streets)
    gained = gain.by(what, len(STEP_FREE_KINDS))
    length = streets.length_m
    return {
        "rows": [
            {
                "what": name,
                **gain.part(gained[:, at]),
                "length_share": round(float(length[what == at].sum() / length.sum()), 6),
            }
            for at, name in enumerate(STEP_FREE_KINDS)
        ],
        **_reached_without_steps(solved),
    }


def _reached_without_steps(solved: Solved) -> dict[str, float | None]:
    """Shares of those who set out, and of homes, on the network without steps, with intervals."""
    streets = solved.known.built.streets
    free = main_nodes(streets, streets.kind != Kind.STEPS)
    years = [case.before for case in solved.setting.cases]
    leaving = [_setting_out_on(free, year) for year in years]
    homes = [_homes_on(free, year) for year in years]
    found: dict[str, float | None] = {}
    for name, shares in (("leaving_share", leaving), ("homes_share", homes)):
        told = [each for each in shares if each is not None]
        low, high = ends_over_ways(told, solved.request.worlds) if told else (None, None)
        found |= {name: shares[0], f"{name}_low": low, f"{name}_high": high}
    return found


def _setting_out_on(free: Bools, year: Year) -> float | None:
    """Share of those who leave venues and stations that set out at some corners."""
    nights = np.array([each.night.weight for each in year.nights], dtype=np.float64)
    leaving = (year.demand.leaving[:-1].sum(axis=2) * nights[:, None]).sum(axis=0)
    return _share(free[year.demand.origin_node], leaving)


def _homes_on(free: Bools, year: Year) -> float | None:
    """Share of homes that stand at some corners."""
    homes = year.demand.end_kind == HOME
    return _share(free[year.demand.end_node[homes]], year.demand.end_weight[homes])


def _prices(solved: Solved) -> list[dict[str, Any]]:
    """What each floor costs."""
    beside, fixed, with_it = solved.beside, solved.done.fixed, solved.chosen.choice
    return [
        toll_block(each, with_it, fixed, beside.of_toll(at)) for at, each in enumerate(beside.tolls)
    ]


def _share(mask: Bools, weight: Floats) -> float | None:
    total = float(weight.sum())
    return round(float(weight[mask].sum()) / total, 6) if total > 0 else None


def _not_known(solved: Solved, zones: Zones | None) -> Sequence[str]:
    """What the map and the files do not tell of who gains."""
    said = [
        "Gain is counted on the street where it arises. Where the people who walk there live, "
        "how old they are, and whether they are disabled, is not known.",
        "The map tells of steps. Of kerbs, slopes, surfaces and narrow places it rarely does, so "
        "a way without steps may still be closed to someone on wheels.",
    ]
    if zones is None:
        said.append("No areas were given (--areas), so nothing is known by area or deprivation.")
        return said
    missing = {
        "deciles of deprivation (column decile)": zones.decile,
        "the share of women (column women)": zones.women,
        "ages (columns such as aged 16 to 34)": zones.ages,
    }
    gone = [name for name, column in missing.items() if not np.isfinite(column).any()]
    if gone:
        said.append(f"The areas given do not tell {'; nor '.join(gone)}.")
    return said
