"""The walkable network: what each street is, when it can be walked, whether it is lit.

Rules of hours are kept here as opening-hours texts; only the night room evaluates them.
What can be seen and what is near a place is asked here too.
"""

from homeward.streets.build import build
from homeward.streets.lit import light_shares
from homeward.streets.naming import place_name, street_name
from homeward.streets.network import DARK, LIT, UNKNOWN, Kind, Streets
from homeward.streets.prior import shifted
from homeward.streets.sight import Views, views
from homeward.streets.snap import nearest_nodes, nearest_segments, segments_within

__all__ = [
    "DARK",
    "LIT",
    "UNKNOWN",
    "Kind",
    "Streets",
    "Views",
    "build",
    "light_shares",
    "nearest_nodes",
    "nearest_segments",
    "place_name",
    "segments_within",
    "shifted",
    "street_name",
    "views",
]
