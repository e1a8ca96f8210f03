"""The options bought, as ``plan.json`` tells of each."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.report import ENOUGH, lonlat_of
from homeward.streets import place_name, street_name
from homeward.study.lines import evidence_of
from homeward.study.recorded import Around
from homeward.study.solved import Solved

__all__ = ["options_block"]


def options_block(solved: Solved) -> list[dict[str, Any]]:
    """The contract's ``options``, in the order chosen."""
    lonlat = _lonlat(solved)
    told = _told(solved)
    return [
        _option(solved, option, each, place)
        for option, each, place in zip(solved.bought.tolist(), told, lonlat.tolist(), strict=True)
    ]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Told:
    """What is told of one option: each expected, and the low and the high end, shape (3,).

    `recorded` is what it is told of recorded offences, "" for nothing.
    """

    averted: Floats
    walkers: Floats
    unafraid: Floats
    recorded: str


def _told(solved: Solved) -> list[_Told]:
    """Of every option bought, in order."""
    marginal, walk = solved.chosen.choice.marginal, solved.passing
    averted = np.stack([marginal, *solved.done.ends_of_each(marginal)])
    return [
        _Told(
            averted=averted[:, row],
            walkers=walk.at_options[:, row],
            unafraid=walk.unafraid[:, row],
            recorded=_recorded(solved, solved.shelf.options.reach(option)),
        )
        for row, option in enumerate(solved.bought.tolist())
    ]


def _lonlat(solved: Solved) -> Floats:
    xy = solved.shelf.options.xy_m[solved.bought]
    return np.round(lonlat_of(solved.known.built.town.place.crs, xy), 6)


def _option(solved: Solved, option: int, told: _Told, place: tuple[float, float]) -> dict[str, Any]:
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
        **_ends("averted", told.averted),
        **_ends("walkers_a_year", told.walkers),
        "chosen_in": round(float(solved.chosen_in[option]), 6),
        "evidence": evidence_of(measure, tuple(solved.request.aims)),
        "why": _why(solved, reach, told) + _asked_for(solved, option, told),
    }


def _ends(name: str, told: Floats) -> dict[str, float]:
    """A figure and its interval, side by side."""
    return dict(zip((name, f"{name}_low", f"{name}_high"), told.tolist(), strict=True))


def _longest(solved: Solved, reach: Ints) -> int:
    """The longest segment that an option reaches."""
    return int(reach[np.argmax(solved.known.built.streets.length_mm[reach])])


def _why(solved: Solved, reach: Ints, told: _Told) -> str:
    """What is known of the street's light, how many walk there, and how many would."""
    streets = solved.known.built.streets
    reason = str(streets.reasons[streets.lit_reason[_longest(solved, reach)]]).rstrip(".")
    return f"{reason}. {_walkers(told)}{told.recorded}"


def _asked_for(solved: Solved, option: int, told: _Told) -> str:
    """For what floor an option that does nothing on average is bought; "" for all others."""
    limits = solved.shelf.limits
    if told.averted[0] > 0:
        return ""
    if limits.must[option]:
        return " On average it does nothing for the aim: it is here because you asked for it."
    floors = [row.said(row.at_least) for row in limits.rows if row.at_least and row.counts[option]]
    if of_kind := limits.at_least[limits.measure[option]]:
        floors.append(f"{of_kind:g} of its kind")
    if not floors:
        return ""
    return (
        " On average it does nothing for the aim: it is here because at least "
        f"{', and at least '.join(floors)} was asked for."
    )


def _walkers(told: _Told) -> str:
    if told.walkers[0] < 1 and told.unafraid[0] < 1:
        return "Hardly anyone walks here at night, or would."
    now = f"About {_within(told.walkers)} people a year walk here at night"
    if told.unafraid[0] < told.walkers[0]:
        return f"{now}."
    unafraid = _within(told.unafraid)
    return f"{now}; if nobody feared the dark, {unafraid} would walk here after dark."


def _recorded(solved: Solved, reach: Ints) -> str:
    """What is recorded a year in the areas of an option's streets, if harm is an aim."""
    if "harm" not in solved.request.aims or solved.setting.danger.areas is None:
        return ""
    around = solved.recorded.around(reach)
    if around.areas:
        return _offences(around)
    if solved.setting.danger.observed.seen[reach].any():
        return " What is recorded here is not told: there are too few streets to tell apart."
    return " What is recorded here is not known."


def _offences(around: Around) -> str:
    """What is recorded in an area, or in the areas, in which an option lies."""
    one = around.areas == 1
    where = "in its area" if one else f"in the {around.areas} areas it lies in"
    part = "" if around.everywhere else "; of some of its streets it is not known"
    if around.offences is None:
        each = where if one else f"in each of the {around.areas} areas it lies in"
        return f" Fewer than {ENOUGH} offences of each kind are recorded {each}{part}."
    expected, low, high = (_rate(each) for each in around.offences.tolist())
    kinds = "" if around.whole else f", of kinds of which {ENOUGH} or more are on record"
    return (
        f" About {expected} ({low} to {high}) offences a year are recorded {where}, by day and "
        f"night{kinds}{part}."
    )


def _rate(a_year: float) -> str:
    """Offences a year to two figures."""
    held = float(f"{a_year:.2g}")
    return f"{held:,.0f}" if held >= 10 else f"{held:g}"


def _within(told: Floats) -> str:
    """An estimate to two figures, with the ends of its interval."""
    expected, low, high = (f"{_rounded(each):,}" for each in told.tolist())
    return f"{expected} ({low} to {high})"


def _rounded(count: float) -> int:
    """A count of people to two figures."""
    return round(float(f"{count:.2g}"))
