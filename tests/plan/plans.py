"""Small programmes, and the best plan by trying every one."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from homeward.plan import Limits, Problem, evaluate


def problem_of(weight, links, family):
    """A programme from ``{option: {element: fall}}``."""
    rows = [sorted(links.get(i, {}).items()) for i in range(len(family))]
    flat = [pair for row in rows for pair in row]
    return Problem(
        weight=np.array(weight, dtype=np.float64),
        number=np.arange(len(weight), dtype=np.int64),
        start=np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64),
        element=np.array([element for element, _ in flat], dtype=np.int64),
        fall=np.array([fall for _, fall in flat], dtype=np.float64),
        family=np.array(family, dtype=np.int64),
        unit="offences a year",
    )


def limits_of(cost, budget, **others):
    """Limits on options of one unit each; `cost` by budget row."""
    cost = np.atleast_2d(np.array(cost, dtype=np.int64))
    options = cost.shape[1]
    measure = np.array(others.pop("measure", [0] * options), dtype=np.int64)
    measures = int(measure.max(initial=0)) + 1
    given = {
        "at_least": np.zeros(measures),
        "at_most": np.full(measures, np.inf),
        "must": np.zeros(options),
        "avoid": np.zeros(options),
        "units": np.ones(options),
    } | {name: np.array(value) for name, value in others.items()}
    floats = {name: given[name].astype(np.float64) for name in ("at_least", "at_most", "units")}
    return Limits(
        cost_pence=cost,
        budget_pence=np.atleast_1d(np.array(budget, dtype=np.int64)),
        budgets=("capital", "revenue")[: len(cost)],
        measure=measure,
        measures=("lamps", "cameras", "gates")[:measures],
        must=given["must"].astype(np.bool_),
        avoid=given["avoid"].astype(np.bool_),
        **floats,
    )


def allowed(limits, plan):
    """Whether a plan (a tuple of 0 and 1) keeps to the limits."""
    x = np.array(plan)
    units = np.bincount(limits.measure, limits.units * x, minlength=len(limits.measures))
    return bool(
        ((limits.cost_pence * x).sum(axis=1) <= limits.budget_pence).all()
        and (units >= limits.at_least - 1e-9).all()
        and (units <= limits.at_most + 1e-9).all()
        and (x >= limits.must).all()
        and (x <= ~limits.avoid).all()
    )


def best_of_all(problem, limits):
    """What the best plan is worth; None if there is no plan."""
    plans = product((0, 1), repeat=len(problem))
    worth = [evaluate(problem, np.flatnonzero(p)) for p in plans if allowed(limits, p)]
    return max(worth, default=None)


@st.composite
def programmes(draw, most_options=8, limited=True):
    """A programme with overlapping cameras, two budgets, floors, caps, musts and avoids."""
    options = draw(st.integers(1, most_options))
    elements = draw(st.integers(1, 5))
    fall = st.sampled_from([0.0, 0.0, 0.07, 0.14, 0.2, 0.5, 0.9, 1.0])
    links = {i: {e: p for e in range(elements) if (p := draw(fall)) > 0} for i in range(options)}
    family = draw(st.lists(st.integers(0, 2), min_size=options, max_size=options))
    weight = draw(st.lists(st.integers(0, 30), min_size=elements, max_size=elements))
    rows = draw(st.integers(1, 2))
    cost = [
        draw(st.lists(st.integers(0, 9), min_size=options, max_size=options)) for _ in range(rows)
    ]
    budget = [draw(st.integers(0, 25)) for _ in range(rows)]
    others = {"measure": family}
    if limited:
        measures = max(family) + 1
        others["at_least"] = [draw(st.sampled_from([0, 0, 0, 1])) for _ in range(measures)]
        others["at_most"] = [draw(st.sampled_from([np.inf, np.inf, 2])) for _ in range(measures)]
        mark = draw(st.lists(st.sampled_from("...-+"), min_size=options, max_size=options))
        others["must"] = [each == "+" for each in mark]
        others["avoid"] = [each == "-" for each in mark]
    return problem_of(weight, links, family), limits_of(cost, budget, **others)
