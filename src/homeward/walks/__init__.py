"""Walks home: who leaves where and when, where they go, and which way.

`demand` says who leaves and where walks may end, `constrained` holds the ends to totals of
their own; `flows` puts walkers on the streets, by one way each or spread over several;
`dark_walks` lists the dark segments that stand between walks and being lit all the way.
"""

from homeward.walks.assign import Choice, flows
from homeward.walks.caution import lonely, perceived
from homeward.walks.constrained import constrained
from homeward.walks.dark import DarkWalks, dark_walks
from homeward.walks.demand import Demand, demand
from homeward.walks.fit import LEAST_COUNTERS, Counted, Fit, fit_to_counts
from homeward.walks.flow import CAUTIOUS, DIRECT, QUANTA_PER_WALKER, SEXES, Flows
from homeward.walks.selected import END_LABELS, Scene, Selected, Users, selected, users

__all__ = [
    "CAUTIOUS",
    "DIRECT",
    "END_LABELS",
    "LEAST_COUNTERS",
    "QUANTA_PER_WALKER",
    "SEXES",
    "Choice",
    "Counted",
    "DarkWalks",
    "Demand",
    "Fit",
    "Flows",
    "Scene",
    "Selected",
    "Users",
    "constrained",
    "dark_walks",
    "demand",
    "fit_to_counts",
    "flows",
    "lonely",
    "perceived",
    "selected",
    "users",
]
