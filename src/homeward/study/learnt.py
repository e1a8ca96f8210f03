"""What the rate model learnt from the counts, as rows with a unit and a source."""

from typing import Any

from homeward.measures import GROUP_LABELS, GROUPS
from homeward.rates import Rates

__all__ = ["learnt_rows"]

LEARNT = "Learnt from the crime records given (Laplace marginal likelihood)"
CHOSEN = "Chosen by how well the last six months given are forecast from those before"
SPREAD = "standard deviation of log rate"
BY_FACT = "log rate for each standard deviation of the fact"


def learnt_rows(rates: Rates | None) -> list[dict[str, Any]]:
    """Spreads and dispersion of the rates, one row each; none without crimes."""
    if rates is None:
        return []
    hyper, options = rates.fitted.hyper, rates.fitted.options
    fades = options.half_life_months
    rows = [
        ("How far areas near each other differ together", hyper.smooth, SPREAD, LEARNT),
        ("How far each area differs, all groups together", hyper.common, SPREAD, LEARNT),
        ("How far half-years differ", hyper.half_year, SPREAD, LEARNT),
        ("How far a fact of an area's streets moves its rate", hyper.covariates, BY_FACT, LEARNT),
        (
            "Age at which a month counts for half; no value means that all count alike",
            fades if fades < float("inf") else None,
            "months",
            CHOSEN,
        ),
    ]
    for group, own, size in zip(GROUPS, hyper.own, hyper.size, strict=True):
        label = GROUP_LABELS[group]
        rows += [
            (f"How far each area differs in {label} alone", own, SPREAD, LEARNT),
            (
                f"Evenness of {label} over the months of an area (higher is more even)",
                size,
                "negative binomial size",
                LEARNT,
            ),
        ]
    return [
        {"name": name, "value": value, "unit": unit, "source": source}
        for name, value, unit, source in rows
    ]
