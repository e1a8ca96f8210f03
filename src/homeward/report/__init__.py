"""The second door: everything that is written for people and for other programs.

It knows the tables inside; nothing inside knows it.
"""

from homeward.report.disclosure import ENOUGH
from homeward.report.findings import Areas, Findings, Tonight, Whose
from homeward.report.look_page import look_page, write_look
from homeward.report.printer import Printer, has_pdf, printing
from homeward.report.shapes import area_polygons, lonlat_of
from homeward.report.words import arithmetic, headlines
from homeward.report.write import SCHEMAS, schema, write

__all__ = [
    "ENOUGH",
    "SCHEMAS",
    "Areas",
    "Findings",
    "Printer",
    "Tonight",
    "Whose",
    "area_polygons",
    "arithmetic",
    "has_pdf",
    "headlines",
    "lonlat_of",
    "look_page",
    "printing",
    "schema",
    "write",
    "write_look",
]
