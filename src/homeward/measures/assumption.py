"""Everything uncertain that is declared, not measured here: its distribution and its source."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from scipy import special

from homeward.errors import InputError
from homeward.kit.rng import stream

__all__ = ["GRADES", "YOUR_FIGURE", "Assumption", "Assumptions", "Values"]

Values = Mapping[str, float]
"""One value for every assumption: the central ones, or those of one world."""

NINETY_FIVE = 1.959963984540054

YOUR_FIGURE = "your figure"
GRADES = ("measured", "published", "secondary", "derived", "assumption", YOUR_FIGURE)
"""How well a figure is founded, best first; the last is whatever the user gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A quantity with a central value, a 95% interval, a grade and a source.

    `shape` is ``fixed``, ``uniform`` (between low and high), ``normal``, ``lognormal`` or
    ``logit-normal`` (shares): the central value is the median, and low and high are the 2.5%
    and 97.5% points, fitted separately on either side of the centre. `grade` is one of
    ``measured``, ``published``, ``secondary``, ``derived``, ``assumption``, ``your figure``.
    """

    name: str
    text: str
    unit: str
    shape: str
    low: float
    central: float
    high: float
    grade: str
    source: str

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            raise InputError(
                f"Assumption `{self.name}` needs low <= central <= high; "
                f"got {self.low}, {self.central}, {self.high}."
            )
        if self.shape not in SHAPES or self.grade not in GRADES:
            raise InputError(
                f"Assumption `{self.name}` needs a shape of {', '.join(SHAPES)} and a grade of "
                f"{', '.join(GRADES)}; got {self.shape!r} and {self.grade!r}."
            )
        least, most = SHAPES[self.shape]
        if self.low < self.high and not (least < self.low and self.high < most):
            raise InputError(
                f"Assumption `{self.name}` has the shape {self.shape}, so low and high must lie "
                f"between {least:g} and {most:g}, not on them; got {self.low} to {self.high}."
            )

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same in every world."""
        return self.shape == "fixed" or self.low == self.high

    def drawn(self, seed: int, world: int) -> float:
        """The value in one world, from a stream of its own, keyed by its name."""
        if self.is_fixed:
            return self.central
        return self.at(float(stream(seed, "assumption", self.name, world).standard_normal()))

    def at(self, z: float) -> float:
        """The value at a standard normal score: 0 is the centre, +-1.96 the interval's ends."""
        if self.is_fixed:
            return self.central
        if self.shape == "uniform":
            return self.low + (self.high - self.low) * float(special.ndtr(z))
        forward, back = _SCALES[self.shape]
        centre = forward(self.central)
        end = forward(self.high if z > 0 else self.low)
        return float(back(centre + abs(z) / NINETY_FIVE * (end - centre)))


SHAPES: Mapping[str, tuple[float, float]] = {
    "fixed": (-math.inf, math.inf),
    "uniform": (-math.inf, math.inf),
    "normal": (-math.inf, math.inf),
    "lognormal": (0.0, math.inf),
    "logit-normal": (0.0, 1.0),
}
"""Each shape, with what its interval must lie between."""

_SCALES: Mapping[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "normal": (float, float),
    "lognormal": (math.log, math.exp),
    "logit-normal": (
        lambda share: float(special.logit(share)),
        lambda z: float(special.expit(z)),
    ),
}


@dataclass(frozen=True, eq=False)
class Assumptions:
    """All declared assumptions, by name."""

    by_name: Mapping[str, Assumption]
    _drawn: dict[tuple[int, int], Values] = field(default_factory=dict, init=False, repr=False)

    def central(self) -> Values:
        """The central value of every assumption."""
        return MappingProxyType({name: each.at(0.0) for name, each in self.by_name.items()})

    def world(self, seed: int, world: int) -> Values:
        """One joint draw: each assumption has its own random stream, keyed by its name.

        A draw is kept once it is made: many questions are asked of one world.
        """
        if (seed, world) not in self._drawn:
            drawn = {name: each.drawn(seed, world) for name, each in self.by_name.items()}
            self._drawn[seed, world] = MappingProxyType(drawn)
        return self._drawn[seed, world]

    def pinned(self, name: str, z: float) -> Values:
        """Central values but for one assumption, moved to a standard normal score."""
        return MappingProxyType({**self.central(), name: self.by_name[name].at(z)})
