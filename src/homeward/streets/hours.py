"""Rules of hours: opening-hours texts that say when a way is open or its lamps are on.

A rule is a text in OpenStreetMap's opening-hours grammar [1]_. It says when a segment can be
walked, or when its lamps are on; ``""`` is always (for lamps: all dark hours), ``"off"`` is
never. Texts made of exceptions are completed: ``23:00-05:00 off`` becomes
``24/7; 23:00-05:00 off``. Only the night room evaluates rules.

.. [1] https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

import re
from collections.abc import Iterator

import opening_hours

__all__ = ["ALWAYS", "NEVER", "OPEN_VALUES", "SHUT_VALUES", "conditional_rule", "hours_rule"]

ALWAYS, NEVER = "", "off"

SHUT_WORDS = ("off", "closed")

OPEN_VALUES = frozenset({"yes", "permissive", "designated", "official", "public"})
GUESTS = frozenset({"destination", "customers", "permit"})
"""Open to those who have business there: said of a closed way, some of the open hours."""

SHUT_VALUES = frozenset({"no", "private"})


def hours_rule(text: str) -> str | None:
    """The rule that an opening-hours text gives.

    Parameters
    ----------
    text
        Opening hours as written on the map.

    Returns
    -------
    str or None
        A rule, or None where the text cannot be read.

    Examples
    --------
    >>> hours_rule("23:00-05:00 off")
    '24/7; 23:00-05:00 off'
    >>> hours_rule("24/7"), hours_rule("dawn-dusk"), hours_rule("ring the bell")
    ('', 'dawn-dusk', None)
    """
    plain = text.strip()
    if plain in ("", "24/7"):
        return ALWAYS
    if plain.lower() in SHUT_WORDS:
        return NEVER
    if not opening_hours.validate(plain):
        return None
    return f"24/7; {plain}" if _exceptions(plain) else plain


def conditional_rule(text: str, *, open_else: bool) -> str | None:
    """The rule that a conditional access tag gives.

    Parameters
    ----------
    text
        Such as ``no @ (22:00-06:00)``; several are parted by semicolons.
    open_else
        Whether the way can be walked when no condition holds.

    Returns
    -------
    str or None
        A rule; None where a condition is not one of hours (``no @ snow``).

    Examples
    --------
    >>> conditional_rule("no @ (dusk-dawn)", open_else=True)
    '24/7; dusk-dawn off'
    >>> conditional_rule("yes @ (Mo-Fr 07:00-19:00)", open_else=False)
    'off; Mo-Fr 07:00-19:00'
    """
    parts = ["24/7" if open_else else NEVER]
    opens = OPEN_VALUES if open_else else OPEN_VALUES | GUESTS
    for value, hours in _clauses(text):
        if value not in opens | SHUT_VALUES:
            continue  # such as delivery: nothing said about walkers
        end = "" if value in opens else " off"
        parts += [f"{each.strip()}{end}" for each in hours.split(";") if each.strip()]
    rule = "; ".join(parts)
    if rule in ("24/7", NEVER):
        return ALWAYS if open_else else NEVER
    return rule if opening_hours.validate(rule) else None


def _exceptions(text: str) -> bool:
    """Whether every part of a text says only when it is shut."""
    return all(part.strip().lower().endswith(SHUT_WORDS) for part in text.split(";"))


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Value and hours of each clause ``value @ (hours)``."""
    for part in re.split(r";(?![^(]*\))", text):
        value, _, hours = part.partition("@")
        plain = hours.strip()
        if plain.startswith("(") and plain.endswith(")"):
            plain = plain[1:-1]
        yield value.strip().lower(), plain
