"""The options bought, as ``plan.json`` tells of each."""

from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.report import lonlat_of
from homeward.streets import place_name, street_name
from homeward.study.lines import evidence_of
from homeward.study.solved import Solved

__all__ = ["options_block"]

FEW = 5
"""A count below this is not told apart from a smaller one."""


def options_block(solved: Solved) -> list[dict[str, Any]]:
    """The contract's ``options``, in the order chosen."""
    marginal = dict(
        zip(
            solved.chosen.choice.chosen.tolist(),
            solved.chosen.choice.marginal.tolist(),
            strict=True,
        )
    )
    lonlat = _lonlat(solved)
    return [
        _option(solved, option, marginal.get(option, 0.0), place)
        for option, place in zip(solved.bought.tolist(), lonlat.tolist(), strict=True)
    ]


def _lonlat(solved: Solved) -> Floats:
    xy = solved.shelf.options.xy_m[solved.bought]
    return np.round(lonlat_of(solved.known.built.town.place.crs, xy), 6)


def _option(
    solved: Solved, option: int, averted: float, place: tuple[float, float]
) -> dict[str, Any]:
    options, streets = solved.shelf.options, solved.known.built.streets
    measure = solved.shelf.measures[options.measure[option]]
    reach = options.reach(option)
    return {
        "id": str(options.id[option]),
        "measure": measure.key,
        "label": measure.label,
        "segments": streets.ids[reach].tolist(),
        "street": street_name(streets, reach),
        "place": place_name(streets, reach),
        "lon": place[0],
        "lat": place[1],
        "units": float(options.units[option]),
        "unit": measure.unit,
        "survey_first": bool(options.survey[option]),
        "capital_gbp": int(options.capital_pence[option]) / 100,
        "yearly_gbp": int(options.yearly_pence[option]) / 100,
        "whole_life_gbp": int(solved.shelf.whole_life[option]) / 100,
        "averted": averted,
        "chosen_in": round(float(solved.chosen_in[option]), 6),
        "evidence": evidence_of(measure, tuple(solved.request.aims)),
        "why": _why(solved, option, reach),
    }


def _why(solved: Solved, option: int, reach: Ints) -> str:
    """What is known of the street's light, and how many would walk it after dark."""
    streets = solved.known.built.streets
    longest = int(reach[np.argmax(streets.length_mm[reach])])
    reason = str(streets.reasons[streets.lit_reason[longest]]).rstrip(".")
    metres = np.maximum(streets.length_m[reach], 1e-6)
    walkers = float((solved.stakes.desired_km[reach].sum(axis=(1, 2)) * 1000 / metres).max())
    recorded = _recorded(solved, longest)
    if walkers < 1:
        return f"{reason}. Hardly anyone would walk here after dark.{recorded}"
    return (
        f"{reason}. About {_rounded(walkers):,} people a year would walk here after dark if they "
        f"did not fear it.{recorded}"
    )


def _recorded(solved: Solved, segment: int) -> str:
    """What is recorded a year in the area of a street, where harm is an aim."""
    danger = solved.setting.danger
    if "harm" not in solved.request.aims or danger.areas is None or danger.rates is None:
        return ""
    area = int(danger.areas.area[segment])
    yearly = float(danger.rates.mean[area].sum()) if area >= 0 else 0.0
    if yearly < FEW:
        return f" Fewer than {FEW} offences a year are recorded in its area."
    return (
        f" About {_rounded(yearly):,} offences a year are recorded in its area, by day and night."
    )


def _rounded(count: float) -> int:
    """A count of people to two figures."""
    return round(float(f"{count:.2g}"))
