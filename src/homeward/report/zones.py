"""A plan's options counted by ward, census area and district, for the tables of a bid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Transformer
from scipy.spatial import KDTree

from homeward.kit.arrays import Floats
from homeward.report.findings import Findings

__all__ = ["ZoneRow", "ZoneTable", "zone_tables"]

OUTSIDE = "in none of them"


@dataclass(frozen=True, kw_only=True)
class ZoneRow:
    """What a plan buys in one zone: options, and pounds to buy and to run a year."""

    code: str
    name: str
    options: int
    capital_gbp: float
    yearly_gbp: float


@dataclass(frozen=True, kw_only=True)
class ZoneTable:
    """Zones of one kind with what is bought in each, in order of code; others are left out."""

    title: str
    rows: tuple[ZoneRow, ...]


def zone_tables(findings: Findings) -> tuple[ZoneTable, ...]:
    """Options by each kind of zone that was given.

    Parameters
    ----------
    findings
        The plan and its layers.

    Returns
    -------
    tuple of ZoneTable
        By the user's own areas (`--areas`), by the point an option is shown at; and by the census
        area and district (`--people`) whose centre of population is nearest to that point: the
        areas' outlines are not in those files. Where the user's own areas are the census areas,
        their outlines tell more exactly, and the nearest centres are left out.
    """
    if not findings.plan["options"]:
        return ()
    xy_m = _where(findings)
    tables = [*_by_outline(findings, xy_m), *_by_centre(findings, xy_m)]
    return tuple(table for table in tables if any(row.code for row in table.rows))


def _where(findings: Findings) -> Floats:
    """The point each option is shown at, in the town's metres, shape (I, 2)."""
    lonlat = np.array([[each["lon"], each["lat"]] for each in findings.plan["options"]])
    to_local = Transformer.from_crs("EPSG:4326", findings.town.place.crs, always_xy=True)
    return np.column_stack(to_local.transform(lonlat[:, 0], lonlat[:, 1]))


def _by_outline(findings: Findings, xy_m: Floats) -> list[ZoneTable]:
    zones = findings.town.zones
    if zones is None:
        return []
    tree = shapely.STRtree(zones.shapes.geometries)
    option, zone = tree.query(shapely.points(xy_m), predicate="intersects")
    # On a shared border the first zone counts, so that no option is counted twice.
    first = dict(zip(option[::-1].tolist(), zone[::-1].tolist(), strict=True))
    keys = [
        (str(zones.code[first[at]]), str(zones.name[first[at]])) if at in first else ("", OUTSIDE)
        for at in range(len(xy_m))
    ]
    return [ZoneTable(title="By your areas", rows=_rows(findings, keys))]


def _by_centre(findings: Findings, xy_m: Floats) -> list[ZoneTable]:
    people = findings.town.people
    if people is None or not len(people.xy_m):
        return []
    _, nearest = KDTree(people.xy_m).query(xy_m)
    names = people.district[nearest].tolist()
    areas = list(zip(people.code[nearest].tolist(), names, strict=True))
    districts = _rows(findings, [(name, name) for name in names])
    tables = [ZoneTable(title="By district", rows=districts)]
    if not _outlined(findings, people.code[nearest].tolist()):
        nearest_area = _rows(findings, areas)
        tables.append(ZoneTable(title="By census area (LSOA), the nearest", rows=nearest_area))
    return tables


def _outlined(findings: Findings, codes: Sequence[str]) -> bool:
    """Whether the user's own areas are those of the census: then outlines tell, not centres."""
    zones = findings.town.zones
    return zones is not None and set(zones.code.tolist()) >= set(codes)


def _rows(findings: Findings, keys: Sequence[tuple[str, str]]) -> tuple[ZoneRow, ...]:
    options = findings.plan["options"]
    return tuple(
        _row(key, [each for each, its in zip(options, keys, strict=True) if its == key])
        for key in sorted(set(keys))
    )


def _row(key: tuple[str, str], options: Sequence[dict[str, float]]) -> ZoneRow:
    return ZoneRow(
        code=key[0],
        name=key[1],
        options=len(options),
        capital_gbp=round(sum(each["capital_gbp"] for each in options), 2),
        yearly_gbp=round(sum(each["yearly_gbp"] for each in options), 2),
    )
