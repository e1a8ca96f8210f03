"""Small panels drawn by hand, and a model simple enough to know."""

from types import SimpleNamespace

import numpy as np
import pytest

from homeward.backtest import Forecast, Places, long_run
from homeward.records import Panel

FIRST = 2018 * 12
GROUPS = 3


def panel_from(counts, *, seen=None):
    """A panel of one count by area and month, the same for every group."""
    counts = np.asarray(counts, dtype=np.int64)
    months = counts.shape[1]
    seen = np.ones(counts.shape) if seen is None else np.asarray(seen, dtype=np.float64)
    return Panel(
        month=np.arange(FIRST, FIRST + months),
        count=np.repeat((counts * (seen > 0))[:, :, None], GROUPS, axis=2),
        seen=seen,
        regime=np.zeros(months, dtype=np.bool_),
    )


def places_for(panel):
    """Areas of 100 m, one beside the other."""
    areas = len(panel.count)
    xy_m = np.column_stack([np.arange(areas) * 100.0, np.zeros(areas)])
    return Places(xy_m=xy_m, length_m=np.full(areas, 100.0))


def averages(past, ahead):
    """A model that expects the average of all months, and is not too sure."""
    rate = long_run(past) + 0.1
    months = ahead.months_seen[:, None]
    mean = np.maximum(rate * months, 1e-9)
    size = np.full(len(rate), 5.0)
    return [Forecast(mean=mean[None, :, g], size=size) for g in range(mean.shape[1])]


def given(model):
    """The same as a rival: it is told the total and does not listen."""
    return lambda past, ahead, _: model(past, ahead)


@pytest.fixture(scope="session")
def make():
    return SimpleNamespace(
        panel=panel_from, places=places_for, averages=averages, given=given, first=FIRST
    )


@pytest.fixture(scope="session")
def busy():
    """Thirty areas over 30 months, a few of them much busier than the rest."""
    rng = np.random.default_rng(5)
    rate = rng.gamma(0.7, 1.0, size=30)
    return panel_from(rng.poisson(np.tile(rate[:, None], (1, 30))))
