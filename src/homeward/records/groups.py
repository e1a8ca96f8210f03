"""Which recorded offences count as harm to walkers, which do not and why, and how many."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from homeward.kit.arrays import Ints, Texts, freeze
from homeward.measures import GROUPS
from homeward.tables import IN_PRISON, LOCATED, OFF_MAP, OTHER_FORCE, UNLOCATED, Crimes

__all__ = ["EXCLUDED", "GROUP_TYPES", "UNKNOWN_TYPE", "Tally", "groups_of", "tally", "used_rows"]

GROUP_TYPES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "robbery": ("Robbery",),
        "theft_from_person": ("Theft from the person",),
        "violence_sexual": ("Violence and sexual offences", "Violent crime"),
    }
)
"""Types of police.uk in each group. "Violent crime" is the older name."""

_PATROLS = "Records of it follow where patrols and cameras look, so they would feed on themselves."
_NOT_WALKERS = "It is not an offence against a person who walks."
EXCLUDED: Mapping[str, str] = MappingProxyType(
    {
        "Anti-social behaviour": _PATROLS,
        "Bicycle theft": _NOT_WALKERS,
        "Burglary": _NOT_WALKERS,
        "Criminal damage and arson": _NOT_WALKERS,
        "Drugs": _PATROLS,
        "Other crime": "What it holds is not said, so it cannot be told whom it harms.",
        "Other theft": "It is mostly theft of things left unattended, and from premises.",
        "Possession of weapons": _PATROLS,
        "Public disorder and weapons": _PATROLS,
        "Public order": _PATROLS,
        "Shoplifting": _NOT_WALKERS,
        "Stop and search": _PATROLS,
        "Vehicle crime": _NOT_WALKERS,
    }
)
"""Types left out by default, each with its reason in a sentence."""

UNKNOWN_TYPE = "Its type is not one of police.uk's, so it cannot be told whom it harms."

_FATES = {
    UNLOCATED: "unlocated",
    OFF_MAP: "off_map",
    OTHER_FORCE: "other_force",
    IN_PRISON: "in_prison",
}
_GROUP_OF = {
    kind.casefold(): GROUPS.index(group) for group, kinds in GROUP_TYPES.items() for kind in kinds
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Tally:
    """What became of every recorded offence that was read.

    `used`, `unlocated`, `off_map`, `other_force`, `in_prison` and `excluded` (on the map, but
    of a type that is left out) sum to all. The same by type and month: row k says that of
    `type[k]` in `month[k]`, `count[k]` offences had the fate `fate[k]`.
    """

    used: int
    unlocated: int
    off_map: int
    other_force: int
    in_prison: int
    excluded: int
    type: Texts
    month: Ints
    fate: Texts
    count: Ints

    def __post_init__(self) -> None:
        freeze(self)


def groups_of(types: Texts) -> Ints:
    """Position in `GROUPS` of each type of offence, -1 where it is left out; case is ignored.

    Examples
    --------
    >>> groups_of(np.array(["Robbery", "Drugs", "violent crime"])).tolist()
    [0, -1, 2]
    """
    kinds, back = np.unique(types, return_inverse=True)
    found = [_GROUP_OF.get(kind.strip().casefold(), -1) for kind in kinds.tolist()]
    return np.array(found, dtype=np.int64)[back.reshape(-1)]


def tally(crimes: Crimes) -> Tally:
    """Count what became of every recorded offence, in all and by type and month.

    Parameters
    ----------
    crimes
        The rows as read; a row stands for `count` offences.

    Returns
    -------
    Tally
        Whole offences; rows by type, month and fate, in that order.
    """
    fates = np.where(groups_of(crimes.type) >= 0, "used", "excluded").astype("<U11")
    for state, word in _FATES.items():
        fates[crimes.state == state] = word
    totals = {
        word: int(crimes.count[fates == word].sum())
        for word in ("used", "excluded", *_FATES.values())
    }
    kinds, kind = np.unique(crimes.type, return_inverse=True)
    words, word_of = np.unique(fates, return_inverse=True)
    keys = np.stack([kind.reshape(-1), crimes.month, word_of.reshape(-1)], axis=1)
    rows, row = np.unique(keys, axis=0, return_inverse=True)
    counts = np.zeros(len(rows), dtype=np.int64)
    np.add.at(counts, row.reshape(-1), crimes.count)
    return Tally(
        **totals, type=kinds[rows[:, 0]], month=rows[:, 1], fate=words[rows[:, 2]], count=counts
    )


def used_rows(crimes: Crimes) -> Ints:
    """Group of each row that has a place on the map, -1 for every other row."""
    return np.where(crimes.state == LOCATED, groups_of(crimes.type), -1)
