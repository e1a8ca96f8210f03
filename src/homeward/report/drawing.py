"""The report's map, as SVG paths: streets by what is known of their light, and the plan."""

from dataclasses import dataclass
from math import floor, log10

import numpy as np
from markupsafe import Markup

from homeward.kit.arrays import Bools, Floats, Ints
from homeward.report.findings import Findings
from homeward.streets import DARK, LIT, UNKNOWN, Streets

__all__ = ["Layer", "MapDrawing", "Mark", "map_drawing"]

GRID = 2400
"""Steps along the map's longer side: two to a pixel at the page's full width."""
MARGIN = 40
MOST_MARKS = 150
"""More numbered marks than this would hide the streets; the lines are drawn all the same."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Lines drawn alike: a CSS class, a legend text and one path."""

    name: str
    text: str
    path: Markup


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A numbered mark at a chosen option, in grid steps."""

    number: int
    x: int
    y: int
    text: str


@dataclass(frozen=True, kw_only=True)
class MapDrawing:
    """A map in grid steps, with the length of its scale bar."""

    width: int
    height: int
    layers: tuple[Layer, ...]
    marks: tuple[Mark, ...]
    scale_steps: int
    scale_text: str


def map_drawing(findings: Findings) -> MapDrawing:
    """Streets by what is known of their light, those not observed, and the plan.

    Parameters
    ----------
    findings
        The plan and its layers.

    Returns
    -------
    MapDrawing
        Whole grid steps from the north-west corner; empty layers are left out.
    """
    streets = findings.streets
    low, high = streets.shape_xy_m.min(axis=0), streets.shape_xy_m.max(axis=0)
    steps_per_m = GRID / max(float((high - low).max()), 1.0)
    xy = _on_grid(streets.shape_xy_m, low, high, steps_per_m)
    reach = _reach(findings)
    width, height = (xy.max(axis=0) + MARGIN).tolist()
    bar_m = _bar_m(GRID / 5 / steps_per_m)
    return MapDrawing(
        width=width,
        height=height,
        layers=tuple(
            Layer(name=name, text=text, path=_path(xy, streets.shape_start, rows))
            for name, text, rows in _kinds(findings, reach)
            if rows.any()
        ),
        marks=_marks(findings, reach, _on_grid(streets.middle_xy_m, low, high, steps_per_m)),
        scale_steps=round(bar_m * steps_per_m),
        scale_text=f"{bar_m:,} m" if bar_m < 1000 else f"{bar_m // 1000:,} km",
    )


def _on_grid(xy_m: Floats, low: Floats, high: Floats, steps_per_m: float) -> Ints:
    """Grid steps right of the west edge and down from the north edge."""
    right = (xy_m[:, 0] - low[0]) * steps_per_m
    down = (high[1] - xy_m[:, 1]) * steps_per_m
    steps: Ints = np.rint(np.column_stack([right, down]) + MARGIN).astype(np.int64)
    return steps


def _bar_m(most_m: float) -> int:
    """The longest of 1, 2, 5, 10, 20, ... metres that is no longer than this."""
    power = 10 ** floor(log10(max(most_m, 1.0)))
    return int(next(power * step for step in (5, 2, 1) if power * step <= max(most_m, 1.0)))


def _reach(findings: Findings) -> list[list[int]]:
    """Segments of each chosen option, by their place in the network."""
    place = {name: row for row, name in enumerate(findings.streets.ids.tolist())}
    return [[place[each] for each in option["segments"]] for option in findings.plan["options"]]


def _kinds(findings: Findings, reach: list[list[int]]) -> tuple[tuple[str, str, Bools], ...]:
    """What is drawn, the lowest first: CSS class, legend and segments."""
    streets, seen = findings.streets, findings.seen
    planned = np.zeros(streets.segments, dtype=np.bool_)
    planned[[segment for rows in reach for segment in rows]] = True
    # Where no police file was given at all, hatching every street would say nothing.
    unseen = ~seen & seen.any()
    return (
        ("planned", "in the plan", planned),
        ("unseen", "no police file given: recorded harm not known", unseen),
        ("unknown", "light not known", streets.lit == UNKNOWN),
        ("lit", "lit", streets.lit == LIT),
        ("dark", "dark", streets.lit == DARK),
    )


def _path(xy: Ints, start: Ints, rows: Bools) -> Markup:
    """One SVG path through all lines of the chosen segments, in moves from the last point."""
    pieces, here = [], np.zeros(2, dtype=np.int64)
    for segment in np.flatnonzero(rows).tolist():
        line = xy[start[segment] : start[segment + 1]]
        moves = np.diff(line, axis=0)
        moves = moves[moves.any(axis=1)]
        onward = "".join(map(_pair, moves.tolist())) or " 0 0"
        pieces.append(f"m{_pair((line[0] - here).tolist())}l{onward}")
        here = line[-1]
    return Markup("".join(pieces).replace("m ", "m").replace("l ", "l"))  # noqa: S704 - numbers


def _pair(move: list[int]) -> str:
    """Two numbers, with a blank only where no minus sign parts them from what stands before."""
    return "".join(f"{step}" if step < 0 else f" {step}" for step in move)


def _marks(findings: Findings, reach: list[list[int]], middle: Ints) -> tuple[Mark, ...]:
    """Numbers as in the table, each on its option's longest segment."""
    options = findings.plan["options"]
    if len(options) > MOST_MARKS:
        return ()
    return tuple(
        _mark(row + 1, f"{option['label']}, {option['place']}", middle[longest])
        for row, (option, rows) in enumerate(zip(options, reach, strict=True))
        for longest in [_longest(findings.streets, rows)]
    )


def _mark(number: int, text: str, at: Ints) -> Mark:
    x, y = at.tolist()
    return Mark(number=number, x=x, y=y, text=f"{number}: {text}")


def _longest(streets: Streets, rows: list[int]) -> int:
    return max(rows, key=lambda row: (int(streets.length_mm[row]), -row))
