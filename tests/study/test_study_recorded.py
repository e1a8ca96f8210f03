"""Recorded offences by area, as the files show them."""

import numpy as np
import pytest

from homeward.measures import GROUPS
from homeward.study.findings import plan_block
from homeward.study.recorded import recorded_areas


def test_the_areas_figures_are_all_that_is_recorded_and_not_a_nights_share(solved):
    """What the table calls "all areas together" is what its areas sum to, at any hour."""
    danger = solved.setting.danger
    made, whole = recorded_areas(danger, solved.rates), danger.rates.mean.sum(axis=0)
    np.testing.assert_allclose(made.town[0], whole)
    offences = plan_block(solved)["harm"]["offences"]
    night = {row["group"]: row["expected"] for row in offences}
    assert all(night[name] < 0.7 * whole[row] for row, name in enumerate(GROUPS) if whole[row])
    assert (made.town[1] <= made.town[0]).all()
    assert (made.town[0] <= made.town[2]).all()
    assert made.offences[0].sum(axis=0) == pytest.approx(whole)
