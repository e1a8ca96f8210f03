"""Walks home over each street of Milan, as in flows.py: ours against the same five peers."""

from _flows import Race, race_alone

if __name__ == "__main__":
    race_alone(
        __file__, Race(name="milan", title="Milan flows, 500 places x 3 km, one way", repeats=3)
    )
