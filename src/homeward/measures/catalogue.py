"""The catalogue of measures: the package's own rows, and the user's figures over them."""

import dataclasses
import math
from types import MappingProxyType

from homeward.errors import InputError
from homeward.measures import figures
from homeward.measures.assumption import YOUR_FIGURE, Values
from homeward.measures.assumptions import assumptions
from homeward.measures.figures import Table
from homeward.measures.measure import BANDS, GROUPS, NEEDS, RULES, Cost, Evidence, Measure
from homeward.measures.prices import price_factor

__all__ = ["catalogue"]

SAID_IF_KNOWN = ("payer", "maintainer", "transfer")
NUMBERS = {"reach_m": 0.0, "life_years": math.nan, "lead_months": math.nan}
"""Numbers of a row, with what stands for not given: nan where nothing was read."""

WORDS = ("label", "unit", "rule", *SAID_IF_KNOWN)
KEYS = (*WORDS, *NUMBERS, "bands", "capital", "yearly", "harm", "felt", *NEEDS)
POINT_RULES = ("camera", "help_point", "patrol", "safe_place")
COST_KEYS = ("gbp", "low", "high", "price_year", "source", "link")
EVIDENCE_KEYS = ("ratio", "low", "high", "source", "year", "link", "note")


def catalogue(extra: str | None = None) -> tuple[Measure, ...]:
    """Every measure, in the order of the file, the user's new ones last.

    Parameters
    ----------
    extra
        Text of the user's own TOML: tables ``[measure.key]`` that add a row, or replace
        figures of one that is there (``capital``, ``yearly``, ``felt``, and under ``harm``
        one table an offence group).

    Returns
    -------
    tuple of Measure
        Figures from `extra` have the grade ``your figure`` and their rows `yours` set.

    Raises
    ------
    InputError
        If the text is not TOML, has an unknown key, or a figure breaks its rule.
    """
    rows = dict(figures.shipped("catalogue.toml")["measure"])
    yours = figures.table(figures.parse(extra), "measure", "Your file of figures")
    for key in yours:
        if not key.isidentifier():
            raise InputError(
                f"Your measure `{key}` needs a name of letters, digits and underscores; rename it."
            )
        row = figures.table(yours, key, "Your table `measure`")
        rows[key] = _over(rows.get(key, {}), _marked(row, f"Your measure `{key}`"))
    spread = assumptions(extra).central()
    return tuple(
        dataclasses.replace(_measure(key, rows[key], spread), yours=key in yours) for key in rows
    )


def _over(old: Table, new: Table) -> Table:
    """One row over another: figures replaced whole, effects group by group."""
    return {**old, **new, "harm": {**old.get("harm", {}), **new["harm"]}}


def _marked(row: Table, where: str) -> Table:
    """The user's row with its figures marked as theirs, and completed."""
    marked = dict(figures.only(row, KEYS, where))
    for name in ("capital", "yearly"):
        if name in row:
            marked[name] = _marked_figure(figures.table(row, name, where), "gbp", COST_KEYS, where)
    if "felt" in row:
        felt = figures.table(row, "felt", where)
        marked["felt"] = _marked_figure(felt, "ratio", EVIDENCE_KEYS, where)
    harm = figures.only(figures.table(row, "harm", where), GROUPS, f"{where}, `harm`,")
    marked["harm"] = {
        group: _marked_figure(figures.table(harm, group, where), "ratio", EVIDENCE_KEYS, where)
        for group in harm
    }
    return marked


def _marked_figure(row: Table, centre: str, allowed: tuple[str, ...], where: str) -> Table:
    """One figure of the user's: what may be left out is filled in, its grade set."""
    figures.only(row, allowed, where)
    if centre == "ratio" and not {"low", "high"} <= set(row):
        raise InputError(
            f"{where} gives an effect without its interval; give `low` and `high` beside `ratio`."
        )
    exact = figures.number(row, centre, where)
    filled = {"low": exact, "high": exact, "source": "your own file", "link": "", "year": None}
    return {**filled, **row, "grade": YOUR_FIGURE}


def _measure(key: str, row: Table, spread: Values) -> Measure:
    """One row, checked."""
    where = f"Measure `{key}`"
    harm = figures.only(figures.table(row, "harm", where), GROUPS, f"{where}, `harm`,")
    needs = [
        need
        for need in row.get("needs", [])
        if not figures.words({need: "", **row}, need, where).strip()
    ]
    said = {name: figures.words({name: "", **row}, name, where) for name in SAID_IF_KNOWN}
    return Measure(
        key=key,
        label=figures.words(row, "label", where),
        unit=figures.words(row, "unit", where),
        rule=_rule(row, where),
        payer=said["payer"],
        maintainer=said["maintainer"],
        transfer=said["transfer"],
        reach_m=_reach_m(row, where),
        life_years=_zero_or_more(row, "life_years", where),
        lead_months=_zero_or_more(row, "lead_months", where),
        bands=_bands(row, where),
        capital=_cost(figures.table(row, "capital", where), where),
        yearly=_cost(figures.table(row, "yearly", where), where),
        harm=MappingProxyType({each: _evidence(harm[each], where) for each in harm}),
        felt=_evidence(row["felt"], where) if "felt" in row else None,
        needs=" and ".join(NEEDS[need] for need in needs),
        between_sites=spread.get(f"effect.between_sites.{key}", spread["effect.between_sites"]),
    )


def _rule(row: Table, where: str) -> str:
    """The rule by which options are made."""
    rule = figures.words(row, "rule", where)
    if rule not in RULES:
        raise InputError(f"{where} needs a `rule` of {', '.join(RULES)}; got {rule!r}.")
    return rule


def _zero_or_more(row: Table, name: str, where: str) -> float:
    """A number, or what stands for not known."""
    if name not in row:
        return NUMBERS[name]
    found = figures.number(row, name, where)
    if found < 0:
        raise InputError(f"{where} needs `{name}` to be zero or more; got {found:g}.")
    return found


def _reach_m(row: Table, where: str) -> float:
    """How far it reaches; more than nothing where it stands at a point."""
    reach_m = _zero_or_more(row, "reach_m", where)
    if row["rule"] in POINT_RULES and not reach_m:
        raise InputError(f"{where} stands at a point, so it needs a `reach_m` of more than 0.")
    return reach_m


def _bands(row: Table, where: str) -> tuple[int, ...]:
    """The bands of the night it works in."""
    bands = row.get("bands", list(BANDS))
    if not isinstance(bands, list) or not bands or any(each not in BANDS for each in bands):
        raise InputError(f"{where} needs `bands` to be a list of 0 to 3; got {bands!r}.")
    return tuple(sorted(set(bands)))


def _cost(row: Table, where: str) -> Cost | None:
    """A cost, or None for an empty table."""
    if not row:
        return None
    year = row.get("price_year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise InputError(f"{where} needs `price_year`, a year such as 2024; got {year!r}.")
    price_factor(year, year)  # says which years are known
    return Cost(
        central=figures.number(row, "gbp", where),
        low=figures.number(row, "low", where),
        high=figures.number(row, "high", where),
        price_year=year,
        grade=figures.words(row, "grade", where),
        source=figures.words(row, "source", where),
        link=figures.words(row, "link", where),
    )


def _evidence(row: Table, where: str) -> Evidence:
    """An effect."""
    return Evidence(
        ratio=figures.number(row, "ratio", where),
        low=figures.number(row, "low", where),
        high=figures.number(row, "high", where),
        grade=figures.words(row, "grade", where),
        source=figures.words(row, "source", where),
        year=figures.year(row, where),
        link=figures.words(row, "link", where),
        note=figures.words({"note": "", **row}, "note", where),
    )
