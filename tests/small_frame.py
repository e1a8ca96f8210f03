"""A frame of one square mile of London, and the rows of a police.uk file."""

import numpy as np

from homeward.read.frame import Frame, local_crs
from homeward.tables import Place

NO_PRISONS = np.zeros(0, dtype=object)

BBOX = (-0.115, 51.5095, -0.092, 51.5242)

POLICE = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


def frame_of(bbox: tuple[float, float, float, float] = BBOX) -> Frame:
    """The frame of a map with this box."""
    place = Place(
        name="Test", bbox=bbox, crs=local_crs(bbox), timezone="Europe/London", country="GB"
    )
    return Frame(place=place)


def crime_row(
    number: int | str,
    *,
    lon: object = -0.1,
    lat: object = 51.515,
    area: str = "City of London 001A",
    kind: str = "Robbery",
    month: str = "2020-02",
    force: str = "City of London Police",
    place: str = "On or near X",
) -> str:
    """A line of a police.uk file; without a number the row has no ID."""
    key = f"{number:064d}" if isinstance(number, int) else number
    return f"{key},{month},{force},{force},{lon},{lat},{place},E01000001,{area},{kind},,"
