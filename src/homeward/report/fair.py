"""Who gains: the page ``fair``, from ``plan.json``."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeward.report.formats import minus, points, points_range, share
from homeward.report.words import Aim, aim_of

__all__ = ["fair_page", "who_gains"]

SMALL = 0.001
"""Share of all that is gained below which a floor's price is not told in figures."""

STEPS = {
    "step-free": "can be reached without steps",
    "steps": "is itself steps",
    "only by steps": "can be reached only by steps",
    "apart": "stands apart from the rest of the network on this map",
}


def fair_page(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows besides ``plan.json`` itself.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    dict
        `share`, a gain as a share of all in words; `there`, a share among residents with its
        interval; `steps`, rows of words; `prices`, a row for each floor; `sexes`, sentences.
    """
    fair, aim = plan["fair"], aim_of(plan)
    return {
        "share": lambda gain: _part(gain, fair["gain"]),
        "there": _there,
        "steps": [(f"The street {STEPS[row['what']]}", row) for row in fair["steps"]["rows"]],
        "prices": [_price(row, aim, fair["gain"]) for row in fair["prices"]],
        "sexes": _sexes(fair["by_sex"], fair["gain"], aim),
    }


def who_gains(fair: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every gain with its interval, a row each: the whole, then by area, decile, sex and steps.

    The whole alone says how much of its spread is assumed.

    Parameters
    ----------
    fair
        The block of ``plan.json``.
    """
    yield _gained("all", "everywhere", fair)
    for row in fair["by_area"] or ():
        yield _gained("area", row["name"], row)
    for row in fair["by_decile"] or ():
        decile = row["decile"]
        yield _gained("decile of deprivation", "not told" if decile is None else str(decile), row)
    by_sex = fair["by_sex"]
    for who, gain in (by_sex["gain"] or {}).items():
        low, high = by_sex["interval"]["gain"][who]
        yield _gained("sex", who, {"gain": gain, "gain_low": low, "gain_high": high})
    for row in fair["steps"]["rows"]:
        yield _gained("reach without steps", row["what"], row)


def _gained(by: str, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    ends = ("gain", "gain_low", "gain_high", "gain_assumed_share")
    told = ("code", "options", "spent_gbp", *ends)
    return {"by": by, "name": name, **{key: row.get(key) for key in told}}


def _part(gain: float, whole: float) -> str:
    """A gain as a share of all; a dash where nothing is gained."""
    return share(min(max(gain / whole, 0.0), 1.0)) if whole > 0 else "\N{EN DASH}"


def _there(row: Mapping[str, Any]) -> str:
    """A share among those who live where the gain falls, with its interval."""
    ends = (row["where_gain_falls_low"], row["where_gain_falls_high"])
    return f"{points(row['where_gain_falls'])} ({points_range(ends)})"


def _price(row: Mapping[str, Any], aim: Aim, gain: float) -> dict[str, str]:
    """What one floor costs, in words; in figures only where it shows beside the whole gain."""
    low, high, small = row["low"], row["high"], SMALL * gain
    if low is None or high is None:
        between = "not claimed"
    elif high < small:
        between = "nothing to under 0.1% of what is gained"
    else:
        between = f"{aim.number(low)} to {aim.number(high)}"
    return {
        "floor": row["floor"][:1].upper() + row["floor"][1:],
        "price": aim.said(row["price"]) if row["price"] >= small > 0 else "nothing to speak of",
        "between": between,
    }


def _sexes(by_sex: Mapping[str, Any], whole: float, aim: Aim) -> tuple[str, ...]:
    """What women and men gain, and who walks where the gain falls."""
    gain, walkers, interval = by_sex["gain"], by_sex["walkers"], by_sex["interval"]
    said = []
    if gain is None:
        said.append(by_sex["why"])
    elif whole > 0:
        parts = (
            f"{who} {_part(gain[who], whole)} ({aim.whole(gain[who])}; 95% of draws: "
            f"{aim.number(interval['gain'][who][0])} to {aim.number(interval['gain'][who][1])})"
            for who in gain
        )
        said.append(minus(f"Of what is gained, {', '.join(parts)}."))
    if walkers is not None:
        women = f"{share(walkers['women'])} ({points_range(interval['walkers']['women'])})"
        said.append(
            f"Of those expected to walk after dark where the gain falls, {women} are women. That "
            "rests on declared assumptions about who goes out and who walks, not on a count."
        )
    return tuple(said)
