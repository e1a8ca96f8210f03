"""What to buy for a budget, with a proof: ours against HiGHS, SCIP and spopt.

Made-up cities (`_siting.py`) where an option lowers what is lost at every element it reaches by
a share and shares multiply; where cameras see all or nothing (covering); San Francisco's stores,
whose optimum is published; and walks lit all the way through a dark city.

Every peer is given the same instance as ours (`_peers.py`) and is stopped by its own clock; a
ratio then says "at least". None may take more memory than `MOST_GB`: one that would need more
says so.
"""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _peers
import numpy as np
from _bench import Bench, Contender, Go, Rows, main, row
from _siting import CITIES, SF_RADIUS_M, SF_STORES, dark_city, made_up, one_budget, san_francisco

from homeward.plan import Limits, Problem, choose, lit_walks

TANGENTS = {"small": 12, "large": 12, "strong": 12, "huge": 3}
"""Above each element's curve; the largest city is seen through fewer, to be read in time."""
ALLOWED_S = {"strong": 16, "lit": 16}
USUAL_S = 10
"""What a peer is given, by its own clock: no less than ours takes on a quiet machine."""
GAP = {"small": 0.001, "large": 0.001, "huge": 0.001, "strong": 0.03}
"""Where a peer may stop, as the targets have it; 1% elsewhere."""
MOST_GB = 6.0
LIMIT_S = 90
"""Wall seconds after which a peer that does not heed its own clock is stopped, model and all."""
HUGE_LIMIT_S = 180
"""The same for the largest city, whose model alone takes SCIP a minute on a busy machine."""
SPOPT_S, SPOPT_GB = 30, 18.0
"""spopt writes every pair of element and option down, 12 GB of them in the large coverings."""
LIT_SHARE = 0.05
"""Budget for lit walks, as a share of what it costs to light every dark street walked."""
DARK_CITY = "dark-city.pickle"


def instance(name: str) -> tuple[Problem, Limits]:
    """A city, or San Francisco; "tiny" has options of one price, since spopt knows no budget."""
    if name == "francisco":
        return san_francisco()[:2]
    if name != "tiny":
        return made_up(name)
    problem, _ = made_up("cover tiny")
    count = len(problem)
    return problem, one_budget(np.ones(count), int(CITIES["cover tiny"].budget * count))


def ours(name: str) -> Callable[[Path], Callable[[], Any]]:
    """The plan and its bound."""

    def prepared(_folder: Path) -> Callable[[], Any]:
        for each in ("small", "cover tiny"):  # numba compiles now
            choose(*made_up(each))
        problem, limits = instance(name)
        return lambda: choose(problem, limits)

    return prepared


def of_choice(choice: Any, _folder: Path) -> dict[str, Any]:
    """What our plan is worth and what is proven of it."""
    return {"value": choice.value, "bound": choice.bound, "bought": len(choice.chosen)}


def by_highs(name: str) -> Callable[[Path], Callable[[], Any]]:
    """The programme by HiGHS."""

    def prepared(_folder: Path) -> Callable[[], Any]:
        problem, limits = instance(name)
        programme = _peers.of_shares(problem, limits, TANGENTS.get(name, 1))
        return lambda: _peers.worth(problem, _peers.highs(programme, *_until(name)))

    return prepared


def by_scip(name: str) -> Callable[[Path], Callable[[], Any]]:
    """The same programme by SCIP; to build its model is not timed."""

    def prepared(_folder: Path) -> Callable[[], Any]:
        problem, limits = instance(name)
        programme = _peers.of_shares(problem, limits, TANGENTS.get(name, 1))
        model = _peers.scip_model(programme)
        bought = programme.bought
        return lambda: _peers.worth(problem, _peers.scip(*model, bought, *_until(name)))

    return prepared


def _until(name: str) -> tuple[float, float]:
    """Seconds and gap at which a peer may stop."""
    return ALLOWED_S.get(name, USUAL_S), GAP.get(name, 0.01)


def spopt_in_francisco(_folder: Path) -> Callable[[], Any]:
    """San Francisco by spopt's covering model and the solver that comes with it."""
    problem, _, metres = san_francisco()
    metres = np.where(np.isfinite(metres), metres, 1e9)
    return lambda: _peers.spopt(metres, problem.weight, SF_RADIUS_M, SF_STORES, USUAL_S)


def by_spopt(name: str) -> Callable[[Path], Callable[[], Any]]:
    """A city by the same: every pair of element and option has a place in spopt's matrix.

    Where prices differ it is asked for as many options as the budget buys at the mean price,
    a problem that is easier than ours.
    """

    def prepared(_folder: Path) -> Callable[[], Any]:
        problem, limits = instance(name)
        stores = int(limits.budget_pence[0] / limits.cost_pence[0].mean())
        metres = np.full((len(problem.weight), len(problem)), 1e9, dtype=np.float32)
        metres[problem.element, problem.of_link] = 0.0
        return lambda: _peers.spopt(metres, problem.weight, SF_RADIUS_M, stores, USUAL_S)

    return prepared


def ours_lit(folder: Path) -> Callable[[], Any]:
    """Walks lit all the way through a dark city."""
    walks, lamps, limits = _dark(folder)
    return lambda: lit_walks(walks, lamps, limits)


def highs_lit(folder: Path) -> Callable[[], Any]:
    """The same by HiGHS."""
    walks, lamps, limits = _dark(folder)
    programme = _peers.of_walks(walks, lamps, limits)

    def work() -> dict[str, Any]:
        found = _peers.highs(programme, *_until("lit"))
        bought = found["bought"]
        value = None if bought is None else _lit(walks, lamps.segment[bought])
        return {"value": value, "bound": found["bound"], "ended": found["ended"]}

    return work


def _lit(walks: Any, segment: np.ndarray) -> float:
    """Walks that are lit all the way by lamps on these streets."""
    dark = ~np.isin(walks.segment, segment)
    return float(walks.walks[np.add.reduceat(dark, walks.start[:-1]) == 0].sum())


def _dark(folder: Path) -> tuple[Any, Any, Limits]:
    walks, lamps, cost = pickle.loads((folder / DARK_CITY).read_bytes())  # noqa: S301 - our own
    walked = np.isin(lamps.segment, walks.segment)
    return walks, lamps, one_budget(cost, int(LIT_SHARE * cost[walked].sum()))


def _peer(
    prepare: Callable[[Path], Callable[[], Any]],
    package: str,
    limit_s: float = LIMIT_S,
    most_gb: float = MOST_GB,
) -> Contender:
    """A peer runs once, unwarmed, and gives its facts itself."""
    return Contender(
        prepare=prepare,
        facts=lambda found, _: found,
        package=package,
        repeats=1,
        warm=False,
        most_gb=most_gb,
        limit_s=limit_s,
    )


WORK = {
    "small": "Plan, 5,000 options x 6,000 elements, with a bound",
    "large": "Plan, 20,000 options x 50,000 elements, with a bound",
    "huge": "Plan, 100,000 options x 334,000 elements, with a bound",
    "strong": "Plan, 20,000 x 50,000, effects x 20, a budget of 0.2%, to 3% proven",
    "cover": "Covering, 20,000 x 50,000, a budget of 1%, to 1% proven",
    "cover5": "Covering, 20,000 x 50,000, a budget of 5%, to 1% proven",
    "francisco": "San Francisco's maximal covering, 16 x 205, to the optimum",
    "tiny": "Covering, 400 x 1,000, one in twenty",
    "lit": "Walks lit all the way, 100,000 walks, a budget of 5%, with a bound",
}
COVERED = ("cover", "cover5", "francisco", "tiny")
"""What spopt has a model for."""
PEERS = {"HiGHS": ("scipy (HiGHS)", "scipy"), "SCIP": ("SCIP", "pyscipopt")}
SPOPT = ("spopt (CBC)", "spopt")
CITIES_RUN = tuple(name for name in WORK if name != "lit")
CONTENDERS = {
    **{
        f"ours {name}": Contender(prepare=ours(name), facts=of_choice, repeats=1, warm=False)
        for name in CITIES_RUN
    },
    **{f"HiGHS {name}": _peer(by_highs(name), "scipy") for name in CITIES_RUN},
    **{f"SCIP {name}": _peer(by_scip(name), "pyscipopt") for name in CITIES_RUN},
    "SCIP huge": _peer(by_scip("huge"), "pyscipopt", HUGE_LIMIT_S),
    **{f"spopt {name}": _peer(by_spopt(name), "spopt", SPOPT_S, SPOPT_GB) for name in COVERED},
    "ours francisco": Contender(prepare=ours("francisco"), facts=of_choice),
    "spopt francisco": _peer(spopt_in_francisco, "spopt"),
    "ours tiny": Contender(prepare=ours("tiny"), facts=of_choice),
    "ours lit": Contender(prepare=ours_lit, facts=of_choice, repeats=1, warm=False),
    "HiGHS lit": _peer(highs_lit, "scipy"),
}


def rows(go: Go) -> Rows:
    """One row a peer."""
    runs = {name: go(name) for name in CONTENDERS}
    found = []
    for name in WORK:
        peers = dict(PEERS) | ({"spopt": SPOPT} if name in COVERED else {})
        found += [
            _row(name, runs[f"ours {name}"], runs[f"{solver} {name}"], *peers[solver])
            for solver in peers
            if f"{solver} {name}" in runs
        ]
    return found


def _row(name: str, mine: Any, peer: Any, peer_name: str, package: str) -> Any:
    theirs = peer.facts
    stopped = bool(theirs) and not theirs["ended"]
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
        note=f"Ours: {_said(mine.facts)}. {peer_name}: {_said(theirs)}."
        + (" It was stopped: at least this ratio." if stopped else ""),
        **({"stopped": True} if stopped else {}),
    )


def _said(facts: dict[str, Any]) -> str:
    """Value and gap in words."""
    value, bound = facts.get("value"), facts.get("bound")
    if value is None:
        return "no answer" if bound is None else f"no plan, bound {bound:.6g}"
    return f"value {value:.6g}, gap {_percent(_gap(facts))}"


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
