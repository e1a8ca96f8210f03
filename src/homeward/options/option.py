"""Options: one measure at one place, what it costs, what it reaches and how much it does.

Letters used for shapes: I options, K links (an option at a segment), G offence groups,
B the four bands of the night.
"""

from dataclasses import dataclass

import numpy as np

from homeward.kit.arrays import Bools, Floats, Ints, Texts, freeze

__all__ = ["Options"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Options:
    """All options of a town in flat arrays; option i has links ``start[i]:start[i + 1]``.

    Attributes
    ----------
    id
        Published id, ``<measure key>@<segment id or node id>``, unique, shape (I,).
    measure
        Position of the measure in `measures`, shape (I,).
    measures
        Keys of the measures in catalogue order.
    units
        Units bought (lamps, cameras, metres, gates, hours a night), shape (I,).
    xy_m
        Where it is drawn, shape (I, 2).
    capital_pence, yearly_pence
        Central cost, whole pence of the plan's price year, shape (I,).
    survey
        Whether light must be surveyed first; its cost is in `capital_pence`.
    start, segment
        Links: the segments it reaches, shapes (I + 1,) and (K,).
    strength
        Share of the full effect it has at the link's segment in each band, shape (K, B):
        in sight, in its hours and in the dark (for lamps: also the chance that the street
        is dark now).
    lights
        Whether the link's segment becomes lit (lamps, all-night hours), shape (K,).
    moves
        Whether it closes or opens ways, so that no bound is claimed: judged by
        re-assignment alone, shape (I,).
    """

    id: Texts
    measure: Ints
    measures: tuple[str, ...]
    units: Floats
    xy_m: Floats
    capital_pence: Ints
    yearly_pence: Ints
    survey: Bools
    start: Ints
    segment: Ints
    strength: Floats
    lights: Bools
    moves: Bools

    def __post_init__(self) -> None:
        freeze(self)

    def __len__(self) -> int:
        return len(self.measure)

    def reach(self, option: int) -> Ints:
        """The segments one option reaches."""
        return self.segment[self.start[option] : self.start[option + 1]]

    def of_link(self) -> Ints:
        """The option of each link, shape (K,)."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.start))
