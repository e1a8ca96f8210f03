"""Walks home: who leaves where and when, where they go, and which way.

`demand` says who leaves and where walks may end; `flows` puts them on the streets;
`dark_walks` lists the dark segments that stand between walks and being lit all the way.
"""

from homeward.walks.assign import flows
from homeward.walks.caution import lonely, perceived
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
    "dark_walks",
    "demand",
    "flows",
    "lonely",
    "perceived",
]
