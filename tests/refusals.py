"""What every refusal of the program has in common."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def refused(program: Callable[..., Any], folder: Path, *words: object) -> str:
    """The one sentence that ``homeward plan`` says to these words, having left nothing behind."""
    place = folder / "place"
    place.mkdir(exist_ok=True)
    ended = program("plan", *words, "--out", place / "out")
    assert (ended.code, ended.out) == (2, "")
    assert not list(place.iterdir()), "something was left half-written"
    said: str = ended.err
    assert said.count("\n") == 1, "a refusal is one line"
    assert said.endswith(".\n"), "a refusal is a whole sentence"
    assert "Traceback" not in said
    return said.strip()
