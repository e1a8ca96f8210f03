"""The smallest fall that a review of some streets could tell from chance, with its interval."""

from typing import Any

from homeward.kit.arrays import Floats
from homeward.risk import DESIGN, smallest_fall
from homeward.study.fixed import ends_within

__all__ = ["POWER", "detect_block"]

POWER = 0.8


def detect_block(yearly: float, drawn: Floats) -> dict[str, Any]:
    """What a review could tell, as shares of the offences expected.

    Parameters
    ----------
    yearly
        Offences a year expected on the streets reviewed if nothing is done.
    drawn
        The same in every world, (W,).

    Returns
    -------
    dict
        `smallest_fall` and its ends: None where even an end to every offence could not be told.
        The more offences there are the smaller is the fall, so its low end is at their high end.
    """
    low, high = ends_within(drawn, yearly)
    return {
        "design": DESIGN,
        "smallest_fall": _share(yearly),
        "smallest_fall_low": _share(high),
        "smallest_fall_high": _share(low),
        "power": POWER,
    }


def _share(yearly: float) -> float | None:
    """The fall as a share of so many offences; None for one larger than all of them."""
    fall = smallest_fall(yearly) / yearly if yearly > 0 else None
    return fall if fall is not None and fall <= 1 else None
