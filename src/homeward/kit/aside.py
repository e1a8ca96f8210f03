"""Work done aside: in a thread of its own, while kernels leave the interpreter to the rest."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

__all__ = ["Begin", "aside"]

T = TypeVar("T")


class Begin(Protocol):
    """Begins some work, and gives what waits for its result, or raises what it raised."""

    def __call__(self, work: Callable[[], T], /) -> Callable[[], T]:
        """Begin it."""


@contextmanager
def aside(threads: int) -> Iterator[Begin]:
    """What begins work in one more thread, one piece after the other.

    Parameters
    ----------
    threads
        How many threads the user allows; with one, work waits until its result is asked for.

    Yields
    ------
    Begin
        The results are the same either way: what runs beside each other shares nothing that
        changes.

    Examples
    --------
    >>> with aside(threads=2) as begin:
    ...     total = begin(lambda: sum(range(5)))
    ...     print(total())
    10
    """
    if threads < 2:
        yield lambda work: work
        return
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield lambda work: pool.submit(work).result
