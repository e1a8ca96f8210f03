"""What of the report is printed as PDF."""

import re

__all__ = ["for_print"]

SCRIPT = re.compile(r"<(script|noscript)\b.*?</\1>", re.DOTALL | re.IGNORECASE)

FOLDED = re.compile(
    r"<details\b[^>]*><summary>(.*?)</summary>.*?</details>", re.DOTALL | re.IGNORECASE
)
FOR_ANALYSTS = (
    "profile",
    "walks",
    "light",
    "felt",
    "harm",
    "foresee",
    "sensitivity",
    "knowing",
    "held",
    "quality",
    "assumptions",
    "method",
    "made",
)
"""Pages that stand in ``report.html`` alone."""

PAGE = re.compile(
    rf'<section aria-labelledby="(?:{"|".join(FOR_ANALYSTS)})".*?</section>', re.DOTALL
)
ITEM = re.compile(rf'<li><a href="#(?:{"|".join(FOR_ANALYSTS)})">.*?</a></li>', re.DOTALL)
LINK = re.compile(r'<a href="#([^"]+)">(.*?)</a>', re.DOTALL)

WHAT_FOLLOWS = (
    "The pages from here on are for the analyst. They say how each figure above came about.",
    "How each figure came about stands in report.html, on the analyst's pages.",
)
"""What the contents say of the pages, in the report and here."""

WIDTHS = (6, 18, 18, 9, 9, 8, 9, 13)
"""Of the columns of the table of options, per cent; the last takes the rest."""

MAP = re.compile(r'(<svg viewBox="[^"]*" role="img"[^>]*>)')
"""The map's opening tag; charts have a class of their own and bring their own colours."""

MAP_STYLE = """<style>
path{fill:none;stroke-linecap:round;stroke-linejoin:round}
.planned{stroke:#00534f;stroke-width:24;opacity:.55}
.unseen{stroke:#c4c4ca;stroke-width:16}
.unknown{stroke:#77777f;stroke-width:4;stroke-dasharray:10 10}
.lit{stroke:#d08a00;stroke-width:5}
.dark{stroke:#1f3264;stroke-width:8}
.mark circle{fill:#0b5f5b;stroke:#fff;stroke-width:3}
.mark text{fill:#fff;font-size:20px;font-weight:600;text-anchor:middle}
.bar text{fill:#000;font-size:26px}
.bar path{stroke:#000;stroke-width:5}
.bar rect{fill:#fff}
</style>"""
"""The map's print colours of ``report.css`` with widths in its own steps: WeasyPrint lets no style
of a page into its drawings."""


FIXED = (
    "<style>table.options{table-layout:fixed}"
    + "".join(f"table.options th:nth-child({n}){{width:{w}%}}" for n, w in enumerate(WIDTHS, 1))
    + "</style>"
)
"""Columns of a long table need not be fitted to every text in it, which takes a third of all."""


def for_print(html: str) -> str:
    """The pages of the report that a committee decides on, as ``report.pdf`` has them.

    Parameters
    ----------
    html
        The report.

    Returns
    -------
    str
        The same without its scripts, its analyst's pages and what is folded: they are three
        quarters of what a browser prints, and ``report.html`` holds them.
    """
    return MAP.sub(rf"\1{MAP_STYLE}", _short(SCRIPT.sub("", html)))


def _short(html: str) -> str:
    """The report without its analyst's pages, folded tables, and links to what is not there."""
    kept = ITEM.sub("", PAGE.sub("", html)).replace("</head>", f"{FIXED}</head>")
    kept = kept.replace(*WHAT_FOLLOWS)
    short = FOLDED.sub(r'<p class="source">\1: see report.html.</p>', kept)
    there = set(re.findall(r'\bid="([^"]+)"', short))
    return LINK.sub(lambda link: link[0] if link[1] in there else link[2], short)
