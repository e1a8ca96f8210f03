"""Figures of effects, the survey and harm weights, each with its source, for the results."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from homeward.measures import (
    GROUP_LABELS,
    SETTINGS,
    Assumptions,
    Evidence,
    Measure,
    Values,
    severity,
    severity_read,
    survey,
    under_reporting,
    weights,
)
from homeward.measures.weights import part_shares
from homeward.walks import SEXES

__all__ = ["effect_rows", "severity_rows", "survey_rows", "under_reporting_rows", "weight_rows"]

SETTING_LABELS = {
    "quiet_street": "quiet street near home",
    "busy_place": "busy place, such as a high street or station",
    "park": "park or other open space",
}
PART_LABELS = {
    "robbery": "robbery",
    "theft_from_person": "theft from the person",
    "injury": "violence with injury",
    "no_injury": "violence without injury",
    "rape": "rape",
    "other_sexual": "other sexual offences",
}


FELT_LABEL = "share who feel unsafe"
EFFECT_UNIT = "times what it is without the measure"


def effect_rows(measures: Iterable[Measure], bought: Iterable[str]) -> list[dict[str, Any]]:
    """What each measure does at full strength, as it was read or as the user gave it.

    Parameters
    ----------
    measures
        The catalogue with the user's figures in it.
    bought
        Keys of the measures that the plan buys.

    Returns
    -------
    list of dict
        A row for each measure and each thing it acts on: ratio with its ends as in the source,
        which the draws take as `fall_in_world` says. What has no figure has no row.
    """
    held = frozenset(bought)
    return [
        {
            "measure": measure.key,
            "label": measure.label,
            "acts_on": what,
            "acts_on_label": GROUP_LABELS.get(what, FELT_LABEL),
            "ratio": read.ratio,
            "low": read.low,
            "high": read.high,
            "unit": EFFECT_UNIT,
            "grade": read.grade,
            "source": read.source,
            "year": read.year,
            "link": read.link,
            "note": read.note,
            "in_plan": measure.key in held,
        }
        for measure in measures
        for what, read in _read_of(measure)
    ]


def _read_of(measure: Measure) -> Iterator[tuple[str, Evidence]]:
    """Each thing a measure acts on, offence groups in their order and then felt risk."""
    for group in GROUP_LABELS:
        if group in measure.harm:
            yield group, measure.harm[group]
    if measure.felt is not None:
        yield "felt", measure.felt


def survey_rows(declared: Assumptions) -> dict[str, Any]:
    """What the national survey found, with its source and what is wrong with it."""
    read = survey()
    return {
        "after_dark": [_survey_row(declared, each) for each in SETTINGS],
        "grade": read.grade,
        "source": read.source,
        "year": read.year,
        "link": read.link,
        "caution": read.note,
    }


def _survey_row(declared: Assumptions, setting: str) -> dict[str, Any]:
    """The shares of one setting, by sex, each with its interval."""
    row: dict[str, Any] = {"setting": SETTING_LABELS[setting]}
    for sex in SEXES:
        each = declared.by_name[f"felt.dark.{setting}.{sex}"]
        row |= {sex: each.central, f"{sex}_interval": [each.low, each.high]}
    return row


def weight_rows(values: Values, extra: str | None) -> list[dict[str, Any]]:
    """What one offence of each part of a group is weighed at, and its share of the group."""
    shares = part_shares(values)
    return [
        {
            "part": PART_LABELS.get(each.part, each.part),
            "group": each.group,
            "share": shares[each.part],
            "gbp": each.gbp,
            "prices": each.prices,
            "method": each.method,
            "grade": each.grade,
            "source": each.source,
            "year": each.year,
            "link": each.link,
        }
        for each in weights(extra)
    ]


def severity_rows(extra: str | None) -> dict[str, Any]:
    """Points of severity: those that were read, the user's, and parts that have none."""
    yours = severity(extra)
    rows = [asdict(each) | {"what": PART_LABELS[each.what]} for each in yours]
    return {
        "read": [asdict(each) for each in severity_read()],
        "weights": rows,
        "missing": [] if yours else [PART_LABELS[each.part] for each in weights()],
    }


def under_reporting_rows() -> list[dict[str, Any]]:
    """Offences for each one told to the police, where a share was read."""
    return [
        {
            "group": each.group,
            "low": each.low,
            "high": each.high,
            "source": each.source,
            "note": each.note,
        }
        for each in under_reporting()
    ]
