"""The map that can be moved: one compressed block of data and the scripts that draw it.

Letters used for shapes: S segments, T half-hours of a night, A areas, G offence groups.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Geometries, Ints
from homeward.measures import GROUP_LABELS
from homeward.report._encode import (
    MARKS,
    STEP,
    amounts,
    block,
    changes,
    distinct,
    gaps,
    letters,
    moves,
    packed,
    steps,
)
from homeward.report.direction import all_isolated
from homeward.report.findings import Areas, Findings, Tonight
from homeward.report.formats import counted, gbp, minus, rough, share
from homeward.report.labels import labels
from homeward.report.layers import ENOUGH, FEW
from homeward.report.shapes import lonlat_of, segment_lines
from homeward.report.whose import whose_block
from homeward.report.words import Aim, aim_of
from homeward.streets import UNKNOWN, Kind

__all__ = ["AreaRow", "TownMap", "town_map"]

SCRIPTS = ("map_data.js", "map_layers.js", "map_list.js", "map_images.js", "map.js")
"""Our own, in the order in which each needs the one before."""

DAYLIGHT = 3
"""Stands beside DARK, LIT and UNKNOWN in the half-hours before dark and after dawn."""

COARSE_DEG = 5e-6
"""Corners of lines that stand out by less (half a metre) are left out: no pixel shows them."""

FEW_RECORDED = f"{FEW} recorded"


@dataclass(frozen=True, kw_only=True)
class AreaRow:
    """One area in words: its number and a text for each offence group."""

    number: int
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WholeRow:
    """What is counted of the whole town, and a text for each offence group."""

    what: str
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TownMap:
    """Everything that the map's part of the page holds.

    `data` is the compressed block and `library` MapLibre, compressed likewise; `script` is our own
    program and `style` the style sheet of both. `hashes` names the programs, by what they are
    once unpacked, in the page's content-security policy. `groups` and `areas` are the areas'
    table, which tells of all areas with fewer than `ENOUGH` of every group, `few` of them, at
    once; `wholes` are its last rows, of the whole town.
    """

    data: Markup
    library: Markup
    script: Markup
    style: Markup
    hashes: str
    groups: tuple[str, ...]
    areas: tuple[AreaRow, ...]
    few: int
    wholes: tuple[WholeRow, ...]


def town_map(findings: Findings) -> TownMap:
    """The map of a plan, ready to be put into a page.

    Parameters
    ----------
    findings
        The plan and its layers.

    Returns
    -------
    TownMap
        Texts that hold no markup but their own.

    Raises
    ------
    InputError
        If the package `maplibre` is not installed, or is not the one that was tried.

    Notes
    -----
    Harm is there by area alone, and only where `ENOUGH` offences are recorded.
    """
    library, looks = _library()
    script = f'(() => {{\n"use strict";\n{"".join(map(_template, SCRIPTS))}}})();'
    areas = _area_rows(findings.areas)
    told = tuple(row for row in areas if set(row.texts) != {FEW_RECORDED})
    return TownMap(
        data=Markup(block(_content(findings, areas))),  # noqa: S704 - base64
        library=Markup(packed(library)),  # noqa: S704 - base64
        script=Markup(script),  # noqa: S704 - our own file
        style=Markup(looks + _template("map.css")),  # noqa: S704 - the same
        hashes=f"{_hash(library)} {_hash(script)}",
        groups=_group_labels(findings),
        areas=told,
        few=len(areas) - len(told),
        wholes=_whole_rows(findings),
    )


def _library() -> tuple[str, str]:
    """MapLibre GL JS and its style sheet, from the installed package without importing it."""
    spec = find_spec("maplibre")
    places = [] if spec is None else list(spec.submodule_search_locations or [])
    folder = Path(places[0]) / "srcjs" if places else Path()
    script, looks = folder / "maplibre-gl.js", folder / "maplibre-gl.css"
    if not (places and script.is_file() and looks.is_file()):
        raise InputError(
            "The report's map needs the package `maplibre`, which was not found: install it with "
            "`pip install maplibre==0.3.6`."
        )
    # The source map it names at its end is not here to be asked for.
    program = script.read_text(encoding="utf-8").partition("//# sourceMappingURL")[0]
    return program, looks.read_text(encoding="utf-8").replace("</style", "<\\/style")


def _template(name: str) -> str:
    folder = resources.files("homeward.report") / "templates"
    return (folder / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    """How a content-security policy names a program that may run."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _content(findings: Findings, areas: tuple[AreaRow, ...]) -> dict[str, Any]:
    """What the page's program reads; every list has one item a segment unless it says else."""
    streets = findings.streets
    crs = findings.town.place.crs
    shown = _lines(segment_lines(streets, crs), COARSE_DEG)
    return {
        "night": findings.plan["night"],
        "begins": list(findings.tonight.begins),
        "dark": findings.tonight.dark.astype(int).tolist(),
        "step": STEP,
        "points": np.bincount(shown[1], minlength=streets.segments).tolist(),
        "moves": moves(shown[0]),
        "names": all_isolated(streets.names.tolist()),
        "name": streets.name.tolist(),
        "kinds": [kind.label for kind in Kind],
        "kind": streets.kind.tolist(),
        "length": np.rint(streets.length_m).astype(int).tolist(),
        "reasons": streets.reasons.tolist(),
        "reason": streets.lit_reason.tolist(),
        **_by_hour(findings),
        "seen": findings.seen.astype(int).tolist(),
        "area": findings.areas.of_segment.tolist(),
        "areas": _areas(findings, areas),
        "groups": list(_group_labels(findings)),
        "whose": all_isolated(whose_block(findings.whose)),
        "options": all_isolated(_options(findings)),
        "labels": labels(streets, lonlat_of(crs, streets.middle_xy_m)),
    }


def _lines(shapes: Geometries, coarse_deg: float) -> tuple[Ints, Ints]:
    return steps(shapely.simplify(shapes, coarse_deg))


def _by_hour(findings: Findings) -> dict[str, Any]:
    """Light and felt risk as rows that differ; walks, and how many more are desired, as codes."""
    walkers, desired = amounts(findings.walkers), amounts(findings.desired)
    light, light_of = distinct(_light(findings.tonight))
    felt, felt_of = distinct(_felt(findings))
    return {
        "light": light,
        "lightOf": light_of,
        "felt": felt,
        "feltOf": felt_of,
        "walkers": letters(changes(walkers)),
        "more": letters(changes(desired - walkers)),
        "walkersEnds": _gaps(findings.walkers, findings.walkers_interval),
        "desiredEnds": _gaps(findings.desired, findings.desired_interval),
        "marks": MARKS,
    }


def _gaps(values: Floats, ends: Floats) -> list[str]:
    """How far down and up the interval of each half-hour's walkers goes, street by street."""
    return [letters(each) for each in gaps(values, ends)]


def _light(tonight: Tonight) -> Ints:
    """Light in each half-hour with daylight told from lamps, shape (S, T)."""
    return np.where(tonight.dark[None, :], tonight.light, DAYLIGHT).astype(np.int64)


def _felt(findings: Findings) -> Ints:
    """Whole per cent who would feel unsafe, then the low and the high ends, (S, 24).

    Of each, women and then men, for each of DARK, LIT, UNKNOWN and daylight.
    """
    tonight = findings.tonight
    ends = zip(tonight.felt_interval, findings.felt_interval, strict=True)
    low, high = (100.0 * _by_state(findings, *each) for each in ends)
    middle = np.rint(100.0 * _by_state(findings, tonight.felt, findings.felt))
    # A hair off a whole per cent is that: it is what working out has left.
    outwards = np.floor(np.round(low, 9)), np.ceil(np.round(high, 9))
    return np.concatenate([middle, *outwards], axis=1).astype(np.int64)


def _by_state(findings: Findings, told: Floats, at_night: Floats) -> Floats:
    """Shares by day, dark and lit, (3, S, 2), and where light is not known, (S, 2), as (S, 8)."""
    day, dark, lit = told
    unsure = np.where((findings.streets.lit == UNKNOWN)[:, None], at_night, dark)
    return np.stack([dark, lit, unsure, day], axis=2).reshape(len(day), -1)


def _group_labels(findings: Findings) -> tuple[str, ...]:
    return tuple(GROUP_LABELS[name] for name in findings.areas.groups)


def _area_rows(areas: Areas) -> tuple[AreaRow, ...]:
    """Each area's offences a year in words, with their interval."""
    return tuple(
        AreaRow(
            number=number,
            texts=tuple(
                _offences(int(areas.recorded[number, group]), areas.offences[:, number, group])
                for group in range(len(areas.groups))
            ),
        )
        for number in range(len(areas.recorded))
    )


def _whole_rows(findings: Findings) -> tuple[WholeRow, ...]:
    """All that is recorded in the town, and what part of it is against walkers at night."""
    areas = findings.areas
    if not len(areas.recorded):
        return ()
    night = {row["group"]: row for row in findings.plan["harm"]["offences"]}
    parts = [[night[name][end] for end in ("expected", "low", "high")] for name in areas.groups]
    return (
        WholeRow(what="all areas together", texts=tuple(map(_a_year, areas.town.T))),
        WholeRow(
            what="of these, against walkers in public at night", texts=tuple(map(_a_year, parts))
        ),
    )


def _offences(recorded: int, a_year: Any) -> str:  # noqa: ANN401 - three numbers
    if recorded < ENOUGH:
        return FEW_RECORDED
    return f"{_a_year(a_year)}; {recorded} recorded"


def _a_year(told: Any) -> str:  # noqa: ANN401 - three numbers
    expected, low, high = (rough(float(each)) for each in told)
    return f"{expected} a year (95% interval {low} to {high})"


def _areas(findings: Findings, rows: tuple[AreaRow, ...]) -> dict[str, Any]:
    """Outlines, words, and the yearly offences of the groups that may be shown, -1 where none."""
    areas = findings.areas
    enough = areas.recorded >= ENOUGH
    total = np.where(enough, areas.offences[0], 0.0).sum(axis=1)
    rings, ring_area = _rings(findings.outlines)
    points, ring = steps(rings)
    return {
        "points": np.bincount(ring, minlength=len(rings)).tolist(),
        "ring": ring_area,
        "moves": moves(points),
        "total": np.where(enough.any(axis=1), total.round(1), -1).tolist(),
        "texts": [row.texts for row in rows],
    }


def _rings(shapes: Geometries) -> tuple[Geometries, list[list[int]]]:
    """All rings, and for each its area and polygon; the last shape is no area: -1."""
    parts, area = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    named = np.where(area == len(shapes) - 1, -1, area)
    return rings, np.column_stack([named[part], part]).tolist()


def _options(findings: Findings) -> list[dict[str, Any]]:
    """The chosen options in their order, each with the lines of its card."""
    place = {name: row for row, name in enumerate(findings.streets.ids.tolist())}
    return [
        {
            "title": option["label"],
            "street": option["place"],
            "at": [option["lon"], option["lat"]],
            "segments": [place[each] for each in option["segments"]],
            "rows": _card(findings.plan, option),
        }
        for option in findings.plan["options"]
    ]


def _card(plan: Mapping[str, Any], option: Mapping[str, Any]) -> list[list[str]]:
    """What an option's card says, as pairs of a label and a text."""
    years = plan["horizon_years"]
    survey = [["First", "look whether there is light already"]] if option["survey_first"] else []
    return [
        ["Where", option["place"]],
        *survey,
        ["Why here", option["why"]],
        ["How many", counted(option["units"], option["unit"])],
        ["To buy", gbp(option["capital_gbp"])],
        ["To keep", f"{gbp(option['yearly_gbp'])} a year"],
        [f"Over {years} years", f"{gbp(option['whole_life_gbp'])}, discounted"],
        ["What it would do", minus(_effect(aim_of(plan), option))],
        ["Held by", f"{share(option['chosen_in'])} of plans redrawn with other uncertain figures"],
        ["Evidence", option["evidence"]],
    ]


def _effect(aim: Aim, option: Mapping[str, Any]) -> str:
    """What an option adds to those before it, and the ends of its interval."""
    low, high = aim.number(option["averted_low"]), aim.number(option["averted_high"])
    return f"{aim.said(option['averted'])}; 95% of the draws: {low} to {high}"
