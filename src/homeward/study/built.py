"""A town read and built, from the cache when the same files were read before."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from homeward import read, streets
from homeward.read import Sources
from homeward.streets import Streets
from homeward.study.request import Request
from homeward.tables import Areas, Barriers, Shapes, Town, Ways

__all__ = ["Built", "built_town"]

ROLES = ("lights", "cameras", "people", "venues", "areas", "counts", "reports", "gathering")


@dataclass(frozen=True, eq=False, kw_only=True)
class Built:
    """A town's tables, without what only building needed, and its walkable network."""

    town: Town
    streets: Streets


def built_town(request: Request, map_path: Path) -> Built:
    """Read and build a town, or load it as it was built from the same files before."""
    request.tell("Looking at the files")
    key = read.cache.key(_files(request.sources, map_path), extra=_reading_rules(request.sources))
    kept = read.cache.load(Built, key, folder=request.cache)
    if kept is not None:
        request.tell("Town loaded from the cache")
        return kept
    request.tell("Reading the town's files")
    town = read.town(map_path, request.sources)
    request.tell("Building the street network")
    made = Built(town=_slim(town), streets=streets.build(town))
    read.cache.save(made, key, folder=request.cache)
    return made


def _files(sources: Sources, map_path: Path) -> tuple[Path, ...]:
    """Every file and folder that is read, the map first."""
    beside = (getattr(sources, role) for role in ROLES)
    return (map_path, *sources.crimes, *(path for path in beside if path is not None))


def _reading_rules(sources: Sources) -> str:
    """How files are read, and under which names: the same bytes in another role differ."""
    columns = sorted(sources.crime_columns.items())
    roles = [str(getattr(sources, role)) for role in ROLES]
    return repr((columns, sources.tolerate, roles, [str(each) for each in sources.crimes]))


def _slim(town: Town) -> Town:
    """The town without the map's raw ways and areas: the network has replaced them."""
    none = np.zeros(0, dtype=np.int64)
    text = np.zeros(0, dtype=np.str_)
    flat = np.zeros((0, 2))
    shapes = Shapes.of(np.zeros(0, dtype=object))
    return dataclasses.replace(
        town,
        ways=Ways(way_id=none, start=np.zeros(1, dtype=np.int64), node_id=none, xy_m=flat, tags=()),
        barriers=Barriers(node_id=none, xy_m=flat, tags=()),
        areas=Areas(shapes=shapes, kind=text, name=text, hours=text),
    )
