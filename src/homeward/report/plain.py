"""Texts from files, made fit for formats that are built on XML."""

import re

__all__ = ["plain"]

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (section 2.2), also halves of file names."""


def plain(text: object) -> str:
    """A text on one line, with a mark for each character that XML cannot hold.

    Examples
    --------
    >>> plain("a" + chr(27) + "b  c")
    'a\ufffdb c'
    """
    return NOT_XML.sub("\ufffd", " ".join(str(text).split()))
