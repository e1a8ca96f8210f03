"""A PDF is written where the extra is installed; ``--pdf`` says at once if it is not."""

import pytest

from homeward import study
from homeward.cli.main import main
from homeward.report import printer


def test_a_pdf_that_cannot_be_written_is_refused_before_any_work(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(printer, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as left:
        main(["plan", "--pdf", "--out", str(tmp_path / "out")])
    assert left.value.code == 2
    assert "pip install 'homeward[pdf]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "installed", "written"),
    [
        ((), True, True),
        ((), False, False),
        (("--no-pdf",), True, False),
        (("--pdf",), True, True),
        (("--pdf",), False, True),
    ],
)
def test_a_pdf_is_asked_for_where_the_extra_is_installed_or_as_said(
    monkeypatch, tmp_path, words, installed, written
):
    asked = []
    monkeypatch.setattr(printer, "find_spec", lambda name: object() if installed else None)
    monkeypatch.setattr(study, "plan", lambda request, out, *, pdf: asked.append(pdf))
    monkeypatch.setattr(study, "summary", lambda made, out: "")
    with pytest.raises(SystemExit) as left:
        main(["plan", *words, "--quiet", "--out", str(tmp_path / "out")])
    assert left.value.code == 0
    assert asked == [written]
