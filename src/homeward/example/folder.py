"""All files of the made-up town, and where they stand in their folder."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from homeward.errors import InputError
from homeward.example import (
    buildings,
    counters,
    crimes,
    flows,
    lamps,
    people,
    published,
    truth,
    venues,
)
from homeward.example.ground import Ground
from homeward.example.layout import lay_out
from homeward.example.names import street_names
from homeward.example.osm_file import Ids, write_map
from homeward.example.plan import TOWN
from homeward.example.truth_files import Truth, write_truth
from homeward.kit.rng import stream

__all__ = ["SEED", "Written", "files", "is_whole", "write"]

SEED: Final = 2021
_MANIFEST: Final = "MANIFEST.json"
_README: Final = f"""{TOWN} is made up
==================

There is no such town. Its streets, people, venues, lamps, cameras, counts and crimes were
invented by `homeward example`; any likeness to a real place, business or event is chance. Its
coordinates lie on empty moorland in the north of England, so that British rules, clock and
holidays hold. Its police force and census areas do not exist either.

town.osm.pbf      the map, in OpenStreetMap's format; ids are invented
crime/            street-level crimes of 23 months in police.uk's format; May 2024 was "not
                  published"; one offence in 14 has no location, one in 50 lies off the map
lamps.csv         the council's list of street lamps, complete for one part of town
cameras.csv       the council's list of cameras
people/           residents and population-weighted centroids of made-up census areas
areas.geojson     the same areas as polygons, with an invented deprivation rank
counters.csv      hourly counts of 36 pedestrian counters over four weeks
truth/            what all of it was drawn from; not for planning, only for checking a plan:
  truth.json      totals, shares and shapes
  segments.csv    each street segment: true light, what the map says, true walkers a day
  rates-*.csv     true offences a year against walkers in public, by segment and hour
  offences.csv    each offence where and, in the street, when it happened
  counters.csv    true mean counts by weekday, sort of walk and hour
MANIFEST.json     hashes of all files, written last
"""


@dataclass(frozen=True, kw_only=True)
class Written:
    """Where each file of the example stands."""

    folder: Path
    map: Path
    crimes: Path
    lights: Path
    cameras: Path
    people: Path
    areas: Path
    counts: Path
    truth: Path
    readme: Path


def files(folder: Path) -> Written:
    """Where the example's files stand in a folder, whether or not they are there yet."""
    return Written(
        folder=folder,
        map=folder / "town.osm.pbf",
        crimes=folder / "crime",
        lights=folder / "lamps.csv",
        cameras=folder / "cameras.csv",
        people=folder / "people" / "residents.csv",
        areas=folder / "areas.geojson",
        counts=folder / "counters.csv",
        truth=folder / "truth",
        readme=folder / "README.txt",
    )


def is_whole(folder: Path) -> bool:
    """Whether a folder holds a finished example whose files are as they were written."""
    try:
        listed = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["files"]
        return bool(listed) and all(
            _hash(folder / name) == digest for name, digest in listed.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def write(folder: Path, *, seed: int = SEED) -> Written:
    """Write the made-up town into a folder.

    Parameters
    ----------
    folder
        Where to; made if it is not there. Files of the same names are replaced.
    seed
        Another seed gives another town on the same bones: the same bytes each time.

    Returns
    -------
    Written
        Where the files are.

    Raises
    ------
    InputError
        If `folder` is a file.

    Notes
    -----
    The truth (walks, light, rates) imports nothing of the rooms that are to recover it and has
    another form: gravity over street corners along jittered shortest ways; hot spots that each
    have their own hour plus powers of footfall. Offences are drawn from it, moved to the nearest
    of a set of map points, about one to eight addresses, and stripped to their month.
    """
    if folder.is_file():
        raise InputError(f"The example needs a folder; {folder} is a file. Give another name.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MANIFEST).unlink(missing_ok=True)
    where, ground = files(folder), Ground()
    built = _built(seed)
    shining = lamps.light(built.layout, seed)
    standing = lamps.inventory(built.layout, shining, seed)
    areas = people.census(built.houses, built.layout.bones.outline)
    ids = write_map(where.map, built, shining, standing, ground, seed)
    true = _truth(built, shining, ids, seed)
    points = crimes.map_points(built)
    published.write_crimes(where.crimes, true.offences, points, (built, areas, ground), seed)
    listed = np.flatnonzero(shining.listed[standing.segment]).tolist()
    published.write_lamps(where.lights, standing, listed, built.names, ground)
    published.write_cameras(where.cameras, ground)
    published.write_people(where.people, areas, ground)
    published.write_areas(where.areas, areas, ground, seed)
    published.write_counts(where.counts, true.counters, built, ground)
    write_truth(where.truth, true, ground)
    where.readme.write_text(_README, encoding="utf-8")
    _sign(where, seed)
    return where


def _built(seed: int) -> crimes.Built:
    layout = lay_out(seed)
    houses = buildings.build(layout, seed)
    names = street_names(layout, stream(seed, "example", "names"))
    return crimes.Built(
        layout=layout, names=names, houses=houses, venues=venues.open_up(houses, seed)
    )


def _truth(built: crimes.Built, shining: lamps.Light, ids: Ids, seed: int) -> Truth:
    walks = flows.walk(built.layout, built.houses, built.venues, seed)
    rates = truth.rates(built.layout, shining, walks)
    return Truth(
        built=built,
        ids=ids,
        light=shining,
        walks=walks,
        rates=rates,
        counters=counters.count(built, walks, seed),
        offences=crimes.commit(built, rates, crimes.map_points(built), seed),
        seed=seed,
    )


def _sign(where: Written, seed: int) -> None:
    """Write the manifest: the hash of every file of the example, and of nothing else there."""
    folders = (where.crimes, where.people.parent, where.truth)
    paths = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    paths += [where.map, where.lights, where.cameras, where.areas, where.counts, where.readme]
    hashes = {path.relative_to(where.folder).as_posix(): _hash(path) for path in sorted(paths)}
    text = json.dumps({"made_up": True, "seed": seed, "files": hashes}, indent=1)
    (where.folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
