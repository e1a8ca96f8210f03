"""One small plan written by hand, so that every written figure can be checked by eye."""

import dataclasses
import math
from functools import cache
from typing import Any

import numpy as np

import towns
from homeward import streets
from homeward.kit.arrays import Floats, Ints
from homeward.report import Areas, Findings, Tonight, area_polygons
from homeward.streets import LIT, Streets
from homeward.tables import Town

HASH = "0" * 64

RIGHT_TO_LEFT = "\u05e9\u05d3\u05e8\u05d5\u05ea \u05d1\u05df-\u05e6\u05d9\u05d5\u05df"
"""A boulevard's name in Hebrew, of two words and a hyphen."""

HOSTILE = (
    "<script>alert(1)</script>",
    "</title><script>alert(2)</script>",
    "</style><img src=x onerror=alert(3)>",
    "<svg/onload=alert(4)>",
    '"><iframe src="https://evil.example/"></iframe>',
    "' onmouseover='alert(5)",
    '" autofocus onfocus="alert(6)',
    "javascript:alert(7)",
    "<a href=javascript:alert(8)>x</a>",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- --><link rel=stylesheet href=//evil.example/x.css>",
    "&lt;b&gt; &amp; &#60;",
    "=cmd|' /C calc'!A0",
    "+44 20 7946 0000",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "\uff1d1+1",
    "'; DROP TABLE plan; --",
    'a "quoted", comma; and\nnew line',
    "\u202egnirts desrever",
    "Rue de l\u2019\u00c9glise \u2014 \u6771\u4eac \U0001f6b6",
    "]]></script>",
)

MORE_HOSTILE = (
    "<img src=x onerror=alert(9)>",
    "<body onload=alert(10)>",
    "<details open ontoggle=alert(11)>",
    "<math href=javascript:alert(12)>x</math>",
    "<object data=javascript:alert(13)></object>",
    "<embed src=//evil.example/x>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input></form>",
    "<video><source onerror=alert(14)></video>",
    "<svg><script>alert(15)</script></svg>",
    "<svg><a xlink:href='javascript:alert(16)'><text>x</text></a></svg>",
    "</text></svg><script>alert(17)</script>",
    "<![CDATA[<script>alert(18)</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "&y;",
    "`${alert(19)}`",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "%3Cscript%3Ealert(20)%3C/script%3E",
    "\\u003cscript\\u003ealert(21)",
    "\\x3cimg src=x\\x3e",
    "url(javascript:alert(22))",
    "expression(alert(23))",
    "data:text/html,<script>alert(24)</script>",
    '=HYPERLINK("https://evil.example","x")',
    '=WEBSERVICE("https://evil.example")',
    '=IMPORTXML("https://evil.example","//a")',
    '=DDE("cmd";"/C calc";"x")',
    "{=1+1}",
    "\uff0b1+1",
    "\uff201+1",
    "https://evil.example/",
    "mailto:x@evil.example",
    "$\\frac{1}{2}$",
    "_x003D_1+1",
    "\x1b[31mred",
    RIGHT_TO_LEFT,
)

ALL_HOSTILE = HOSTILE + MORE_HOSTILE
"""Sixty and more, for files that take them all at once."""


EFFECT_TEXTS = ("label", "acts_on_label", "grade", "source", "link", "note")
"""Texts of an effect, any of which a user's own file may hold."""

DISCOUNT = {"name": "money.discount_rate", "text": "Discount", "low": 0.035, "high": 0.035}
"""A declared figure that is not drawn."""


@cache
def high_street() -> tuple[Town, Streets]:
    """The hand-drawn high street and its network."""
    town = towns.high_street()
    return town, streets.build(town)


def option(number: int, **changes: Any) -> dict[str, Any]:
    """A run of three lamps on one segment of the high street."""
    made = {
        "id": f"lamp_run@{number}",
        "measure": "lamp_run",
        "label": "New street lamps along a dark street",
        "segments": [str(high_street()[1].ids[number % high_street()[1].segments])],
        "street": "Back Lane",
        "lon": -0.1,
        "lat": 51.51,
        "units": 3.0,
        "unit": "lamp",
        "survey_first": True,
        "capital_gbp": 6498.62,
        "yearly_gbp": 145.56,
        "whole_life_gbp": 7709.19,
        "averted": 65.43,
        "averted_low": -20.15,
        "averted_high": 190.2,
        "walkers_a_year": 1234.5,
        "walkers_a_year_low": 321.5,
        "walkers_a_year_high": 4321.5,
        "chosen_in": 0.8,
        "evidence": "A study, 2021",
        "why": "The map does not say.",
    }
    called = {"place": changes.get("street", made["street"]) or "unnamed"}
    return {**made, **called, **changes}


def plan_block(options: int = 2, **changes: Any) -> dict[str, Any]:
    """The content of ``plan.json`` for a plan of so many lamp runs, aim harm."""
    chosen = [option(number) for number in range(options)]
    made = {
        "homeward": "0.1.0",
        "made_up": False,
        "town": _town_block(),
        "night": "2020-02-08",
        "nights": [{"kind": "Saturday, winter", "weight": 365}],
        "aim": "harm",
        "budget_gbp": 20000.0,
        "spent_gbp": round(7709.19 * options, 2),
        "capital_gbp": {
            "quoted": round(6498.62 * options, 2),
            "expected": 8026.25 * options,
            "low": 5012.5 * options,
            "high": 11234.75 * options,
            "assumed_share": 0.0,
        },
        "yearly_gbp": {
            "quoted": round(145.56 * options, 2),
            "expected": 171.25 * options,
            "low": 137.5 * options,
            "high": 228.75 * options,
            "assumed_share": 0.0,
        },
        "budgets": [budget_row(2020, "whole life", 20000.0, 0.0)],
        "limits": limits_block(round(7709.19 * options, 2)),
        "horizon_years": 10,
        "price_year": 2024,
        **_effects(options),
        "options": chosen,
        "curve": [
            {
                "budget_gbp": 10000.0 * step,
                "averted": 60.0 * step,
                "averted_low": -20.0 * step,
                "averted_high": 170.0 * step,
                "averted_assumed_share": 0.61 if step else 0.0,
                "bound": 61.0 * step,
            }
            for step in range(4)
        ],
        "next_pound": {
            "averted": 0.0017,
            "averted_low": -0.0006,
            "averted_high": 0.0049,
            "averted_assumed_share": 0.57,
            "unit": "pounds of harm a year, for one pound more",
        },
        "p_social_benefit_exceeds_cost": 0.0 if options else None,
        "detectable": {"design": "A design", **fall(None), "power": 0.8},
        "measures": [_measure_line()],
        "sensitivity": [_assumption(at_low=-5.0, at_high=90.0)],
        **_asked(options),
        "survey": {
            "streets": 3,
            "length_km": 0.4,
            "cost_gbp": 3.05,
            "cost_low_gbp": 2.5,
            "cost_high_gbp": 7.45,
            "note": "A walk there.",
            "rows": [_to_look_at()],
        },
        "walks": {
            "leaving_a_year": 8248990,
            "leaving_tonight": 34516.8,
            "cut_by_edge": 0.07,
            "cut_by_edge_low": 0.062,
            "cut_by_edge_high": 0.081,
            "no_end": 0.0,
            "no_end_low": 0.0,
            "no_end_high": 0.0,
            "by_half_hour": by_half_hour(),
            "people": people(options),
            "calibrated": "These numbers are not fitted to counts of people.",
            "fit": None,
        },
        "scenario": None,
        "what_if": two_nights(),
        "excluded_crimes": [{"type": "Drugs", "rows": 4, "reason": "It follows patrols."}],
        "inputs": [{"path": "town.osm.pbf", "sha256": HASH, "rows": 9, "rejected": 0}],
        "effects": _read_effects(),
        "assumptions": [
            _assumption(value=0.5, drawn="with 95% between low and high"),
            _assumption(**DISCOUNT, value=0.035, drawn="not drawn"),
        ],
        "notes": ["A note."],
        "profile": {"months": [], "counts": [], "note": "No month was given."},
        "worlds": 200,
        "seed": 1,
        "command": "homeward plan town.osm.pbf",
    }
    return {**made, **changes}


def two_nights(**changes: Any) -> dict[str, Any]:
    """The drawn night beside one on which venues shut at ten."""
    ends = {"as_is_interval": [20.0, 60.0], "what_if_interval": [15.0, 50.0]}
    parts = {"as_is_assumed_share": 0.7, "what_if_assumed_share": 0.75, "change_assumed_share": 0.6}
    pair = {**ends, "change_interval": [-12.0, -3.0], **parts, "unit": "a unit"}
    made = {
        "title": "Venues shut at ten",
        "night": "2020-02-08",
        "says": ["All venues shut by 22:00."],
        "walkers": {"as_is": 40.0, "what_if": 31.0, **pair},
        "lit_walks": {
            "as_is": [0.1, 0.9],
            "as_is_interval": [0.08, 0.93],
            "as_is_assumed_share": [0.93, 0.98],
            "what_if": [0.2, 0.8],
            "what_if_interval": [0.16, 0.84],
            "what_if_assumed_share": [0.94, 0.99],
            "unit": "share of walks",
        },
        "felt": {
            "as_is": {"women": 0.2784, "men": 0.118},
            "as_is_interval": {"women": [0.2011, 0.3522], "men": [0.08, 0.15]},
            "as_is_assumed_share": {"women": 0.87, "men": 0.83},
            "what_if": {"women": 0.2912, "men": 0.1234},
            "what_if_interval": {"women": [0.2133, 0.3644], "men": [0.09, 0.16]},
            "what_if_assumed_share": {"women": 0.88, "men": 0.84},
            "unit": "share of distance",
        },
        "harm": {"as_is": 40.5, "what_if": 33.25, **pair},
        "averted": {"as_is": 65.43, "what_if": 60.21, **pair, "as_is_interval": [-8.0, 210.0]},
        "streets": [night_row("Back Lane", 12.5, 3.5)],
        "words": ["Fewer people would walk home: -9 (95% interval -12 to -3)."],
    }
    return {**made, **changes}


def night_row(street: str, as_is: float, what_if: float) -> dict[str, Any]:
    """Walkers of one street on both nights."""
    ends = {
        "as_is_interval": [as_is / 2, 2 * as_is],
        "what_if_interval": [what_if / 2, 2 * what_if],
        "change_interval": [-as_is, what_if],
    }
    shares = dict.fromkeys(
        [f"{each.removesuffix('_interval')}_assumed_share" for each in ends], 0.6
    )
    return {"street": street, "as_is": as_is, "what_if": what_if, **ends, **shares}


def budget_row(year: int, kind: str, gbp: float, spent_gbp: float) -> dict[str, Any]:
    """A budget row without contingency or match."""
    paid = {"spent_gbp": spent_gbp, "contingency_gbp": 0.0, "match_gbp": 0.0}
    return {"year": year, "kind": kind, "gbp": gbp, **paid, "grant_gbp": spent_gbp}


def limits_block(grant_gbp: float, **changes: Any) -> dict[str, Any]:
    """No limits besides the budget."""
    made = {
        "match_share": 0.0,
        "contingency_share": 0.0,
        "cap_per_bid_gbp": None,
        "usable_gbp": 20000.0,
        "contingency_gbp": 0.0,
        "match_gbp": 0.0,
        "grant_gbp": grant_gbp,
        "rows": [],
        "left_out": [],
        "bundles": [],
        "whole_paths": False,
        "minimum_run_m": 40.0,
    }
    return {**made, **changes}


def limit_row(name: str, **changes: Any) -> dict[str, Any]:
    """A floor of 5,000 pounds, met to the penny."""
    ends = {"at_least": 5000.0, "at_most": None, "reached": 5000.0}
    return {"name": name, "unit": "pounds", **ends, **changes}


def area_row(code: str, name: str, **changes: Any) -> dict[str, Any]:
    """An area in which one option stands."""
    told = {"code": code, "name": name, "decile": 3, "residents": 1200}
    return {**told, "options": 1, "spent_gbp": 7709.19, **part_gained(65.43, 0.5), **changes}


def gained(gain: float) -> dict[str, float]:
    """A gain with its interval."""
    return {"gain": gain, "gain_low": -0.5 * gain, "gain_high": 3.0 * gain}


def part_gained(gain: float, share: float) -> dict[str, float]:
    """The same of a part, with its share of the whole."""
    ends = {"gain_share_low": share / 2, "gain_share_high": (1 + share) / 2}
    return {**gained(gain), "gain_share": share, **ends}


def lives_there(share: float, everywhere: float) -> dict[str, float]:
    """A share among those who live where the gain falls, with its interval."""
    ends = {"where_gain_falls_low": share - 0.02, "where_gain_falls_high": share + 0.03}
    return {"where_gain_falls": share, **ends, "all_areas": everywhere}


def fair_block(gain: float, **changes: Any) -> dict[str, Any]:
    """Who gains, where no areas were given."""
    kinds = ("step-free", "steps", "only by steps", "apart")
    made = {
        "unit": "pounds of harm a year",
        **gained(gain),
        "gain_assumed_share": 0.63,
        "by_area": None,
        "by_decile": None,
        "by_sex": {
            "gain": None,
            "gain_share": None,
            "why": "Not told.",
            "walkers": {"women": 0.4, "men": 0.6},
            "interval": {
                "gain": None,
                "gain_share": None,
                "walkers": {"women": [0.31, 0.52], "men": [0.48, 0.69]},
            },
        },
        "by_age": None,
        "residents_women": None,
        "steps": {
            "rows": [
                {
                    "what": kind,
                    **part_gained(gain * (at == 0), float(at == 0)),
                    "length_share": 0.25,
                }
                for at, kind in enumerate(kinds)
            ],
            "leaving_share": 0.97,
            "leaving_share_low": 0.96,
            "leaving_share_high": 0.984,
            "homes_share": 0.98,
            "homes_share_low": 0.98,
            "homes_share_high": 0.98,
        },
        "prices": [],
        "not_known": ["Much is not known."],
    }
    return {**made, **changes}


def _asked(options: int) -> dict[str, Any]:
    """What is asked of a plan once it is chosen."""
    ends = {"expected": 10.0, "low": -5.0, "high": 30.0}
    part = told(**ends) | {"assumed_share": 0.58}
    fold = {
        "options": options,
        "areas": 2,
        "of_areas": 9,
        "recorded": 12,
        "share": 0.4,
        "recorded_later": 6,
        "share_later": 0.3,
        "share_later_low": 0.2,
        "share_later_high": 0.5,
        "promised": 90.0,
        "promised_low": 57.5,
        "promised_high": 131.5,
        "kept": 60.0,
        "kept_low": 27.5,
        "kept_high": 101.5,
        "best_later": 80.0,
        "best_later_low": 47.5,
        "best_later_high": 121.5,
    }
    row = {"round": 1, "options": options, "added": options, "spent_gbp": 7709.19, "kept": True}
    return {
        "rounds": {
            "rows": [
                {
                    **row,
                    "fixed_flow": 70.0,
                    "fixed_flow_low": -30.5,
                    "fixed_flow_high": 210.5,
                    "fixed_flow_assumed_share": 0.62,
                    "rerouted": 65.0,
                    "rerouted_low": -41.5,
                    "rerouted_high": 195.5,
                    "rerouted_assumed_share": 0.58,
                }
            ],
            "unit": "pounds of harm a year",
            "why": "Rounds end after 4.",
        },
        "spill": {
            "rows": [
                {"where": "reached", "streets": 4, **part},
                {"where": "beside", "streets": 1, **part},
                {"where": "elsewhere", "streets": None, **part},
            ],
            "unit": "pounds of harm a year",
        },
        "held_out": {
            "why": "",
            "split": "every other month",
            "halves": [{"months": ["2020-01"], "recorded": 30}] * 2,
            "folds": [fold, fold],
            "stable": {"options": options, "first": 1, "second": 1, "both": 1},
            "unit": "pounds of harm a year",
        },
        "redrawn_plans": 80,
        "draws_of_ways": 3,
        "mine": _shortlist(part),
        "against": _other_plan(part),
        "value_of_information": {
            "why": "",
            "unit": "pounds of harm a year",
            "draws": 12,
            "everything": {"gain": ends, "changes": 0.9},
            "rows": [
                {
                    "group": "light",
                    "what": "which streets of unknown light are lit",
                    "tells": "walking them after dark",
                    "gain": ends,
                    "changes": 0.5,
                    "cost_gbp": 3.05,
                },
                {
                    "group": "walks",
                    "what": "how many people walk home",
                    "tells": "counts",
                    "gain": {"expected": 0.0, "low": 0.0, "high": 0.0},
                    "changes": 0.0,
                    "cost_gbp": None,
                },
            ],
            "survey": {"places": 1, "length_km": 0.1, "cost_gbp": 0.9, "gain": ends},
        },
    }


def _shortlist(ends: dict[str, float]) -> dict[str, Any]:
    """One site that was placed and a row that was not."""
    site = {"line": 2, "id": "lamp_run@0", "measure": "lamp_run", "street": "Back Lane"}
    averted = {"averted": 5.0, "averted_low": -1.5, "averted_high": 12.0}
    return {
        "sites": [{**site, "distance_m": 3.2, "cost_gbp": 900.0, **averted, "in_the_plan": True}],
        "lost": [{"line": 3, "reason": "It names no measure, and no option by its id."}],
        "cost_gbp": 900.0,
        "value": 5.0,
        "value_low": -1.5,
        "value_high": 12.0,
        "value_assumed_share": 0.5,
        "ours_for_the_money": {
            "value": 6.0,
            "value_low": -1.5,
            "value_high": 11.5,
            "value_assumed_share": 0.45,
            "bound": None,
            "options": 1,
        },
        "averted_rerouted": ends,
        "better_than_the_plan": 0.3,
        "detectable": {"design": "A design", **fall(0.4, 0.3), "power": 0.8},
        "unit": "pounds of harm a year",
        "words": ["Your shortlist: 1 site for £900."],
    }


def _other_plan(ends: dict[str, float]) -> dict[str, Any]:
    """Another plan of the same town, a place fewer."""
    where = {"street": "", "place": "unnamed, off Back Lane", "lon": 0.0, "lat": 0.0}
    place = {"label": "A help point", **where, "whole_life_gbp": 9.0}
    return {
        "file": "plan.json",
        "sha256": HASH,
        "town": "Drawn by hand",
        "same_town": True,
        "asked": [{"what": "budget_gbp", "then": 1.0, "now": 2.0}],
        "inputs": {"added": ["lamps.csv"], "dropped": [], "changed": ["town.osm.pbf"]},
        "assumptions": [
            {"name": "a", "text": "A figure", "then": [1.0, 0.0, 2.0], "now": [1.5, 1.0, 2.0]}
        ],
        "options": {
            "kept": ["lamp_run@0"],
            "added": [{"id": "help_point@1", **place}],
            "dropped": [{"id": "help_point@2", **place, "still_possible": False}],
        },
        "averted": {
            "then": ends,
            "now": ends,
            "difference": 2.0,
            "low": -9.0,
            "high": 12.0,
            "within_the_noise": True,
            "unit": "pounds of harm a year",
        },
        "for_the_money": [{"what": "for each £100,000 spent", "then": ends, "now": ends}],
        "detectable": {"then": {"smallest_fall": None}, "now": fall(0.4, 0.3, 0.6)},
        "words": ["One place is new."],
    }


def _to_look_at(street: str = "Back Lane") -> dict[str, Any]:
    return {
        "id": "lamp_run@0",
        "street": street,
        "segments": ["0"],
        "lon": -0.1,
        "lat": 51.51,
        "length_km": 0.1,
        "cost_gbp": 0.9,
        "in_plan": True,
    }


def _town_block() -> dict[str, Any]:
    return {
        "name": "Drawn by hand",
        "bbox": [-0.11, 51.50, -0.09, 51.52],
        "nodes": 9,
        "segments": 11,
        "residents": 120,
        "length_km": 1.2,
        "lit": {"yes": 0.48, "no": 0.0004, "unknown": 0.5196},
        "venues": 1,
        "crimes": {
            "used": 9,
            "unlocated": 1,
            "off_map": 0,
            "other_force": 0,
            "in_prison": 0,
            "excluded": 4,
        },
        "observed": 0.7,
        "months_observed": ["2019-12", "2020-01"],
        "months_missing": [{"force": "city-of-london", "month": "2020-02"}],
    }


def _effects(options: int) -> dict[str, Any]:
    unit = "pounds of harm a year"
    value = 65.43 * options
    low, expected, high = (-1132.4, 1018.6, 3969.3) if options else (0.0, 0.0, 0.0)
    return {
        "averted_fixed_flow": {
            "value": value,
            "bound": value,
            "gap": 0.0,
            "problem": "Today's flows stay fixed.",
            "unit": unit,
        },
        "averted_rerouted": {
            "why": "",
            "expected": expected,
            "low": low,
            "high": high,
            "unit": unit,
            "assumed_share": 0.58,
        },
        "lit_walks": {
            "before": [0.1, 0.9],
            "after": [0.2, 0.9],
            "unit": "share of walks",
            "interval": {"before": [0.07, 0.96], "after": [0.15, 0.97]},
            "assumed_share": {"before": [0.93, 0.98], "after": [1.0, 1.0]},
        },
        "felt": felt_block(options),
        "fair": fair_block(value),
        "harm": {
            "expected_gbp": 584786.1,
            "low_gbp": 333818.3,
            "high_gbp": 915208.9,
            "why": None,
            "assumed_share": 0.4,
            "learnt": [_learnt(0.41, 0.29, 0.58), _learnt(3.0, None, None)],
            "timed": {"dated": 0, "told": 0},
            "weights": [_weight()],
            "severity": _severity(),
            "told_to_police": [_told()],
            "unit": unit,
            "offences": [_offence("robbery", 3), _offence("theft_from_person", 12)],
        },
    }


def _learnt(value: float, low: float | None, high: float | None) -> dict[str, Any]:
    """A figure that the rate model learnt."""
    said = {"unit": "standard deviation of log rate", "source": "Learnt from the records"}
    return {"name": "How far areas differ", "value": value, "low": low, "high": high, **said}


def fall(
    smallest: float | None, low: float | None = None, high: float | None = None
) -> dict[str, float | None]:
    """The smallest fall that could be told, with its ends."""
    return {"smallest_fall": smallest, "smallest_fall_low": low, "smallest_fall_high": high}


def by_half_hour(walked: float = 2.0) -> dict[str, Any]:
    """Kilometres walked in each half-hour, most of them in the sixth."""
    begins = [f"{(18 + at // 2) % 24:02d}:{30 * (at % 2):02d}" for at in range(24)]
    rows = [
        {"from": begin, **_walked_km(walked * (2 if at == 5 else 1))}
        for at, begin in enumerate(begins)
    ]
    return {"rows": rows, "whole_night": _walked_km(25 * walked), "unit": "km by everyone together"}


def _walked_km(walked: float) -> dict[str, float]:
    ends = {"walked_km": walked, "walked_km_low": walked / 2, "walked_km_high": 3 * walked}
    return ends | {f"desired_{name.partition('_')[2]}": 2 * each for name, each in ends.items()}


def _offence(group: str, recorded: int) -> dict[str, Any]:
    return {
        "group": group,
        "label": group.replace("_", " "),
        "expected": 18.35,
        "low": 9.9,
        "high": 24.6,
        "recorded": recorded,
        "weight_gbp": 14997.5,
        "weight_low_gbp": 12004.0,
        "weight_high_gbp": 17006.0,
        "assumed_share": 0.3,
        "under_reported": {"low": 30.0, "high": 90.0},
    }


def told(expected: float, low: float, high: float) -> dict[str, float]:
    """A figure with its interval, most of which is assumed."""
    return {"expected": expected, "low": low, "high": high, "assumed_share": 0.91}


def _times(factor: float, ends: dict[str, float]) -> dict[str, float]:
    return told(*(factor * ends[name] for name in ("expected", "low", "high")))


def felt_block(options: int) -> dict[str, Any]:
    """How safe people would feel, before and after a plan of so many options."""
    there = {"women": told(0.6814, 0.6238, 0.7134), "men": told(0.3193, 0.3018, 0.3345)}
    after = {"women": told(0.3987, 0.1433, 0.637), "men": told(0.2043, 0.1033, 0.2993)}
    return {
        "before": {"women": 0.2784, "men": 0.118},
        "after": {"women": 0.2744, "men": 0.116},
        "unit": "share of distance",
        "interval": {
            "before": {"women": [0.1031, 0.4438], "men": [0.0659, 0.1679]},
            "after": {"women": [0.0968, 0.443], "men": [0.0611, 0.1662]},
            "change": {"women": [-0.0087, -0.0006], "men": [-0.0046, 0.0005]},
        },
        "assumed_share": {
            "before": {"women": 0.87, "men": 0.83},
            "after": {"women": 0.88, "men": 0.84},
            "change": {"women": 0.62, "men": 0.03},
        },
        "on_plan_streets": {"before": there, "after": after} if options else None,
        "by_kind": [{"kind": "residential", **there}],
        "survey": _survey(),
    }


def people(options: int) -> dict[str, Any]:
    """How many walk, with intervals, before and after a plan of so many options."""
    night = {
        "all": told(6229.34, 2022.13, 14823.6),
        "women": told(2522.0, 764.459, 6172.64),
        "men": told(3707.34, 1193.15, 9250.25),
    }
    year = {who: _times(365.0, ends) for who, ends in night.items()}
    less = {who: _times(0.5, ends) for who, ends in night.items()}
    km = {"before": less, "after": night, "unit": "km walked a year at night"}
    return {
        "setting_out": {
            "tonight": told(34516.8, 3059.18, 41878.3),
            "a_year": told(8248990.0, 851390.0, 12393470.0),
        },
        "walking": {"tonight": night, "a_year": year},
        "on_plan_streets": km if options else None,
    }


def _survey() -> dict[str, Any]:
    """A national survey in one setting."""
    return {
        "after_dark": [
            {
                "setting": "quiet street near home",
                "women": 0.49,
                "women_interval": [0.475, 0.505],
                "men": 0.15,
                "men_interval": [0.139, 0.161],
            }
        ],
        "grade": "secondary",
        "source": "A survey",
        "year": 2021,
        "link": "https://example.org/survey",
        "caution": "Its first version was superseded.",
    }


def _weight() -> dict[str, Any]:
    """What one robbery is weighed at."""
    return {
        "part": "robbery",
        "group": "robbery",
        "share": 1.0,
        "gbp": 14997.5,
        "prices": "2024",
        "method": "full",
        "grade": "secondary",
        "source": "A report",
        "year": 2018,
        "link": "https://example.org/weights",
    }


def _severity() -> dict[str, Any]:
    """Harm in points of severity, with weights of one's own."""
    wounding = {"what": "wounding", "weight": 1919.0, "grade": "secondary", "year": None}
    robbery = {"what": "robbery", "weight": 746.5, "grade": "your figure", "year": 2023}
    said = {"source": "A score", "link": ""}
    return {
        "expected": 13698.3,
        "low": 7390.4,
        "high": 18363.9,
        "assumed_share": 0.35,
        "averted": 812.7,
        "averted_low": -204.4,
        "averted_high": 1806.6,
        "averted_assumed_share": 0.41,
        "unit": "points of the severity score a year",
        "read": [wounding | said],
        "weights": [robbery | said],
        "missing": [],
    }


def _told() -> dict[str, Any]:
    """How many robberies there are for each one told to the police."""
    return {"group": "robbery", "low": 2.0, "high": 4.0, "source": "A survey", "note": "A note."}


def _measure_line() -> dict[str, Any]:
    return {
        "measure": "lamp_run",
        "label": "New street lamps along a dark street",
        "state": "chosen",
        "options": 583,
        "chosen": 2,
        "unit": "lamp",
        "life_years": 25.0,
        "price_to_be_chosen_gbp": None,
        "costs": [
            {
                "what": "to buy",
                "gbp": 1900.0,
                "low_gbp": 1750.5,
                "high_gbp": 2060.25,
                "price_year": 2016,
                "grade": "derived",
                "source": "A borough's answer of 2016",
            }
        ],
        "line": "Chosen at 2 of 583 places.",
    }


def _read_effects() -> list[dict[str, Any]]:
    """What lamps do to robbery, and a patrol of one's own to how safe people feel."""
    lamps = {
        "measure": "lamp_run",
        "label": "New street lamps along a dark street",
        "acts_on": "robbery",
        "acts_on_label": "robbery",
        "ratio": 0.86,
        "low": 0.7904,
        "high": 1.0,
        "unit": "times what it is without the measure",
        "grade": "published",
        "source": "A review of studies",
        "year": 2022,
        "link": "https://doi.org/10.1000/lamps",
        "note": "Its interval is declared.",
        "in_plan": True,
    }
    own = {"grade": "your figure", "source": "our own review", "year": None, "link": "", "note": ""}
    patrol = {"measure": "patrol_uniformed", "label": "Patrol", "ratio": 0.93, "low": 0.81}
    felt = {"acts_on": "felt", "acts_on_label": "share who feel unsafe", "in_plan": False}
    return [lamps, lamps | own | patrol | felt]


def _assumption(**more: float | str) -> dict[str, Any]:
    return {
        "name": "felt.theta",
        "text": "Share of the gap that light closes",
        "low": 0.1,
        "high": 0.9,
        "unit": "share",
        "grade": "assumption",
        "source": "Declared",
        **more,
    }


def areas() -> Areas:
    """Two areas of two groups: area 0 has 7 and 4 recorded, area 1 has 0 and 6."""
    count = high_street()[1].segments
    number = np.arange(count)
    expected = np.array([[2.11, 9.07], [0.31, 3.13]])
    return Areas(
        of_segment=np.where(number % 3 > 0, number >= count // 2, -1).astype(np.int64),
        groups=("robbery", "theft_from_person"),
        recorded=np.array([[7, 4], [0, 6]], dtype=np.int64),
        offences=np.stack([expected, 0.5 * expected, 2.0 * expected]),
        town=np.stack([factor * expected.sum(axis=0) for factor in (1.0, 0.6, 1.7)]),
    )


def no_areas() -> Areas:
    """Where no crime file was given."""
    return Areas(
        of_segment=np.full(high_street()[1].segments, -1, dtype=np.int64),
        groups=("robbery", "theft_from_person"),
        recorded=np.zeros((0, 2), dtype=np.int64),
        offences=np.zeros((3, 0, 2)),
        town=np.zeros((3, 2)),
    )


def findings(options: int = 2, plan: dict[str, Any] | None = None, **changes: Any) -> Findings:
    """The high street with a plan of so many lamp runs; any field can be given instead."""
    town, network = high_street()
    count = network.segments
    held = changes.get("areas", areas())
    made = Findings(
        plan=plan_block(options) if plan is None else plan,
        town=town,
        streets=network,
        walkers=np.full((count, 24), 0.25),
        desired=np.full((count, 24), 0.5),
        walkers_interval=np.full((2, count, 24), 0.25) * np.array([0.3, 1.5])[:, None, None],
        desired_interval=np.full((2, count, 24), 0.5) * np.array([0.5, 2.5])[:, None, None],
        walkers_year=np.arange(count) * np.array([[1.0], [0.5], [2.0]]),
        walkers_tonight=np.full((3, count), 6.0) * np.array([[1.0], [0.5], [2.0]]),
        desired_tonight=np.full((3, count), 12.0) * np.array([[1.0], [0.5], [2.0]]),
        felt=np.full((count, 2), 0.2),
        felt_interval=np.full((2, count, 2), 0.2) * np.array([0.5, 1.5])[:, None, None],
        seen=np.arange(count) % 3 > 0,
        areas=held,
        outlines=area_polygons(held, network, town.place.crs),
        tonight=tonight(),
    )
    return dataclasses.replace(made, **changes)


def side_by_side(copies: int) -> Findings:
    """The high street many times over, side by side, with walks of its own in every copy."""
    streets, random = high_street()[1], np.random.default_rng(1)
    shift = np.repeat(np.arange(copies) % 43 * 400.0, len(streets.shape_xy_m))
    rows = np.repeat(np.arange(copies) // 43 * 300.0, len(streets.shape_xy_m))
    points = np.tile(np.diff(streets.shape_start), copies)
    alike = {
        field.name: np.tile(getattr(streets, field.name), copies)
        for field in dataclasses.fields(streets)
        if np.shape(getattr(streets, field.name)) == (streets.segments,)
    }
    network = dataclasses.replace(
        streets,
        **alike,
        ends=np.concatenate([streets.ends + copy * streets.nodes for copy in range(copies)]),
        node_id=np.concatenate([streets.node_id + 1_000_000 * copy for copy in range(copies)]),
        node_xy_m=np.tile(streets.node_xy_m, (copies, 1)),
        shape_start=np.concatenate([[0], np.cumsum(points)]),
        shape_xy_m=np.tile(streets.shape_xy_m, (copies, 1)) + np.column_stack([shift, rows]),
    )
    count = network.segments
    walkers = np.exp(random.normal(0.0, 2.0, (count, 1)) + np.sin(np.arange(24) / 4.0))
    desired = walkers * random.uniform(1.0, 1.3, (count, 1))
    # An end is a third or three times the figure, as on a real map, and moves with the hour.
    ends = np.exp(np.array([-1.1, 1.1])[:, None, None] * random.gamma(9.0, 1 / 9, (2, count, 24)))
    tonight = findings().tonight
    return findings(
        streets=network,
        walkers=walkers,
        desired=desired,
        walkers_interval=ends * walkers,
        desired_interval=ends * desired,
        walkers_year=365.0 * np.stack([walkers.sum(axis=1)] * 3),
        walkers_tonight=np.stack([walkers.sum(axis=1)] * 3),
        desired_tonight=np.stack([walkers.sum(axis=1)] * 3),
        felt=random.uniform(0.05, 0.6, (count, 2)),
        felt_interval=random.uniform([[[0.0]], [[0.6]]], [[[0.05]], [[0.9]]], (2, count, 2)),
        seen=np.ones(count, dtype=np.bool_),
        areas=dataclasses.replace(no_areas(), of_segment=np.full(count, -1, dtype=np.int64)),
        tonight=dataclasses.replace(
            tonight,
            light=np.tile(tonight.light, (copies, 1)),
            felt=np.tile(tonight.felt, (1, copies, 1)),
            felt_interval=np.tile(tonight.felt_interval, (1, 1, copies, 1)),
        ),
    )


def numbers(text: str) -> Ints:
    """The whole numbers of a text of the map's block, one row for each street, (S, 24)."""
    folded = np.array([ord(letter) for letter in text]) - ord("#")
    return np.where(folded % 2, -(folded + 1) // 2, folded // 2).reshape(-1, 24)


def amounts_in(codes: Ints) -> Floats:
    """The amounts that codes of two figures stand for; all that is too little to say is 0."""
    decade, above = np.divmod(codes - 2, 90)
    return np.where(codes < 2, 0.0, (10 + above) * 10.0 ** (decade - 2))


def ends_in(read: dict[str, Any], name: str) -> tuple[Floats, Floats]:
    """Low and high ends of walkers in the map's block; a low end under 0.1 is 0, a high one 0.1."""
    codes = numbers(read["walkers"]).cumsum(axis=1)
    if name == "desired":
        codes = codes + numbers(read["more"]).cumsum(axis=1)
    series = [mark * 10.0 ** (decade - 2) for decade in range(8) for mark in read["marks"]]
    shown = amounts_in(codes)
    middle = np.searchsorted(np.array(series) * (1 - 1e-9), shown, side="right") - 1
    middle = np.where(codes < 2, codes - 2, middle)
    down, up = (numbers(each) for each in read[f"{name}Ends"])
    tail = [0.0, 0.1]  # at -2 nought, at -1 less than the least amount
    low = np.where(middle - down < 0, 0.0, np.array(series + tail)[middle - down])
    return low, np.array(series + tail)[middle + up]


def tonight() -> Tonight:
    """A winter's night: dark from the first half-hour to the last but two."""
    network = high_street()[1]
    dark = np.arange(24) < 22
    shares = np.array([[0.05, 0.02], [0.4, 0.2], [0.2, 0.1]])
    return Tonight(
        begins=tuple(f"{(18 + slot // 2) % 24:02d}:{30 * (slot % 2):02d}" for slot in range(24)),
        dark=dark,
        light=np.where(dark, network.lit[:, None], LIT).astype(np.int8),
        felt=np.repeat(shares[:, None, :], network.segments, axis=1),
        felt_interval=np.repeat(
            np.stack([0.74 * shares, 1.56 * shares])[:, :, None, :], network.segments, axis=2
        ),
    )


def closing_row(time: str, venues: float) -> dict[str, Any]:
    """Venues that close in a half-hour."""
    return {"time": time, "venues": venues, "venues_low": 0, "venues_high": 2 * math.ceil(venues)}


def looked_at(text: str = "Back Lane", **changes: Any) -> dict[str, Any]:
    """What is known of a town of two named streets, one month of three missing."""
    town = {
        **plan_block()["town"],
        "name": text,
        "months_observed": ["2019-12", "2020-02"],
        "months_missing": [{"force": text, "month": "2020-01"}],
    }
    walked = {"walkers_a_year": 1234, "walkers_a_year_low": 463, "walkers_a_year_high": 2468}
    costs = {"cost_gbp": 3.05, "cost_low_gbp": 2.41, "cost_high_gbp": 7.37}
    row = {"street": text, "length_km": 0.4, **walked, **costs}
    made = {
        "homeward": "0.1.0",
        "made_up": False,
        "town": town,
        "kinds": [
            {"kind": text, "length_km": 2.5, "share": 1.0, "lit": 0.5, "dark": 0.1, "unknown": 0.4}
        ],
        "venues": [{"kind": text, "places": 3, "hours_known": 1}],
        "closing": [closing_row("23:00+00:00", 2.5), closing_row("23:30+00:00", 0.0)],
        "closing_source": "A study of closing times",
        "night": "2020-02-08",
        "scenario": None,
        "counts": None,
        "whose": None,
        "crimes_by_month": [{"month": "2019-12", "rows": 7}],
        "crime_types": [{"type": text, "rows": 7, "group": None, "reason": text}],
        "rejects": [{"file": text, "line": line, "reason": text} for line in range(60)],
        "inputs": [{"path": text, "sha256": HASH, "rows": 9, "rejected": 0}],
        "notes": [text],
        "survey": {
            "streets": 5,
            "length_km": 1.6,
            "cost_gbp": 12.0,
            "cost_low_gbp": 9.5,
            "cost_high_gbp": 29.0,
            "note": "A walk there and back; GBP a km",
            "rows": [row, {**row, "street": "Wood Street"}],
        },
    }
    return {**made, **changes}


TOLD_BLOCKS = (
    *("mine", "against", "what_if", "survey", "walks", "felt", "rounds", "held_out"),
    *("value_of_information", "profile"),
)
"""Parts of a plan whose texts may come from files: names of streets, counters, scenarios."""


def _all_said(value: Any, text: str) -> Any:
    """A part of a plan with this text in place of every text in it."""
    if isinstance(value, dict):
        return {key: _all_said(each, text) for key, each in value.items()}
    if isinstance(value, list):
        return [_all_said(each, text) for each in value]
    return text if isinstance(value, str) else value


def hostile_plan(text: str) -> dict[str, Any]:
    """A plan in which every text that can come from a file, a tag or a path is this one."""
    made = plan_block(0)
    words = {"label": text, "street": text, "evidence": text, "why": text, "unit": text}
    lines = [{**_measure_line(), "label": text, "line": text}]
    figures = {"name": text, "text": text, "unit": text, "grade": text, "source": text}
    return {
        **made,
        **{name: _all_said(made[name], text) for name in TOLD_BLOCKS},
        "town": {**made["town"], "name": text, "months_missing": [{"force": text, "month": text}]},
        "options": [option(0, id=f"lamp_run@{text}", **words)],
        "measures": lines,
        "sensitivity": [_assumption(at_low=1.0, at_high=2.0) | figures],
        "excluded_crimes": [{"type": text, "rows": 1, "reason": text}],
        "inputs": [{"path": text, "sha256": HASH, "rows": 1, "rejected": 0}],
        "effects": [_read_effects()[0] | dict.fromkeys(EFFECT_TEXTS, text)],
        "assumptions": [_assumption(value=0.5, drawn="not drawn") | figures],
        "notes": [text],
        "limits": limits_block(
            0.0,
            rows=[limit_row(text)],
            left_out=[{"name": text, "why": text, "options": 1}],
            bundles=[{"name": text, "measure": text}],
        ),
        "fair": fair_block(65.43, by_area=[area_row(text, text)], not_known=[text]),
        "command": text,
    }


def hostile_everywhere() -> dict[str, Any]:
    """A plan with every hostile text in every place for one, all at once."""
    plans = [hostile_plan(text) for text in ALL_HOSTILE]
    lists = ("options", "measures", "effects", "sensitivity", "inputs", "assumptions", "notes")
    return plans[0] | {name: [row for plan in plans for row in plan[name]] for name in lists}


def hostile_town(text: str) -> dict[str, Any]:
    """The town and its streets with this text for every name, as changes to `findings`."""
    town, network = high_street()
    many = np.array([text] * len(town.venues.name))
    venues = dataclasses.replace(town.venues, name=many, hours=many, source=many)
    return {
        "town": dataclasses.replace(town, venues=venues),
        "streets": dataclasses.replace(network, names=np.array([text] * len(network.names))),
    }
