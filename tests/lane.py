"""A lane drawn by hand, and what makes crimes and towns for it."""

import dataclasses
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from homeward import measures
from homeward.measures import Assumptions, Values
from homeward.streets.network import LIT, Kind, Streets
from homeward.tables import Crimes, Town
from towns import town_of

MONTHS = tuple(range(2018 * 12, 2018 * 12 + 24))
CITY = "London, City of"
NODES = [(0.0, 0.0), (100.0, 0.0), (200.0, 0.0), (300.0, 0.0), (400.0, 0.0), (800.0, 0.0)]


def streets_of(nodes: Sequence[tuple[float, float]], ends: Sequence[tuple[int, int]]) -> Streets:
    """A network of straight residential streets."""
    xy = np.array(nodes, dtype=np.float64)
    pairs = np.array(ends, dtype=np.int64).reshape(-1, 2)
    count = len(pairs)
    whole = np.zeros(count, dtype=np.int64)
    length = np.hypot(*(xy[pairs[:, 1]] - xy[pairs[:, 0]]).T)
    text = np.array([""], dtype=np.str_)
    return Streets(
        node_id=np.arange(len(xy), dtype=np.int64),
        node_xy_m=xy,
        ends=pairs,
        length_mm=np.round(length * 1000).astype(np.int64),
        kind=np.full(count, Kind.RESIDENTIAL, dtype=np.int8),
        in_park=np.zeros(count, dtype=np.bool_),
        way_id=np.arange(count, dtype=np.int64),
        name=whole,
        names=text,
        shape_start=np.arange(0, 2 * count + 1, 2, dtype=np.int64),
        shape_xy_m=xy[pairs].reshape(-1, 2),
        lit=np.full(count, LIT, dtype=np.int8),
        lit_reason=whole,
        reasons=text,
        lit_rule=whole,
        gate_rule=whole,
        rules=text,
        p_lit=np.ones(count),
        lamps=whole,
        old_lamps=whole,
        frontage=np.ones(count),
        zone=np.full(count, -1, dtype=np.int64),
    )


def crimes_of(rows: Sequence[Any], supplied: Sequence[tuple[str, int]]) -> Crimes:
    """Crimes from rows (x, y, month, type) or (x, y, month, type, force, state)."""
    full = [(*row, CITY, 0) if len(row) == 4 else row for row in rows]
    count = len(full)
    return Crimes(
        xy_m=np.array([row[:2] for row in full], dtype=np.float64).reshape(-1, 2),
        month=np.array([row[2] for row in full], dtype=np.int64),
        type=np.array([row[3] for row in full], dtype=np.str_),
        force=np.array([row[4] for row in full], dtype=np.str_),
        lsoa=np.full(count, "", dtype=np.str_),
        count=np.ones(count, dtype=np.int64),
        begin=np.full(count, "NaT", dtype="datetime64[m]"),
        finish=np.full(count, "NaT", dtype="datetime64[m]"),
        state=np.array([row[5] for row in full], dtype=np.int8),
        supplied_force=np.array([force for force, _ in supplied], dtype=np.str_),
        supplied_month=np.array([month for _, month in supplied], dtype=np.int64),
    )


def town_with(crimes: Crimes | None, **changes: Any) -> Town:
    """A town of nothing but crimes, and whatever tables are given."""
    return dataclasses.replace(town_of({}, []), crimes=crimes, **changes)


@pytest.fixture
def lane() -> Streets:
    """One lane of five segments, a to e.

    Drawn from the south::

           p           q           p at (50, 5), q at (250, -5)
        0 -a- 1 -b- 2 -c- 3 -d- 4 ---- e ---- 5
        x=0  100   200   300   400           800

    Along the lane, the middle of a is 5 m from p, of b 105 m from p and 105 m from q (so it
    is p's), of c 5 m and of d 105 m from q, and of e 355 m from q: out of reach.
    """
    return streets_of(NODES, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)])


@pytest.fixture
def lane_crimes() -> Crimes:
    """Two years of one force: 12 thefts and 2 robberies at p, 4 thefts at q, and others."""
    thefts = [(50.0, 5.0, MONTHS[k], "Theft from the person") for k in range(12)]
    robberies = [(50.0, 5.0, MONTHS[k], "Robbery") for k in (3, 20)]
    more = [(250.0, -5.0, MONTHS[k], "Theft from the person") for k in (0, 5, 11, 23)]
    others = [(250.0, -5.0, MONTHS[4], "Drugs"), (50.0, 5.0, MONTHS[4], "Burglary")]
    return crimes_of([*thefts, *robberies, *more, *others], [(CITY, each) for each in MONTHS])


@pytest.fixture(scope="session")
def assumed() -> Assumptions:
    """The package's own assumptions."""
    return measures.assumptions()


@pytest.fixture(scope="session")
def values(assumed: Assumptions) -> Values:
    """Their central values."""
    return assumed.central()


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """The makers above, for tests that draw their own."""
    makers: dict[str, Callable[..., Any]] = {
        "streets": streets_of,
        "crimes": crimes_of,
        "town": town_with,
    }
    return SimpleNamespace(**makers, months=MONTHS, city=CITY)
