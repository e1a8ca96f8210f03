"""Whose police cover each street, from the areas, the people and the records given.

Letters used for shapes: S segments, N crime rows, K places whose force is known.
"""

import re

import numpy as np
from scipy.spatial import cKDTree

from homeward.kit.arrays import Bools, Floats, Ints, Texts
from homeward.streets.network import Streets
from homeward.tables import IN_PRISON, LOCATED, OTHER_FORCE, Crimes, People, Town

__all__ = [
    "TRANSPORT",
    "UNNAMED",
    "cells",
    "force_key",
    "force_keys",
    "forces_of_segments",
    "record_keys",
]

TRANSPORT = "british transport"
"""Key of the one force without streets of its own: its records lie in others' districts."""

UNNAMED = "unnamed"
"""Stands for the force of records that do not say whose they are."""

_RANK = re.compile(r"\b(police|constabulary|service|force)\b")


def force_key(name: str) -> str:
    """A force's name as every source writes it: without its rank, case and punctuation.

    Examples
    --------
    >>> force_key("City of London Police") == force_key("London, City of")
    True
    >>> force_key("Devon & Cornwall Police")
    'devon and cornwall'
    """
    last, comma, first = name.casefold().partition(",")
    text = f"{first} {last}" if comma else last
    return " ".join(_RANK.sub(" ", text.replace("&", " and ")).split())


def force_keys(names: Texts) -> Texts:
    """Keys of many names, each worked out once."""
    found, back = np.unique(names, return_inverse=True)
    keys = np.array([force_key(name) for name in found.tolist()], dtype="<U60")
    return keys[back.reshape(-1)]


def record_keys(names: Texts) -> Texts:
    """Keys of the forces that records name; `UNNAMED` for those that name none."""
    keys = force_keys(names)
    return np.where(keys == "", UNNAMED, keys)


def cells(streets: Streets, town: Town) -> Ints:
    """The zone each segment lies in; else its nearest people point, counted after the zones."""
    zones = 0 if town.zones is None else len(town.zones.code)
    if town.people is None or not len(town.people.code) or not streets.segments:
        return streets.zone.copy()
    nearest = cKDTree(town.people.xy_m).query(streets.middle_xy_m)[1]
    return np.where(streets.zone >= 0, streets.zone, zones + nearest).astype(np.int64)


def forces_of_segments(streets: Streets, town: Town, near_m: float) -> tuple[Texts, Bools]:
    """Force key of each segment, ``""`` not known, and whether that was guessed, shapes (S,).

    A segment's force is that of the zone it lies in. Else it is that of the nearest place
    whose force is known: a people point, or a record, whose census area says it. Without
    people it is that of the nearest record if within `near_m` metres: a guess.
    """
    crimes, people = town.crimes, town.people
    keys = np.full(streets.segments, "", dtype="<U60")
    if crimes is not None and len(crimes) and np.all(crimes.force == ""):
        people = None  # such records can only be matched by where they lie
    elif town.zones is not None and len(town.zones.force):
        keys = np.where(streets.zone >= 0, force_keys(town.zones.force)[streets.zone], keys)
    wanted = keys == ""
    known = people is not None and bool(np.any(people.force != ""))
    xy, place_keys = _places(crimes, people if known else None)
    if not len(xy) or not wanted.any():
        return keys, np.zeros(streets.segments, dtype=np.bool_)
    distance, nearest = cKDTree(xy).query(streets.middle_xy_m[wanted])
    near = known | (distance <= near_m)
    keys[wanted] = np.where(near, place_keys[nearest], "")
    return keys, wanted & (keys != "") & (not known)


def _places(crimes: Crimes | None, people: People | None) -> tuple[Floats, Texts]:
    """Places whose force is known, in one order: positions, shape (K, 2), and keys."""
    found = [(np.zeros((0, 2)), np.zeros(0, dtype="<U60"))]
    if people is not None:
        found.append((people.xy_m, force_keys(people.force)))
    if crimes is not None:
        found.append(_recorded(crimes, people))
    xy = np.concatenate([each for each, _ in found])
    keys = np.concatenate([each for _, each in found])
    order = np.lexsort((keys, xy[:, 1], xy[:, 0]))
    return xy[order], keys[order]


def _recorded(crimes: Crimes, people: People | None) -> tuple[Floats, Texts]:
    """Records on the map and the force that covers each, ``""`` for another than its own."""
    keys = record_keys(crimes.force)
    local = np.isin(crimes.state, (LOCATED, IN_PRISON)) & (keys != TRANSPORT)
    if people is not None:
        local &= keys != UNNAMED
    stray = crimes.state == OTHER_FORCE
    if people is not None:
        by_code = dict(zip(people.code.tolist(), force_keys(people.force).tolist(), strict=True))
        strays = [by_code.get(code, "") for code in crimes.lsoa[stray].tolist()]
        keys[stray] = np.array(strays, dtype="<U60")
    else:
        keys[stray] = ""
    chosen = local | stray
    return crimes.xy_m[chosen], keys[chosen]
