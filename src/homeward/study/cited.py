"""Figures of the survey and of the harm weights, each with its source, for the results."""

from typing import Any

from homeward.measures import FeltSurvey, Values, under_reporting, weights
from homeward.measures.weights import part_shares

__all__ = ["survey_rows", "under_reporting_rows", "weight_rows"]

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


def survey_rows(survey: FeltSurvey) -> dict[str, Any]:
    """What the national survey found, with its source and what is wrong with it."""
    return {
        "after_dark": [
            {"setting": SETTING_LABELS[each], **dict(survey.p_dark[each])}
            for each in survey.settings
        ],
        "grade": survey.grade,
        "source": survey.source,
        "year": survey.year,
        "link": survey.link,
        "caution": survey.note,
    }


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
