"""Walks home on two million segments stitched from Porto and Milan: ours against five peers.

As in flows.py, from 3,000 places. A peer that would take long starts from some of them, and
its time is scaled; one that takes longer than its limit even so is stopped.
"""

import _town
from _flows import Race, race_alone

if __name__ == "__main__":
    race_alone(
        __file__,
        Race(
            name=_town.STITCHED,
            title="Flows on 2 million segments, 3,000 places x 3 km, one way",
            every=20,
            places=5,
            repeats=1,
            limit_s=420,
        ),
    )
