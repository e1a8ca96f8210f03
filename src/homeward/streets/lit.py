"""Whether each segment's lamps light it: yes, no or unknown, with a reason and hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from homeward.kit.arrays import Bools, Floats, Ints, Texts, Tiny, freeze
from homeward.streets.hours import ALWAYS, NEVER, hours_rule
from homeward.streets.network import DARK, LIT, UNKNOWN, Kind, Streets
from homeward.tables import Lamps

__all__ = ["Evidence", "Light", "Standing", "light", "light_shares", "of_tag", "standing"]

Said = tuple[int, str, str]
"""What a tag says: state, reason, rule of hours."""

ALL_NIGHT = frozenset({"yes", "24/7", "automatic", "sunset-sunrise", "dusk-dawn", "auto"})
UNLIT = frozenset({"no", "disused", "off", "none"})
SOME_LIGHT = frozenset({"limited", "interval", "operating_times", "partial", "part", "poor"})

LAMP_NEAR_M = 12.0
"""A lamp this near lights a segment: across a street and its pavements (assumption)."""

LAMP_OF_STREET_M = 20.0
"""A lamp stands along its nearest segment, if that is this near (assumption)."""

WIDEST_SPACING_M = 60.0
"""Lamps farther apart than this, on average, do not make a street lit (assumption)."""

FROM_THE_MAP = frozenset({"map", "osm", "openstreetmap"})
"""Sources of lamps that are not an inventory of their owner."""

SILENT = "The map does not say whether it is lit, and no lamp or road of known light is near."


@dataclass(frozen=True, eq=False, kw_only=True)
class Standing:
    """Lamps at segments, from pairs of lamp and segment within reach.

    `count` and `old` are of lamps that stand along each segment, each lamp along one; `near`
    counts lamps near enough to light it, `inventory` those of them not from the map; `rule`
    is the hours most of them keep, as text.
    """

    count: Ints
    old: Ints
    near: Ints
    inventory: Ints
    rule: Texts

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, kw_only=True)
class Evidence:
    """What the light of S segments is judged by.

    `said` has one entry per row of the table of ways, None where untagged; `way` is each
    segment's row; `beside` the road it runs beside, -1 none.
    """

    said: Sequence[Said | None]
    way: Ints
    kind: Tiny
    length_mm: Ints
    beside: Ints
    lamps: Standing


@dataclass(frozen=True, eq=False, kw_only=True)
class Light:
    """State, reason and rule of each segment; `hint` marks unknown ones with some light.

    `reason` and `rule` are arrays of plain texts, many of them the same one.
    """

    lit: Tiny
    reason: npt.NDArray[np.object_]
    rule: npt.NDArray[np.object_]
    hint: Bools

    def __post_init__(self) -> None:
        freeze(self)


def of_tag(value: str) -> Said:
    """What the value of a `lit` tag says.

    Parameters
    ----------
    value
        Such as ``yes``, ``limited``, ``automatic``, ``23:00-05:00 off`` or ``disused``.

    Returns
    -------
    tuple
        State, reason, and the rule that says when the lamps are on. ``limited`` is UNKNOWN: some
        light is there, but not enough is said to promise a lit walk.

    Examples
    --------
    >>> of_tag("23:00-05:00 off")
    (1, "Its lit tag on the map is '23:00-05:00 off'.", '24/7; 23:00-05:00 off')
    >>> of_tag("limited")[0] == UNKNOWN
    True
    """
    plain = value.strip().lower()
    says = f"Its lit tag on the map is {value.strip()!r}"
    if plain in ALL_NIGHT:
        return LIT, "The map says that it is lit.", ALWAYS
    if plain in UNLIT:
        return DARK, "The map says that it is not lit.", ALWAYS
    if plain in SOME_LIGHT:
        return UNKNOWN, f"{says}: some light, but not how much or when.", ALWAYS
    rule = hours_rule(value)
    if rule is None:
        return UNKNOWN, f"{says}, which cannot be read.", ALWAYS
    return (DARK, f"{says}.", ALWAYS) if rule == NEVER else (LIT, f"{says}.", rule)


def said_by(tags: Sequence[Mapping[str, str]]) -> list[Said | None]:
    """What each way's own tag says of its light; None where it has none."""
    known = {value: of_tag(value) for value in {each["lit"] for each in tags if "lit" in each}}
    return [known[each["lit"]] if "lit" in each else None for each in tags]


def standing(lamps: Lamps, pairs: tuple[Ints, Ints, Floats], segments: int) -> Standing:
    """Count lamps at segments.

    Parameters
    ----------
    lamps
        The lamps.
    pairs
        Lamp, segment and metres of each pair within `LAMP_OF_STREET_M`, in order of lamp,
        metres and segment.
    segments
        How many segments there are, S.

    Returns
    -------
    Standing
        Counts and hours, shape (S,).
    """
    lamp, segment, metres = pairs
    first = np.unique(lamp, return_index=True)[1]
    own = segment[first]
    near = metres <= LAMP_NEAR_M
    given = np.array([each not in FROM_THE_MAP for each in lamps.source.tolist()], dtype=bool)
    supplied = near & given[lamp]
    return Standing(
        count=np.bincount(own, minlength=segments),
        old=np.bincount(own[lamps.led[lamp[first]] == 0], minlength=segments),
        near=np.bincount(segment[near], minlength=segments),
        inventory=np.bincount(segment[supplied], minlength=segments),
        rule=_hours_of_most(lamps.hours[lamp[near]], segment[near], segments),
    )


def light(evidence: Evidence) -> Light:
    """Judge the light of every segment.

    Parameters
    ----------
    evidence
        Tags, lamps and roads.

    Returns
    -------
    Light
        By the first of these that speaks: lamps of a supplied inventory; the way's own tag;
        lamps on the map; for a pavement, the road it runs beside. Otherwise unknown.
    """
    count = len(evidence.way)
    lit = np.full(count, UNKNOWN, dtype=np.int8)
    reason = np.full(count, SILENT, dtype=object)
    rule = np.full(count, ALWAYS, dtype=object)
    hint = evidence.lamps.near > 0
    for segment in _tagged(evidence).tolist():
        said = evidence.said[evidence.way[segment]]
        if said is not None:
            lit[segment], reason[segment], rule[segment] = said
            hint[segment] |= lit[segment] == UNKNOWN
    _by_lamps(evidence, lit, reason, rule)
    _by_road(evidence, lit, reason, rule)
    return Light(
        lit=lit,
        reason=reason,
        rule=rule,
        hint=hint & (lit == UNKNOWN),
    )


def light_shares(streets: Streets, chosen: Bools | None = None) -> tuple[float, float, float]:
    """Shares of length that are lit, dark and unknown while the lamps are on.

    Parameters
    ----------
    streets
        The network.
    chosen
        Which segments to count, shape (S,); all where None.

    Returns
    -------
    tuple
        Yes, no, unknown: shares of the chosen length that sum to 1, or all 0 for no length.
    """
    length = streets.length_mm if chosen is None else np.where(chosen, streets.length_mm, 0)
    total = max(1, int(length.sum()))
    yes, no, unknown = (
        int(length[streets.lit == state].sum()) / total for state in (LIT, DARK, UNKNOWN)
    )
    return yes, no, unknown


def _tagged(evidence: Evidence) -> Ints:
    """Segments whose way has a tag of its own."""
    has = np.array([each is not None for each in evidence.said], dtype=bool)
    return np.flatnonzero(has[evidence.way])


def _by_lamps(evidence: Evidence, lit: Tiny, reason: np.ndarray, rule: np.ndarray) -> None:
    """Light segments that have lamps close enough together."""
    lamps, length_m = evidence.lamps, evidence.length_mm / 1000
    close = (lamps.near > 0) & (length_m <= WIDEST_SPACING_M * lamps.near)
    listed = (lamps.inventory > 0) & (length_m <= WIDEST_SPACING_M * lamps.inventory)
    taken = (close & (lit == UNKNOWN)) | (listed & (lit == DARK))
    for segment in np.flatnonzero(taken).tolist():
        count, metres = int(lamps.near[segment]), max(1, round(length_m[segment]))
        words = f"{count} lamp{'s' * (count > 1)} in {metres} m"
        says = f", though the map says dark: {words}." if lit[segment] == DARK else f"{words}."
        reason[segment] = f"Lamps of the inventory{says}" if says[0] == "," else says
        rule[segment] = str(lamps.rule[segment])
    lit[taken] = LIT


def _by_road(evidence: Evidence, lit: Tiny, reason: np.ndarray, rule: np.ndarray) -> None:
    """Give pavements the light of the road they run beside."""
    pavement = (evidence.kind == Kind.FOOTWAY) & (lit == UNKNOWN) & (evidence.beside >= 0)
    at = np.flatnonzero(pavement)
    at = at[lit[evidence.beside[at]] != UNKNOWN]
    road = evidence.beside[at]
    words = np.array(["It runs beside a dark road.", "It runs beside a lit road."], dtype=object)
    reason[at] = words[lit[road]]
    rule[at] = rule[road]
    lit[at] = lit[road]


def _hours_of_most(hours: Texts, segment: Ints, segments: int) -> Texts:
    """Rule kept by more than half of each segment's lamps; all dark hours where none is."""
    found = np.full(segments, ALWAYS, dtype=object)
    timed = np.flatnonzero(hours != "")
    if not len(timed):
        return found.astype(np.str_)
    rules, number = np.unique(hours[timed], return_inverse=True)
    pair, hits = np.unique(segment[timed] * len(rules) + number.ravel(), return_counts=True)
    of_all = np.bincount(segment, minlength=segments)
    for at, count in zip(pair.tolist(), hits.tolist(), strict=True):
        where, which = divmod(at, len(rules))
        if 2 * count > of_all[where]:
            found[where] = hours_rule(str(rules[which])) or ALWAYS
    return found.astype(np.str_)
