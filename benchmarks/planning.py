"""What to buy for a budget, with a proof: ours against HiGHS, SCIP and spopt.

Made-up cities (`_siting.py`) where an option lowers what is lost at every element it reaches by
a share and shares multiply; where cameras see all or nothing (covering); San Francisco's stores,
whose optimum is published; and walks lit all the way through a dark city.

HiGHS is given twelve tangents above each element's curve, so that its bound is a bound here
too; its plan is judged by the true curve. Covering is given to SCIP and HiGHS as the usual
programme. Peers are stopped by their own clock; a ratio then says "at least".
"""

import pickle
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from _bench import Bench, Contender, Go, Rows, main, row
from _siting import CITIES, SF_RADIUS_M, SF_STORES, dark_city, made_up, one_budget, san_francisco
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack, identity, vstack

from homeward.plan import Limits, Problem, choose, evaluate, lit_walks

TANGENTS = 12
LONGEST = 2.5
"""Exponent at which the last tangent touches; beyond it the curve is nearly flat."""
ALLOWED_S = {"small": 20, "large": 30, "cover": 30, "tiny": 20, "francisco": 20, "lit": 30}
"""What a peer is given, by its own clock."""
LIT_SHARE = 0.05
"""Budget for lit walks, as a share of what it costs to light every dark street walked."""
DARK_CITY = "dark-city.pickle"


def ours(size: str) -> Callable[[Path], Callable[[], Any]]:
    """The plan and its bound."""

    def prepared(_folder: Path) -> Callable[[], Any]:
        for each in ("small", "cover tiny"):  # numba compiles now
            choose(*made_up(each))
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
                options={"time_limit": ALLOWED_S[size], "mip_rel_gap": 0.001},
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


def by_cover(solver: str, name: str) -> Callable[[Path], Callable[[], Any]]:
    """The covering programme: options bought or not, elements seen or not."""

    def prepared(_folder: Path) -> Callable[[], Any]:
        problem, limits = covering(name)
        return lambda: {"SCIP": _scip_covers, "HiGHS": _highs_covers}[solver](
            problem, limits, ALLOWED_S[name]
        )

    return prepared


def covering(name: str) -> tuple[Problem, Limits]:
    """An instance where what is seen is seen whole."""
    if name == "francisco":
        return san_francisco()[:2]
    return _by_number("cover tiny") if name == "tiny" else made_up(name)


def _highs_covers(problem: Problem, limits: Limits, allowed_s: float) -> dict[str, Any]:
    options, elements = len(problem), len(problem.weight)
    at = (problem.element, problem.of_link)
    seen = coo_array((-np.ones(len(problem.element)), at), shape=(elements, options))
    price = np.append(limits.cost_pence[0] / limits.budget_pence[0], np.zeros(elements))
    matrix = vstack([hstack([seen, identity(elements)]), csr_array(price[None, :])])
    found = milp(
        np.append(np.zeros(options), -problem.weight),
        integrality=np.repeat([1, 0], [options, elements]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(csr_array(matrix), ub=np.append(np.zeros(elements), 1.0)),
        options={"time_limit": allowed_s, "mip_rel_gap": 0.01},
    )
    return _judged(problem, found, options, 0.0)


def _scip_covers(problem: Problem, limits: Limits, allowed_s: float) -> dict[str, Any]:
    from pyscipopt import Model, quicksum

    model = Model()
    model.hideOutput()
    model.setParam("limits/time", allowed_s)
    model.setParam("limits/gap", 0.01)
    buy = [model.addVar(vtype="B") for _ in range(len(problem))]
    see = [model.addVar(ub=1.0, obj=float(weight)) for weight in problem.weight]
    reach: list[list[Any]] = [[] for _ in see]
    for option, element in zip(problem.of_link.tolist(), problem.element.tolist(), strict=True):
        reach[element].append(buy[option])
    for each, near in zip(see, reach, strict=True):
        model.addCons(each <= quicksum(near))
    cost = (limits.cost_pence[0] / limits.budget_pence[0]).tolist()
    model.addCons(quicksum(c * each for c, each in zip(cost, buy, strict=True)) <= 1)
    model.setMaximize()
    model.optimize()
    if not model.getNSols():
        return {"value": None, "bound": model.getDualbound()}
    bought = np.array([k for k, each in enumerate(buy) if model.getVal(each) > 0.5], dtype=np.int64)
    return {"value": evaluate(problem, bought), "bound": model.getDualbound()}


def ours_in_francisco(_folder: Path) -> Callable[[], Any]:
    """San Francisco by the same `choose`."""
    problem, limits, _ = san_francisco()
    return lambda: choose(problem, limits)


def spopt_in_francisco(_folder: Path) -> Callable[[], Any]:
    """San Francisco by spopt's covering model and the solver that comes with it."""
    problem, _, metres = san_francisco()
    return lambda: _spopt(np.where(np.isfinite(metres), metres, 1e9), problem.weight)


def spopt_in_a_tiny_city(_folder: Path) -> Callable[[], Any]:
    """Covering for so many options, all of one price: spopt knows no budget."""
    problem, limits = _by_number("cover tiny")
    metres = np.full((len(problem.weight), len(problem)), 1e9)
    metres[problem.element, problem.of_link] = 0.0
    return lambda: _spopt(metres, problem.weight, int(limits.budget_pence[0]))


def ours_in_a_tiny_city(_folder: Path) -> Callable[[], Any]:
    """The same by `choose`."""
    problem, limits = covering("tiny")
    return lambda: choose(problem, limits)


def _by_number(name: str) -> tuple[Problem, Limits]:
    """A city whose options all cost the same."""
    problem, _ = made_up(name)
    count = len(problem)
    return problem, one_budget(np.ones(count), int(CITIES[name].budget * count))


def _spopt(metres: np.ndarray, weight: np.ndarray, stores: int = SF_STORES) -> dict[str, Any]:
    import pulp
    from spopt.locate import MCLP

    model = MCLP.from_cost_matrix(metres, weight, SF_RADIUS_M, p_facilities=stores)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=ALLOWED_S["tiny"]))
    return {"value": float(model.problem.objective.value()), "bound": None}


def ours_lit(folder: Path) -> Callable[[], Any]:
    """Walks lit all the way through a dark city."""
    walks, lamps, limits = _dark(folder)
    return lambda: lit_walks(walks, lamps, limits)


def highs_lit(folder: Path) -> Callable[[], Any]:
    """The same: a walk is lit no more than each street of it."""
    walks, lamps, limits = _dark(folder)
    count, options = len(walks.walks), len(lamps)
    links = np.arange(len(walks.segment))
    walk = np.repeat(np.arange(count), np.diff(walks.start))
    lit = csr_array((np.ones(len(links)), (links, walk)), shape=(len(links), count))
    at = (links, np.searchsorted(lamps.segment, walks.segment))
    bought = csr_array((-np.ones(len(links)), at), shape=(len(links), options))
    price = np.append(np.zeros(count), limits.cost_pence[0] / limits.budget_pence[0])
    matrix = csr_array(vstack([hstack([lit, bought]), csr_array(price[None, :])]))

    def work() -> dict[str, Any]:
        found = milp(
            np.append(-walks.walks, np.zeros(options)),
            integrality=np.repeat([0, 1], [count, options]),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, ub=np.append(np.zeros(len(links)), 1.0)),
            options={"time_limit": ALLOWED_S["lit"], "mip_rel_gap": 0.01},
        )
        bound = found.mip_dual_bound
        return {
            "value": None if found.x is None else -found.fun,
            "bound": None if bound is None or not np.isfinite(bound) else -bound,
        }

    return work


def _dark(folder: Path) -> tuple[Any, Any, Limits]:
    walks, lamps, cost = pickle.loads((folder / DARK_CITY).read_bytes())  # noqa: S301 - our own
    walked = np.isin(lamps.segment, walks.segment)
    return walks, lamps, one_budget(cost, int(LIT_SHARE * cost[walked].sum()))


def _peer(prepare: Callable[[Path], Callable[[], Any]], package: str) -> Contender:
    """A peer runs once, unwarmed, and gives its facts itself."""
    return Contender(
        prepare=prepare, facts=lambda found, _: found, package=package, repeats=1, warm=False
    )


MINE = ("small", "large", "huge", "strong", "cover", "cover5")
CONTENDERS = {
    **{
        f"ours {name}": Contender(prepare=ours(name), facts=of_choice, repeats=1, warm=False)
        for name in MINE
    },
    "highs small": _peer(by_highs("small"), "scipy"),
    "highs large": _peer(by_highs("large"), "scipy"),
    **{
        f"{solver} {name}": _peer(by_cover(solver, name), package)
        for name in ("cover", "tiny", "francisco")
        for solver, package in (("SCIP", "pyscipopt"), ("HiGHS", "scipy"))
    },
    "ours francisco": Contender(prepare=ours_in_francisco, facts=of_choice),
    "spopt francisco": _peer(spopt_in_francisco, "spopt"),
    "ours tiny": Contender(prepare=ours_in_a_tiny_city, facts=of_choice),
    "spopt tiny": _peer(spopt_in_a_tiny_city, "spopt"),
    "ours lit": Contender(prepare=ours_lit, facts=of_choice, repeats=1),
    "highs lit": _peer(highs_lit, "scipy"),
}
PAIRS = (
    ("small", "highs small", "scipy (HiGHS)", "scipy"),
    ("large", "highs large", "scipy (HiGHS)", "scipy"),
    ("cover", "SCIP cover", "SCIP", "pyscipopt"),
    ("cover", "HiGHS cover", "scipy (HiGHS)", "scipy"),
    ("francisco", "spopt francisco", "spopt (CBC)", "spopt"),
    ("francisco", "SCIP francisco", "SCIP", "pyscipopt"),
    ("francisco", "HiGHS francisco", "scipy (HiGHS)", "scipy"),
    ("tiny", "spopt tiny", "spopt (CBC)", "spopt"),
    ("tiny", "SCIP tiny", "SCIP", "pyscipopt"),
    ("tiny", "HiGHS tiny", "scipy (HiGHS)", "scipy"),
    ("lit", "highs lit", "scipy (HiGHS)", "scipy"),
)
WORK = {
    "small": "Plan, 5,000 options x 6,000 elements, with a bound",
    "large": "Plan, 20,000 options x 50,000 elements, with a bound",
    "huge": "Plan, 100,000 options x 334,000 elements, with a bound",
    "strong": "Plan, 20,000 x 50,000, effects x 20, a budget of 0.2%",
    "cover": "Covering, 20,000 x 50,000, a budget of 1%, to 1% proven",
    "cover5": "Covering, 20,000 x 50,000, a budget of 5%, to 1% proven",
    "francisco": "San Francisco's maximal covering, 16 x 205, to the optimum",
    "tiny": "Covering, 400 x 1,000, one in twenty",
    "lit": "Walks lit all the way, 100,000 walks, a budget of 5%, with a bound",
}


def rows(go: Go) -> Rows:
    """One row a peer; what has no peer is measured against our own of another size."""
    runs = {name: go(name) for name in CONTENDERS}
    found = [_row(runs, *pair) for pair in PAIRS]
    return found + [_alone(runs, name) for name in ("huge", "strong", "cover5")]


def _row(runs: dict[str, Any], name: str, rival: str, peer_name: str, package: str) -> Any:
    mine, peer = runs[f"ours {name}"], runs[rival]
    theirs = peer.facts
    stopped = "" if _close(theirs) else " It was stopped: at least this ratio."
    return row(
        WORK[name],
        mine,
        peer,
        peer_name,
        package=package,
        value=mine.facts.get("value"),
        gap=_gap(mine.facts),
        peer_value=theirs.get("value"),
        peer_gap=_gap(theirs),
        note=f"Ours: {_said(mine.facts)}. {peer_name}: {_said(theirs)}.{stopped}",
    )


def _alone(runs: dict[str, Any], name: str) -> Any:
    """A size that no peer can take: ours beside our own of the usual size."""
    mine, usual = runs[f"ours {name}"], runs["ours large"]
    return row(
        WORK[name],
        mine,
        usual,
        "homeward",
        value=mine.facts.get("value"),
        gap=_gap(mine.facts),
        note=f"{_said(mine.facts)}. No peer was run; the ratio is to our row of 20,000 x 50,000.",
    )


def _close(facts: dict[str, Any]) -> bool:
    """Whether a peer came to its end: a gap of 1%, or an answer that is optimal."""
    gap = _gap(facts)
    return facts.get("value") is not None and (gap is None or gap <= 0.0101)


def _said(facts: dict[str, Any]) -> str:
    """Value and gap in words."""
    value = facts.get("value")
    return "no plan" if value is None else f"value {value:.6g}, gap {_percent(_gap(facts))}"


def _gap(facts: dict[str, Any]) -> float | None:
    """Share of the bound that may be missing."""
    value, bound = facts.get("value"), facts.get("bound")
    return None if value is None or not bound else (bound - value) / bound


def _percent(gap: float | None) -> str:
    return "not given" if gap is None else f"{gap:.3%}"


def prepare(_maps: Path, folder: Path) -> None:
    """The dark city, which takes longest to make; the others are made up by a seed."""
    (folder / DARK_CITY).write_bytes(pickle.dumps(dark_city()))


if __name__ == "__main__":
    main(Bench(script=__file__, contenders=CONTENDERS, prepare=prepare, rows=rows))
