"""What is known of a town before any money is spent."""

from pathlib import Path
from typing import Any

import numpy as np

from homeward import __version__, report
from homeward.kit.arrays import Bools, Ints
from homeward.measures import GROUPS, assumptions
from homeward.night import closing
from homeward.records import groups_of, month_text, observe
from homeward.report.disclosure import held_back, is_open, shown_count
from homeward.report.formats import counted
from homeward.streets import DARK, LIT, UNKNOWN, Kind, Streets
from homeward.study.about import Known, excluded_crimes, inputs_block, not_open, town_block
from homeward.study.built import Built
from homeward.study.chances import come_true
from homeward.study.counts import Calibrated, calibrate, counts_block
from homeward.study.profile import profile_block
from homeward.study.request import Request
from homeward.study.scenario import Held, scenario_block
from homeward.study.selected import segments_block, segments_text
from homeward.study.sources import Opened, opened
from homeward.study.survey import survey_list
from homeward.study.year import drawn_night, night_of

__all__ = ["look", "look_text"]


def look(request: Request, out: Path | None = None) -> dict[str, Any]:
    """Everything `homeward look` tells, as plain values (schema ``look``).

    With a folder `out`, the list of streets to survey is worked out too, and the page and the
    values are written there.
    """
    source = opened(request)
    fitted = calibrate(source.built, request, assumptions(), strict=request.calibrate)
    found = _found(source, request, fitted)
    if out is not None:
        found["survey"] = survey_list(source.built, request, fitted.assumptions)
        report.write_look(out, found, town=source.built.town)
    return found


def _found(source: Opened, request: Request, fitted: Calibrated) -> dict[str, Any]:
    built = source.built
    values = assumptions().central()
    known = Known.of(built, observe(built.streets, built.town, values=values))
    day = night_of(request, built.town.crimes)
    return {
        "homeward": __version__,
        "made_up": source.made_up,
        "town": town_block(known),
        "kinds": _kinds(built.streets),
        "venues": _venues(built),
        "closing": _closing(built, request),
        "closing_source": closing.source(),
        "night": day.isoformat(),
        "counts": counts_block(built, fitted),
        "whose": segments_block(built, request, request.segments, fitted.assumptions),
        "scenario": scenario_block(request.scenario, day),
        "crimes_by_month": _by_month(known),
        "crime_types": _types(known),
        "rejects": [
            {"file": each.file, "line": each.line, "reason": each.reason}
            for each in built.town.rejects
        ],
        "inputs": inputs_block(built.town.inputs),
        "notes": [
            *source.notes,
            *built.town.notes,
            *known.observed.notes,
            *not_open(built.town),
        ],
    }


def _kinds(streets: Streets) -> list[dict[str, Any]]:
    """Length of each kind of street and what is known of its light."""
    rows = []
    for kind in Kind:
        of_kind = streets.kind == kind
        length = int(streets.length_mm[of_kind].sum())
        if length:
            rows.append(
                {
                    "kind": kind.label,
                    "length_km": round(length / 1e6, 3),
                    "share": round(streets.share_of_length(of_kind), 6),
                    **{
                        name: round(
                            int(streets.length_mm[of_kind & (streets.lit == state)].sum()) / length,
                            6,
                        )
                        for name, state in (("lit", LIT), ("dark", DARK), ("unknown", UNKNOWN))
                    },
                }
            )
    return rows


def _venues(built: Built) -> list[dict[str, Any]]:
    venues = built.town.venues
    kinds = np.unique(venues.kind).tolist()
    return [
        {
            "kind": kind,
            "places": int((venues.kind == kind).sum()),
            "hours_known": int(((venues.kind == kind) & (venues.hours != "")).sum()),
        }
        for kind in kinds
    ]


def _closing(built: Built, request: Request) -> list[dict[str, Any]]:
    """Expected number of venues that close in each half-hour of the drawn night.

    Its interval is chance alone: each venue shuts by the declared shares of its kind.
    """
    found = drawn_night(_town(built, request), request)
    rows = zip(found.night.labels, found.closing.T, strict=True)
    return [{"time": label, **come_true("venues", chances)} for label, chances in rows]


def _town(built: Built, request: Request) -> Held:
    """The town as the request's scenario leaves it on the drawn night."""
    day = night_of(request, built.town.crimes)
    return Held.of(built, np.zeros(0, dtype=np.int64)).under(request.scenario, day)


def _by_month(known: Known) -> list[dict[str, Any]]:
    tally = known.tally
    if tally is None:
        return []
    on_map = (tally.fate == "used") | (tally.fate == "excluded")
    months, at = np.unique(tally.month[on_map], return_inverse=True)
    rows, used = (np.zeros(len(months), dtype=np.int64) for _ in range(2))
    np.add.at(rows, at, tally.count[on_map])
    np.add.at(used, at, np.where(tally.fate == "used", tally.count, 0)[on_map])
    named = [month_text(int(month)) for month in months]
    held = _held_back(known, named, rows, used)
    return [
        {"month": month, "rows": None if untold else count}
        for month, count, untold in zip(named, rows.tolist(), held.tolist(), strict=True)
    ]


def _held_back(known: Known, months: list[str], rows: Ints, used: Ints) -> Bools:
    """Months whose rows are not told: too few, or a plan's counts taken off would leave few."""
    if is_open(known.built.town):
        return np.zeros(len(months), dtype=np.bool_)
    kinds = {month for kind in profile_block(known)["counts"] for month in kind["held_back"]}
    others = rows - used
    few = (others > 0) & (others < report.ENOUGH)
    return held_back(rows, few | np.array([month in kinds for month in months], dtype=np.bool_))


def _types(known: Known) -> list[dict[str, Any]]:
    """Offences on the map by type: the group it counts in, or why it is left out."""
    tally = known.tally
    if tally is None:
        return []
    used, town = tally.fate == "used", known.built.town
    kinds = np.unique(tally.type[used])
    groups = groups_of(kinds).tolist()
    rows = [
        {
            "type": kind,
            "rows": shown_count(int(tally.count[used & (tally.type == kind)].sum()), town),
            "group": GROUPS[group],
            "reason": "Counted as harm to walkers.",
        }
        for kind, group in zip(kinds.tolist(), groups, strict=True)
    ]
    left_out = excluded_crimes(town, tally)
    return rows + [{**row, "group": None} for row in left_out]


def look_text(found: dict[str, Any]) -> str:
    """The same for people to read in a terminal."""
    town, lit = found["town"], found["town"]["lit"]
    lines = [
        f"{town['name']}{' (a made-up town)' if found['made_up'] else ''}",
        f"  {counted(town['segments'], 'street segment')}, {town['length_km']:,.1f} km to walk",
        f"  light, by length: lit {lit['yes']:.0%}, dark {lit['no']:.1%}, "
        f"not known {lit['unknown']:.0%}",
        f"  {_venues_line(found)}",
        *_crime_lines(found),
        *(f"  {said}" for said in segments_text(found["whose"])),
        *_count_lines(found),
        *(f"  {said}" for said in (found["scenario"] or {"says": ()})["says"]),
        *(f"  {note}" for note in found["notes"]),
    ]
    if found["rejects"]:
        lines.append(f"  {len(found['rejects']):,} bad rows were set aside; --json lists them")
    return "\n".join(lines)


def _venues_line(found: dict[str, Any]) -> str:
    """How many venues, and when most of them close, where there are any that do."""
    count = found["town"]["venues"]
    if not count:
        return "no venue and no station that people leave at night"
    most = max(found["closing"], key=lambda each: each["venues"])
    when = f"most close at {most['time'][:5]}" if most["venues"] else "none is expected to close"
    return f"{counted(count, 'venue')}; {when} on {found['night']}"


def _count_lines(found: dict[str, Any]) -> list[str]:
    """The hourly shape of the counts, and whether walks are fitted to them."""
    counts = found["counts"]
    if counts is None:
        return []
    lines = [f"  people counted at {len(counts['counters'])} places; {counts['unit']}:"]
    for row in counts["by_hour"]:
        both = (row["sunday_to_thursday"], row["friday_and_saturday"])
        week, end = ("not counted" if each is None else f"{each:,.0f}" for each in both)
        lines.append(f"    {row['hour']}  Sunday to Thursday {week}, Friday and Saturday {end}")
    return [*lines, f"  {counts['calibrated']}"]


def _crime_lines(found: dict[str, Any]) -> list[str]:
    town, counts = found["town"], found["town"]["crimes"]
    if not town["months_observed"]:
        return ["  no crime file: recorded harm is not known here"]
    missing = len(town["months_missing"])
    return [
        f"  crimes: {counts['used']:,} used, {counts['excluded']:,} of other kinds, "
        f"{counts['unlocated']:,} without a place, {counts['off_map']:,} off the map, "
        f"{counts['other_force']:,} in another force's district, "
        f"{counts['in_prison']:,} on or near a prison",
        f"  {len(town['months_observed'])} months supplied"
        + (f", {missing} missing (not counted as zero)" if missing else ""),
        f"  streets whose police supplied their files, by length: {town['observed']:.0%}",
    ]
