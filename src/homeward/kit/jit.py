"""How every kernel is compiled: once, cached on disk, without the interpreter lock.

A kernel calls only kernels of its own file, because a cached kernel does not notice a change
in another file. No explicit signatures: a read-only array is another type to numba.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

__all__ = ["kernel"]

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function over flat arrays; the type checker still sees the function itself."""
    compiled = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast("Callable[P, R]", compiled)
