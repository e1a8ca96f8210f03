"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("homeward", deadline=None, max_examples=25)
settings.load_profile("homeward")

collect_ignore = ["report/qgis_draw.py"]
"""A program of Debian's own Python, which alone has QGIS: it holds no test."""

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real towns beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("real data absent: no folder ../shared/data beside the checkout")
    return SHARED
