"""Whose walks use a street: for the report's map, and for the streets that a look asks of.

Letters used for shapes: S segments, T slots, V venues, K kinds of end, N origins listed, W
worlds, R rows of a table, P the parts of people (each way of choosing, dark and daylight).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints
from homeward.measures import Assumptions, Values
from homeward.night import BAND_LABELS
from homeward.report import Whose
from homeward.report.formats import assumed, counted, rough, share_within
from homeward.report.words import joined
from homeward.streets import Streets
from homeward.study.built import Built
from homeward.study.fixed import HIGH, LOW, assumed_of
from homeward.study.request import Request
from homeward.study.worlds import declared_fixed
from homeward.study.year import Year, year_of
from homeward.tables import Venues
from homeward.walks import (
    CAUTIOUS,
    DIRECT,
    END_LABELS,
    QUANTA_PER_WALKER,
    SEXES,
    Scene,
    selected,
    users,
)
from homeward.walks.flow import walking_parts

__all__ = ["segments_block", "segments_text", "whose"]

NAMED = 5
"""Venues that the sentences of a look name."""

MOST_VENUES = 12
"""Venues named in a look; the rest are summed."""

WAYS = ("direct", "cautious")


def scene_of(streets: Streets, year: Year, values: Values) -> Scene:
    """The walks of a year, to be asked about."""
    return Scene(
        streets=streets,
        demand=year.demand,
        nights=year.nights,
        tonight=year.tonight,
        p_lit=year.p_lit,
        values=values,
    )


def whose(built: Built, year: Year, values: Values) -> Whose:
    """Who uses each segment over the year, for the map's cards and list."""
    streets = built.streets
    found = users(scene_of(streets, year, values))
    cautious, bands = _ways_and_bands(year, values)
    return Whose(
        places=_places(built.town.venues, year),
        origin=found.origin,
        from_origin=_shares(found.from_origin, found.walkers),
        ends=END_LABELS,
        by_end=_shares(found.by_end, found.walkers),
        cautious=_shares(cautious[:, None], found.walkers)[:, 0],
        bands=BAND_LABELS,
        by_band=_shares(bands, found.walkers),
        walkers=found.walkers,
    )


def _shares(part: Floats, whole: Floats) -> Floats:
    """Parts of a whole by segment, 0 where nobody walks."""
    return np.divide(part, whole[:, None], out=np.zeros_like(part), where=whole[:, None] > 0)


def _ways_and_bands(year: Year, values: Values) -> tuple[Floats, Floats]:
    """Walkers a year by the cautious way, (S,), and by band of the night, (S, B)."""
    by_band, women = year.flows.by_band, values["walks.share_women"]
    cautious, bands = 0.0, 0.0
    for sex, part in zip(SEXES, (women, 1.0 - women), strict=True):
        out = np.array([values[f"walks.after_dark.{sex}"], 1.0]) * part * values["walks.fill"]
        walkers = by_band * out[None, :, None, None]
        mine = values[f"walks.cautious.{sex}"]
        cautious = cautious + mine * walkers[CAUTIOUS].sum(axis=(0, 2))
        both = (1.0 - mine) * walkers[DIRECT] + mine * walkers[CAUTIOUS]
        bands = bands + both.sum(axis=0)
    return np.asarray(cautious), np.asarray(bands)


def _places(venues: Venues, year: Year) -> tuple[str, ...]:
    """Each origin in words: its venue of most people, and how many more stand there."""
    demand = year.demand
    order = np.lexsort((venues.name, venues.name == "", demand.venue_origin))
    first: dict[int, str] = {}
    count = np.bincount(demand.venue_origin, minlength=demand.origins)
    for venue in order.tolist():
        first.setdefault(int(demand.venue_origin[venue]), venue_text(venues, venue))
    return tuple(
        first[origin] + (f" and {count[origin] - 1} more there" if count[origin] > 1 else "")
        for origin in range(demand.origins)
    )


def venue_text(venues: Venues, venue: int) -> str:
    """A venue's name with its kind."""
    name, kind = str(venues.name[venue]), str(venues.kind[venue]).replace("_", " ")
    return f"{name} ({kind})" if name else f"a {kind} without a name"


def segments_block(
    built: Built, request: Request, ids: Sequence[str], declared: Assumptions
) -> dict[str, Any] | None:
    """Whose walks use any of some segments, as plain values; None if none was asked of.

    Those `declared` are as after a fit to counts, so that a look tells as many walkers as a plan.
    In the worlds of the interval how many set out, who walks and which way they choose is drawn;
    where people go is not.

    Raises
    ------
    InputError
        If an id is not that of a segment of this map.
    """
    if not ids:
        return None
    segments, values = _numbers(built.streets, ids), declared.central()
    year = year_of(built, request, values, np.zeros(0, dtype=np.int64))
    request.tell("Finding whose walks use these streets")
    venues = built.town.venues
    found = selected(scene_of(built.streets, year, values), venues, segments)
    people = found.quanta[:, :, :2] / QUANTA_PER_WALKER
    drawn = _Drawn.of(declared, request, people.sum(axis=(0, 3, 4)).ravel())
    names = built.streets.names[np.unique(built.streets.name[segments])].tolist()
    (whole,) = drawn.rows(drawn.whole[None])
    return {
        "segments": list(ids),
        "streets": [name for name in names if name],
        **{name: each for name, each in whole.items() if not name.startswith("share")},
        "assumed_share": drawn.assumed_share,
        **_venue_rows(venues, people.sum(axis=(3, 4)).reshape(len(people), -1), drawn),
        "ends": _rows("end", END_LABELS, _by_part(people.sum(axis=(0, 3))), drawn),
        "ways": _rows("way", WAYS, _of_ways(people.sum(axis=(0, 3, 4))), drawn),
        "slots": _rows(
            "from",
            [each[:5] for each in year.nights[0].night.labels],
            _by_part(people.sum(axis=(0, 4))),
            drawn,
        ),
        "unit": "walks home a year that use any of these segments",
    }


def _by_part(people: Floats) -> Floats:
    """People of each row by part, (R, P), from those by way, light and row."""
    return people.reshape(-1, people.shape[-1]).T


def _of_ways(people: Floats) -> Floats:
    """The people of each way of choosing alone, (2, P), from those by way and light."""
    return (np.eye(len(people))[:, :, None] * people).reshape(len(people), -1)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Drawn:
    """Of each part of the people how many walk: at the centre, (P,), and in all worlds, (W, P).

    `held` are the worlds with mere assumptions at their centre, and `whole` all people, (P,).
    """

    whole: Floats
    centre: Floats
    worlds: Floats
    held: Floats

    @staticmethod
    def of(declared: Assumptions, request: Request, whole: Floats) -> "_Drawn":
        """The joint draws of a request."""
        drawn = [declared.world(request.seed, world) for world in range(request.worlds)]
        held = [declared_fixed(declared, each) for each in drawn]
        return _Drawn(
            whole=whole,
            centre=walking_parts(declared.central()).ravel(),
            worlds=np.array([walking_parts(each).ravel() for each in drawn]),
            held=np.array([walking_parts(each).ravel() for each in held]),
        )

    @property
    def assumed_share(self) -> float:
        """How much of the spread of all walkers is assumed."""
        return round(assumed_of(self.worlds @ self.whole, self.held @ self.whole), 6)

    def rows(self, people: Floats) -> list[dict[str, float]]:
        """Walkers of some rows of people, (R, P), and their shares of all, with intervals."""
        parts = np.vstack([self.centre, self.worlds])
        walkers, total = parts @ people.T, (parts @ self.whole)[:, None]
        shares = np.divide(walkers, total, out=np.zeros_like(walkers), where=total > 0)
        told = zip(_ends(walkers, 1), _ends(shares, 6), strict=True)
        return [
            {**_named("walkers_a_year", number), **_named("share", part)} for number, part in told
        ]


def _ends(drawn: Floats, digits: int) -> list[list[float]]:
    """Each column's first figure and the ends of the interval of the rest, which hold it."""
    centre, worlds = drawn[0], drawn[1:]
    low, high = np.percentile(worlds, [LOW, HIGH], axis=0)
    found = np.stack([centre, np.minimum(low, centre), np.maximum(high, centre)], axis=1)
    ends: list[list[float]] = found.round(digits).tolist()
    return ends


def _named(name: str, ends: Sequence[float]) -> dict[str, float]:
    return dict(zip((name, f"{name}_low", f"{name}_high"), ends, strict=True))


def _numbers(streets: Streets, ids: Sequence[str]) -> Ints:
    place = {name: row for row, name in enumerate(streets.ids.tolist())}
    lost = [each for each in ids if each not in place]
    if lost:
        raise InputError(
            f"`--segment` must be the id of a segment of this map; {lost[0]!r} is not. Ids stand "
            "in segments.parquet and plan.gpkg, and are way/first node-last node."
        )
    return np.array([place[each] for each in ids], dtype=np.int64)


def _venue_rows(venues: Venues, people: Floats, drawn: _Drawn) -> dict[str, Any]:
    """The venues that send most, and all others together; `people` has shape (V, P)."""
    walkers = people @ drawn.centre
    order = np.argsort(-walkers, kind="stable")
    sends = order[walkers[order] > 0]
    most, others = sends[:MOST_VENUES], sends[MOST_VENUES:]
    (rest,) = drawn.rows(people[others].sum(axis=0)[None])
    return {
        "venues": [
            {"venue": str(venues.name[row]), "kind": str(venues.kind[row]), **told}
            for row, told in zip(most.tolist(), drawn.rows(people[most]), strict=True)
        ],
        "other_venues": {"venues": len(others), **rest},
    }


def _rows(key: str, labels: Sequence[str], people: Floats, drawn: _Drawn) -> list[dict[str, Any]]:
    told = zip(labels, drawn.rows(people), strict=True)
    return [{key: label, **each} for label, each in told]


def how_sure(block: Mapping[str, Any]) -> str:
    """The interval of how many walks use some segments, and what it leaves open."""
    low, high = (rough(block[f"walkers_a_year_{end}"]) for end in ("low", "high"))
    return (
        f"In 95% of draws it is from {low} to {high}: how full places are, who walks after dark "
        f"and who takes a detour out of fear are drawn, and {assumed(block['assumed_share'])} of "
        "that spread rests on assumptions. Where people go is not drawn, so it is less sure than "
        "that; so are the shares below, with their intervals in brackets."
    )


def segments_text(block: dict[str, Any] | None) -> list[str]:
    """The same in a few sentences."""
    if block is None:
        return []
    where = joined(block["streets"]) if block["streets"] else "streets without a name"
    if not block["walkers_a_year"]:
        return [f"{where}: nobody is expected to walk home here at night."]
    ends = [
        f"{each['end']} {share_within(each, 'share')}" for each in block["ends"] if each["share"]
    ]
    ways = [f"{each['way']} {share_within(each, 'share')}" for each in block["ways"]]
    busiest = max(block["slots"], key=lambda each: float(each["share"]))
    return [
        f"{where}: about {rough(block['walkers_a_year'])} walks home a year.",
        how_sure(block),
        f"They come from: {', '.join(_venues(block))}.",
        f"They go to: {', '.join(ends)}.",
        f"They choose their way: {', '.join(ways)}. Most pass in the half-hour from "
        f"{busiest['from']}: {share_within(busiest, 'share')}.",
    ]


def _venues(block: Mapping[str, Any]) -> list[str]:
    """The venues named in the sentences with their shares, and how many others there are."""
    named, more = block["venues"][:NAMED], block["venues"][NAMED:]
    said = [
        f"{each['venue'] or 'without a name'} ({each['kind'].replace('_', ' ')}) "
        f"{share_within(each, 'share')}"
        for each in named
    ]
    others = len(more) + block["other_venues"]["venues"]
    return [*said, f"and {counted(others, 'other')}"] if others else said
