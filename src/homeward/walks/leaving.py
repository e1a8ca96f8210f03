"""How many people leave each venue in each slot, in whole 256ths of a person."""

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures.assumption import Values
from homeward.night.night import SLOTS, Conditions
from homeward.tables import Venues

__all__ = ["PARTS_PER_PERSON", "STOPS", "leaving", "people"]

PARTS_PER_PERSON = 256
STOPS = ("station", "bus_stop")
"""Kinds that release people through the night instead of closing on them."""
EARLY_SLOTS = 4
"""Two hours before closing, over which some leave early (``walks.leave_before``)."""
BUSY = ("sunday_thursday",) * 4 + ("friday", "saturday", "sunday_thursday")
"""Which ``walks.busy`` each weekday has, Monday first."""


def people(venues: Venues, values: Values) -> Floats:
    """People each venue holds, or that a station or stop releases in a slot, shape (V,).

    The capacity on the map, else public floor over floor per person up to a declared most,
    else a declared default for its kind.
    """
    held = np.zeros(len(venues.kind))
    for kind in np.unique(venues.kind).tolist():
        of_kind = venues.kind == kind
        if kind in STOPS:
            held[of_kind] = values[f"walks.{kind}_hourly"] / 2
            continue
        by_floor = venues.floor_area_m2[of_kind] * values["walks.public_floor_share"]
        by_floor = by_floor / values[f"walks.m2_per_person.{kind}"]
        by_floor = np.minimum(by_floor, values[f"walks.people_most.{kind}"])
        default = values[f"walks.people.{kind}"]
        guess = np.where(by_floor > 0, by_floor, default)
        tagged = venues.capacity[of_kind]
        held[of_kind] = np.where(tagged >= 0, tagged, guess)
    return held


def leaving(venues: Venues, held: Floats, conditions: Conditions, values: Values) -> Ints:
    """256ths of a person who leave each venue in each slot at full use, shape (V, T)."""
    stops = np.isin(venues.kind, STOPS)
    profile = _profile(conditions, values["walks.leave_before"])
    profile[stops] = conditions.venue_open[stops]
    busy = values[f"walks.busy.{BUSY[conditions.night.date.weekday()]}"]
    # An event's attendance is who comes, on any day: what is applied later must not cut it.
    turnout = np.where(venues.kind == "gathering", 1.0 / values["walks.fill"], busy)
    people_parts = held[:, None] * profile * (turnout[:, None] * PARTS_PER_PERSON)
    parts: Ints = np.rint(people_parts).astype(np.int64)
    return parts


def _profile(conditions: Conditions, early: float) -> Floats:
    """Share of a venue's people who leave in each slot, shape (V, T)."""
    profile = np.zeros_like(conditions.closing)
    may_open = conditions.venue_open > 0
    for slot in range(SLOTS):
        first = max(0, slot - EARLY_SLOTS)
        before = may_open[:, first:slot]
        count = before.sum(axis=1)
        leave = np.where(count > 0, early, 0.0) * conditions.closing[:, slot]
        profile[:, first:slot] += before * (leave / np.maximum(count, 1))[:, None]
        profile[:, slot] += conditions.closing[:, slot] - leave
    return profile
