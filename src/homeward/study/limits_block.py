"""``limits`` in plan.json: terms, floors and caps with what was reached, and what is left out."""

from typing import Any

import numpy as np

from homeward.plan import Row
from homeward.study.money import held_back, matched, spread, usable
from homeward.study.solved import Solved

__all__ = ["curve_pence", "limits_block"]


def limits_block(solved: Solved) -> dict[str, Any]:
    """What the plan had to keep to besides its budget, and how it keeps to it."""
    request, shelf = solved.request, solved.shelf
    return {
        **_terms(solved),
        "rows": [_row(solved, row) for row in shelf.limits.rows],
        "left_out": _left_out(solved),
        "bundles": [{"name": each.name, "measure": each.measure} for each in request.asked.bundles],
        "whole_paths": request.asked.whole_paths,
        "minimum_run_m": request.minimum_run_m,
    }


def _terms(solved: Solved) -> dict[str, Any]:
    """The fund's terms, and the money in all by who pays it; to the penny."""
    rows, terms = solved.request.money, solved.request.asked.terms
    spent = spread(usable(rows, terms), solved.shelf.limits.spent_pence(solved.bought))
    held = [held_back(row, terms) for row in rows]
    match = [matched(a + b, terms) for a, b in zip(spent, held, strict=True)]
    return {
        "match_share": float(terms.match),
        "contingency_share": float(terms.contingency),
        "cap_per_bid_gbp": None if terms.cap_pence is None else terms.cap_pence / 100,
        "usable_gbp": int(solved.shelf.limits.budget_pence.sum()) / 100,
        "contingency_gbp": sum(held) / 100,
        "match_gbp": sum(match) / 100,
        "grant_gbp": (sum(spent) + sum(held) - sum(match)) / 100,
    }


def _row(solved: Solved, row: Row) -> dict[str, Any]:
    reached = float(row.counts[solved.bought].sum())
    per = 100 if row.money else 1
    return {
        "name": row.name,
        "unit": "pounds" if row.money else "number",
        "at_least": row.at_least / per,
        "at_most": row.at_most / per if np.isfinite(row.at_most) else None,
        "reached": reached / per,
    }


def _left_out(solved: Solved) -> list[dict[str, Any]]:
    """Options left out because their lamps would stand where none may."""
    excluded, polygons = solved.shelf.excluded, solved.places.polygons
    counts = np.bincount(excluded[excluded >= 0], minlength=len(polygons)).tolist()
    return [
        {"name": name, "why": why, "options": count}
        for (name, why), count in zip(polygons, counts, strict=True)
    ]


def curve_pence(solved: Solved, spendable: int) -> int:
    """The whole budget of a point of the curve, from what of it can be spent."""
    whole = sum(row.pence for row in solved.request.money)
    held = int(solved.shelf.limits.budget_pence.sum())
    return spendable if whole == held or not held else round(whole * spendable / held)
