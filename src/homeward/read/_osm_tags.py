"""What OpenStreetMap's tags mean to a walker: pure functions of one thing's tags."""

import re
from collections.abc import Callable, Mapping

__all__ = [
    "area_kind",
    "barrier",
    "camera",
    "end_kind",
    "end_size",
    "is_prison",
    "lamp_hours",
    "lamp_led",
    "lamp_stands",
    "number",
    "storeys",
    "venue_kind",
    "walkable",
]

Tags = Mapping[str, str]

MOST_PLAUSIBLE = 1_000_000.0
"""A tagged number above this is a slip of the keyboard and counts as unknown (assumption)."""

WALKED = frozenset(
    {
        *("trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link"),
        *("tertiary", "tertiary_link", "unclassified", "residential", "living_street"),
        *("service", "track", "road", "pedestrian", "footway", "path", "steps", "corridor"),
        *("platform", "elevator", "crossing"),
    }
)
"""`highway` values open to walkers everywhere unless tagged otherwise: OpenStreetMap wiki, *OSM
tags for routing/Access restrictions*, default table (revision 701776)."""

NEVER = frozenset(
    {
        *("proposed", "planned", "construction", "raceway", "razed", "abandoned", "disused"),
        *("dismantled", "demolished", "removed", "no", "rest_area", "services", "escape"),
        *("emergency_bay", "emergency_access_point"),
    }
)
"""`highway` values that no tag opens: not there yet, not there any more, or no way at all."""

ALSO_WALKED: Mapping[str, frozenset[str]] = {
    "GB": frozenset({"cycleway", "bridleway"}),
    "IE": frozenset({"cycleway"}),
    "US": frozenset({"cycleway", "bridleway"}),
    "DK": frozenset({"cycleway"}),
    "FI": frozenset({"cycleway"}),
    "NL": frozenset({"cycleway"}),
    "NO": frozenset({"cycleway"}),
    "SE": frozenset({"cycleway"}),
}
"""By country, ways the default table closes to walkers and local law or custom opens
(assumption, to be widened by whoever knows a country)."""

NOT_WALKED: Mapping[str, frozenset[str]] = {"DE": frozenset({"trunk", "trunk_link"})}
"""By country, ways the default table opens and that country's closes (revision 164643)."""

ALLOWED = frozenset(
    ["yes", "permissive", "designated", "official", "destination", "customers", "public", "permit"]
)
DENIED = frozenset(["no", "private", "use_sidepath"])
SHUT = frozenset(
    {
        *("no", "private", "agricultural", "forestry", "delivery", "military", "emergency"),
        *("employees", "staff"),
    }
)

CONDITIONAL = ("foot:conditional", "access:conditional")

GONE = frozenset({"disused", "abandoned", "demolished", "razed"})

VENUE_AMENITY = {
    "pub": "pub",
    "biergarten": "pub",
    "bar": "bar",
    "nightclub": "nightclub",
    "restaurant": "restaurant",
    "theatre": "theatre",
    "cinema": "cinema",
    "social_club": "social_club",
}
HOTELS = frozenset({"hotel", "hostel", "guest_house", "motel"})
OPEN_LEISURE = frozenset({"park", "common", "recreation_ground", "garden", "nature_reserve"})
OPEN_LANDUSE = frozenset({"recreation_ground", "cemetery", "forest", "village_green"})

WHITE_LIGHT = ("led", "metal_halide", "metal-halide", "white")
OLD_LIGHT = (
    "sodium",
    "mercury",
    "fluorescent",
    "incandescent",
    "discharge",
    "halogen",
    "gas",
    "orange",
    "yellow",
)


def walkable(tags: Tags, country: str) -> bool:
    """Whether a way may be used on foot, at least at some hour.

    Parameters
    ----------
    tags
        The way's tags.
    country
        ISO code of the country whose defaults hold, ``""`` where not known.

    Returns
    -------
    bool
        True also for a way that is closed but for certain hours (``access:conditional``).

    Notes
    -----
    A `foot` tag decides; else a closing `access` or `motorroad` tag; else the defaults
    of the country [1]_.

    References
    ----------
    .. [1] OpenStreetMap wiki, OSM tags for routing/Access restrictions.

    Examples
    --------
    >>> walkable({"highway": "trunk"}, "GB"), walkable({"highway": "trunk"}, "DE")
    (True, False)
    >>> walkable({"highway": "service", "access": "private", "foot": "permissive"}, "GB")
    True
    """
    highway = tags.get("highway", "")
    if highway in NEVER or not (highway or _platform(tags)):
        return False
    if _opens_at_times(tags):
        return True
    foot = tags.get("foot", "")
    if foot in ALLOWED or foot in DENIED:
        return foot in ALLOWED
    if tags.get("access", "") in SHUT or tags.get("motorroad") == "yes":
        return False
    return not highway or _open_by_default(highway, country)


def _open_by_default(highway: str, country: str) -> bool:
    """Whether a country's defaults let a walker on."""
    if highway in NOT_WALKED.get(country, ()):
        return False
    return highway in WALKED or highway in ALSO_WALKED.get(country, ())


def _platform(tags: Tags) -> bool:
    """Whether a way is a platform of trains, trams or buses."""
    return "platform" in (tags.get("railway"), tags.get("public_transport"))


def _opens_at_times(tags: Tags) -> bool:
    """Whether a conditional tag lets walkers on at some hours."""
    given = [tags[key] for key in CONDITIONAL if key in tags]
    return any(rule.split("@")[0].strip() in ALLOWED for rule in given if "@" in rule)


def barrier(tags: Tags) -> bool:
    """Whether a node on a way may stop a walker: gates, stiles, entrances, closed points."""
    return not tags.keys().isdisjoint(("barrier", "entrance", "access", "foot"))


def area_kind(tags: Tags) -> str:
    """The open space an area is, as its tag value; ``""`` if it is none."""
    leisure, landuse = tags.get("leisure", ""), tags.get("landuse", "")
    if leisure in OPEN_LEISURE:
        return leisure
    if landuse in OPEN_LANDUSE:
        return landuse
    if tags.get("natural") == "wood":
        return "wood"
    return "grave_yard" if tags.get("amenity") == "grave_yard" else ""


def is_prison(tags: Tags) -> bool:
    """Whether an area is a prison's grounds."""
    return tags.get("amenity") == "prison" and not _gone(tags)


def venue_kind(tags: Tags) -> str:
    """What kind of place people leave at night this is; ``""`` if it is none.

    Parameters
    ----------
    tags
        The tags of a node or an area.

    Returns
    -------
    str
        A kind of `homeward.tables.Venues`. A bus stop is a venue only where its tags say
        that night buses call (`by_night`, or a route such as ``N15`` in `route_ref`).
    """
    if _gone(tags):
        return ""
    kind = VENUE_AMENITY.get(tags.get("amenity", ""), "")
    if kind:
        return kind
    if tags.get("club") == "social":
        return "social_club"
    if _station(tags):
        return "station"
    return "bus_stop" if tags.get("highway") == "bus_stop" and _night_bus(tags) else ""


def end_kind(tags: Tags) -> str:
    """What kind of place where walks end this is; ``""`` if it is none.

    Parameters
    ----------
    tags
        The tags of a node or an area.

    Returns
    -------
    str
        A kind of `homeward.tables.Ends`.
    """
    rules: tuple[tuple[str, Callable[[Tags], bool]], ...] = (
        ("station", lambda t: _station(t) or t.get("railway") == "subway_entrance"),
        ("stop", _stop),
        ("rank", lambda t: t.get("amenity") == "taxi"),
        ("car_park", _car_park),
        ("hotel", lambda t: t.get("tourism") in HOTELS),
    )
    if _gone(tags):
        return ""
    return next((kind for kind, holds in rules if holds(tags)), "")


def _gone(tags: Tags) -> bool:
    """Whether a tag says that the thing is there no more or not in use."""
    return any(tags.get(key) == "yes" for key in GONE)


def _station(tags: Tags) -> bool:
    """Whether people come and go by train here."""
    if tags.get("usage") == "tourism" or tags.get("station") == "miniature":
        return False
    return tags.get("railway") in ("station", "halt") or tags.get("station") == "subway"


def _stop(tags: Tags) -> bool:
    """Whether a bus or a tram calls here."""
    return (
        tags.get("highway") == "bus_stop"
        or tags.get("railway") == "tram_stop"
        or tags.get("amenity") == "bus_station"
    )


def _car_park(tags: Tags) -> bool:
    """Whether this is a car park that strangers may use."""
    return tags.get("amenity") == "parking" and tags.get("access", "") not in SHUT


def _night_bus(tags: Tags) -> bool:
    """Whether a bus stop's tags say that night buses call."""
    routes = re.split(r"[;,\s]+", tags.get("route_ref", ""))
    by_route = any(re.fullmatch(r"N\d+[A-Z]?", route) for route in routes)
    return by_route or tags.get("by_night") in ("yes", "only")


def end_size(tags: Tags, kind: str) -> float:
    """Spaces of a car park, rooms of a hotel; ``nan`` where untagged or of another kind."""
    key = {"car_park": "capacity", "hotel": "rooms"}.get(kind, "")
    size = number(tags.get(key, ""))
    return size if size > 0 else float("nan")


def number(text: str) -> float:
    """The number a tag begins with.

    Parameters
    ----------
    text
        A tag's value, such as ``"120"``, ``"120 seats"`` or ``"80-120"``.

    Returns
    -------
    float
        Zero or more; ``nan`` where there is no such number, or one above a million.

    Examples
    --------
    >>> number("1,200 people"), number("80-120"), number("yes")
    (1200.0, 80.0, nan)
    """
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "", text.strip())
    found = re.match(r"[0-9]{1,12}(?:\.[0-9]+)?(?![0-9])", plain)
    value = float(found.group()) if found else float("nan")
    return value if value <= MOST_PLAUSIBLE else float("nan")


def storeys(tags: Tags) -> float:
    """Storeys of a building; the most where several are given, ``nan`` where unknown."""
    given = [number(each) for each in tags.get("building:levels", "").split(";")]
    known = [each for each in given if 0 < each <= 200]
    return max(known, default=float("nan"))


def lamp_stands(tags: Tags) -> bool:
    """Whether a street lamp is there and in use."""
    return not _gone(tags) and tags.get("lit") not in ("no", "disused")


def lamp_hours(tags: Tags) -> str:
    """When a lamp is on, as an opening-hours text; ``""`` for all dark hours or unknown."""
    keys = ("light:lit", "lit:hours", "lit_hours", "lit", "opening_hours")
    given = next((tags[key].strip() for key in keys if key in tags), "")
    return given if any(sign.isdigit() for sign in given) and given != "24/7" else ""


def lamp_led(tags: Tags) -> int:
    """1 for LED or white light, 0 for an older source, -1 where the tags do not say."""
    keys = ("light:source", "light:method", "lamp_type", "light:colour")
    said = " ".join(tags.get(key, "") for key in keys).lower()
    if any(word in said for word in WHITE_LIGHT):
        return 1
    return 0 if any(word in said for word in OLD_LIGHT) else -1


def camera(tags: Tags) -> bool:
    """Whether a surveillance point is a camera that may watch public space."""
    looks = tags.get("surveillance:type", "camera") == "camera"
    return looks and tags.get("surveillance") != "indoor" and not _gone(tags)
