"""What is true of the made-up town, in files that no reader of inputs opens."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from homeward.example.counters import Counters
from homeward.example.crimes import ADDRESSES_PER_POINT, MISSING_MONTH, MONTHS, Built, Offences
from homeward.example.flows import SORTS, WEEKDAY, Walks
from homeward.example.ground import Ground
from homeward.example.lamps import DARK, PART_NIGHT, SWITCHED_OFF, Light
from homeward.example.osm_file import Ids
from homeward.example.plan import FORCE, TOWN
from homeward.example.published import table
from homeward.example.truth import DARK_RATIO, TYPES, Rates
from homeward.kit.arrays import Bools, Floats

__all__ = ["Truth", "write_truth"]

_NIGHT: Final = [*range(18, 24), *range(6)]
_HOURS: Final = tuple(f"h{hour:02d}" for hour in range(24))
_ID: Final = ("way", "first_node", "last_node")
_STATES: Final = ("dark", "lit", "part-night")
_DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, eq=False, kw_only=True)
class Truth:
    """All that is true of one town and its map ids."""

    built: Built
    ids: Ids
    light: Light
    walks: Walks
    rates: Rates
    counters: Counters
    offences: Offences
    seed: int


def write_truth(folder: Path, truth: Truth, ground: Ground) -> None:
    """Write `truth.json` and its tables.

    Parameters
    ----------
    folder
        Where to.
    truth
        What is true.
    ground
        Where metres lie on the globe.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_summary(truth), indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    ids = np.column_stack([truth.ids.way, truth.ids.first, truth.ids.last]).tolist()
    _segments(folder, truth, ids, ground)
    _rates(folder, truth, ids)
    _counters(folder, truth, ids)
    _offences(folder, truth, ids, ground)


def _segments(folder: Path, truth: Truth, ids: list[list[int]], ground: Ground) -> None:
    layout, light = truth.built.layout, truth.light
    lonlat = ground.lonlat(layout.middle_xy_m).tolist()
    walkers = np.round(truth.walks.per_day.T, 3).tolist()
    columns = (
        *_ID,
        "lon",
        "lat",
        "kind",
        "name",
        "length_m",
        "lit",
        "lit_tag",
        "lamps_listed",
        *(f"walkers_{each}" for each in SORTS),
    )
    rows = zip(
        ids,
        lonlat,
        layout.kind.tolist(),
        truth.built.names.tolist(),
        np.round(layout.length_m, 2).tolist(),
        light.state.tolist(),
        light.tag.tolist(),
        light.listed.tolist(),
        walkers,
        strict=True,
    )
    table(
        folder / "segments.csv",
        columns,
        (
            (*name, *place, kind, street, length, _STATES[state], tag, int(listed), *people)
            for name, place, kind, street, length, state, tag, listed, people in rows
        ),
    )


def _rates(folder: Path, truth: Truth, ids: list[list[int]]) -> None:
    """Offences a year against walkers in public, one row a segment and group."""
    for group, rates in (("theft", truth.rates.theft), ("violence", truth.rates.violence)):
        rows = (
            (*name, *(f"{rate:.4g}" for rate in row))
            for name, row in zip(ids, rates.tolist(), strict=True)
        )
        table(folder / f"rates-{group}.csv", (*_ID, *_HOURS), rows)


def _counters(folder: Path, truth: Truth, ids: list[list[int]]) -> None:
    """Who truly passes each counter: a row for each weekday and sort of walk."""
    counters = truth.counters
    table(
        folder / "counters.csv",
        ("LocationName", *_ID, "weekday", "walk", *_HOURS),
        (
            (
                counters.name[k],
                *ids[counters.segment[k]],
                day,
                sort,
                *(f"{mean:.4g}" for mean in counters.mean[q, k, d].tolist()),
            )
            for k in range(len(counters.name))
            for d, day in enumerate(_DAYS)
            for q, sort in enumerate(SORTS)
        ),
    )


def _offences(folder: Path, truth: Truth, ids: list[list[int]], ground: Ground) -> None:
    """Each offence of the published months as it happened, with its hour where in the street."""
    done = truth.offences
    lonlat = ground.lonlat(done.true_xy_m).tolist()
    rows = zip(
        done.month.tolist(),
        done.type.tolist(),
        done.segment.tolist(),
        done.hour.tolist(),
        done.walker.tolist(),
        done.point.tolist(),
        lonlat,
        strict=True,
    )
    table(
        folder / "offences.csv",
        ("month", "type", "in_public", "walker", "hour", *_ID, "lon", "lat", "published"),
        (
            (
                MONTHS[month],
                TYPES[kind].name,
                int(segment >= 0),
                int(walker),
                hour if walker else "",
                *(ids[segment] if segment >= 0 else ("", "", "")),
                *place,
                "located" if point >= 0 else "no location" if point == -1 else "off the map",
            )
            for month, kind, segment, hour, walker, point, place in rows
        ),
    )


def _summary(truth: Truth) -> dict[str, Any]:
    length_m = truth.built.layout.length_m
    light = truth.light
    return {
        "about": f"{TOWN} does not exist; every figure is invented. All was drawn from this.",
        "town": TOWN,
        "force": FORCE,
        "seed": truth.seed,
        "residents": int(truth.built.houses.residents.sum()),
        "months": [MONTHS[0], MONTHS[-1]],
        "missing_month": MISSING_MONTH,
        "types": [kind._asdict() for kind in TYPES],
        "walkers_in_public_per_year": {
            "theft": float(truth.rates.theft.sum()),
            "violence": float(truth.rates.violence.sum()),
        },
        "night_share_18_to_06": {
            "theft": _night(truth.rates.theft),
            "violence": _night(truth.rates.violence),
        },
        "hour_profile": {
            "theft": _profile(truth.rates.theft),
            "violence": _profile(truth.rates.violence),
        },
        "dark_ratio": DARK_RATIO,
        "part_night_off": SWITCHED_OFF,
        "addresses_per_map_point": ADDRESSES_PER_POINT,
        "length_km": {
            "all": _km(length_m, light.state >= 0),
            "dark": _km(length_m, light.state == DARK),
            "part_night": _km(length_m, light.state == PART_NIGHT),
            "tagged_lit_no": _km(length_m, light.tag == "no"),
            "known_dark": _km(length_m, light.known_dark),
            "untagged": _km(length_m, light.tag == ""),
        },
        "walkers_note": "walkers_* in segments.csv: over it on an average day",
        "walked_km_a_week_18_to_06": _walked(truth),
        "walked_note": "meal, pub, late and train set out for home; shopping only passes by",
    }


def _walked(truth: Truth) -> dict[str, float]:
    """Kilometres that walks of each sort make in the nights of an average week."""
    length_m = truth.built.layout.length_m
    hours = truth.walks.hour[:, _NIGHT].sum(axis=1) * np.sum(WEEKDAY, axis=1)
    return dict(
        zip(SORTS, np.round(truth.walks.per_day @ length_m * hours / 1000, 1).tolist(), strict=True)
    )


def _night(rates: Floats) -> float:
    return round(float(rates[:, _NIGHT].sum() / rates.sum()), 4)


def _profile(rates: Floats) -> list[float]:
    shares: list[float] = np.round(rates.sum(axis=0) / rates.sum(), 5).tolist()
    return shares


def _km(length_m: Floats, chosen: Bools) -> float:
    return round(float(length_m[chosen].sum()) / 1000.0, 2)
