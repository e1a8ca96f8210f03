"""The report's charts, by matplotlib: SVG to stand in the page, PNG files beside it."""

import re
import textwrap
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from markupsafe import Markup

from homeward.report.sketches import INK, Sketch, sketches

__all__ = ["Chart", "drawn", "write_pngs"]

WIDTH_IN = 7.2
RIGHT_IN = 0.45
"""Room right of the axes, for half of the widest label of the last tick."""
KEY_IN = 0.32
"""Room above a chart for its key, which never covers what is drawn."""
DOTS_PER_INCH = 150

STYLE: Mapping[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
}


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart for the page: its file's name, a sentence, what it shows in words, and the SVG."""

    name: str
    title: str
    alt: str
    svg: Markup


def drawn(plan: Mapping[str, Any]) -> tuple[Chart, ...]:
    """Every chart there is something to draw for, as SVG text.

    Parameters
    ----------
    plan
        The content of ``plan.json``.

    Returns
    -------
    tuple of Chart
        In the report's order. The same plan gives the same text; every text in it is escaped.

    Notes
    -----
    Ink is drawn in the page's own text colour, so that a chart can be read in the dark.
    """
    return tuple(
        Chart(
            name=sketch.name,
            title=sketch.title,
            alt=sketch.alt,
            svg=_svg(sketch),
        )
        for sketch in sketches(plan)
    )


def write_pngs(folder: Path, plan: Mapping[str, Any]) -> None:
    """Each chart as ``NAME.png`` in `folder`, which is made, with its title above it."""
    folder.mkdir()
    for sketch in sketches(plan):
        with _figure(sketch, title=sketch.title) as figure:
            path = folder / f"{sketch.name}.png"
            figure.savefig(path, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})


@contextmanager
def _figure(sketch: Sketch, title: str) -> Iterator[Any]:
    """A figure with the sketch on it; `title` may be empty."""
    # Half a second to import, so only when something is drawn.
    import matplotlib as mpl  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    lines = textwrap.wrap(title, 84)
    head_in = 0.24 * len(lines) + 0.12 + KEY_IN
    height_in = sketch.height_in + head_in
    with mpl.rc_context({**STYLE, "svg.hashsalt": sketch.name}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(WIDTH_IN, height_in), facecolor="none" if not title else "white")
        bottom, top = 0.62 / height_in, 1 - head_in / height_in
        right = 1 - RIGHT_IN / WIDTH_IN
        axes = figure.add_axes((sketch.left, bottom, right - sketch.left, top - bottom))
        axes.set_facecolor("none")
        sketch.draw(axes)
        key = {"bbox_to_anchor": (0.01, top), "bbox_transform": figure.transFigure}
        axes.legend(loc="lower left", ncols=4, borderpad=0.1, **key)
        figure.text(0.01, 1 - 0.06 / height_in, "\n".join(lines), va="top", weight="bold")
        yield figure


def _svg(sketch: Sketch) -> Markup:
    """The chart as an element for a page: no header, no style or name that reaches beyond it."""
    with _figure(sketch, title="") as figure:
        stream = StringIO()
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    body = text[text.index(">", text.index("<svg")) + 1 :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r"<style type=\"text/css\">.*?</style>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(r"<g id=\"[\w.]+\"", "<g", body)
    body = body.replace(f": {INK}", ": currentColor").replace("xlink:href", "href")
    box = re.search(r'viewBox="([^"]+)"', text)
    head = Markup(
        '<svg class="chart" viewBox="{}" role="img" aria-label="{}" '
        'style="stroke-linejoin:round;stroke-linecap:butt">'
    ).format(box[1] if box else "", sketch.alt)
    return head + Markup(body.strip())  # noqa: S704 - matplotlib escapes every text
