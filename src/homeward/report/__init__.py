"""The second door: everything that is written for people and for other programs.

It knows the tables inside; nothing inside knows it.
"""

from homeward.report.findings import Areas, Findings
from homeward.report.shapes import lonlat_of
from homeward.report.words import arithmetic, headlines
from homeward.report.write import SCHEMAS, schema, write

__all__ = [
    "SCHEMAS",
    "Areas",
    "Findings",
    "arithmetic",
    "headlines",
    "lonlat_of",
    "schema",
    "write",
]
