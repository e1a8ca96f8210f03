"""A program of its own: it reads a page, and gives it as PDF. It loads nothing of Homeward."""

import sys

__all__ = ["READY", "as_pdf"]

READY = b"ready\n"
"""What it says once all that it needs is loaded."""


def as_pdf(html: str) -> bytes:
    """A page as PDF; it loads nothing from anywhere."""
    # An extra, and a second to load.
    from weasyprint import HTML  # type: ignore[import-untyped]  # noqa: PLC0415
    from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]  # noqa: PLC0415

    made: bytes = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    return made


def main() -> None:
    """Load, say so, and wait for a page."""
    import weasyprint  # noqa: F401, PLC0415 - before it is asked for

    sys.stdout.buffer.write(READY)
    sys.stdout.flush()
    page = sys.stdin.buffer.read()
    if page:
        sys.stdout.buffer.write(as_pdf(page.decode()))


if __name__ == "__main__":
    main()
