"""Which streets of unknown light are dark: as expected, or as one world has them.

Letters used for shapes: S segments.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats
from homeward.kit.rng import stream
from homeward.measures import Values
from homeward.streets import UNKNOWN, Streets, shifted

__all__ = ["Light", "drawn_light", "expected_light", "known_light", "unsure"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Light:
    """Chance that each street is lit, (S,), and that it is dark over what options were made with.

    `dark` is 1 where light is known.
    """

    p_lit: Floats
    dark: Floats


def expected_light(streets: Streets, made_with: Floats, values: Values) -> Light:
    """Light as it is expected under one world's shift of what is not known."""
    return _light(streets, made_with, shifted(streets.p_lit, values["streets.unlit_shift"]))


def drawn_light(
    streets: Streets, made_with: Floats, values: Values, draw: tuple[int, int]
) -> Light:
    """Light as it is in one (seed, world): every street of unknown light is lit or dark.

    Segments of one name share one draw: a street is seldom lit along half of its length. Where
    there is no name each segment has its own.
    """
    p_lit = shifted(streets.p_lit, values["streets.unlit_shift"])
    lit = _scores(streets, draw) < p_lit
    return _light(streets, made_with, np.where(unsure(streets, made_with), lit, p_lit))


def known_light(streets: Streets, made_with: Floats, base: Light, found: Light, of: Bools) -> Light:
    """One light on some streets, (S,), and another on the rest."""
    return _light(streets, made_with, np.where(of, found.p_lit, base.p_lit))


def unsure(streets: Streets, made_with: Floats) -> Bools:
    """Streets of unknown light that may be dark, shape (S,)."""
    found: Bools = (streets.lit == UNKNOWN) & (made_with < 1)
    return found


def _light(streets: Streets, made_with: Floats, p_lit: Floats) -> Light:
    dark = np.ones_like(p_lit)
    np.divide(1.0 - p_lit, 1.0 - made_with, out=dark, where=unsure(streets, made_with))
    return Light(p_lit=p_lit, dark=dark)


def _scores(streets: Streets, draw: tuple[int, int]) -> Floats:
    """A uniform number for each segment, the same along one name, shape (S,)."""
    generator = stream(draw[0], "study", "light", draw[1])
    named, alone = generator.random(len(streets.names)), generator.random(streets.segments)
    return np.where((streets.names != "")[streets.name], named[streets.name], alone)
