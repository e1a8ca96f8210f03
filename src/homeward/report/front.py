"""Page one: what a councillor needs, in short plain sentences, made from ``plan.json`` alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from homeward.report.formats import (
    assumed,
    at_most,
    by_points,
    counted,
    gbp,
    points,
    points_range,
    rough,
    share,
    upper_first,
    whole_share,
)
from homeward.report.money import budget_years, capital_range, overruns
from homeward.report.spend import all_years, by_year, whole_life
from homeward.report.words import (
    HARM_COSTS,
    aim_of,
    bought_parts,
    harm_unknown,
    joined,
    lit_at_most,
    lit_between,
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
    if not known:
        return ("The streets have no name on the map. The list shows each place.",)
    if len(known) <= NAMED + 1:
        rest = " and on streets without a name" if "" in names else ""
        return (f"On {joined(known)}{rest}.",)
    often = [name for name, _ in Counter(name for name in names if name).most_common(NAMED)]
    others = counted(len(known) - NAMED, "other")
    without = " and some without a name" if "" in names else ""
    return (f"On {', '.join(sorted(often))}, {others}{without}.",)


def _cost(plan: Mapping[str, Any]) -> tuple[str, ...]:
    buy = sum(option["capital_gbp"] for option in plan["options"])
    return (
        f"{gbp(plan['spent_gbp'])} of the {gbp(plan['budget_gbp'])} given{_when(plan)}, in "
        f"{plan['price_year']} prices: {gbp(buy)} to buy as quoted{_drawn(plan)} and "
        f"{_to_keep(plan)} a year to keep.",
        *_short_of(plan),
        *_who_pays(plan),
    )


def _when(plan: Mapping[str, Any]) -> str:
    """Over which years the sum that is spent was counted."""
    if whole_life(plan):
        return f", over {counted(plan['horizon_years'], 'year')}"
    return f" for {budget_years(plan)}"


def _short_of(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """What the money given may not do: pay for overruns, or keep what is bought to the end."""
    said = {
        "expected": ("With overruns, expect the money to fall short.",),
        "may": ("With overruns the money may fall short.",),
    }.get(overruns(plan), ())
    left_pence = all_years(by_year(plan)).host_pence
    if not left_pence:
        return said
    years = counted(plan["horizon_years"], "year")
    return (
        *said,
        f"Of {years}' upkeep, {gbp(left_pence / 100)} has no payer yet.",
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
    over = ", all years together, discounted" if whole_life(plan) else ""
    held, match = limits["contingency_gbp"], limits["match_gbp"]
    back = f"{gbp(held)} more held back for the unforeseen"
    if not match:
        return (f"There is {back}.",) if held else ()
    asked = f"others are asked for {gbp(match)} and the fund for {gbp(limits['grant_gbp'])}{over}."
    return (f"With {back}, {asked}" if held else upper_first(asked),)


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
            f"Harm is what recorded crimes against people walking at night {HARM_COSTS}.",
            *_worth(plan),
        )
    return (lit_between(plan), _felt_change(plan)) if plan["aim"] == "lit-walks" else _felt(plan)


def _felt(plan: Mapping[str, Any]) -> tuple[str, ...]:
    """How much of their way feels unsafe to women and to men, and how far the plan moves it."""
    felt, ends = plan["felt"], plan["felt"]["interval"]
    women, men = (
        f"{points(felt['before'][sex])} ({points_range(ends['before'][sex])})"
        for sex in ("women", "men")
    )
    changes = (by_points(ends["change"][sex]) for sex in ("women", "men"))
    return (
        f"Women would feel unsafe on {women} of their way after dark, men on {men}.",
        "With the plan: {} for women, {} for men.".format(*changes),
    )


def _felt_change(plan: Mapping[str, Any]) -> str:
    """How far the plan moves what women and men feel, where another figure comes first."""
    women, men = (by_points(plan["felt"]["interval"]["change"][sex]) for sex in ("women", "men"))
    return f"Feeling unsafe changes by {women} of women's way, {men} of men's."


def _worth(plan: Mapping[str, Any]) -> tuple[str, ...]:
    chance = plan["p_social_benefit_exceeds_cost"]
    if chance is None:
        return ()
    often = f"none of {plan['worlds']} trials" if chance == 0 else f"{share(chance)} of our trials"
    return (f"On that alone, it is worth more than it costs in {often}.",)


def _sure(plan: Mapping[str, Any]) -> tuple[str, ...]:
    if not plan["options"]:
        return (_arithmetic(plan),)
    return (_interval(plan), *_guesses(plan), _arithmetic(plan))


def _interval(plan: Mapping[str, Any]) -> str:
    aim, averted = aim_of(plan), plan["averted_rerouted"]
    low, high = aim.number(averted["low"]), aim.whole(averted["high"])
    below = f" Below zero means {aim.worse}." if averted["low"] < 0 else ""
    return (
        f"In {plan['worlds']} trials, each with other figures for what nobody knows, 95% of "
        f"results lie from {low} to {high}.{below}"
    )


def _guesses(plan: Mapping[str, Any]) -> tuple[str, ...]:
    averted = plan["averted_rerouted"]
    if averted["low"] == averted["high"]:
        return ()
    part = assumed(averted["assumed_share"])
    lead = {"under 5%": "Hardly any", "over 95%": "Over 95%", "100%": "All"}.get(part)
    return (f"{lead or f'About {part}'} of that doubt rests on assumptions.",)


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
    return f"People were counted at {places}; walks elsewhere are worked out from the map."


def _light(plan: Mapping[str, Any]) -> tuple[str, ...]:
    unknown = plan["town"]["lit"]["unknown"]
    if not unknown:
        return ()
    of_all = whole_share(unknown, "the streets' length")
    return (f"For {of_all} light is not known.",)


def _survey(plan: Mapping[str, Any]) -> tuple[str, ...]:
    unsure = sum(option["survey_first"] for option in plan["options"])
    if not unsure:
        return ()
    total = len(plan["options"])
    where = f"{unsure} of the plan's {total} places" if unsure < total else _all_of(total)
    return (f"That includes {where}: look there after dark first.",)


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
