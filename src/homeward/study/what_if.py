"""Two nights side by side: the drawn one, and the same night as a scenario would have it.

Letters used for shapes: S segments, T the 24 slots, W worlds.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import Values, harm_weights
from homeward.night import Scenario
from homeward.report.formats import in_unit, pence, rough
from homeward.streets import Streets
from homeward.study.aftermath import assumed_of, interval
from homeward.study.built import Built
from homeward.study.choice import Chosen
from homeward.study.moving import Trial
from homeward.study.people import walking
from homeward.study.request import Request
from homeward.study.scenario import Held, told
from homeward.study.spread import FELT_UNIT, LIT_UNIT, Told, lit_block, told_of
from homeward.study.worlds import Setting, declared_fixed
from homeward.study.year import YEAR_DAYS, Year, nights_like
from homeward.walks import SEXES

__all__ = ["what_if_block"]

MOST_STREETS = 8
"""Named streets listed; more would not be read."""

LEAST_CHANGE = 0.05
"""Walkers a night below which nothing is called a change."""

WORLDS = 50
"""Joint draws behind the intervals: each is two nights, walked already."""

NIGHTS = ("as_is", "what_if")

Pair = dict[str, Any]
"""A figure of each night, under `as_is` and `what_if`."""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Nights:
    """Both nights, each as a year of 365 nights like it, before the plan."""

    as_is: Year
    what_if: Year

    @property
    def both(self) -> tuple[Year, Year]:
        """The drawn night, and the night of the scenario."""
        return self.as_is, self.what_if

    def pair(self, of: Any) -> Pair:  # noqa: ANN401 - any figure of a night
        """One figure of each night."""
        return dict(zip(NIGHTS, map(of, self.both), strict=True))


def what_if_block(
    built: Built, request: Request, setting: Setting, chosen: Chosen, shut: Ints
) -> dict[str, Any] | None:
    """The contract's ``what_if``: the drawn night, and the night of the request's `what_if`.

    Parameters
    ----------
    built
        The town as the plan has it.
    request
        What was asked for; without `what_if` there is no block.
    setting
        The chosen plan with the year it is made for.
    chosen
        The plan, for its aims' scales and unit.
    shut
        Segments shut on both nights.

    Returns
    -------
    dict or None
        Plain values; None if nothing was asked.

    Notes
    -----
    Each night is walked as a year of nights like it. Recorded harm follows from the plan's
    year, as people's numbers differ between that year and the night (``risk.beta``): what the
    scenario itself may do to offenders, or what lamps do that are switched off, is not counted,
    for no evidence was read for it.
    """
    if request.what_if is None:
        return None
    request.tell("Walking the night of the scenario")
    nights = _nights(built, request, setting, shut)
    values = setting.assumptions.central()
    case = setting.case
    streets = case.streets
    night = case.before.tonight.night.date
    drawn = _worlds(setting, nights)
    block = {
        "title": request.what_if.title,
        "night": night.isoformat(),
        "says": list(told(request.what_if, night)),
        "walkers": _walkers(nights, values, drawn),
        **_shares(*(told_of(_before(setting, each), WORLDS) for each in nights.both)),
        "harm": _harm(setting, nights, values, drawn),
        "averted": _averted(Trial(built=built, request=request, setting=setting), chosen, nights),
        "streets": _streets(streets, nights, values),
    }
    return {**block, "words": _words(block)}


def _nights(built: Built, request: Request, setting: Setting, shut: Ints) -> _Nights:
    values = setting.assumptions.central()
    drawn = setting.case.before.tonight.night.date
    plain = Held.of(built, shut)

    def night(scenario: Scenario | None) -> Year:
        there = plain.under(scenario, drawn)
        year = setting.case.before
        return dataclasses.replace(nights_like(there, request, values), usual=year.usual or year)

    return _Nights(as_is=night(request.scenario), what_if=night(request.what_if))


def _before(setting: Setting, year: Year) -> Setting:
    """The same setting on a night before the plan, with ways at their centre."""
    case = dataclasses.replace(setting.case, before=year, after=year)
    return dataclasses.replace(setting, case=case, ways=())


def _shares(*nights: Told) -> dict[str, Pair]:
    """Lit walks and felt risk of both nights, with their 95% intervals."""
    lit = [lit_block(each) for each in nights]
    felt = [each.by_sex("before") for each in nights]
    found: dict[str, Pair] = {"lit_walks": {}, "felt": {}}
    for night, walks, feeling in zip(NIGHTS, lit, felt, strict=True):
        found["lit_walks"] |= {
            night: walks["before"],
            f"{night}_interval": walks["interval"]["before"],
            f"{night}_assumed_share": walks["assumed_share"]["before"],
        }
        ends = {
            sex: [round(each[end], 6) for end in ("low", "high")] for sex, each in feeling.items()
        }
        centre = {sex: round(each["expected"], 6) for sex, each in feeling.items()}
        assumed = {sex: each["assumed_share"] for sex, each in feeling.items()}
        found["felt"] |= {
            night: centre,
            f"{night}_interval": ends,
            f"{night}_assumed_share": assumed,
        }
    found["lit_walks"]["unit"], found["felt"]["unit"] = LIT_UNIT, FELT_UNIT
    return found


def expected_walkers(year: Year, values: Values) -> float:
    """People expected to walk home on the drawn night."""
    return float(walking(year, values).tonight.sum())


@dataclass(frozen=True, eq=False, kw_only=True)
class _Drawn:
    """Walkers, and pounds of harm, of both nights in every world, shapes (2, W, 2).

    First as drawn, then with mere assumptions at their centre.
    """

    walkers: Floats
    harm_gbp: Floats


def _worlds(setting: Setting, nights: _Nights) -> _Drawn:
    walkers, harm = np.zeros((2, WORLDS, 2)), np.zeros((2, WORLDS, 2))
    for world in range(WORLDS):
        drawn = setting.assumptions.world(setting.seed, world)
        for held, values in enumerate((drawn, declared_fixed(setting.assumptions, drawn))):
            for column, year in enumerate(nights.both):
                walkers[held, world, column] = expected_walkers(year, values)
                offences = setting.danger.harm_in_world(year, values, setting.seed, world)
                harm[held, world, column] = _pounds(setting, offences, values)
    return _Drawn(walkers=walkers, harm_gbp=harm)


def _pounds(setting: Setting, offences: Floats, values: Values) -> float:
    """Pounds of harm on one night, from offences a year of such nights."""
    by_group = offences.sum(axis=(0, 2))
    return float(by_group @ harm_weights(values, setting.extra)) / YEAR_DAYS


def _between(worlds: Floats, central: tuple[float, float]) -> dict[str, Any]:
    """95% intervals of both nights and of the change, each holding its central figure.

    And the share of each spread that is assumed; `worlds` are those of `_Drawn`.
    """
    columns = {
        "as_is": (worlds[:, :, 0], central[0]),
        "what_if": (worlds[:, :, 1], central[1]),
        "change": (worlds[:, :, 1] - worlds[:, :, 0], central[1] - central[0]),
    }
    found: dict[str, Any] = {}
    for name, ((free, held), middle) in columns.items():
        _, low, high = interval(free)
        found[f"{name}_interval"] = [round(min(low, middle), 3), round(max(high, middle), 3)]
        found[f"{name}_assumed_share"] = round(assumed_of(free, held), 6)
    return found


def _walkers(nights: _Nights, values: Values, drawn: _Drawn) -> Pair:
    both = nights.pair(lambda year: round(expected_walkers(year, values), 1))
    return {
        **both,
        **_between(drawn.walkers, (both["as_is"], both["what_if"])),
        "unit": "people expected to set out for home on foot that night",
    }


def _harm(setting: Setting, nights: _Nights, values: Values, drawn: _Drawn) -> Pair | None:
    """Recorded harm expected on each night; None where no crime file was given."""
    if setting.danger.rates is None:
        return None
    both = nights.pair(
        lambda year: round(_pounds(setting, setting.danger.harm(year, values), values), 2)
    )
    return {
        **both,
        **_between(drawn.harm_gbp, (both["as_is"], both["what_if"])),
        "unit": "pounds of recorded harm expected that night, in streets observed",
    }


def _averted(trial: Trial, chosen: Chosen, nights: _Nights) -> Pair | None:
    """What the same plan averts, if all nights were like the one and like the other."""
    bought = trial.setting.case.chosen
    if "lit-walks" in trial.request.aims or not len(bought):
        return None

    def value(year: Year) -> float:
        there = dataclasses.replace(trial, setting=_before(trial.setting, year))
        return there.value(there.bought(bought), chosen.scale)

    return {
        **nights.pair(value),
        "unit": f"{chosen.unit}, if every night of the year were like this one",
    }


def _streets(streets: Streets, nights: _Nights, values: Values) -> list[dict[str, Any]]:
    """Named streets on which the number of walkers changes most, in order of name."""
    before, after = (_by_street(streets, year, values) for year in (nights.as_is, nights.what_if))
    change = np.abs(after - before)
    most = np.argsort(-change, kind="stable")[:MOST_STREETS]
    rows = [
        {
            "street": str(streets.names[row]),
            "as_is": round(float(before[row]), 1),
            "what_if": round(float(after[row]), 1),
        }
        for row in most[change[most] >= LEAST_CHANGE].tolist()
    ]
    return sorted(rows, key=lambda each: str(each["street"]))


def _by_street(streets: Streets, year: Year, values: Values) -> Floats:
    """Walkers that night, as a mean along each named street, by position among the names."""
    dark, size = year.tonight.night.dark, len(streets.names)
    tonight = sum(year.flows.actual_tonight(values, sex, dark) for sex in SEXES)
    metres = np.asarray(tonight).sum(axis=1) * streets.length_m
    named = np.bincount(streets.name, weights=metres, minlength=size)
    length = np.bincount(streets.name, weights=streets.length_m, minlength=size)
    mean = np.divide(named, length, out=np.zeros(size), where=length > 0)
    return np.where(streets.names == "", 0.0, mean)


def _words(block: Mapping[str, Any]) -> list[str]:
    """The two nights in sentences."""
    walkers, felt = block["walkers"], block["felt"]
    lit = block["lit_walks"]
    return [
        f"{_moved(walkers)} people would walk home: {_number(walkers['what_if'])}, against "
        f"{_number(walkers['as_is'])} as the night is.",
        f"Lit all the way would be {_range(lit['what_if'])} of walks after dark, against "
        f"{_range(lit['as_is'])}; the lower figure takes every street of unknown light for dark.",
        f"Of the distance walked after dark, women would feel unsafe on "
        f"{felt['what_if']['women']:.1%}, against {felt['as_is']['women']:.1%}; men on "
        f"{felt['what_if']['men']:.1%}, against {felt['as_is']['men']:.1%}.",
        _harm_words(block["harm"], walkers),
        *_averted_words(block["averted"]),
    ]


def _moved(pair: Pair) -> str:
    before, after = pair["as_is"], pair["what_if"]
    if abs(after - before) < LEAST_CHANGE:
        return "As many"
    return "More" if after > before else "Fewer"


def _number(amount: float) -> str:
    return f"about {rough(amount)}" if amount else "nobody"


def _range(ends: list[float]) -> str:
    return f"{ends[0]:.0%} to {ends[1]:.0%}"


def _harm_words(harm: Pair | None, walkers: Pair) -> str:
    if harm is None:
        return "No crime file was given, so recorded harm is not known on either night."
    low, high = harm["change_interval"]
    return (
        f"Recorded harm expected that night comes to {pence(harm['what_if'])}, against "
        f"{pence(harm['as_is'])}; the change may lie anywhere from {_signed(low)} to "
        f"{_signed(high)}. It follows how many walk on each street and when, and nothing else: "
        "nothing was read that would say what else the change does."
        f"{_against_walkers(harm, walkers)}"
    )


def _against_walkers(harm: Pair, walkers: Pair) -> str:
    """Why harm rises though no more people walk, or falls though no fewer do; else nothing.

    Every street's harm rises and falls with its own walkers (`follows`), so that the whole can
    only go another way than all walkers do if they walk elsewhere, or at other hours.
    """
    moved, more = _moved(walkers), harm["what_if"] > harm["as_is"]
    if pence(harm["what_if"]) == pence(harm["as_is"]):
        return ""
    if moved == ("More" if more else "Fewer"):
        return ""
    rises, other, where = ("rises", "falls", "more") if more else ("falls", "rises", "fewer")
    return (
        f" It {rises} though {moved.lower()} people walk: people take other ways or walk at other "
        f"hours, and where {where} would walk it {rises} by more than it {other} elsewhere."
    )


def _signed(pounds: float) -> str:
    return pence(pounds) if pounds >= 0 else f"\N{MINUS SIGN}{pence(-pounds)}"


def _averted_words(averted: Pair | None) -> list[str]:
    if averted is None:
        return []
    return [
        f"The same plan would avert {in_unit(averted['what_if'], averted['unit'])}; as the night "
        f"is, {in_unit(averted['as_is'], averted['unit'].partition(' ')[0])}."
    ]
