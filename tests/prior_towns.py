"""Small towns drawn from the rate model's own prior, for calibration by simulation."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from homeward import rates, records
from homeward.measures import Values, assumptions
from homeward.rates import Hyper
from homeward.rates.field import field_of
from homeward.rates.learn import flat, hyper_of, prior_sd

Floats = npt.NDArray[np.float64]

MONTHS, GROUPS = 12, 2
LEVEL = (float(np.log(4.0)), float(np.log(2.0)))
REGIME = np.arange(MONTHS) >= 8
HALF = (MONTHS - 1 - np.arange(MONTHS)) // 6


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """A square of areas, and how far they differ; without spreads, these are drawn too."""

    side: int
    spreads: Hyper | None = None
    values: Values = field(default_factory=lambda: assumptions().central())

    @property
    def areas(self) -> int:
        """How many there are."""
        return self.side**2

    @cached_property
    def options(self) -> rates.Options:
        """What a fit is told."""
        return rates.Options(level_mean=LEVEL, values=self.values)

    @cached_property
    def lattice(self) -> npt.NDArray[np.int64]:
        """Which areas touch."""
        side, areas = self.side, self.areas
        pairs = [
            (a, b)
            for a in range(areas)
            for b in (a + 1, a + side)
            if b < areas and (b == a + side or b % side)
        ]
        return np.array(pairs, dtype=np.int64)

    @cached_property
    def root(self) -> Floats:
        """A root of the smooth term's covariance at a spread of one."""
        nearness = self.values["rates.nearness"]
        precision = field_of(self.areas, self.lattice, nearness=nearness).precision.toarray()
        return np.asarray(np.linalg.cholesky(np.linalg.inv(precision)))

    def medians(self) -> Hyper:
        """Prior medians of the spreads and sizes."""
        values = self.values
        return Hyper(
            smooth=values["rates.smooth_sd"],
            common=values["rates.common_sd"],
            own=(values["rates.own_sd"],) * GROUPS,
            half_year=values["rates.half_year_sd"],
            covariates=values["rates.covariate_sd"],
            size=(values["rates.size"],) * GROUPS,
        )


def spreads_of(kind: Kind, rng: np.random.Generator) -> Hyper:
    """The spreads that were given, or others drawn from their prior."""
    if kind.spreads is not None:
        return kind.spreads
    centre, names = flat(kind.medians(), GROUPS)
    return hyper_of(centre + prior_sd(names, kind.options) * rng.normal(size=len(centre)), GROUPS)


def prior_town(kind: Kind, seed: int) -> tuple[dict[str, Floats], records.Panel, rates.Ground]:
    """True terms, the counts drawn from them, and what is known of the areas."""
    rng = np.random.default_rng(seed)
    spreads = spreads_of(kind, rng)
    facts = rng.normal(size=(kind.areas, 1))
    truth = _terms(kind, spreads, rng)
    own = spreads.common * rng.normal(size=(kind.areas, 1)) + np.array(spreads.own) * rng.normal(
        size=(kind.areas, GROUPS)
    )
    place = truth["smooth"][:, None] + own + facts * truth["covariate"]
    truth["log rate"] = place + truth["level"]
    truth["total"] = np.log(np.exp(truth["log rate"]).sum(axis=0))
    months = truth["half-year"][:, HALF] + truth["pandemic"][:, None] * REGIME
    mean = np.exp(truth["log rate"][:, None, :] + months.T)
    size = np.array(spreads.size)
    panel = records.Panel(
        count=rng.poisson(mean * rng.gamma(size, size=mean.shape) / size),
        seen=np.ones((kind.areas, MONTHS)),
        month=24000 + np.arange(MONTHS),
        regime=REGIME,
    )
    return truth, panel, rates.Ground(covariates=facts, names=("fact",), edges=kind.lattice)


def _terms(kind: Kind, spreads: Hyper, rng: np.random.Generator) -> dict[str, Floats]:
    values = kind.values
    return {
        "smooth": spreads.smooth * kind.root @ rng.normal(size=kind.areas),
        "level": LEVEL + values["rates.level_sd"] * rng.normal(size=GROUPS),
        "covariate": spreads.covariates * rng.normal(size=GROUPS),
        "half-year": spreads.half_year * rng.normal(size=(GROUPS, 2)),
        "pandemic": values["rates.pandemic_sd"] * rng.normal(size=GROUPS),
    }


def posterior(fitted: rates.Fit, world: int) -> dict[str, Floats]:
    """The same quantities of one posterior draw."""
    terms = fitted.drawn(1, world)
    log_rate = fitted.log_rates(terms)
    return {
        "smooth": terms.smooth,
        "level": terms.effects[:, 1],
        "covariate": terms.effects[:, 0],
        "half-year": terms.effects[:, 2:4],
        "pandemic": terms.effects[:, 4],
        "log rate": log_rate,
        "total": np.log(np.exp(log_rate).sum(axis=0)),
    }


def one_rank_each(ranks: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """One rank of one kind from each town, in turn, so that ranks are independent."""
    columns = ranks.reshape(len(ranks), -1)
    towns = np.arange(len(ranks))
    return columns[towns, towns % columns.shape[1]]
