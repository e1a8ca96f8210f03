"""One made-up town, written once for all tests of this room."""

from pathlib import Path

import pytest

from homeward import example


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> example.Written:
    """The example town's files."""
    return example.write(tmp_path_factory.mktemp("example") / "town")


@pytest.fixture(scope="session")
def folder(town: example.Written) -> Path:
    """The folder they stand in."""
    return town.folder
