"""The program run in this process, as it would be from a shell."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from homeward.cli.main import main
from small_map import crime_csv, lonlat, small_map


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a run of the program left: its exit code, and what it said where."""

    code: int
    out: str
    err: str


Program = Callable[..., Ended]


@pytest.fixture
def program(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """Run the program with some words, without a cache."""
    monkeypatch.setenv("HOMEWARD_CACHE", "")

    def run(*words: object) -> Ended:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        said = capfd.readouterr()
        return Ended(code=int(str(ended.value.code)), out=said.out, err=said.err)

    return run


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The map of a small town."""
    return small_map(tmp_path)


@pytest.fixture
def crimes(tmp_path: Path) -> Path:
    """Twelve robberies in that town."""
    path = tmp_path / "crimes.csv"
    path.write_text(crime_csv([lonlat(130, 5), lonlat(230, 120)]), encoding="utf-8")
    return path
