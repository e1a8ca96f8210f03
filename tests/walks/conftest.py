"""Networks, nights and departures drawn by hand, for tests of walks."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

import towns
from homeward import measures
from homeward.measures.assumption import Values
from homeward.night import SLOTS, Conditions, of_date
from homeward.streets import LIT, Kind, Streets
from homeward.walks import Demand

SLOT = 10


def network(ends, length_m, **changed) -> Streets:
    """Straight streets with frontage, all lit, between nodes on a circle."""
    ends = np.array(ends, dtype=np.int64).reshape(-1, 2)
    segments, nodes = len(ends), int(ends.max()) + 1 if len(ends) else 1
    angle = np.arange(nodes) * 2 * np.pi / nodes
    xy = 1000.0 * np.column_stack([np.cos(angle), np.sin(angle)])
    whole = np.zeros(segments, dtype=np.int64)
    parts = {
        "node_id": np.arange(nodes, dtype=np.int64),
        "node_xy_m": xy,
        "ends": ends,
        "length_mm": np.rint(np.array(length_m, dtype=float) * 1000).astype(np.int64),
        "kind": np.full(segments, Kind.RESIDENTIAL, dtype=np.int8),
        "in_park": np.zeros(segments, dtype=np.bool_),
        "way_id": np.arange(segments, dtype=np.int64),
        "name": whole,
        "names": np.array([""]),
        "shape_start": np.arange(segments + 1, dtype=np.int64) * 2,
        "shape_xy_m": xy[ends.ravel()],
        "lit": np.full(segments, LIT, dtype=np.int8),
        "lit_reason": whole,
        "reasons": np.array([""]),
        "lit_rule": whole,
        "gate_rule": whole,
        "rules": np.array([""]),
        "p_lit": np.ones(segments),
        "lamps": whole,
        "old_lamps": whole,
        "frontage": np.ones(segments),
        "zone": whole - 1,
    }
    return Streets(**{**parts, **changed})


def conditions(streets: Streets, *, weight=365, lit=None, passable=None, dark=None) -> Conditions:
    """A Saturday, all dark, on which everything is open to walk unless said otherwise."""
    night = of_date(date(2020, 12, 19), towns.PLACE)
    night = type(night)(
        date=night.date,
        kind=night.kind,
        weight=weight,
        begins=night.begins,
        dark=np.ones(SLOTS, dtype=np.bool_) if dark is None else dark,
        holiday=False,
    )
    shape = (streets.segments, SLOTS)
    steady = np.repeat(streets.lit[:, None], SLOTS, axis=1)
    return Conditions(
        night=night,
        lit=steady if lit is None else lit,
        passable=np.ones(shape, dtype=np.bool_) if passable is None else passable,
        venue_open=np.zeros((0, SLOTS)),
        closing=np.zeros((0, SLOTS)),
    )


def departures(origins, ends, *, nights=1, people=1.0, slots=(SLOT,), stop=False) -> Demand:
    """The same people from each origin in the given slots; ends are {node: pull}, all homes."""
    leaving = np.zeros((nights + 1, len(origins), SLOTS), dtype=np.int64)
    leaving[:, :, list(slots)] = round(people * 256)
    pull = np.array(list(ends.values()), dtype=np.float64)
    none = np.zeros(0, dtype=np.int64)
    return Demand(
        origin_node=np.array(origins, dtype=np.int64),
        origin_stop=np.full(len(origins), stop),
        venue_origin=none,
        leaving=leaving,
        end_node=np.array(list(ends), dtype=np.int64),
        end_kind=np.zeros(len(ends), dtype=np.int8),
        end_weight=pull / pull.sum() if len(pull) else pull,
        end_extra_mm=np.zeros(len(ends), dtype=np.int64),
        gateway=np.zeros(len(ends), dtype=np.bool_),
        near_start=np.zeros(1, dtype=np.int64),
        near_segment=none,
    )


@pytest.fixture(scope="session")
def values() -> Values:
    """Central assumptions."""
    return measures.assumptions().central()


@pytest.fixture(scope="session")
def draw() -> SimpleNamespace:
    """Makers of hand-drawn things."""
    makers: dict[str, Callable[..., object]] = {
        "network": network,
        "conditions": conditions,
        "departures": departures,
    }
    return SimpleNamespace(**makers, slot=SLOT)
