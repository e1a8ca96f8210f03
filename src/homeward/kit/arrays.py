"""Names for array types, and freezing the arrays inside a thing."""

import dataclasses
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = [
    "Bools",
    "Floats",
    "Geometries",
    "Int32s",
    "Ints",
    "Texts",
    "Tiny",
    "freeze",
    "ragged_positions",
]

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Int32s: TypeAlias = npt.NDArray[np.int32]
Tiny: TypeAlias = npt.NDArray[np.int8]
Bools: TypeAlias = npt.NDArray[np.bool_]
Texts: TypeAlias = npt.NDArray[np.str_]
Geometries: TypeAlias = npt.NDArray[np.object_]


def freeze(thing: Any) -> None:  # noqa: ANN401 - any dataclass
    """Make every array held by a frozen dataclass read-only, without copying memory maps."""
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if isinstance(value, np.ndarray) and value.flags.writeable:
            view = value.view()
            view.flags.writeable = False
            object.__setattr__(thing, field.name, view)


def ragged_positions(start: Ints, rows: Ints | Sequence[int]) -> Ints:
    """Positions of all items of the given rows of a ragged (CSR) array, in row order."""
    chosen = np.asarray(rows, dtype=np.int64)
    lengths = start[chosen + 1] - start[chosen]
    total = int(lengths.sum())
    ends = np.cumsum(lengths)
    offsets = np.repeat(start[chosen] - (ends - lengths), lengths)
    return offsets + np.arange(total, dtype=np.int64)
