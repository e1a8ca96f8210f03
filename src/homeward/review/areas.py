"""What a review compares: areas, each with its offences before and after."""

import math
from dataclasses import dataclass

from homeward.errors import InputError

__all__ = ["Area", "Design"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Offences recorded in one area before and after, and how large it is.

    `size` is in any unit that all areas share (streets, square kilometres, people at risk);
    where it is 1 for all, offences are compared and not rates.
    """

    before: int
    after: int
    size: float = 1.0

    def __post_init__(self) -> None:
        if self.before < 0 or self.after < 0:
            raise InputError(
                "Offences must be whole numbers of zero or more, before and after; "
                f"got {self.before} and {self.after}."
            )
        _require_positive("The size of an area", self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Which areas a review has, and how long it looked.

    `buffer` is the ground round the treated area to which offences, or the benefit, may have
    spread; `buffer_control` is to the buffer what `control` is to the treated area.
    `time_before` and `time_after` are in any unit that both share.
    """

    treated: Area
    control: Area | None = None
    buffer: Area | None = None
    buffer_control: Area | None = None
    time_before: float = 1.0
    time_after: float = 1.0

    def __post_init__(self) -> None:
        _require_positive("The time before", self.time_before)
        _require_positive("The time after", self.time_after)
        if self.buffer_control is not None and (self.buffer is None or self.control is None):
            raise InputError(
                "A control for the buffer needs the buffer and the treated area's control "
                "beside it; give all four areas, or leave it out."
            )

    @property
    def in_rates(self) -> bool:
        """Whether counts are divided by times or sizes before they are compared."""
        sizes = {each.size for each in self.areas}
        return {*sizes, self.time_before, self.time_after} != {1.0}

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas that were given, the treated one first."""
        given = (self.treated, self.control, self.buffer, self.buffer_control)
        return tuple(each for each in given if each is not None)


def _require_positive(what: str, figure: float) -> None:
    if not (math.isfinite(figure) and figure > 0):
        raise InputError(f"{what} must be a number above zero; got {figure}.")
