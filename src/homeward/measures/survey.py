"""The national survey of who feels unsafe walking alone after dark, by setting and sex."""

from dataclasses import dataclass

from homeward.measures import figures

__all__ = ["SETTINGS", "FeltSurvey", "survey"]

SETTINGS = ("quiet_street", "busy_place", "park")
"""Settings the survey asks about, in the order of every array's setting axis."""


@dataclass(frozen=True, kw_only=True)
class FeltSurvey:
    """Where the shares who feel unsafe after dark were read, and what is wrong with them.

    The shares are the assumptions ``felt.dark.<setting>.<sex>``, of sexes ``women`` and
    ``men``. By day the assumptions ``felt.day.<setting>`` hold: the survey's figures by day
    were read for parks only, both sexes together.
    """

    grade: str
    source: str
    year: int
    link: str
    note: str


def survey() -> FeltSurvey:
    """The survey's source, and what is wrong with it."""
    return FeltSurvey(**figures.shipped("survey.toml"))
