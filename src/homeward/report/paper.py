"""A Word document as plain paragraphs, lists and tables, with the same bytes each time."""

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

from homeward.report.plain import plain

__all__ = ["add_picture", "add_table", "add_to_write", "new_paper", "save"]

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


def add_picture(paper: Paper, path: Path, alt: str) -> None:
    """A chart across the page, with its words for those who do not see it."""
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
