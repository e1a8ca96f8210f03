"""A plan whose report cannot be printed says so soon, and writes nothing."""

import time

import pytest

from homeward.errors import InputError
from homeward.report import printer
from homeward.study import Request, plan


def test_a_printer_that_cannot_load_is_told_of_at_the_next_step(monkeypatch, tmp_path):
    """Work does not wait for the printer, nor go on to its end without it."""
    program = tmp_path / "program.py"
    program.write_text("raise OSError('cannot load library libpango-1.0-0')")
    monkeypatch.setattr(printer._printed, "__file__", str(program))
    monkeypatch.setattr(printer, "find_spec", lambda name: name)
    steps = []

    def step(text):
        steps.append(text)
        time.sleep(1.0 if len(steps) == 1 else 0.0)  # by then it has failed

    with pytest.raises(InputError, match="apt install"):
        plan(Request(map_path=None, tell=step), tmp_path / "out", pdf=True)
    assert len(steps) == 1
    assert not (tmp_path / "out").exists()
