"""TopoJSON of areas, for dashboards that draw shapes by a key (such as Power BI's shape map)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from homeward.kit.arrays import Floats, Geometries
from homeward.report.disclosure import area_columns
from homeward.report.findings import Findings
from homeward.report.tables_out import write_text

__all__ = ["topology", "write_areas"]

STEPS = 100_000
"""Whole steps along each side of the box: 0.25 m for a town of 25 km."""


@dataclass(frozen=True, kw_only=True)
class _Arcs:
    """Rings drawn so far, in steps from one point to the next."""

    low: Floats
    step: Floats
    made: list[list[list[int]]] = field(default_factory=list)

    def add(self, ring: shapely.LinearRing) -> list[int]:
        """A ring as an arc of its own: its number, as TopoJSON asks."""
        xy = np.rint((shapely.get_coordinates(ring) - self.low) / self.step).astype(np.int64)
        steps = np.diff(xy, axis=0)
        moved = steps[np.any(steps != 0, axis=1)]
        self.made.append([xy[0].tolist(), *moved.tolist()])
        return [len(self.made) - 1]


def write_areas(path: Path, findings: Findings) -> None:
    """``areas.topojson``: areas with their offences a year, from five recorded upwards.

    Parameters
    ----------
    path
        The file to make.
    findings
        The plan and its layers.
    """
    columns = area_columns(findings.areas)
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    facts = [dict(zip(columns, row, strict=True)) for row in rows]
    made = topology("areas", findings.outlines[: len(facts)], facts)
    write_text(path, json.dumps(made, ensure_ascii=False, allow_nan=False) + "\n")


def topology(name: str, shapes: Geometries, facts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Shapes and their facts as a TopoJSON object.

    Parameters
    ----------
    name
        What the shapes are called in it.
    shapes
        Polygons or multipolygons in longitude and latitude, N of them.
    facts
        What is said of each, N of them; a figure that is not a number becomes null.

    Returns
    -------
    dict
        A topology, quantised; each ring is an arc of its own, also where two shapes touch.

    References
    ----------
    .. [1] The TopoJSON Format Specification 1.0. https://github.com/topojson/topojson-specification
    """
    low, step = _grid(shapes)
    arcs = _Arcs(low=low, step=step)
    geometries = [_geometry(shape, fact, arcs) for shape, fact in zip(shapes, facts, strict=True)]
    return {
        "type": "Topology",
        "transform": {"scale": step.tolist(), "translate": low.tolist()},
        "objects": {name: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs.made,
    }


def _grid(shapes: Geometries) -> tuple[Floats, Floats]:
    """The south-west corner of all shapes, and the size of a step, degrees."""
    if not len(shapes):
        return np.zeros(2), np.ones(2)
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    low = np.array([west, south])
    return low, np.maximum(np.array([east, north]) - low, 1e-9) / STEPS


def _geometry(shape: Any, fact: Mapping[str, Any], arcs: _Arcs) -> dict[str, Any]:  # noqa: ANN401
    # Clockwise outlines, as d3 and the dashboards built on it want them.
    turned = shapely.orient_polygons(shape, exterior_cw=True)
    polygons = [_rings(polygon, arcs) for polygon in shapely.get_parts(turned)]
    return {"type": "MultiPolygon", "arcs": polygons, "properties": _plain(fact)}


def _rings(polygon: shapely.Polygon, arcs: _Arcs) -> list[list[int]]:
    rings: Iterable[shapely.LinearRing] = (polygon.exterior, *polygon.interiors)
    return [arcs.add(ring) for ring in rings]


def _plain(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and np.isnan(value) else value
        for key, value in fact.items()
    }
