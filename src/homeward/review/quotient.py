"""The weighted displacement quotient: what the ground round a treated area gained or lost."""

from dataclasses import dataclass

from homeward.errors import NoPlanError
from homeward.review.areas import Area, Design

__all__ = ["Quotient", "wdq"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotient:
    """What a review's counts say of an effect and its spread, without any interval.

    `gross` is offences before less those after, in the treated area alone. `net` is the fall
    in its share of its control's offences, `buffer` the rise in the buffer's share of them.
    `total_net` is the offences averted in treated area and buffer, had both followed the
    control. `wdq` is to be read only where `net` is above zero: above 0 the buffer gained too,
    below 0 some of the effect was lost to it, below -1 more than all of it. What would divide
    by a count of zero, or needs a buffer that is not there, is None.
    """

    gross: int
    net: float | None = None
    buffer: float | None = None
    total_net: float | None = None
    wdq: float | None = None


def wdq(design: Design) -> Quotient:
    """Weighted displacement quotient, and the effects it is made of.

    Parameters
    ----------
    design
        The areas. The treated area's control serves the buffer too; sizes and times are not
        used, because all areas are seen over the same times.

    Raises
    ------
    NoPlanError
        If there is no control.

    Notes
    -----
    With R the treated area, B the buffer and C the control, 0 before and 1 after:
    ``wdq = (B1/C1 - B0/C0) / (R1/C1 - R0/C0)`` [1]_, ``gross = R0 - R1``,
    ``net = R0/C0 - R1/C1`` and ``total_net = (R0 C1/C0 - R1) + (B0 C1/C0 - B1)``.

    References
    ----------
    .. [1] K. J. Bowers and S. D. Johnson (2003), Measuring the geographical displacement and
       diffusion of benefit effects of crime prevention activity, Journal of Quantitative
       Criminology 19, 275-301. https://doi.org/10.1023/A:1024909009240
    """
    if design.control is None:
        raise NoPlanError("There is no control area, so there is no quotient to take.")
    treated, control, buffer = design.treated, design.control, design.buffer
    gross = treated.before - treated.after
    if not (control.before and control.after):
        return Quotient(gross=gross)
    both = control.before * control.after
    own = _short_of_control(treated, control)
    beside = 0 if buffer is None else _short_of_control(buffer, control)
    return Quotient(
        gross=gross,
        net=own / both,
        buffer=None if buffer is None else -beside / both,
        total_net=(own + beside) / control.before,
        wdq=None if buffer is None or own == 0 else beside / own,
    )


def _short_of_control(area: Area, control: Area) -> int:
    """How far an area fell short of following its control, times the control's count before."""
    return area.before * control.after - area.after * control.before
