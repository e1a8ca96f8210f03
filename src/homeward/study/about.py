"""What is known of a town: the part that `plan.json` and `look` share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.read import Frame
from homeward.records import EXCLUDED, UNKNOWN_TYPE, Observed, Tally, month_text, tally
from homeward.report.disclosure import is_open, shown_count
from homeward.streets import DARK, LIT, UNKNOWN, Streets
from homeward.study.built import Built
from homeward.tables import InputFile, Town

__all__ = [
    "Known",
    "crime_counts",
    "excluded_crimes",
    "inputs_block",
    "light_block",
    "not_open",
    "town_block",
]

CRIME_FATES = ("used", "unlocated", "off_map", "other_force", "in_prison", "excluded")


@dataclass(frozen=True, eq=False, kw_only=True)
class Known:
    """A built town, and what its crime files can and cannot tell."""

    built: Built
    observed: Observed
    tally: Tally | None

    @classmethod
    def of(cls, built: Built, observed: Observed) -> "Known":
        """What is known of a built town."""
        crimes = built.town.crimes
        return cls(built=built, observed=observed, tally=tally(crimes) if crimes else None)


def town_block(known: Known) -> dict[str, Any]:
    """The contract's ``town``."""
    town, streets, observed = known.built.town, known.built.streets, known.observed
    months = sorted({month_text(int(month)) for month in observed.month})
    return {
        "name": town.place.name,
        "bbox": [round(angle, 7) for angle in town.place.bbox],
        "nodes": streets.nodes,
        "segments": streets.segments,
        "length_km": round(float(streets.length_mm.sum()) / 1e6, 3),
        "lit": light_block(streets),
        "residents": _residents(town),
        "venues": len(town.venues.kind),
        "crimes": crime_counts(known.tally),
        "observed": round(observed.share, 6),
        "months_observed": months,
        "months_missing": _missing(observed),
    }


def _residents(town: Town) -> int | None:
    """Residents at the points on the map; None where none were given."""
    if town.people is None:
        return None
    here = Frame(place=town.place).on_map(town.people.xy_m)
    return round(float(town.people.residents[here].sum()))


def light_block(streets: Streets) -> dict[str, float]:
    """Shares of street length that are lit, dark and not known."""
    states = (("yes", LIT), ("no", DARK), ("unknown", UNKNOWN))
    return {name: round(streets.share_of_length(streets.lit == state), 6) for name, state in states}


def crime_counts(counted: Tally | None) -> dict[str, int]:
    """Offences by what became of them; all zero without a crime file."""
    return {fate: int(getattr(counted, fate)) if counted else 0 for fate in CRIME_FATES}


def _missing(observed: Observed) -> list[dict[str, str]]:
    pairs = zip(observed.missing_force.tolist(), observed.missing_month.tolist(), strict=True)
    return [
        {"force": str(observed.forces[force]), "month": month_text(month)} for force, month in pairs
    ]


def not_open(town: Town) -> tuple[str, ...]:
    """What is held back where the crime records are not open data."""
    if is_open(town):
        return ()
    return (
        "The crime records given carry times of day, so they are not the police's open data: "
        "counts of one to four, by area or by month, are held back. They stand in the folder "
        "restricted/ alone, beside the other files; it is not for publishing.",
    )


def excluded_crimes(town: Town, counted: Tally | None) -> list[dict[str, Any]]:
    """Types of offence left out, with how many and why; None for few of records not open."""
    if counted is None:
        return []
    out = counted.fate == "excluded"
    kinds = np.unique(counted.type[out]).tolist()
    rows = [int(counted.count[out & (counted.type == kind)].sum()) for kind in kinds]
    return [
        {"type": kind, "rows": shown_count(count, town), "reason": EXCLUDED.get(kind, UNKNOWN_TYPE)}
        for kind, count in zip(kinds, rows, strict=True)
    ]


def inputs_block(inputs: Sequence[InputFile]) -> list[dict[str, Any]]:
    """Every file that was read, with its hash."""
    return [
        {"path": each.path, "sha256": each.sha256, "rows": each.rows, "rejected": each.rejected}
        for each in sorted(inputs, key=lambda each: (each.path, each.sha256))
    ]
