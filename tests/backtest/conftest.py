"""Small panels and networks drawn by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from homeward.backtest import Panel

FIRST = 2018 * 12
GROUPS = 3


def panel_from(counts, *, seen=None, xy=None, length=None):
    """A panel of one count by area and month, the same for every group."""
    counts = np.asarray(counts, dtype=np.int64)
    areas, months = counts.shape
    seen = np.ones(counts.shape, dtype=np.bool_) if seen is None else np.asarray(seen)
    places = np.column_stack([np.arange(areas) * 100.0, np.zeros(areas)])
    return Panel(
        month=np.arange(FIRST, FIRST + months),
        count=np.repeat((counts * seen)[:, :, None], GROUPS, axis=2),
        seen=seen,
        xy_m=places if xy is None else np.asarray(xy, dtype=np.float64),
        length_m=np.full(areas, 100.0) if length is None else np.asarray(length, dtype=np.float64),
    )


@pytest.fixture(scope="session")
def make():
    return SimpleNamespace(panel=panel_from, first=FIRST)


@pytest.fixture(scope="session")
def busy():
    """Thirty areas over 30 months, a few of them much busier than the rest."""
    rng = np.random.default_rng(5)
    rate = rng.gamma(0.7, 1.0, size=30)
    return panel_from(rng.poisson(np.tile(rate[:, None], (1, 30))))
