"""One line for every measure: chosen, or the price at which it would be, or what is missing."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from homeward.kit.arrays import Ints
from homeward.measures import LIGHT_RULES, Measure
from homeward.options import MeasureLine
from homeward.plan import Choice, Problem, price_to_be_chosen
from homeward.study.choice import Chosen, Shelf

__all__ = ["measure_lines"]


def measure_lines(shelf: Shelf, chosen: Chosen, bought: Ints) -> list[dict[str, Any]]:
    """What became of every measure, in catalogue order."""
    counts = np.bincount(shelf.options.measure[bought], minlength=len(shelf.measures)).tolist()
    return [
        _line(shelf, chosen, row, count)
        for row, count in zip(range(len(shelf.measures)), counts, strict=True)
    ]


def _line(shelf: Shelf, chosen: Chosen, row: int, count: int) -> dict[str, Any]:
    measure, offered = shelf.measures[row], shelf.offer.lines[row]
    state, price, line = _fate(shelf, chosen, row, count)
    return {
        "measure": measure.key,
        "label": measure.label,
        "state": state,
        "options": offered.options,
        "chosen": count,
        "unit": measure.unit,
        "price_to_be_chosen_gbp": price,
        "line": line,
    }


def _fate(shelf: Shelf, chosen: Chosen, row: int, count: int) -> tuple[str, float | None, str]:
    measure, offered = shelf.measures[row], shelf.offer.lines[row]
    if count:
        return "chosen", None, f"Chosen at {count} of {offered.options} places. {offered.sentence}"
    if offered.missing:
        return "missing figure", None, offered.sentence
    if not offered.options:
        return "no place", None, offered.sentence
    if chosen.problem is None:
        return _lit_fate(measure, offered)
    return _priced(shelf, chosen.problem, chosen.choice, row)


def _lit_fate(measure: Measure, offered: MeasureLine) -> tuple[str, float | None, str]:
    if measure.rule in LIGHT_RULES:
        return "priced out", None, f"Others light more walks for the money. {offered.sentence}"
    return "averts nothing", None, "It lights no street, so it makes no walk lit all the way."


def _priced(
    shelf: Shelf, problem: Problem, choice: Choice, row: int
) -> tuple[str, float | None, str]:
    measure = shelf.measures[row]
    pence = price_to_be_chosen(problem, shelf.limits, choice, row)
    if pence is None:
        line = (
            "Not chosen at any price: what was read of it finds no effect on this aim in "
            f"expectation. {_moving(shelf, row)}"
        )
        return "averts nothing", None, line.strip()
    line = (
        f"Not chosen: it would be if one {measure.unit} cost £{pence / 100:,.2f} or less over "
        "the whole life counted here."
    )
    return "priced out", pence / 100, line


def _moving(shelf: Shelf, row: int) -> str:
    moves = shelf.options.moves[shelf.options.measure == row]
    if not moves.any():
        return ""
    return "It moves people, so it is judged only by finding their ways anew."


def evidence_of(measure: Measure, aims: Sequence[str]) -> str:
    """Where a measure's effect was read, for the aims asked for."""
    sources = [each.source for each in measure.harm.values()] if "harm" in aims else []
    if measure.felt is not None and "felt" in aims:
        sources.append(measure.felt.source)
    if measure.rule in LIGHT_RULES and set(aims) & {"felt", "lit-walks"}:
        sources.append("what light does to how safe people feel is assumed: felt.theta")
    return "; ".join(dict.fromkeys(sources)) or "no effect needed for this aim"
