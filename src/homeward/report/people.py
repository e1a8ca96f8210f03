"""How many walk and how safe they feel, as rows with intervals: for page, workbook and bid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeward.report.formats import assumed, ends, points, points_range, points_within

__all__ = [
    "PeopleRow",
    "Who",
    "assumed_of_both",
    "felt_said",
    "lit_range",
    "lit_said",
    "people_rows",
    "people_sheet",
    "sure_of",
]

WHO = {"all": "everyone", "women": "women", "men": "men"}

FELT = "share of the distance walked after dark"
LIT = "share of walks home after dark"


@dataclass(frozen=True, kw_only=True)
class Who:
    """What is told of everyone, of women or of men, at two times: texts with their intervals."""

    who: str
    first: str
    second: str


@dataclass(frozen=True, kw_only=True)
class PeopleRow:
    """One figure with the ends of its 95% interval; an end that is not told is None.

    `assumed_share` is the share of the spread that rests on assumptions.
    """

    figure: str
    value: float
    low: float | None
    high: float | None
    assumed_share: float
    unit: str


def people_rows(both: Mapping[str, Any], first: str, second: str) -> tuple[Who, ...]:
    """Everyone, women and men at two times, each figure with its interval.

    Parameters
    ----------
    both
        A block of ``plan.json``'s `walks.people`, by time and then by who.
    first, second
        The times.

    Returns
    -------
    tuple of Who
        In the order of everyone, women, men.
    """
    return tuple(
        Who(who=words, first=ends(both[first][who]), second=ends(both[second][who]))
        for who, words in WHO.items()
    )


def felt_said(plan: Mapping[str, Any], when: str, sex: str) -> str:
    """A share of the distance that feels unsafe, with its interval and what of it is assumed.

    Parameters
    ----------
    plan
        The content of ``plan.json``.
    when
        ``before`` or ``after``.
    sex
        ``women`` or ``men``.
    """
    return points_within(_felt_told(plan["felt"], when, sex))


def _felt_told(felt: Mapping[str, Any], when: str, sex: str) -> dict[str, float]:
    low, high = felt["interval"][when][sex]
    share = felt["assumed_share"][when][sex]
    return {"expected": felt[when][sex], "low": low, "high": high, "assumed_share": share}


def lit_said(plan: Mapping[str, Any], when: str) -> str:
    """Walks lit all the way, ``before`` or ``after`` the plan, with what the draws allow."""
    lit = plan["lit_walks"]
    low, high = lit["interval"][when]
    return (
        f"{lit_range(lit[when])}; 95% of draws lie between {points(low)} and {points(high)} "
        f"({assumed_of_both(lit['assumed_share'][when])})"
    )


def lit_range(both: Sequence[float]) -> str:
    """A share as all streets of unknown light are dark and as all are lit, once where they agree.

    Examples
    --------
    >>> lit_range([0.4978, 0.9536]), lit_range([0.9536, 0.9536])
    ('49.8% to 95.4%', '95.4%')
    """
    low, high = both
    return points(low) if low == high else points_range([low, high])


def assumed_of_both(parts: Sequence[float]) -> str:
    """What is assumed of a figure that is told as two, once where both say the same.

    Examples
    --------
    >>> assumed_of_both([0.873, 1.0]), assumed_of_both([0.97, 0.99])
    ('87% to 100% assumed', 'over 95% assumed')
    """
    low, high = (assumed(part) for part in sorted(parts))
    return f"{low} assumed" if low == high else f"{low} to {high} assumed"


def sure_of(plan: Mapping[str, Any]) -> str:
    """What the intervals of walks and of felt risk hold, and what they leave out."""
    draws = plan["draws_of_ways"]
    searches = "1 search" if draws == 1 else f"{draws} searches"
    ways = (
        f"where people go and by which way is drawn in {searches} for all walks"
        if draws
        else "where people go and by which way stays as assumed, for there were too few draws to "
        "search anew"
    )
    return (
        f"Intervals hold 95% of {plan['worlds']} joint draws. How full places are, how many of "
        "those who leave are women, who walks after dark, which streets of unknown light are lit, "
        f"and what the survey found are drawn in each; {ways}. Nobody's walk was observed, so the "
        "intervals are as wide as what had to be assumed. “Assumed” says how much of the spread "
        "would go if every figure graded assumption were known."
    )


def people_sheet(plan: Mapping[str, Any]) -> Iterator[PeopleRow]:
    """Every figure of walks and felt risk with its interval, a row each.

    Parameters
    ----------
    plan
        The content of ``plan.json``.
    """
    yield from _walkers(plan["walks"]["people"])
    yield from _felt(plan["felt"])
    for when in ("before", "after"):
        told = plan["lit_walks"]
        ends_of_both = ((told["interval"][when][0], None), (None, told["interval"][when][1]))
        for at, (low, high) in enumerate(ends_of_both):
            yield PeopleRow(
                figure=f"Lit all the way, {when} the plan, unknown light all {('dark', 'lit')[at]}",
                value=told[when][at],
                low=low,
                high=high,
                assumed_share=told["assumed_share"][when][at],
                unit=LIT,
            )


def _walkers(people: Mapping[str, Any]) -> Iterator[PeopleRow]:
    times = {"tonight": "on the night drawn", "a_year": "a year"}
    for time, words in times.items():
        yield _row(f"People who set out, {words}", people["setting_out"][time], "people")
        for who, each in people["walking"][time].items():
            yield _row(f"People who walk home, {words}, {WHO[who]}", each, "people")
    streets = people["on_plan_streets"]
    for when in ("before", "after") if streets else ():
        for who, each in streets[when].items():
            figure = f"Walked on the plan's streets, {when} it, {WHO[who]}"
            yield _row(figure, each, "km a year at night")


def _felt(felt: Mapping[str, Any]) -> Iterator[PeopleRow]:
    for when in ("before", "after"):
        for sex in felt[when]:
            figure = f"Would feel unsafe, {when} the plan, {sex}"
            yield _row(figure, _felt_told(felt, when, sex), FELT)
    streets: Mapping[str, Any] = felt["on_plan_streets"] or {}
    for when, shares in streets.items():
        for sex, each in shares.items():
            yield _row(f"Would feel unsafe on the plan's streets, {when} it, {sex}", each, FELT)


def _row(figure: str, each: Mapping[str, float], unit: str) -> PeopleRow:
    return PeopleRow(
        figure=figure,
        value=each["expected"],
        low=each["low"],
        high=each["high"],
        assumed_share=each["assumed_share"],
        unit=unit,
    )
