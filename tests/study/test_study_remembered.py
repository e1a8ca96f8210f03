"""What records taught is kept between runs, and only for the same records."""

import dataclasses

import numpy as np
import pytest

from homeward import rates
from homeward.measures import assumptions
from homeward.records import Panel
from homeward.study import remembered


@pytest.fixture
def counts():
    generator = np.random.default_rng(5)
    months = 2017 * 12 + np.arange(18)
    return Panel(
        count=generator.poisson(1.0, (4, 18, 3)),
        seen=np.ones((4, 18)),
        month=months,
        regime=np.zeros(18, dtype=np.bool_),
    )


@pytest.fixture
def ground():
    facts = np.array([[1.0], [0.5], [-0.5], [-1.0]])
    return rates.Ground(covariates=facts, names=("length",), edges=np.array([[0, 1], [2, 3]]))


@pytest.fixture
def learnings(monkeypatch):
    """How often anything was learnt from counts."""
    done = []

    def counted(*given):
        done.append(given)
        return rates.spreads_of(*given)

    monkeypatch.setattr(remembered, "spreads_of", counted)
    return done


def test_the_same_counts_are_learnt_from_once_and_the_answer_is_the_same(
    counts, ground, learnings, tmp_path
):
    values = assumptions().central()
    first, again = (remembered.remembering(tmp_path)(counts, ground, values) for _ in range(2))
    assert first == again == rates.spreads_of(counts, ground, values)
    assert len(learnings) == 1


def test_nothing_is_kept_without_a_folder(counts, ground, learnings):
    for _ in range(2):
        remembered.remembering(None)(counts, ground, assumptions().central())
    assert len(learnings) == 2


def _one_more(counts, ground, values):
    count = counts.count.copy()
    count[2, 3, 1] += 1
    return dataclasses.replace(counts, count=count), ground, values


def _a_month_not_given(counts, ground, values):
    seen = counts.seen.copy()
    seen[:, 4] = 0
    return dataclasses.replace(counts, seen=seen), ground, values


def _a_month_of_the_pandemic(counts, ground, values):
    regime = counts.regime.copy()
    regime[-1] = True
    return dataclasses.replace(counts, regime=regime), ground, values


def _other_months(counts, ground, values):
    return dataclasses.replace(counts, month=counts.month + 1), ground, values


def _another_fact(counts, ground, values):
    return counts, dataclasses.replace(ground, covariates=-ground.covariates), values


def _another_neighbour(counts, ground, values):
    return counts, dataclasses.replace(ground, edges=np.array([[0, 1], [1, 2]])), values


def _another_prior(counts, ground, values):
    return counts, ground, {**values, "rates.own_sd": 0.1}


@pytest.mark.parametrize(
    "other",
    [
        _one_more,
        _a_month_not_given,
        _a_month_of_the_pandemic,
        _other_months,
        _another_fact,
        _another_neighbour,
        _another_prior,
    ],
)
def test_anything_else_is_learnt_anew(counts, ground, learnings, tmp_path, other):
    given = counts, ground, assumptions().central()
    remembered.remembering(tmp_path)(*given)
    remembered.remembering(tmp_path)(*other(*given))
    assert len(learnings) == 2


def test_what_another_program_taught_is_not_taken_over(
    counts, ground, learnings, tmp_path, monkeypatch
):
    given = counts, ground, assumptions().central()
    remembered.remembering(tmp_path)(*given)
    monkeypatch.setattr(remembered, "_program", lambda: "another")
    remembered.remembering(tmp_path)(*given)
    assert len(learnings) == 2


def test_what_is_damaged_is_learnt_anew(counts, ground, learnings, tmp_path):
    given = counts, ground, assumptions().central()
    first = remembered.remembering(tmp_path)(*given)
    (index,) = tmp_path.glob("*/index.json")
    index.write_text(index.read_text().replace("smooth", "rough"))
    assert remembered.remembering(tmp_path)(*given) == first
    assert len(learnings) == 2


def test_what_a_plan_is_for_does_not_matter(counts, ground, learnings, tmp_path):
    values = assumptions().central()
    remembered.remembering(tmp_path)(counts, ground, values)
    remembered.remembering(tmp_path)(counts, ground, {**values, "walks.reach_m": 1.0})
    assert len(learnings) == 1
