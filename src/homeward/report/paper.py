"""A Word document as plain paragraphs, lists, tables and charts, with the same bytes each time."""

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell

from homeward.report.formats import minus
from homeward.report.plain import plain

__all__ = [
    "add_chart",
    "add_points",
    "add_table",
    "add_to_write",
    "first_rows",
    "new_paper",
    "save",
    "say",
]

MOST_ROWS = 100
"""Rows of a table in the draft; the workbook holds all of them."""

WRITTEN = datetime(2000, 1, 1)
"""Stands for the time of writing, so that the same plan gives the same bytes."""


def new_paper(title: str) -> Paper:
    """An empty document on A4 with its title."""
    paper = Document()
    paper.styles["Normal"].font.name = "Calibri"
    paper.styles["Normal"].font.size = Pt(11)
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    core = paper.core_properties
    core.title, core.author, core.comments = plain(title)[:255], "Homeward", ""
    core.created = core.modified = WRITTEN
    core.language = "en-GB"
    paper.add_heading(plain(title), 0)
    return paper


def say(paper: Paper, *sentences: str) -> None:
    """A paragraph."""
    paper.add_paragraph(plain(minus(" ".join(sentences))))


def add_points(paper: Paper, sentences: Iterable[str]) -> None:
    """A list with a point for each sentence."""
    for sentence in sentences:
        paper.add_paragraph(plain(minus(sentence)), style="List Bullet")


def first_rows(paper: Paper, rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    """No more rows than a reader turns pages for; a sentence says where the rest is."""
    if len(rows) > MOST_ROWS:
        say(paper, f"The first {MOST_ROWS} of {len(rows):,}; the rest is in plan.xlsx.")
    return rows[:MOST_ROWS]


def add_to_write(paper: Paper, what: str) -> None:
    """A marked place where the bidder must write."""
    run = paper.add_paragraph().add_run(plain(f"[To be written by you: {what}]"))
    run.bold = True
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def add_table(paper: Paper, header: Mapping[str, float], rows: Iterable[Sequence[object]]) -> None:
    """A table whose header repeats on every page; every value stands as text.

    `header` holds each column's heading and its width in centimetres.
    """
    table = paper.add_table(rows=1, cols=len(header), style="Light Grid Accent 1")
    table.autofit = False
    for column, width_cm in zip(table.columns, header.values(), strict=True):
        column.width = Cm(width_cm)
    _fill(table.rows[0].cells, [*header], header.values())
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - no public way
    for row in rows:
        _fill(table.add_row().cells, row, header.values())
    paper.add_paragraph()


def _fill(cells: Sequence[_Cell], row: Sequence[object], widths_cm: Iterable[float]) -> None:
    for cell, value, width_cm in zip(cells, row, widths_cm, strict=True):
        cell.width = Cm(width_cm)
        run = cell.paragraphs[0].add_run(plain(value))
        run.font.size = Pt(9)


def add_chart(paper: Paper, charts: Path, name: str, alt: str) -> None:
    """A chart across the page, with its words for those who do not see it, if it was drawn."""
    path = charts / f"{name}.png"
    if not path.is_file():
        return
    paper.add_picture(str(path), width=Cm(16.5))
    shape = paper.inline_shapes[-1]._inline.docPr  # noqa: SLF001 - no public way
    shape.set("descr", plain(alt))


def save(paper: Paper, path: Path) -> None:
    """The document with one date on every part."""
    stream = BytesIO()
    paper.save(stream)
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(path, "w") as fixed:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, WRITTEN.timetuple()[:6])
            fixed.writestr(entry, made.read(name), zipfile.ZIP_DEFLATED)
