"""Who gains: ``fair`` in plan.json, by area, deprivation, sex, age and steps, and its price."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.streets import Kind
from homeward.study.gain import gain_by_sex, gain_by_street
from homeward.study.regions import area_name, zone_at
from homeward.study.solved import Solved
from homeward.study.steps import STEP_FREE_KINDS, main_nodes, step_free
from homeward.study.toll import prices
from homeward.tables import Zones
from homeward.walks import SEXES
from homeward.walks.ends import HOME

__all__ = ["fair_block"]

BY_AIM = {
    "harm": "Who is harmed is not told by the police's open data, by sex or by age.",
    "lit-walks": "Lit walks are counted for women and men together.",
}
MIXED = "A mix of aims is not counted by sex."


def fair_block(solved: Solved) -> dict[str, Any]:
    """Who gains from the plan, at fixed flow, and what each floor of fairness costs."""
    gain = gain_by_street(solved)
    zones = solved.known.built.town.zones
    return {
        "unit": solved.chosen.unit,
        "gain": float(gain.sum()),
        "by_area": None if zones is None else _by_area(solved, zones, gain),
        "by_decile": None if zones is None else _by_decile(solved, zones, gain),
        "by_sex": _by_sex(solved, gain),
        "by_age": None if zones is None else _by_age(solved, zones, gain),
        "residents_women": None if zones is None else _women_there(solved, zones, gain),
        "steps": _steps(solved, gain),
        "prices": prices(solved),
        "not_known": list(_not_known(solved, zones)),
    }


def _parts(solved: Solved, zones: Zones, gain: Floats) -> tuple[Floats, Ints, Floats]:
    """Gain, options and pounds by area, and at the end what lies in none; shapes (Z + 1,)."""
    streets, count = solved.known.built.streets, len(zones.code)
    street = zone_at(zones, streets.middle_xy_m)
    option = solved.shelf.regions.of_option[solved.bought]
    spent = solved.shelf.limits.cost_pence[:, solved.bought].sum(axis=0)
    parts = (
        np.bincount(np.where(street < 0, count, street), gain, minlength=count + 1),
        np.bincount(np.where(option < 0, count, option), minlength=count + 1),
        np.bincount(np.where(option < 0, count, option), spent, minlength=count + 1) / 100,
    )
    return parts[0].astype(np.float64), parts[1].astype(np.int64), parts[2].astype(np.float64)


def _by_area(solved: Solved, zones: Zones, gain: Floats) -> list[dict[str, Any]]:
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
            "gain": float(gained[at]),
        }
        for at in range(len(zones.code))
    ]
    rest = {"code": "", "name": "outside the areas given", "decile": None, "residents": None}
    last = {"options": int(options[-1]), "spent_gbp": round(float(spent[-1]), 2)}
    outside = {**rest, **last, "gain": float(gained[-1])}
    return [*rows, outside] if options[-1] or gained[-1] else rows


def _known(figures: Floats) -> list[int | None]:
    """Whole figures, with None for what is not known."""
    return [None if np.isnan(each) else round(each) for each in figures.tolist()]


def _by_decile(solved: Solved, zones: Zones, gain: Floats) -> list[dict[str, Any]] | None:
    """A row a decile that some area has, 1 the most deprived; last where it is not known."""
    if not np.isfinite(zones.decile).any():
        return None
    gained, options, spent = _parts(solved, zones, gain)
    of_area = np.append(zones.decile, np.nan)
    residents = np.append(zones.residents, np.nan)
    rows = []
    for decile in [*np.unique(zones.decile[np.isfinite(zones.decile)]).tolist(), None]:
        mine = np.isnan(of_area) if decile is None else of_area == decile
        if decile is None and not (options[mine].any() or gained[mine].any()):
            continue
        rows.append(
            {
                "decile": None if decile is None else round(decile),
                "residents": _known(residents[mine].sum(keepdims=True))[0],
                "options": int(options[mine].sum()),
                "spent_gbp": round(float(spent[mine].sum()), 2),
                "gain": float(gained[mine].sum()),
            }
        )
    return rows


def _by_sex(solved: Solved, gain: Floats) -> dict[str, Any]:
    """What each sex gains, where the aim is counted so, and who walks where the gain falls."""
    by_sex, aims = gain_by_sex(solved), tuple(solved.request.aims)
    values, flows = solved.values, solved.before.flows
    walkers = np.stack([flows.actual(values, sex)[0].sum(axis=1) for sex in SEXES], axis=1)
    total = walkers.sum(axis=1)
    share = np.divide(walkers, total[:, None], out=np.zeros_like(walkers), where=total[:, None] > 0)
    there = _weighed(share, np.where(total > 0, gain, 0.0))
    return {
        "gain": None if by_sex is None else dict(zip(SEXES, by_sex.tolist(), strict=True)),
        "why": "" if by_sex is not None else BY_AIM[aims[0]] if len(aims) == 1 else MIXED,
        "walkers": None if there is None else dict(zip(SEXES, there, strict=True)),
    }


def _weighed(share: Floats, weight: Floats) -> list[float] | None:
    """Mean of each column by weight, None where there is no weight."""
    total = float(weight.sum())
    if total <= 0:
        return None
    found = (share * weight[:, None]).sum(axis=0) / total
    return [round(each, 6) for each in found.tolist()]


def _residents(
    solved: Solved, zones: Zones, gain: Floats, share: Floats
) -> list[tuple[float, float]] | None:
    """Residents' shares, weighed by where the gain falls and by where people live; (bands, 2).

    Over the areas that tell them; None where none does, or nothing is gained there.
    """
    told = np.isfinite(share).all(axis=1) & np.isfinite(zones.residents)
    there = _weighed(share[told], _parts(solved, zones, gain)[0][:-1][told])
    all_ = _weighed(share[told], zones.residents[told])
    return None if there is None or all_ is None else list(zip(there, all_, strict=True))


def _by_age(solved: Solved, zones: Zones, gain: Floats) -> list[dict[str, Any]] | None:
    """Ages of those who live where the gain falls, beside all residents of the areas."""
    bands = [at for at in range(len(zones.age_bands)) if np.isfinite(zones.ages[:, at]).any()]
    pairs = _residents(solved, zones, gain, zones.ages[:, bands]) if bands else None
    if pairs is None:
        return None
    return [
        {"band": zones.age_bands[at], "where_gain_falls": there, "all_areas": everywhere}
        for at, (there, everywhere) in zip(bands, pairs, strict=True)
    ]


def _women_there(solved: Solved, zones: Zones, gain: Floats) -> dict[str, float] | None:
    """Share of women among those who live where the gain falls, and in all areas."""
    if not np.isfinite(zones.women).any():
        return None
    pairs = _residents(solved, zones, gain, zones.women[:, None])
    return None if pairs is None else {"where_gain_falls": pairs[0][0], "all_areas": pairs[0][1]}


def _steps(solved: Solved, gain: Floats) -> dict[str, Any]:
    """How much of the gain falls on ways without steps, and who can set out and get home so."""
    streets, demand = solved.known.built.streets, solved.before.demand
    what = step_free(streets)
    free = main_nodes(streets, streets.kind != Kind.STEPS)
    nights = np.array([each.night.weight for each in solved.before.nights], dtype=np.float64)
    leaving = (demand.leaving[:-1].sum(axis=2) * nights[:, None]).sum(axis=0)
    homes = demand.end_kind == HOME
    length = streets.length_m
    return {
        "rows": [
            {
                "what": name,
                "gain": float(gain[what == at].sum()),
                "length_share": round(float(length[what == at].sum() / length.sum()), 6),
            }
            for at, name in enumerate(STEP_FREE_KINDS)
        ],
        "leaving_share": _share(free[demand.origin_node], leaving),
        "homes_share": _share(free[demand.end_node[homes]], demand.end_weight[homes]),
    }


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
