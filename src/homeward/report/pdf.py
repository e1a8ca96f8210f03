"""The report as PDF, where the extra `pdf` is installed."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from homeward.errors import InputError

__all__ = ["has_pdf", "require_pdf", "write_pdf"]

SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)

FOLDED = re.compile(
    r"<details\b[^>]*><summary>(.*?)</summary>.*?</details>", re.DOTALL | re.IGNORECASE
)
TO_A_FIGURE = re.compile(r'<a href="#figure-\d+">(.*?)</a>', re.DOTALL)
"""A link to a declared figure, all of which stand in folded tables."""

MAP = re.compile(r'(<svg viewBox="[^"]*" role="img"[^>]*>)')
"""The map's opening tag; charts have a class of their own and bring their own colours."""

MAP_STYLE = """<style>
path{fill:none;stroke-linecap:round;stroke-linejoin:round}
.planned{stroke:#0b7a75;stroke-width:24;opacity:.55}
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


def has_pdf() -> bool:
    """Whether the extra ``pdf`` is installed.

    Returns
    -------
    bool
        Whether WeasyPrint is there; the system library it needs may still be missing.
    """
    return find_spec("weasyprint") is not None


def require_pdf() -> None:
    """Check that a PDF can be written, before any work is done for it.

    Raises
    ------
    InputError
        If WeasyPrint is not installed, or the system lacks Pango, which it needs.
    """
    if not has_pdf():
        raise InputError(
            "A PDF needs WeasyPrint, which is not installed. Run `pip install 'homeward[pdf]'`, "
            "or print report.html from a browser."
        )
    try:
        import_module("weasyprint")
    except OSError as fault:
        raise InputError(
            "A PDF needs the system library Pango, which is not installed. On Debian, run "
            "`apt install libpango-1.0-0 libpangoft2-1.0-0`, or say `--no-pdf`."
        ) from fault


def write_pdf(path: Path, html: str) -> None:
    """``report.pdf``: the report as it would be printed.

    Parameters
    ----------
    path
        The file to make.
    html
        The report; its scripts are left out, and it loads nothing from anywhere.

    Notes
    -----
    The same report gives the same bytes. What the page keeps folded is named and left out: it
    is most of the pages, and ``report.html`` and ``plan.xlsx`` hold it.
    """
    # An extra, and a second to load.
    from weasyprint import HTML  # type: ignore[import-untyped]  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]  # noqa: PLC0415

    within = URLFetcher(allowed_protocols=["data"])
    still = MAP.sub(rf"\1{MAP_STYLE}", _folded(SCRIPT.sub("", html)))
    HTML(string=still, url_fetcher=within).write_pdf(path)


def _folded(html: str) -> str:
    """The report without its folded tables, each named with where it stands."""
    short = FOLDED.sub(r'<p class="source">\1: see report.html or plan.xlsx.</p>', html)
    return TO_A_FIGURE.sub(r"\1", short)
