"""Records: which offences were recorded where, by whose police, and what is not known of them."""

from homeward.records.areas import SnapAreas, snap_areas
from homeward.records.groups import EXCLUDED, GROUP_TYPES, UNKNOWN_TYPE, Tally, groups_of, tally
from homeward.records.observed import Observed, month_text, observe
from homeward.records.panel import Panel, panel
from homeward.records.shown import LEAST_SEGMENTS, merged, shown_areas, touching

__all__ = [
    "EXCLUDED",
    "GROUP_TYPES",
    "LEAST_SEGMENTS",
    "UNKNOWN_TYPE",
    "Observed",
    "Panel",
    "SnapAreas",
    "Tally",
    "groups_of",
    "merged",
    "month_text",
    "observe",
    "panel",
    "shown_areas",
    "snap_areas",
    "tally",
    "touching",
]
