"""How small a fall in offences a review could tell from chance."""

import math

from scipy import special

from homeward.errors import InputError

__all__ = ["DESIGN", "smallest_fall"]

DESIGN = (
    "weighted displacement difference: as many offences expected in a comparison area as in the "
    "treated one, equal time before and after, one-sided test at 5%, power 80%"
)
"""What `smallest_fall` assumes of a review, in words for a report."""


def smallest_fall(
    expected_count_per_year: float,
    years: float = 1.0,
    *,
    significance: float = 0.05,
    power: float = 0.8,
) -> float:
    """Smallest fall that a before-and-after review with a comparison area would detect.

    Parameters
    ----------
    expected_count_per_year
        Offences a year expected in the treated area if nothing is done, zero or more.
    years
        Length of the time before, and of the time after.
    significance
        Chance of finding a fall where there is none (one-sided).
    power
        Chance of finding the fall where there is one, above `significance`.

    Returns
    -------
    float
        Offences over the time after. A figure above ``expected_count_per_year * years``
        says that even ending every offence could not be told from chance.

    Raises
    ------
    InputError
        If a count, time or chance is out of its range.

    Notes
    -----
    ``(z(1 - significance) + z(power)) x sqrt(4 m)`` with m the offences expected in one
    area and period: four such counts, each Poisson, make up the difference [1]_. Without
    displacement areas; with them sqrt(8 m) holds. Counts that vary more than by chance
    need a larger fall.

    References
    ----------
    .. [1] A. P. Wheeler and J. H. Ratcliffe (2018), A simple weighted displacement
       difference test to evaluate place based crime interventions, Crime Science 7, 11.
       https://doi.org/10.1186/s40163-018-0085-5

    Examples
    --------
    >>> round(smallest_fall(50, significance=0.01, power=0.5), 1)
    32.9
    """
    if not (expected_count_per_year >= 0 and years > 0 and 0 < significance < power < 1):
        raise InputError(
            "A review needs zero or more offences a year, a time above zero, and chances with "
            f"0 < significance < power < 1; got {expected_count_per_year} offences a year, "
            f"{years} years, significance {significance}, power {power}."
        )
    scores = float(special.ndtri(1.0 - significance) + special.ndtri(power))
    return scores * math.sqrt(4.0 * expected_count_per_year * years)
