"""Sentences the report and the command line share, made from ``plan.json`` alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from homeward.report.formats import (
    assumed,
    at_most,
    gbp,
    points_range,
    rough,
    share,
    whole_share,
)
from homeward.report.people import lit_range

__all__ = [
    "AIMS",
    "HARM_COSTS",
    "Aim",
    "aim_of",
    "arithmetic",
    "at_centre",
    "bought_parts",
    "fall_said",
    "harm_said",
    "harm_unknown",
    "headlines",
    "joined",
    "lit_at_most",
    "lit_between",
    "why_nothing",
]

HARM_COSTS = "cost everyone, in pounds"
"""What harm in pounds is, to stand after the crimes; never only what those who suffer them bear."""

ONE_POINT = 0.01
PENNY = 0.01
"""Pounds below which an amount that is averted is told as less than that."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """How figures of one aim are spoken of; ``{}`` stands for the amount.

    `gain` and `loss` are what a plan does, `short` names what is gained, `worse` is what a figure
    below zero means, `column` heads a table, `axis` a chart, and `bare` is an amount and its unit.
    """

    gain: str
    loss: str
    short: str
    worse: str
    column: str
    axis: str
    bare: str
    pounds: bool = False

    def number(self, amount: float) -> str:
        """An amount alone, to three significant figures."""
        if not self.pounds:
            return rough(amount)
        if 0 < abs(amount) < PENNY:
            return "less than £0.01" if amount > 0 else "£0"
        return f"{'-' if amount < 0 else ''}£{_pounds(abs(amount))}"

    def whole(self, amount: float) -> str:
        """An amount of what is gained with its short unit, as in `axis`."""
        return self.bare.format(self.number(amount))

    def said(self, amount: float) -> str:
        """What is gained, with its unit."""
        return self.short.format(self.number(amount))


def _pounds(amount: float) -> str:
    """Pounds to about three figures; with pence or without, never with a tenth of a pound."""
    if amount >= 100 or amount < PENNY:
        return rough(amount)
    return f"{amount:.0f}" if amount >= 10 or amount == int(amount) else f"{amount:.2f}"


AIMS = {
    "harm": Aim(
        gain="avert {} of harm a year",
        loss="add {} of harm a year",
        short="{} less harm a year",
        worse="more harm than without the plan",
        column="Harm averted a year",
        axis="harm averted, £ a year",
        bare="{} a year",
        pounds=True,
    ),
    "felt": Aim(
        gain="spare people {} km a year of walking while feeling unsafe",
        loss="add {} km a year of walking while feeling unsafe",
        short="{} km a year less walked feeling unsafe",
        worse="more walking while feeling unsafe than without the plan",
        column="Walking while feeling unsafe, km a year less",
        axis="km a year less walked feeling unsafe",
        bare="{} km a year",
    ),
    "lit-walks": Aim(
        gain="make {} more walks home a year lit all the way",
        loss="leave {} fewer walks home a year lit all the way",
        short="{} more walks home a year lit all the way",
        worse="fewer walks lit all the way than without the plan",
        column="Walks home made lit all the way, a year",
        axis="walks home a year made lit all the way",
        bare="{} walks a year",
    ),
}

MIXED = Aim(
    gain="reach {} on a scale where 1 is the best the money could do for each aim alone",
    loss="stand {} below nothing on a scale where 1 is the best for each aim alone",
    short="{} on a scale where 1 is the best the money could do for each aim alone",
    worse="worse than without the plan",
    column="Of the best for each aim, weighted",
    axis="of the best for each aim, weighted",
    bare="{} on that scale",
)


def aim_of(plan: Mapping[str, Any]) -> Aim:
    """How to speak of a plan's figures, by the aim it was asked for."""
    return AIMS.get(plan["aim"], MIXED)


def at_centre(plan: Mapping[str, Any]) -> float | None:
    """What the plan comes to on people's new ways with every figure at its centre.

    The expected figure is a mean over all draws, which is another: gains bend.
    """
    return next((row["rerouted"] for row in plan["rounds"]["rows"] if row["kept"]), None)


def headlines(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """The plan in a few plain sentences.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    tuple of str
        What is bought, what it does and how sure that is, what must be found out first, and
        what is not known of the town.
    """
    bought = (_averts(plan), *_worth(plan), *_survey(plan)) if plan["options"] else ()
    return (_bought(plan), *bought, _known(plan), *_not_seen(plan))


def _bought(plan: Mapping[str, Any]) -> str:
    if not plan["options"]:
        return f"Nothing is bought with the {gbp(plan['budget_gbp'])}: {why_nothing(plan)}"
    return (
        f"The plan spends {gbp(plan['spent_gbp'])} of {gbp(plan['budget_gbp'])} on "
        f"{joined(bought_parts(plan))}."
    )


def bought_parts(plan: Mapping[str, Any]) -> list[str]:
    """Each measure bought with its number of places, to stand inside a sentence."""
    kinds = Counter(option["label"] for option in plan["options"])
    return [f"{_lower(label)} at {count} {_places(count)}" for label, count in kinds.items()]


def fall_said(found: Mapping[str, Any]) -> str:
    """The smallest fall that a review could tell from chance, with its interval.

    Parameters
    ----------
    found
        The block ``detectable``; ends are None where no fall could be told, and are not there
        in a plan of an earlier version.

    Examples
    --------
    >>> fall_said({"smallest_fall": 0.31, "smallest_fall_low": 0.22, "smallest_fall_high": None})
    '31% (22% at best; at worst none could be told)'
    """
    fall = found["smallest_fall"]
    if fall is None:
        return "none could be told"
    if "smallest_fall_low" not in found:
        return share(fall)
    low, high = share(found["smallest_fall_low"]), found["smallest_fall_high"]
    if high is None:
        return f"{share(fall)} ({low} at best; at worst none could be told)"
    return f"{share(fall)} ({low} to {share(high)})"


def why_nothing(plan: Mapping[str, Any]) -> str:
    """Why no option was chosen, to stand after a colon."""
    nobody = not plan["walks"]["leaving_a_year"]
    if harm_unknown(plan):
        more = (
            "Give crimes." if nobody else "Give crimes, or ask for another aim: felt or lit-walks."
        )
        return (
            "no crime file covers these streets, so it is not known what harm there is to avert. "
            + more
        )
    if nobody and plan["aim"] != "harm":
        return (
            "the map has no venue and no station that people leave at night, so it is not known "
            "who walks home here. Give venues."
        )
    return (
        "of the measures that have both a price and an effect in a source, none that keeps to the "
        "limits would help here."
    )


FLOOR = "fiscal floor"
"""The method of a price that counts public spending alone."""


def harm_said(plan: Mapping[str, Any]) -> str:
    """What a pound of harm is, and which offences are priced too low.

    Parameters
    ----------
    plan
        The content of ``plan.json``.
    """
    low = [row["part"] for row in plan["harm"]["weights"] if row["method"] == FLOOR]
    said = f"Harm is what recorded crimes against people walking at night {HARM_COSTS}."
    if not low:
        return said
    return (
        f"{said} For {joined(low)} no more was read than a {FLOOR}: what it costs the public purse "
        "alone, so that part is too low."
    )


def harm_unknown(plan: Mapping[str, Any]) -> bool:
    """Whether harm was asked for where no police file says what there is."""
    return bool(plan["aim"] == "harm" and plan["town"]["observed"] == 0)


def _lower(label: str) -> str:
    """A label inside a sentence; one that begins with an abbreviation stays as it is."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def joined(parts: list[str]) -> str:
    """Parts as one phrase: commas, and *and* before the last."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _places(count: int) -> str:
    return "place" if count == 1 else "places"


def _averts(plan: Mapping[str, Any]) -> str:
    aim, averted = aim_of(plan), plan["averted_rerouted"]
    expected, low, high = averted["expected"], averted["low"], averted["high"]
    if expected < 0:
        effect = f"It is not expected to help: on average it would {aim.loss}"
    else:
        effect = f"It is expected to {aim.gain}"
    below = f": below zero means {aim.worse}, and that cannot be ruled out" if low < 0 else ""
    return (
        f"{effect.format(aim.number(abs(expected)))}, once people have chosen their ways anew. The "
        f"interval, which holds 95% of {plan['worlds']} joint draws of everything uncertain, runs "
        f"from {aim.number(low)} to {aim.number(high)}{below}. Of that spread, "
        f"{assumed(averted['assumed_share'])} rests on assumptions."
    )


def _worth(plan: Mapping[str, Any]) -> tuple[str, ...]:
    chance = plan["p_social_benefit_exceeds_cost"]
    if chance is None:
        return ()
    often = "none" if chance == 0 else share(chance)
    return (
        f"Counting recorded harm alone, it is worth more than it costs in {often} of those draws.",
    )


def _survey(plan: Mapping[str, Any]) -> tuple[str, ...]:
    unsure = sum(option["survey_first"] for option in plan["options"])
    if not unsure:
        return ()
    total = len(plan["options"])
    if unsure == total:
        where = "this place" if total == 1 else f"all {total} places"
    else:
        where = f"{unsure} of the {total} places"
    return (
        f"At {where} nobody has written down whether there is light. Look there after dark "
        "first: where it is lit already, new lamps would do nothing.",
    )


def _known(plan: Mapping[str, Any]) -> str:
    lit = plan["town"]["lit"]
    return (
        f"Of the streets' length {share(lit['yes'])} is known to be lit and {share(lit['no'])} to "
        f"be dark; for {whole_share(lit['unknown'], 'it')} nobody has written it down."
    )


def _not_seen(plan: Mapping[str, Any]) -> tuple[str, ...]:
    observed = plan["town"]["observed"]
    if observed == 0:
        return (
            "No crime file covers these streets, so recorded harm is not known here: that is not "
            "the same as none. Walks, light and how safe people feel can still be estimated.",
        )
    if observed < 1:
        unseen = whole_share(1 - observed, "the streets' length")
        return (
            f"The crime files given may not cover {unseen}: recorded harm is not known there, "
            "and is left out.",
        )
    return ()


def arithmetic(plan: Mapping[str, Any]) -> str:
    """How near the best the plan is, and what that does not say."""
    gap = plan["averted_fixed_flow"]["gap"]
    if harm_unknown(plan):
        return "Without crimes it cannot be said which plan would avert most harm."
    if gap is None:
        return "How near this is to the best possible plan is not claimed for this aim."
    if proven := lit_at_most(plan):
        return f"{proven} {_light_unsure(plan)}"
    if not plan["options"]:
        return "At today's flows and mean effects, no plan within the same limits does better."
    return (
        f"At today's flows and mean effects no plan within the same limits does better by more "
        f"than {at_most(gap)}. The evidence is far less exact than that arithmetic: read "
        "the interval, not the gap."
    )


def _light_unsure(plan: Mapping[str, Any]) -> str:
    """What the share lit may be where the light is not as assumed."""
    low, high = plan["lit_walks"]["interval"]["after"]
    return (
        "Which streets are lit is far less sure than that: with the plan the share lies "
        f"at {lit_range(plan['lit_walks']['after'])}, as all of unknown light is dark or lit (95% "
        f"of draws: {points_range([low, high])}). Look there after dark first."
    )


def lit_between(plan: Mapping[str, Any]) -> str:
    """Which share of walks home is lit all the way, now and with the plan, in one sentence.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    str
        For each time the shares as all streets of unknown light are dark and as all are lit,
        with the lower end of the one and the upper end of the other.
    """
    told = plan["lit_walks"]
    now, then = (lit_range(told[when]) for when in ("before", "after"))
    at_first, at_last = (points_range(told["interval"][when]) for when in ("before", "after"))
    ends = ", as all unknown light is dark or lit" if plan["town"]["lit"]["unknown"] else ""
    return f"Today {now} are (95% of trials: {at_first}), with the plan {then} ({at_last}){ends}."


def lit_at_most(plan: Mapping[str, Any]) -> str:
    """What no plan at the price can pass, for walks lit all the way.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    str
        A sentence; nothing for another aim, or where the proof leaves more than one point.
        The bound is rounded up and what the plan reaches down, to a tenth of a point.
    """
    stay = plan["lit_walks"].get("if_ways_stay")
    if stay is None or not plan["options"] or stay["bound"] - stay["after"] > ONE_POINT:
        return ""
    return (
        "With light as assumed and ways as now, "
        f"{floor(stay['after'] * 1000) / 10:g}% of walks home would be lit all the way, from "
        f"{floor(stay['before'] * 1000) / 10:g}%; no plan for {gbp(plan['budget_gbp'])} could pass "
        f"{ceil(stay['bound'] * 1000) / 10:g}%."
    )
