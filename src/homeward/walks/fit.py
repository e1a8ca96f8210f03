"""How many people really walk: flows held against counts of people.

Letters used for shapes: N rows, each a counter in one hour of one kind of night; K counters;
H hours.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import nnls

from homeward.errors import InputError
from homeward.kit.arrays import Floats, Ints, freeze

__all__ = ["LEAST_COUNTERS", "Counted", "Fit", "fit_to_counts"]

LEAST_COUNTERS = 3
"""Fewer cannot say how far a counter that was left out would be missed."""

LEAST_MEAN = 0.1
"""People an hour below which an expected count is not let fall, so that weights stay finite."""

HALF = 0.5
"""People an hour added before a logarithm is taken of how far a counter was missed (declared)."""

MOST_ROUNDS = 100
CLOSE = 1e-10
CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False, kw_only=True)
class Counted:
    """Counts and the flows that are to explain them; N rows.

    Attributes
    ----------
    counter, hour
        Which counter, 0 to K - 1, and which hour, 0 to H - 1.
    flow
        Walkers an hour that the model expects there.
    people
        People counted, as a mean over `times` counts.
    times
        How many hours that mean is of.
    """

    counter: Ints
    hour: Ints
    flow: Floats
    people: Floats
    times: Floats

    def __post_init__(self) -> None:
        freeze(self)

    def rows(self, chosen: np.ndarray) -> "Counted":
        """The same of some rows alone."""
        return Counted(
            counter=self.counter[chosen],
            hour=self.hour[chosen],
            flow=self.flow[chosen],
            people=self.people[chosen],
            times=self.times[chosen],
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Fit:
    """What the counts say of the flows.

    Attributes
    ----------
    scale, low, high
        What flows must be multiplied by, with its 95% interval; `low` is 0 and `high`
        infinite where some counter alone decides whether there are any walkers at all.
    background
        People an hour who pass any counter and are no walkers of the model, shape (H,).
    background_ends
        The ends of its 95% interval, shape (2, H), none below zero.
    dispersion
        Variance of a row over what a Poisson count of it would have.
    held_out
        Mean error at a counter that was left out of the fit, as a share of people counted.
    held_out_without
        The same when only a background is fitted, without the flows.
    counted, foretold
        People an hour at each counter: counted, and foretold from the others when it was left
        out; shape (K,).
    foretold_ends
        The ends of each one's 95% interval, by how far the other counters were missed, shape
        (2, K).
    """

    scale: float
    low: float
    high: float
    background: Floats
    background_ends: Floats
    dispersion: float
    held_out: float
    held_out_without: float
    counted: Floats
    foretold: Floats
    foretold_ends: Floats

    def __post_init__(self) -> None:
        freeze(self)

    @property
    def tells(self) -> bool:
        """Whether flows foretell a counter left out better than a background does."""
        return self.low > 0 and self.held_out < self.held_out_without


def fit_to_counts(counted: Counted) -> Fit:
    """Fit count = scale x flow + background of the hour, none below zero.

    Parameters
    ----------
    counted
        Counts of at least `LEAST_COUNTERS` counters, with the flows there.

    Returns
    -------
    Fit
        The same for any order of the rows, to rounding.

    Raises
    ------
    InputError
        If there are too few counters, or nobody was counted, or no flow is expected at any.

    Notes
    -----
    Quasi-Poisson with an identity link: weighted least squares with no negative part
    [Lawson and Hanson 1974], weights renewed from the fit until it stands. Counts of one
    counter err together, by how its street differs from the model's, so the interval comes
    from leaving out one whole counter at a time (jackknife of the logarithm, Student's t with
    K - 1 degrees); that of the background comes so too, of its people an hour. The counters left
    out are foretold by the fit to the rest: that is the
    held-out error. What is foretold of one lies as far from its count as the others' lie from
    theirs: by as many times, in a logarithm's Student t with K - 1 degrees, about nought. Half
    a person an hour is added to both first, so that a counter that counted nobody has one too.

    References
    ----------
    C. L. Lawson, R. J. Hanson: Solving Least Squares Problems. Prentice-Hall, 1974.
    R. G. Miller: The jackknife: a review. Biometrika 61, 1974. doi:10.1093/biomet/61.1.1.
    """
    counters = _check(counted)
    hours = int(counted.hour.max()) + 1
    solution, mean = _solved(counted, hours)
    turns = [_left_out(counted, hours, each) for each in counters.tolist()]
    scales, seen, foretold = np.array(
        [(each.scale, each.counted, each.foretold) for each in turns]
    ).T
    low, high = _interval(float(solution[0]), scales)
    return Fit(
        scale=float(solution[0]),
        low=low,
        high=high,
        background=solution[1:],
        background_ends=_background_ends(solution, turns),
        dispersion=_dispersion(counted, mean, len(solution)),
        held_out=_share_missed(turns, counted),
        held_out_without=_share_missed(
            [_left_out(_without(counted), hours, each) for each in counters.tolist()], counted
        ),
        counted=seen,
        foretold=foretold,
        foretold_ends=_foretold_ends(seen, foretold),
    )


def _check(counted: Counted) -> Ints:
    """The counters, if there is enough to fit."""
    counters = np.unique(counted.counter)
    if len(counters) < LEAST_COUNTERS:
        raise InputError(
            f"Flows can be fitted to {LEAST_COUNTERS} counters or more; got {len(counters)}."
        )
    if not counted.people.any() or not counted.flow.any():
        what = "people were counted" if not counted.people.any() else "walkers are expected"
        raise InputError(f"Flows cannot be fitted where no {what} at any counter at night.")
    return counters


def _solved(counted: Counted, hours: int) -> tuple[Floats, Floats]:
    """Scale and backgrounds, shape (1 + H,), and the expected count of each row, (N,)."""
    parts = np.zeros((len(counted.flow), 1 + hours))
    parts[:, 0] = counted.flow
    parts[np.arange(len(counted.flow)), 1 + counted.hour] = 1.0
    mean = np.maximum(counted.people, 1.0)
    solution = np.zeros(1 + hours)
    for _ in range(MOST_ROUNDS):
        weight = np.sqrt(counted.times / mean)
        before, solution = solution, nnls(parts * weight[:, None], counted.people * weight)[0]
        mean = np.maximum(parts @ solution, LEAST_MEAN)
        if np.allclose(before, solution, rtol=CLOSE, atol=0.0):
            break
    return solution, mean


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """The fit without one counter: its scale, and how it foretells that counter.

    `background` is by hour, (H,); `missed` is people missed over all hours counted; `counted` and
    `foretold` are an hour's.
    """

    scale: float
    background: Floats
    missed: float
    counted: float
    foretold: float


def _left_out(counted: Counted, hours: int, counter: int) -> _Turn:
    out = counted.counter == counter
    solution, _ = _solved(counted.rows(~out), hours)
    rest = counted.rows(out)
    foretold = solution[0] * rest.flow + solution[1 + rest.hour]
    return _Turn(
        scale=float(solution[0]),
        background=solution[1:],
        missed=float((np.abs(foretold - rest.people) * rest.times).sum()),
        counted=float(np.average(rest.people, weights=rest.times)),
        foretold=float(np.average(foretold, weights=rest.times)),
    )


def _without(counted: Counted) -> Counted:
    """The same counts with no flow to explain them."""
    return Counted(
        counter=counted.counter,
        hour=counted.hour,
        flow=np.zeros_like(counted.flow),
        people=counted.people,
        times=counted.times,
    )


def _share_missed(turns: list[_Turn], counted: Counted) -> float:
    return sum(each.missed for each in turns) / float((counted.people * counted.times).sum())


def _interval(scale: float, scales: Floats) -> tuple[float, float]:
    """95% interval of the scale, from its logarithm with each counter left out."""
    if scale <= 0 or (scales <= 0).any():
        return 0.0, np.inf
    half = float(_jackknife(np.log(scales)))
    return scale * float(np.exp(-half)), scale * float(np.exp(half))


def _background_ends(solution: Floats, turns: list[_Turn]) -> Floats:
    """The ends of the background by hour, from it with each counter left out, (2, H)."""
    half = _jackknife(np.array([each.background for each in turns]))
    return np.stack([np.maximum(solution[1:] - half, 0.0), solution[1:] + half])


def _jackknife(left_out: Floats) -> Floats:
    """Half the 95% interval of a figure, from it with each counter left out, (K, ...)."""
    count = len(left_out)
    spread = np.sqrt((count - 1) / count * ((left_out - left_out.mean(axis=0)) ** 2).sum(axis=0))
    half: Floats = special.stdtrit(count - 1, 0.5 + CONFIDENCE / 2) * spread
    return half


def _foretold_ends(counted: Floats, foretold: Floats) -> Floats:
    """The ends of what is foretold of each counter, by how far all the others were missed."""
    count = len(counted)
    missed = np.log(counted + HALF) - np.log(foretold + HALF)
    others = (np.square(missed).sum() - np.square(missed)) / (count - 1)
    times = np.exp(float(special.stdtrit(count - 1, 0.5 + CONFIDENCE / 2)) * np.sqrt(others))
    ends = np.stack([(foretold + HALF) / times, (foretold + HALF) * times]) - HALF
    return np.maximum(ends, 0.0)


def _dispersion(counted: Counted, mean: Floats, parameters: int) -> float:
    """Pearson's statistic over its degrees of freedom."""
    degrees = max(len(mean) - parameters, 1)
    return float((counted.times * (counted.people - mean) ** 2 / mean).sum() / degrees)
