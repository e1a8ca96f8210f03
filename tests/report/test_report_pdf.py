import re
import zlib

import pytest

from homeward.errors import InputError
from homeward.report import pdf, write
from homeward.report.page import page
from report.by_hand import HOSTILE, findings, hostile_plan, hostile_town

PAGE = "<!doctype html><html lang=en><title>x</title><h1>One</h1><script>let a = 1;</script>"


@pytest.fixture
def can_write():
    """Skips where the extra, or the system library it needs, is not installed."""
    try:
        pdf.require_pdf()
    except InputError as fault:
        pytest.skip(str(fault))


@pytest.mark.usefixtures("can_write")
def test_a_page_becomes_a_pdf_of_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        pdf.write_pdf(tmp_path / name, PAGE)
    held = (tmp_path / "one").read_bytes()
    assert held.startswith(b"%PDF-")
    assert held == (tmp_path / "two").read_bytes()


@pytest.mark.usefixtures("can_write")
def test_nothing_is_loaded_for_it(tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("h1 { page-break-before: always } body { font-size: 300pt }")
    linked = PAGE.replace("<h1>", f"<link rel=stylesheet href='{secret.as_uri()}'><h1>")
    pdf.write_pdf(tmp_path / "plain", PAGE)
    pdf.write_pdf(tmp_path / "linked", linked)
    assert len((tmp_path / "linked").read_bytes()) == len((tmp_path / "plain").read_bytes())


def _unpacked(held):
    """A PDF with what its streams hold: links stand in compressed ones."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", held, re.DOTALL)
    packed = [each for each in streams if each[:1] == b"x"]
    return held + b"".join(zlib.decompressobj().decompress(each) for each in packed)


@pytest.mark.usefixtures("can_write")
def test_no_text_of_a_file_runs_in_the_pdf_or_leads_out_of_it(tmp_path):
    text = " ".join(HOSTILE)
    pdf.write_pdf(tmp_path / "pdf", page(findings(plan=hostile_plan(text), **hostile_town(text))))
    held = _unpacked((tmp_path / "pdf").read_bytes())
    addresses = re.findall(rb"/URI \(([^)]*)\)", held)
    assert b"https://data.police.uk/" in addresses
    assert not [each for each in addresses if b"evil.example" in each or b"script" in each]
    for word in (b"/JavaScript", b"/Launch", b"/SubmitForm", b"/EmbeddedFile"):
        assert word not in held


def test_asking_for_a_pdf_without_the_extra_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'homeward\[pdf\]'"):
        write(tmp_path / "out", findings(), pdf=True)
    assert not (tmp_path / "out").exists()


def test_a_system_without_pango_is_told_what_to_install(monkeypatch):
    def lacking(_):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", lacking)
    with pytest.raises(InputError, match="apt install libpango"):
        pdf.require_pdf()


def test_from_python_no_pdf_is_written_unless_it_is_asked_for(tmp_path):
    write(tmp_path / "out", findings())
    assert not (tmp_path / "out" / "report.pdf").exists()


def test_the_map_is_the_one_drawing_that_is_given_its_print_colours():
    made = page(findings())
    assert len(pdf.MAP.findall(made)) == 1
    assert pdf.MAP.search(made).start() > made.index('class="map-box')


def test_what_the_page_folds_is_named_in_the_pdf_and_left_out(tmp_path):
    table = "<table><tr><td>0.5 <a href='#top'>up</a></td></tr></table>"
    folded = f"<p>The end.</p><details class='rests'><summary>The list</summary>{table}</details>"
    pdf.write_pdf(tmp_path / "folded", f"<html><body>{folded}</body></html>")
    named = '<p>The end.</p><p class="source">The list: see report.html or plan.xlsx.</p>'
    pdf.write_pdf(tmp_path / "named", f"<html><body>{named}</body></html>")
    assert (tmp_path / "folded").read_bytes() == (tmp_path / "named").read_bytes()


def test_the_pages_of_the_pdf_are_pages_of_the_report():
    html = page(findings())
    assert pdf.WHAT_FOLLOWS[0] in html
    for name in pdf.FOR_ANALYSTS:
        assert f'aria-labelledby="{name}"' in html
        assert f'<li><a href="#{name}">' in html


def test_no_link_of_the_pdf_leads_to_what_was_left_out(tmp_path, caplog):
    pdf.write_pdf(tmp_path / "report.pdf", page(findings()))
    assert [each.message for each in caplog.records if "No anchor" in each.message] == []
    broken = (
        '<html><body><p id="here">x</p><a href="#here">a</a><a href="#gone">b</a></body></html>'
    )
    plain = broken.replace('<a href="#gone">b</a>', "b")
    pdf.write_pdf(tmp_path / "broken", broken)
    pdf.write_pdf(tmp_path / "plain", plain)
    assert (tmp_path / "broken").read_bytes() == (tmp_path / "plain").read_bytes()
