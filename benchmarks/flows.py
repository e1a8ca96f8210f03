"""Walks home over each street of Porto: ours against scipy, cityseer, igraph, networkit, pandana.

From 500 places one walker each sets out to every corner within 3 km, in proportion to the
corner's weight times exp(-metres / 800), along the shortest way. Then what a dark night, a
spread over ways and a second thread cost us.
"""

import _flows
import _town
from _bench import Bench, Contender, Go, Rows, main, row

RACE = _flows.Race(name="porto", title="Porto flows, 500 places x 3 km, one way")
REPEATS = 15

CONTENDERS = {
    **_flows.contenders(RACE),
    "ours, two threads": Contender(prepare=_flows.ours("porto", threads=2), repeats=REPEATS),
    "ours, both ways": Contender(prepare=_flows.ours("porto", dark=True), repeats=REPEATS),
    "ours, spread": Contender(prepare=_flows.ours("porto", choice="logit"), repeats=REPEATS),
}


def rows(go: Go) -> Rows:
    """Ours against each peer, and against itself with more to do."""
    mine, threads, ways = go("ours"), go("ours, two threads"), go("ours, both ways")
    exact = go("scipy")
    more = "Ours searches twice, by length and by length as a cautious walker counts it."
    return [
        *_flows.rows(RACE, mine, exact, go),
        row(
            "Porto flows, 500 places x 3 km, direct and cautious way",
            ways,
            exact,
            "scipy",
            note=f"{more} The peer searches once.",
        ),
        row(
            "Porto flows, spread over near-shortest ways (logit)",
            go("ours, spread"),
            mine,
            "homeward, shortest path",
            package="homeward",
            note="The peer is ours by the one shortest way: a ratio of 0.5 is twice as long.",
        ),
        row(
            "Porto flows, two threads against one",
            threads,
            mine,
            "homeward, shortest path",
            package="homeward",
            unit="wall s",
            note="The peer is ours on one thread.",
        ),
    ]


if __name__ == "__main__":
    main(Bench(script=__file__, contenders=CONTENDERS, prepare=_town.prepare(RACE.name), rows=rows))
