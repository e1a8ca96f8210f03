"""What to buy for a budget, with diminishing returns: ours against HiGHS, on made-up cities.

An option lowers what is lost at every element it reaches by a share; shares multiply. The
budget buys a twentieth of all options by cost. HiGHS is given the same programme with twelve
tangents above each element's curve, so that its bound is a bound here too; its plan is judged
by the true curve.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from _bench import Bench, Contender, Go, Rows, main, row
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack, identity, vstack
from scipy.spatial import cKDTree

from homeward.plan import Limits, Problem, choose, evaluate

SIZES = {"small": (5_000, 6_000), "large": (20_000, 50_000)}
"""Options and elements."""
LINKS_A_ELEMENT = 14
BUDGET = 0.05
LOW, HIGH = 0.13, 0.21
"""Share that falls away right beside an option; it fades to half at the edge of its reach."""
TANGENTS = 12
LONGEST = 2.5
"""Exponent at which the last tangent touches; beyond it the curve is nearly flat."""
SECONDS = {"small": 30, "large": 60}
"""What HiGHS is given, by its own clock."""


def made_up(size: str) -> tuple[Problem, Limits]:
    """A city of the given size: clusters of elements, options anywhere near them."""
    options, elements = SIZES[size]
    draw = np.random.default_rng(2026)
    centres = draw.random((40, 2))
    where = centres[draw.integers(0, 40, elements)] + draw.normal(0, 0.05, (elements, 2))
    at = where[draw.integers(0, elements, options)] + draw.normal(0, 0.002, (options, 2))
    wanted = LINKS_A_ELEMENT * elements // options
    far, near = cKDTree(where).query(at, wanted)
    fall = draw.uniform(LOW, HIGH, (options, 1)) * (1 - 0.5 * far / far.max(axis=1)[:, None])
    cost = draw.integers(40_000, 400_000, options)
    problem = Problem(
        weight=draw.gamma(0.5, 2.0, elements),
        number=np.arange(elements, dtype=np.int64),
        start=np.arange(options + 1, dtype=np.int64) * wanted,
        element=near.ravel().astype(np.int64),
        fall=fall.ravel(),
        family=np.arange(options, dtype=np.int64),
        unit="a year",
    )
    nothing = np.zeros(options, dtype=np.bool_)
    limits = Limits(
        cost_pence=cost[None, :],
        budget_pence=np.array([int(BUDGET * cost.sum())], dtype=np.int64),
        budgets=("budget",),
        units=np.ones(options),
        measure=np.zeros(options, dtype=np.int64),
        measures=("all",),
        at_least=np.zeros(1),
        at_most=np.full(1, np.inf),
        must=nothing,
        avoid=nothing,
    )
    return problem, limits


def ours(size: str) -> Callable[[Path], Callable[[], Any]]:
    """The plan and its bound."""

    def prepared(_folder: Path) -> Callable[[], Any]:
        problem, limits = made_up(size)
        return lambda: choose(problem, limits)

    return prepared


def of_choice(choice: Any, _folder: Path) -> dict[str, Any]:
    """What our plan is worth and what is proven of it."""
    return {"value": choice.value, "bound": choice.bound, "bought": len(choice.chosen)}


def by_highs(size: str) -> Callable[[Path], Callable[[], Any]]:
    """A mixed-integer programme: options bought or not, exponents and gains of elements."""

    def prepared(_folder: Path) -> Callable[[], Any]:
        problem, limits = made_up(size)
        matrix, most = _programme(problem, limits)
        options, elements = len(problem), len(problem.weight)
        gain = np.concatenate([np.zeros(options + elements), -problem.weight])
        whole = np.concatenate([np.ones(options), np.zeros(2 * elements)])
        top = np.concatenate([np.ones(options), np.full(elements, np.inf), np.ones(elements)])

        def work() -> dict[str, Any]:
            began = time.perf_counter()
            found = milp(
                gain,
                integrality=whole,
                bounds=Bounds(0, top),
                constraints=LinearConstraint(matrix, ub=most),
                options={"time_limit": SECONDS[size], "mip_rel_gap": 0.001},
            )
            return _judged(problem, found, options, time.perf_counter() - began)

        return work

    return prepared


def _programme(problem: Problem, limits: Limits) -> tuple[csr_array, np.ndarray]:
    """Rows over (bought, exponent, gain): exponents, tangents, the budget."""
    options, elements = len(problem), len(problem.weight)
    power = -np.log1p(-problem.fall)
    reach = coo_array((power, (problem.element, problem.of_link)), shape=(elements, options))
    one, none = identity(elements), csr_array((elements, elements))
    parts, most = [hstack([-reach, one, none])], [np.zeros(elements)]
    for at in np.linspace(0.0, LONGEST, TANGENTS):
        slope = np.exp(-at)
        parts.append(hstack([csr_array((elements, options)), -slope * one, one]))
        most.append(np.full(elements, 1.0 - slope * (1.0 + at)))
    budget = float(limits.budget_pence[0])
    price = np.concatenate([limits.cost_pence[0] / budget, np.zeros(2 * elements)])
    parts.append(csr_array(price[None, :]))
    return csr_array(vstack(parts)), np.append(np.concatenate(most), 1.0)


def _judged(problem: Problem, found: Any, options: int, wall_s: float) -> dict[str, Any]:
    """What its plan is truly worth, and its bound."""
    bought = None if found.x is None else np.flatnonzero(found.x[:options] > 0.5)
    bound = found.mip_dual_bound
    return {
        "value": None if bought is None else evaluate(problem, bought),
        "bound": None if bound is None or not np.isfinite(bound) else -bound,
        "by_its_clock_s": wall_s,
    }


CONTENDERS = {
    name: contender
    for size in SIZES
    for name, contender in {
        f"ours {size}": Contender(prepare=ours(size), facts=of_choice),
        f"highs {size}": Contender(
            prepare=by_highs(size),
            facts=lambda found, _: found,
            package="scipy",
            repeats=1,
            warm=False,
        ),
    }.items()
}


def rows(go: Go) -> Rows:
    """One row a size, with the worth and the proven gap of either plan."""
    return [_row(go, size) for size in SIZES]


def _row(go: Go, size: str) -> dict[str, Any]:
    options, elements = SIZES[size]
    mine, peer = go(f"ours {size}"), go(f"highs {size}")
    theirs = peer.facts
    reason = "" if peer.reason or theirs.get("value") else "no plan in its time"
    return row(
        f"Plan, {options:,} options x {elements:,} elements, with a bound",
        mine,
        peer,
        "scipy (HiGHS)",
        package="scipy",
        reason=reason,
        value=mine.facts.get("value"),
        gap=_gap(mine.facts),
        peer_value=theirs.get("value"),
        peer_gap=_gap(theirs),
        note=(
            f"Ours: value {mine.facts.get('value', 0):.6g}, gap {_percent(_gap(mine.facts))}, "
            f"{mine.facts.get('bought')} bought. HiGHS through scipy, stopped after "
            f"{SECONDS[size]} s of its own clock or at a gap of 0.1%: value "
            f"{theirs.get('value') or 0:.6g}, gap {_percent(_gap(theirs))}."
        ),
    )


def _gap(facts: dict[str, Any]) -> float | None:
    """Share of the bound that may be missing."""
    value, bound = facts.get("value"), facts.get("bound")
    return None if value is None or bound is None else (bound - value) / bound


def _percent(gap: float | None) -> str:
    return "none" if gap is None else f"{gap:.3%}"


def prepare(_maps: Path, _folder: Path) -> None:
    """Nothing to write: cities are made up by a seed."""


if __name__ == "__main__":
    main(Bench(script=__file__, contenders=CONTENDERS, prepare=prepare, rows=rows))
