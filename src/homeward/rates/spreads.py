"""What the counts teach of the model itself: its spreads, and how fast the past fades."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from homeward.measures import Values
from homeward.rates.design import Hyper, Options, design_of
from homeward.rates.ground import Ground
from homeward.rates.learn import learnt
from homeward.rates.recency import best_half_life
from homeward.rates.unsure import likely
from homeward.records import Panel

__all__ = ["Learn", "Spreads", "spreads_of"]


@dataclass(frozen=True, kw_only=True)
class Spreads:
    """Spreads and sizes that are likely, and the half-life that forecasts best.

    `likeliest` have the highest marginal likelihood; `nodes`, K of them, stand for all that
    are likely, each for an equal part of the chance.
    """

    likeliest: Hyper
    nodes: tuple[Hyper, ...]
    half_life_months: float


def spreads_of(panel: Panel, ground: Ground, values: Values, *, seed: int = 0) -> Spreads:
    """Learn spreads and the half-life from the counts: most of the work of a fit.

    Parameters
    ----------
    panel
        Counts and what was seen.
    ground
        The areas' streets and neighbours.
    values
        Central values of the assumptions, whose rows ``rates.*`` are the priors.
    seed
        Key of the draws by which the half-life is chosen.

    Returns
    -------
    Spreads
        Rounded, so that the last bits of the climb do not matter: the same counts give the same.
    """
    options = Options(values=values)
    design = design_of(panel, ground, options)
    hyper = learnt(design, options)
    life = best_half_life(panel, ground, options=options, hyper=hyper, seed=seed)
    nodes = likely(design, options, hyper)
    return Spreads(likeliest=hyper, nodes=nodes, half_life_months=life)


Learn: TypeAlias = Callable[[Panel, Ground, Values], Spreads]
"""How spreads are learnt: `spreads_of`, or what remembers or takes over its answer."""
