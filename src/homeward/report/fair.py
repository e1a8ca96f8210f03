"""Who gains: the page ``fair``, from ``plan.json``."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeward.report.formats import assumed, minus, points, points_range, share, share_within
from homeward.report.words import Aim, aim_of

__all__ = ["fair_page", "who_gains"]

SMALL = 0.001
"""Share of all that is gained below which a floor's price is not told in figures."""

SHARES = ("gain_share", "gain_share_low", "gain_share_high")

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
        `there`, a share among residents with its interval; `steps`, rows of words; `prices`, a
        row for each floor; `sexes`, sentences.
    """
    fair, aim = plan["fair"], aim_of(plan)
    return {
        "there": _there,
        "steps": [(f"The street {STEPS[row['what']]}", row) for row in fair["steps"]["rows"]],
        "prices": [_price(row, aim, fair["gain"]) for row in fair["prices"]],
        "sexes": _sexes(fair["by_sex"], aim),
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
    for who in fair["by_sex"]["gain"] or ():
        yield _gained("sex", who, _sex(fair["by_sex"], who))
    for row in fair["steps"]["rows"]:
        yield _gained("reach without steps", row["what"], row)


def _sex(by_sex: Mapping[str, Any], who: str) -> dict[str, Any]:
    """What one sex gains, named as a row's figures are."""
    gains = (by_sex["gain"][who], *by_sex["interval"]["gain"][who])
    found = dict(zip(("gain", "gain_low", "gain_high"), gains, strict=True))
    if by_sex["gain_share"] is None:
        return found
    shares = (by_sex["gain_share"][who], *by_sex["interval"]["gain_share"][who])
    return found | dict(zip(SHARES, shares, strict=True))


def _gained(by: str, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    ends = ("gain", "gain_low", "gain_high", "gain_assumed_share")
    told = ("code", "options", "spent_gbp", *ends, *SHARES)
    return {"by": by, "name": name, **{key: row.get(key) for key in told}}


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
        "price": _price_said(row, aim, small),
        "between": between,
    }


def _price_said(row: Mapping[str, Any], aim: Aim, small: float) -> str:
    """A floor's price, with its interval where that shows beside the whole gain."""
    low, high = row["price_low"], row["price_high"]
    said = aim.said(row["price"]) if row["price"] >= small > 0 else "nothing to speak of"
    if max(-low, high) < small or low == high:
        return said
    part = assumed(row["price_assumed_share"])
    return minus(f"{said} ({aim.number(low)} to {aim.number(high)}; {part} assumed)")


def _sexes(by_sex: Mapping[str, Any], aim: Aim) -> tuple[str, ...]:
    """What women and men gain, and who walks where the gain falls."""
    walkers, interval, said = by_sex["walkers"], by_sex["interval"], []
    if by_sex["gain"] is None:
        said.append(by_sex["why"])
    elif by_sex["gain_share"] is not None:
        parts = "; ".join(_one_sex(by_sex, who, aim) for who in by_sex["gain"])
        said.append(minus(f"Of what is gained, {parts}. In brackets stand 95% of the draws."))
    if walkers is not None:
        women = f"{share(walkers['women'])} ({points_range(interval['walkers']['women'])})"
        said.append(
            f"Of those expected to walk after dark where the gain falls, {women} are women. That "
            "rests on declared assumptions about who goes out and who walks, not on a count."
        )
    return tuple(said)


def _one_sex(by_sex: Mapping[str, Any], who: str, aim: Aim) -> str:
    """What women or men gain, as a share and in the aim's unit, with both intervals."""
    interval = by_sex["interval"]
    low, high = (aim.number(end) for end in interval["gain"][who])
    part = share_within(_sex(by_sex, who), "gain_share")
    return f"{who} {part}, that is {aim.whole(by_sex['gain'][who])} ({low} to {high})"
