"""All options of a town, and what is to be said of every measure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from homeward.errors import InputError
from homeward.measures import LIGHT_RULES, Measure
from homeward.measures.assumption import Values
from homeward.night import Conditions
from homeward.options.draft import Draft, pack
from homeward.options.ground import Choices, Ground, ground_of
from homeward.options.lights import Spacing, light_drafts, lighting, spacing_of
from homeward.options.option import Options
from homeward.options.places import camera_drafts, safe_place_drafts, stop_drafts
from homeward.options.ways import clearance_drafts, gate_drafts, park_hours_drafts
from homeward.streets.network import Streets
from homeward.tables import Town

__all__ = ["MeasureLine", "Offer", "make"]

MAKERS: Mapping[str, Callable[[Ground, Measure], list[Draft]]] = {
    "camera": camera_drafts,
    "clearance": clearance_drafts,
    "gate": gate_drafts,
    "help_point": stop_drafts,
    "patrol": stop_drafts,
    "safe_place": safe_place_drafts,
    "park_hours": park_hours_drafts,
}
"""How each rule besides light finds its places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLine:
    """What is to be said of one measure: how many options, or what figure is missing."""

    key: str
    label: str
    options: int
    missing: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Offer:
    """What can be bought in a town: every option, and one line a measure in catalogue order."""

    options: Options
    lines: tuple[MeasureLine, ...]


def make(
    streets: Streets,
    town: Town,
    nights: Sequence[Conditions],
    measures: Sequence[Measure],
    values: Values,
    choices: Choices,
) -> Offer:
    """Find every place for every measure that has its figures.

    Parameters
    ----------
    streets
        The network, with S segments.
    town
        Gives buildings (what cameras cannot see through) and venues.
    nights
        The nights of a year with what holds in them.
    measures
        The catalogue; keys must differ.
    values
        Central values: lamp spacing and survey cost.
    choices
        Price year, minimum run, and where nothing may be put.

    Returns
    -------
    Offer
        Options in catalogue order and, within a measure, in order of segment or node. No
        segment is reached by two lighting options.

    Raises
    ------
    InputError
        If two measures share a key, there is no night, or a mask does not fit.
    """
    keys = [each.key for each in measures]
    if len(set(keys)) < len(keys):
        raise InputError(f"Measures must have keys that differ; got {', '.join(keys)}.")
    ground = ground_of(streets, town, nights, values, choices)
    spacing = spacing_of(streets, values)
    drafts = _drafts(ground, measures, spacing)
    options = pack(drafts, measures, values, choices.price_year)
    return Offer(
        options=options,
        lines=tuple(_line(each, len(drafts[each.key]), spacing) for each in measures),
    )


def _drafts(
    ground: Ground, measures: Sequence[Measure], spacing: Spacing
) -> dict[str, list[Draft]]:
    """Drafts of every measure, none for those that lack a figure."""
    shares = lighting(ground, measures)
    found: dict[str, list[Draft]] = {}
    for each in measures:
        if each.missing:
            found[each.key] = []
        elif each.rule in LIGHT_RULES:
            found[each.key] = light_drafts(ground, each, shares[each.key], spacing)
        else:
            found[each.key] = MAKERS[each.rule](ground, each)
    return found


def _line(measure: Measure, options: int, spacing: Spacing) -> MeasureLine:
    """What is to be said of one measure."""
    return MeasureLine(
        key=measure.key,
        label=measure.label,
        options=options,
        missing=measure.missing,
        sentence=_sentence(measure, options, spacing),
    )


def _sentence(measure: Measure, options: int, spacing: Spacing) -> str:
    """A whole sentence or two on one measure."""
    if measure.missing:
        return (
            f"No option, because these are missing: {_listed(measure.missing)}. Give them in "
            f"your own file of figures, under [measure.{measure.key}]."
        )
    if not options:
        return "No place in this town calls for it."
    places = "1 place" if options == 1 else f"{options:,} places"
    by_spacing = measure.rule in ("lamp_run", "all_night")
    return f"It could go to {places}." + (f" {spacing.said}" if by_spacing else "")


def _listed(things: Sequence[str]) -> str:
    """Things in words, with commas and a last and."""
    *rest, last = things
    return f"{', '.join(rest)} and {last}" if rest else last
