"""What holds in each slot of a night: light, gates, who is open and when they close."""

import numpy as np

from homeward.kit.arrays import Bools, Floats, Tiny
from homeward.night import closing, hours
from homeward.night.closures import Closures, closed, gates_open, in_hours, lamps_off
from homeward.night.night import SLOTS, Conditions, Night
from homeward.streets.network import DARK, LIT, Streets
from homeward.tables import Place, Venues

__all__ = ["conditions"]


NOTHING_CLOSED = Closures()


def conditions(
    night: Night,
    streets: Streets,
    venues: Venues,
    place: Place,
    closures: Closures = NOTHING_CLOSED,
) -> Conditions:
    """What holds in each slot of one night.

    Parameters
    ----------
    night
        The night, with T slots.
    streets
        The network, with S segments and the rules of their lamps and gates.
    venues
        Places people leave, V of them.
    place
        Gives clock, holidays and sun for the rules.
    closures
        What else is shut or changed.

    Returns
    -------
    Conditions
        Light and gates are those at a slot's middle; who is open, at its start. A venue
        closes in the first slot that begins when it has shut: closing at 23:00 puts people
        on the street in the slot 23:00-23:30. One still open at 06:00 closes in the last
        slot. Hours that are missing or cannot be read become the declared shares of
        ``closing.toml``.

    Raises
    ------
    InputError
        If a venue's kind is not known, or `closures` names a venue that is not there.
    """
    closing.check_kinds(venues.kind)
    rules_on = hours.is_on(streets.rules, night, place)
    is_open, closes = _venues(night, venues, place)
    shut = closed(venues, closures)
    in_hours(venues, (is_open, closes), closures)
    is_open[shut] = 0.0
    closes[shut] = 0.0
    return Conditions(
        night=night,
        lit=lamps_off(streets, _lit(streets, night, rules_on), night, closures),
        passable=gates_open(streets, rules_on[streets.gate_rule], closures),
        venue_open=is_open,
        closing=closes,
    )


def _lit(streets: Streets, night: Night, rules_on: Bools) -> Tiny:
    """DARK where the lamps' rule is off after dark, LIT by day."""
    by_lamps = np.where(rules_on[streets.lit_rule], streets.lit[:, None], DARK)
    return np.where(night.dark[None, :], by_lamps, LIT).astype(np.int8)


def _venues(night: Night, venues: Venues, place: Place) -> tuple[Floats, Floats]:
    """Probability of being open, and of closing, in each slot; shapes (V, T)."""
    known = hours.open_by_text(venues.hours, night, place)
    is_open = np.zeros((len(venues.kind), SLOTS))
    closes = np.zeros((len(venues.kind), SLOTS))
    releases = closing.releases(venues.kind)
    rows = zip(venues.kind.tolist(), venues.hours.tolist(), strict=True)
    for venue, (kind, text) in enumerate(rows):
        if text in known:
            is_open[venue] = known[text][:SLOTS]
            closes[venue] = 0.0 if releases[venue] else _closing_slot(known[text])
        elif releases[venue]:
            is_open[venue] = closing.released(kind)
        else:
            closes[venue] = closing.closing_shares(kind)
            is_open[venue] = _open_before(closes[venue], closing.opening_slot(kind))
    return is_open, closes


def _closing_slot(is_open: Bools) -> Floats:
    """One at the slot in which a venue of known hours closes; is_open has shape (T + 1,)."""
    shares = np.zeros(SLOTS)
    if is_open[:SLOTS].any():
        last = int(np.flatnonzero(is_open[:SLOTS])[-1])
        shares[min(last + 1, SLOTS - 1)] = 1.0
    return shares


def _open_before(closes: Floats, opens: int) -> Floats:
    """Probability of not having closed yet, from the opening slot on, shape (T,)."""
    still = np.clip(1.0 - np.cumsum(closes), 0.0, 1.0)
    still[:opens] = 0.0
    return still
