"""``--pdf`` writes a PDF, or says at once what is missing."""

import pytest

from homeward.cli.main import main
from homeward.report import pdf


def test_a_pdf_that_cannot_be_written_is_refused_before_any_work(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as left:
        main(["plan", "--pdf", "--out", str(tmp_path / "out")])
    assert left.value.code == 2
    assert "pip install 'homeward[pdf]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
