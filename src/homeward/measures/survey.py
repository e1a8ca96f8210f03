"""The national survey of who feels unsafe walking alone after dark, by setting and sex."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from homeward.measures import figures

__all__ = ["SETTINGS", "FeltSurvey", "survey"]

SETTINGS = ("quiet_street", "busy_place", "park")
"""Settings the survey asks about, in the order of every array's setting axis."""


@dataclass(frozen=True, eq=False, kw_only=True)
class FeltSurvey:
    """Share who feel unsafe walking alone after dark: ``p_dark[setting][sex]``, 0 to 1.

    Sexes are ``women`` and ``men``. By day the assumptions ``felt.day.<setting>`` hold: the
    survey's figures by day were read for parks only, both sexes together.
    """

    settings: tuple[str, ...]
    p_dark: Mapping[str, Mapping[str, float]]
    grade: str
    source: str
    year: int
    link: str
    note: str


def survey() -> FeltSurvey:
    """The survey's shares, with their source and what is wrong with them."""
    rows = figures.shipped("survey.toml")
    dark = {each: MappingProxyType(dict(rows["dark"][each])) for each in SETTINGS}
    return FeltSurvey(
        settings=SETTINGS,
        p_dark=MappingProxyType(dark),
        grade=rows["grade"],
        source=rows["source"],
        year=rows["year"],
        link=rows["link"],
        note=rows["note"],
    )
