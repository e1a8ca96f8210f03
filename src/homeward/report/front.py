"""Page one: what a councillor needs, in short plain sentences, made from ``plan.json`` alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeward.report.formats import at_most, counted, gbp, points_range, rough, share, whole_share
from homeward.report.money import capital_range
from homeward.report.spend import whole_life
from homeward.report.words import (
    aim_of,
    bought_parts,
    harm_unknown,
    joined,
    lit_at_most,
    why_nothing,
)

__all__ = ["Answer", "front"]

NAMED = 3
"""Streets named on page one; more would not be read."""


NOT_COUNTED = "Nobody has counted those who walk: their number is worked out from the map."


COUNTED_IN_VAIN = (
    "People were counted, but the counts do not bear out how many walk where: that number is "
    "worked out from the map."
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One question of page one with its sentences."""

    question: str
    sentences: tuple[str, ...]


def front(plan: Mapping[str, Any]) -> tuple[Answer, ...]:
    """What, where, how much, what it would change, how sure, and what is not known.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    tuple of Answer
        Six answers, or three where nothing is bought. Every figure in them has its unit.
    """
    what = Answer(question="What is the plan?", sentences=_what(plan))
    sure = Answer(question="How sure is this?", sentences=_sure(plan))
    not_known = Answer(question="What is not known?", sentences=_not_known(plan))
    if not plan["options"]:
        return (what, sure, not_known)
    return (
        what,
        Answer(question="Where?", sentences=_where(plan)),
        Answer(question="How much does it cost?", sentences=_cost(plan)),
        Answer(question="What would it change?", sentences=_change(plan)),
        sure,
        not_known,
    )


def _what(plan: Mapping[str, Any]) -> tuple[str, ...]:
    if not plan["options"]:
        return (f"Nothing is bought with the {gbp(plan['budget_gbp'])}: {why_nothing(plan)}",)
    return (f"Buy {joined(bought_parts(plan))}.",)


def _where(plan: Mapping[str, Any]) -> tuple[str, ...]:
    names = [option["street"] for option in plan["options"]]
    known = sorted({name for name in names if name})
    lead = "The list shows each place."
    if not known:
        return ("The streets have no name on the map.", lead)
    if len(known) <= NAMED + 1:
        rest = " and on streets without a name" if "" in names else ""
        return (f"On {joined(known)}{rest}.", lead)
    often = [name for name, _ in Counter(name for name in names if name).most_common(NAMED)]
    others = counted(len(known) - NAMED, "other named street")
    without = " and on streets without a name" if "" in names else ""
    return (f"On {', '.join(sorted(often))}, on {others}{without}.", lead)


def _cost(plan: Mapping[str, Any]) -> tuple[str, ...]:
    buy = sum(option["capital_gbp"] for option in plan["options"])
    return (
        f"{gbp(plan['spent_gbp'])} of the {gbp(plan['budget_gbp'])} given, over "
        f"{counted(plan['horizon_years'], 'year')}, in {plan['price_year']} prices: {gbp(buy)} to "
        f"buy as quoted{_drawn(plan)} and {_to_keep(plan)} a year to keep.",
        *_who_pays(plan),
    )


def _drawn(plan: Mapping[str, Any]) -> str:
    """Within what 95% of draws of the cost to buy lie; the page of the money says of what."""
    said = capital_range(plan)
    return f" ({said} with overruns)" if said else ""


def _to_keep(plan: Mapping[str, Any]) -> str:
    """What is bought costs to keep, within what 95% of draws of its price lie."""
    told = plan["yearly_gbp"]
    if told["low"] == told["high"]:
        return gbp(told["quoted"])
    return f"{gbp(told['quoted'])} (£{rough(told['low'])} to £{rough(told['high'])})"


def _who_pays(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What is held back and what others than the fund pay, where that was asked for."""
    limits = plan["limits"]
    over = " over all years, discounted" if whole_life(plan) else ""
    held, match = limits["contingency_gbp"], limits["match_gbp"]
    back = (f"Another {gbp(held)} is held back for what cannot be foreseen.",) if held else ()
    if not match:
        return back
    return (
        *back,
        f"Others than the fund pay {gbp(match)}{over}; {gbp(limits['grant_gbp'])} is asked of "
        "the fund.",
    )


def _change(plan: Mapping[str, Any]) -> tuple[str, ...]:
    return (_expected(plan), *_alongside(plan))


def _expected(plan: Mapping[str, Any]) -> str:
    aim, expected = aim_of(plan), plan["averted_rerouted"]["expected"]
    if expected < 0:
        effect = f"It is not expected to help: on average it would {aim.loss}"
    else:
        effect = f"We expect it to {aim.gain}"
    return f"{effect.format(aim.number(abs(expected)))}."


def _alongside(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What the aim's unit means, or the figure most people ask for next."""
    if plan["aim"] == "harm":
        return (
            "Harm is what recorded crimes against people walking at night cost everyone, in "
            "pounds.",
            *_worth(plan),
        )
    after, ends = plan["felt"]["after"], plan["felt"]["interval"]["before"]
    women, men = (
        f"{plan['felt']['before'][sex]:.1%} ({points_range(ends[sex])})" for sex in ("women", "men")
    )
    return (
        f"Women would feel unsafe on {women} of their way after dark, men on {men}; with the plan, "
        f"{after['women']:.1%} and {after['men']:.1%}.",
    )


def _worth(plan: Mapping[str, Any]) -> tuple[str, ...]:
    chance = plan["p_social_benefit_exceeds_cost"]
    if chance is None:
        return ()
    often = f"none of {plan['worlds']} trials" if chance == 0 else f"{share(chance)} of our trials"
    return (f"Counted that way alone, it is worth more than it costs in {often}.",)


def _sure(plan: Mapping[str, Any]) -> tuple[str, ...]:
    if not plan["options"]:
        return (_arithmetic(plan),)
    return (_interval(plan), *_guesses(plan), _arithmetic(plan))


def _interval(plan: Mapping[str, Any]) -> str:
    aim, averted = aim_of(plan), plan["averted_rerouted"]
    low, high = aim.number(averted["low"]), aim.whole(averted["high"])
    below = f" Below zero means {aim.worse}; that may happen." if averted["low"] < 0 else ""
    return (
        f"We tried it {plan['worlds']} times, each with other figures for what nobody knows. 95% "
        f"of the results lie from {low} to {high}.{below}"
    )


def _guesses(plan: Mapping[str, Any]) -> tuple[str, ...]:
    part = plan["averted_rerouted"]["assumed_share"]
    if not part:
        return ()
    return (f"About {part:.0%} of that doubt is about figures we had to assume.",)


def _arithmetic(plan: Mapping[str, Any]) -> str:
    gap = plan["averted_fixed_flow"]["gap"]
    if harm_unknown(plan):
        return "Without crime records we cannot say which plan would be best."
    if gap is None:
        return "We do not claim that no plan could do better. The evidence is rough."
    if proven := lit_at_most(plan):
        return proven
    return f"The arithmetic is within {at_most(gap)} of best; the evidence is not."


def _not_known(plan: Mapping[str, Any]) -> tuple[str, ...]:
    return (*_light(plan), *_survey(plan), *_crime(plan), _counted(plan))


def _counted(plan: Mapping[str, Any]) -> str:
    """Whether anyone has counted the people who walk."""
    fit = plan["walks"].get("fit")
    if fit is None or not fit["used"]:
        return NOT_COUNTED if fit is None else COUNTED_IN_VAIN
    places = counted(len(fit["counters"]), "place")
    return f"People were counted at {places}; how many walk elsewhere is worked out from the map."


def _light(plan: Mapping[str, Any]) -> tuple[str, ...]:
    unknown = plan["town"]["lit"]["unknown"]
    if not unknown:
        return ()
    of_all = whole_share(unknown, "the streets' length")
    return (f"For {of_all} nobody has written down if it is lit.",)


def _survey(plan: Mapping[str, Any]) -> tuple[str, ...]:
    unsure = sum(option["survey_first"] for option in plan["options"])
    if not unsure:
        return ()
    total = len(plan["options"])
    where = f"{unsure} of the plan's {total} places" if unsure < total else _all_of(total)
    return (f"That includes {where}: look there after dark before buying.",)


def _all_of(total: int) -> str:
    return "the plan's one place" if total == 1 else f"all the plan's {total} places"


def _crime(plan: Mapping[str, Any]) -> tuple[str, ...]:
    unseen = 1 - plan["town"]["observed"]
    if unseen == 1:
        return ("No crime records cover these streets. That is not the same as no crime.",)
    if unseen > 0:
        of_all = whole_share(unseen, "the streets' length")
        return (
            f"The crime records given may not cover {of_all}. What happened there is not "
            "counted; that does not mean nothing did.",
        )
    return ()
