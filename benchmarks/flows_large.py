"""Walks home on other networks: Milan, and two million segments made of twenty Portos.

As in flows.py; in the large network 3,000 places, of which scipy is given one in 20.
"""

from pathlib import Path

import _town
from _bench import Bench, Contender, Go, Rows, main, row
from flows import by_scipy, our_flows, ours, scaled, scipy_agrees

EVERY = 20


def prepare(maps: Path, folder: Path) -> None:
    """Read both maps once."""
    _town.keep("porto", maps, folder)
    _town.keep("milan", maps, folder)


CONTENDERS = {
    "milan": Contender(prepare=ours(1, dark=False, name="milan"), facts=our_flows),
    "milan, scipy": Contender(prepare=by_scipy("milan"), facts=scipy_agrees, package="scipy"),
    "stitched": Contender(prepare=ours(1, dark=False, name=_town.STITCHED), repeats=1),
    "stitched, scipy": Contender(
        prepare=by_scipy(_town.STITCHED, EVERY),
        facts=lambda found, _: {"pairs": found[1]},
        package="scipy",
        repeats=1,
        warm=False,
    ),
}


def rows(go: Go) -> Rows:
    """Each network against scipy."""
    milan, exact = go("milan"), go("milan, scipy")
    large, part = go("stitched"), go("stitched, scipy")
    apart = (
        "largest difference {apart:.1e} of the largest flow; {differ} segments differ by more "
        "than 1e-6 of it; {pairs:,} pairs"
    )
    pairs = part.facts.get("pairs", 0) * EVERY
    return [
        row(
            "Milan flows, 500 places x 3 km, one way",
            milan,
            exact,
            "scipy",
            note="Like for like; a Python loop adds up the flows.",
            check=apart.format(**exact.facts) if exact.facts else "",
        ),
        row(
            "Flows on 2 million segments, 3,000 places x 3 km, one way",
            large,
            scaled(part, EVERY),
            "scipy",
            note=f"The peer from one place in {EVERY}, times {EVERY}; about {pairs:,} pairs.",
        ),
    ]


if __name__ == "__main__":
    main(Bench(script=__file__, contenders=CONTENDERS, prepare=prepare, rows=rows))
