"""Two nights side by side: the drawn one, and the same night as a scenario would have it.

Letters used for shapes: N named streets, W worlds.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.kit.arrays import Floats, Ints
from homeward.measures import Values, harm_weights
from homeward.night import Scenario
from homeward.report.formats import pence, rough
from homeward.streets import Streets
from homeward.study.aftermath import aftermath
from homeward.study.built import Built
from homeward.study.choice import Chosen
from homeward.study.fixed import assumed_of, ends_within
from homeward.study.moving import Trial
from homeward.study.people import walking
from homeward.study.request import Request
from homeward.study.scenario import Held, told
from homeward.study.spread import FELT_UNIT, LIT_UNIT, Told, lit_block, told_of
from homeward.study.worlds import Setting, declared_fixed
from homeward.study.year import YEAR_DAYS, Year, nights_like
from homeward.walks import QUANTA_PER_WALKER
from homeward.walks.flow import walking_parts

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
    worlds = _values(setting)
    drawn = _worlds(setting, nights, worlds)
    block = {
        "title": request.what_if.title,
        "night": night.isoformat(),
        "says": list(told(request.what_if, night)),
        "walkers": _walkers(nights, values, drawn),
        **_shares(*(told_of(_before(setting, each), WORLDS) for each in nights.both)),
        "harm": _harm(setting, nights, values, drawn),
        "averted": _averted(Trial(built=built, request=request, setting=setting), chosen, nights),
        "streets": _streets(streets, nights, values, worlds),
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


_Worlds = tuple[list[Values], list[Values]]
"""The values of all worlds: as drawn, and with mere assumptions at their centre."""


def _values(setting: Setting) -> _Worlds:
    drawn = [setting.assumptions.world(setting.seed, world) for world in range(WORLDS)]
    return drawn, [declared_fixed(setting.assumptions, each) for each in drawn]


@dataclass(frozen=True, eq=False, kw_only=True)
class _Drawn:
    """Walkers, and pounds of harm, of both nights in every world, shapes (2, W, 2).

    First as drawn, then with mere assumptions at their centre.
    """

    walkers: Floats
    harm_gbp: Floats


def _worlds(setting: Setting, nights: _Nights, worlds: _Worlds) -> _Drawn:
    walkers, harm = np.zeros((2, WORLDS, 2)), np.zeros((2, WORLDS, 2))
    for held, all_values in enumerate(worlds):
        for world, values in enumerate(all_values):
            for column, year in enumerate(nights.both):
                walkers[held, world, column] = expected_walkers(year, values)
                offences = setting.danger.harm_in_world(year, values, setting.seed, world)
                harm[held, world, column] = _pounds(setting, offences, values)
    return _Drawn(walkers=walkers, harm_gbp=harm)


def _pounds(setting: Setting, offences: Floats, values: Values) -> float:
    """Pounds of harm on one night, from offences a year of such nights."""
    by_group = offences.sum(axis=(0, 2))
    return float(by_group @ harm_weights(values, setting.extra)) / YEAR_DAYS


def _between(worlds: Floats, central: Pair) -> dict[str, Any]:
    """95% intervals of both nights and of the change, each holding its central figure.

    And the share of each spread that is assumed; `worlds` are those of `_Drawn`.
    """
    before, after = (worlds[:, :, column] for column in range(len(NIGHTS)))
    columns = {
        "as_is": (before, central["as_is"]),
        "what_if": (after, central["what_if"]),
        "change": (after - before, central["what_if"] - central["as_is"]),
    }
    found: dict[str, Any] = {}
    for name, ((free, held), middle) in columns.items():
        found[f"{name}_interval"] = [round(end, 6) for end in ends_within(free, middle)]
        found[f"{name}_assumed_share"] = round(assumed_of(free, held), 6)
    return found


def _walkers(nights: _Nights, values: Values, drawn: _Drawn) -> Pair:
    both = nights.pair(lambda year: round(expected_walkers(year, values), 1))
    return {
        **both,
        **_between(drawn.walkers, both),
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
        **_between(drawn.harm_gbp, both),
        "unit": "pounds of recorded harm expected that night, in streets observed",
    }


def _averted(trial: Trial, chosen: Chosen, nights: _Nights) -> Pair | None:
    """What the same plan averts, if all nights were like the one and like the other."""
    bought = trial.setting.case.chosen
    if "lit-walks" in trial.request.aims or not len(bought):
        return None
    settings = [_plan_on(trial, year, bought) for year in nights.both]
    central = (trial.value(each, chosen.scale) for each in settings)
    both = {name: round(value, 6) for name, value in zip(NIGHTS, central, strict=True)}
    done = [aftermath(each, trial.request.aims, chosen.scale, WORLDS) for each in settings]
    drawn = np.stack([[each.averted, each.averted_held] for each in done], axis=2)
    return {
        **both,
        **_between(drawn, both),
        "unit": f"{chosen.unit}, if every night of the year were like it",
    }


def _plan_on(trial: Trial, year: Year, bought: Ints) -> Setting:
    """The setting of a year with a plan carried out, and people's ways found anew."""
    return dataclasses.replace(trial, setting=_before(trial.setting, year)).bought(bought)


def _streets(
    streets: Streets, nights: _Nights, values: Values, worlds: _Worlds
) -> list[dict[str, Any]]:
    """Named streets on which the number of walkers changes most, in order of name."""
    by_part = [_by_part(streets, year) for year in nights.both]
    before, after = (walking_parts(values).ravel() @ each for each in by_part)
    change = np.abs(after - before)
    most = np.argsort(-change, kind="stable")[:MOST_STREETS]
    most = most[change[most] >= LEAST_CHANGE]
    there = [each[:, most] for each in by_part]
    drawn = np.stack([_in_worlds(there, each) for each in worlds])
    rows = []
    for at, row in enumerate(most.tolist()):
        both = {"as_is": round(float(before[row]), 1), "what_if": round(float(after[row]), 1)}
        within = _between(drawn[..., at], both)
        rows.append({"street": str(streets.names[row]), **both, **within})
    return sorted(rows, key=lambda each: str(each["street"]))


def _in_worlds(by_part: Sequence[Floats], worlds: Sequence[Values]) -> Floats:
    """Walkers on some streets in every world on both nights, shape (W, 2, N)."""
    parts = np.array([walking_parts(each).ravel() for each in worlds])
    return np.stack([parts @ each for each in by_part], axis=1)


def _by_part(streets: Streets, year: Year) -> Floats:
    """Walkers that night if each part of `walking_parts` were everyone, (4, N).

    As a mean along each named street, by position among the names.
    """
    dark, size = year.tonight.night.dark, len(streets.names)
    lights = (year.flows.tonight[:, :, each].sum(axis=2) for each in (dark, ~dark))
    quanta = np.stack(list(lights), axis=1).reshape(-1, streets.segments)
    metres = quanta / QUANTA_PER_WALKER * streets.length_m
    named = [np.bincount(streets.name, weights=each, minlength=size) for each in metres]
    length = np.bincount(streets.name, weights=streets.length_m, minlength=size)
    told = (length > 0) & (streets.names != "")
    return np.divide(np.stack(named), length, out=np.zeros((len(named), size)), where=told)


def _words(block: Mapping[str, Any]) -> list[str]:
    """What changes between the two nights, in sentences; both nights stand in the table."""
    walkers = block["walkers"]
    return [
        _walkers_words(walkers),
        _harm_words(block["harm"], walkers),
        *_averted_words(block["averted"]),
    ]


def _walkers_words(walkers: Pair) -> str:
    said = f"{_moved(walkers)} people would walk home"
    ends = walkers["change_interval"]
    if max(map(abs, ends)) < LEAST_CHANGE:
        return f"{said}."
    change = rough(round(walkers["what_if"] - walkers["as_is"], 1))
    return f"{said}: {change} (95% interval {rough(ends[0])} to {rough(ends[1])})."


def _moved(pair: Pair) -> str:
    before, after = pair["as_is"], pair["what_if"]
    if abs(after - before) < LEAST_CHANGE:
        return "As many"
    return "More" if after > before else "Fewer"


def _harm_words(harm: Pair | None, walkers: Pair) -> str:
    if harm is None:
        return "No crime file was given, so recorded harm is not known on either night."
    low, high = map(_signed, harm["change_interval"])
    return (
        f"Recorded harm expected that night changes by {_signed(harm['what_if'] - harm['as_is'])} "
        f"(95% interval {low} to {high}). It follows how many walk on each street and when, and "
        "nothing else: nothing was read that would say what else the change does."
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
    change, unit = averted["what_if"] - averted["as_is"], averted["unit"]
    tell = _signed if unit.startswith("pounds") else rough
    middle, low, high = (tell(each) for each in (change, *averted["change_interval"]))
    return [
        f"What the same plan averts changes by {middle} (95% interval {low} to {high}) "
        f"{unit.removeprefix('pounds ')}."
    ]
