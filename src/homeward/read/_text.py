"""Texts of files as they may be shown: without marks that turn the words around them about."""

__all__ = ["undirected"]

_MARKS = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], None
)
"""Marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX 9)."""


def undirected(text: str) -> str:
    r"""A text without marks of direction; letters, and the direction that they have, stay.

    Examples
    --------
    >>> undirected("Mill \u202eenaL")
    'Mill enaL'
    """
    return text if text.isascii() else text.translate(_MARKS)
