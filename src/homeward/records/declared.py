"""The assumptions that rooms of recorded crime rest on, where none are handed over."""

from functools import cache

from homeward.errors import InputError
from homeward.measures import Values, assumptions

__all__ = ["metres", "shipped"]


@cache
def shipped() -> Values:
    """Central values of the assumptions as they are shipped."""
    return assumptions().central()


def metres(values: Values | None, name: str) -> float:
    """A declared distance; as it is shipped where no values are handed over.

    Raises
    ------
    InputError
        If it is not above 0.
    """
    found = (values or shipped())[name]
    if not found > 0:
        raise InputError(f"Assumption `{name}` must be above 0 m; got {found:g}.")
    return found
