"""The assumptions that the rate model rests on, where none are handed over."""

from functools import cache

from homeward.measures import Values, assumptions

__all__ = ["shipped"]


@cache
def shipped() -> Values:
    """Central values of the assumptions as they are shipped."""
    return assumptions().central()
