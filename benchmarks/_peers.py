"""The planning benchmarks' instances as programmes, and the peers that solve them.

A programme has a column for each option, bought or not, and columns for what is gained. Where
options see all or nothing an element has one such column. Where shares multiply, what an
element gains is a curve of the sum of its options' exponents; tangents above it make pieces of
falling slope, a column each, so that a bound on the programme is a bound on the plan.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack, identity, kron, vstack

from homeward.plan import Limits, Problem, evaluate

LONGEST = 2.5
"""Exponent at which the last tangent touches; beyond it the curve is nearly flat."""


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The most of ``gain @ x`` where ``rows @ x <= most`` and ``0 <= x <= top``.

    Columns marked `whole` are 0 or 1. `bought` columns are the options.
    """

    gain: np.ndarray
    rows: csr_array
    most: np.ndarray
    top: np.ndarray
    whole: np.ndarray
    bought: slice


def of_shares(problem: Problem, limits: Limits, tangents: int) -> Programme:
    """Shares that multiply, seen from above through so many tangents; or covering, exactly."""
    covers = bool((problem.fall == 1.0).all())
    width, slope = (np.ones(1), np.ones(1)) if covers else _pieces(tangents)
    options, elements = len(problem), len(problem.weight)
    power = np.ones(len(problem.fall)) if covers else -np.log1p(-problem.fall)
    reach = coo_array((power, (problem.element, problem.of_link)), shape=(elements, options))
    gained = kron(identity(elements), np.ones((1, len(width))))
    columns = elements * len(width)
    price = np.append(limits.cost_pence[0] / limits.budget_pence[0], np.zeros(columns))
    return Programme(
        gain=np.concatenate([np.zeros(options), np.kron(problem.weight, slope)]),
        rows=csr_array(vstack([hstack([-reach, gained]), csr_array(price[None, :])])),
        most=np.append(np.zeros(elements), 1.0),
        top=np.concatenate([np.ones(options), np.tile(width, elements)]),
        whole=np.repeat([True, False], [options, columns]),
        bought=slice(0, options),
    )


def _pieces(tangents: int) -> tuple[np.ndarray, np.ndarray]:
    """Widths and slopes of the pieces of the lowest of the tangents and 1."""
    at = np.linspace(0.0, LONGEST, tangents)
    slope = np.exp(-at)
    start = 1.0 - slope * (1.0 + at)
    meet = np.append(np.diff(start) / -np.diff(slope), (1.0 - start[-1]) / slope[-1])
    return np.diff(meet, prepend=0.0), slope


def of_walks(walks: Any, lamps: Any, limits: Limits) -> Programme:
    """A walk is lit no more than each street of it."""
    count, options, links = len(walks.walks), len(lamps), len(walks.segment)
    each = np.arange(links)
    walk = np.repeat(np.arange(count), np.diff(walks.start))
    lit = csr_array((np.ones(links), (each, walk)), shape=(links, count))
    at = (each, np.searchsorted(lamps.segment, walks.segment))
    bought = csr_array((-np.ones(links), at), shape=(links, options))
    price = np.append(np.zeros(count), limits.cost_pence[0] / limits.budget_pence[0])
    return Programme(
        gain=np.append(walks.walks, np.zeros(options)),
        rows=csr_array(vstack([hstack([lit, bought]), csr_array(price[None, :])])),
        most=np.append(np.zeros(links), 1.0),
        top=np.ones(count + options),
        whole=np.repeat([False, True], [count, options]),
        bought=slice(count, count + options),
    )


def highs(programme: Programme, allowed_s: float, gap: float) -> dict[str, Any]:
    """What HiGHS buys within its time, and its bound."""
    found = milp(
        -programme.gain,
        integrality=programme.whole.astype(np.int64),
        bounds=Bounds(0, programme.top),
        constraints=LinearConstraint(programme.rows, ub=programme.most),
        options={"time_limit": allowed_s, "mip_rel_gap": gap},
    )
    bound = found.mip_dual_bound
    return {
        "bought": None if found.x is None else found.x[programme.bought] > 0.5,
        "bound": None if bound is None or not np.isfinite(bound) else -bound,
        "ended": found.status == 0,
    }


def scip_model(programme: Programme) -> tuple[Any, list[Any]]:
    """The programme as a model of SCIP's, and its columns."""
    from pyscipopt import Model

    model = Model()
    model.hideOutput()
    columns = [
        model.addVar(vtype="B" if whole else "C", lb=0.0, ub=top, obj=gain)
        for whole, top, gain in zip(
            programme.whole.tolist(),
            programme.top.tolist(),
            programme.gain.tolist(),
            strict=True,
        )
    ]
    start, at = programme.rows.indptr.tolist(), programme.rows.indices.tolist()
    value = programme.rows.data.tolist()
    for row, most in enumerate(programme.most.tolist()):
        first, *rest = range(start[row], start[row + 1])
        held = model.addCons(value[first] * columns[at[first]] <= most)
        for k in rest:  # several times as quick as a sum of them
            model.addConsCoeff(held, columns[at[k]], value[k])
    model.setMaximize()
    return model, columns


def scip(
    model: Any, columns: list[Any], bought: slice, allowed_s: float, gap: float
) -> dict[str, Any]:
    """What SCIP buys within its CPU time, and its bound."""
    model.setParam("timing/clocktype", 1)
    model.setParam("limits/time", allowed_s)
    model.setParam("limits/gap", gap)
    model.optimize()
    bound, some = model.getDualbound(), bool(model.getNSols())
    taken = [model.getVal(each) > 0.5 for each in columns[bought]] if some else None
    return {
        "bought": None if taken is None else np.array(taken),
        "bound": bound if abs(bound) < model.infinity() else None,
        "ended": model.getStatus() in {"optimal", "gaplimit"},
    }


def spopt(
    metres: np.ndarray, weight: np.ndarray, within_m: float, stores: int, allowed_s: float
) -> dict[str, Any]:
    """What spopt's covering model covers with so many stores; it gives no bound."""
    import pulp
    from spopt.locate import MCLP

    model = MCLP.from_cost_matrix(metres, weight, within_m, p_facilities=stores)
    model = model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=allowed_s))
    solved = model.problem
    ended = solved.sol_status == pulp.LpSolutionOptimal
    return {"value": float(solved.objective.value()), "bound": None, "ended": ended}


def worth(problem: Problem, found: dict[str, Any]) -> dict[str, Any]:
    """What a plan of a peer's is truly worth, beside its bound."""
    bought = found["bought"]
    value = None if bought is None else evaluate(problem, np.flatnonzero(bought))
    return {"value": value, "bound": found["bound"], "ended": found["ended"]}
