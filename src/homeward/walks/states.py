"""Nights and slots grouped by what their streets cost to walk, so that they share searches."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from homeward.kit.arrays import Bools, Floats, Int32s, Ints, Tiny, freeze
from homeward.measures.assumption import Values
from homeward.night.night import SLOTS, Conditions
from homeward.streets.network import Streets
from homeward.walks.caution import block_of_slot, perceived
from homeward.walks.demand import Demand
from homeward.ways import arcs

__all__ = ["States", "states"]

WAY_COLUMNS = 3 * SLOTS
"""Columns of one way of choosing: dark slots, daylight slots, the drawn night's slots."""
MOST_MM = (1 << 31) - 1
"""No street counts as longer than this, 2,147 km."""
SHUT = np.int32(-1)


@dataclass(frozen=True, eq=False, kw_only=True)
class States:
    """Q distinct costs: each direct one is followed by the cautious ones of the same gates.

    `arc` is what each arc costs and where it leads (`ways.arcs`), shape (Q, A). State q adds
    walkers ``column_weight[origin, c]`` to column ``column_target[c]`` of the flows for c in
    ``column_start[q]:column_start[q + 1]``, and judges light by rows ``lit_row[j]`` of
    `lit` with ``lit_weight[origin, j]`` for j in ``lit_start[q]:lit_start[q + 1]``.
    """

    arc: Ints
    direct: Bools
    column_start: Ints
    column_target: Ints
    column_weight: Ints
    lit_start: Ints
    lit_row: Ints
    lit_weight: Ints
    lit: Tiny

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(eq=False, kw_only=True)
class _State:
    """One cost under construction: walkers by column, and by row of light."""

    cost_mm: Int32s
    columns: dict[int, Ints] = field(default_factory=dict)
    lit: dict[int, Ints] = field(default_factory=dict)


@dataclass(eq=False, kw_only=True)
class _Book:
    """All states under construction: by gates, then by cautious cost (b"" is direct)."""

    by_gates: dict[bytes, dict[bytes, _State]] = field(default_factory=dict)
    lit_rows: dict[bytes, int] = field(default_factory=dict)


def states(
    streets: Streets,
    demand: Demand,
    nights: Sequence[Conditions],
    p_lit: Floats,
    values: Values,
    judged: Sequence[Conditions] | None = None,
) -> States:
    """The distinct costs of all nights, the drawn one last in `nights`.

    Light is judged as on these nights, or as on those of `judged`.
    """
    book = _Book()
    for number, night in enumerate(nights):
        tonight = number == len(nights) - 1
        costs: dict[tuple[bytes, int], Int32s] = {}
        for slot in range(SLOTS):
            leaving = demand.leaving[number, :, slot]
            if not leaving.any():
                continue
            gates = _state(book, streets, night.passable[:, slot])
            way = gates[b""]
            if night.night.dark[slot]:
                key = (night.lit[:, slot].tobytes(), block_of_slot(slot))
                if key not in costs:
                    costs[key] = _millimetres(
                        perceived(streets, demand, night, slot, p_lit, values)
                    )
                cost_mm = _where(night.passable[:, slot], costs[key])
                way = gates.setdefault(cost_mm.tobytes(), _State(cost_mm=cost_mm))
            lit = (nights if judged is None else judged)[number].lit[:, slot]
            at = _Slot(night=night, slot=slot, tonight=tonight, lit=lit)
            _add(book, (gates[b""], way), at, leaving)
    return _packed(book, streets, demand.origins)


@dataclass(frozen=True, eq=False, kw_only=True)
class _Slot:
    night: Conditions
    slot: int
    tonight: bool
    lit: Tiny


def _state(book: _Book, streets: Streets, passable: Bools) -> dict[bytes, _State]:
    """The states of these gates, the direct one made if they are new."""
    key = passable.tobytes()
    if key not in book.by_gates:
        cost_mm = _where(passable, _millimetres(streets.length_m))
        book.by_gates[key] = {b"": _State(cost_mm=cost_mm)}
    return book.by_gates[key]


def _millimetres(length_m: Floats) -> Int32s:
    """Whole millimetres, at least one, so that no way goes round a street of no length."""
    return np.clip(np.rint(length_m * 1000), 1, MOST_MM).astype(np.int32)


def _where(passable: Bools, cost_mm: Int32s) -> Int32s:
    return np.where(passable, cost_mm, SHUT)


def _add(book: _Book, ways: tuple[_State, _State], at: _Slot, leaving: Ints) -> None:
    """Book one slot's walkers under the direct and the cautious state."""
    dark = bool(at.night.night.dark[at.slot])
    walkers = leaving if at.tonight else leaving * at.night.night.weight
    kind = 2 if at.tonight else (0 if dark else 1)
    for way, state in enumerate(ways):
        column = way * WAY_COLUMNS + kind * SLOTS + at.slot
        state.columns[column] = state.columns.get(column, 0) + walkers
        if dark and not at.tonight:
            light = at.lit.tobytes()
            row = book.lit_rows.setdefault(light, len(book.lit_rows))
            state.lit[row] = state.lit.get(row, 0) + walkers


def _packed(book: _Book, streets: Streets, origins: int) -> States:
    """Flat arrays of all states, in the order in which they were met."""
    groups = [list(each.values()) for each in book.by_gates.values()]
    listed = [state for group in groups for state in group]
    direct = [k == 0 for group in groups for k in range(len(group))]
    ways = streets.neighbours
    columns = _flat([each.columns for each in listed], origins)
    lit = _flat([each.lit for each in listed], origins)
    rows = [np.frombuffer(each, dtype=np.int8) for each in book.lit_rows]
    return States(
        arc=np.array([arcs(ways, each.cost_mm) for each in listed], dtype=np.int64).reshape(
            len(listed), len(ways[2])
        ),
        direct=np.array(direct, dtype=np.bool_),
        column_start=columns[0],
        column_target=columns[1],
        column_weight=columns[2],
        lit_start=lit[0],
        lit_row=lit[1],
        lit_weight=lit[2],
        lit=np.array(rows, dtype=np.int8).reshape(len(rows), streets.segments),
    )


def _flat(tables: list[dict[int, Ints]], origins: int) -> tuple[Ints, Ints, Ints]:
    """Ragged tables as start, key and weights by origin."""
    start = np.concatenate([[0], np.cumsum([len(each) for each in tables])])
    keys = np.array([key for each in tables for key in each], dtype=np.int64)
    rows = [row for each in tables for row in each.values()]
    weight = np.array(rows, dtype=np.int64).reshape(len(rows), origins).T
    return start.astype(np.int64), keys, np.ascontiguousarray(weight)
