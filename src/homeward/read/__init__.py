"""Files become plain tables, at one door: a map, and whatever else is known of a town.

`town` reads everything at once; each kind of file has a module of its own here.
"""

from homeward.read import cache
from homeward.read.areas import Excluded, read_excluded, read_zones
from homeward.read.book import Book
from homeward.read.earlier import Earlier, read_earlier
from homeward.read.frame import Frame
from homeward.read.lists import read_ids, read_text
from homeward.read.osm import MapTables, read_map
from homeward.read.places import Places, index
from homeward.read.sites import Sites, read_sites
from homeward.read.town import Sources, town

__all__ = [
    "Book",
    "Earlier",
    "Excluded",
    "Frame",
    "MapTables",
    "Places",
    "Sites",
    "Sources",
    "cache",
    "index",
    "read_earlier",
    "read_excluded",
    "read_ids",
    "read_map",
    "read_sites",
    "read_text",
    "read_zones",
    "town",
]
