"""Walks home: who leaves where and when, where they go, and which way.

`demand` says who leaves and where walks may end, `constrained` holds the ends to totals of
their own; `flows` puts walkers on the streets, by one way each or spread over several;
`dark_walks` lists the dark segments that stand between walks and being lit all the way.
"""

from homeward.walks.assign import flows
from homeward.walks.caution import lonely, perceived
from homeward.walks.constrained import constrained
from homeward.walks.dark import DarkWalks, dark_walks
from homeward.walks.demand import Demand, demand
from homeward.walks.flow import CAUTIOUS, DIRECT, QUANTA_PER_WALKER, SEXES, Flows

__all__ = [
    "CAUTIOUS",
    "DIRECT",
    "QUANTA_PER_WALKER",
    "SEXES",
    "DarkWalks",
    "Demand",
    "Flows",
    "constrained",
    "dark_walks",
    "demand",
    "flows",
    "lonely",
    "perceived",
]
