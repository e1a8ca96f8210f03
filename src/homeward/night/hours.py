"""Opening-hours texts, evaluated once each for the slots of a night."""

from datetime import UTC, datetime, timedelta

import numpy as np
from opening_hours import (  # type: ignore[attr-defined]  # errors are not in its stubs
    OpeningHours,
    ParserError,
    UnknownCountryError,
)

from homeward.kit.arrays import Bools, Texts
from homeward.night.calendar import centre_degrees, zone_of
from homeward.night.night import SLOTS, Night
from homeward.tables import Place

__all__ = ["is_on", "open_by_text", "parse"]

CLOSED_WORDS = ("off", "closed")


def parse(text: str, place: Place) -> OpeningHours | None:
    """The parsed text, with the place's clock, holidays and sun; None if it cannot be read."""
    for country in (place.country or None, None):
        try:
            return OpeningHours(
                text,
                timezone=zone_of(place),
                country=country,
                coords=centre_degrees(place),
                auto_country=False,
            )
        except UnknownCountryError:
            continue
        except ParserError:
            return None
    return None


def open_by_text(texts: Texts, night: Night, place: Place) -> dict[str, Bools]:
    """Whether each distinct text says open at each slot's start, and at 06:00; shape (T + 1,).

    Texts that are empty or cannot be read are left out: their hours are not known.
    """
    ends = night.begins[-1].astimezone(UTC) + timedelta(minutes=30)
    times = [*night.begins, ends.astimezone(night.begins[-1].tzinfo)]
    return _evaluate(np.unique(texts), times, place)


def is_on(rules: Texts, night: Night, place: Place) -> Bools:
    """Whether each rule holds at each slot's middle, shape (rules, T).

    An empty rule, one that cannot be read, and one that says "unknown" hold always. A rule
    made of exceptions alone, such as ``23:00-05:00 off``, holds outside them.
    """
    middles = [each.astimezone(UTC) + timedelta(minutes=15) for each in night.begins]
    local = [each.astimezone(zone_of(place)) for each in middles]
    whole = np.array([_with_rest(each) for each in rules.tolist()], dtype=np.str_)
    known = _evaluate(np.unique(whole), local, place)
    always = np.ones(SLOTS, dtype=np.bool_)
    rows = [known.get(each, always) for each in whole.tolist()]
    return np.array(rows, dtype=np.bool_).reshape(len(rows), SLOTS)


def _evaluate(texts: Texts, times: list[datetime], place: Place) -> dict[str, Bools]:
    found = {}
    for text in texts.tolist():
        hours = parse(text, place) if text.strip() else None
        if hours is not None:
            shut = [hours.is_closed(each) for each in times]
            found[text] = ~np.array(shut, dtype=np.bool_)
    return found


def _with_rest(text: str) -> str:
    """A rule made only of exceptions to an unsaid "always" says it."""
    first = text.split(";", maxsplit=1)[0].strip()
    if first.lower() in {*CLOSED_WORDS, "24/7 off", "24/7 closed"}:
        return text
    return f"24/7; {text}" if first.lower().endswith(CLOSED_WORDS) else text
