"""How each street would be tagged on OpenStreetMap."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from homeward.example.plan import BRIDGES

__all__ = ["PARK_HOURS", "area_tags", "street_tags"]

PARK_HOURS: Final = "Apr-Sep 07:00-21:00; Oct-Mar 07:30-17:30"
_CEMETERY_HOURS: Final = "08:00-sunset"

Tags = dict[str, str]

_HIGHWAY: Final[Mapping[str, Tags]] = {
    "primary": {"highway": "primary", "sidewalk": "both", "maxspeed": "30 mph"},
    "secondary": {"highway": "secondary", "sidewalk": "both", "maxspeed": "30 mph"},
    "tertiary": {"highway": "tertiary", "sidewalk": "both"},
    "pedestrian": {"highway": "pedestrian", "surface": "paving_stones"},
    "residential": {"highway": "residential"},
    "alley": {"highway": "service", "service": "alley"},
    "path": {"highway": "footway"},
    "steps": {"highway": "steps"},
    "greenway": {"highway": "path", "foot": "designated", "bicycle": "designated"},
    "riverside": {"highway": "footway", "surface": "compacted"},
    "underpass": {"highway": "footway", "tunnel": "yes", "layer": "-1"},
    "campus": {"highway": "footway", "surface": "asphalt"},
    "park path": {"highway": "footway", "surface": "asphalt"},
    "common path": {"highway": "path"},
    "cemetery path": {"highway": "footway"},
}
_LANES_ON_FOOT: Final = ("Yard", "Passage")


def street_tags(kind: str, name: str, lit: str, rng: np.random.Generator) -> Tags:
    """Tags of a way.

    Parameters
    ----------
    kind, name
        This generator's word for the way, and its name, `""` for none.
    lit
        The `lit` tag, `""` for none.
    rng
        For what some mappers add and others do not.

    Returns
    -------
    dict
        The tags, as OpenStreetMap's wiki has them.
    """
    base = kind.removesuffix(" bridge")
    tags = dict(_HIGHWAY[base])
    if base == "residential" and name.endswith(_LANES_ON_FOOT):
        tags = dict(_HIGHWAY["path" if rng.random() < 0.5 else "alley"])
    elif base == "residential":
        tags |= _sometimes(rng)
    if name:
        tags["name"] = name
    if kind.endswith(" bridge"):
        bridge = BRIDGES[0] if name == "Southgate" else BRIDGES[1]
        tags |= {"bridge": "yes", "layer": "1", "bridge:name": bridge}
    return tags | ({"lit": lit} if lit else {})


def _sometimes(rng: np.random.Generator) -> Tags:
    said = rng.random(3)
    tags = {"maxspeed": "20 mph"} if said[0] < 0.4 else {}
    if said[1] < 0.35:
        tags["surface"] = "asphalt"
    return tags | ({"sidewalk": "both"} if said[2] < 0.25 else {})


def area_tags(kind: str, name: str) -> Tags:
    """Tags of an open space."""
    if kind == "park":
        return {"leisure": "park", "name": name, "opening_hours": PARK_HOURS, "barrier": "fence"}
    if kind == "cemetery":
        return {"landuse": "cemetery", "name": name, "opening_hours": _CEMETERY_HOURS}
    return {"leisure": "common", "name": name}
