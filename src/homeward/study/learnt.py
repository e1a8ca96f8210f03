"""What the rate model learnt from the counts, as rows with a unit and a source."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from homeward.measures import GROUP_LABELS, GROUPS
from homeward.rates import Blend, Hyper, Rates

__all__ = ["learnt_rows"]

LEARNT = "Learnt from the crime records given (Laplace marginal likelihood)"
CHOSEN = "Chosen by how well the last six months given are forecast from those before"
SPREAD = "standard deviation of log rate"
BY_FACT = "log rate for each standard deviation of the fact"


END = 1.959963984540054
"""Standard deviations from the middle of a normal to either end of its 95% interval."""


def learnt_rows(rates: Rates | None) -> list[dict[str, Any]]:
    """Spreads and dispersion of the rates, one row each; none without crimes.

    `low` and `high` are the ends of a spread's 95% interval; None of what all draws share.
    """
    if rates is None:
        return []
    fitted, fades = rates.fitted, rates.fitted.options.half_life_months
    half_life = "Age at which a month counts for half; no value means that all count alike"
    return [
        *(_row(fitted, each) for each in TOWN),
        {
            "name": half_life,
            "value": fades if fades < float("inf") else None,
            **NOT_DRAWN,
            "unit": "months",
            "source": CHOSEN,
        },
        *(_row(fitted, each) for at, group in enumerate(GROUPS) for each in _of_group(at, group)),
    ]


@dataclass(frozen=True, kw_only=True)
class _Learnt:
    """A figure that is learnt: what it is, its unit, and where it stands."""

    name: str
    unit: str
    of: Callable[[Hyper], float]


TOWN = (
    _Learnt(
        name="How far areas near each other differ together",
        unit=SPREAD,
        of=lambda hyper: hyper.smooth,
    ),
    _Learnt(
        name="How far each area differs, all groups together",
        unit=SPREAD,
        of=lambda hyper: hyper.common,
    ),
    _Learnt(
        name="How far half-years differ",
        unit=SPREAD,
        of=lambda hyper: hyper.half_year,
    ),
    _Learnt(
        name="How far a fact of an area's streets moves its rate",
        unit=BY_FACT,
        of=lambda hyper: hyper.covariates,
    ),
)


def _of_group(at: int, group: str) -> tuple[_Learnt, ...]:
    """What is learnt of one group of offences."""
    label = GROUP_LABELS[group]
    return (
        _Learnt(
            name=f"How far each area differs in {label} alone",
            unit=SPREAD,
            of=lambda hyper: hyper.own[at],
        ),
        _Learnt(
            name=f"Evenness of {label} over the months of an area (higher is more even)",
            unit="negative binomial size",
            of=lambda hyper: hyper.size[at],
        ),
    )


NOT_DRAWN: dict[str, float | None] = {"low": None, "high": None}


def _row(fitted: Blend, each: _Learnt) -> dict[str, Any]:
    value = each.of(fitted.hyper)
    ends = _ends(value, [each.of(fit.hyper) for fit in fitted.fits])
    return {"name": each.name, "value": value, **ends, "unit": each.unit, "source": LEARNT}


def _ends(value: float, likely: Sequence[float]) -> dict[str, float | None]:
    """The ends of what is taken to be log-normal about the likeliest, as of `rates.unsure`."""
    spread = float(np.std(np.log(likely))) if min(value, *likely) > 0 else 0.0
    if spread == 0:
        return NOT_DRAWN
    times = float(np.exp(END * spread))
    return {"low": float(f"{value / times:.4g}"), "high": float(f"{value * times:.4g}")}
