"""Everything the written files are made from: one plan and the layers it stands on.

Letters used for shapes: S segments, T half-hours of a night, A areas, G offence groups.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeward.kit.arrays import Bools, Floats, Geometries, Ints, Tiny
from homeward.streets import Streets
from homeward.tables import Town

__all__ = ["Areas", "Findings", "Tonight", "Whose"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Areas:
    """Recorded offences by area: snap areas, joined until each has streets enough.

    Attributes
    ----------
    of_segment
        Each segment's area, -1 none, shape (S,).
    groups
        Names of the offence groups, G of them.
    recorded
        Offences recorded in the months used, shape (A, G).
    offences
        Offences recorded a year, at any hour and in any place: expected, low and high (95%),
        shape (3, A, G).
    town
        The same of all areas together, shape (3, G).
    """

    of_segment: Ints
    groups: tuple[str, ...]
    recorded: Ints
    offences: Floats
    town: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Tonight:
    """What holds in each half-hour of the drawn night.

    Attributes
    ----------
    begins
        Local time at which each half-hour begins, such as ``"23:30"``, T of them.
    dark
        Whether the sun is down then, shape (T,).
    light
        DARK, LIT or UNKNOWN, shape (S, T); a half-hour of daylight counts as LIT.
    felt
        Share of women and of men expected to feel unsafe by day, after dark without light, and
        after dark with light, shape (3, S, 2). Where light is not known, `Findings.felt` holds.
    felt_interval
        The low and the high end of the interval of each, shape (2, 3, S, 2).
    """

    begins: tuple[str, ...]
    dark: Bools
    light: Tiny
    felt: Floats
    felt_interval: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Whose:
    """Whose walks use each segment over a year, in short.

    Letters: N places listed for each segment, K kinds of end, B bands of the night. All but
    `walkers` are shares of the segment's walkers, 0 where nobody walks.

    Attributes
    ----------
    places
        Public places that people leave, in words.
    origin, from_origin
        The places that send most, most first (-1 none), and their shares, shapes (S, N).
    ends, by_end
        Kinds of end in words, and their shares, shape (S, K).
    cautious
        Share who take the cautious way, shape (S,).
    bands, by_band
        Bands of the night in words, and their shares, shape (S, B).
    walkers
        Expected walkers a year, shape (S,).
    """

    places: tuple[str, ...]
    origin: Ints
    from_origin: Floats
    ends: tuple[str, ...]
    by_end: Floats
    cautious: Floats
    bands: tuple[str, ...]
    by_band: Floats
    walkers: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Findings:
    """One plan with the layers that its files draw.

    Attributes
    ----------
    plan
        The content of ``plan.json``, as plain values in the contract's order.
    town, streets
        The town and its network.
    walkers, desired
        Expected and desired walkers in each slot of the drawn night, shape (S, 24).
    walkers_interval, desired_interval
        The low and the high end of the interval of each of them, shape (2, S, 24).
    walkers_year, walkers_tonight
        Walkers a year and on the drawn night: expected, and the low and the high end of the
        interval, shape (3, S).
    desired_tonight
        The same of those who would walk on the drawn night if nobody were afraid, shape (3, S).
    felt, felt_interval
        Share of women and of men expected to feel unsafe after dark, shape (S, 2), and the low
        and the high end of its interval, shape (2, S, 2).
    seen
        Whether each segment's police force supplied its files, shape (S,).
    areas, outlines
        Recorded offences by area, and the outline of each in longitude and latitude, last that
        of all streets of none, shape (A + 1,).
    tonight
        Light and felt risk by half-hour of the drawn night.
    whose
        Whose walks use each segment, if that was worked out.
    """

    plan: Mapping[str, Any]
    town: Town
    streets: Streets
    walkers: Floats
    desired: Floats
    walkers_interval: Floats
    desired_interval: Floats
    walkers_year: Floats
    walkers_tonight: Floats
    desired_tonight: Floats
    felt: Floats
    felt_interval: Floats
    seen: Bools
    areas: Areas
    outlines: Geometries
    tonight: Tonight
    whose: Whose | None = None
