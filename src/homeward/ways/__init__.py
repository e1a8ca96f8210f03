"""Ways over the streets: shortest trees from many nodes, and who ends where, in batches.

Knows arrays only: no venues, no light. `walks` says who sets out and what a street costs.
"""

from homeward.ways.trees import (
    Batch,
    Ends,
    Network,
    Searches,
    Trees,
    arcs,
    batches,
    drawn,
    network_of,
    places,
)

__all__ = [
    "Batch",
    "Ends",
    "Network",
    "Searches",
    "Trees",
    "arcs",
    "batches",
    "drawn",
    "network_of",
    "places",
]
