"""Names in scripts written from right to left, kept whole inside a page written from the left."""

import re
from typing import Any

__all__ = ["all_isolated", "isolated"]

_LETTER = (
    "[\u0590-\u05ff\u0600-\u06ff\u0700-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Hebrew, Arabic, Syriac, Thaana and other blocks of that direction (Unicode, DerivedBidiClass)."""

_NAME = re.compile(rf"{_LETTER}+(?:[ \d.'\u2019\u2010\u2011-]{{1,6}}{_LETTER}+)*")

_BEGIN, _END = "\u2068", "\u2069"
"""First-strong isolate, and its end: unlike a mark of HTML they may stand in an attribute too."""


def isolated(text: str) -> str:
    """A text in which no such name changes the order of the words and figures beside it.

    Without that, a number that follows a name in Hebrew is shown before it.

    Examples
    --------
    >>> isolated("Mill Lane, 3 lamps")
    'Mill Lane, 3 lamps'
    >>> isolated("\u05e8\u05d7\u05d5\u05d1 \u05d4\u05e0\u05d1\u05d9\u05d0\u05d9\u05dd, 3") == (
    ...     "\u2068\u05e8\u05d7\u05d5\u05d1 \u05d4\u05e0\u05d1\u05d9\u05d0\u05d9\u05dd\u2069, 3"
    ... )
    True
    """
    return text if text.isascii() else _NAME.sub(rf"{_BEGIN}\g<0>{_END}", text)


def all_isolated(content: Any) -> Any:  # noqa: ANN401 - any plain value of JSON
    """The same of every text in plain lists and dictionaries; keys stay."""
    if isinstance(content, str):
        return isolated(content)
    if isinstance(content, dict):
        return {key: all_isolated(each) for key, each in content.items()}
    return [all_isolated(each) for each in content] if isinstance(content, list) else content
