"""A plan against another: what changed, and why, between years, budgets or towns."""

import math
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from homeward.kit.arrays import Texts
from homeward.read import Earlier
from homeward.report.formats import rough_in_unit

__all__ = ["against_block", "compared"]

ASKED = ("night", "aim", "budget_gbp", "horizon_years", "price_year", "seed", "worlds", "homeward")
"""What was asked for, and by which version."""

SAME_TOWN = 0.5
"""Share of the two maps' boxes together that both hold, from which they are one town."""

Plan = Mapping[str, Any]


def compared(now: Plan, earlier: Earlier | None, offered: Texts) -> dict[str, Any]:
    """The content of ``plan.json`` with its comparison, null where none was asked for."""
    block = None if earlier is None else against_block(now, earlier, offered)
    return {**now, "against": block}


def against_block(now: Plan, earlier: Earlier, offered: Texts) -> dict[str, Any]:
    """The block ``against``.

    Parameters
    ----------
    now
        The content of this ``plan.json``.
    earlier
        The other plan.
    offered
        Ids of all options that could be bought now.

    Returns
    -------
    dict
        What was asked for, given and assumed otherwise; options kept, added and dropped (of one
        town); what each averts and what lies between; and what each does for its money.

    Notes
    -----
    The difference's interval takes the two intervals as independent, so it is too wide where
    the two plans share their draws: what lies within it is noise, what lies without is not.
    """
    then, same = earlier.plan, _same_town(now, earlier.plan)
    block = {
        "file": earlier.name,
        "sha256": earlier.sha256,
        "town": str(then["town"]["name"]),
        "same_town": same,
        "asked": [
            {"what": key, "then": then.get(key), "now": now.get(key)}
            for key in ASKED
            if key in then and then.get(key) != now.get(key)
        ],
        "inputs": _inputs(now, then),
        "assumptions": _assumptions(now, then),
        "options": _options(now, then, set(offered.tolist())) if same else None,
        "averted": _averted(now, then),
        "for_the_money": _for_the_money(now, then),
        "detectable": {"then": _smallest(then), "now": _smallest(now)},
    }
    return {**block, "words": _words(block, now, then)}


def _same_town(now: Plan, then: Plan) -> bool:
    one, other = now["town"].get("bbox"), then["town"].get("bbox")
    if not (isinstance(other, list) and len(other) == 4):
        return bool(now["town"]["name"] == then["town"]["name"])
    both = _area([*map(max, one[:2], other[:2]), *map(min, one[2:], other[2:])])
    either = _area(one) + _area(other) - both
    return either > 0 and both / either >= SAME_TOWN


def _area(box: list[float]) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _inputs(now: Plan, then: Plan) -> dict[str, list[str]]:
    """Names of files that came, went or hold other bytes."""
    one, other = _hashes(now), _hashes(then)
    shared = one.keys() & other.keys()
    return {
        "added": sorted(one.keys() - other.keys()),
        "dropped": sorted(other.keys() - one.keys()),
        "changed": sorted(name for name in shared if one[name] != other[name]),
    }


def _hashes(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Hashes of the input files by name, wherever they lay."""
    found: dict[str, list[str]] = {}
    for each in plan.get("inputs") or []:
        name = PurePosixPath(PureWindowsPath(str(each["path"])).as_posix()).name
        found.setdefault(name, []).append(str(each["sha256"]))
    return {name: tuple(sorted(hashes)) for name, hashes in found.items()}


def _assumptions(now: Plan, then: Plan) -> list[dict[str, Any]]:
    """Declared figures that both have and that differ in value or interval."""
    old = {each["name"]: each for each in then.get("assumptions") or []}
    return [
        {"name": each["name"], "text": each["text"], "then": _figure(old[each["name"]]), "now": new}
        for each in now["assumptions"]
        if each["name"] in old and _figure(old[each["name"]]) != (new := _figure(each))
    ]


def _figure(row: Plan) -> list[float | None]:
    return [row.get(name) for name in ("value", "low", "high")]


def _options(now: Plan, then: Plan, offered: set[str]) -> dict[str, Any]:
    """Options by id: in both plans, in this one alone, and in the other alone."""
    one = {each["id"]: each for each in now["options"]}
    other = {each["id"]: each for each in then["options"]}
    return {
        "kept": sorted(one.keys() & other.keys()),
        "added": [_told(one[each]) for each in one if each not in other],
        "dropped": [
            {**_told(other[each]), "still_possible": each in offered}
            for each in other
            if each not in one
        ],
    }


def _told(option: Plan) -> dict[str, Any]:
    names = ("id", "label", "street", "place", "lon", "lat", "whole_life_gbp")
    return {name: option.get(name) for name in names}


def _averted(now: Plan, then: Plan) -> dict[str, Any] | None:
    """What each averts and what lies between; None where they are not in one unit."""
    one, other = now["averted_rerouted"], then["averted_rerouted"]
    if now["aim"] != then["aim"] or one.get("unit") != other.get("unit", one.get("unit")):
        return None
    ends = ("expected", "low", "high", "assumed_share")
    between = one["expected"] - other["expected"]
    low = between - math.hypot(one["expected"] - one["low"], other["high"] - other["expected"])
    high = between + math.hypot(one["high"] - one["expected"], other["expected"] - other["low"])
    return {
        "then": {name: other[name] for name in ends},
        "now": {name: one[name] for name in ends},
        "difference": between,
        "low": low,
        "high": high,
        "within_the_noise": low <= 0 <= high,
        "unit": one["unit"],
    }


def _for_the_money(now: Plan, then: Plan) -> list[dict[str, Any]]:
    """What each averts for its money and its people, where both can be told."""
    if now["aim"] != then["aim"] or "," in str(now["aim"]):
        return []
    rows = (
        ("for each £100,000 spent", _spent),
        ("for each 1,000 walks home from venues a year", _walks),
        ("for each 1,000 residents on the map", _residents),
    )
    found = []
    for what, size in rows:
        one, other = size(now), size(then)
        if one and other:
            found.append({"what": what, "then": _over(then, other), "now": _over(now, one)})
    return found


def _over(plan: Plan, size: float) -> dict[str, float]:
    ends = plan["averted_rerouted"]
    return {name: float(ends[name]) / size for name in ("expected", "low", "high")}


def _spent(plan: Plan) -> float:
    return float(plan["spent_gbp"]) / 100_000


def _walks(plan: Plan) -> float:
    return float((plan.get("walks") or {}).get("leaving_a_year") or 0) / 1000


def _residents(plan: Plan) -> float:
    return float(plan["town"].get("residents") or 0) / 1000


def _smallest(plan: Plan) -> Plan:
    """The smallest fall that a review could tell, with its ends where the plan has them."""
    found = plan.get("detectable") or {}
    told = {name: each for name, each in found.items() if name.startswith("smallest_fall")}
    return {"smallest_fall": None, **told}


def _words(block: Plan, now: Plan, then: Plan) -> list[str]:
    """The comparison in plain sentences."""
    if block["same_town"]:
        return [*_why(block), *_places(block), *_difference(block)]
    return [
        f"The other plan is for another place, {then['town']['name']}. What lies between the two "
        f"says as much of how {now['town']['name']} and {then['town']['name']} are recorded and "
        "mapped as of what the plans do: read each for its money, and do not rank the towns.",
        *_why(block),
        *_difference(block),
    ]


def _why(block: Plan) -> list[str]:
    parts = [
        f"{_NAMES[row['what']]} ({_plain(row['then'])} then, {_plain(row['now'])} now)"
        for row in block["asked"]
    ]
    files = sum(len(names) for names in block["inputs"].values())
    if files:
        parts.append(f"{files} input {'file' if files == 1 else 'files'}")
    figures = len(block["assumptions"])
    if figures:
        parts.append(f"{figures} declared {'figure' if figures == 1 else 'figures'}")
    if not parts:
        return ["Both plans rest on the same inputs, figures, money, aim and night."]
    return [f"What differs behind the two plans: {'; '.join(parts)}."]


def _plain(value: object) -> str:
    """A sum of money as it is written elsewhere; all else as it was asked for."""
    return f"{value:,.0f}" if isinstance(value, float) else str(value)


_NAMES = {
    "night": "the night drawn",
    "aim": "the aim",
    "budget_gbp": "the budget in pounds",
    "horizon_years": "the years counted",
    "price_year": "the year of prices",
    "seed": "the seed of the draws",
    "worlds": "the number of draws",
    "homeward": "the version of Homeward",
}


def _places(block: Plan) -> list[str]:
    """Which places stayed, came and went."""
    options = block["options"]
    added, dropped = len(options["added"]), options["dropped"]
    if not added and not dropped:
        return [f"The plan is the same: {len(options['kept'])} places."]
    gone = sum(not each["still_possible"] for each in dropped)
    left = (
        f" Of those left out {gone} can no longer be bought: the map, its light, the figures or "
        "the limits have changed there."
        if gone
        else " All of those left out could still be bought: other places now come to more for "
        "the money there is."
        if dropped
        else ""
    )
    return [
        f"{len(options['kept'])} places are in both plans, {added} are new, and {len(dropped)} are "
        f"left out.{left}"
    ]


def _difference(block: Plan) -> list[str]:
    averted = block["averted"]
    if averted is None:
        return ["The two have different aims, so what they avert cannot be compared."]
    if averted["then"] == averted["now"]:
        return ["What they are expected to avert is the same."]
    verdict = (
        "That is within the noise: it could as well be nothing, or the other way round."
        if averted["within_the_noise"]
        else "That is more than the noise of both."
    )
    unit = averted["unit"].partition(" ")[0]
    low, high = (rough_in_unit(averted[end], unit) for end in ("low", "high"))
    return [
        "This plan is expected to avert "
        f"{rough_in_unit(abs(averted['difference']), averted['unit'])} "
        f"{'more' if averted['difference'] > 0 else 'less'} than the other; 95% of what may be "
        f"lies from {low} to {high} more. {verdict}"
    ]
