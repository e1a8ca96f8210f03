import importlib
import re
import zlib

import pytest

from homeward.errors import InputError
from homeward.report import has_pdf, pdf, printer, printing, write
from homeward.report._printed import as_pdf
from homeward.report.page import page
from report.by_hand import HOSTILE, findings, hostile_plan, hostile_town, plan_block

PAGE = "<!doctype html><html lang=en><title>x</title><h1>One</h1><script>let a = 1;</script>"


@pytest.fixture
def can_write():
    """Skips where the extra, or the system library it needs, is not installed."""
    try:
        with printing() as press:
            press.ready()
    except InputError as fault:
        pytest.skip(str(fault))


def printed(html):
    """The PDF of a report, made here."""
    return as_pdf(pdf.for_print(html))


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Puts a program of a few lines in the place of the one that prints."""

    def put(text):
        path = tmp_path / "program.py"
        path.write_text(text)
        monkeypatch.setattr(printer._printed, "__file__", str(path))
        monkeypatch.setattr(printer, "find_spec", lambda name: name)

    return put


@pytest.mark.usefixtures("can_write")
def test_a_page_becomes_a_pdf_of_the_same_bytes_in_whichever_process():
    with printing() as press:
        press.ready()
        held = press.begin(PAGE)()
    assert held.startswith(b"%PDF-")
    assert held == as_pdf(PAGE)


@pytest.mark.usefixtures("can_write")
def test_nothing_is_loaded_for_it(tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("h1 { page-break-before: always } body { font-size: 300pt }")
    linked = PAGE.replace("<h1>", f"<link rel=stylesheet href='{secret.as_uri()}'><h1>")
    assert len(printed(linked)) == len(printed(PAGE))


def _unpacked(held):
    """A PDF with what its streams hold: links stand in compressed ones."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", held, re.DOTALL)
    packed = [each for each in streams if each[:1] == b"x"]
    return held + b"".join(zlib.decompressobj().decompress(each) for each in packed)


@pytest.mark.usefixtures("can_write")
def test_no_text_of_a_file_runs_in_the_pdf_or_leads_out_of_it():
    text = " ".join(HOSTILE)
    held = _unpacked(printed(page(findings(plan=hostile_plan(text), **hostile_town(text)))))
    addresses = re.findall(rb"/URI \(([^)]*)\)", held)
    assert b"https://data.police.uk/" in addresses
    assert not [each for each in addresses if b"evil.example" in each or b"script" in each]
    for word in (b"/JavaScript", b"/Launch", b"/SubmitForm", b"/EmbeddedFile"):
        assert word not in held


@pytest.mark.usefixtures("can_write")
def test_no_word_runs_over_the_edge_of_the_paper():
    html = importlib.import_module("weasyprint").HTML
    why = "The map does not say whether it is lit, and nobody has written down more. " * 4
    plan = plan_block()
    plan["options"] = [{**option, "why": why} for option in plan["options"]]
    made = html(string=pdf.for_print(page(findings(plan=plan)))).render()
    sheets = [sheet._page_box for sheet in made.pages]
    words = [
        (sheet, box) for sheet in sheets for box in sheet.descendants() if hasattr(box, "text")
    ]
    assert sum(why[:40] in box.text for _, box in words) >= len(plan["options"])
    right = [box.position_x + box.width - sheet.margin_width() for sheet, box in words]
    assert max(right) < 0


@pytest.mark.usefixtures("can_write")
def test_no_reason_has_a_line_of_one_word_amid_its_others():
    """Reasons that grow letter by letter, so that of some the mark after it just does not fit."""
    html = importlib.import_module("weasyprint").HTML
    why = (
        "The map says that it is not lit. About 39,000 (11,000 to 90,000) people a year walk here "
        "at night. About 4.3 (2.4 to 8.3) offences a year are recorded in its area, by day and "
        "night, of kinds of which 5 or more are on record"
    )
    first = plan_block()["options"][0]
    options = [first | {"why": f"{why}{'n' * more}."} for more in range(30)]
    made = html(
        string=pdf.for_print(page(findings(plan=plan_block() | {"options": options})))
    ).render()
    cells = [
        box.children
        for sheet in made.pages
        for box in sheet._page_box.descendants()
        if type(box).__name__ == "TableCellBox"
    ]
    reasons = [lines for lines in cells if lines and "Why here" in _words(lines[0])]
    assert len(reasons) == len(options)
    for lines in reasons:
        assert all(len(_words(line).split()) > 5 for line in lines[:-1])


def _words(line):
    return "".join(box.text for box in line.descendants() if hasattr(box, "text"))


def test_asking_for_a_pdf_without_the_extra_says_what_to_do(monkeypatch):
    monkeypatch.setattr(printer, "find_spec", lambda _: None)
    assert not has_pdf()
    with pytest.raises(InputError, match=r"pip install 'homeward\[pdf\]'"), printing():
        pass


def test_a_system_without_pango_is_told_what_to_install(program):
    program("raise OSError('cannot load library libpango-1.0-0')")
    with printing() as press, pytest.raises(InputError, match=r"libpango-1.0-0\).*apt install"):
        press.ready()


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("raise ValueError('no such colour')", "could not be made: ValueError: no such colour"),
        ("os._exit(9)", "could not be made: its process ended with 9"),
    ],
)
def test_where_the_pdf_fails_nothing_is_left_half_written(tmp_path, program, ends, said):
    program(f"import os, sys; print('ready', flush=True); sys.stdin.read(); {ends}")
    with printing() as press, pytest.raises(RuntimeError, match=said):
        write(tmp_path / "out", findings(), printer=press)
    assert list(tmp_path.iterdir()) == [tmp_path / "program.py"]


def test_the_process_ends_when_nothing_is_printed_after_all(program):
    program("import time; print('ready', flush=True); time.sleep(600)")
    with printing() as press:
        press.ready()
    assert press.process.returncode != 0


@pytest.mark.usefixtures("can_write")
def test_the_pdf_stands_beside_the_other_files(tmp_path):
    with printing() as press:
        write(tmp_path / "out", findings(), printer=press)
    assert (tmp_path / "out" / "report.pdf").read_bytes() == printed(page(findings()))


def test_from_python_no_pdf_is_written_unless_it_is_asked_for(tmp_path):
    write(tmp_path / "out", findings())
    assert not (tmp_path / "out" / "report.pdf").exists()


def test_the_map_is_the_one_drawing_that_is_given_its_print_colours():
    made = page(findings())
    assert len(pdf.MAP.findall(made)) == 1
    assert pdf.MAP.search(made).start() > made.index('class="map-box')


def test_what_the_page_folds_is_named_in_the_pdf_and_left_out():
    table = "<table><tr><td>0.5 <a href='#top'>up</a></td></tr></table>"
    folded = f"<p>The end.</p><details class='rests'><summary>The list</summary>{table}</details>"
    named = '<p>The end.</p><p class="source">The list: see report.html.</p>'
    both = [printed(f"<html><body>{text}</body></html>") for text in (folded, named)]
    assert both[0] == both[1]


def test_the_pages_of_the_pdf_are_pages_of_the_report():
    html = page(findings())
    assert pdf.WHAT_FOLLOWS[0] in html
    for name in pdf.FOR_ANALYSTS:
        assert f'aria-labelledby="{name}"' in html
        assert f'<li><a href="#{name}">' in html


def test_no_link_of_the_pdf_leads_to_what_was_left_out(caplog):
    printed(page(findings()))
    assert [each.message for each in caplog.records if "No anchor" in each.message] == []
    broken = (
        '<html><body><p id="here">x</p><a href="#here">a</a><a href="#gone">b</a></body></html>'
    )
    plain = broken.replace('<a href="#gone">b</a>', "b")
    assert printed(broken) == printed(plain)
