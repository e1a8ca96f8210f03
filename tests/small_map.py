"""A small town as an OpenStreetMap file: nine junctions, two pubs and a station."""

from pathlib import Path

from osm_xml import LAT, LON, METRE_EAST, METRE_NORTH, node, ring, square, way, write

__all__ = ["POLICE_UK", "crime_csv", "lamps_csv", "lonlat", "polygon", "small_map"]

SIDE_M = 120
"""Metres between two junctions."""

POLICE_UK = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


def small_map(folder: Path) -> Path:
    """Write the map, and give back where it is.

    ::

        7 ──(dark)─── 8 ──(dark)─── 9  station
        │             │             │
        4 ──(lit)──── 5 ──(?)────── 6  pub
        │             │             │
        1 ──(lit)──── 2 ──(dark)─── 3
             pub

    Twelve streets of 120 m; houses stand beside the west side.
    """
    corners = [node(1 + 3 * y + x, x * SIDE_M, y * SIDE_M) for y in range(3) for x in range(3)]
    pub = {"amenity": "pub", "opening_hours": "Mo-Su 11:00-23:30"}
    things = [
        *corners,
        node(11, 60, 10, {**pub, "name": "The Anchor"}),
        node(12, 250, 120, {**pub, "name": "The Bell"}),
        node(13, 250, 240, {"railway": "station", "name": "Town"}),
        *square(21, -20, 20, 15),
        *square(31, -20, 140, 15),
    ]
    light = {(1, 2): "yes", (4, 5): "yes", (2, 3): "no", (7, 8): "no", (8, 9): "no"}
    pairs = [(a, a + 1) for a in (1, 2, 4, 5, 7, 8)] + [(a, a + 3) for a in range(1, 7)]
    for number, pair in enumerate(pairs, start=1):
        tags = {"highway": "residential", "name": f"Street {number}"}
        things.append(way(number, pair, tags | ({"lit": light[pair]} if pair in light else {})))
    homes = {"building": "apartments", "building:levels": "4"}
    things += [way(51, ring(21), homes), way(52, ring(31), homes)]
    return write(folder / "small.osm", things)


def lonlat(east_m: float, north_m: float) -> tuple[float, float]:
    """Degrees of a point some metres from the town's corner."""
    return round(LON + east_m * METRE_EAST, 6), round(LAT + north_m * METRE_NORTH, 6)


def crime_csv(lonlats: list[tuple[float, float]], *, months: int = 6) -> str:
    """A police.uk file with a robbery at each place in each month of 2019."""
    rows = [
        f",2019-{month:02d},City of London Police,City of London Police,{lon},{lat},"
        "On or near Street,E01000001,City of London 001A,Robbery,,"
        for month in range(1, months + 1)
        for lon, lat in lonlats
    ]
    return "\n".join([POLICE_UK, *rows]) + "\n"


def lamps_csv(names: tuple[str, ...] = ("longitude", "latitude", "lamp type")) -> str:
    """Six street lamps along the south side."""
    rows = (",".join([*map(str, lonlat(20 * i, 3)), "LED"]) for i in range(6))
    return "\n".join([",".join(names), *rows]) + "\n"


def polygon(side_m: float = 240) -> str:
    """The town's square as GeoJSON."""
    corners = [(0, 0), (side_m, 0), (side_m, side_m), (0, side_m), (0, 0)]
    ring_of = ",".join("[{}, {}]".format(*lonlat(*each)) for each in corners)
    return (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        '{"name": "Middle"}, "geometry": {"type": "Polygon", "coordinates": [['
        f"{ring_of}]]}}}}]}}"
    )
