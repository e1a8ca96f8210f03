import numpy as np

import towns
from homeward import streets

LANE = {"highway": "footway"}
NODES = {1: (0, 0), 2: (100, 0), 3: (100, 60), 4: (100, 160), 5: (900, 900), 6: (990, 900)}


def _built():
    """High Street from 1 to 2; footways 2-3 and 3-4 off its end; another, 5-6, far away."""
    ways = [
        (1, (1, 2), {"highway": "residential", "name": "High Street"}),
        (2, (2, 3), LANE),
        (3, (3, 4), {"highway": "footway", "width": "2"}),
        (4, (5, 6), LANE),
    ]
    return streets.build(towns.town_of(NODES, ways))


def _called(way: int) -> str:
    network = _built()
    return streets.place_name(network, np.flatnonzero(network.way_id == way))


def test_a_named_street_is_called_by_its_name():
    assert _called(1) == "High Street"


def test_a_nameless_one_is_called_after_the_street_it_meets_or_lies_near():
    assert _called(2) == "unnamed, off High Street"
    assert _called(3) == "unnamed, near High Street"


def test_a_nameless_one_far_from_every_name_is_only_unnamed():
    assert _called(4) == "unnamed"


def test_most_of_the_length_gives_the_name():
    network = _built()
    assert streets.street_name(network, np.arange(network.segments)) == "High Street"
    assert streets.street_name(network, np.flatnonzero(network.way_id == 4)) == ""
